""".xls files of a few records, written record by record, and containers that break the rules."""

from __future__ import annotations

import struct
from io import BytesIO

import xlwt
from xlwt.CompoundDoc import XlsDoc

STRINGS, NAME, FORMAT, CELL_FORMAT, NUMBER, MERGES = 0x00FC, 0x0018, 0x041E, 0x00E0, 0x0203, 0x00E5
_END_OF_CHAIN, _NONE = 0xFFFFFFFE, 0xFFFFFFFF


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def number(row: int, column: int, value: float = 1.0) -> bytes:
    return record(NUMBER, struct.pack("<3Hd", row, column, 0, value))


def stream(book: bytes = b"", cells: bytes = b"", *, version: int = 0x0600, sheets: int = 1) -> bytes:
    """A workbook stream: the records of `book`, and `sheets` sheets that all lead to the same `cells`."""

    def beginning(kind: int) -> bytes:
        return record(0x0809, struct.pack("<4H2L", version, kind, 0x0DBB, 1996, 0, 6))

    named = b"\1\0a" if version == 0x0600 else b"\1a"
    length = 4 + 6 + len(named)
    start = len(beginning(5)) + len(book) + sheets * length + 4
    bound = record(0x0085, struct.pack("<LBB", start, 0, 0) + named) * sheets
    end = record(0x000A, b"")
    return beginning(5) + book + bound + end + beginning(0x10) + cells + end


def contained(content: bytes) -> bytes:
    """The stream in a container."""
    file = BytesIO()
    XlsDoc().save(file, content)
    return file.getvalue()


def written() -> bytearray:
    file = BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "文字")
    book.save(file)
    return bytearray(file.getvalue())


def _sector_at(data: bytes | bytearray, field: int) -> int:
    return 512 * (struct.unpack_from("<L", data, field)[0] + 1)


def with_directory(entries_after_root: list[tuple[int, int, int]]) -> bytes:
    """A file whose directory has, after the root, an entry for each (left, right, child), counted from 1."""
    data = written()
    root = bytearray(data[_sector_at(data, 48) :][:128])
    struct.pack_into("<L", root, 76, 1)
    entries = bytes(root)
    for count, related in enumerate(entries_after_root, 1):
        name = f"s{count}".encode("utf-16-le")
        fields = struct.pack("<HBB3L", len(name) + 2, 2, 1, *(entry or _NONE for entry in related))
        entries += (name.ljust(64, b"\0") + fields).ljust(128, b"\0")
    entries += bytes(-len(entries) % 512)
    first, length = (len(data) - 512) // 512, len(entries) // 512
    table = _sector_at(data, 76)
    second = first + length  # the sector that continues the sector table
    numbers = [*range(first + 1, second), _END_OF_CHAIN, 0xFFFFFFFD]
    numbers += [_NONE] * (256 - first - len(numbers))
    struct.pack_into(f"<{128 - first}L", data, table + 4 * first, *numbers[: 128 - first])
    struct.pack_into("<2L", data, 44, 2, first)
    struct.pack_into("<L", data, 80, second)
    return bytes(data) + entries + struct.pack("<128L", *numbers[128 - first :])


def with_short_sectors_in_a_circle(count: int = 1) -> bytes:
    """The workbook lies in short sectors, each followed by the first; their table claims `count` sectors."""
    data = written()
    root = _sector_at(data, 48)
    first = (len(data) - 512) // 512
    struct.pack_into("<L", data, _sector_at(data, 76) + 4 * first, _END_OF_CHAIN)
    struct.pack_into("<2L", data, 60, first, count)
    book = data.index("Workbook".encode("utf-16-le"), root)
    data[root + 116 : root + 124] = data[book + 116 : book + 124]
    struct.pack_into("<2L", data, book + 116, 0, 100)
    return bytes(data) + struct.pack("<L", 0) + b"\xff" * 508


def with_sectors_in_a_circle() -> bytes:
    """The workbook claims 4 GB, its first sector follows itself."""
    data = written()
    book = data.index("Workbook".encode("utf-16-le"), _sector_at(data, 48))
    struct.pack_into("<L", data, book + 120, 0xFFFFFF00)
    struct.pack_into("<L", data, _sector_at(data, 76), 0)
    return bytes(data)


def with_tables_in_a_circle() -> bytes:
    """A million sector tables, listed in one sector that follows itself."""
    data = written()
    table = struct.unpack_from("<L", data, 76)[0]
    first = (len(data) - 512) // 512
    struct.pack_into("<L", data, 44, 1_000_000)
    struct.pack_into("<2L", data, 68, first, (1_000_000 - 109 + 126) // 127)
    struct.pack_into("<109L", data, 76, *[table] * 109)
    return bytes(data) + struct.pack("<128L", *[table] * 127, first)
