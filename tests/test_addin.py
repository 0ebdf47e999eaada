"""The buttons, in a real LibreOffice: the same findings as from the file, and a workbook that is not harmed.

1. 校验 writes what the command line finds; unsaved edits count; running it again replaces marks and results.
2. 清除标记 leaves the saved workbook exactly as it was before.
3. What a clerk types beside a finding moves to 情况说明 and stands beside it again.
4. A sheet of the clerk's own is never touched, whatever its name.
5. 导出报告 never overwrites silently; 增加项目表 adds a blank table.
6. Bad input is one message.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings
from openpyxl import load_workbook

from perfeval_xl import addin
from perfeval_xl.checking import check_file
from perfeval_xl.examples import example_tables
from perfeval_xl.hosts import libreoffice
from perfeval_xl.hosts.libreoffice.app import App
from perfeval_xl.profile import Profile
from perfeval_xl.writers.template import write_workbook

pytestmark = pytest.mark.libreoffice

RESULTS = "校验结果"
DEPARTMENT = "附件2 部门自评表"
ROUNDS = 6


@pytest.fixture
def example(tmp_path: Path, profile: Profile) -> Path:
    path = tmp_path / "自评 a=b #1.xlsx"
    write_workbook(path, example_tables(), profile)
    return path


@pytest.fixture
def book(app: xlwings.App, example: Path) -> xlwings.Book:
    opened = app.books.open(str(example))
    libreoffice.set_caller(app)
    return opened


def said(book: xlwings.Book) -> str:
    """The one message of the last button."""
    (alert,) = book.app.impl.alerts.given
    book.app.impl.alerts.given.clear()
    return alert.prompt


def results(book: xlwings.Book, name: str = RESULTS) -> list[tuple[str, str, str]]:
    """Rule, sheet and cell of every row of the results sheet."""
    rows = book.sheets[name].used_range.options(ndim=2).value[4:]
    return [(row[1], row[2], row[3]) for row in rows]


def looks(book: xlwings.Book, path: Path) -> list[object]:
    """Everything of the saved workbook that a clerk could miss: values, fills, notes, widths, protection."""
    book.save(str(path))
    found: list[object] = []
    for sheet in load_workbook(path).worksheets:
        found.append((sheet.title, sheet.sheet_state, sheet.protection.sheet, sheet.protection.insertRows))
        widths = {letter: round(size.width, 2) for letter, size in sheet.column_dimensions.items()}
        found.append(sorted(widths.items()))
        found.append(sorted(str(merged) for merged in sheet.merged_cells.ranges))
        found.extend(
            (cell.coordinate, cell.value, cell.fill.fgColor.rgb, cell.comment and cell.comment.text)
            for row in sheet.iter_rows()
            for cell in row
        )
    return found


def test_validate_finds_what_the_command_line_finds(book: xlwings.Book, example: Path) -> None:
    addin.validate()
    assert "10 处错误" in said(book)
    expected = [(f.rule, f.at.sheet, f.at.cell) for f in check_file(example).findings if f.at]
    assert results(book) == expected
    assert book.sheets.active.name == RESULTS
    assert book.sheets[DEPARTMENT]["G41"].color == (255, 199, 206)


def test_unsaved_edits_count_and_results_are_replaced(book: xlwings.Book) -> None:
    addin.validate()
    said(book)
    book.sheets["附件1 基础数据表"]["G13"].value = 55.65
    addin.validate()
    assert "8 处错误" in said(book)
    assert [sheet.name for sheet in book.sheets].count(RESULTS) == 1
    assert "BASE-05" not in {rule for rule, _, _ in results(book)}
    assert book.sheets["附件1 基础数据表"]["G13"].note is None


def test_clear_marks_leaves_no_trace(book: xlwings.Book, tmp_path: Path) -> None:
    book.sheets[DEPARTMENT]["I5"].add_note("我自己的批注")
    before = looks(book, tmp_path / "before.xlsx")
    addin.validate()
    marked = looks(book, tmp_path / "marked.xlsx")
    addin.clear_marks()
    assert marked != before
    assert looks(book, tmp_path / "after.xlsx") == before


def test_undo_takes_the_results_back_in_one_step(book: xlwings.Book) -> None:
    """And then what the clerk typed before; what is marked is not hers to undo."""
    manager = book.api.UndoManager
    sheet = book.sheets["附件1 基础数据表"]
    sheet["G13"].value = 40
    typed = manager.getAllUndoActionTitles()
    names = [other.name for other in book.sheets]
    addin.validate()
    addin.validate()
    assert manager.getAllUndoActionTitles() == (RESULTS, RESULTS, *typed)
    manager.undo()
    assert [other.name for other in book.sheets] == [*names, RESULTS]
    manager.undo()
    assert [other.name for other in book.sheets] == names
    manager.undo()
    assert sheet["G13"].value == 35.65
    addin.clear_marks()
    assert marked(book) == {}


def test_explanations_move_to_their_sheet_and_come_back(book: xlwings.Book) -> None:
    plain = book.sheets[DEPARTMENT]["I5"].color
    addin.validate()
    row = next(n for n, found in enumerate(results(book)) if found[0] == "FUND-03") + 4
    book.sheets[RESULTS][row, 9].value = "'=按文件规定计分"
    addin.validate()
    kept = book.sheets["情况说明"]["A3:D3"].value
    assert kept == ["FUND-03", "部门自评表", "年度资金总额 得分", "=按文件规定计分"]
    assert book.sheets["情况说明"]["E3"].value == "已说明"
    assert book.sheets[RESULTS][row, 0].value == "已说明"
    assert book.sheets[DEPARTMENT]["I5"].color == plain, "what is explained is no longer marked"
    assert book.sheets[RESULTS][row, 9].value == "=按文件规定计分"
    addin.validate()
    assert book.sheets["情况说明"]["A4"].value is None, "moved once"


def test_an_explanation_may_be_changed_in_either_place(book: xlwings.Book) -> None:
    addin.validate()
    row = next(n for n, found in enumerate(results(book)) if found[0] == "FUND-03") + 4
    book.sheets[RESULTS][row, 9].value = "一"
    addin.validate()
    book.sheets["情况说明"]["D3"].value = "二"
    addin.validate()
    assert book.sheets[RESULTS][row, 9].value == "二", "what stood in 校验结果 does not come back"
    book.sheets[RESULTS][row, 9].value = "三"
    addin.validate()
    assert book.sheets["情况说明"]["D3:D4"].value == ["三", None]
    book.sheets["情况说明"]["D3"].value = "四"
    book.sheets[RESULTS][row, 9].value = "五"
    addin.validate()
    assert book.sheets["情况说明"]["D3:D4"].value == ["四", "五"]
    assert book.sheets[RESULTS][row, 9].value == "四；五"
    addin.clear_marks()
    assert book.sheets["情况说明"]["D3:E4"].value == [["四", None], ["五", None]]


def test_an_explanation_whose_finding_is_gone_is_kept(book: xlwings.Book) -> None:
    book.sheets["情况说明"]["A3"].value = [["FUND-05", "部门自评表", "年度资金总额", "追加了预算"]]
    addin.validate()
    assert book.sheets["情况说明"]["D3:E3"].value == ["追加了预算", "已消除"]
    last = book.sheets[RESULTS].used_range.options(ndim=2).value[-1]
    assert (last[0], last[1], last[9]) == ("已消除", "FUND-05", "追加了预算")
    addin.validate()
    assert book.sheets["情况说明"]["D4"].value is None


def test_what_a_clerk_did_since_is_left_alone(book: xlwings.Book) -> None:
    """A note and a fill of her own where a mark was, and a memory that was changed."""
    addin.validate()
    sheet = book.sheets["附件1 基础数据表"]
    ours = sheet["G13"].note
    assert ours is not None
    ours.delete()
    sheet["G13"].add_note("已核对")
    sheet["G13"].color = (200, 230, 255)
    book.sheets[RESULTS]["M6"].value = "[1, 2"
    addin.clear_marks()
    hers = sheet["G13"].note
    assert hers is not None
    assert hers.text == "已核对"
    assert sheet["G13"].color == (200, 230, 255)


def marked(book: xlwings.Book) -> dict[str, tuple[str, str]]:
    """The cells that carry a mark of ours, fill or note, with both."""
    found: dict[str, tuple[str, str]] = {}
    for sheet in book.sheets:
        if sheet.name != RESULTS:
            for note in sheet.notes:
                if note.text.startswith("【校验】"):
                    found[f"{sheet.name}!{note.location.address}"] = ("note", note.text)
    return found


def test_marks_are_found_where_inserted_rows_moved_them(book: xlwings.Book, tmp_path: Path) -> None:
    book.sheets[DEPARTMENT]["I5"].add_note("我自己的批注")
    sheet = book.sheets[DEPARTMENT]
    sheet.api.unprotect("")
    plain = {cell: sheet[cell].color for cell in ("I5", "G41")}
    addin.validate()
    assert sheet["G41"].color != plain["G41"]
    # I5 has a note of the clerk's, so that its mark is a fill alone.
    sheet["A4:A6"].api.Rows.insertByIndex(0, 3)
    assert sheet["G44"].note is not None
    addin.clear_marks()
    assert marked(book) == {}
    assert (sheet["I8"].color, sheet["G44"].color) == (plain["I5"], plain["G41"])
    hers = sheet["I8"].note
    assert hers is not None
    assert hers.text == "我自己的批注"


def test_marks_of_a_copied_or_renamed_sheet_go_too(book: xlwings.Book) -> None:
    project = book.sheets["附件3 项目自评表"]
    addin.validate()
    before = len(marked(book))
    project.copy(after=project, name="复制的表")
    book.sheets[DEPARTMENT].name = "改名的表"
    assert len(marked(book)) > before
    addin.clear_marks()
    assert marked(book) == {}
    for sheet in book.sheets:
        for row in sheet["A1:I60"].rows:
            assert all(cell.color not in ((255, 199, 206), (255, 235, 156)) for cell in row), sheet.name


def test_marks_without_their_results_sheet_go_with_their_fills(book: xlwings.Book, tmp_path: Path) -> None:
    before = looks(book, tmp_path / "before.xlsx")
    addin.validate()
    book.sheets[RESULTS].delete()
    addin.clear_marks()
    assert looks(book, tmp_path / "after.xlsx") == before


def test_marks_that_a_password_holds_are_said(book: xlwings.Book) -> None:
    addin.validate()
    said(book)
    sheet = book.sheets[DEPARTMENT]
    sheet.api.unprotect("")
    sheet.api.protect("甲乙丙")
    for button in (addin.clear_marks, addin.validate):
        button()
        assert f"“{DEPARTMENT}”现在有保护密码" in said(book)
    assert RESULTS in [other.name for other in book.sheets]


def test_a_sheet_with_a_password_is_checked_and_not_marked(book: xlwings.Book) -> None:
    sheet = book.sheets[DEPARTMENT]
    sheet.api.unprotect("")
    sheet.api.protect("甲乙丙")
    addin.validate()
    assert f"有密码保护的表没有标色：{DEPARTMENT}" in said(book)
    assert DEPARTMENT in {name for _, name, _ in results(book)}
    assert not any(name.startswith(DEPARTMENT) for name in marked(book))


def test_a_workbook_that_takes_no_sheet_is_left_as_it_was(
    book: xlwings.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Excel refuses where the structure is protected; LibreOffice's interface never does."""

    def refuse(*_: object) -> None:
        raise xlwings.XlwingsError("不能新建工作表：工作簿结构受保护。请先撤销工作簿保护，再试一次。")

    monkeypatch.setattr(addin, "write_sheet", refuse)
    before = looks(book, tmp_path / "before.xlsx")
    addin.validate()
    assert "工作簿结构受保护" in said(book)
    assert looks(book, tmp_path / "after.xlsx") == before


