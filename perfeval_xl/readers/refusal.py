"""What a reader refuses to read, and the words it says so with."""

from __future__ import annotations

from typing import Final

MOST_ROWS: Final = 5_000
"""Filled rows in one sheet; the official tables have about a hundred."""
FARTHEST_ROW: Final = 9_999
FARTHEST_COLUMN: Final = 104
"""Cells at or beyond these (counted from 0: row 10,000, column DA) are strays; they are ignored."""
MOST_CELLS: Final = 2 * FARTHEST_ROW * FARTHEST_COLUMN
"""Cells of all sheets together, blanks between filled cells included; a reader holds them all."""
LARGEST_CONTENT: Final = 24 << 20
"""Bytes of text and tables a workbook may unpack to; pictures are never unpacked."""


class UnreadableFile(Exception):
    """A file that cannot be read; the message is one Chinese line: what is wrong and what to do."""


def damaged() -> UnreadableFile:
    """The file breaks off or contradicts itself."""
    return UnreadableFile(
        "文件不完整或已损坏：请重新复制或下载；如果 Excel 或 WPS 还能打开，请另存为 .xlsx 再校验。"
    )


def encrypted() -> UnreadableFile:
    """The file asks for a password."""
    return UnreadableFile("文件已加密：请用 Excel 或 WPS 打开，取消密码后另存，再校验。")


def not_a_workbook(what: str) -> UnreadableFile:
    """The file is something else: `what`, in Chinese."""
    return UnreadableFile(f"这不是工作簿，而是{what}：请选择自评工作簿（.xlsx、.xlsm、.xls 或 .ods）。")


def too_large() -> UnreadableFile:
    """The file unpacks to more than any self-evaluation holds, as a zip bomb does."""
    return UnreadableFile("文件内容过大，不像自评工作簿：请把自评表复制到新的工作簿，另存为 .xlsx 再校验。")


def too_many_rows(sheet: str) -> UnreadableFile:
    """The sheet is filled far beyond the official tables."""
    return UnreadableFile(
        f"工作表“{sheet}”中有内容的行超过 {MOST_ROWS} 行，不像自评表：请删除与自评无关的数据，另存后再校验。"
    )


def declares_entities() -> UnreadableFile:
    """A part carries a document type declaration, which no spreadsheet program writes."""
    return UnreadableFile(
        "文件内含有不安全的声明（DOCTYPE），不是 Excel 或 WPS 生成的：请用 Excel 或 WPS 另存为 .xlsx 再校验。"
    )
