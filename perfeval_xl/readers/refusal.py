"""What a reader refuses to read, and the words it says so with."""

from __future__ import annotations

from enum import Enum
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


class FileKind(Enum):
    """What the file is, as far as it is known: which program mends it, and what to save it as."""

    WORKBOOK = ("Excel 或 WPS", ".xlsx")
    DOCUMENT = ("Word 或 WPS", ".docx")

    @property
    def programs(self) -> str:
        return self.value[0]

    @property
    def extension(self) -> str:
        return self.value[1]


def damaged(kind: FileKind = FileKind.WORKBOOK) -> UnreadableFile:
    """The file breaks off or contradicts itself."""
    return UnreadableFile(
        f"文件不完整或已损坏：请重新复制或下载；如果 {kind.programs} 还能打开，"
        f"请另存为 {kind.extension} 再校验。"
    )


def encrypted() -> UnreadableFile:
    """The file asks for a password."""
    return UnreadableFile("文件已加密：请用 Word、Excel 或 WPS 打开，取消密码后另存，再校验。")


def not_a_workbook(what: str) -> UnreadableFile:
    """The file is something else: `what`, in Chinese."""
    return UnreadableFile(f"这不是工作簿，而是{what}：请选择自评工作簿（.xlsx、.xlsm、.xls 或 .ods）。")


def word_document(what: str = "Word 文档") -> UnreadableFile:
    """A Word document of a kind that is not read: `what`, in Chinese."""
    return UnreadableFile(f"这是 {what}，读不出来：请用 Word 或 WPS 打开，另存为 .docx，再校验。")


def too_large(kind: FileKind = FileKind.WORKBOOK) -> UnreadableFile:
    """The file unpacks to more than any self-evaluation holds, as a zip bomb does."""
    if kind is FileKind.DOCUMENT:
        return UnreadableFile(
            "文件内容过大，不像自评报告：请把报告复制到新的 Word 文档，另存为 .docx 再校验。"
        )
    return UnreadableFile("文件内容过大，不像自评工作簿：请把自评表复制到新的工作簿，另存为 .xlsx 再校验。")


def too_deep() -> UnreadableFile:
    """Elements of a document stand within each other as no person's do."""
    return UnreadableFile(
        "文件内的表格或文字嵌套得过深，不像自评报告：请把报告复制到新的 Word 文档，再校验。"
    )


def too_long(most: int) -> UnreadableFile:
    """A document has more paragraphs and rows than a reader takes."""
    return UnreadableFile(
        f"文档太长：段落和表格行超过 {most} 个，不像自评报告。请只保留自评报告和附表，另存后再校验。"
    )


def holds_macros() -> UnreadableFile:
    """A Word document that carries programs."""
    return UnreadableFile(
        "这是启用宏的 Word 文档（.docm），文件内带有程序，没有读取：请用 Word 或 WPS 另存为 .docx，再校验。"
    )


def old_word_document() -> UnreadableFile:
    """A .doc of Word 97 to 2003."""
    return UnreadableFile("这是旧格式的 Word 文档（.doc）：请用 Word 或 WPS 打开，另存为 .docx，再校验。")


def too_many_rows(sheet: str) -> UnreadableFile:
    """The sheet is filled far beyond the official tables."""
    return UnreadableFile(
        f"工作表“{sheet}”中有内容的行超过 {MOST_ROWS} 行，不像自评表：请删除与自评无关的数据，另存后再校验。"
    )


def declares_entities(kind: FileKind) -> UnreadableFile:
    """A part carries a document type declaration, which no office program writes."""
    return UnreadableFile(
        f"文件内含有不安全的声明（DOCTYPE），不是 {kind.programs} 生成的："
        f"请用 {kind.programs} 另存为 {kind.extension} 再校验。"
    )
