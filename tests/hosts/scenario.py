"""What the buttons need of a live workbook, through the xlwings API alone.

Nothing here knows which program it runs in. On a PC with Excel:
``python -m tests.hosts.scenario`` runs every step against it.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlwings
from xlwings import XlwingsError

from perfeval_xl.hosts import marks, protection, sheets
from perfeval_xl.writers.live_sheet import Area, Formulas, LiveSheet, Look

RED = (255, 199, 206)
Step = Callable[[xlwings.App, Path], None]
STEPS: list[Step] = []


def step(function: Step) -> Step:
    STEPS.append(function)
    return function


def _sheet(app: xlwings.App) -> xlwings.Sheet:
    return app.books.add().sheets[0]


@step
def values_of_every_kind_come_back(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    rows: list[list[Any]] = [
        ["部门“甲”\n第二行", 212.01, None],
        [True, -0.5, dt.datetime(2024, 12, 31)],
        ["  ", 0.0, dt.datetime(2024, 12, 31, 8, 30)],
    ]
    sheet["B2"].value = rows
    assert sheet["B2:D4"].value == rows
    assert sheet["B2"].value == rows[0][0]
    assert sheet["B2:D2"].value == rows[0]
    assert sheet["C2:C4"].value == [212.01, -0.5, 0.0]
    assert sheet["C2:C2"].options(ndim=2).value == [[212.01]]
    assert sheet["D3"].options(dates=dt.date).value == dt.date(2024, 12, 31)
    assert sheet["C4"].options(numbers=int).value == 0
    assert sheet["D2"].options(empty="").value == ""


@step
def one_value_fills_a_range(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    sheet["A1:B2"].value = 7
    assert sheet["A1:B2"].value == [[7, 7], [7, 7]]
    sheet["A1:B1"].clear_contents()
    assert sheet["A1:B2"].value == [[None, None], [7, 7]]


@step
def formulas_are_written_as_in_excel(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    other = sheet.book.sheets.add("表 '2' 号", after=sheet)
    other["A1"].value = [[1.5, 2.5]]
    written = ["=SUM('表 ''2'' 号'!A1:B1,1)", '=IF(A1>4,"大;于, 4",{1,2;3,4})', "=1/0", "文字"]
    sheet["A1"].value = [[formula] for formula in written]
    assert sheet["A1:A4"].value == [5, "大;于, 4", None, "文字"]
    assert sheet["A1:A4"].options(err_to_str=True).value == [5, "大;于, 4", "#DIV/0!", "文字"]
    assert [row[0] for row in sheet["A1:A4"].formula] == written
    assert sheet["A1"].formula == written[0]
    sheet["C1:C2"].formula = [["=A1*2"], ["=A1*3"]]
    assert sheet["C1:C2"].value == [10, 15]


@step
def ranges_know_where_they_are(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    cells = sheet["B2:D5"]
    assert (cells.row, cells.column, cells.shape, cells.size) == (2, 2, (4, 3), 12)
    assert (cells.address, cells.last_cell.address) == ("$B$2:$D$5", "$D$5")
    assert cells[0, 1].address == "$C$2"
    assert cells[1:, :2].address == "$B$3:$C$5"
    assert sheet[4, 2].get_address(False, False) == "C5"
    assert sheet.range((2, 3), (4, 5)).address == "$C$2:$E$4"
    assert sheet.range("$A$3").offset(1, 1).resize(2, 2).address == "$B$4:$C$5"
    assert [cell.address for cell in sheet["A1:B1"]] == ["$A$1", "$B$1"]
    assert cells.sheet == sheet
    sheet["C4"].value = [["a", 1], ["b", 2], ["c", 3]]
    assert sheet.used_range.address == "$C$4:$D$6"
    assert sheet["C4"].expand().address == "$C$4:$D$6"
    assert sheet["C4"].end("down").address == "$C$6"


@step
def looks_are_kept(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    cell = sheet["B2"]
    assert cell.color is None
    cell.color = RED
    assert cell.color == RED
    cell.color = "#C6EFCE"
    assert cell.color == (198, 239, 206)
    cell.color = None
    assert cell.color is None
    cell.number_format = "0.00%"
    assert cell.number_format == "0.00%"
    cell.value = 0.8761
    assert cell.value == 0.8761
    cell.font.bold = True
    cell.font.size = 14
    cell.font.color = (192, 0, 0)
    assert (cell.font.bold, cell.font.size, cell.font.color) == (True, 14, (192, 0, 0))
    cell.wrap_text = True
    assert cell.wrap_text
    cell.row_height = 30
    assert 29 < (cell.row_height or 0) < 31
    cell.column_width = 25
    assert 24.5 < (cell.column_width or 0) < 25.5
    sheet.autofit()
    assert (cell.column_width or 0) < 20


@step
def numbers_in_a_text_format_stay_texts(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    sheet["A1:A3"].number_format = "@"
    sheet["A1"].value = [["5-8"], ["75%"], ["'=1+1"]]
    assert sheet["A1:A3"].value == ["5-8", "75%", "=1+1"]


@step
def cells_merge(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["A1"].merge_cells
    sheet["A1:B2"].unmerge()
    assert not sheet["A1"].merge_cells


@step
def notes_come_and_go(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    assert sheet["C3"].note is None
    sheet["C3"].add_note("FUND-07 不一致")
    note = sheet["C3"].note
    assert note is not None
    assert note.text == "FUND-07 不一致"
    note.text = "改过"
    assert [found.text for found in sheet.notes] == ["改过"]
    note.delete()
    assert sheet["C3"].note is None


@step
def links_lead_within_the_workbook(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    sheet.book.sheets.add("附件1 表", after=sheet)
    sheet["A1"].add_hyperlink("#'附件1 表'!C7", "C7")
    assert sheet["A1"].value == "C7"
    sheet["A2"].value = '=HYPERLINK("#\'附件1 表\'!C7","C7")'
    assert sheet["A2"].value == "C7"
    sheet["A3"].add_hyperlink("https://www.example.org/", "网站")
    assert sheet["A3"].hyperlink == "https://www.example.org/"


@step
def sheets_are_added_copied_named_and_deleted(app: xlwings.App, folder: Path) -> None:
    first = _sheet(app)
    book = first.book
    result = book.sheets.add("校验结果", after=book.sheets[-1])
    assert book.sheets.active == result
    before = book.sheets.add("前", before=result)
    assert [sheet.name for sheet in book.sheets][-2:] == ["前", "校验结果"]
    before["A1"].value = "原件"
    copied = before.copy(after=result, name="副本")
    assert (copied.name, copied["A1"].value, copied.index) == ("副本", "原件", len(book.sheets))
    first.activate()
    assert book.sheets.active == first
    result.visible = False
    assert not book.sheets["校验结果"].visible
    before.delete()
    assert "前" not in [sheet.name for sheet in book.sheets]
    first.name = "改名"
    assert book.sheets[0].name == "改名"


@step
def a_frozen_heading_and_a_print_area(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    sheet.freeze_panes.freeze_at("1:3")
    sheet.freeze_panes.unfreeze()
    sheet.page_setup.print_area = "$A$1:$C$9"
    assert sheet.page_setup.print_area == "$A$1:$C$9"


@step
def books_are_saved_and_found_again(app: xlwings.App, folder: Path) -> None:
    book = _sheet(app).book
    book.sheets[0]["A1"].value = "保存"
    path = folder / "自评 表#1=甲.xlsx"
    book.save(path)
    assert (book.name, Path(book.fullname)) == (path.name, path)
    assert book in list(app.books)
    book.sheets[0]["A1"].value = "再保存"
    book.save()
    book.close()
    again = app.books.open(path)
    assert again.sheets[0]["A1"].value == "再保存"
    assert app.books[path.name] == again
    again.set_mock_caller()
    assert xlwings.Book.caller() == again
    again.close()
    assert path.name not in [other.name for other in app.books]


@step
def locked_cells_refuse_and_marks_leave_no_trace(app: xlwings.App, folder: Path) -> None:
    """Needs a workbook with protected sheets; made by `protected_book`."""
    book = app.books.open(folder / "protected.xlsx")
    sheet = book.sheets[0]
    assert protection.is_protected(sheet)
    try:
        sheet["A1"].value = "改"
    except Exception:  # noqa: BLE001 - each host has its own
        assert sheet["A1"].value == "标题"
    else:
        raise AssertionError("a locked cell was written")
    before = [sheet["A1"].color, sheet["B2"].color]
    look = marks.look(book, {sheet.name: [(0, 0), (1, 1), (2, 1)]})[sheet.name]
    assert [look.fills[0, 0], look.fills[1, 1]] == before
    assert look.notes == {(2, 2): "填表人写的"}
    marking = marks.Change({RED: [(0, 0), (1, 1), (2, 1)]}, add={(0, 0): "一", (1, 1): "二"})
    assert marks.change(book, {sheet.name: marking}) == []
    assert protection.is_protected(sheet)
    assert [sheet["A1"].color, sheet["B2"].color, sheet["B3"].color] == [RED] * 3
    assert [note.text if (note := sheet[cell].note) else "" for cell in ("A1", "B2")] == ["一", "二"]
    undoing = marks.Change({before[0]: [(0, 0), (2, 1)], before[1]: [(1, 1)]}, delete=[(0, 0), (1, 1)])
    assert marks.change(book, {sheet.name: undoing}) == []
    assert [sheet["A1"].color, sheet["B2"].color] == before
    assert sheet["A1"].note is None
    assert sheet["C3"].note is not None
    book.save(folder / "unmarked.xlsx")
    book.close()


@step
def a_password_is_respected(app: xlwings.App, folder: Path) -> None:
    sheet = app.books.open(folder / "password.xlsx").sheets[0]
    message = ""
    try:
        with protection.unprotected(sheet):
            raise AssertionError("unprotected without the password")
    except XlwingsError as error:
        message = str(error)
    assert "保护" in message
    assert protection.is_protected(sheet)
    assert marks.change(sheet.book, {sheet.name: marks.Change({RED: [(0, 0)]})}) == [sheet.name]
    assert sheet["A1"].color is None
    sheet.book.close()


@step
def a_described_sheet_is_added(app: xlwings.App, folder: Path) -> None:
    book = _sheet(app).book
    described = LiveSheet(
        name="结果",
        rows=[("标题", "", ""), ("级别", "项目", "说明"), ("错误", "=1+1", "1-2"), ("提醒", "'引号", "75%")],
        formulas=[Formulas(2, 3, ('=ROW(Sheet1!$C$7)&" "&COLUMN(Sheet1!$C$7)', ""))],
        table=Area(1, 0, 3, 2),
        widths=(8, 20, 12),
        hidden=(3,),
        looks=[Look(Area(1, 0, 1, 2), fill=RED, color=(255, 255, 255), bold=True, size=12, wrap=True)],
        line=(191, 191, 191),
    )
    book.sheets[0].name = "Sheet1"
    sheets.write_sheet(book, described)
    sheet = book.sheets["结果"]
    assert book.sheets.active == sheet
    assert sheet["A3:C4"].value == [["错误", "=1+1", "1-2"], ["提醒", "'引号", "75%"]]
    assert sheet["D3"].value == "7 3"
    assert (sheet["A2"].color, sheet["A2"].font.bold) == (RED, True)
    assert 19 < (sheet["B1"].column_width or 0) < 21
    sheets.write_sheet(book, described, replaces="结果")
    assert [other.name for other in book.sheets] == ["Sheet1", "结果"]
    sheets.delete_sheet(book, "结果")
    assert [other.name for other in book.sheets] == ["Sheet1"]


@step
def the_screen_may_be_held_still(app: xlwings.App, folder: Path) -> None:
    sheet = _sheet(app)
    with app.properties(screen_updating=False):
        sheet["A1"].value = "=1+1"
    app.calculate()
    assert (app.screen_updating, sheet["A1"].value) == (True, 2)


def write_protected_books(folder: Path) -> None:
    """Workbooks with protected sheets, for the steps that need them."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for name, password in (("protected.xlsx", None), ("password.xlsx", "甲乙丙123")):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet["A1"], sheet["B2"], sheet["C3"] = "标题", 1.5, "有批注"
        sheet["B2"].fill = PatternFill("solid", fgColor="FFF2CC")
        sheet["C3"].comment = Comment("填表人写的", "填表人")
        sheet.protection.sheet = True
        sheet.protection.insertRows = False
        sheet.protection.formatColumns = False
        if password:
            sheet.protection.set_password(password)
        book.save(folder / name)


def main() -> None:
    """Runs every step against the program xlwings finds, which is Excel on Windows and macOS."""
    for number, run in enumerate(STEPS):
        with tempfile.TemporaryDirectory() as name, xlwings.App() as app:
            write_protected_books(Path(name))
            run(app, Path(name))
            print(f"{number + 1}/{len(STEPS)} {run.__name__}")


if __name__ == "__main__":
    main()
