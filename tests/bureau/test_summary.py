"""SUMMARY.xlsx as a director and a spreadsheet program see it.

1. The seven sheets stand in their order; 总览 has three native charts over figures that are on it.
2. Lists keep their headings in sight, can be filtered, print on the page's width, and have number formats.
3. Findings go on on further sheets, and however many there are, memory holds none; links stop where Excel
   stops them, the names stay.
4. Text from units is never a formula, however it begins, and no control character breaks the file.
5. Execution rates fall into their bands, exactly 100 % included; units without a total have no grade.
6. Each comparison across units names all units it is about; 单位汇总 counts them.
7. Statistics count findings and files by rule; a warning that was explained is counted as such.
8. A spreadsheet program opens it, draws its charts, and saves and prints all of it.
"""

from __future__ import annotations

import json
import subprocess
import tracemalloc
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from perfeval_xl.bureau import list_sheet
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.comparing import Noticed
from perfeval_xl.bureau.across.registry import Comparison, Evidence
from perfeval_xl.bureau.facts import Facts
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.list_sheet import MONEY, ListColumn, ListSheet
from perfeval_xl.bureau.outcome import Outcome, Status
from perfeval_xl.bureau.standing import standing_of
from perfeval_xl.bureau.summary import Batch, write_summary
from perfeval_xl.bureau.tables import grade_distribution, rate_distribution, units_table
from perfeval_xl.findings import Severity
from perfeval_xl.writers.new_book import new_book
from perfeval_xl.writers.sheet_styles import LINE_HEIGHT, Styles
from tests.bureau.folders import facts, finding, overview, rows
from tests.libreoffice import Office

HOSTILE = ('=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\x01\x0b\ufffe坏", "=cmd|' /C calc'!A0")


def write(
    path: Path,
    *units: tuple[Facts, list[dict[str, Any]]],
    rows_per_sheet: int = 1000,
    noticed: Sequence[Noticed] = (),
) -> Path:
    with Journal(path.with_suffix(".journal"), resume=False) as journal:
        for number, (known, findings) in enumerate(units):
            result = json.dumps({"findings": findings})
            outcome = Outcome(f"{number}.xlsx", Status.CHECKED, f"{number}", "s", "", result, known)
            journal.record(outcome)
        batch = Batch(path.parent, None, {".pdf": 2})
        write_summary(path, journal, standing_of(journal), noticed, batch, rows_per_sheet)
    return path


@pytest.fixture
def summary(tmp_path: Path) -> Path:
    return write(
        tmp_path / "汇总.xlsx",
        (
            facts("甲局", errors=2, warnings=1),
            [finding("BASE-03"), finding("BASE-03"), finding("FUND-04", "warning")],
        ),
        (facts("乙局", explained=1), [finding("FUND-04", "warning", explanation="年底追加")]),
        (facts("丙局", score=None, infos=1), [finding("TYPE-02", "info")]),
    )


def test_the_sheets_and_their_charts(summary: Path) -> None:
    assert load_workbook(summary).sheetnames == [
        *("总览", "单位汇总", "问题清单", "按规则统计", "横向比对", "未能读取")
    ]
    with zipfile.ZipFile(summary) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        drawn = "".join(package.read(name).decode() for name in charts)
    assert len(charts) == 3
    for title in ("执行率分布", "最常见的问题", "自评等级"):
        assert title in drawn
    assert drawn.count("<c:f>总览!$") == drawn.count("<c:f>") == 6
    figures = overview(summary)
    assert (figures["计入的文件（份）"], figures["没有错误的（份）"], figures["其中：提醒也没有的"]) == (
        3,
        2,
        2,
    )
    assert (figures["错误（处）"], figures["提醒，待修改或说明"], figures["提醒，单位已说明"]) == (2, 1, 1)
    assert (figures["优"], figures["没有总分"]) == (2, 1)
    assert figures["总执行率"] == 0.96
    notes = [cell for row in load_workbook(summary)["总览"].iter_rows(values_only=True) for cell in row]
    assert any(".pdf 2 个" in str(note) for note in notes)


def test_lists_can_be_read_filtered_and_printed(summary: Path) -> None:
    book = load_workbook(summary)
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert sheet.freeze_panes is not None, name
        assert sheet.auto_filter.ref, name
        assert sheet.print_title_rows, name
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == (0, 9), name
    units = book["单位汇总"]
    headings = {str(cell.value).replace("\n", ""): number for number, cell in enumerate(units[3], 1)}
    assert units.cell(4, headings["执行率"]).number_format == "0.00%"
    assert units.cell(4, headings["全年执行数（万元）"]).number_format == "#,##0.00"
    assert units.cell(4, headings["三公经费增减"]).value == pytest.approx(-0.26)
    link = units.cell(4, headings["文件"]).hyperlink
    assert link is not None
    assert link.target == "0.xlsx"


def test_findings_go_on_on_further_sheets(tmp_path: Path) -> None:
    units = [(facts(f"{number}局"), [finding("BASE-03", message=f"第{number}处")]) for number in range(5)]
    path = write(tmp_path / "a.xlsx", *units, rows_per_sheet=2)
    found = [
        row["问题"] for sheet in ("问题清单", "问题清单 (2)", "问题清单 (3)") for row in rows(path, sheet)
    ]
    assert found == [f"第{number}处" for number in range(5)]


def test_links_stop_where_excel_stops_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_sheet, "MOST_LINKS", 2)
    path = write(tmp_path / "a.xlsx", *((facts(f"{number}局"), []) for number in range(4)))
    sheet = load_workbook(path)["单位汇总"]
    cells = [cell for row in sheet.iter_rows(min_row=4) for cell in row if str(cell.value).endswith(".xlsx")]
    assert [cell.value for cell in cells] == [f"{number}.xlsx" for number in range(4)]
    assert [cell.hyperlink is not None for cell in cells] == [True, True, False, False]


