"""Frozen headings and the print area of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from perfeval_xl.hosts.libreoffice.cells import area_of
from perfeval_xl.hosts.libreoffice.connection import Uno

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.sheet import Sheet


class FreezePanes:
    """The frozen rows and columns of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freezes the rows and columns up to the end of the range: ``1:3`` freezes three rows."""
        area = self._sheet.range(frozen_range).area
        address = self._sheet.xl.RangeAddress
        rows = 0 if area.bottom >= address.EndRow else area.bottom + 1
        columns = 0 if area.right >= address.EndColumn else area.right + 1
        self._freeze(columns, rows)

    def unfreeze(self) -> None:
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        # The window freezes the sheet it shows; another one is shown for the moment.
        book = self._sheet.book
        controller: Uno = book.doc.CurrentController
        shown = controller.ActiveSheet
        book.show(self._sheet.xl)
        controller.freezeAtPosition(columns, rows)
        book.show(shown)


class PageSetup(base_classes.PageSetup):
    """What is printed of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Uno:
        """The page style, with paper size, margins and scaling."""
        styles = self._sheet.book.doc.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self._sheet.xl.PageStyle)

    @property
    def print_area(self) -> str | None:
        areas = self._sheet.xl.getPrintAreas()
        return ",".join(self._sheet.of(area_of(area)).address for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        ranges = [self._sheet.range(part) for part in value.split(",")] if value else []
        self._sheet.xl.setPrintAreas(tuple(part.xl.RangeAddress for part in ranges))
