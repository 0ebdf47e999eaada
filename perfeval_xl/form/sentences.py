"""The narrative's sentences, composed from its figures by the templates of the profile.

A template is text with the keys of figures in braces: ``{year}年度财政拨款基本支出{narrative_basic}万元，…``.
It comes apart into `pieces`. The report joins them with the figures as printed, the workbook's template can
write them as a formula, and both read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Entry, Table
from perfeval_xl.form.declaration import Line, Prose, Quantity
from perfeval_xl.form.labels import compact
from perfeval_xl.form.layout import UNKNOWN_YEAR
from perfeval_xl.form.narrative import AMOUNT_SENTENCE, FIGURE, UNIT, YEAR
from perfeval_xl.form.printed import printed
from perfeval_xl.profile import Profile

GAP: Final = "××"
"""Stands in a sentence for a figure that was left blank."""

EDGE: Final = "\x01"
"""Stands at both ends of a text while it is trimmed: a character that no cell can hold."""

_MARK: Final = re.compile(r"([，；：。])")
_MARKS: Final = "，；：。、"
_STRENGTH: Final = {"，": 1, "；": 2, "：": 3, "": 4, "。": 5}
"""Of the two marks around a clause that is left out, the weaker goes with it; '' is the sentence's end."""
_START: Final = 6
_JOINING: Final = "(?:(?:总额|总计|合计|共计|共|为|是|:)){0,2}"
"""What may stand between the name of a figure and the figure."""
_AMOUNT: Final = r"\d[\d,]*(?:\.\d+)?"
_UNITS: Final = {Quantity.MONEY: "(?:万元|元)", Quantity.COUNT: "[人名个]"}
_SUBJECT: Final = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)?(.+?)(?:情况)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence, left out where its figure says nothing: ``，主要包括{personnel_items}等``."""

    line: Line
    pieces: tuple[str | Line, ...]

    @property
    def trimming(self) -> Sequence[tuple[str, str]]:
        """What to replace, in this order, in the text between two `EDGE`s, before it goes into the clause.

        That is what the clause says itself (主要包括 before a list, 等 behind it), and marks at the end:
        the clause brings its own. A clause that is the text and nothing else takes it as it is. Plain
        replacements, so that a formula can do the same.
        """
        if len(self.pieces) == 1:
            return ()
        at = self.pieces.index(self.line)
        before, behind = ("".join(map(str, part)) for part in (self.pieces[:at], self.pieces[at + 1 :]))
        before, behind = before.strip(_MARKS), behind.strip(_MARKS)
        said = [EDGE + before + colon for colon in ("：", "") if before]
        said += [mark + EDGE for mark in _MARKS]
        said += [behind * times + EDGE for times in (2, 1) if behind]
        said += [mark + EDGE for mark in _MARKS if behind]
        return [*((text, EDGE) for text in said), (EDGE, "")]


Piece = str | Line | Clause
Other = TypeVar("Other", Line, Line | Clause)


def pieces(section: Prose, profile: Profile) -> list[Piece]:
    """A section's sentence in pieces: literal text, figures, and clauses around an optional text."""
    template = profile.sentences[section.sentence]
    figures = {line.key: line for line in (UNIT, YEAR, *section.figures)}
    parts = _MARK.split(template)
    clauses = [_with_figures(text, figures) for text in parts[::2]]
    marks = ["", *parts[1::2], ""]  # marks[n] stands before clause n, marks[n + 1] behind it
    optional = {n: line for n, clause in enumerate(clauses) if (line := _optional_figure(clause))}
    mark_of = _marks_of(optional, marks)
    result: list[Piece] = []
    for n, clause in enumerate(clauses):
        if n in optional:
            before = marks[n] if mark_of.get(n) == n else ""
            behind = marks[n + 1] if mark_of.get(n + 1) == n else ""
            result.append(Clause(optional[n], tuple(joined([before, *clause, behind]))))
        else:
            result += clause
        if n + 1 not in mark_of:
            result.append(marks[n + 1])
    return joined(result)


def compose(section: Prose, table: Table, profile: Profile, year: int | None) -> str:
    """The sentence of a section; '' where it has none, or where none of its figures is filled in.

    A blank figure shows as ××; a clause around an optional text is left out where there is none.
    """
    if not section.sentence or not any(table.cell(line).is_filled for line in section.figures):
        return ""
    text = ""
    for piece in pieces(section, profile):
        if not isinstance(piece, Clause):
            text += _shown(piece, table, year)
        elif words := trimmed(piece, table.cell(piece.line)):
            text += "".join(part if isinstance(part, str) else words for part in piece.pieces)
    return text


def trimmed(clause: Clause, entry: Entry) -> str:
    """The text as it goes into its clause; '' where there is none: 基本工资、奖金等。 → 基本工资、奖金."""
    if not entry.is_filled:
        return ""
    text = _figure_text(entry)
    if clause.trimming:
        text = f"{EDGE}{text}{EDGE}"
    for old, new in clause.trimming:
        text = text.replace(old, new)
    return text


