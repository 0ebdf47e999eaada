"""CROSS, the narrative: what the two examples of each rule do not show.

1. A table, a cell or a figure that is missing or unreadable leaves an instance undecided.
2. A difference to section 二 is an error only where there is no other money; 0 and `/` are no money.
3. Off by no more than 尾差 is a warning whatever the rule's level, and says so.
4. In a sum nothing counts as 0, and a blank total over filled parts is wrong.
5. CROSS-04 is one finding for all figures, and weighs as its heaviest part.
"""

from __future__ import annotations

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import findings, found, outcomes
from tests.rules.report_tables import base_data, department, narrative, project

RULES = ("CROSS-01", "CROSS-02", "CROSS-03", "CROSS-04", "CROSS-05", "CROSS-06", "CROSS-07", "CROSS-08")
BY_KIND = ("CROSS-10", "CROSS-14")


@pytest.mark.parametrize("rule_id", [*RULES, *BY_KIND])
@pytest.mark.parametrize(
    "text",
    [
        "# 附件2 部门自评表\n年度资金总额 | | | | | |",
        narrative("", "", "", ""),
        narrative("见附表", "见附表", "见附表", "见附表")
        + department("203.1")
        + base_data("公用经费 | | | 22"),
        base_data("公用经费 | | | 见附表", "项目支出： | | | 见附表") + project("", "见附表", "见附表"),
    ],
)
def test_1_undecided_where_something_is_missing(rule_id: str, text: str) -> None:
    assert set(outcomes(text, rule_id)) <= {NOT_EVALUATED}


def test_1_undecided_without_any_table_to_compare() -> None:
    for rule_id in (*RULES, *BY_KIND):
        assert NOT_EVALUATED in outcomes(narrative("", "", "", ""), rule_id)


@pytest.mark.parametrize(
    ("others", "income", "severity"),
    [
        (("", "", ""), [], "error"),
        (("/", "0", "无"), ["一般公共预算 | 212.01", "其他资金 | 0"], "error"),
        (("5", "", ""), [], "warning"),
        (("", "5", ""), [], "warning"),
        (("", "", "5"), [], "warning"),
        (("", "", ""), ["其他资金 | 19.8"], "warning"),
        (("", "", ""), ["政府性基金拨款 | 约五万"], "warning"),
    ],
)
def test_2_an_error_only_without_other_money(others: list[str], income: list[str], severity: str) -> None:
    text = narrative(others=others) + department("200", *income)
    assert found(text, "CROSS-01") == [f"CROSS-01 {severity} 年度资金总额 全年执行数"]


@pytest.mark.parametrize(
    ("executed", "expected"),
    [
        ("203.1", []),
        ("203.11", ["CROSS-01 warning 年度资金总额 全年执行数"]),
        ("203.12", ["CROSS-01 error 年度资金总额 全年执行数"]),
    ],
)
def test_3_tail_of_what_was_executed(executed: str, expected: list[str]) -> None:
    assert found(narrative() + department(executed), "CROSS-01") == expected


@pytest.mark.parametrize(
    ("executed", "fund", "income", "expected"),
    [
        # Section 三 tells of 145; other income of 180 may have paid for the rest.
        ("376.7", "145", ["政府性基金拨款 | 150", "其他资金 | 30"], []),
        ("348.1", "145", [], []),
        ("383.1", "", ["政府性基金拨款 | 150", "其他资金 | 30"], []),
        (
            "383.2",
            "",
            ["政府性基金拨款 | 150", "其他资金 | 30"],
            ["CROSS-01 warning 年度资金总额 全年执行数"],
        ),
        ("202", "", ["其他资金 | 30"], ["CROSS-01 warning 年度资金总额 全年执行数"]),
    ],
)
def test_2_money_of_other_budgets(executed: str, fund: str, income: list[str], expected: list[str]) -> None:
    text = narrative(others=(fund, "", "")) + department(executed, *income)
    assert found(text, "CROSS-01") == expected


def test_2_an_unreadable_section_leaves_it_undecided() -> None:
    assert outcomes(narrative(others=("约五万", "", "")) + department("200"), "CROSS-01") == [NOT_EVALUATED]


def test_3_tail_of_the_operating_expenditure() -> None:
    (finding,) = findings(narrative() + base_data("公用经费 | | | 22.16"), "CROSS-03")
    assert finding.severity.value == "warning"
    assert finding.label == "公用经费（万元）"
    assert "尾差" in finding.message


def test_4_a_unit_without_project_expenditure() -> None:
    text = narrative(project="无") + department("162.95")
    assert outcomes(text, "CROSS-01") == [HOLDS]


