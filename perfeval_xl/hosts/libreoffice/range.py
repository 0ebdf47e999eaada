"""A range of cells as xlwings sees it: its place, contents and looks; here, its merges, notes and links."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from typing import Any

from xlwings import XlwingsError

from perfeval_xl.hosts.libreoffice import formulas
from perfeval_xl.hosts.libreoffice.cells import area_of
from perfeval_xl.hosts.libreoffice.connection import enum, refused_as, struct
from perfeval_xl.hosts.libreoffice.contents import LOCKED, Contents
from perfeval_xl.hosts.libreoffice.looks import Looks
from perfeval_xl.hosts.libreoffice.notes import Note


class Range(Contents, Looks):
    """A rectangle of cells."""

    # Merges, rows and columns

    def merge(self, across: bool = False) -> None:
        with refused_as(LOCKED):
            for row in range(self.area.height) if across else ():
                self.xl.getCellRangeByPosition(0, row, self.area.width - 1, row).merge(True)
            if not across:
                self.xl.merge(True)

    def unmerge(self) -> None:
        self.xl.merge(False)

    @property
    def merge_area(self) -> Range:
        """The merged cells that the range is part of; itself where nothing is merged."""
        cursor = self.sheet.xl.createCursorByRange(self.xl)
        cursor.collapseToMergedArea()
        return self.sheet.of(area_of(cursor.RangeAddress))

    @property
    def merge_cells(self) -> bool:
        """Whether cells of the range are merged."""
        return bool(self.xl.IsMerged) or self.merge_area.area != self.area

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        mode = "RIGHT" if shift == "right" else "DOWN"
        self.sheet.xl.insertCells(self.xl.RangeAddress, enum("sheet.CellInsertMode", mode))

    def delete(self, shift: str | None = None) -> None:
        mode = "LEFT" if shift == "left" else "UP"
        self.sheet.xl.removeRange(self.xl.RangeAddress, enum("sheet.CellDeleteMode", mode))

    def copy(self, destination: Any = None) -> None:
        """Copies the cells with their formats to the destination, an `xlwings.Range` of the same workbook."""
        if destination is None:
            raise XlwingsError("the clipboard is left to the clerk: please give a destination")
        target: Range = destination.impl
        at = target.xl.RangeAddress
        cell = struct("table.CellAddress", at.Sheet, at.StartColumn, at.StartRow)
        self.sheet.xl.copyRange(cell, self.xl.RangeAddress)

    def select(self) -> None:
        self.sheet.book.doc.CurrentController.select(self.xl)

    # Notes and links

    @property
    def note(self) -> Note | None:
        annotation = self.xl.getCellByPosition(0, 0).Annotation
        return Note(self(1, 1), annotation) if annotation is not None and annotation.String else None

    def add_note(self, text: str) -> Note:
        self.sheet.book.change_cells({self.sheet.name: {"add": [[self.area.top, self.area.left, text]]}})
        return Note(self, self.xl.getCellByPosition(0, 0).Annotation)

    @property
    def hyperlink(self) -> str:
        """The link's address; one within the workbook as Excel writes it, ``#'表 1'!C7``.

        Raises XlwingsError when the cell has none.
        """
        fields = self.xl.getCellByPosition(0, 0).TextFields
        if not fields.Count:
            raise XlwingsError("单元格里没有链接。")
        url: str = fields.getByIndex(0).URL
        return "#" + formulas.to_excel(f"={url[1:]}")[1:] if url.startswith("#") else url

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Makes the cell a link; ``#'表 1'!C7`` leads to a place in the workbook. Tips are not shown."""
        if address.startswith("#"):
            address = "#" + formulas.from_excel(f"={address[1:]}")[1:].lstrip("$")
        field = self.sheet.book.doc.createInstance("com.sun.star.text.TextField.URL")
        field.URL = address
        field.Representation = text_to_display or address
        with refused_as(LOCKED):
            # setString() of a cell would write into locked ones; this asks first.
            self.xl.setDataArray((("",),))
            text = self.xl.getCellByPosition(0, 0).Text
            text.insertTextContent(text.createTextCursor(), field, False)