def test_memory_holds_no_rows(tmp_path: Path) -> None:
    columns = (ListColumn("单位", 20), ListColumn("金额", 10, MONEY))
    with new_book(tmp_path / "a.xlsx", "清单", streamed=True) as book:
        listed = ListSheet(book, Styles(book), "清单", "清单", columns)
        tracemalloc.start()
        try:
            held: list[int] = []
            for number in range(4_000):
                listed.write((f"{number}局的一段文字，长得要换行，行高也就不同", number + 1))
                if number in (100, 3_999):
                    held.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
        listed.finish("")
    assert held[1] - held[0] < 3_900 * 10, "bytes a row, less than any object takes"
    sheet = load_workbook(tmp_path / "a.xlsx")["清单"]
    assert sheet.max_row == 4_002
    assert min(sheet.row_dimensions[row].height for row in range(3, 4_003)) > 3 * LINE_HEIGHT


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_units_is_never_a_formula(text: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", (facts(text), [finding("BASE-03", message=text)]))
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert all(b"<f>" not in sheet for sheet in sheets)
    book = load_workbook(path)
    for name in ("单位汇总", "问题清单"):
        assert all(cell.data_type != "f" for row in book[name].iter_rows() for cell in row)


def test_rates_fall_into_their_bands(tmp_path: Path) -> None:
    executed = ("0", "49.99", "50", "89.99", "90", "99.99", "100", "100.01")
    with Journal(tmp_path / "a.journal", resume=False) as journal:
        for number, amount in enumerate(executed):
            known = facts(f"{number}局", amount)
            journal.record(Outcome(f"{number}.xlsx", Status.CHECKED, f"{number}", "s", "", "{}", known))
        nothing = facts("无", adjusted=Decimal(0), score=None)
        journal.record(Outcome("x.xlsx", Status.CHECKED, "x", "s", "", "{}", nothing))
        units = units_table(standing_of(journal))
    assert [count for _, count in rate_distribution(units)] == [2, 1, 0, 0, 1, 1, 2, 1]
    assert grade_distribution(units, ("优", "良")) == [("优", 8), ("良", 0), ("没有总分", 1)]


def test_statistics_by_rule(summary: Path) -> None:
    found = {row["规则"]: row for row in rows(summary, "按规则统计")}
    assert list(found) == ["FUND-04", "BASE-03", "TYPE-02"]
    counts = ("涉及文件（份）", "错误（处）", "提醒待处理", "提醒已说明", "提示（处）")
    assert [found["FUND-04"][name] for name in counts] == [2, 0, 1, 1, 0]
    assert [found["BASE-03"][name] for name in counts] == [1, 2, 0, 0, 0]
    assert found["FUND-04"]["占计入文件"] == pytest.approx(2 / 3)
    levels = [row["级别"] for row in rows(summary, "问题清单")]
    assert levels == ["错误", "错误", "提醒", "已说明", "提示"]


def test_what_was_noticed_across_units(tmp_path: Path) -> None:
    rule = ACROSS.get("ACROSS-01")
    assert rule is not None
    units = ("甲局", "乙局", "丙局", "3.xlsx")
    left, right = Evidence("甲局", "0.xlsx", "报告正文!B9", "=照抄"), Evidence("乙局", "1.xlsx", "", "照抄")
    noticed = (
        Noticed(rule, Severity.WARNING, Comparison("雷同。", left, right, 0.95, units)),
        Noticed(rule, Severity.WARNING, Comparison("雷同。", left, right, 1.0, units[:2])),
    )
    named = [facts(unit) for unit in ("甲局", "乙局", "丙局", "", "丁局")]
    path = write(tmp_path / "汇总.xlsx", *((known, []) for known in named), noticed=noticed)
    many, two = rows(path, "横向比对")
    assert many["涉及单位"] == "4 个：甲局、乙局、丙局、3.xlsx"
    assert (two["涉及单位"], two["单位"], two["对照单位"]) == ("甲局、乙局", "甲局", "乙局")
    assert (many["内容"], many["相同程度"]) == ("=照抄", 0.95)
    counts = {row["单位"]: row["横向疑点"] for row in rows(path, "单位汇总")}
    assert counts == {"甲局": 2, "乙局": 2, "丙局": 1, "（未填单位）": 1, "丁局": 0}


def test_a_file_of_another_year_is_noticed_and_its_money_not_summed(tmp_path: Path) -> None:
    """The same unit's of last year, too; a file that does not say its year is of this one."""
    units = [
        facts("甲局", "1"),
        facts("乙局", "2"),
        facts("丙局", "4", year=2023),
        facts("丁局", "8", year=None),
        facts("乙局", "16", year=2023),
        facts("乙局", "32", year=None),
    ]
    path = write(tmp_path / "汇总.xlsx", *((known, []) for known in units))
    notes = {row["文件"]: row["备注"] for row in rows(path, "单位汇总")}
    other = "这是 2023 年度的，其他多数是 2024 年度，金额合计没有计入：请核对是否报错了年度。"
    twice = "同一单位同一年度另有“{}.xlsx”，请确认以哪份为准。\n金额合计暂按{}。"
    assert notes == {
        "0.xlsx": None,
        "1.xlsx": twice.format(5, "本份计算"),
        "2.xlsx": other,
        "3.xlsx": None,
        "4.xlsx": other,
        "5.xlsx": twice.format(1, "“1.xlsx”计算，没有计入本份"),
    }
    figures = overview(path)
    assert figures["全年执行数合计"] == 1 + 2 + 8
    assert figures["单位（个）"] == 4
    shown = {str(cell) for line in load_workbook(path)["总览"].iter_rows(values_only=True) for cell in line}
    assert {"2024 年度资金（万元）", "2024 年度三公经费（万元）"} <= shown
    assert "· 有 2 份不是 2024 年度，金额合计和图没有计入，见“单位汇总”备注。" in shown


def test_an_empty_batch_is_a_summary_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    assert overview(path)["计入的文件（份）"] == 0
    assert load_workbook(path)["问题清单"].cell(3, 1).value == "没有发现问题。"


CONTENT_IS_FORMULA = 16
"""LibreOffice's CellFlags.FORMULA."""
XLSX, PDF = "Calc MS Excel 2007 XML", "calc_pdf_Export"


@pytest.mark.libreoffice
def test_libreoffice_opens_saves_and_prints_it(tmp_path: Path, office: Office) -> None:
    units = [(facts("甲局", errors=1), [finding("BASE-03")]), (facts(HOSTILE[0], warnings=1), [])]
    path = write(tmp_path / "汇总.xlsx", *units)
    document = office.open(path)
    try:
        drawn = [sheet.Charts.Count for sheet in document.Sheets]
        overview_sheet = document.Sheets.getByIndex(0)
        charts = [overview_sheet.Charts.getByName(name) for name in overview_sheet.Charts.ElementNames]
        series = [
            one.Values.SourceRangeRepresentation
            for chart in charts
            for system in chart.EmbeddedObject.FirstDiagram.CoordinateSystems
            for kind in system.ChartTypes
            for one in kind.DataSeries[0].DataSequences
        ]
        formulas = [sheet.queryContentCells(CONTENT_IS_FORMULA).Count for sheet in document.Sheets]
        shown = {sheet.Name: office.cells(sheet) for sheet in document.Sheets}
        office.save(document, tmp_path / "again.xlsx", XLSX)
        office.save(document, tmp_path / "printed.pdf", PDF)
    finally:
        document.close(True)
    assert drawn == [3, 0, 0, 0, 0, 0]
    assert len(series) == 3
    assert all("总览" in place for place in series)
    assert formulas == [0] * 6, "text from units is text there too"
    names = [row[0] for row in shown["单位汇总"]]
    assert [name for name in names if name in ("甲局", HOSTILE[0])] == ["甲局", HOSTILE[0]]
    assert load_workbook(tmp_path / "again.xlsx").sheetnames == list(shown)
    with zipfile.ZipFile(tmp_path / "again.xlsx") as package:
        saved = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(saved) == 3
    command = ["pdftotext", "-layout", str(tmp_path / "printed.pdf"), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = printed.rstrip("\f").split("\f")
    assert len(pages) == len(shown), "each sheet fits the width of its page"
    assert "部门整体支出绩效自评审核总览" in pages[0]
    assert "甲局" in pages[1]
