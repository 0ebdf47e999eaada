"""Reads a file of any kind the program knows, by its content: a workbook's sheets, or a Word document."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Final

from perfeval_xl.document import Document
from perfeval_xl.grid import Grid
from perfeval_xl.readers.package import ZIP_START, open_package
from perfeval_xl.readers.refusal import FileKind
from perfeval_xl.readers.workbook import opened, read_packed, read_sheets

_WORD_NAMES: Final = frozenset({".doc", ".docx", ".docm"})


def read_file(path: Path, without: Container[str] = ()) -> tuple[Grid, ...] | Document:
    """The sheets of a workbook (.xlsx, .xlsm, .xls, .ods), or a Word document (.docx).

    The content decides, not the name. Raises UnreadableFile, having written nothing, when the file is
    neither, damaged, encrypted, unsafe or too large.
    """
    # Of a file too damaged to say what it is, its name is all there is to tell the clerk by.
    kind = FileKind.DOCUMENT if path.suffix.lower() in _WORD_NAMES else FileKind.WORKBOOK
    with opened(path) as file:
        start = file.read(len(ZIP_START))
        if start == ZIP_START:
            package = open_package(file, kind)
            if package.kind is FileKind.DOCUMENT:
                # Loaded only when needed: most files are workbooks.
                from perfeval_xl.readers.document import is_document, read_document

                if is_document(package):
                    return read_document(package)
            return read_packed(package, without)
        file.seek(0)
        return read_sheets(file, without)
