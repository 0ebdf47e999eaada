"""Reads the profile's sentences backwards: which figures a paragraph states, and whether it says only that.

Three steps, the strict one first: the sentence word for word; the sentence but for widths, blanks and
punctuation; then each figure alone, by the words beside it in the sentence. A doubtful figure is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from perfeval_xl.amounts import parse_amount
from perfeval_xl.form.declaration import Line, Prose
from perfeval_xl.form.labels import normalise
from perfeval_xl.form.sentences import (
    GAP,
    Clause,
    Piece,
    amount_sentence,
    amounts_stated,
    figures_behind,
    joined,
    pieces,
)
from perfeval_xl.profile import Profile

_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_MARK: Final = re.compile("[，；。：、]")
_DOUBLED: Final = re.compile("、{2,}")


@dataclass(frozen=True, slots=True)
class Stated:
    """The figures that a paragraph states."""

    texts: Mapping[str, str]
    """Figure's key → what is written for it; '' for a gap."""
    is_sentence: bool
    """Whether the paragraph is the sentence, and not other words that name its figures."""


def stated_in(text: str, section: Prose, profile: Profile) -> Stated | None:
    """The figures of a section's sentence that `text` states; None where it states none."""
    if not section.sentence:
        return None
    sentence = pieces(section, profile)
    strict = list(_readings(text, sentence))
    for reading in strict:
        if _fits(section, reading):
            return Stated(reading, is_sentence=True)
    narrow = _Narrowed.of(text)
    for reading in _readings(narrow.text, [_narrowed(piece) for piece in sentence]):
        # The clerk's words are kept as they are; a list taken from them is mended (、、).
        texts = {key: _DOUBLED.sub("、", narrow.original(value)) for key, value in reading.items()}
        if _fits(section, texts):
            return Stated(texts, is_sentence=False)
    for reading in strict:
        if not _swallows(section, reading):
            return Stated(reading, is_sentence=True)
    alone = dict(_figures_alone(text, section))
    return Stated(alone, is_sentence=False) if alone else None


def amount_in(text: str, section: Prose, profile: Profile, year: int | None) -> Stated | None:
    """The amount of a section without a sentence of its own, as a paragraph states it."""
    if section.sentence or len(section.figures) != 1:
        return None
    key = section.figures[0].key
    before, after = amount_sentence(section, profile, year)
    if text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after):
        return Stated({key: text[len(before) : len(text) - len(after)]}, is_sentence=True)
    found = amounts_stated(section, text)
    return Stated({key: found.pop()}, is_sentence=False) if len(found) == 1 else None


def _readings(text: str, sentence: Sequence[Piece]) -> Iterator[Mapping[str, str]]:
    """What stands for each figure, where `text` is the sentence; with its optional clauses first."""
    clauses = [piece for piece in sentence if isinstance(piece, Clause)]
    for kept in product((True, False), repeat=len(clauses)):
        chosen = {id(clause) for clause, keeps in zip(clauses, kept, strict=True) if keeps}
        flat: list[str | Line] = []
        for piece in sentence:
            if not isinstance(piece, Clause):
                flat.append(piece)
            elif id(piece) in chosen:
                flat += piece.pieces
        # 等 alone may stand anywhere in a list; 等；公用经费 stands behind it only.
        found = _read(text, joined(flat))
        if found is not None and all(found.get(clause.line.key, "x") for clause in clauses):
            yield found


def _read(text: str, flat: Sequence[str | Line]) -> dict[str, str] | None:
    """The figures between the literals, each up to the first place where the words behind it stand."""
    found: dict[str, str] = {}
    at = 0
    open_figure: Line | None = None
    for number, piece in enumerate(flat):
        if isinstance(piece, Line):
            if open_figure is not None:
                return None
            open_figure = piece
            continue
        begin = at
        if open_figure is not None:
            is_last = number + 1 == len(flat)
            begin = text.rfind(piece) if is_last else text.find(piece, at)
        if begin < at or not text.startswith(piece, begin):
            return None
        if open_figure is not None and not _takes(found, open_figure, text[at:begin]):
            return None
        open_figure, at = None, begin + len(piece)
    if open_figure is not None:
        return found if _takes(found, open_figure, text[at:]) else None
    return found if at == len(text) else None


def _takes(found: dict[str, str], line: Line, text: str) -> bool:
    """Keeps what stands for a figure; False where the same figure reads otherwise elsewhere."""
    text = "" if text == GAP else text
    return found.setdefault(line.key, text) == text


def _fits(section: Prose, texts: Mapping[str, str]) -> bool:
    """Whether numbers stand where numbers belong."""
    numbers = (texts.get(line.key, "") for line in section.figures if line.quantity.is_number)
    return all(not text or parse_amount(text) is not None for text in numbers)


def _swallows(section: Prose, texts: Mapping[str, str]) -> bool:
    """Whether more of the sentence than what was written for a number stands where a number belongs."""
    return any(_MARK.search(texts.get(line.key, "")) for line in section.figures if line.quantity.is_number)


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """A text without blanks and with narrow signs, that can give its parts as they were typed."""

    text: str
    typed: str
    at: tuple[int, ...]
    """For each sign of `text`, where it stands in `typed`."""

    @classmethod
    def of(cls, typed: str) -> _Narrowed:
        kept = [(number, sign) for number, sign in enumerate(typed) if not sign.isspace()]
        return cls(
            "".join(sign for _, sign in kept).translate(_NARROW), typed, tuple(number for number, _ in kept)
        )

    def original(self, part: str) -> str:
        begin = self.text.find(part)
        return self.typed[self.at[begin] : self.at[begin + len(part) - 1] + 1] if part else ""


def _narrowed(piece: Piece) -> Piece:
    if isinstance(piece, Line):
        return piece
    if isinstance(piece, str):
        return _Narrowed.of(piece).text
    inner = (part if isinstance(part, Line) else _Narrowed.of(part).text for part in piece.pieces)
    return Clause(piece.line, tuple(inner))


def _figures_alone(text: str, section: Prose) -> Iterator[tuple[str, str]]:
    """Number figures behind their names, where one number only stands there: 基本支出162.95万元."""
    for line in section.figures:
        found = figures_behind(normalise(line.label), line.quantity, text)
        if len(found) == 1:
            yield line.key, found.pop()
