"""The OLE container of .xls: its record stream, stripped to cells, in a container written anew.

calamine trusts sizes that the file declares, and a Rust allocation that fails ends the process; so it is
handed only records that were checked here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from perfeval_xl.readers.refusal import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    LARGEST_CONTENT,
    MOST_CELLS,
    MOST_ROWS,
    UnreadableFile,
    damaged,
    encrypted,
    not_a_workbook,
    too_large,
    too_many_rows,
)

_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER: Final = struct.Struct("<8s16s5H6x9L")
_DIRECTORY_ENTRY: Final = struct.Struct("<64sHBB3L16sLQQLQ")
_NO_SECTOR: Final = 0xFFFFFFFA
"""Sector numbers from here on mean something else (end of chain, free, …)."""
_END_OF_CHAIN: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_FAT_SECTOR: Final = 0xFFFFFFFD
_MOST_ENTRIES: Final = 4_096
_ROOT: Final = 5
_STREAM: Final = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class _Container:
    """The sectors of a compound file and the chains they form."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise damaged()
        fields = _HEADER.unpack_from(data)
        shift, mini_shift = fields[5], fields[6]
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged()
        self._data = data
        self._size = 1 << shift
        _, _, directory, _, self._cutoff, mini_fat, _, difat, _ = fields[-9:]
        self._fat = self._read_fat(difat)
        entries = self._chain(directory)
        if len(entries) > _MOST_ENTRIES * 128:
            raise damaged()
        self.entries = [_entry(entries, at) for at in range(0, len(entries) - 127, 128)]
        if not self.entries or self.entries[0].kind != _ROOT:
            raise damaged()
        self._mini_fat = _longs(self._chain(mini_fat))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _read_fat(self, difat: int) -> tuple[int, ...]:
        numbers = list(struct.unpack_from("<109L", self._data, 76))
        most = len(self._data) // self._size + 1
        while difat < _NO_SECTOR:
            sector = _longs(self._sector(difat))
            if not sector or len(numbers) > most + 109:
                raise damaged()
            numbers.extend(sector[:-1])
            difat = sector[-1]
        # More entries than sectors would say nothing.
        needed = [number for number in numbers if number < _NO_SECTOR][: most // (self._size // 4) + 1]
        return _longs(b"".join(map(self._sector, needed)))

    def _chain(self, start: int) -> bytes:
        """The sectors from `start` on; raises UnreadableFile if they lead nowhere or in a circle."""
        numbers: list[int] = []
        number = start
        while number < _NO_SECTOR:
            if number >= len(self._fat) or len(numbers) > len(self._data) // self._size:
                raise damaged()
            numbers.append(number)
            number = self._fat[number]
        return b"".join(map(self._sector, numbers))

    def stream(self, entry: _Entry) -> bytes:
        """The content of the stream, which may be shorter than it declares if the file breaks off."""
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        mini = self._chain(self.entries[0].start)
        pieces: list[bytes] = []
        number = entry.start
        while number < _NO_SECTOR:
            if number >= len(self._mini_fat) or len(pieces) > len(self._mini_fat):
                raise damaged()
            pieces.append(mini[number * 64 : number * 64 + 64])
            number = self._mini_fat[number]
        return b"".join(pieces)[: entry.size]

    def top_level(self) -> dict[str, _Entry]:
        """The entries directly under the root by lower-case name; embedded objects lie deeper."""
        found: dict[str, _Entry] = {}
        waiting = [self.entries[0].child]
        seen: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number >= len(self.entries) or number in seen:
                continue
            seen.add(number)
            entry = self.entries[number]
            found.setdefault(entry.name.lower(), entry)
            waiting += (entry.left, entry.right)
        return found


def _longs(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}L", data)


def _entry(data: bytes, at: int) -> _Entry:
    raw, length, kind, _, left, right, child, _, _, _, _, start, size = _DIRECTORY_ENTRY.unpack_from(data, at)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size & 0xFFFFFFFF)


_BOF: Final = 0x0809
_EOF: Final = 0x000A
_FILE_PASS: Final = 0x002F
_CODE_PAGE: Final = 0x0042
_BOUND_SHEET: Final = 0x0085
_STRINGS: Final = 0x00FC
_CONTINUE: Final = 0x003C
_MERGED: Final = 0x00E5
_FORMULA: Final = 0x0006
_FORMULA_TEXT: Final = 0x0207
_NUMBER: Final = 0x0203
_LABEL: Final = 0x0204
_RICH_LABEL: Final = 0x00D6
_BOOLEAN_OR_ERROR: Final = 0x0205
_SHARED_LABEL: Final = 0x00FD
_RK: Final = 0x027E
_SEVERAL_RK: Final = 0x00BD
_SHORTEST: Final = {
    _NUMBER: 14, _LABEL: 10, _RICH_LABEL: 10, _BOOLEAN_OR_ERROR: 8, _SHARED_LABEL: 10,
    _RK: 10, _SEVERAL_RK: 12, _FORMULA: 14,
}  # fmt: skip
_KEPT_GLOBALS: Final = frozenset({0x0022, 0x041E, 0x00E0, _CODE_PAGE, _BOF})
"""Date system, formats, cell formats, code page, version."""
_ERRORS: Final = {
    0x00: b"#NULL!", 0x07: b"#DIV/0!", 0x0F: b"#VALUE!", 0x17: b"#REF!",
    0x1D: b"#NAME?", 0x24: b"#NUM!", 0x2A: b"#N/A",
}  # fmt: skip
_BIFF8: Final = b"\x00\x06"
_PLACE: Final = struct.Struct("<3H")
_RECORD: Final = struct.Struct("<2H")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet's name and merged ranges, and its filled cells as records."""

    name: str
    merges: dict[tuple[int, int], tuple[int, int]]
    records: bytes
    length: int
    """Bytes its records took in the file."""
    area: int
    """Cells from A1 to the last filled row and column."""


