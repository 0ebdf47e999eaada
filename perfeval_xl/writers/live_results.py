"""The sheet 校验结果 in an open workbook: findings, the clerk's explanations, and what was under the marks.

The sheet is known by a signature in its first row, not by its name: a clerk's own sheet called 校验结果 is
never touched, and ours may be renamed. Columns out of sight remember each marked cell as it was before, and
what was written as a finding's explanation, so that what a clerk typed since can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from perfeval_xl.findings import Answer, Finding, Result, Severity, Standing
from perfeval_xl.form.guide import RESULTS
from perfeval_xl.grid import At, Grid
from perfeval_xl.writers.terminal import summary

if TYPE_CHECKING:
    import xlwings

HEADINGS: Final = ("级别", "规则", "表", "单元格", "项目", "填报值", "应为", "问题", "怎么改", "情况说明")
_WIDTHS: Final = (6, 10, 18, 8, 26, 12, 12, 56, 40, 36)
_RULE, _TABLE, _LINK, _ITEM = 1, 2, 3, 4
_EXPLANATION: Final = len(HEADINGS) - 1
_MEMORY: Final = len(HEADINGS) + 2
"""The column out of sight in which the sheet remembers marks; its first cell holds the signature."""
_BEFORE: Final = _MEMORY + 1
"""The column out of sight that remembers what was written as each row's explanation."""
SIGNATURE: Final = "perfeval-xl"
_HEADING_ROW: Final = 3
_LONGEST: Final = 8_000
_COLOURS: Final = {Severity.ERROR: (255, 199, 206), Severity.WARNING: (255, 235, 156)}

_REMEMBERED: Final = re.compile(
    r"(?P<note>[01]) (?:-|(?P<r>\d{1,3}),(?P<g>\d{1,3}),(?P<b>\d{1,3})) "
    r"(?P<row>\d{1,7}) (?P<column>\d{1,5}) (?P<sheet>.+)"
)


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
        # Whoever changed the line, what it says now is not what was under a mark.
        if match is not None:
            at = At(match["sheet"], int(match["row"]), int(match["column"]))
            colour = (int(match["r"]), int(match["g"]), int(match["b"])) if match["r"] else None
            yield Mark(at, colour, match["note"] == "1")


def write_results_sheet(book: xlwings.Book, result: Result, marks: Sequence[Mark]) -> xlwings.Sheet:
    """Writes the findings to a new sheet behind all others, and shows it.

    Args:
        book: The open workbook.
        result: What the check found.
        marks: The cells that were marked for it, to be remembered.
    """
    names = {sheet.name for sheet in book.sheets}
    sheet = book.sheets.add(_free_name(names), after=book.sheets[-1])
    rows = [*map(_row, result.findings), *map(_answer_row, result.unsettled)]
    places = [finding.at for finding in result.findings]
    places += [answer.explanation.at for answer in result.unsettled]
    first, end = _HEADING_ROW + 1, _HEADING_ROW + 1 + len(rows)
    profile = result.evaluation.profile
    policy = f"口径：{profile.title}（{profile.name} {profile.version}）。"
    # Text as text before anything is written: nothing that a file says becomes a formula.
    _area(sheet, 0, max(end, first + 1), 0, len(HEADINGS)).number_format = "@"
    heading: list[list[Any]] = [
        [RESULTS, *[None] * (len(HEADINGS) - 1)],
        [f"{summary(result)}{policy}", *[None] * (len(HEADINGS) - 1)],
        [
            "点“单元格”跳到该处；可以说明的事项，把原因写在“情况说明”一列，再点“校验”。",
            *[None] * (len(HEADINGS) - 1),
        ],
        list(HEADINGS),
    ]
    _area(sheet, 0, end, 0, len(HEADINGS)).value = [*heading, *rows]
    if rows:
        links = _area(sheet, first, end, _LINK, _LINK + 1)
        links.number_format = "General"
        links.formula = [[_link(at)] for at in places]
    _remember(sheet, marks, [cells[_EXPLANATION] for cells in rows])
    _dress(sheet, first, end)
    sheet.activate()
    return sheet


def _free_name(names: set[str]) -> str:
    """校验结果, or with a number where a sheet of the clerk's has that name."""
    number, name = 1, RESULTS
    while name in names:
        number += 1
        name = f"{RESULTS} ({number})"
    return name


def _row(finding: Finding) -> list[str]:
    cells = (
        Standing.EXPLAINED.title if finding.is_explained else finding.severity.title,
        finding.rule,
        finding.at.sheet if finding.at else "",
        "",
        finding.label,
        finding.actual,
        finding.expected,
        finding.message,
        finding.fix,
        finding.explanation or "",
    )
    return [as_text(text[:_LONGEST]) for text in cells]


def _answer_row(answer: Answer) -> list[str]:
    """An explanation that does not simply explain a finding."""
    one = answer.explanation
    cells = (answer.standing.title, one.rule, one.table, "", one.item, "", "", answer.remark, "", one.text)
    return [as_text(text[:_LONGEST]) for text in cells]


def as_text(text: str) -> str:
    """`text` for a cell of an open workbook: what looks like a formula is given a quotation mark in front."""
    return f"'{text}" if text.startswith(("=", "'")) else text


def _area(sheet: xlwings.Sheet, first: int, end: int, left: int, right: int) -> xlwings.Range:
    """The cells of rows and columns counted from 0, ends not included."""
    return sheet.range((first + 1, left + 1), (end, right))


def _link(at: At | None) -> str:
    if at is None:
        return ""
    sheet = at.sheet.replace("'", "''").replace('"', '""')
    return f'=HYPERLINK("#\'{sheet}\'!{at.cell}","{at.cell}")'


def _remember(sheet: xlwings.Sheet, marks: Sequence[Mark], explanations: Sequence[str]) -> None:
    remembered = [
        f"{int(mark.note_is_ours)} {','.join(map(str, mark.colour)) if mark.colour else '-'} "
        f"{mark.at.row} {mark.at.column} {mark.at.sheet}"
        for mark in marks
    ]
    blank: tuple[str | None, str | None] = (None, None)
    lines = [(SIGNATURE, None), *[blank] * _HEADING_ROW, *zip_longest(remembered, explanations)]
    memory = _area(sheet, 0, len(lines), _MEMORY, _BEFORE + 1)
    memory.number_format = "@"
    memory.value = lines
    # White and narrow: xlwings cannot hide a column.
    memory.font.color = (255, 255, 255)
    memory.column_width = 0.5


def _dress(sheet: xlwings.Sheet, first: int, end: int) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet[0, column].column_width = width
    sheet[0, 0].font.size = 16
    sheet[0, 0].font.bold = True
    heading = _area(sheet, _HEADING_ROW, _HEADING_ROW + 1, 0, len(HEADINGS))
    heading.font.bold = True
    heading.color = (234, 241, 248)
    if end > first:
        _area(sheet, first, end, _ITEM, len(HEADINGS)).wrap_text = True
    sheet.freeze_panes.freeze_at(f"1:{_HEADING_ROW + 1}")
    sheet.page_setup.print_area = _area(sheet, 0, end, 0, len(HEADINGS)).address


def is_mark(colour: tuple[int, int, int] | None) -> bool:
    """Whether a fill is one of ours."""
    return colour in _COLOURS.values()


def colour_of(severity: Severity) -> tuple[int, int, int] | None:
    """The fill of a marked cell; None where a finding of that level leaves its cell alone."""
    return _COLOURS.get(severity)
