"""Reads a workbook file (.xlsx, .xlsm, .xls, .ods) into Grids, or says why it cannot be read."""

from __future__ import annotations

import stat
from collections.abc import Container, Generator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from python_calamine import CalamineError, CalamineWorkbook

from perfeval_xl.grid import Grid, Value
from perfeval_xl.readers import spreadsheetml
from perfeval_xl.readers.package import ZIP_START, Package, open_package
from perfeval_xl.readers.refusal import (
    LARGEST_CONTENT,
    MOST_CELLS,
    UnreadableFile,
    damaged,
    not_a_workbook,
    too_large,
    word_document,
)

__all__ = ["UnreadableFile", "opened", "read_sheets", "read_workbook"]

_LOCK_FILES: Final = ("~$", ".~lock.")
_COMPOUND_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF_START: Final = b"{\\rtf"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OTHER_CONTENT: Final[Mapping[bytes, str]] = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
}


def read_workbook(path: Path, without: Container[str] = ()) -> tuple[Grid, ...]:
    """Every worksheet of the file, in order, hidden ones too; rows and columns count from the sheet's A1.

    The content decides what the file is, not its extension. Cells far from the rest are left out
    (see `refusal`), and so are the sheets named in `without`. Raises UnreadableFile, having written
    nothing, when the file cannot be read.
    """
    with opened(path) as file:
        return read_sheets(file, without)


@contextmanager
def opened(path: Path) -> Generator[BinaryIO]:
    """The file, open for reading; what keeps it from being read is said as UnreadableFile."""
    try:
        _check_file(path)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UnreadableFile("找不到文件：请检查文件名和所在文件夹，再校验。") from None
    except PermissionError:
        raise UnreadableFile(
            "没有权限读取文件，或文件正被其他程序独占：请关闭打开它的程序，或请文件所有人授权，再校验。"
        ) from None
    except OSError as error:
        raise UnreadableFile(
            f"读取文件时出错（{error.strerror or '未知原因'}）：请把文件复制到本机磁盘，再校验。"
        ) from None


def read_sheets(file: BinaryIO, without: Container[str] = ()) -> tuple[Grid, ...]:
    """The worksheets of an open file, as `read_workbook` gives them."""
    return tuple(grid for grid in _read(file, without) if grid.sheet not in without)


def read_packed(package: Package, without: Container[str] = ()) -> tuple[Grid, ...]:
    """The worksheets of a package that has been opened, as `read_workbook` gives them."""
    return tuple(grid for grid in _read_package(package, without) if grid.sheet not in without)


def _check_file(path: Path) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableFile(
            "这是文件夹，不是文件：请指定其中的工作簿（.xlsx、.xlsm、.xls 或 .ods），再校验。"
        )
    if not stat.S_ISREG(status.st_mode):
        raise not_a_workbook("设备或管道")
    if path.name.startswith(_LOCK_FILES):
        raise UnreadableFile(
            "这是 Excel 或 WPS 打开文件时留下的临时锁定文件，不是工作簿：请选择文件名不带“~$”的那个文件。"
        )
    if not status.st_size:
        raise UnreadableFile("文件是空的（0 字节）：请重新复制或下载，再校验。")


def _read(file: BinaryIO, without: Container[str]) -> tuple[Grid, ...]:
    start = file.read(8)
    if start == _COMPOUND_START:
        return _read_xls(file)
    if start.startswith((ZIP_START, _EMPTY_ZIP)):
        return _read_package(open_package(file), without)
    if start.startswith(_RTF_START):
        raise word_document("RTF 格式的 Word 文档")
    what = next((name for begins, name in _OTHER_CONTENT.items() if start.startswith(begins)), None)
    if what is None and start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        what = "网页或 XML 文件（有些系统导出的 .xls 就是网页），请先用 Excel 或 WPS 打开，另存为 .xlsx"
    raise not_a_workbook(what or "文本或其他类型的文件")


def _read_package(package: Package, without: Container[str]) -> tuple[Grid, ...]:
    if "content.xml" in package or "META-INF/manifest.xml" in package:
        # Loaded only when needed, as legacy is: most files are .xlsx, and starting is most of the time.
        from perfeval_xl.readers.opendocument import read_sheets

        return read_sheets(package)
    return _read_xlsx(spreadsheetml.read_package(package, without))


def _read_xlsx(workbook: spreadsheetml.Workbook) -> tuple[Grid, ...]:
    values = _values(spreadsheetml.repack(workbook), len(workbook.sheets))
    return tuple(
        Grid(sheet.name, rows, sheet.traits, sheet.merges)
        for sheet, rows in zip(workbook.sheets, values, strict=True)
    )


def _read_xls(file: BinaryIO) -> tuple[Grid, ...]:
    from perfeval_xl.readers.legacy import read_sheets

    file.seek(0)
    data = file.read(LARGEST_CONTENT + 1)
    if len(data) > LARGEST_CONTENT:
        raise too_large()
    return read_sheets(data)


def _values(file: BytesIO, count: int) -> list[Sequence[Sequence[Value]]]:
    """The values of the sheets named ``0``, ``1``, …, from A1 on.

    Raises UnreadableFile when calamine finds fault with them, or they are too many.
    """
    values: list[Sequence[Sequence[Value]]] = []
    cells = 0
    try:
        book = CalamineWorkbook.from_filelike(file)
        for number in range(count):
            rows = book.get_sheet_by_name(str(number)).to_python(skip_empty_area=False)
            cells += len(rows) * len(rows[0]) if rows else 0
            if cells > MOST_CELLS:
                raise too_large()
            values.append(rows)
    except CalamineError:
        raise damaged() from None
    return values
