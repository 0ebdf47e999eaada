"""What .xls files hold, and the tricks that would keep xlrd or olefile busy for ever or fill the memory.

The tricks run in a process of their own, which has a minute; without the bounds in `legacy` most take hours.
"""

from __future__ import annotations

import datetime as dt
import random
import struct
from pathlib import Path

import pytest
import xlwt

from perfeval_xl.grid import Grid, Kind, Trait
from perfeval_xl.readers.workbook import UnreadableFile, read_workbook
from tests.readers import small_xls as xls
from tests.readers.measured import PEAK, peak_and_outcome


def saved(tmp_path: Path, book: xlwt.Workbook) -> tuple[Grid, ...]:
    path = tmp_path / "a.xls"
    book.save(str(path))
    return read_workbook(path)


def read(tmp_path: Path, content: bytes) -> Grid:
    path = tmp_path / "a.xls"
    path.write_bytes(xls.contained(content))
    return read_workbook(path)[0]


def test_number_formats_show_how_many_decimals_a_rate_has(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, 0.75, xlwt.easyxf(num_format_str="0%"))
    sheet.write(0, 1, 0.75, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(0, 2, 0.75)
    sheet.write(0, 3, "", xlwt.easyxf(num_format_str="0.00%"))
    (grid,) = saved(tmp_path, book)
    assert grid.traits == {(0, 0): Trait(Kind.UNKNOWN, "0%"), (0, 1): Trait(Kind.UNKNOWN, "0.00%")}
    assert grid.trait(0, 2) == Trait(Kind.UNKNOWN)
    assert not grid.traits_known


@pytest.mark.parametrize(
    ("number", "number_format", "value"),
    [
        (45657, "yyyy-mm-dd", dt.date(2024, 12, 31)),
        (45657.5, "yyyy-mm-dd hh:mm", dt.datetime(2024, 12, 31, 12)),
        (0.5, "hh:mm", dt.time(12)),
        (-1, "yyyy-mm-dd", -1),
        (1e15, "yyyy-mm-dd", 1e15),
        (1e300, "yyyy-mm-dd", 1e300),
    ],
)
def test_dates(tmp_path: Path, number: float, number_format: str, value: object) -> None:
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, number, xlwt.easyxf(num_format_str=number_format))
    assert saved(tmp_path, book)[0].value(0, 0) == value


