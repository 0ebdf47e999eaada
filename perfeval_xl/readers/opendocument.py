"""The sheets of an .ods package, read by pattern: repeated rows and columns are bounded before they exist."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from perfeval_xl.grid import Grid, Value
from perfeval_xl.readers.markup import escape, unescape
from perfeval_xl.readers.package import Package
from perfeval_xl.readers.refusal import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    MOST_CELLS,
    MOST_ROWS,
    damaged,
    encrypted,
    not_a_workbook,
    too_large,
    too_many_rows,
)

_CONTENT: Final = "content.xml"
_MANIFEST: Final = "META-INF/manifest.xml"

_ATTRIBUTES: Final = r"""((?:\s++[^\s<>=/"']++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+)"""
_TAG: Final = re.compile(rf"<(/?)table:(table|table-row|table-cell|covered-table-cell){_ATTRIBUTES}\s*+(/?)>")
_ATTRIBUTE: Final = re.compile(r"""([^\s<>=/"']++)\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)')""")
_NOT_MARKUP: Final = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_ANNOTATION: Final = re.compile(r"<office:annotation\b.*?(?:</office:annotation\s*>|\Z)", re.DOTALL)
_PARAGRAPH: Final = re.compile(r"<text:p\b[^<>]*?(?:/>|>(.*?)(?:</text:p\s*>|\Z))", re.DOTALL)
_INLINE: Final = re.compile(r"<(?:text:(s|tab|line-break)\b([^<>]*)|[^<>]*)>")
_SPACES: Final = re.compile(r"""text:c=["'](\d{1,2})["']""")
_DURATION: Final = re.compile(r"(-?)PT(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})(?:[.,]\d*)?S)?")


class _Sheet:
    """The rows of one sheet while they are being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Value]] = []
        self.merges: dict[tuple[int, int], tuple[int, int]] = {}
        self.filled = 0
        self.height = 0
        """Rows passed so far, the repeated ones included."""

    def end_row(self, row: list[Value], repeated: int) -> None:
        while row and row[-1] in ("", None):
            row.pop()
        if row:
            self.filled += repeated
            if self.filled > MOST_ROWS:
                raise too_many_rows(self.name)
            if self.height < FARTHEST_ROW:
                self.rows.extend([] for _ in range(self.height - len(self.rows)))
                self.rows.extend(row[:] for _ in range(min(repeated, FARTHEST_ROW - self.height)))
        self.height += repeated

    def merge(self, column: int, attributes: dict[str, str]) -> None:
        rows = _count(attributes, "table:number-rows-spanned")
        columns = _count(attributes, "table:number-columns-spanned")
        if (rows > 1 or columns > 1) and self.height < FARTHEST_ROW and column < FARTHEST_COLUMN:
            last = (min(self.height + rows, FARTHEST_ROW) - 1, min(column + columns, FARTHEST_COLUMN) - 1)
            self.merges[self.height, column] = last

    def grid(self) -> Grid:
        return Grid(self.name, self.rows, merges=self.merges, traits_known=False)


def read_sheets(package: Package) -> tuple[Grid, ...]:
    """The sheets of the .ods file, in order, hidden ones too.

    Raises UnreadableFile when it is encrypted, no spreadsheet, damaged or too large.
    """
    if _MANIFEST in package and b":encryption-data" in package.read(_MANIFEST):
        raise encrypted()
    try:
        content = package.read(_CONTENT).decode("utf-8")
    except UnicodeDecodeError:
        raise damaged() from None
    if "<office:spreadsheet" not in content:
        raise not_a_workbook("其他类型的 OpenDocument 文档")
    if "<!" in content or content.count("<?") > 1:
        content = _NOT_MARKUP.sub(lambda match: escape(match[1] or ""), content)
    sheets = _sheets(content)
    if not sheets or not content.rstrip().endswith(">") or "</office:spreadsheet" not in content:
        raise damaged()
    return tuple(sheet.grid() for sheet in sheets)


def _sheets(content: str) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    cells = 0
    depth = 0
    row: list[Value] = []
    row_repeated = 1
    column = 0
    cell_start = 0
    cell: dict[str, str] = {}
    for tag in _TAG.finditer(content):
        closing, name, raw, empty = tag.groups()
        if name == "table":
            # A table within a cell (its depth is 2) is not part of the sheet.
            depth += 0 if empty else -1 if closing else 1
            if depth == 1 and not closing and not empty:
                sheets.append(_Sheet(unescape(_attributes(raw).get("table:name", ""))))
            continue
        if depth != 1:
            continue
        sheet = sheets[-1]
        if name == "table-row":
            if not closing:
                row = []
                column = 0
                row_repeated = _count(_attributes(raw), "table:number-rows-repeated")
            if closing or empty:
                cells += len(row) * min(row_repeated, MOST_ROWS)
                sheet.end_row(row, row_repeated)
                if cells > MOST_CELLS:
                    raise too_large()
            continue
        if empty and "spanned" not in raw and "office:" not in raw:
            column += _count(_attributes(raw), "table:number-columns-repeated") if "repeated" in raw else 1
            continue
        if not closing:
            cell = _attributes(raw)
            cell_start = tag.end()
        if closing or empty:
            repeated = _count(cell, "table:number-columns-repeated")
            value = _value(cell, "" if empty else content[cell_start : tag.start()])
            if "table:number-columns-spanned" in cell or "table:number-rows-spanned" in cell:
                sheet.merge(column, cell)
            if column < FARTHEST_COLUMN and value is not None:
                row.extend([None] * (column - len(row)))
                row.extend([value] * min(repeated, FARTHEST_COLUMN - column))
            column += repeated
            cell, cell_start = {}, tag.end()
    return sheets


def _attributes(raw: str) -> dict[str, str]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(raw)}


def _count(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(name, "1")
    return max(1, int(given)) if given.isdecimal() and len(given) < 8 else 1


def _value(cell: dict[str, str], inner: str) -> Value:
    """The cell's value by its type; its text where it has none, as an error has."""
    kind = cell.get("office:value-type", "")
    if cell.get("calcext:value-type") != "error":
        number = cell.get("office:value")
        if number is not None and kind in ("float", "percentage", "currency"):
            return _number(number)
        if kind == "boolean":
            return cell.get("office:boolean-value") == "true"
        if kind == "date":
            return _date(cell.get("office:date-value", ""))
        if kind == "time":
            return _duration(cell.get("office:time-value", ""))
        if "office:string-value" in cell:
            return unescape(cell["office:string-value"]) or None
    return _text(inner) or None


def _number(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if abs(number) < 1e300 else text


def _date(text: str) -> Value:
    try:
        if len(text) > 10:
            return dt.datetime.fromisoformat(text)
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def _duration(text: str) -> Value:
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] else length


def _text(inner: str) -> str:
    if "<office:annotation" in inner:
        inner = _ANNOTATION.sub("", inner)
    paragraphs = "\n".join(_PARAGRAPH.findall(inner))
    return unescape(_INLINE.sub(_space, paragraphs) if "<" in paragraphs else paragraphs)


def _space(match: re.Match[str]) -> str:
    name, attributes = match.groups()
    if name == "s":
        count = _SPACES.search(attributes)
        return " " * (int(count[1]) if count else 1)
    return {"tab": "\t", "line-break": "\n"}.get(name or "", "")
