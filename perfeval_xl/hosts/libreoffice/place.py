"""Where a range of cells is, and which others lie around it."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false
# pyright: reportAssignmentType=false

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes, utils

from perfeval_xl.hosts.libreoffice.cells import Area, area_of
from perfeval_xl.hosts.libreoffice.connection import Uno, exception_class

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.range import Range
    from perfeval_xl.hosts.libreoffice.sheet import Sheet


class Place(base_classes.Range):
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
