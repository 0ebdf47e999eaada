"""Adds a described sheet to an open workbook: in one call where the host can, else through xlwings."""

from __future__ import annotations

import sys
from typing import Any, Final, cast

import xlwings

from perfeval_xl.writers.live_sheet import Area, Color, LiveSheet, Look

# Excel's XlPageOrientation and XlLineStyle
_LANDSCAPE: Final = 2
_CONTINUOUS: Final = 1


def write_sheet(book: xlwings.Book, sheet: LiveSheet, replaces: str | None = None) -> None:
    """Adds the sheet behind all others and shows it.

    Args:
        book: The open workbook.
        sheet: What to add.
        replaces: A sheet written before, which is deleted.

    Raises XlwingsError when the workbook's structure is protected.
    """
    native = cast(Any, book.impl)
    if hasattr(native, "write_sheet"):
        native.write_sheet(_described(sheet), replaces)
        return
    if replaces is not None:
        delete_sheet(book, replaces)
    _write(book, sheet)


def delete_sheet(book: xlwings.Book, name: str) -> None:
    """Deletes a sheet that `write_sheet` wrote.

    Raises XlwingsError when the workbook's structure is protected.
    """
    native = cast(Any, book.impl)
    if hasattr(native, "delete_sheet"):
        native.delete_sheet(name)
    elif name in {sheet.name for sheet in book.sheets}:
        book.sheets[name].delete()


def as_text(text: str) -> str:
    """`text` for a cell, through xlwings: what looks like a formula is given a quotation mark in front."""
    return f"'{text}" if text.startswith(("=", "'")) else text


def _write(book: xlwings.Book, described: LiveSheet) -> None:
    sheet = book.sheets.add(described.name, after=book.sheets[-1])
    width = max(map(len, described.rows))
    whole = sheet.range((1, 1), (len(described.rows), width))
    # Text as text before anything is written: nothing that a file says becomes a formula or a date.
    whole.number_format = "@"
    whole.value = [
        [as_text(text) or None for text in row] + [None] * (width - len(row)) for row in described.rows
    ]
    for column in described.formulas:
        last = column.row + len(column.formulas) - 1
        cells = _cells(sheet, Area(column.row, column.column, last, column.column))
        cells.number_format = "General"
        cells.formula = [[formula] for formula in column.formulas]
    for number, characters in enumerate(described.widths):
        sheet[0, number].column_width = characters
    for look in described.looks:
        _dress(_cells(sheet, look.area), look)
    table = _cells(sheet, described.table)
    sheet.freeze_panes.freeze_at(f"1:{described.table.top + 1}")
    printed = described.table._replace(top=0)
    sheet.page_setup.print_area = _cells(sheet, printed).address
    if sys.platform == "win32":
        heading = described.table.top + 1
        _finish_in_excel(sheet.api, table.address, f"${heading}:${heading}", described)
    else:
        # xlwings has no name for hiding a column.
        for column in described.hidden:
            hidden = _cells(sheet, Area(0, column, len(described.rows) - 1, column))
            hidden.font.color = (255, 255, 255)
            hidden.column_width = 0.5
    sheet.activate()


def _cells(sheet: xlwings.Sheet, area: Area) -> xlwings.Range:
    return sheet.range((area.top + 1, area.left + 1), (area.bottom + 1, area.right + 1))


def _dress(cells: xlwings.Range, look: Look) -> None:
    if look.fill is not None:
        cells.color = look.fill
    if look.color is not None:
        cells.font.color = look.color
    if look.bold:
        cells.font.bold = True
    if look.size:
        cells.font.size = look.size
    if look.wrap:
        cells.wrap_text = True


def _finish_in_excel(api: Any, table: str, heading: str, described: LiveSheet) -> None:
    """What Excel has and xlwings has no name for: filter, print set-up, lines, columns out of sight."""
    cells = api.Range(table)
    cells.AutoFilter()
    cells.Borders.LineStyle = _CONTINUOUS
    cells.Borders.Color = _excel_color(described.line)
    for column in described.hidden:
        api.Columns(column + 1).Hidden = True
    setup = api.PageSetup
    setup.Orientation = _LANDSCAPE
    setup.Zoom = False
    setup.FitToPagesWide = 1
    setup.FitToPagesTall = False
    setup.PrintTitleRows = heading


def _excel_color(color: Color) -> int:
    red, green, blue = color
    return blue << 16 | green << 8 | red


def _described(sheet: LiveSheet) -> dict[str, Any]:
    """The description as lists, texts and numbers."""
    return {
        "name": sheet.name,
        "rows": sheet.rows,
        "formulas": [[column.row, column.column, column.formulas] for column in sheet.formulas],
        "table": sheet.table,
        "widths": sheet.widths,
        "hidden": sheet.hidden,
        "looks": [
            {
                "area": look.area,
                "fill": _number(look.fill),
                "color": _number(look.color),
                "bold": look.bold,
                "size": look.size,
                "wrap": look.wrap,
                "underline": look.underline,
                "center": look.center,
            }
            for look in sheet.looks
        ],
        "line": _number(sheet.line),
    }


def _number(color: Color | None) -> int | None:
    return None if color is None else color[0] << 16 | color[1] << 8 | color[2]