def test_dates_of_the_1904_system(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("表").write(0, 0, 44195, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert saved(tmp_path, book)[0].value(0, 0) == dt.date(2024, 12, 31)


def test_formulas_have_the_values_stored_with_them(tmp_path: Path) -> None:
    place = struct.pack("<3H", 0, 0, 0)
    tokens = bytes(6) + struct.pack("<H", 3) + b"\x1e\1\0"

    def formula(row: int, result: bytes) -> bytes:
        return xls.record(0x0006, struct.pack("<3H", row, 0, 0) + result + tokens)

    text = xls.record(0x0207, struct.pack("<HB", 2, 1) + "甲".encode("utf-16-le"))
    rest = xls.record(0x003C, b"\1" + "乙".encode("utf-16-le"))
    array = xls.record(0x0221, bytes(14))
    grid = read(
        tmp_path,
        xls.stream(
            cells=formula(0, struct.pack("<d", 2.5))
            + formula(1, b"\0\0\0\0\0\0\xff\xff")
            + array
            + text
            + rest
            + formula(2, b"\1\0\1\0\0\0\xff\xff")
            + formula(3, b"\2\0\x17\0\0\0\xff\xff")
            + formula(4, b"\2\0\x99\0\0\0\xff\xff")
            + formula(5, b"\3\0\0\0\0\0\xff\xff")
            + formula(20_000, b"\0\0\0\0\0\0\xff\xff")
            + text
            + xls.record(0x0205, place.replace(b"\0\0", b"\6\0", 1) + b"\x2a\1")
        ),
    )
    assert [list(row) for row in grid.values] == [
        [2.5],
        ["甲乙"],
        [True],
        ["#REF!"],
        ["#VALUE!"],
        [""],
        ["#N/A"],
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_text(tmp_path: Path, value: float) -> None:
    assert isinstance(read(tmp_path, xls.stream(cells=xls.number(0, 0, value))).value(0, 0), str)


def test_a_chinese_file_of_excel_95(tmp_path: Path) -> None:
    text = "编制数".encode("gbk")
    cell = xls.record(0x0204, struct.pack("<4H", 1, 1, 0, len(text)) + text)
    grid = read(tmp_path, xls.stream(xls.record(0x0042, struct.pack("<H", 936)), cell, version=0x0500))
    assert (grid.sheet, grid.value(1, 1)) == ("a", "编制数")


def test_hidden_sheets_are_read_and_charts_within_a_sheet_are_not(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("显示").write(0, 0, 1)
    hidden = book.add_sheet("隐藏")
    hidden.visibility = 1
    hidden.write(0, 0, 2)
    assert [(grid.sheet, grid.value(0, 0)) for grid in saved(tmp_path, book)] == [("显示", 1), ("隐藏", 2)]
    chart = xls.record(0x0809, bytes(8)) + xls.number(0, 0, 7) + xls.record(0x000A, b"")
    grid = read(tmp_path, xls.stream(cells=xls.number(0, 0, 1) + chart + xls.number(1, 0, 2)))
    assert [list(row) for row in grid.values] == [[1], [2]]


def test_a_merge_beyond_the_last_cell_adds_no_rows(tmp_path: Path) -> None:
    merge = xls.record(xls.MERGES, struct.pack("<5H", 1, 0, 65_535, 0, 255))
    grid = read(tmp_path, xls.stream(cells=xls.number(0, 0) + merge))
    assert grid.height == 1
    ((first, last),) = grid.merges.items()
    assert first == (0, 0)
    assert last < (10_000, 200)


_LOOP = struct.pack("<2LHBl", 1, 0x7FFFFFFF, 30_000, 4, -30_007) + b"x" * 30_000
_LOOP_WITHIN_BOUNDS = struct.pack("<2LHBl", 1, 200_000, 30_000, 4, -30_007) + b"x" * 30_000
_NAME = struct.pack("<HBBHHH4B", 0, 0, 1, 11, 0, 0, 0, 0, 0, 0) + b"\0n"
_ITSELF_TWICE = [
    xls.record(xls.NAME, _NAME + (b"\x23" + struct.pack("<2H", count, 0)) * 2 + b"\x08")
    for count in range(1, 40)
]
_TRICKS = {
    "a directory that branches into itself": xls.with_directory(
        [(n + 1, n + 1, 0) for n in range(1, 60)] + [(0, 0, 0)]
    ),
    "a directory in a circle": xls.with_directory([(0, 2, 0), (0, 1, 0)]),
    "a directory that is one long chain": xls.with_directory(
        [(0, 0, n + 1) for n in range(1, 900)] + [(0, 0, 0)]
    ),
    "short sectors in a circle": xls.with_short_sectors_in_a_circle(),
    "a huge table of short sectors": xls.with_short_sectors_in_a_circle(0xFFFFFFF0),
    "sectors in a circle": xls.with_sectors_in_a_circle(),
    "sector tables in a circle": xls.with_tables_in_a_circle(),
    "texts of negative length": xls.contained(xls.stream(xls.record(xls.STRINGS, _LOOP))),
    "not too many of them": xls.contained(xls.stream(xls.record(xls.STRINGS, _LOOP_WITHIN_BOUNDS))),
    "names that double": xls.contained(
        xls.stream(xls.record(xls.NAME, _NAME + b"\x17\x08\0xxxxxxxx") + b"".join(_ITSELF_TWICE))
    ),
    "wide rows": xls.contained(xls.stream(cells=b"".join(xls.number(row, 255) for row in range(65_536)))),
    "cell formats": xls.contained(xls.stream(xls.record(xls.CELL_FORMAT, bytes(20)) * 170_000)),
    "number formats": xls.contained(
        xls.stream(xls.record(xls.FORMAT, struct.pack("<2HB", 200, 65_000, 0) + b"[" * 65_000) * 20)
    ),
    "formatted texts": xls.contained(
        xls.stream(
            xls.record(xls.STRINGS, struct.pack("<2LHBH", 1, 1, 1, 8, 16_000) + b"x" + b"\1\2\3\4" * 16_000)
            * 60
        )
    ),
    "merges": xls.contained(
        xls.stream(cells=xls.record(xls.MERGES, b"\xe8\3" + b"\1\4\2\4\1\1\2\1" * 1_000) * 370)
    ),
    "records": xls.contained(xls.stream(cells=b"\1\x7f\0\0" * 5_000_000)),
    "sheets on one part": xls.contained(xls.stream(cells=xls.number(1, 1) * 300, sheets=4_000)),
}


@pytest.mark.parametrize("trick", _TRICKS)
def test_tricks(tmp_path: Path, trick: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(_TRICKS[trick])
    peak, outcome = peak_and_outcome(path)
    assert peak < PEAK
    assert outcome


def test_changed_bytes_give_grids_or_a_refusal(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(8):
        sheet.write(row, 0, f"文字{row}")
        sheet.write(row, 1, row * 1.5, xlwt.easyxf(num_format_str="0.00%"))
        sheet.write(row, 2, dt.date(2024, 1, row + 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        sheet.write(row, 3, xlwt.Formula("1/0"))
        sheet.write(row, 4, True)
    sheet.write_merge(20, 21, 0, 3, "合并")
    path = tmp_path / "a.xls"
    book.save(str(path))
    whole = path.read_bytes()
    chance = random.Random(2024)  # noqa: S311 - the same each time
    for _ in range(1_500):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(8, len(data) - 4)
            data[at : at + 1] = chance.choice((b"\0", b"\xff", b"\x80", b"\1", chance.randbytes(1)))
        path.write_bytes(data)
        try:
            read_workbook(path)
        except UnreadableFile:
            continue
