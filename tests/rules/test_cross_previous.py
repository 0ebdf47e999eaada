"""CROSS-11 and CROSS-12: this year's self-evaluation against last year's.

1. Without last year's workbook there is nothing to check.
2. 上年决算数 is compared row by row, the lines a clerk added by name; nothing and 0 are one.
3. A total that is off by just what its lines are off is not told again.
4. What cannot be compared is not evaluated: unreadable, no such row, two rows of one name.
5. A project whose name is nearly last year's is asked about; a new one, another year, 一期 and 二期 are not.
"""

from __future__ import annotations

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import findings, found, outcomes

BEFORE = """
    # 上年 附件1 基础数据表
    三公经费 | | | 3
    1、公务用车购置和维护经费 | | | 2
    公车运行维护 | | | 2
    3、公务接待 | | | 1
    项目支出： | | | 50
    1、业务工作经费 | | | 10
    4、区级专项资金 | | | 40
    人大政协专项经费 | | | 25
    2、档案数字化 | | | 15
    政府采购金额 | | | /
    """


RIGHT = {
    "三公经费": "3",
    "1、公务用车购置和维护经费": "2",
    "公车运行维护": "2",
    "3、公务接待": "1",
    "项目支出：": "50",
    "1、业务工作经费": "10",
    "4、区级专项资金": "40",
    "人大政协专项经费": "25",
    "档案数字化": "15",
    "政府采购金额": "/",
}
"""This year's 上年决算数, line by line."""


def base_data(**changed: str) -> str:
    rows = (f"{label} | {value} | |" for label, value in {**RIGHT, **changed}.items())
    return "\n".join([BEFORE, "# 附件1 基础数据表", *rows])


def test_without_last_years_workbook() -> None:  # 1
    assert outcomes("# 附件1 基础数据表\n三公经费 | 3 | 3 | 3", "CROSS-11", "CROSS-12") == []


def test_the_same_figures_row_by_row() -> None:  # 2
    text = base_data(公车运行维护="2.00", 政府采购金额="0").replace("档案数字化 |", "1、档案 数字化： |")
    compared = outcomes(text, "CROSS-11")
    assert set(compared) <= {HOLDS, NOT_EVALUATED}
    assert compared.count(HOLDS) >= len(RIGHT)


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [("2.5", False), ("2.01", False), ("2.004", True), ("", False), ("'2万元", True), ("'二", True)],
)
def test_a_row_that_differs(typed: str, is_right: bool) -> None:  # 2, 4
    text = base_data(政府采购金额=typed).replace("政府采购金额 | | | /", "政府采购金额 | | | 2")
    expected = [] if is_right else ["CROSS-11 warning 政府采购金额 2023年决算数"]
    assert found(text, "CROSS-11") == expected


def test_a_column_that_is_not_filled_in_yet() -> None:  # 4
    assert outcomes(base_data(**dict.fromkeys(RIGHT, "")), "CROSS-11") == [NOT_EVALUATED]


def test_what_the_message_says() -> None:  # 2
    (finding,) = findings(base_data(政府采购金额="1.2"), "CROSS-11")
    assert "填的是 1.2" in finding.message
    assert "上年工作簿（附件1 基础数据表!" in finding.message
    assert "相差 1.2" in finding.message
    assert finding.expected == "0"
    assert finding.related == (), "no cell of another workbook is cited as one of this"


def test_what_the_message_says_of_a_blank_cell() -> None:  # 2
    (finding,) = findings(base_data(公车运行维护="", **{"1、公务用车购置和维护经费": "2"}), "CROSS-11")
    assert "“公车运行维护 2023年决算数”没有填，上年工作簿（附件1 基础数据表!" in finding.message
    assert finding.message.endswith("的本年决算数是 2。")


def test_an_added_line_goes_by_its_name() -> None:  # 2
    text = base_data(人大政协专项经费="20", 新专项="20")
    assert found(text, "CROSS-11") == ["CROSS-11 warning 人大政协专项经费 2023年决算数"]


def test_lines_of_one_name_are_not_told_apart() -> None:  # 4
    assert found(base_data() + "\n档案数字化 | 99 | |", "CROSS-11") == []


def test_a_total_is_not_told_again() -> None:  # 3
    assert found(base_data(**{"三公经费": "3.5", "3、公务接待": "1.5"}), "CROSS-11") == [
        "CROSS-11 warning 3、公务接待 2023年决算数"
    ]
    assert found(base_data(**{"三公经费": "4", "3、公务接待": "1.5"}), "CROSS-11") == [
        "CROSS-11 warning 三公经费 2023年决算数",
        "CROSS-11 warning 3、公务接待 2023年决算数",
    ]


def projects(last: list[str], now: list[str]) -> str:
    tables = [f"# 上年 附件3\n项目支出名称 | {name}" for name in last]
    return "\n".join([*tables, *(f"# 附件3\n项目支出名称 | {name}" for name in now)])


@pytest.mark.parametrize(
    ("last", "now"),
    [
        ("人大政协专项经费", "人大政协专项经费"),
        ("人大政协专项经费", "1、人大政协 专项经费"),
        ("人大政协专项经费", "农村公路养护"),
        ("2023年农田建设", "2024年度农田建设"),
        ("县医院项目一期工程", "县医院项目二期工程"),
        ("第1批危房改造补助", "第2批危房改造补助"),
        ("农村公路养护", "农村公路建设"),
    ],
)
def test_names_that_are_no_question(last: str, now: str) -> None:  # 5
    assert outcomes(projects([last], [now]), "CROSS-12") == [HOLDS]


@pytest.mark.parametrize(
    ("last", "now"),
    [
        ("人大政协专项经费", "人大政协专项工作经费"),
        ("业务工作经费", "业务经费"),
        ("城区道路维护", "城区道路维修"),
        ("人大政协专项经费", "政协人大专项经费"),
    ],
)
def test_names_that_are_nearly_last_years(last: str, now: str) -> None:  # 5
    (finding,) = findings(projects([last, "其他项目"], [now]), "CROSS-12")
    assert finding.expected == last
    assert (last in finding.message, now in finding.message) == (True, True)


def test_a_near_name_that_both_years_have_is_another_project() -> None:  # 5
    both = ["小学营养餐补助", "中学营养餐补助"]
    assert outcomes(projects(both[:1], both), "CROSS-12") == [HOLDS, HOLDS]


def test_no_projects_last_year() -> None:  # 4
    assert outcomes("# 上年 附件1\n三公经费 | 1 | 1 | 1\n# 附件3\n项目支出名称 | 甲", "CROSS-12") == [
        NOT_EVALUATED
    ]