def strip(data: bytes) -> tuple[tuple[Sheet, ...], BytesIO]:
    """The worksheets in the .xls file `data`, and the file again with nothing but their filled cells.

    In the latter the sheets are named by their number, from ``0``; errors have become texts and formulas
    their values. Raises UnreadableFile when the file is encrypted, no workbook, damaged or too large.
    """
    container = _Container(data)
    entries = container.top_level()
    if "encryptedpackage" in entries:
        raise encrypted()
    book = entries.get("workbook") or entries.get("book")
    if book is None or book.kind != _STREAM:
        raise _not_xls(entries)
    stream = container.stream(book)
    if len(stream) > LARGEST_CONTENT:
        raise too_large()
    sheets, kept = _strip_stream(stream)
    return sheets, _write_container(kept)


def _not_xls(entries: dict[str, _Entry]) -> UnreadableFile:
    if "worddocument" in entries:
        return not_a_workbook("Word 文档")
    if "powerpoint document" in entries:
        return not_a_workbook("演示文稿")
    return damaged() if not entries else not_a_workbook("其他类型的文件")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        at += 4 + length
        if at > len(stream):
            raise damaged()
        yield kind, stream[at - length : at]


def _record(kind: int, content: bytes) -> bytes:
    return _RECORD.pack(kind, len(content)) + content


def _strip_stream(stream: bytes) -> tuple[tuple[Sheet, ...], bytes]:
    book = bytearray()
    bound: list[bytes] = []
    version = b""
    code_page = 1252
    in_strings = False
    for kind, content in _records(stream, 0):
        if not version and (kind != _BOF or len(content) < 4):
            raise not_a_workbook("很旧的表格文件（Excel 4.0 或更早），请先用 Excel 或 WPS 另存为 .xlsx")
        if kind == _EOF:
            break
        if kind == _FILE_PASS:
            raise encrypted()
        if kind == _BOF:
            version = content[:2]
        if kind == _CODE_PAGE and len(content) >= 2:
            code_page = int.from_bytes(content[:2], "little")
        if kind == _BOUND_SHEET and len(content) >= 8 and content[5] == 0:
            bound.append(content)
        if kind == _STRINGS and len(content) >= 8:
            content = _with_possible_count(content, len(stream))
        if kind in _KEPT_GLOBALS or kind == _STRINGS or (in_strings and kind == _CONTINUE):
            book += _record(kind, content)
        in_strings = kind == _STRINGS or (in_strings and kind == _CONTINUE)
    else:
        raise damaged()
    sheets: list[Sheet] = []
    area = 0
    passed = 0
    for content in bound:
        name = _sheet_name(content[6:], version, code_page)
        start = int.from_bytes(content[:4], "little")
        sheet = _sheet(name, stream, start, version)
        sheets.append(sheet)
        area += sheet.area
        if area > MOST_CELLS:
            raise too_large()
        passed += sheet.length
        if passed > len(stream):  # sheets share records
            raise damaged()
    if not sheets:
        raise damaged()
    return tuple(sheets), _write_stream(bytes(book), sheets, version)


