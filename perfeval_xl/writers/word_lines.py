"""How wide a text is, and where the lines of a label break: 全年 over 预算数, never 全年预 over 算数."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

_OPENING: Final = "（(“《"
_CLOSING: Final = "）)”》，。；：、％%㎡"
_JOINING: Final = "及和与或"
_GOOD, _BETWEEN_WORDS, _INSIDE_A_WORD = 0, 1, 2
"""Where a line may break: at a mark, between words of two characters, anywhere else."""

_GAP: Final = 0.25
"""What Word leaves between a Chinese character and a digit or Latin letter."""
_CHANGE: Final = re.compile("(?<=[一-鿿])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[一-鿿])")
_YEAR: Final = re.compile(r"\d年度?$")


class _Broken(NamedTuple):
    """A way to break a text; the smallest is the best."""

    broken_words: int
    lines: int
    word_breaks: int
    unevenness: float
    ends: tuple[int, ...]

    def extended(self, end: int, kind: int, slack: float) -> _Broken:
        """With one more line, which ends at a break of that kind and leaves so much room."""
        return _Broken(
            self.broken_words + (kind == _INSIDE_A_WORD),
            self.lines + 1,
            self.word_breaks + (kind == _BETWEEN_WORDS),
            self.unevenness + slack * slack,
            (*self.ends, end),
        )


def text_width(text: str) -> float:
    """The width of a text, in Chinese characters; on the safe side, as a Latin font may be missing."""
    return sum(map(_character_width, text)) + _GAP * len(_CHANGE.findall(text))


def _character_width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1
    return {".": 0.32, ",": 0.32, "%": 0.95}.get(character, 0.64)


def lines_needed(text: str, fitting: float) -> int:
    """About how many lines of `fitting` characters a text fills."""
    return sum(max(1, math.ceil(text_width(line) / fitting)) for line in text.split("\n"))


def label_lines(text: str, fitting: float) -> list[str]:
    """A label broken into lines of at most `fitting` characters: with words whole, then as few as can be.

    Where it cannot be done, the label in one piece.
    """
    if text_width(text) <= fitting:
        return [text]
    broken = _broken(text, fitting)
    if broken is None:
        return [text]
    starts = (0, *broken.ends[:-1])
    return [text[start:end] for start, end in zip(starts, broken.ends, strict=True)]


@lru_cache(maxsize=512)
def label_width(text: str, lines: int) -> float:
    """The least width in which a label has at most so many lines, with no word broken.

    The label's full width where there is no other way.
    """
    spans = {
        text_width(text[start:end]) for start in range(len(text)) for end in range(start + 1, len(text) + 1)
    }
    for width in sorted(spans):
        broken = _broken(text, width)
        if broken is not None and broken.lines <= lines and not broken.broken_words:
            return width
    return text_width(text)


@lru_cache(maxsize=2048)
def _broken(text: str, fitting: float) -> _Broken | None:
    """The best way to break the text; None where a piece that must stay whole is too wide."""
    breaks = _breaks(text)
    best: dict[int, _Broken] = {0: _Broken(0, 0, 0, 0, ())}
    for end, kind in breaks.items():
        ways = [
            before.extended(end, kind, slack)
            for start, before in best.items()
            if (slack := fitting - text_width(text[start:end])) >= 0
        ]
        if ways:
            best[end] = min(ways)
    return best.get(len(text))


def _breaks(text: str) -> dict[int, int]:
    """Positions at which a line may end, in order, and what kind of break each is."""
    good = [0, *(n for n in range(1, len(text)) if _may_break(text, n) and _is_good(text, n)), len(text)]
    breaks: dict[int, int] = {}
    for start, end in pairwise(good):
        for position in range(start + 1, end):
            if _may_break(text, position):
                between = (position - start) % 2 == 0 and end - position > 1
                breaks[position] = _BETWEEN_WORDS if between else _INSIDE_A_WORD
        breaks[end] = _GOOD
    return breaks


def _may_break(text: str, position: int) -> bool:
    before, behind = text[position - 1], text[position]
    if before in _OPENING or behind in _CLOSING:
        return False
    is_number = before.isascii() and before.isalnum()
    return not (is_number and (behind.isascii() or behind in "年分")) and (before, behind) != ("年", "度")


def _is_good(text: str, position: int) -> bool:
    before, behind = text[position - 1], text[position]
    is_year = _YEAR.search(text, 0, position) is not None
    return is_year or behind in _OPENING or before in _CLOSING or before in _JOINING or behind in _JOINING
