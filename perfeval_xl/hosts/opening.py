"""Opens a workbook of our own making, to copy its sheets, out of the clerk's sight."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings


@contextmanager
def opened_unseen(app: xlwings.App, path: Path) -> Generator[xlwings.Book]:
    """The workbook of that file, which is closed again without saving.

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
