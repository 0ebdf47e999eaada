"""The live reader gives what the file reader gives.

1. The example, opened live, has the same findings in the same cells as its file, and so has the blank
   template; also on an engine that, as Excel's, does not tell what cells show.
2. Values, formulas, errors, percentages, dates and truth values are the same.
3. Unsaved edits are seen.
4. Sheets that are blank, hidden, begin elsewhere, or have strays far away.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings
from openpyxl import Workbook

from perfeval_xl.checking import check_grids
from perfeval_xl.examples import example_tables
from perfeval_xl.findings import Result
from perfeval_xl.grid import Grid, Kind, Value
from perfeval_xl.hosts.libreoffice.book import Book
from perfeval_xl.profile import Profile
from perfeval_xl.readers.live import read_book
from perfeval_xl.readers.refusal import FARTHEST_ROW, UnreadableFile
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.writers.template import write_template, write_workbook

pytestmark = pytest.mark.libreoffice

WIDEST = 20


@pytest.fixture
def example(tmp_path: Path, profile: Profile) -> Path:
    path = tmp_path / "example.xlsx"
    write_workbook(path, example_tables(), profile)
    return path


@pytest.fixture
def without_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine as Excel's is: it reads one sheet after another, and does not tell what the cells show."""
    monkeypatch.delattr(Book, "read_sheets")


def findings(result: Result) -> list[tuple[str, str, str, str]]:
    return [(finding.rule, str(finding.at), finding.actual, finding.expected) for finding in result.findings]


def cells(grid: Grid) -> dict[tuple[int, int], tuple[Value, Kind]]:
    """What is filled in a grid: value and kind."""
    return {
        (row, column): (value, kind)
        for row in range(grid.height)
        for column in range(WIDEST)
        for value, kind in [(grid.value(row, column), grid.trait(row, column).kind)]
        if value not in (None, "") or kind is not Kind.CONSTANT
    }


def as_in_the_file(file: Grid) -> dict[tuple[int, int], tuple[Value, Kind]]:
    """A file's cells as a program that opens it shows them: blank texts of formulas are blank."""
    return {
        place: (value or None, kind) if value == "" else (value, kind)
        for place, (value, kind) in cells(file).items()
    }


@pytest.mark.parametrize("which", ["example", "blank"])
@pytest.mark.parametrize("engine", ["with_texts", "without_texts"])
def test_the_findings_are_those_of_the_file(
    which: str, engine: str, app: xlwings.App, example: Path, profile: Profile, request: pytest.FixtureRequest
) -> None:
    if engine == "without_texts":
        request.getfixturevalue("without_texts")
    path = example
    if which == "blank":
        path = example.with_name("blank.xlsx")
        write_template(path, profile, 2024, projects=2)
    live = check_grids(read_book(app.books.open(path)), "")
    file = check_grids(read_workbook(path), "")
    assert findings(live) == findings(file)
    assert (live.checked, live.not_evaluated) == (file.checked, file.not_evaluated)
    assert file.findings


def test_the_cells_are_those_of_the_file(app: xlwings.App, example: Path) -> None:
    live = read_book(app.books.open(example))
    file = read_workbook(example)
    assert [grid.sheet for grid in live] == [grid.sheet for grid in file]
    for open_sheet, stored in zip(live, file, strict=True):
        assert cells(open_sheet) == as_in_the_file(stored)


def test_values_of_every_kind(app: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "kinds.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "各类"
    rows: list[list[object]] = [
        ["文字", 1.5, 0.8761, True],
        [dt.datetime(2024, 12, 31), dt.datetime(2024, 12, 31, 8, 30), dt.time(8, 30), "=文字"],
        ["=B1*2", "=1/0", "=NA()", '=A1&"的"'],
        ["75%", " ", -0.5, 203.1],
    ]
    for row in rows:
        sheet.append(row)
    sheet["D2"].value = "'=文字"
    sheet["D2"].data_type = "s"
    sheet["C1"].number_format = "0.00%"
    sheet["D4"].number_format = "0.00"
    book.save(path)
    opened = app.books.open(path)
    opened.save(tmp_path / "calculated.xlsx")
    (live,) = read_book(opened)
    (file,) = read_workbook(tmp_path / "calculated.xlsx")
    assert cells(live) == as_in_the_file(file)
    assert {kind for _, kind in cells(live).values()} == {Kind.CONSTANT, Kind.FORMULA, Kind.ERROR}
    assert [live.trait(*place).number_format for place in ((0, 2), (3, 3))] == ["0.00%", "0.00"]


def test_unsaved_edits_are_seen(app: xlwings.App, example: Path) -> None:
    book = app.books.open(example)
    before = findings(check_grids(read_book(book), ""))
    # 全年预算数 of the income total, an input: now the sources no longer add up to it.
    sheet = book.sheets["附件1 基础数据表"]
    place = next(
        (row, column)
        for (row, column), (value, kind) in cells(read_book(book)[2]).items()
        if isinstance(value, float) and kind is Kind.CONSTANT
    )
    sheet[place].value = 98765.43
    after = findings(check_grids(read_book(book), ""))
    assert after != before
    assert findings(check_grids(read_workbook(example), "")) == before


def test_sheets_of_all_sorts(app: xlwings.App) -> None:
    book = app.books.add()
    first = book.sheets[0]
    hidden = book.sheets.add("隐藏", after=first)
    hidden["C3"].value = "偏"
    first.activate()
    hidden.visible = False
    blank, elsewhere = read_book(book)
    assert cells(blank) == {}
    assert cells(elsewhere) == {(2, 2): ("偏", Kind.CONSTANT)}
    assert elsewhere.at(2, 2).cell == "C3"


def test_strays_far_away_are_left_out(app: xlwings.App) -> None:
    sheet = app.books.add().sheets[0]
    sheet["A1"].value = "标题"
    sheet[FARTHEST_ROW + 10, 1].value = "远"
    (grid,) = read_book(sheet.book)
    assert cells(grid) == {(0, 0): ("标题", Kind.CONSTANT)}


def test_far_too_many_rows_are_refused(app: xlwings.App) -> None:
    sheet = app.books.add().sheets[0]
    sheet["A1:A6000"].value = 1
    with pytest.raises(UnreadableFile, match="5000"):
        read_book(sheet.book)
