"""The sheets of an .xls file: olefile opens the container, xlrd reads the records let through here.

Both believe what a file says of itself, so some files of a few kilobytes would keep them busy for ever or
fill the memory (tests/readers/test_legacy.py has them). Hence `_needed`: no record reaches xlrd but those
that hold values, number formats and merges, and no cell that is too far away.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final, Literal, SupportsIndex, cast

import olefile
import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.sheet import Sheet
from xlrd.xldate import xldate_as_datetime

from perfeval_xl.grid import Grid, Kind, Trait, Value
from perfeval_xl.readers.refusal import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    MOST_CELLS,
    MOST_ROWS,
    UnreadableFile,
    damaged,
    encrypted,
    not_a_workbook,
    old_word_document,
    too_large,
    too_many_rows,
)

_MOST_ENTRIES: Final = 4_096
"""Streams and storages in the container; a workbook has about ten."""
_MOST_RECORDS: Final = 1_000_000
_LARGEST_NEEDED: Final = 3 << 20
"""Bytes of records handed to xlrd, which makes up to forty of each."""
_MOST_STRINGS: Final = 300_000
_MOST_DESCRIPTIONS: Final = 5_000
"""Sheets, number formats and cell formats; Excel itself stops at 4,000 cell formats."""
_LONGEST_FORMAT: Final = 520
"""Bytes of a number format; Excel stops at 255 characters."""

_RECORD: Final = struct.Struct("<2H")
_PLACE: Final = struct.Struct("<2H")
_NUMBER: Final = struct.Struct("<L")

_BOF: Final = 0x0809
_EOF: Final = 0x000A
_END: Final = _RECORD.pack(_EOF, 0)
_FILE_PASS: Final = 0x002F
_BOUND_SHEET: Final = 0x0085
_STRINGS: Final = 0x00FC
_CONTINUE: Final = 0x003C
_FORMAT: Final = 0x041E
_CELL_FORMAT: Final = 0x00E0
_MERGES: Final = 0x00E5
_FORMULA: Final = 0x0006
_FORMULA_TEXT: Final = 0x0207
_DESCRIPTIONS: Final = frozenset({_FORMAT, _CELL_FORMAT, _BOUND_SHEET})
_BOOK: Final = _DESCRIPTIONS | {_BOF, 0x0022, 0x0042}
"""What is kept of the book, beside its texts: also the date system and the code page."""
_CELLS: Final = frozenset({_FORMULA, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
"""Cells with a value: formula, several numbers, rich text, shared text, number, text, boolean, number."""
_BEFORE_TEXT: Final = frozenset({_CONTINUE, 0x0036, 0x0037, 0x0221, 0x0236, 0x04BC})
"""May stand between a formula and its text: the rest of it, multiple operations, array, shared formula."""

# What a damaged file makes of the two libraries, each met by changing bytes of real files: OSError is what
# olefile raises on purpose, LookupError an index, key or code page that does not exist, ValueError a seek to
# before the beginning or text in the wrong encoding, AssertionError what xlrd relies on, OverflowError
# a cell format beyond 32,767, RecursionError a directory that is one long chain.
_DAMAGE: Final = (
    XLRDError, OSError, struct.error, LookupError, ValueError, AssertionError, OverflowError, RecursionError,
)  # fmt: skip


class _Container(olefile.OleFileIO):  # pyright: ignore[reportMissingTypeArgument] - generic in stubs only
    """A compound file; olefile compares each directory entry with all others, so there may not be many."""

    def _load_direntry(self, sid: int) -> Any:
        if sid >= _MOST_ENTRIES:
            raise damaged()
        return cast(Any, super())._load_direntry(sid)


class _Metered(bytes):
    """Bytes that can be read through a few times: a text of negative length would send xlrd back for ever."""

    meter: list[int]

    def __getitem__(self, key: SupportsIndex | slice[Any, Any, Any]) -> Any:
        piece = super().__getitem__(key)
        if isinstance(piece, int):
            return piece
        self.meter[0] -= len(piece)
        if self.meter[0] < 0:
            raise damaged()
        return _metered(piece, self.meter)


def _metered(data: bytes, meter: list[int]) -> _Metered:
    metered = _Metered(data)
    metered.meter = meter
    return metered


def read_sheets(data: bytes) -> tuple[Grid, ...]:
    """The worksheets of the .xls file, in order, hidden ones too.

    Raises UnreadableFile when it is encrypted, no workbook, damaged or too large.
    """
    try:
        needed, crowded = _needed(_workbook_stream(data))
        with open(os.devnull, "w", encoding="utf-8", errors="replace") as nowhere:
            book = xlrd.open_workbook(
                file_contents=_metered(needed, [8 * len(needed)]),
                logfile=nowhere,
                formatting_info=True,
                ragged_rows=True,
                on_demand=True,
            )
            if crowded is not None:
                raise too_many_rows(book.sheet_names()[crowded])
            return tuple(_grids(book))
    except _DAMAGE:
        raise damaged() from None


def _workbook_stream(data: bytes) -> bytes:
    # Of a sector table longer than the file, olefile would read all.
    if len(data) < 512 or struct.unpack_from("<L", data, 44)[0] > len(data) // 65_536 + 110:
        raise damaged()
    with _Container(BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as container:
        if container.exists("EncryptedPackage"):
            raise encrypted()
        for name in ("Workbook", "Book"):
            if container.get_type(name) == olefile.STGTY_STREAM:
                return container.openstream(name).read()
        raise _not_xls(container)


def _not_xls(container: _Container) -> UnreadableFile:
    if container.exists("WordDocument"):
        return old_word_document()
    if container.exists("PowerPoint Document"):
        return not_a_workbook("演示文稿")
    return not_a_workbook("其他类型的文件") if container.listdir() else damaged()


class _Records:
    """The records of a stream, counted however often they are gone through."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self._left = _MOST_RECORDS

    def since(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Kind, start and end of each record from `at` on; raises UnreadableFile where they break off."""
        while at + 4 <= len(self.stream):
            kind, length = _RECORD.unpack_from(self.stream, at)
            start, at = at, at + 4 + length
            self._left -= 1
            if self._left < 0:
                raise too_large()
            if at > len(self.stream):
                break
            yield kind, start, at
        raise damaged()

    def number(self, at: int) -> int:
        return _NUMBER.unpack_from(self.stream, at)[0]


def _needed(stream: bytes) -> tuple[bytes, int | None]:
    """The stream written anew with the records needed, and the number of the first overfull sheet."""
    records = _Records(stream)
    kept = bytearray()
    places: list[tuple[int, int]] = []
    descriptions = 0
    in_strings = False
    for kind, start, end in records.since(0):
        if not kept and kind != _BOF:
            raise not_a_workbook("很旧的表格文件（Excel 4.0 或更早），请先用 Excel 或 WPS 另存为 .xlsx")
        if kind == _FILE_PASS:
            raise encrypted()
        if kind == _EOF:
            break
        in_strings = kind == _STRINGS or (in_strings and kind == _CONTINUE)
        if not (in_strings or kind in _BOOK) or (kind == _FORMAT and end - start > _LONGEST_FORMAT):
            continue
        if kind == _BOUND_SHEET:
            if stream[start + 9]:  # a chart or macros
                continue
            places.append((len(kept) + 4, records.number(start + 4)))
        kept += stream[start:end]
        descriptions += kind in _DESCRIPTIONS
        too_many_strings = kind == _STRINGS and records.number(start + 8) > _MOST_STRINGS
        if too_many_strings or descriptions > _MOST_DESCRIPTIONS or len(kept) > _LARGEST_NEEDED:
            raise too_large()
    if not places:
        raise damaged()
    kept += _END
    for number, (place, start) in enumerate(places):
        _NUMBER.pack_into(kept, place, len(kept))
        if _add_sheet(kept, records, start) > MOST_ROWS:
            return bytes(kept), number
    return bytes(kept), None


def _add_sheet(kept: bytearray, records: _Records, at: int) -> int:
    """Adds what is needed of the sheet at `at`, returns how many rows are filled (it stops at too many)."""
    stream = records.stream
    rows: set[int] = set()
    depth = 0
    previous = 0
    for kind, start, end in records.since(at):
        if previous == _FORMULA and kind in _BEFORE_TEXT:
            continue
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        wanted = False
        if depth != 1:
            pass  # a chart within the sheet is a stream within the stream
        elif kind in _CELLS:
            row, column = _PLACE.unpack_from(stream, start + 4)
            rows.add(row)
            if len(rows) > MOST_ROWS:
                break
            wanted = row < FARTHEST_ROW and column < FARTHEST_COLUMN
        elif kind == _FORMULA_TEXT:
            wanted = previous == _FORMULA
        elif kind == _CONTINUE:
            wanted = previous in (_FORMULA_TEXT, _CONTINUE)
        else:
            wanted = kind in (_MERGES, _BOF)
        previous = kind if wanted else 0
        if wanted:
            kept += stream[start:end]
        if len(kept) > _LARGEST_NEEDED:
            raise too_large()
    kept += _END
    return len(rows)


def _grids(book: Book) -> Iterator[Grid]:
    formats = {key: known.format_str or "" for key, known in book.format_map.items()}
    codes = {number: formats[cell_format.format_key] for number, cell_format in enumerate(book.xf_list)}
    cells = 0
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        rows, traits = _rows(sheet, codes, book.datemode)
        cells += len(rows) * max(map(len, rows), default=0)
        if cells > MOST_CELLS:
            raise too_large()
        yield Grid(sheet.name.replace("\0", ""), rows, traits, _merges(sheet), traits_known=False)
        book.unload_sheet(number)


def _rows(
    sheet: Sheet, codes: Mapping[int, str], date_mode: Literal[0, 1]
) -> tuple[list[list[Value]], dict[tuple[int, int], Trait]]:
    rows: list[list[Value]] = []
    traits: dict[tuple[int, int], Trait] = {}
    special = {code for code in codes.values() if code.lower() not in ("", "general")}
    known = {code: Trait(Kind.UNKNOWN, code) for code in special}
    for row in range(min(sheet.nrows, FARTHEST_ROW)):
        kinds = sheet.row_types(row, 0, FARTHEST_COLUMN)
        values = sheet.row_values(row, 0, FARTHEST_COLUMN)
        rows.append([_value(kind, value, date_mode) for kind, value in zip(kinds, values, strict=True)])
        for column, kind in enumerate(kinds):
            code = codes.get(sheet.cell_xf_index(row, column), "")
            if kind != xlrd.XL_CELL_EMPTY and code in known:
                traits[row, column] = known[code]
    while rows and not rows[-1]:  # a merge may reach further down
        rows.pop()
    return rows, traits


def _value(kind: int, value: Any, date_mode: Literal[0, 1]) -> Value:
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#VALUE!")
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and not math.isfinite(value):
        return str(value)
    return _date(value, date_mode) if kind == xlrd.XL_CELL_DATE else value


def _date(number: float, date_mode: Literal[0, 1]) -> Value:
    """The day, the time of day or both; the number where it is no date."""
    if number < 0:
        return number
    try:
        moment = xldate_as_datetime(number, date_mode)
    except OverflowError:
        return number
    if number < 1:
        return moment.time()
    return moment if moment.time() != dt.time() else moment.date()


def _merges(sheet: Sheet) -> Mapping[tuple[int, int], tuple[int, int]]:
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    for top, below, left, beyond in sheet.merged_cells:
        if top < FARTHEST_ROW and left < FARTHEST_COLUMN:
            bottom, right = min(below, FARTHEST_ROW) - 1, min(beyond, FARTHEST_COLUMN) - 1
            merges[top, left] = (max(top, bottom), max(left, right))
    return merges
