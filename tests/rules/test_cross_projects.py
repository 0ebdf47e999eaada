"""CROSS, the projects: what the two examples of each rule do not show.

1. The projects of the base data are its filled leaf lines of the year, by name without numbering.
2. Two tables of one name are CROSS-09's, one finding however many, and are compared with no line.
3. Of many tables a message names a handful; the related cells lead to all.
"""

from __future__ import annotations

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import findings, found, outcomes
from tests.rules.report_tables import base_data, department, project


def test_1_budget_and_final_accounts_are_compared_each_on_its_own() -> None:
    text = base_data("1、业务工作经费 | | 40 | 30.02") + project("业务工作经费", "40.01", "30")
    assert found(text, "CROSS-05") == [
        "CROSS-05 warning 1、业务工作经费 2024年预算数",
        "CROSS-05 error 1、业务工作经费 2024年决算数",
    ]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("人大政协专项经费", "人大 政协\\n专项经费"),
        ("1、人大政协专项经费", "人大政协专项经费"),
        ("（1）人大政协专项经费", "（一）人大政协专项经费"),
        ("其中：人大政协专项经费", "2.人大政协专项经费"),
        ("三、“人大政协专项经费”", "人大政协专项经费"),
        ("人大政协专项经费（二期）", "人大政协专项经费(二期)"),
    ],
)
def test_1_names_without_numbering(label: str, name: str) -> None:
    text = base_data("4、区级专项资金 | | 40 | 30", f"{label} | | 40 | 30") + project(name, "40", "30")
    assert set(outcomes(text, "CROSS-05", "CROSS-06")) == {HOLDS}


@pytest.mark.parametrize("name", ["人大政协专项经费（一期）", "人大政协专项经费2024", "专项经费"])
def test_1_other_names_are_other_projects(name: str) -> None:
    text = base_data("4、区级专项资金 | | 40 | 30", "人大政协专项经费 | | 40 | 30") + project(
        name, "40", "30"
    )
    assert found(text, "CROSS-06") == ["CROSS-06 warning 人大政协专项经费", "CROSS-06 warning 项目支出名称"]
    assert set(outcomes(text, "CROSS-05")) == {NOT_EVALUATED}


@pytest.mark.parametrize("amounts", ["36.74 | |", "36.74 | / | 无", "36.74 | 0 | 0"])
def test_1_a_line_of_last_year_needs_no_table(amounts: str) -> None:
    text = base_data(f"1、业务工作经费 | {amounts}", "2、运行维护经费 | | 5 | 5") + project(
        "运行维护经费", "5", "5"
    )
    assert set(outcomes(text, "CROSS-05", "CROSS-06")) == {HOLDS}


def test_1_special_funds_stand_for_themselves_without_lines() -> None:
    text = base_data("4、区级专项资金（一个专项一行） | | 40 | 30") + project("区级专项资金", "40", "30")
    assert set(outcomes(text, "CROSS-05", "CROSS-06")) == {HOLDS}


def test_1_lines_that_a_clerk_added() -> None:
    text = base_data("2、运行维护经费 | | 5 | 5", "信访维稳经费 | | 3 | 3") + project(
        "运行维护经费", "5", "5"
    )
    assert found(text, "CROSS-06") == ["CROSS-06 warning 信访维稳经费"]


def test_1_a_line_without_an_amount_of_the_year_is_there_all_the_same() -> None:
    text = (
        base_data("1、业务工作经费 | | 5 | 5", "2、运行维护经费 | 10 | 0 | 0")
        + project("业务工作经费", "5", "5")
        + project("运行维护经费", "8", "0")
    )
    assert set(outcomes(text, "CROSS-06")) == {HOLDS}


def test_1_without_any_line_it_is_base_12() -> None:
    text = base_data("项目支出： | | 5 | 5") + project("业务工作经费", "5", "5")
    assert set(outcomes(text, "CROSS-06")) == {NOT_EVALUATED}


def test_1_without_any_project_table_it_is_form_01() -> None:
    assert outcomes(base_data("1、业务工作经费 | | 5 | 5"), "CROSS-06") == [NOT_EVALUATED]


def test_1_budgets_of_the_projects() -> None:
    text = department("", "项目支出 | 60.01") + project("甲", "40", "") + project("乙", "20", "")
    assert found(text, "CROSS-08") == ["CROSS-08 warning 项目支出"]
    assert "尾差" in findings(text, "CROSS-08")[0].message


def test_2_three_tables_of_one_name() -> None:
    text = (
        base_data("1、业务工作经费 | | 5 | 5")
        + project("业务工作经费", "5", "5")
        + project("业务工作经费", "6", "6")
        + project("业务 工作经费", "7", "7")
    )
    (finding,) = findings(text, "CROSS-09")
    assert finding.at is not None
    assert finding.at.sheet == "附件3 项目自评表 (2)"
    assert [at.sheet for at in finding.related] == ["附件3 项目自评表", "附件3 项目自评表 (3)"]
    assert set(outcomes(text, "CROSS-05")) == {NOT_EVALUATED}


def test_3_of_many_tables_a_handful_is_named() -> None:
    text = department("项目支出 | 9") + "".join(project("业务工作经费", "1", "1") for _ in range(8))
    (same,) = findings(text, "CROSS-09")
    sheets = "“附件3 项目自评表”、“附件3 项目自评表 (2)”、“附件3 项目自评表 (3)”等 8 张"
    assert same.message == f"有 8 张项目自评表的项目名称都是“业务工作经费”（{sheets}）。"
    assert len(same.related) == 7
    (budget,) = findings(text, "CROSS-08")
    assert (
        "8 张项目自评表的全年预算数合计 8（1 + 1 + 1 + 1 + 1 + 1 + …，共 8 张），相差 1。" in budget.message
    )
    assert len(budget.related) == 8


def test_2_numbering_tells_names_apart() -> None:
    text = project("二、三产业发展资金", "5", "5") + project("三产业发展资金", "6", "6")
    assert set(outcomes(text, "CROSS-09")) == {HOLDS}


def test_2_tables_without_a_name() -> None:
    text = base_data("1、业务工作经费 | | 5 | 5") + project() + project()
    assert outcomes(text, "CROSS-09") == [NOT_EVALUATED]
    assert found(text, "CROSS-06") == ["CROSS-06 warning 1、业务工作经费"]
