"""How the cells of a range look: number formats, fills, fonts, alignment, widths and heights."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from typing import Any, Final

from xlwings import XlwingsError

from perfeval_xl.hosts.libreoffice.cells import color_number, color_of, column_characters, column_width
from perfeval_xl.hosts.libreoffice.connection import enum
from perfeval_xl.hosts.libreoffice.notes import Font
from perfeval_xl.hosts.libreoffice.place import Place

_MILLIMETRES: Final = 2540
"""Hundredths of a millimetre in an inch: LibreOffice's unit."""
_POINTS: Final = 72
_HORIZONTAL: Final = {
    "STANDARD": "general",
    "LEFT": "left",
    "CENTER": "center",
    "RIGHT": "right",
    "REPEAT": "fill",
    "BLOCK": "justify",
}


class Looks(Place):
    """A range's looks."""

    @property
    def number_format(self) -> str | None:
        """The format code; None where the cells differ, as in Excel."""
        if len(self) > 1 and self.xl.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return None
        return self.sheet.book.format_code(self.xl.NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.xl.NumberFormat = self.sheet.book.format_key(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return color_of(self.xl.CellBackColor)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        wanted = color_number(color_or_rgb)
        self.xl.CellBackColor = wanted
        # LibreOffice says nothing where a cell is locked.
        if self.xl.CellBackColor != wanted:
            raise XlwingsError("单元格底色改不了：单元格已锁定，请先撤销工作表保护。")

    @property
    def font(self) -> Font:
        return Font(self.xl)

    @property
    def wrap_text(self) -> bool:
        return self.xl.IsTextWrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.xl.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self) -> str | None:
        return _HORIZONTAL.get(self.xl.HoriJustify.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        names = {ours: theirs for theirs, ours in _HORIZONTAL.items()}
        self.xl.HoriJustify = enum("table.CellHoriJustify", names[value])

    @property
    def vertical_alignment(self) -> str | None:
        return {1: "top", 2: "center", 4: "justify"}.get(self.xl.VertJustify, "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.xl.VertJustify = {"top": 1, "center": 2, "bottom": 3, "justify": 4}[value]

    @property
    def column_width(self) -> float:
        """In characters of Excel's standard font; of the first column where they differ."""
        return column_characters(self.xl.Columns.Width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.xl.Columns.Width = column_width(value)

    @property
    def row_height(self) -> float:
        """In points; of the first row where they differ."""
        return round(self.xl.Rows.Height * _POINTS / _MILLIMETRES, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.xl.Rows.Height = round(value * _MILLIMETRES / _POINTS)

    @property
    def row_hidden(self) -> bool:
        return not self.xl.Rows.IsVisible

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.xl.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool:
        return not self.xl.Columns.IsVisible

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.xl.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        """Fits columns ("c", "columns"), rows ("r", "rows"), or both."""
        if axis not in ("r", "rows"):
            self.xl.Columns.OptimalWidth = True
        if axis not in ("c", "columns"):
            self.xl.Rows.OptimalHeight = True
