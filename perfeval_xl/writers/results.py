"""Writes findings to a workbook of their own; the clerk's file is never touched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xlsxwriter.workbook import Workbook

from perfeval_xl.findings import Answer, Finding, Result, Severity, Standing
from perfeval_xl.form.guide import RESULTS
from perfeval_xl.writers.saving import replacing
from perfeval_xl.writers.sheet_styles import (
    A4,
    ERROR_COLOURS,
    LINE_HEIGHT,
    NOTE_COLOURS,
    TAIL_COLOURS,
    TALLEST_ROW,
    WRITTEN_AT,
    Styles,
    lines_of,
)
from perfeval_xl.writers.terminal import summary

_LEVEL: Final = "级别"
_HEADINGS: Final = (
    ("文件", 20),
    (_LEVEL, 6),
    ("规则", 10),
    ("表", 14),
    ("单元格", 7),
    ("项目", 20),
    ("填报值", 10),
    ("应为", 10),
    ("问题", 44),
    ("怎么改", 32),
    ("相关单元格", 22),
    ("情况说明", 16),
)
_COLOURS: Final = {
    Severity.ERROR: ERROR_COLOURS,
    Severity.WARNING: TAIL_COLOURS,
    Severity.INFO: NOTE_COLOURS,
}
_LONGEST_CELL: Final = 32_000


def write_results(path: Path, results: Sequence[Result]) -> None:
    """Writes the findings of one or more files to a new workbook.

    Raises:
        OSError: the file cannot be written; an old one is left as it was.
    """
    with replacing(path) as temporary:
        book = Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": RESULTS, "created": WRITTEN_AT})
        styles = Styles(book)
        sheet = book.add_worksheet(RESULTS)
        # With one file its name stands at the top; a column of it would only take room.
        headings = _HEADINGS if len(results) > 1 else _HEADINGS[1:]
        for column, (_, width) in enumerate(headings):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, RESULTS, styles.get(font_size=16, bold=True, text_wrap=False))
        row = 1
        for result in results:
            profile = result.evaluation.profile
            policy = f"口径：{profile.title}（{profile.name} {profile.version}）。"
            line = f"{result.evaluation.source}：{summary(result)}{policy}"
            sheet.write_string(row, 0, line, styles.get(text_wrap=False))
            row += 1
        heading_row = row
        for column, (heading, _) in enumerate(headings):
            sheet.write_string(heading_row, column, heading, styles.heading())
        for result in results:
            listed = [
                *((_cells(result, finding), _COLOURS[finding.severity]) for finding in result.findings),
                *((_answer_cells(result, answer), NOTE_COLOURS) for answer in result.unsettled),
            ]
            for cells, level_colours in listed:
                row += 1
                texts = cells[-len(headings) :]
                lines = 1
                for column, (text, (heading, width)) in enumerate(zip(texts, headings, strict=True)):
                    colours = level_colours if heading == _LEVEL else {}
                    sheet.write_string(row, column, text[:_LONGEST_CELL], styles.get(border=1, **colours))
                    lines = max(lines, lines_of(text, width))
                sheet.set_row(row, min(lines * LINE_HEIGHT + 4, TALLEST_ROW))
        sheet.autofilter(heading_row, 0, max(row, heading_row + 1), len(headings) - 1)
        sheet.freeze_panes(heading_row + 1, 0)
        sheet.repeat_rows(heading_row)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C— &P —")
        book.close()


def _cells(result: Result, finding: Finding) -> tuple[str, ...]:
    at = finding.at
    return (
        result.evaluation.source,
        Standing.EXPLAINED.title if finding.is_explained else finding.severity.title,
        finding.rule,
        at.sheet if at else "",
        at.cell if at else "",
        finding.label,
        finding.actual,
        finding.expected,
        finding.message,
        finding.fix,
        "、".join(str(other) for other in finding.related),
        finding.explanation or "",
    )


def _answer_cells(result: Result, answer: Answer) -> tuple[str, ...]:
    """An explanation that does not simply explain a finding, in the columns of the findings."""
    explanation = answer.explanation
    return (
        result.evaluation.source,
        answer.standing.title,
        explanation.rule,
        explanation.table,
        "",
        explanation.item,
        "",
        "",
        answer.remark,
        "",
        str(explanation.at or ""),
        explanation.text,
    )
