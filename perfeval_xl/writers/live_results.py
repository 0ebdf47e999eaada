"""The sheet 校验结果 in an open workbook: findings, the clerk's explanations, and what was under the marks.

The sheet is known by a signature in its first row, not by its name: a clerk's own sheet called 校验结果 is
never touched, and ours may be renamed. Columns out of sight remember each marked cell as it was before, and
what was written as a finding's explanation, so that what a clerk typed since can be told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Final

from perfeval_xl.findings import Answer, Finding, Result, Severity, Standing
from perfeval_xl.form.guide import RESULTS
from perfeval_xl.grid import At, Grid, column_letters
from perfeval_xl.writers.live_sheet import Area, Formulas, LiveSheet, Look
from perfeval_xl.writers.terminal import summary

HEADINGS: Final = ("级别", "规则", "表", "单元格", "项目", "填报值", "应为", "问题", "怎么改", "情况说明")
_WIDTHS: Final = (7, 12, 17, 8, 22, 12, 12, 42, 32, 26)
"""In characters; together a window's, so that what is wrong, how to mend it and 情况说明 are seen at once."""
_RULE, _TABLE, _LINK, _ITEM = 1, 2, 3, 4
_EXPLANATION: Final = len(HEADINGS) - 1
_BEFORE: Final = len(HEADINGS)
"""The column out of sight that remembers what was written as each row's explanation; it is sorted with it."""
_BEFORE_HEADING: Final = "原说明"
_MEMORY: Final = _BEFORE + 2
"""The column out of sight in which the sheet remembers marks; its first cell holds the signature."""
_PLACE: Final = _MEMORY + 1
"""The column out of sight with formulas that tell where each remembered cell is now."""
SIGNATURE: Final = "perfeval-xl"
_HEADING_ROW: Final = 3
_LONGEST: Final = 8_000
_LONGEST_VALUE: Final = 24
"""Characters shown of what was filled in, or was expected."""
_COLOURS: Final = {Severity.ERROR: (255, 199, 206), Severity.WARNING: (255, 235, 156)}
_LEVEL_COLOURS: Final = {
    **{severity.title: colour for severity, colour in _COLOURS.items()},
    Severity.INFO.title: (221, 235, 247),
    Standing.EXPLAINED.title: (226, 239, 218),
}
_INK: Final = (31, 78, 121)
_WHITE: Final = (255, 255, 255)
_GREY: Final = (89, 89, 89)
_LINK_COLOUR: Final = (5, 99, 193)
_INPUT: Final = (255, 251, 232)
"""Where the clerk writes."""
_LINE: Final = (191, 200, 210)
_HINT: Final = "点“单元格”跳到该处；可以说明的事项，把原因写在“情况说明”一列，再点“校验”。"