def _with_possible_count(content: bytes, most: int) -> bytes:
    """The string table's header with a count that the stream has room for: a string takes 3 bytes."""
    count = min(int.from_bytes(content[4:8], "little"), most // 3)
    return content[:4] + count.to_bytes(4, "little") + content[8:]


def _sheet_name(content: bytes, version: bytes, code_page: int) -> str:
    length = content[0]
    if version == _BIFF8:
        wide = content[1] & 1
        raw = content[2 : 2 + length * (2 if wide else 1)]
        return raw.decode("utf-16-le" if wide else "latin-1", "replace").replace("\0", "")
    raw = content[1 : 1 + length]
    try:
        return raw.decode(f"cp{code_page}", "replace")
    except LookupError:
        return raw.decode("gb18030", "replace")


def _sheet(name: str, stream: bytes, start: int, version: bytes) -> Sheet:
    kept = bytearray()
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    rows: set[int] = set()
    last_row = last_column = -1
    formula = b""
    depth = 0
    length = 0
    for kind, content in _records(stream, start):
        length += 4 + len(content)
        if not depth and kind != _BOF:
            raise damaged()
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if not depth:
                break
        # A chart within the sheet is a stream within the stream.
        elif depth == 1:
            if kind == _MERGED:
                merges.update(_merges(content))
                continue
            if kind == _FORMULA_TEXT and formula:
                kind, content, formula = _LABEL, formula + content, b""
            if kind not in _SHORTEST or len(content) < _SHORTEST[kind]:
                continue
            if kind == _FORMULA:
                formula = content[:6]
            for cell_kind, cell in _cells(kind, content, version):
                row, column = _PLACE.unpack_from(cell)[:2]
                rows.add(row)
                if len(rows) > MOST_ROWS:
                    raise too_many_rows(name)
                if row < FARTHEST_ROW and column < FARTHEST_COLUMN:
                    last_row = max(last_row, row)
                    last_column = max(last_column, column)
                    kept += _record(cell_kind, cell)
    else:
        raise damaged()
    return Sheet(name, merges, bytes(kept), length, (last_row + 1) * (last_column + 1))


def _cells(kind: int, content: bytes, version: bytes) -> Iterator[tuple[int, bytes]]:
    """The record as one record for each cell, without formulas and errors."""
    if kind == _SEVERAL_RK:
        row, column = _PLACE.unpack_from(content)[:2]
        for number, at in enumerate(range(4, len(content) - 7, 6)):
            yield _RK, struct.pack("<2H", row, min(column + number, 0xFFFF)) + content[at : at + 6]
    elif kind == _FORMULA:
        place, result = content[:6], content[6:14]
        if result[6:] != b"\xff\xff":
            yield _NUMBER, place + result
        elif result[0] == 1:
            yield _BOOLEAN_OR_ERROR, place + bytes((result[2] & 1, 0))
        elif result[0] == 2:
            yield _LABEL, place + _ascii(_ERRORS.get(result[2], b"#VALUE!"), version)
    elif kind == _BOOLEAN_OR_ERROR and content[7]:
        yield _LABEL, content[:6] + _ascii(_ERRORS.get(content[6], b"#VALUE!"), version)
    elif kind == _RICH_LABEL:
        yield _LABEL, content
    else:
        yield kind, content


def _ascii(text: bytes, version: bytes) -> bytes:
    return len(text).to_bytes(2, "little") + (b"\0" if version == _BIFF8 else b"") + text


def _merges(content: bytes) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for at in range(2, len(content) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", content, at)
        if top < FARTHEST_ROW and left < FARTHEST_COLUMN:
            bottom, right = min(bottom, FARTHEST_ROW - 1), min(right, FARTHEST_COLUMN - 1)
            yield (top, left), (max(top, bottom), max(left, right))


def _write_stream(book: bytes, sheets: list[Sheet], version: bytes) -> bytes:
    flag = b"\0" if version == _BIFF8 else b""
    names = [str(number).encode() for number in range(len(sheets))]
    heads = [bytes((len(name),)) + flag + name for name in names]
    at = len(book) + sum(4 + 6 + len(head) for head in heads) + 4
    stream = bytearray(book)
    bodies = bytearray()
    start = _record(_BOF, version + b"\x10\0" + bytes(12))
    for head, sheet in zip(heads, sheets, strict=True):
        stream += _record(_BOUND_SHEET, (at + len(bodies)).to_bytes(4, "little") + b"\0\0" + head)
        bodies += start + sheet.records + _record(_EOF, b"")
    return bytes(stream + _record(_EOF, b"") + bodies)


_SECTOR: Final = 4096
_ENTRIES_PER_SECTOR: Final = _SECTOR // 4


def _write_container(stream: bytes) -> BytesIO:
    """A compound file whose only stream is the workbook: directory, root's sector, FAT, then the stream."""
    length = max(1, -(-len(stream) // _SECTOR))
    fat_length = -(-(length + 2) // (_ENTRIES_PER_SECTOR - 1))
    first = 2 + fat_length
    fat = [_END_OF_CHAIN, _END_OF_CHAIN, *[_FAT_SECTOR] * fat_length]
    fat += [*range(first + 1, first + length), _END_OF_CHAIN]
    fat += [_FREE] * (fat_length * _ENTRIES_PER_SECTOR - len(fat))
    file = BytesIO()
    counts = (0, fat_length, 0, 0, _SECTOR, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    file.write(_HEADER.pack(_START, bytes(16), 0x3E, 4, 0xFFFE, 12, 6, *counts))
    file.write(struct.pack("<109L", *range(2, first), *[_FREE] * (109 - fat_length)))
    file.write(bytes(_SECTOR - file.tell()))
    directory = _new_entry("Root Entry", _ROOT, 1, 1, _SECTOR)
    directory += _new_entry("Workbook", _STREAM, _FREE, first, length * _SECTOR)
    file.write(directory.ljust(_SECTOR, b"\0"))
    file.write(bytes(_SECTOR))
    file.write(struct.pack(f"<{len(fat)}L", *fat))
    file.write(stream.ljust(length * _SECTOR, b"\0"))
    file.seek(0)
    return file


def _new_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return _DIRECTORY_ENTRY.pack(raw, len(raw), kind, 1, _FREE, _FREE, child, bytes(16), 0, 0, 0, start, size)