def gaps(section: Prose, table: Table, profile: Profile) -> list[Entry]:
    """The figures that the composed sentence shows as ××; none where no sentence is composed."""
    if not section.sentence or not any(table.cell(line).is_filled for line in section.figures):
        return []
    lines = dict.fromkeys(piece for piece in pieces(section, profile) if isinstance(piece, Line))
    entries = {line: table.cell(line) for line in lines if line is not YEAR}
    blank = {line: entry for line, entry in entries.items() if entry.is_blank}
    # Without the figures a share is made of, it is they that are missing.
    typed = [entry for line, entry in blank.items() if not line.calculated]
    return typed or list(blank.values())


def compose_amount(section: Prose, table: Table, profile: Profile, year: int | None) -> str:
    """The amount of a section without a sentence of its own, as one; '' where there is none to state.

    There is none where the amount is nothing or 0, and where the section's paragraphs state it already.
    """
    if section.sentence or len(section.figures) != 1:
        return ""
    entry = table.cell(section.figures[0])
    amount = _figure_text(entry)
    paragraphs = table.paragraphs.get(section.key, ())
    stated = {value for paragraph in paragraphs for value in amounts_stated(section, paragraph.text)}
    if not entry.has_amount or stated == {compact(amount)}:
        return ""
    before, behind = amount_sentence(section, profile, year)
    return f"{before}{amount}{behind}"


def amount_sentence(section: Prose, profile: Profile, year: int | None) -> tuple[str, str]:
    """What the profile says before and behind the amount of such a section."""
    words = {"year": UNKNOWN_YEAR if year is None else str(year), "subject": subject_of(section)}
    before, _, behind = profile.sentences[AMOUNT_SENTENCE].partition("{amount}")
    before, behind = (FIGURE.sub(lambda match: words[match[1]], part) for part in (before, behind))
    return before, behind


def amounts_stated(section: Prose, text: str) -> set[str]:
    """The amounts that a paragraph states for such a section: 政府性基金预算支出145万元."""
    subject = compact(subject_of(section))
    # Within the section 支出5万元 says it as well, at the beginning of a clause.
    names = rf"(?:{re.escape(subject)}|(?:^|[,。;:]|年度?){re.escape(subject[-2:])})"
    return _amounts_behind(names, Quantity.MONEY, compact(text))


def figures_behind(name: str, quantity: Quantity, text: str) -> set[str]:
    """The numbers, with a unit of the quantity, that stand in `text` right behind a figure's name."""
    return _amounts_behind(re.escape(compact(name)), quantity, compact(text))


def _amounts_behind(names: str, quantity: Quantity, text: str) -> set[str]:
    if quantity not in _UNITS:
        return set()
    found = re.finditer(rf"{names}{_JOINING}({_AMOUNT}{_UNITS[quantity]})", text)
    return {match[1].removesuffix(quantity.value) for match in found}


def subject_of(section: Prose) -> str:
    """What a section is about: 政府性基金预算支出 of 三、政府性基金预算支出情况."""
    subject = _SUBJECT.fullmatch(section.heading)
    return subject[1] if subject else section.heading


def _with_figures(text: str, figures: dict[str, Line]) -> list[str | Line]:
    """A clause with its figures' lines in place of their keys."""
    return [figures[part] if n % 2 else part for n, part in enumerate(FIGURE.split(text))]


def _optional_figure(clause: Iterable[str | Line]) -> Line | None:
    """The figure that a clause stands or falls with: its only one, if the form does not require it."""
    lines = [part for part in clause if isinstance(part, Line)]
    if len(lines) == 1 and lines[0].quantity is Quantity.TEXT and not lines[0].required:
        return lines[0]
    return None


def _marks_of(optional: Iterable[int], marks: list[str]) -> dict[int, int]:
    """Mark → the optional clause it goes with."""
    strengths = [_START, *(_STRENGTH[mark] for mark in marks[1:])]
    owners: dict[int, int] = {}
    for n in optional:
        owners.setdefault(n if strengths[n] <= strengths[n + 1] else n + 1, n)
    return owners


def joined(parts: Iterable[str | Other]) -> list[str | Other]:
    """The parts with neighbouring literals made one, and without empty ones."""
    result: list[str | Other] = []
    literal = ""
    for part in parts:
        if isinstance(part, str):
            literal += part
            continue
        if literal:
            result.append(literal)
            literal = ""
        result.append(part)
    return [*result, literal] if literal else result


def _shown(piece: str | Line, table: Table, year: int | None) -> str:
    if isinstance(piece, str):
        return piece
    if piece is YEAR:
        return UNKNOWN_YEAR if year is None else str(year)
    return _figure_text(table.cell(piece)) or GAP


def _figure_text(entry: Entry) -> str:
    """The figure as printed; the sentence already names the unit, so one that was typed is left out."""
    if entry.unit and entry.value is not None and entry.quantity is not Quantity.RATE:
        return plain(entry.value)
    return printed(entry).strip()