def test_a_workbook_opened_to_be_read_only_is_said(app: xlwings.App, example: Path) -> None:
    book = app.books.open(str(example), read_only=True)
    libreoffice.set_caller(app)
    before = [sheet.name for sheet in book.sheets]
    for button in (addin.validate, addin.clear_marks, addin.add_project, addin.import_report):
        button()
        assert "工作簿是只读的，不能改动" in said(book)
    assert [sheet.name for sheet in book.sheets] == before


def test_hidden_and_missing_sheets_are_checked_like_the_file(book: xlwings.Book) -> None:
    book.sheets[DEPARTMENT].visible = False
    addin.validate()
    assert DEPARTMENT in {name for _, name, _ in results(book)}
    book.sheets["附件1 基础数据表"].delete()
    addin.validate()
    assert "FORM-01" in {rule for rule, _, _ in results(book)}


def test_the_results_sheet_can_be_filtered_printed_and_jumped_from(
    book: xlwings.Book, tmp_path: Path
) -> None:
    addin.validate()
    book.save(str(tmp_path / "checked.xlsx"))
    sheet = load_workbook(tmp_path / "checked.xlsx")[RESULTS]
    last = 4 + len(results(book))
    assert sheet.auto_filter.ref == f"A4:K{last}"
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    fitting = sheet.sheet_properties.pageSetUpPr
    assert fitting is not None
    assert fitting.fitToPage
    assert all(sheet.column_dimensions[letter].hidden for letter in ("K", "M"))
    # Links follow their cells.
    place = next(n for n, found in enumerate(results(book), 5) if found[1] == "附件1 基础数据表")
    target = book.sheets["附件1 基础数据表"]
    cell = book.sheets[RESULTS][f"D{place}"].value
    target.api.unprotect("")
    target.api.Rows.insertByIndex(0, 1)
    column, row = cell[0], int(cell[1:])
    assert book.sheets[RESULTS][f"D{place}"].value == f"{column}{row + 1}"