_REMEMBERED: Final = re.compile(
    r"(?P<note>[01]) (?:-|(?P<r>\d{1,3}),(?P<g>\d{1,3}),(?P<b>\d{1,3})) (?P<sheet>.+)"
)
_PLACED: Final = re.compile(r"(?P<row>\d{1,7}) (?P<column>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that was marked, and what it looked like before."""

    at: At
    colour: tuple[int, int, int] | None
    note_is_ours: bool
    """Whether a note was added, which goes with the mark."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands beside a finding on the results sheet as its explanation."""

    rule: str
    sheet: str
    item: str
    text: str
    before: str
    """What 校验 wrote there."""

    @property
    def is_changed(self) -> bool:
        return self.text != self.before


@dataclass(frozen=True, slots=True)
class Written:
    """A results sheet of ours, as it stands in the workbook."""

    sheet: str
    marks: tuple[Mark, ...]
    typed: tuple[Typed, ...]


def find_written(grids: Iterable[Grid]) -> Written | None:
    """The results sheet of ours among the sheets of a workbook; None where there is none."""
    for grid in grids:
        if grid.text(0, _MEMORY) == SIGNATURE:
            rows = range(_HEADING_ROW + 1, grid.height)
            typed = tuple(
                Typed(
                    grid.text(row, _RULE),
                    grid.text(row, _TABLE),
                    grid.text(row, _ITEM),
                    text,
                    grid.text(row, _BEFORE),
                )
                for row in rows
                if (text := grid.text(row, _EXPLANATION).strip())
            )
            return Written(grid.sheet, tuple(_remembered(grid, rows)), typed)
    return None


def _remembered(grid: Grid, rows: Iterable[int]) -> Iterable[Mark]:
    for row in rows:
        match = _REMEMBERED.fullmatch(grid.text(row, _MEMORY))
        place = _PLACED.fullmatch(grid.text(row, _PLACE))
        # Whoever changed the line, what it says now is not what was under a mark; a deleted row has no place.
        if match is not None and place is not None:
            at = At(match["sheet"], int(place["row"]) - 1, int(place["column"]) - 1)
            colour = (int(match["r"]), int(match["g"]), int(match["b"])) if match["r"] else None
            yield Mark(at, colour, match["note"] == "1")


def results_sheet(result: Result, marks: Sequence[Mark], taken: Collection[str]) -> LiveSheet:
    """The results sheet to be added to the workbook.

    Args:
        result: What the check found.
        marks: The cells that were marked for it, to be remembered.
        taken: The names of the sheets that will stand beside it.
    """
    rows = [*map(_row, result.findings), *map(_answer_row, result.unsettled)]
    places = [finding.at for finding in result.findings]
    places += [answer.explanation.at for answer in result.unsettled]
    first, last = _HEADING_ROW + 1, _HEADING_ROW + len(rows)
    before = [_BEFORE_HEADING, *(row[_EXPLANATION] for row in rows)]
    memory = [SIGNATURE, *[""] * _HEADING_ROW, *map(_memory, marks)]
    lines = zip_longest([*_heading(result), *rows], [*[""] * _HEADING_ROW, *before], memory)
    formulas = [
        Formulas(first, column, made)
        for column, made in (
            (_LINK, tuple(map(_link, places))),
            (_PLACE, tuple(_place(mark.at) for mark in marks)),
        )
        if made
    ]
    return LiveSheet(
        name=_free_name(taken),
        rows=[
            (*(texts or ()), *[""] * (_BEFORE - len(texts or ())), was or "", "", remembered or "")
            for texts, was, remembered in lines
        ],
        formulas=formulas,
        table=Area(_HEADING_ROW, 0, last, _BEFORE),
        widths=_WIDTHS,
        hidden=(_MEMORY, _BEFORE, _PLACE),
        looks=_looks([row[0] for row in rows]),
        line=_LINE,
    )


def _heading(result: Result) -> list[tuple[str, ...]]:
    evaluation, profile = result.evaluation, result.evaluation.profile
    year = f"{evaluation.year} 年度" if evaluation.year else ""
    about = "　".join(part for part in (evaluation.unit or "", year) if part)
    return [
        (f"{RESULTS}　{about}" if about else RESULTS,),
        (f"{summary(result)}口径：{profile.title}（{profile.name} {profile.version}）。",),
        (_HINT,),
        HEADINGS,
    ]


def _looks(levels: Sequence[str]) -> list[Look]:
    first, last = _HEADING_ROW + 1, _HEADING_ROW + len(levels)
    looks = [
        Look(Area(0, 0, 0, 0), bold=True, size=16, color=_INK),
        Look(Area(1, 0, 1, 0), bold=True),
        Look(Area(2, 0, 2, 0), color=_GREY),
        Look(Area(_HEADING_ROW, 0, _HEADING_ROW, _EXPLANATION), fill=_INK, color=_WHITE, bold=True),
    ]
    if levels:
        looks += [
            Look(Area(first, _TABLE, last, _TABLE), wrap=True),
            Look(Area(first, _LINK, last, _LINK), color=_LINK_COLOUR, underline=True, center=True),
            Look(Area(first, _ITEM, last, _EXPLANATION), wrap=True),
            Look(Area(first, _EXPLANATION, last, _EXPLANATION), fill=_INPUT),
            Look(Area(first, 0, last, 0), center=True),
        ]
    for level, rows in groupby(enumerate(levels, first), key=lambda numbered: numbered[1]):
        numbers = [number for number, _ in rows]
        if level in _LEVEL_COLOURS:
            looks.append(Look(Area(numbers[0], 0, numbers[-1], 0), fill=_LEVEL_COLOURS[level]))
    return looks


def _free_name(taken: Collection[str]) -> str:
    """校验结果, or with a number where a sheet of the clerk's has that name."""
    number, name = 1, RESULTS
    while name in taken:
        number += 1
        name = f"{RESULTS} ({number})"
    return name


def _row(finding: Finding) -> tuple[str, ...]:
    cells = (
        Standing.EXPLAINED.title if finding.is_explained else finding.severity.title,
        finding.rule,
        finding.at.sheet if finding.at else "",
        "",
        finding.label,
        _shortened(finding.actual),
        _shortened(finding.expected),
        finding.message,
        finding.fix,
        finding.explanation or "",
    )
    return tuple(text[:_LONGEST] for text in cells)


def _shortened(text: str) -> str:
    """A whole paragraph's beginning: the cell itself is one click away."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _answer_row(answer: Answer) -> tuple[str, ...]:
    """An explanation that does not simply explain a finding."""
    one = answer.explanation
    cells = (answer.standing.title, one.rule, one.table, "", one.item, "", "", answer.remark, "", one.text)
    return tuple(text[:_LONGEST] for text in cells)


def _link(at: At | None) -> str:
    """Jumps to the cell, wherever rows inserted since have moved it."""
    if at is None:
        return ""
    sheet = _quoted(at.sheet).replace('"', '""')
    cell = f"ADDRESS(ROW({_reference(at)}),COLUMN({_reference(at)}),4)"
    return f'=HYPERLINK("#{sheet}!"&{cell},{cell})'


def _place(at: At) -> str:
    """Row and column of the cell, which the program keeps up to date when rows are inserted or deleted."""
    return f'=ROW({_reference(at)})&" "&COLUMN({_reference(at)})'


def _reference(at: At) -> str:
    return f"{_quoted(at.sheet)}!${column_letters(at.column)}${at.row + 1}"


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _memory(mark: Mark) -> str:
    colour = ",".join(map(str, mark.colour)) if mark.colour else "-"
    return f"{int(mark.note_is_ours)} {colour} {mark.at.sheet}"


def is_mark(colour: tuple[int, int, int] | None) -> bool:
    """Whether a fill is one of ours."""
    return colour in _COLOURS.values()


def colour_of(severity: Severity) -> tuple[int, int, int] | None:
    """The fill of a marked cell; None where a finding of that level leaves its cell alone."""
    return _COLOURS.get(severity)
