"""A sheet: where it stands, its ranges and notes, its protection, and marks set in bulk."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlwings import XlwingsError, base_classes

from perfeval_xl.hosts.libreoffice.cells import Area, area_of
from perfeval_xl.hosts.libreoffice.connection import Uno, exception_class, refused_as
from perfeval_xl.hosts.libreoffice.contents import CONTENTS, EVERYTHING, FORMATS
from perfeval_xl.hosts.libreoffice.notes import Note
from perfeval_xl.hosts.libreoffice.panes import FreezePanes, PageSetup
from perfeval_xl.hosts.libreoffice.range import Range

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.book import Book

_CORNER: Final = re.compile(r"([A-Z]{0,3})([0-9]{0,7})")
_MOST_ROWS: Final = 1 << 20
_MOST_COLUMNS: Final = 1 << 14
"""Of Excel; a whole row ends where the sheet does, see `Range.xl`."""


class Sheet(base_classes.Sheet):
    """A sheet of a workbook."""

    def __init__(self, book: Book, xl: Uno | None = None, name: str = "") -> None:
        self._book = book
        self._name = name
        if xl is not None:
            self.xl = xl

    @cached_property
    def xl(self) -> Uno:
        """LibreOffice's sheet; fetched when first needed, by its name."""
        try:
            return self._book.sheets.api.getByName(self._name)
        except exception_class("container.NoSuchElementException") as error:
            raise XlwingsError(f"工作表“{self._name}”不见了：它刚被删除或改名，请再试一次。") from error

    @property
    def api(self) -> Uno:
        """LibreOffice's sheet."""
        return self.xl

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return self.xl.Name if "xl" in self.__dict__ else self._name

    @name.setter
    def name(self, value: str) -> None:
        with refused_as(f"工作表不能改名为“{value}”：已有同名工作表，或工作簿结构受保护。"):
            self._book.app.inside.call("rename_sheet", self._book.doc, sheet=self.name, name=value)
        self._name = value

    @property
    def index(self) -> int:
        """Its place among the sheets, from 1."""
        return self.xl.RangeAddress.Sheet + 1

    @property
    def visible(self) -> bool:
        return self.xl.IsVisible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.xl.IsVisible = bool(value)

    # Ranges

    def of(self, area: Area, xl: Uno | None = None) -> Range:
        return Range(self, area, xl)

    def range(
        self, arg1: str | tuple[int, ...] | Range, arg2: tuple[int, int] | Range | None = None
    ) -> Range:
        """The range by address, by (row, column) of its corners from 1, or spanning two ranges.

        Raises XlwingsError for an address that is none.
        """
        if isinstance(arg1, str):
            first, last = _corners(arg1)
        elif isinstance(arg1, Range):
            first = (arg1.row, arg1.column)
            last = (arg1.area.bottom + 1, arg1.area.right + 1)
        elif len(arg1) == 4:
            row, column, height, width = arg1
            first, last = (row, column), (row + height - 1, column + width - 1)
        else:
            first = last = (arg1[0], arg1[1])
        if isinstance(arg2, str):
            arg2 = _corners(arg2)[1]
        if isinstance(arg2, Range):
            first = (min(first[0], arg2.row), min(first[1], arg2.column))
            last = (max(last[0], arg2.area.bottom + 1), max(last[1], arg2.area.right + 1))
        elif arg2 is not None:
            last = arg2
        return self.of(Area(first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1))

    @property
    def cells(self) -> Range:
        end = self.xl.RangeAddress
        return self.of(Area(0, 0, end.EndRow, end.EndColumn), self.xl)

    @property
    def used_range(self) -> Range:
        """From the first to the last cell with content or a format; its values take one more call."""
        cursor = self.xl.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.of(area_of(cursor.RangeAddress), cursor)

    # The sheet as a whole

    def activate(self) -> None:
        self._book.show(self.xl)

    def select(self) -> None:
        self.activate()

    def clear(self) -> None:
        self.xl.clearContents(EVERYTHING)

    def clear_contents(self) -> None:
        self.xl.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self.xl.clearContents(FORMATS)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Removes the sheet. Raises XlwingsError for the last one, or when the workbook is protected."""
        with refused_as("工作表不能删除：它是唯一的工作表，或工作簿结构受保护。"):
            self._book.sheets.change("removeByName", self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copies the sheet next to another one, of this workbook or of another one of the same app."""
        neighbour = before if before is not None else after
        if neighbour is None:
            raise ValueError("before or after")
        position = neighbour.index - (1 if before is not None else 0)
        target = neighbour.book.sheets
        with refused_as("工作表不能复制：工作簿结构受保护。"):
            if neighbour.book.doc == self._book.doc:
                name, names = self.name, target.api.ElementNames
                free = next(
                    new for n in range(2, len(names) + 3) if (new := f"{name} ({n})"[-31:]) not in names
                )
                target.change("copyByName", name, free, position)
            else:
                inside = self._book.app.inside
                source = self._book.doc.RuntimeUID
                inside.call(
                    "import_sheet", neighbour.book.doc, source=source, sheet=self.name, position=position
                )

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        neighbour = before if before is not None else after
        if neighbour is None:
            raise ValueError("before or after")
        self._book.sheets.change("moveByName", self.name, neighbour.index - (1 if before is not None else 0))

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    # Notes

    @property
    def notes(self) -> Iterator[Note]:
        annotations = self.xl.Annotations
        for number in range(annotations.Count):
            annotation = annotations.getByIndex(number)
            at = annotation.Position
            yield Note(self.of(Area(at.Row, at.Column, at.Row, at.Column)), annotation)

    # What xlwings has no name for; `hosts.protection` calls these

    @property
    def is_protected(self) -> bool:
        return self.xl.isProtected()

    @contextmanager
    def unprotected(self) -> Generator[None]:
        """Lets cells be written in between; afterwards the protection is as before, its options too.

        Nothing that happens in between can be undone by the clerk.

        Raises XlwingsError when a password is set.
        """
        if not self.is_protected:
            yield
            return
        inside, document = self._book.app.inside, self._book.doc
        undoable = inside.call("unprotect", document, sheet=self.name)
        if undoable is None:
            raise XlwingsError(f"工作表“{self.name}”设有保护密码：请先撤销工作表保护，再试一次。")
        try:
            yield
        finally:
            inside.call("protect", document, sheet=self.name, undoable=undoable)


def _corners(address: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last (row, column), from 1, of an address such as ``B2:C3``, ``A:C`` or ``1:3``."""
    parts = address.replace("$", "").upper().split(":")
    rows: list[int] = []
    columns: list[int] = []
    for part in parts:
        corner = _CORNER.fullmatch(part)
        if corner is None or not part:
            raise XlwingsError(f"不是单元格地址：{address}")
        if corner[2]:
            rows.append(int(corner[2]))
        if corner[1]:
            columns.append(_column(corner[1]))
    if len(parts) > 2 or {len(rows), len(columns)} not in ({len(parts)}, {0, 2}):
        raise XlwingsError(f"不是单元格地址：{address}")
    rows = rows or [1, _MOST_ROWS]
    columns = columns or [1, _MOST_COLUMNS]
    return (min(rows), min(columns)), (max(rows), max(columns))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