def test_explanations_are_not_lost_without_their_sheet(book: xlwings.Book) -> None:
    book.sheets["情况说明"].delete()
    addin.validate()
    book.sheets[RESULTS]["J5"].value = "已核对"
    addin.clear_marks()
    assert book.sheets["情况说明"]["D3"].value == "已核对"


def test_a_sheet_of_the_clerks_own_is_left_alone(book: xlwings.Book) -> None:
    own = book.sheets.add(RESULTS, after=book.sheets[-1])
    own["A1"].value = [[RESULTS, "我的记录"]]
    for _ in range(2):
        addin.validate()
    names = [sheet.name for sheet in book.sheets]
    assert names[-2:] == [RESULTS, f"{RESULTS} (2)"]
    assert own["A1:B1"].value == [RESULTS, "我的记录"]
    addin.clear_marks()
    assert own["A1:B1"].value == [RESULTS, "我的记录"]


def test_a_renamed_results_sheet_is_still_ours(book: xlwings.Book) -> None:
    addin.validate()
    book.sheets[RESULTS].name = "上次的结果"
    addin.validate()
    names = [sheet.name for sheet in book.sheets]
    assert "上次的结果" not in names
    assert names.count(RESULTS) == 1


def test_export_report_asks_before_it_replaces(book: xlwings.Book, example: Path) -> None:
    report = example.with_suffix(".docx")
    book.app.impl.alerts.answers.append("yes")
    addin.export_report()
    assert report.read_bytes().startswith(b"PK")
    report.write_text("mine", encoding="utf-8")
    book.app.impl.alerts.answers.append("no")
    addin.export_report()
    assert report.read_text(encoding="utf-8") == "mine"