@pytest.mark.parametrize(
    ("basic", "personnel", "operating", "expected"),
    [
        ("162.95", "162.95", "/", []),
        ("162.96", "140.78", "22.17", ["CROSS-02 warning 基本支出（万元）"]),
        ("", "140.78", "22.17", ["CROSS-02 error 基本支出（万元）"]),
        ("162.95", "", "", []),
        ("162.95", "140.78", "约22", []),
    ],
)
def test_4_basic_expenditure(basic: str, personnel: str, operating: str, expected: list[str]) -> None:
    assert found(narrative(basic, personnel, operating), "CROSS-02") == expected


@pytest.mark.parametrize(
    ("personnel", "operating", "cited", "expected"),
    [
        ("", "22.17", "人员经费（万元）", "140.78"),
        ("140.78", "", "公用经费（万元）", "22.17"),
    ],
)
def test_4_a_blank_part_of_basic_expenditure(
    personnel: str, operating: str, cited: str, expected: str
) -> None:
    (finding,) = findings(narrative("162.95", personnel, operating), "CROSS-02")
    assert (finding.label, finding.expected) == (cited, expected)
    assert f"“{cited}”没有填" in finding.message


def test_4_a_project_that_spent_nothing_counts_as_0() -> None:
    text = base_data("项目支出： | | | 20") + project("甲", "20", "20") + project("乙", "5", "")
    assert outcomes(text, "CROSS-04") == [HOLDS]


@pytest.mark.parametrize(
    ("final", "executed", "stated", "others", "expected"),
    [
        ("40.15", "40.15", "40.15", "", []),
        ("35.65", "55.65", "40.15", "5", ["CROSS-04 error 项目支出 2024年决算数"]),
        ("35.65", "55.65", "", "", ["CROSS-04 error 项目支出 2024年决算数"]),
        ("35.65", "35.65", "40.15", "", ["CROSS-04 error 项目支出（万元）"]),
        ("35.65", "35.65", "40.15", "5", ["CROSS-04 warning 项目支出（万元）"]),
        ("35.65", "35.66", "35.65", "", ["CROSS-04 warning 项目支出 2024年决算数"]),
        ("35.65", "35.66", "40.15", "", ["CROSS-04 error 项目支出（万元）"]),
        ("35.65", "35.65", "35.66", "", ["CROSS-04 warning 项目支出（万元）"]),
    ],
)
def test_5_one_finding_for_all_figures(
    final: str, executed: str, stated: str, others: str, expected: list[str]
) -> None:
    text = (
        narrative(project=stated, others=(others, "", ""))
        + base_data(f"项目支出： | | | {final}")
        + project("甲", executed, executed)
    )
    assert found(text, "CROSS-04") == expected


def test_5_all_figures_are_shown_and_cited() -> None:
    text = (
        narrative(project="40.15")
        + base_data("项目支出： | 36.74 | 60 | 35.65")
        + project("甲", "40", "35.65")
        + project("乙", "20", "20")
    )
    (finding,) = findings(text, "CROSS-04")
    for figure in ("40.15", "35.65", "55.65", "35.65 + 20"):
        assert figure in finding.message
    assert {at.sheet for at in finding.related} == {"报告正文", "附件3 项目自评表", "附件3 项目自评表 (2)"}
    assert len(finding.related) == 3


@pytest.mark.parametrize("tables", ["", project("甲", "40", "约四十")])
def test_5_the_narrative_is_compared_without_project_tables_too(tables: str) -> None:
    text = narrative() + base_data("项目支出： | | | 35.65") + tables
    assert found(text, "CROSS-04") == ["CROSS-04 error 项目支出（万元）"]


OTHER_INCOME = ("其他资金 | 19.8", "基本支出 | 170", "项目支出 | 60")


@pytest.mark.parametrize(
    ("executed", "expected"),
    [
        ("218.6", []),  # 218.6 - 162.95 - 40.15 = 15.5, which is 55.65 - 40.15
        ("218.59", []),
        ("203.1", ["CROSS-04 warning 项目支出（万元）"]),
        ("210", ["CROSS-04 warning 项目支出（万元）"]),
    ],
)
def test_5_projects_paid_for_with_other_money(executed: str, expected: list[str]) -> None:
    tables = base_data("项目支出： | | | 55.65") + department(executed, *OTHER_INCOME)
    assert found(narrative() + tables, "CROSS-04") == expected
    for finding in findings(narrative() + tables, "CROSS-04"):
        assert finding.expected == "55.65，减去一般公共预算以外的部分"
        assert "正文不必改" in finding.message
