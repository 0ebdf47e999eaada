"""Files that the program opens out of the clerk's sight, or has open already."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import xlwings


@contextmanager
def opened_unseen(app: xlwings.App, path: Path) -> Generator[xlwings.Book]:
    """The workbook of that file, to copy from; it is closed again without saving.

    Raises XlwingsError when the program cannot open it.
    """
    books: Any = app.books.impl
    if hasattr(books, "open_unseen"):
        book = xlwings.Book(impl=books.open_unseen(str(path)))
        try:
            yield book
        finally:
            book.close()
        return
    # Excel opens nothing without a window; but it need not draw it.
    with app.properties(screen_updating=False):
        book = app.books.open(str(path))
        try:
            yield book
        finally:
            book.close()


def is_open(app: xlwings.App, path: Path) -> bool:
    """Whether the program itself has the document open, as LibreOffice may have a Word document.

    It would go on showing what it has, and save it over a new one. Other programs refuse to let theirs go.
    """
    native = cast(Any, app.impl)
    return hasattr(native, "has_open") and native.has_open(str(path))
