"""Notes and fonts of cells."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlwings import XlwingsError, base_classes

from perfeval_xl.hosts.libreoffice.cells import color_number, color_of
from perfeval_xl.hosts.libreoffice.connection import Uno, enum

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.range import Range

# com.sun.star.awt.FontWeight
_NORMAL: Final = 100.0
_BOLD: Final = 150.0
_SCRIPTS: Final = ("", "Asian", "Complex")
"""LibreOffice keeps these apart for Western, East Asian and complex scripts."""


class Note(base_classes.Note):
    """A cell's note."""

    def __init__(self, cell: Range, annotation: Uno) -> None:
        self._cell = cell
        self._annotation = annotation

    @property
    def api(self) -> Uno:
        return self._annotation

    @property
    def location(self) -> Range:
        return self._cell

    @property
    def text(self) -> str:
        return self._annotation.String

    @text.setter
    def text(self, value: str) -> None:
        self._annotation.String = value

    @property
    def author(self) -> str:
        return self._annotation.Author

    def delete(self) -> None:
        """Removes the note. Raises XlwingsError when it was removed before."""
        if self._cell.note is None:
            raise XlwingsError("单元格没有批注。")
        top, left, *_ = self._cell.area
        self._cell.sheet.book.change_cells({self._cell.sheet.name: {"delete": [[top, left, top, left]]}})


class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, xl: Uno) -> None:
        self._xl = xl

    @property
    def api(self) -> Uno:
        return self._xl

    @property
    def bold(self) -> bool:
        return self._xl.CharWeight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool:
        return self._xl.CharPosture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float:
        return self._xl.CharHeight

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> tuple[int, int, int]:
        """Black for the automatic colour, as in Excel."""
        return color_of(self._xl.CharColor) or (0, 0, 0)

    @color.setter
    def color(self, color_or_rgb: Sequence[int] | str | int | None) -> None:
        self._xl.CharColor = color_number(color_or_rgb)

    @property
    def name(self) -> str:
        return self._xl.CharFontName

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    def _set(self, name: str, value: object) -> None:
        self._xl.setPropertyValues(tuple(name + script for script in _SCRIPTS), (value,) * len(_SCRIPTS))
