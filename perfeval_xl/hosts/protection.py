"""Writing to protected sheets: xlwings has no name for protection, so each host has its own way here."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final, cast

import xlwings
from xlwings import XlwingsError

_OPTIONS: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
"""What Excel's Protect takes, and Worksheet.Protection tells."""


def is_protected(sheet: xlwings.Sheet) -> bool:
    """Whether locked cells of the sheet refuse to be written."""
    native: Any = sheet.impl
    if hasattr(native, "is_protected"):
        return native.is_protected
    if sys.platform == "darwin":
        return bool(sheet.api.protect_contents.get())
    return bool(sheet.api.ProtectContents)


def is_read_only(book: xlwings.Book) -> bool:
    """Whether the program lets nobody edit the workbook; Excel does, even one that it cannot save."""
    native = cast(Any, book.impl)
    return bool(getattr(native, "is_read_only", False))


@contextmanager
def unprotected(sheet: xlwings.Sheet) -> Generator[None]:
    """Lets locked cells be written in between; afterwards the sheet is protected as before.

    Raises XlwingsError when a password protects the sheet, and on Excel for Mac when it is protected at all.
    """
    native: Any = sheet.impl
    if hasattr(native, "unprotected"):
        with native.unprotected():
            yield
    elif not is_protected(sheet):
        yield
    elif sys.platform == "darwin":
        # appscript tells too little of the options to put them back.
        raise XlwingsError(_locked(sheet))
    else:
        with _unprotected_in_excel(sheet):
            yield


@contextmanager
def _unprotected_in_excel(sheet: xlwings.Sheet) -> Generator[None]:
    api: Any = sheet.api
    options = {name: bool(getattr(api.Protection, name)) for name in _OPTIONS}
    options |= {"DrawingObjects": bool(api.ProtectDrawingObjects), "Scenarios": bool(api.ProtectScenarios)}
    selection = api.EnableSelection
    try:
        # With a password given, wrong as it may be, Excel does not ask for one.
        api.Unprotect("")
    except _com_error() as error:
        raise XlwingsError(_locked(sheet)) from error
    if api.ProtectContents:
        raise XlwingsError(_locked(sheet))
    try:
        yield
    finally:
        api.Protect(Contents=True, **options)
        api.EnableSelection = selection


def _com_error() -> type[Exception]:
    """What Excel's refusals are raised as; the module comes with xlwings, on Windows only."""
    import pywintypes  # pyright: ignore[reportMissingModuleSource, reportMissingImports]

    error: type[Exception] = pywintypes.com_error
    return error


def _locked(sheet: xlwings.Sheet) -> str:
    return f"工作表“{sheet.name}”受保护：请先在“审阅”中撤销工作表保护，再试一次。"
