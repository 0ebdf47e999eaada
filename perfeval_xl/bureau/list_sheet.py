"""A printable list in the summary: headings that stay in sight, a filter, and a page set up to be printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from perfeval_xl.writers.results import LONGEST_CELL
from perfeval_xl.writers.sheet_styles import A4, LINE_HEIGHT, TALLEST_ROW, Styles, lines_of

MONEY: Final = "#,##0.00"
RATE: Final = "0.00%"
SHARE: Final = "0%"
POINTS: Final = "0.00"
COUNT: Final = '#,##0;-#,##0;"–"'
"""A dash for 0: what there is none of does not catch the eye."""
YEAR: Final = "0"
_TITLE_SIZE: Final = 16
_HEADING_HEIGHT: Final = 33.0
_KEPT_OF_ROWS: Final = ("row_sizes", "row_info", "set_rows")
"""Where XlsxWriter, whichever version, keeps the heights of all rows."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list."""

    heading: str
    width: float
    """In characters."""
    number_format: str = ""
    """For numbers; text otherwise."""
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a file or a place."""

    text: str
    target: str
    """As XlsxWriter takes it: ``external:…`` or ``internal:…``."""


Cell = str | int | float | Link | None


class ListSheet:
    """Writes the rows of one list, from the first down; every text is written as text."""

    def __init__(
        self,
        book: Workbook,
        styles: Styles,
        name: str,
        title: str,
        columns: Sequence[ListColumn],
        note: str = "",
    ) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.name = name
        self.row = 0
        """The row to be written next."""
        self._styles = styles
        self._columns = columns
        self._plain = [self._style(column, {}) for column in columns]
        self._links = 0
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)
        self.sheet.set_row(0, _TITLE_SIZE * 1.8)
        large = styles.get(font_size=_TITLE_SIZE, bold=True, text_wrap=False)
        self.sheet.write_string(0, 0, title, large)
        self.row = 1
        if note:
            self.sheet.write_string(1, 0, note, styles.get(font_size=9, text_wrap=False))
            self.row = 2
        self._heading_row = self.row
        self.sheet.set_row(self.row, _HEADING_HEIGHT)
        for number, column in enumerate(columns):
            self.sheet.write_string(self.row, number, column.heading, styles.heading())
        self.row += 1
        self._set_up_page()

    def _set_up_page(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(self._heading_row + 1, 1)
        sheet.repeat_rows(self._heading_row)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&C— &P —&R共 &N 页")

    def write(self, cells: Sequence[Cell], looks: Sequence[dict[str, Any]] = ()) -> None:
        """One row. `looks` are the properties of its cells' formats besides the ordinary ones."""
        self._forget(self.row - 2)
        lines = max(_lines(cell, column) for cell, column in zip(cells, self._columns, strict=True))
        self.sheet.set_row(self.row, min(lines * LINE_HEIGHT + 4, TALLEST_ROW))
        for number, cell in enumerate(cells):
            self._write_cell(number, cell, looks[number] if looks else {})
        self.row += 1

    def _forget(self, row: int) -> None:
        """Drops what XlsxWriter keeps of a row that is on disk, some 400 bytes, to place pictures by."""
        for kept in _KEPT_OF_ROWS:
            getattr(self.sheet, kept, {}).pop(row, None)

    def _style(self, column: ListColumn, look: dict[str, Any]) -> Format:
        if column.number_format:
            return self._styles.get(border=1, num_format=column.number_format, align="right", **look)
        if column.is_centred:
            return self._styles.get(border=1, align="center", **look)
        return self._styles.get(border=1, **look)

    def _write_cell(self, number: int, cell: Cell, look: dict[str, Any]) -> None:
        style = self._style(self._columns[number], look) if look else self._plain[number]
        if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
            self.sheet.write_blank(self.row, number, None, style)
        elif isinstance(cell, Link):
            self._write_link(number, cell, style)
        elif isinstance(cell, str):
            self.sheet.write_string(self.row, number, cell[:LONGEST_CELL], style)
        else:
            self.sheet.write_number(self.row, number, cell, style)

    def _write_link(self, number: int, link: Link, plain: Format) -> None:
        if self._links >= MOST_LINKS or len(link.target) > LONGEST_LINK:
            self.sheet.write_string(self.row, number, link.text[:LONGEST_CELL], plain)
            return
        self._links += 1
        style = self._styles.get(border=1, font_color="#0563C1", underline=1)
        self.sheet.write_url(self.row, number, link.target, style, link.text[:LONGEST_CELL])

    def finish(self, empty: str) -> None:
        """Closes the list: the filter over its rows, or the words that stand there when it has none."""
        if self.row == self._heading_row + 1:
            self.sheet.write_string(self.row, 0, empty, self._styles.get(text_wrap=False))
        self.sheet.autofilter(
            self._heading_row, 0, max(self.row - 1, self._heading_row + 1), len(self._columns) - 1
        )


MOST_LINKS: Final = 65_530
"""Links that Excel allows in one sheet."""
LONGEST_LINK: Final = 1_500
"""Characters; Excel allows 2,080 once blanks and signs are written as %20."""


_MOST_LINK_LINES: Final = 3
"""LibreOffice does not break the lines of a link: more would stay blank there."""


def _lines(cell: Cell, column: ListColumn) -> int:
    if isinstance(cell, Link):
        return min(lines_of(cell.text, column.width), _MOST_LINK_LINES)
    return lines_of(cell, column.width) if isinstance(cell, str) else 1
