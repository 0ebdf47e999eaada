"""An xlwings engine for LibreOffice Calc: the part of the xlwings API the buttons need, over UNO.

    app = activate("perfeval")       # soffice --accept=pipe,name=perfeval;urp;
    set_caller(app, document_id)     # the document whose button was clicked
    xlwings.Book.caller().sheets[0].used_range.value

What xlwings has no name for stays outside: see `perfeval_xl.hosts.protection` and `perfeval_xl.hosts.marks`.
"""

from __future__ import annotations

import xlwings

from perfeval_xl.hosts.libreoffice.connection import (
    LibreOfficeMissing,
    LibreOfficeNotReached,
    closed,
)
from perfeval_xl.hosts.libreoffice.engine import ENGINE_NAME, Apps, Engine

__all__ = [
    "ENGINE_NAME",
    "LibreOfficeMissing",
    "LibreOfficeNotReached",
    "activate",
    "closed",
    "is_open",
    "set_caller",
]


def activate(pipe: str, seconds: float = 10) -> xlwings.App:
    """Connects to the LibreOffice on the pipe, and makes it the app xlwings works with.

    Args:
        pipe: As in ``soffice --accept=pipe,name=PIPE;urp;``.
        seconds: How long to wait for LibreOffice to start accepting.

    Raises:
        LibreOfficeMissing: LibreOffice's Python bridge is not installed.
        LibreOfficeNotReached: nobody accepts on the pipe.
    """
    app = _apps().connect(pipe, seconds)
    xlwings.engines[ENGINE_NAME].activate()
    return xlwings.App(impl=app)


def set_caller(app: xlwings.App, document_id: str | None = None) -> xlwings.Book:
    """Makes the document the one `xlwings.Book.caller()` returns.

    Args:
        app: What `activate` returned.
        document_id: The document's ``RuntimeUID``, which unsaved ones have too; by default the active one.

    Raises XlwingsError when no such workbook is open.
    """
    books = app.books.impl
    book = xlwings.Book(impl=books.active if document_id is None else books.with_id(document_id))
    book.set_mock_caller()
    return book


def is_open(pipe: str, document_id: str) -> bool:
    """Whether the LibreOffice on the pipe is there, with the document of that ``RuntimeUID`` open."""
    try:
        activate(pipe, 0).books.impl.with_id(document_id)
    except (xlwings.XlwingsError, *closed()):
        return False
    return True


def _apps() -> Apps:
    if ENGINE_NAME not in [engine.name for engine in xlwings.engines]:
        xlwings.engines.add(xlwings.Engine(impl=Engine()))
    return xlwings.engines[ENGINE_NAME].impl.apps
