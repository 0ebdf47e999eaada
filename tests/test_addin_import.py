"""The button 导入, in a real LibreOffice: the open, empty template holds what the command line would write.

1. A Word report or a workbook fills the template; the workbook then checks itself and exports.
2. A template with anything in it, and any other workbook, is refused; nothing in it is touched.
3. Last year's report begins the new year when the template is of that year.
4. Thinking better of it, and files that cannot be imported, change nothing.
5. The clerk's own sheets stay.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

from perfeval_xl import addin
from perfeval_xl.checking import check_file, check_grids
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.hosts import libreoffice
from perfeval_xl.importing import import_file
from perfeval_xl.profile import Profile
from perfeval_xl.readers.live import read_book
from perfeval_xl.writers.template import write_template, write_workbook
from tests.evaluations import content
from tests.readers.word_files import p, package, seed_docx

pytestmark = pytest.mark.libreoffice

BASE = "附件1 基础数据表"
Open = Callable[..., xlwings.Book]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "上报.docx"
    path.write_bytes(seed_docx())
    return path


@pytest.fixture
def open_template(
    app: xlwings.App, tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> Open:
    """Opens an empty template of a year; the file dialog then answers with a file, or with None."""

    def opened(answer: Path | None, year: int = 2024, projects: int = 1) -> xlwings.Book:
        path = tmp_path / f"空白 {year}.xlsx"
        write_template(path, profile, year, projects)
        book = app.books.open(str(path))
        libreoffice.set_caller(app)
        monkeypatch.setattr(addin, "ask_which_to_open", lambda *_: answer)
        return book

    return opened


def said(book: xlwings.Book) -> list[str]:
    prompts = [alert.prompt for alert in book.app.impl.alerts.given]
    book.app.impl.alerts.given.clear()
    return prompts


def names(book: xlwings.Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def evaluation(book: xlwings.Book) -> SelfEvaluation:
    return check_grids(read_book(book), book.name).evaluation


def expected(folder: Path, source: Path, profile: Profile, *, next_year: bool = False) -> SelfEvaluation:
    """What the command line makes of the file."""
    imported = import_file(source, profile.name, next_year=next_year)
    path = folder / "命令行.xlsx"
    write_workbook(path, imported.tables, imported.profile, imported.explanations, imported.remarks)
    return check_file(path).evaluation


def test_a_word_report_fills_the_template(
    open_template: Open, report: Path, tmp_path: Path, profile: Profile
) -> None:
    book = open_template(report)
    addin.import_report()
    assert said(book) == ["已从 上报.docx 导入。没有遗漏。工作簿还没有保存。"]
    assert names(book) == [
        *("填报说明", "导入说明", "报告正文", BASE, "附件2 部门自评表"),
        *("附件3 项目自评表", "附件3 项目自评表 (2)", "自检", "情况说明"),
    ]
    assert content(evaluation(book)) == content(expected(tmp_path, report, profile))
    saved = tmp_path / "保存.xlsx"
    book.save(str(saved))
    assert content(check_file(saved).evaluation) == content(expected(tmp_path, report, profile))


def test_the_self_check_looks_at_the_new_sheets(open_template: Open, report: Path) -> None:
    book = open_template(report)
    addin.import_report()
    checks = book.sheets["自检"]
    verdicts = [row[3] for row in checks.used_range.options(ndim=2).value[5:]]
    assert verdicts.count("✗") > 5
    rows = checks.used_range.options(ndim=2).value
    row = next(n for n, cells in enumerate(rows) if cells[1] == "BASE-05" and cells[3] == "✗")
    book.sheets[BASE]["G13"].value = 55.65
    assert checks[row, 3].value == "✓"


def test_a_filled_in_workbook_is_refused(open_template: Open, report: Path) -> None:
    book = open_template(report)
    book.sheets[BASE]["E8"].value = 1.5
    before = [sheet.used_range.value for sheet in book.sheets]
    addin.import_report()
    (message,) = said(book)
    assert f"已经填了内容（{BASE}!E8）" in message
    assert [sheet.used_range.value for sheet in book.sheets] == before


def test_another_workbook_is_refused(open_template: Open, report: Path, app: xlwings.App) -> None:
    open_template(report)
    other = app.books.add()
    other.sheets[0]["A1"].value = "我的表"
    libreoffice.set_caller(app)
    addin.import_report()
    assert "不是没有用过的空白模板" in said(other)[0]
    assert other.sheets[0]["A1"].value == "我的表"


@pytest.mark.parametrize(("answer", "next_year"), [("yes", True), ("no", False)])
def test_last_year_s_report(
    answer: str, next_year: bool, open_template: Open, report: Path, tmp_path: Path, profile: Profile
) -> None:
    book = open_template(report, 2025, 2)
    book.app.impl.alerts.answers.append(answer)
    addin.import_report()
    question, message = said(book)
    assert "2024 年度的，这个模板是 2025 年度的" in question
    assert message.startswith("已从 上报.docx 导入。")
    assert content(evaluation(book)) == content(expected(tmp_path, report, profile, next_year=next_year))


def test_thinking_better_of_it(open_template: Open) -> None:
    book = open_template(None)
    before = names(book)
    addin.import_report()
    assert said(book) == []
    assert names(book) == before


def test_a_file_without_our_tables(open_template: Open, tmp_path: Path) -> None:
    other = tmp_path / "通知.docx"
    other.write_bytes(package(p("会议通知")))
    book = open_template(other)
    before = names(book)
    addin.import_report()
    assert said(book)[0].startswith("通知.docx：没有找到自评报告")
    assert names(book) == before


def test_a_template_that_was_checked_is_refused(open_template: Open, report: Path) -> None:
    book = open_template(report)
    addin.validate()
    before = names(book)
    addin.import_report()
    assert "不是没有用过的空白模板" in said(book)[-1]
    assert names(book) == before


def test_own_sheets_stay(open_template: Open, report: Path) -> None:
    book = open_template(report)
    book.sheets.add("我的笔记", after=book.sheets[-1])
    book.sheets["我的笔记"]["A1"].value = "别动"
    addin.import_report()
    assert said(book)[-1].startswith("已从")
    assert names(book)[:3] == ["填报说明", "我的笔记", "导入说明"]
    assert book.sheets["我的笔记"]["A1"].value == "别动"
