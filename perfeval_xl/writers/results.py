"""Writes findings to a workbook of their own; the clerk's file is never touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from perfeval_xl.findings import Answer, Result, Severity, Standing
from perfeval_xl.form.guide import RESULTS
from perfeval_xl.writers.new_book import new_book
from perfeval_xl.writers.sheet_styles import (
    A4,
    ERROR_COLOURS,
    LINE_HEIGHT,
    NOTE_COLOURS,
    TAIL_COLOURS,
    TALLEST_ROW,
    Styles,
    lines_of,
)
from perfeval_xl.writers.terminal import summary

LEVEL: Final = "级别"
COLUMNS: Final = (
    (LEVEL, 6),
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
"""The columns of a list of findings, with their widths in characters."""
LEVEL_COLOURS: Final = {
    Severity.ERROR.title: ERROR_COLOURS,
    Severity.WARNING.title: TAIL_COLOURS,
}
"""By what stands in the level's column; anything else is a note."""
LONGEST_CELL: Final = 32_000
_LONGEST_FIGURE: Final = 60
"""Of a whole paragraph that stands in the cell, the beginning is enough to know it by."""
"""Characters; Excel allows 32,767."""
_FILE: Final = ("文件", 20)


def write_results(path: Path, results: Sequence[Result]) -> None:
    """Writes the findings of one or more files to a new workbook.

    Raises:
        OSError: the file cannot be written; an old one is left as it was.
    """
    with new_book(path, RESULTS) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(RESULTS)
        # With one file its name stands at the top; a column of it would only take room.
        headings = (_FILE, *COLUMNS) if len(results) > 1 else COLUMNS
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
            listed = (
                *(cells_of(finding.as_json()) for finding in result.findings),
                *map(_answer_cells, result.unsettled),
            )
            for cells in listed:
                row += 1
                texts = (result.evaluation.source, *cells)[-len(headings) :]
                lines = 1
                for column, (text, (heading, width)) in enumerate(zip(texts, headings, strict=True)):
                    colours = LEVEL_COLOURS.get(text, NOTE_COLOURS) if heading == LEVEL else {}
                    sheet.write_string(row, column, text[:LONGEST_CELL], styles.get(border=1, **colours))
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


def cells_of(finding: Mapping[str, Any]) -> tuple[str, ...]:
    """A finding, as the JSON contract has it, in the order of `COLUMNS`."""
    severity = Severity(finding["severity"])
    is_explained = severity is Severity.WARNING and finding["explanation"] is not None
    return (
        Standing.EXPLAINED.title if is_explained else severity.title,
        finding["rule"],
        finding["sheet"] or "",
        finding["cell"] or "",
        finding["label"],
        _shortened(finding["actual"]),
        finding["expected"],
        finding["message"],
        finding["fix"],
        "、".join(finding["related"]),
        finding["explanation"] or "",
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_FIGURE else f"{text[:_LONGEST_FIGURE]}…"


def _answer_cells(answer: Answer) -> tuple[str, ...]:
    """An explanation that does not simply explain a finding, in the columns of the findings."""
    explanation = answer.explanation
    return (
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
