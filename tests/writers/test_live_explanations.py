"""What 校验 writes on the sheet 情况说明 of an open workbook; the workbook itself is in tests/test_addin.py.

1. A text typed beside a finding is added below the last row, under labels that outlive a renamed sheet; one
   that was changed replaces the old one.
2. What was not changed since 校验 wrote it is left alone, unless the sheet is gone.
3. Each row gets its status; a remark of the clerk's own stays.
"""

from __future__ import annotations

from textwrap import dedent

from perfeval_xl.findings import Result
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Grid, Value
from perfeval_xl.rules.engine import check
from perfeval_xl.writers.live_explanations import ExplanationSheet
from perfeval_xl.writers.live_results import Typed, Written
from tests.rules.checking import NATIONAL

FORM = """
    # 附件2 部门自评表
    年度资金总额 | 60 | 60 | 50 | 10 | 83.33% | 8.33
    """
SHEET, ITEM = "附件2 部门自评表", "年度资金总额 执行率"
HEADINGS: list[Value] = ["规则", "表", "项目", "情况说明", "状态"]
TITLE: list[list[Value]] = [["情况说明"], HEADINGS]


def explained(*rows: list[Value], title: list[list[Value]] = TITLE) -> tuple[ExplanationSheet, Result]:
    grids = [*grids_of(dedent(FORM), NATIONAL), Grid("情况说明", [*title, *rows])]
    return ExplanationSheet(grids), check(read_evaluation(grids, NATIONAL))


def typed(text: str, before: str = "", rule: str = "FUND-04", item: str = ITEM) -> Written:
    return Written("校验结果", (), (Typed(rule, SHEET, item, text, before),))


def changes(sheet: ExplanationSheet, result: Result, written: Written) -> list[tuple[str, object]]:
    return [(change.at.cell, change.texts) for change in sheet.taken_up(result, written)]


OLD: list[Value] = ["FUND-04", "部门自评表", ITEM, "旧"]


def test_a_text_typed_beside_a_finding() -> None:  # 1
    added = (("FUND-04", "部门自评表", ITEM, "新"),)
    assert changes(*explained(), typed("新")) == [("A3", added)]
    assert changes(*explained(["FUND-05", "", "", "别的"], []), typed("新")) == [("A4", added)]


def test_a_text_that_was_changed() -> None:  # 1
    assert changes(*explained(OLD), typed("新", before="旧")) == [("D3", (("新",),))]
    assert changes(*explained(OLD, [*OLD[:3], "二"]), typed("新", before="旧；二")) == [
        ("D3", (("新",),)),
        ("D4", (("",),)),
    ]


def test_both_were_changed() -> None:  # 1
    added = (("FUND-04", "部门自评表", ITEM, "新"),)
    assert changes(*explained(OLD), typed("新", before="更旧")) == [("A4", added)]


def test_what_was_not_changed() -> None:  # 2
    assert changes(*explained(OLD), typed("旧", before="旧")) == []
    assert changes(*explained(), typed("删去的", before="删去的")) == []


def test_a_sheet_that_is_gone() -> None:  # 2
    grids = grids_of(dedent(FORM), NATIONAL)
    sheet, result = ExplanationSheet(grids), check(read_evaluation(grids, NATIONAL))
    assert sheet.is_missing
    (change,) = sheet.taken_up(result, typed("旧", before="旧"))
    assert (change.at.sheet, change.at.cell) == ("情况说明", "A3")


def test_a_text_whose_finding_is_gone() -> None:  # 1
    added = (("FUND-05", SHEET, "年度资金总额", "新"),)
    assert changes(*explained(), typed("新", rule="FUND-05", item="年度资金总额")) == [("A3", added)]


def test_statuses() -> None:  # 3
    rows: tuple[list[Value], ...] = (
        OLD,
        ["FUND-05", "部门自评表", "年度资金总额", "没有了", "已说明"],
        ["", "", "", "没有编号"],
        ["FUND-04、FUND-05", "部门自评表", "执行率", "两条"],
        [*OLD, "领导已同意"],
        [*OLD, "已说明"],
    )
    sheet, result = explained(*rows)
    assert [(change.at.cell, change.texts[0][0]) for change in sheet.statuses(result)] == [
        ("E3", "已说明"),
        ("E4", "已消除"),
        ("E5", "对应不上"),
        ("E6", "已说明、已消除"),
    ]
    assert [change.at.cell for change in sheet.without_statuses()] == ["E4", "E8"]


def test_a_sheet_without_the_column_gets_its_heading() -> None:  # 3
    sheet, result = explained(OLD, title=[["情况说明"], HEADINGS[:4]])
    assert [(change.at.cell, change.texts[0][0]) for change in sheet.statuses(result)] == [
        ("E3", "已说明"),
        ("E2", "状态"),
    ]
