"""An open workbook and its sheets."""

# xlwings' base classes declare properties without a type; here some are plain attributes.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xlwings import NoSuchObjectError, XlwingsError, base_classes

from perfeval_xl.hosts.libreoffice.cells import color_of, column_width, from_serial, place_errors
from perfeval_xl.hosts.libreoffice.connection import (
    Uno,
    file_url,
    properties,
    refused_as,
    struct,
    system_path,
)
from perfeval_xl.hosts.libreoffice.formulas import from_excel
from perfeval_xl.hosts.libreoffice.sheet import Sheet

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.app import App

_FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
_CUSTOM_KINDS: Final = ~1
"""Masks com.sun.star.util.NumberFormat.DEFINED, which says only that somebody defined the format."""


Looks = tuple[dict[tuple[int, int], tuple[int, int, int] | None], dict[tuple[int, int], str]]
"""Fills and notes by (row, column)."""


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The used cells of a sheet, as read in one call."""

    name: str
    top: int
    left: int
    values: list[list[Any]] | None
    """None where there are too many."""
    formulas: list[list[str]]
    """As LibreOffice writes them."""
    texts: list[list[str]] | None
    """What the cells show; None where the values tell everything."""


class Book(base_classes.Book):
    """A document of LibreOffice Calc."""

    def __init__(self, app: App, document: Uno) -> None:
        self._app = app
        self.doc = document
        self._format_kinds: dict[int, int] = {}
        self._format_codes: dict[int, str] = {}

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> Uno:
        """The document."""
        return self.doc

    @property
    def name(self) -> str:
        """The file name; the title of a document that was never saved."""
        return os.path.basename(self.fullname)

    @property
    def fullname(self) -> str:
        """The path; the title of a document that was never saved."""
        url: str = self.doc.URL
        return system_path(url) if url else self.doc.Title

    @cached_property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        frame = self.doc.CurrentController.Frame
        frame.activate()

    def close(self) -> None:
        """Closes without saving."""
        self._app.inside.invoke(self.doc, "close", True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Saves in place, or under another name, which the workbook then bears; the ending tells the format.

        Raises XlwingsError when there is no path, no such format, or the file cannot be written.
        """
        if path is None:
            if not self.doc.URL:
                raise XlwingsError("工作簿还没有保存过：请先另存为文件，再试一次。")
            with refused_as("工作簿不能保存：文件是只读的，或正被其他程序打开。请另存为新文件。"):
                self.doc.store()
            return
        extension = os.path.splitext(path)[1].lower()
        if extension not in _FILTERS:
            raise XlwingsError(f"不能保存为“{extension}”格式：请用 .xlsx、.xlsm、.xls 或 .ods。")
        wanted = properties(FilterName=_FILTERS[extension], Overwrite=True)
        if password is not None:
            wanted += properties(Password=password)
        with refused_as("工作簿不能保存到那里：请换一个文件夹或文件名，再试一次。"):
            self.doc.storeAsURL(file_url(path), wanted)

    def show(self, sheet: Uno) -> None:
        """Makes the sheet the one that the window shows."""
        self._app.inside.invoke(self.doc.CurrentController, "setActiveSheet", sheet)

    # What xlwings has no name for; `hosts.marks`, `hosts.sheets` and `readers.live` call these

    def read_sheets(self, rows: int, columns: int, cells: int) -> list[SheetCells]:
        """All sheets in one call, and another one where dates may be among the numbers.

        Args:
            rows, columns: What lies beyond is left out.
            cells: Sheets with more come without their content.
        """
        sheets = [
            SheetCells(**found)
            for found in self._app.inside.call("read", self.doc, rows=rows, columns=columns, cells=cells)
        ]
        unclear = [
            (sheet, row, column)
            for sheet, read in enumerate(sheets)
            if read.values and read.texts
            for row, column in place_errors(read.values, read.texts)
        ]
        if unclear:
            places = [
                (sheet, sheets[sheet].top + row, sheets[sheet].left + column)
                for sheet, row, column in unclear
            ]
            kinds = self._app.inside.call("format_kinds", self.doc, cells=places)
            null_date = self.null_date
            for (sheet, row, column), kind in zip(unclear, kinds, strict=True):
                values: Any = sheets[sheet].values
                values[row][column] = from_serial(values[row][column], kind & _CUSTOM_KINDS, null_date)
        return sheets

    def look(self, cells: Mapping[str, Sequence[tuple[int, int]]]) -> dict[str, Looks]:
        """The notes of every sheet, and the fills of the cells."""
        found = self._app.inside.call("look", self.doc, cells=cells)
        return {
            name: (
                {(row, column): color_of(color) for row, column, color in looks["fills"]},
                {(row, column): text for row, column, text in looks["notes"]},
            )
            for name, looks in found.items()
        }

    def change(self, changes: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Fills cells, adds and deletes notes: see perfeval_inside.py; returns the sheets that refused."""
        return self.change_cells(changes)

    def change_cells(self, changes: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The same, for single cells too."""
        nothing: dict[str, Any] = {"fills": [], "add": [], "delete": []}
        wanted = [{"sheet": name, **nothing, **change} for name, change in changes.items()]
        return self._app.inside.call("change", self.doc, changes=wanted)

    def write_sheet(self, sheet: Mapping[str, Any], replaces: str | None) -> None:
        """Adds the sheet, dressed, and shows it: see `write_sheet` in perfeval_inside.py.

        Raises XlwingsError when the workbook takes no new sheet.
        """
        with refused_as("不能新建工作表：工作簿结构受保护。请先撤销工作簿保护，再试一次。"):
            self._app.inside.call("write_sheet", self.doc, sheet=_for_libreoffice(sheet), replaces=replaces)

    def delete_sheet(self, name: str) -> None:
        """Deletes a sheet that `write_sheet` wrote, and all that came with it.

        Raises XlwingsError when the workbook's structure is protected.
        """
        with refused_as(f"工作表“{name}”不能删除：工作簿结构受保护。请先撤销工作簿保护，再试一次。"):
            self._app.inside.call("delete_sheet", self.doc, sheet=name)

    @property
    def is_read_only(self) -> bool:
        return self.doc.isReadonly()

    # What sheets and ranges share

    @cached_property
    def formats(self) -> Uno:
        """The number formats."""
        return self.doc.NumberFormats

    @cached_property
    def texts(self) -> Uno:
        """What gives the displayed texts of a whole range in one call: the provider of data for charts."""
        return self.doc.createInstance("com.sun.star.chart2.data.DataProvider")

    @property
    def null_date(self) -> dt.datetime:
        """The day whose number is 0."""
        day = self.doc.NullDate
        return dt.datetime(day.Year, day.Month, day.Day)

    def format_kind(self, key: int) -> int:
        """What kind of value the number format of that key shows: see `cells.DATE`."""
        if key not in self._format_kinds:
            self._format_kinds[key] = self.formats.getByKey(key).Type & _CUSTOM_KINDS
        return self._format_kinds[key]

    def format_code(self, key: int) -> str:
        """The code of the number format of that key."""
        if key not in self._format_codes:
            self._format_codes[key] = self.formats.getByKey(key).FormatString
        return self._format_codes[key]

    def format_key(self, code: str) -> int:
        """The key of a number format code as Excel writes it."""
        locale = struct("lang.Locale", "en", "US", "")
        key: int = self.formats.queryKey(code, locale, False)
        if key >= 0:
            return key
        with refused_as(f"不是数字格式：{code}"):
            return self.formats.addNew(code, locale)


def _for_libreoffice(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The description with LibreOffice's formulas, and with widths in its hundredths of a millimetre."""
    formulas = [
        (row, column, [from_excel(formula) for formula in texts]) for row, column, texts in sheet["formulas"]
    ]
    return {**sheet, "formulas": formulas, "widths": [column_width(width) for width in sheet["widths"]]}


class Sheets(base_classes.Sheets):
    """The sheets, hidden ones too, in order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    def api(self) -> Uno:
        return self.book.doc.Sheets

    def change(self, method: str, *arguments: Any) -> None:
        """Adds, copies, moves or removes a sheet, by LibreOffice's method of that name."""
        self.book.app.inside.invoke(self.api, method, *arguments)

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.doc.CurrentController.ActiveSheet)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, which becomes the active one; before the active sheet by default, as in Excel."""
        names = self._names
        if before is not None:
            position = before.index - 1
        elif after is not None:
            position = after.index
        else:
            position = self.active.index - 1
        if name is None:
            name = next(free for n in range(1, len(names) + 2) if (free := f"Sheet{n}") not in names)
        with refused_as(f"不能新建工作表“{name}”：工作簿结构受保护，或表名不合规定。"):
            self.change("insertNewByName", name, position)
        sheet = self(name)
        sheet.activate()
        return sheet

    def __call__(self, name_or_index: str | int) -> Sheet:
        names = self._names
        if isinstance(name_or_index, str):
            # As in Excel, whatever the case; LibreOffice asks for the exact name.
            name = next((name for name in names if name.lower() == name_or_index.lower()), None)
        else:
            name = names[name_or_index - 1] if 1 <= name_or_index <= len(names) else None
        if name is None:
            raise NoSuchObjectError(f"没有工作表“{name_or_index}”。")
        return Sheet(self.book, name=name)

    def __contains__(self, name: str) -> bool:
        return name.lower() in (other.lower() for other in self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, name=name) for name in self._names)

    @property
    def _names(self) -> tuple[str, ...]:
        """All in one call."""
        return self.api.ElementNames
