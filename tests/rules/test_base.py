"""BASE: what the two examples of each rule do not show.

1. 三公经费 counts its 4th line or leaves it out; what is nearer is reported, and the 4th line alone decides
   nothing.
2. A total is not judged over a line that is a total itself and blank over its own lines.
3. A bare number in a rate cell is read as rules.md says; one with a percent format is what it says.
4. Budgets exceeded are reported once up the tree; blank, negative and 元-sized figures are other rules'.
5. The adjustment of the basic budget is stated in figures only where the projects explain the rest.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfeval_xl.findings import Finding
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Trait
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import NOT_EVALUATED
from tests.rules.checking import NATIONAL, findings, found, outcomes


def base_data(*rows: str) -> str:
    return "\n".join(["# 附件1 基础数据表", *rows])


def test_1_the_4th_line_alone_decides_nothing() -> None:
    text = base_data("三公经费 | | 2.2 | 0", "4、其他交通费 | 2.1 | 2.2 | 2.2")
    assert found(text, "BASE-03") == []
    assert NOT_EVALUATED in outcomes(text, "BASE-03")


def test_1_the_nearer_sum_is_expected() -> None:
    text = base_data("三公经费 | | | 4.5", "3、公务接待 | | | 3", "4、其他交通费 | | | 4")
    (finding,) = findings(text, "BASE-03")
    assert finding.expected == "3"
    assert "各项合计 3（不含4、其他交通费），相差 1.5。" in finding.message


def test_1_the_sum_of_all_lines_where_it_is_nearer() -> None:
    text = base_data("三公经费 | | | 6.5", "3、公务接待 | | | 3", "4、其他交通费 | | | 4")
    (finding,) = findings(text, "BASE-03")
    assert finding.expected == "7"
    assert "（3 + 4），相差 0.5。" in finding.message


def test_2_a_blank_total_below_a_total_is_one_finding() -> None:
    text = base_data(
        "项目支出： | | 65 |",
        "1、业务工作经费 | | 5 |",
        "4、区级专项资金 | | |",
        "甲专项 | | 40 |",
        "乙专项 | | 20 |",
    )
    assert found(text, "BASE") == ["BASE-06 error 4、区级专项资金（一个专项一行） 2024年预算数"]


def test_2_a_total_with_lines_two_levels_below() -> None:
    text = base_data("项目支出： | | 60 |", "4、区级专项资金 | | |", "甲专项 | | 60 |")
    assert found(text, "BASE-05", "BASE-12") == []


def rated(rate: float, number_format: str, posts: int = 12, staff: int = 11) -> list[str]:
    """What BASE-01 says of a number in the cell of the control rate."""
    (grid,) = grids_of(base_data(f"财政供养人员情况 | {posts} | {staff} | 1%"), NATIONAL)
    (place,) = (place for place, trait in grid.traits.items() if trait.number_format == "0%")
    values = [list(row) for row in grid.values]
    values[place[0]][place[1]] = rate
    traits = {**grid.traits, place: Trait(number_format=number_format)}
    rule = REGISTER.get("BASE-01")
    assert rule is not None
    evaluation = read_evaluation([replace(grid, values=values, traits=traits)], NATIONAL)
    return [outcome.message for outcome in rule.findings(evaluation) if isinstance(outcome, Finding)]


@pytest.mark.parametrize(
    ("rate", "number_format"),
    [
        (0.9167, "General"),
        (91.67, "General"),
        (91.7, "General"),
        (92, "General"),
        (91.7, "0.0"),
        (0.9167, "0.00%"),
    ],
)
def test_3_a_rate_at_the_decimals_it_shows(rate: float, number_format: str) -> None:
    assert rated(rate, number_format) == []


def test_3_a_number_with_a_percent_format_is_a_fraction() -> None:
    assert rated(3, "0.00%", 1, 3) == []
    (message,) = rated(91.67, "0.00%")
    assert "9167.00%" in message


def test_3_two_decimals_are_printed_where_the_format_says_so() -> None:
    (message,) = rated(91.7, "0.00")
    assert "91.70%" in message


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["三公经费 | | | 0.85"], []),
        (["三公经费 | | 0 | 0.85"], ["BASE-08 warning 三公经费 2024年决算数"]),
        (["三公经费 | | -1 | 0.85"], []),
        (["三公经费 | 1 | 1.5 | 8500"], []),
        (
            ["公用经费 | | 10 | 10", "其中：办公经费 | | 5 | 6", "其它 | | 5 | 4"],
            ["BASE-08 warning 其中：办公经费 2024年决算数"],
        ),
    ],
)
def test_4_final_accounts_and_budget(rows: list[str], expected: list[str]) -> None:
    assert found(base_data(*rows), "BASE-08", "BASE-09") == expected


def test_4_an_excess_that_repeats_up_the_tree_is_one_finding() -> None:
    text = base_data(
        "三公经费 | | 2 | 3",
        "1、公务用车购置和维护经费 | | 2 | 3",
        "公车运行维护 | | 2 | 3",
    )
    (finding,) = findings(text, "BASE-08")
    assert finding.label == "三公经费 2024年决算数"
    assert [at.cell for at in finding.related] == ["F6", "G7", "F7", "G9", "F9"]


ADJUSTED = "# 附件2 部门自评表\n年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76\n项目支出 | {}"
PROJECT = "# 附件3 项目自评表\n年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91"


@pytest.mark.parametrize(("projects", "expected"), [("40", "7.92"), ("86.73", "基本支出预算的调整数")])
def test_5_the_adjustment_of_the_basic_budget(projects: str, expected: str) -> None:
    text = "\n".join([base_data("部门基本支出预算调整 | | |"), ADJUSTED.format(projects), PROJECT])
    (finding,) = findings(text, "BASE-13")
    assert finding.expected == expected
    assert ("7.92" in finding.message) == (expected == "7.92")
