"""A running LibreOffice as an xlwings app, and its open workbooks."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false
# pyright: reportAssignmentType=false

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xlwings import XlwingsError, base_classes

from perfeval_xl.hosts.libreoffice.alerts import Alerts, is_on_screen
from perfeval_xl.hosts.libreoffice.book import Book
from perfeval_xl.hosts.libreoffice.cells import Area
from perfeval_xl.hosts.libreoffice.connection import (
    Uno,
    closed,
    exception_class,
    file_url,
    properties,
    refused_as,
    system_path,
)
from perfeval_xl.hosts.libreoffice.service import Service

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.engine import Apps, Engine
    from perfeval_xl.hosts.libreoffice.range import Range

_SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"


class App(base_classes.App):
    """A LibreOffice connected to."""

    # xlwings sets these around its calls; here nothing hangs on them. The screen is not frozen: if this
    # process were ended half-way, nobody would ever thaw it.
    screen_updating: bool = True
    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    visible: bool = True
    status_bar: str | bool = False
    cut_copy_mode: str | None = None
    version = "16.0"
    """What Excel would say: xlwings takes a version under 15 for an old Excel for Mac and garbles names."""
    hwnd = None

    def __init__(self, apps: Apps, engine: Engine, pipe: str, context: Uno) -> None:
        self.apps = apps
        self.engine = engine
        self.pipe = pipe
        self.alerts = Alerts()
        self._context = context
        manager = context.ServiceManager
        self.desktop: Uno = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    @cached_property
    def inside(self) -> Service:
        """What does in one call what would take many."""
        return Service(self._context)

    @property
    def api(self) -> Uno:
        """LibreOffice's Desktop."""
        return self.desktop

    @property
    def pid(self) -> int:
        """A number that stands for the connection; LibreOffice does not tell its process id."""
        return id(self)

    @property
    def is_alive(self) -> bool:
        try:
            self.desktop.getCurrentFrame()
        except closed():
            return False
        return True

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        """The selected cells of the active workbook; None where it is anything but one rectangle."""
        book = self.books.active
        selected = book.doc.getCurrentSelection()
        if selected is None or not selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        address = selected.RangeAddress
        sheet = book.sheets(address.Sheet + 1)
        return sheet.of(Area(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn))

    @property
    def calculation(self) -> str:
        return "automatic" if self.books.active.doc.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.books.active.doc.enableAutomaticCalculation(value != "manual")

    def activate(self, steal_focus: bool = False) -> None:
        """Brings LibreOffice's window to the front where asked."""
        frame = self.desktop.getCurrentFrame() if steal_focus else None
        if frame is not None:
            frame.ContainerWindow.toFront()

    def calculate(self) -> None:
        for book in self.books:
            book.doc.calculate()

    def alert(
        self, prompt: Any, title: str | None, buttons: str | None, mode: str | None, callback: Any
    ) -> str:
        """A message box; where there is no screen, see `Alerts`."""
        return self.alerts.give(
            self, "" if prompt is None else str(prompt), title or "", buttons or "ok", mode
        )

    @property
    def is_on_screen(self) -> bool:
        """Whether anybody could see a message."""
        frame = self.desktop.Frames.getByIndex(0) if self.desktop.Frames.Count else None
        return frame is not None and is_on_screen(frame.ContainerWindow)

    def ask_where_to_save(self, title: str, path: str, kind: str, ending: str) -> str | None:
        """Lets the user choose a file to save to, beginning at the path; None for no file.

        LibreOffice's dialog asks by itself whether a file that is there may be replaced.
        """
        folder, name = os.path.split(path)
        url = self.inside.call(
            "ask_where_to_save", title=title, folder=file_url(folder), name=name, kind=kind, ending=ending
        )
        return None if url is None else system_path(url)

    def ask_which_to_open(self, title: str, kind: str, endings: Sequence[str]) -> str | None:
        """Lets the user choose a file that is there; None for no file, and where there is no screen."""
        if not self.is_on_screen:
            return None
        url = self.inside.call("ask_which_to_open", title=title, kind=kind, endings=list(endings))
        return None if url is None else system_path(url)

    def has_open(self, path: str) -> bool:
        """Whether any document of that path is open, be it a text or a workbook."""
        return self.inside.call("is_open", url=file_url(path))

    def quit(self) -> None:
        """Ends LibreOffice without saving."""
        for book in self.books:
            book.doc.setModified(False)
        self.apps.remove(self)
        with suppress(*closed()):
            self.desktop.terminate()

    def kill(self) -> None:
        """As `quit`: LibreOffice does not tell its process id."""
        self.quit()


class Books(base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Uno:
        return self.app.desktop.Components

    @property
    def active(self) -> Book:
        """The workbook in front; where another program window is, the one opened last.

        Raises XlwingsError when none is open.
        """
        current = self.app.desktop.getCurrentComponent()
        if current is not None and current.supportsService(_SPREADSHEET):
            return Book(self.app, current)
        for book in self:
            return book
        raise XlwingsError("没有打开的工作簿：请先打开自评工作簿，再点按钮。")

    def with_id(self, document_id: str) -> Book:
        """The workbook whose RuntimeUID that is. Raises XlwingsError when it was closed."""
        document = self.app.inside.call("find", uid=document_id)
        if document is not None:
            return Book(self.app, document)
        raise XlwingsError("工作簿已经关闭：请重新打开，再点按钮。")

    def add(self) -> Book:
        return Book(self.app, self._load("private:factory/scalc"))

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,
        password: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Book:
        """Opens a file in a window of its own; its macros do not run, which is LibreOffice's default here."""
        wanted: dict[str, Any] = {"ReadOnly": bool(read_only)}
        if password is not None:
            wanted["Password"] = password
        return Book(self.app, self._load(file_url(fullname), **wanted))

    def open_unseen(self, path: str) -> Book:
        """Opens a file in no window, to copy from it; saved, it would lose its frozen panes."""
        return Book(self.app, self._load(file_url(path), hidden=True))

    def _load(self, url: str, hidden: bool = False, **wanted: Any) -> Uno:
        message = f"LibreOffice 打不开文件：{url}"
        with refused_as(message):
            document = self.app.inside.invoke(
                self.app.desktop,
                "loadComponentFromURL",
                url,
                "_blank",
                0,
                properties(Hidden=hidden, **wanted),
            )
        if document is None:
            raise XlwingsError(message)
        return document

    def __call__(self, name_or_index: str | int) -> Book:
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        wanted = name_or_index.lower()
        for book in books:
            fullname = book.fullname.lower()
            if wanted in (fullname, os.path.basename(fullname)):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[Book]:
        documents = self.app.desktop.Components.createEnumeration()
        while True:
            try:
                document = documents.nextElement()
            except exception_class("container.NoSuchElementException"):
                return
            if document is not None and document.supportsService(_SPREADSHEET):
                yield Book(self.app, document)

    def __contains__(self, name: str) -> bool:
        return any(name in (book.name, book.fullname) for book in self)