def test_export_report_of_a_workbook_never_saved(
    app: xlwings.App, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks where to; who thinks better of it gets no report and no message."""
    stored = app.books.open(str(example))
    book = app.books.add()
    for sheet in stored.sheets:
        sheet.copy(after=book.sheets[-1])
    stored.close()
    libreoffice.set_caller(app, book.api.RuntimeUID)
    asked: list[str] = []
    chosen = [None, *[str(tmp_path / "选的 a=b")] * 2]

    def choose(_: object, title: str, path: str, kind: str, ending: str) -> str | None:
        asked.append(f"{title} {Path(path).name} {kind} {ending}")
        return chosen[len(asked) - 1]

    monkeypatch.setattr(App, "ask_where_to_save", choose)
    answers = app.impl.alerts.answers
    answers.append("yes")
    addin.export_report()
    assert asked == ["导出报告 屈原管理区人大政协联络办.docx Word 文档 .docx"]
    assert [alert.buttons for alert in app.impl.alerts.given] == ["yes_no"]
    answers.append("yes")
    answers.append("ok")
    addin.export_report()
    report = tmp_path / "选的 a=b.docx"
    assert report.read_bytes().startswith(b"PK")
    report.write_text("mine", encoding="utf-8")
    answers.extend(["yes", "no"])
    addin.export_report()
    assert report.read_text(encoding="utf-8") == "mine"


def test_a_report_that_cannot_lie_beside_its_workbook_goes_elsewhere(
    book: xlwings.Book, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root, who may be running this, may write anywhere."""
    asked: list[str] = []

    def choose(_: object, title: str, path: str, *__: str) -> str:
        asked.append(f"{title} {Path(path).name}")
        return str(tmp_path / "别处.docx")

    monkeypatch.setattr(addin, "_is_writable", lambda folder: folder != example.parent)
    monkeypatch.setattr(App, "ask_where_to_save", choose)
    book.app.impl.alerts.answers.append("yes")
    addin.export_report()
    assert asked == [f"导出报告：工作簿的文件夹不能写入，请另选 {example.stem}.docx"]
    assert (tmp_path / "别处.docx").read_bytes().startswith(b"PK")
    assert not example.with_suffix(".docx").exists()


def test_add_project_adds_a_blank_table(book: xlwings.Book) -> None:
    addin.add_project()
    assert "附件3 项目自评表 (3)" in said(book)
    names = [sheet.name for sheet in book.sheets]
    assert names.index("附件3 项目自评表 (3)") == names.index("附件3 项目自评表 (2)") + 1
    added = book.sheets["附件3 项目自评表 (3)"]
    assert added["A3"].value == "项目支出名称"
    assert added["C3"].value is None


def test_an_added_project_table_looks_and_prints_like_the_others(book: xlwings.Book) -> None:
    addin.add_project()
    controller = book.api.CurrentController

    def layout(name: str) -> tuple[object, ...]:
        sheet = book.sheets[name]
        sheet.activate()
        style = book.sheets[name].page_setup.api
        return (
            controller.SplitRow,
            (sheet.page_setup.print_area or "").rpartition("$")[0],
            sheet.api.getPrintTitleRows(),
            *(style.getPropertyValue(setting) for setting in ("IsLandscape", "LeftMargin", "ScaleToPagesX")),
        )

    assert layout("附件3 项目自评表 (3)") == layout("附件3 项目自评表")
    assert layout("附件3 项目自评表")[0] == 2


def test_nothing_is_undone_in_the_sheet_that_took_anothers_place(book: xlwings.Book) -> None:
    """LibreOffice knows what to undo by the numbers of sheets, and a new one moves those behind it."""
    manager = book.api.UndoManager
    book.sheets["情况说明"]["A3"].value = "FUND-03"
    assert manager.isUndoPossible()
    addin.add_project()
    assert not manager.isUndoPossible()
    assert book.sheets["情况说明"]["A3"].value == "FUND-03"


def test_buttons_may_follow_each_other_for_long(book: xlwings.Book) -> None:
    """LibreOffice 7.4 crashes within a few rounds when sheets are shown from any thread but its main one."""
    for _ in range(ROUNDS):
        addin.validate()
        addin.clear_marks()
        addin.add_project()
    assert f"附件3 项目自评表 ({2 + ROUNDS})" in [sheet.name for sheet in book.sheets]


def test_clear_marks_without_marks_says_so(book: xlwings.Book) -> None:
    addin.clear_marks()
    assert said(book) == "没有需要清除的标记。"


def test_an_unrelated_workbook_is_said_to_hold_no_table(app: xlwings.App) -> None:
    book = app.books.add()
    book.sheets[0]["A1"].value = [["项目名称", "金额"], ["甲", 1]]
    libreoffice.set_caller(app)
    addin.validate()
    assert "1 处错误" in said(book)
    assert [rule for rule, _, _ in results(book)] == ["FORM-01"]


def test_text_from_the_workbook_is_never_a_formula(book: xlwings.Book) -> None:
    book.sheets["附件3 项目自评表"]["C3"].value = "'=1+1"
    book.sheets[DEPARTMENT]["D3"].value = '\'=HYPERLINK("x")'
    addin.validate()
    used = book.sheets[RESULTS].used_range
    texts = [text for row in used.options(ndim=2).value for text in row]
    written = [formula for row in used.formula for formula in row]
    # A text shows as its own formula; a formula shows what it comes to.
    calculated = {f for f, text in zip(written, texts, strict=True) if f.startswith("=") and f != text}
    assert calculated
    assert all(formula.startswith(("=HYPERLINK(\"#'", "=ROW(")) for formula in calculated)
    assert '=HYPERLINK("x")' in texts
