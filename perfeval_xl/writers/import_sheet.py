"""Writes the sheet 导入说明: what an import could not take over, where it stood, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfeval_xl.form.guide import IMPORT_NOTES
from perfeval_xl.remarks import Remark
from perfeval_xl.writers.sheet_styles import A4, LINE_HEIGHT, TALLEST_ROW, Styles, lines_of

_HEADINGS: Final = (("类别", 11), ("位置", 34), ("内容", 70), ("怎么办", 46))
_NOTHING: Final = "原文件的内容都已导入，没有遗漏。"
_KEEP: Final = "处理完可以删除这张工作表，不影响校验和导出。"
_LONGEST_CELL: Final = 32_000
"""Characters; a cell of a workbook holds 32,767."""


def write_import_notes(worksheet: Worksheet, styles: Styles, remarks: Sequence[Remark]) -> None:
    """One row for each remark; a text from the file is written as text."""
    for column, (_, width) in enumerate(_HEADINGS):
        worksheet.set_column(column, column, width)
    last = len(_HEADINGS) - 1
    worksheet.merge_range(0, 0, 0, last, IMPORT_NOTES, styles.title())
    worksheet.set_row(0, 32)
    worksheet.merge_range(1, 0, 1, last, _KEEP if remarks else _NOTHING, styles.get(align="left"))
    for column, (heading, _) in enumerate(_HEADINGS):
        worksheet.write_string(2, column, heading, styles.heading())
    for row, remark in enumerate(remarks, 3):
        texts = remark.kind.value, remark.place, remark.content[:_LONGEST_CELL], remark.advice
        lines = 1
        for column, text in enumerate(texts):
            worksheet.write_string(row, column, text, styles.label())
            lines = max(lines, lines_of(text, _HEADINGS[column][1]))
        if lines > 1:
            worksheet.set_row(row, min(lines * LINE_HEIGHT + 4, TALLEST_ROW))
    worksheet.freeze_panes(3, 0)
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&C— &P —")
