"""Writes sheets to .xlsx, .xls and .ods files with other programs' libraries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from perfeval_xl.grid import Grid


def write(grids: Iterable[Grid], path: Path) -> Path:
    """Writes the file in the format its name ends with."""
    {".xlsx": _write_xlsx, ".xls": _write_xls, ".ods": _write_ods}[path.suffix](grids, path)
    return path


def _write_xlsx(grids: Iterable[Grid], path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        sheet = book.create_sheet(grid.sheet)
        for r, row in enumerate(grid.values, 1):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c).value = value or None
                if value == 0:
                    sheet.cell(r, c).value = 0
        for (top, left), (bottom, right) in grid.merges.items():
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    book.save(path)


def _write_xls(grids: Iterable[Grid], path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for grid in grids:
        sheet = book.add_sheet(grid.sheet)
        for r, row in enumerate(grid.values):
            for c, value in enumerate(row):
                end = grid.merges.get((r, c))
                if end is not None:
                    sheet.write_merge(r, end[0], c, end[1], value)
                elif value not in (None, ""):
                    sheet.write(r, c, value)
    book.save(str(path))


def _write_ods(grids: Iterable[Grid], path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    for grid in grids:
        table = Table(name=grid.sheet)
        hidden = {
            (r, c)
            for (top, left), (bottom, right) in grid.merges.items()
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
            if (r, c) != (top, left)
        }
        for r, row in enumerate(grid.values):
            line = TableRow()
            for c, value in enumerate(row):
                if (r, c) in hidden:
                    line.addElement(CoveredTableCell())
                    continue
                bottom, right = grid.merges.get((r, c), (r, c))
                spans = {"numberrowsspanned": bottom - r + 1, "numbercolumnsspanned": right - c + 1}
                if isinstance(value, int | float):
                    cell = TableCell(valuetype="float", value=value, **spans)
                else:
                    cell = TableCell(valuetype="string", **spans)
                for text in str(value or "").split("\n") if isinstance(value, str) else ():
                    cell.addElement(P(text=text))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)  # pyright: ignore[reportAttributeAccessIssue]
    book.save(str(path))
