"""A range of cells."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false
# pyright: reportAssignmentType=false

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from xlwings import XlwingsError, base_classes, utils

from perfeval_xl.hosts.libreoffice import formulas
from perfeval_xl.hosts.libreoffice.cells import (
    DATE,
    LOGICAL,
    TIME,
    Area,
    CellValue,
    Rows,
    area_of,
    by_rows,
    color_number,
    color_of,
    column_characters,
    column_width,
    from_serial,
    place_errors,
    runs,
    to_serial,
)
from perfeval_xl.hosts.libreoffice.connection import Uno, enum, exception_class, refused_as, struct
from perfeval_xl.hosts.libreoffice.notes import Font, Note

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.sheet import Sheet

# com.sun.star.sheet.CellFlags
CONTENTS: Final = 1 | 2 | 4 | 16 | 512
NOTES: Final = 8
FORMATS: Final = 32
EVERYTHING: Final = CONTENTS | NOTES | FORMATS | 64 | 256

_LOCKED: Final = "单元格不能改写：它已锁定，或属于合并单元格或数组公式。请先撤销工作表保护。"
_MILLIMETRES: Final = 2540
"""Hundredths of a millimetre in an inch: LibreOffice's unit."""
_POINTS: Final = 72


class Range(base_classes.Range):
    """A rectangle of cells. LibreOffice's object for it is fetched when first needed."""

    has_array = False
    table = None
    max_cells_per_read = 500_000
    max_cells_per_write = 500_000

    def __init__(self, sheet: Sheet, area: Area, xl: Uno | None = None) -> None:
        self.sheet = sheet
        self.area = area
        self.options: dict[str, Any] = {}
        if xl is not None:
            self.xl = xl

    @cached_property
    def xl(self) -> Uno:
        """LibreOffice's range. A whole row ends where the sheet does: 7.4 has 1,024 columns, Excel 16,384."""
        top, left, bottom, right = self.area
        if right >= 1024:
            right = min(right, self.sheet.xl.RangeAddress.EndColumn)
        try:
            return self.sheet.xl.getCellRangeByPosition(left, top, right, bottom)
        except exception_class("lang.IndexOutOfBoundsException") as error:
            raise XlwingsError(f"单元格区域超出工作表：{self.address}") from error

    @property
    def api(self) -> Uno:
        """LibreOffice's range."""
        return self.xl

    # Where it is

    @property
    def row(self) -> int:
        return self.area.top + 1

    @property
    def column(self) -> int:
        return self.area.left + 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.height, self.area.width

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self) -> int:
        return self.area.height * self.area.width

    def __call__(self, row: int, column: int | None = None) -> Range:
        """The cell at that place in the range, or the n-th one, counted from 1; it may lie outside."""
        if column is None:
            rows_before, columns_before = divmod(row - 1, self.area.width)
            row, column = rows_before + 1, columns_before + 1
        at = (self.area.top + row - 1, self.area.left + column - 1)
        return self.sheet.of(Area(*at, *at))

    def get_address(
        self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False
    ) -> str:
        before_column, before_row = "$" * col_absolute, "$" * row_absolute
        top, left, bottom, right = self.area
        address = f"{before_column}{utils.col_name(left + 1)}{before_row}{top + 1}"
        if len(self) != 1:
            address += f":{before_column}{utils.col_name(right + 1)}{before_row}{bottom + 1}"
        if not external:
            return address
        place = f"[{self.sheet.book.name}]{self.sheet.name}".replace("'", "''")
        return f"'{place}'!{address}"

    @property
    def address(self) -> str:
        return self.get_address()

    @property
    def current_region(self) -> Range:
        """The block of filled cells around it."""
        cursor = self.sheet.xl.createCursorByRange(self.xl)
        cursor.collapseToCurrentRegion()
        return self.sheet.of(area_of(cursor.RangeAddress))

    def end(self, direction: str) -> Range:
        """The last filled cell that way; from a blank one, the next filled; else the sheet's edge."""
        steps = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
        down, right = steps[direction]
        used = self.sheet.used_range
        filled = {
            (used.area.top + r, used.area.left + c)
            for r, row in enumerate(used.xl.getDataArray())
            for c, value in enumerate(row)
            if value != ""
        }
        row, column = self.area.top, self.area.left
        if (row, column) in filled and (row + down, column + right) in filled:
            while (row + down, column + right) in filled:
                row, column = row + down, column + right
        else:
            sheet = self.sheet.xl.RangeAddress
            edge = (sheet.EndRow, sheet.EndColumn)
            row, column = row + down, column + right
            while 0 <= row <= edge[0] and 0 <= column <= edge[1] and (row, column) not in filled:
                row, column = row + down, column + right
            row, column = min(max(row, 0), edge[0]), min(max(column, 0), edge[1])
        return self.sheet.of(Area(row, column, row, column))

    # Values and formulas

    @property
    def raw_value(self) -> Rows:
        """The values, in one call; a second one, where needed, tells dates and errors by their texts."""
        data: list[list[Any]] = [list(row) for row in self.xl.getDataArray()]
        if any(value is None or isinstance(value, float) for row in data for value in row):
            self._interpret(data)
        return data

    def _interpret(self, data: list[list[Any]]) -> None:
        """Puts error texts where LibreOffice gives None, dates and truth values where it gives numbers."""
        null_date: dt.datetime | None = None
        for r, c in place_errors(data, self.displayed_texts):
            kind = self.sheet.book.format_kind(self.xl.getCellByPosition(c, r).NumberFormat)
            if kind & (DATE | TIME | LOGICAL):
                null_date = null_date or self.sheet.book.null_date
                data[r][c] = from_serial(data[r][c], kind, null_date)

    @property
    def displayed_texts(self) -> list[list[str]]:
        """What the cells show, whatever the width of their columns: ``87.61%``, ``2024-12-31``, ``#REF!``."""
        name = self.sheet.name.replace("'", "''")
        sequence = self.sheet.book.texts.createDataSequenceByRangeRepresentation(f"$'{name}'.{self.address}")
        if sequence is None:
            raise XlwingsError(f"读不出单元格区域：{self.address}")
        return by_rows(sequence.getTextualData(), *self.shape)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        """Writes values in one call; formulas, dates and truth values take more. A text stays a text."""
        rows = self._as_rows(value)
        formula_cells: dict[tuple[int, int], str] = {}
        format_cells: dict[tuple[int, int], str | None] = {}
        plain: list[tuple[float | str, ...]] = []
        null_date: dt.datetime | None = None
        for r, row in enumerate(rows):
            cells: list[float | str] = []
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell.startswith("="):
                        formula_cells[r, c] = cell
                    # As in Excel, an apostrophe in front says that a text follows, and is not part of it.
                    cells.append("" if cell.startswith("=") else cell.removeprefix("'"))
                elif isinstance(cell, bool):
                    format_cells[r, c] = None
                    cells.append(float(cell))
                elif isinstance(cell, dt.datetime):
                    null_date = null_date or self.sheet.book.null_date
                    format_cells[r, c] = "yyyy-mm-dd" if cell.time() == dt.time() else "yyyy-mm-dd hh:mm:ss"
                    cells.append(to_serial(cell, null_date))
                else:
                    cells.append("" if cell is None else float(cell))
            plain.append(tuple(cells))
        with refused_as(_LOCKED):
            self.xl.setDataArray(tuple(plain))
            for run in runs(list(formula_cells)):
                self._run(run).setFormulaArray(
                    tuple((formulas.from_excel(formula_cells[cell]),) for cell in run)
                )
        for (r, c), code in format_cells.items():
            self._show_as(self.xl.getCellByPosition(c, r), code)

    def _as_rows(self, data: Any) -> list[list[CellValue]]:
        """The data for each cell: a single value is for all of them, a flat sequence for one row."""
        if not isinstance(data, list | tuple):
            return [[data] * self.area.width] * self.area.height
        rows = cast(Sequence[Any], data)
        return [list(row) for row in rows] if isinstance(rows[0], list | tuple) else [list(rows)]

    def _run(self, run: Sequence[tuple[int, int]]) -> Uno:
        (top, left), (bottom, right) = run[0], run[-1]
        return self.xl.getCellRangeByPosition(left, top, right, bottom)

    def _show_as(self, cell: Uno, date_code: str | None) -> None:
        """Gives the cell a format for a date, or for a truth value (None), unless it has one."""
        book = self.sheet.book
        kind = book.format_kind(cell.NumberFormat)
        if date_code is None:
            if kind != LOGICAL:
                cell.NumberFormat = book.formats.getStandardFormat(LOGICAL, struct("lang.Locale"))
        elif not kind & (DATE | TIME):
            cell.NumberFormat = book.format_key(date_code)

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """The formulas as in Excel, constants as text, in one call."""
        found = tuple(tuple(map(formulas.to_excel, row)) for row in self.xl.getFormulaArray())
        return found[0][0] if len(self) == 1 else found

    @formula.setter
    def formula(self, value: Any) -> None:
        """Writes formulas and constants, which are read as if typed, in one call.

        Raises XlwingsError when one formula is given for several cells: whose references would have to move.
        """
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            raise XlwingsError("one formula for each cell, please: they are not adjusted here")
        rows = tuple(
            tuple("" if cell is None else formulas.from_excel(str(cell)) for cell in row)
            for row in self._as_rows(value)
        )
        with refused_as(_LOCKED):
            self.xl.setFormulaArray(rows)

    formula2 = formula

    def clear(self) -> None:
        self.xl.clearContents(EVERYTHING)

    def clear_contents(self) -> None:
        self.xl.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self.xl.clearContents(FORMATS)

    # Looks

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

    # Merges, rows and columns

    def merge(self, across: bool = False) -> None:
        with refused_as(_LOCKED):
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
        with refused_as(_LOCKED):
            # setString() of a cell would write into locked ones; this asks first.
            self.xl.setDataArray((("",),))
            text = self.xl.getCellByPosition(0, 0).Text
            text.insertTextContent(text.createTextCursor(), field, False)


_HORIZONTAL: Final = {
    "STANDARD": "general",
    "LEFT": "left",
    "CENTER": "center",
    "RIGHT": "right",
    "REPEAT": "fill",
    "BLOCK": "justify",
}
