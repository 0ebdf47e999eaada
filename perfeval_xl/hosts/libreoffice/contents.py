"""What the cells of a range hold: values, dates, errors and formulas, read and written in few calls."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, cast

from xlwings import XlwingsError

from perfeval_xl.hosts.libreoffice import formulas
from perfeval_xl.hosts.libreoffice.cells import (
    DATE,
    LOGICAL,
    TIME,
    CellValue,
    Rows,
    by_rows,
    from_serial,
    place_errors,
    runs,
    to_serial,
)
from perfeval_xl.hosts.libreoffice.connection import Uno, refused_as, struct
from perfeval_xl.hosts.libreoffice.place import Place

# com.sun.star.sheet.CellFlags
CONTENTS: Final = 1 | 2 | 4 | 16 | 512
NOTES: Final = 8
FORMATS: Final = 32
EVERYTHING: Final = CONTENTS | NOTES | FORMATS | 64 | 256

LOCKED: Final = "单元格不能改写：它已锁定，或属于合并单元格或数组公式。请先撤销工作表保护。"


class Contents(Place):
    """A range's values and formulas."""

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
        with refused_as(LOCKED):
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
        with refused_as(LOCKED):
            self.xl.setFormulaArray(rows)

    formula2 = formula

    def clear(self) -> None:
        self.xl.clearContents(EVERYTHING)

    def clear_contents(self) -> None:
        self.xl.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self.xl.clearContents(FORMATS)
