"""The sheet 校验结果 in an open workbook: findings, the clerk's explanations, and what was under the marks.

The sheet is known by a signature in its first row, not by its name: a clerk's own sheet called 校验结果 is
never touched, and ours may be renamed. A column out of sight remembers each marked cell as it was before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from perfeval_xl.findings import Finding, Result, Severity
from perfeval_xl.form.guide import EXPLANATIONS, RESULTS
from perfeval_xl.grid import At, Grid
from perfeval_xl.writers.terminal import summary

if TYPE_CHECKING:
    import xlwings

HEADINGS: Final = ("级别", "规则", "表", "单元格", "项目", "填报值", "应为", "问题", "怎么改", "情况说明")
_WIDTHS: Final = (6, 10, 18, 8, 26, 12, 12, 56, 40, 36)
_RULE, _TABLE, _LINK, _ITEM = 1, 2, 3, 4
_EXPLANATION: Final = len(HEADINGS) - 1
_MEMORY: Final = len(HEADINGS) + 2
"""The column out of sight in which the sheet remembers; its first cell holds the signature."""
SIGNATURE: Final = "perfeval-xl"
_HEADING_ROW: Final = 3
_LONGEST: Final = 8_000
_COLOURS: Final = {Severity.ERROR: (255, 199, 206), Severity.WARNING: (255, 235, 156)}

_REMEMBERED: Final = re.compile(
    r"(?P<note>[01]) (?:-|(?P<r>\d{1,3}),(?P<g>\d{1,3}),(?P<b>\d{1,3})) "
    r"(?P<row>\d{1,7}) (?P<column>\d{1,5}) (?P<sheet>.+)"
)

Key = tuple[str, str, str]
"""Rule, table and item: what an explanation belongs to."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that was marked, and what it looked like before."""

    at: At
    colour: tuple[int, int, int] | None
    note_is_ours: bool
    """Whether a note was added, which goes with the mark."""


@dataclass(frozen=True, slots=True)
class Written:
    """A results sheet of ours, as it stands in the workbook."""

    sheet: str
    marks: tuple[Mark, ...]
    explanations: Mapping[Key, str]


def find_written(grids: Iterable[Grid]) -> Written | None:
    """The results sheet of ours among the sheets of a workbook; None where there is none."""
    for grid in grids:
        if grid.text(0, _MEMORY) == SIGNATURE:
            rows = range(_HEADING_ROW + 1, grid.height)
            explanations = {
                (grid.text(row, _RULE), grid.text(row, _TABLE), grid.text(row, _ITEM)): text
                for row in rows
                if (text := grid.text(row, _EXPLANATION).strip())
            }
            return Written(grid.sheet, tuple(_remembered(grid, rows)), explanations)
    return None


def _remembered(grid: Grid, rows: Iterable[int]) -> Iterable[Mark]:
    for row in rows:
        match = _REMEMBERED.fullmatch(grid.text(row, _MEMORY))
        # Whoever changed the line, what it says now is not what was under a mark.
        if match is not None:
            at = At(match["sheet"], int(match["row"]), int(match["column"]))
            colour = (int(match["r"]), int(match["g"]), int(match["b"])) if match["r"] else None
            yield Mark(at, colour, match["note"] == "1")


def explanations_in(grids: Iterable[Grid]) -> dict[Key, str]:
    """What stands on the sheet 情况说明: rule, table, item and explanation, row by row."""
    found: dict[Key, str] = {}
    for grid in grids:
        if grid.sheet == EXPLANATIONS:
            for row in range(2, grid.height):
                rule, table, item, text = (grid.text(row, column).strip() for column in range(4))
                if rule and text:
                    found[rule, table, item] = text
    return found


def key_of(finding: Finding) -> Key:
    """What an explanation of the finding is kept under."""
    return finding.rule, finding.at.sheet if finding.at else "", finding.label


def write_results_sheet(
    book: xlwings.Book, result: Result, marks: Sequence[Mark], explanations: Mapping[Key, str]
) -> xlwings.Sheet:
    """Writes the findings to a new sheet behind all others, and shows it.

    Args:
        book: The open workbook.
        result: What the check found.
        marks: The cells that were marked for it, to be remembered.
        explanations: Shown beside their findings.
    """
    names = {sheet.name for sheet in book.sheets}
    sheet = book.sheets.add(_free_name(names), after=book.sheets[-1])
    findings = result.findings
    first, end = _HEADING_ROW + 1, _HEADING_ROW + 1 + len(findings)
    # Text as text before anything is written: nothing that a file says becomes a formula.
    _area(sheet, 0, max(end, first + 1), 0, len(HEADINGS)).number_format = "@"
    heading: list[list[Any]] = [
        [RESULTS, *[None] * (len(HEADINGS) - 1)],
        [summary(result), *[None] * (len(HEADINGS) - 1)],
        [
            "点“单元格”跳到该处；可以说明的事项，把原因写在“情况说明”一列，再点“校验”。",
            *[None] * (len(HEADINGS) - 1),
        ],
        list(HEADINGS),
    ]
    rows = [_row(finding, explanations.get(key_of(finding), "")) for finding in findings]
    _area(sheet, 0, end, 0, len(HEADINGS)).value = [*heading, *rows]
    if findings:
        links = _area(sheet, first, end, _LINK, _LINK + 1)
        links.number_format = "General"
        links.formula = [[_link(finding.at)] for finding in findings]
    _remember(sheet, marks)
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


def _row(finding: Finding, explanation: str) -> list[str]:
    sheet = finding.at.sheet if finding.at else ""
    cells = (
        finding.severity.title,
        finding.rule,
        sheet,
        "",
        finding.label,
        finding.actual,
        finding.expected,
        finding.message,
        finding.fix,
        explanation,
    )
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


def _remember(sheet: xlwings.Sheet, marks: Sequence[Mark]) -> None:
    lines = [[SIGNATURE], *[[None]] * _HEADING_ROW]
    for mark in marks:
        colour = ",".join(map(str, mark.colour)) if mark.colour else "-"
        place = f"{mark.at.row} {mark.at.column} {mark.at.sheet}"
        lines.append([f"{int(mark.note_is_ours)} {colour} {place}"])
    memory = _area(sheet, 0, len(lines), _MEMORY, _MEMORY + 1)
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
