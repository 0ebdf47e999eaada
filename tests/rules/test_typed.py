"""TYPE: given what was typed into these cells, exactly these findings.

1. Whatever can be read without guessing is read; what cannot is an error at its cell.
2. Text that reads as a number is one hint for the table.
3. 元 is noticed where it is typed, where a heading says so, and where an amount is 10,000 times too large;
   a small amount beside a large one is no reason for suspicion.
4. No negative numbers but the adjustment; two decimals.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfeval_xl.findings import Finding
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Kind, Trait
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import NOT_EVALUATED, Decided
from tests.rules.checking import NATIONAL, findings

BASE = "附件1 基础数据表"
DEPARTMENT = "附件2 部门自评表"
EXPENSES = f"# {BASE}\n"


def found(cells: str) -> list[tuple[str, str, str]]:
    """Rule, severity and address of each finding of the group."""
    return [
        (finding.rule, finding.severity.value, finding.at.cell if finding.at else "")
        for finding in findings(cells, "TYPE")
    ]


def three_public(cell: str) -> str:
    """A base data table in which 三公经费 has `cell` as its final accounts, in G6."""
    return f"# {BASE}\n三公经费 | 1.11 | 1.5 | {cell}"


# TYPE-01


@pytest.mark.parametrize(
    "text", ["约0.85", "0.85左右", "八千五", "0.85/1.5", "1.2.3", "0.85元/人", "75%", "9人", "已完成"]
)
def test_no_amount(text: str) -> None:
    assert found(three_public(text)) == [("TYPE-01", "error", "G6")]


@pytest.mark.parametrize("text", ["", "/", "—", "---", "无", "0", "0.85"])
def test_an_amount_or_nothing(text: str) -> None:
    assert found(three_public(text)) == []


def test_each_cell_without_a_number_is_a_finding() -> None:
    cells = f"""
        # {BASE}
        财政供养人员情况 | 十二 | 9 | 75%
        三公经费 | 1.11 | 待定 | 0.85
        """
    assert found(cells) == [("TYPE-01", "error", "E4"), ("TYPE-01", "error", "F6")]


def test_what_was_typed_is_quoted() -> None:
    (finding,) = findings(three_public("约0.85"), "TYPE-01")
    assert "约0.85" in finding.message
    assert finding.actual == "约0.85"


def test_weights_scores_and_rates_are_numbers() -> None:
    cells = f"""
        # {DEPARTMENT}
        年度资金总额 | 229.67 | 231.81 | 203.10 | 十 | 近九成 | 合格
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | 不少于5个 | 已完成 | 50% | 满分 |
        """
    assert [cell for _, _, cell in found(cells)] == ["G5", "H5", "I5", "G14", "H14"]


def test_targets_and_actuals_are_free_text() -> None:
    assert found(f"# {DEPARTMENT}\n指标 | 产出指标 | 数量指标 | 评议 | ≥５ 个 | 5个单位 | 50 | 50 |") == []


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("产出指标（50分）", []),
        ("产出指标", []),
        ("产出指标（得分）", []),
        ("产出指标（五十分）", [("TYPE-01", "error", "A5")]),
        ("产出指标（50~60分）", [("TYPE-01", "error", "A5")]),
    ],
)
def test_points_in_a_heading(heading: str, expected: list[tuple[str, str, str]]) -> None:
    cells = f"""
        # 工作表 附件3
        2024年度项目支出绩效自评表
        项目支出名称 | 甲
        实施单位 | 乙
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        {heading} | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 50 | 50
        """
    assert found(cells) == expected


def test_a_number_with_the_unit_of_another_kind_enters_no_arithmetic() -> None:
    cells = f"""
        # {BASE}
        三公经费 | 5 | 5 | 5
        3、公务接待 | 5 | 5 | '5人
        政府采购金额 | 1 | 1 | 85%
        """
    assert [(f.rule, f.at and f.at.cell) for f in findings(cells, "TYPE", "BASE")] == [
        ("TYPE-01", "G11"),
        ("TYPE-01", "G24"),
    ]
    first, _ = findings(cells, "TYPE-01")
    assert "单位应是万元，不是人" in first.message


# TYPE-02


@pytest.mark.parametrize("text", ["'0.85", "0.85万元", "０．８５", "0.85 ", "'1,234.50", "0. 85"])
def test_a_number_typed_as_text(text: str) -> None:
    expected = [] if text == "0.85 " else [("TYPE-02", "info", "G6")]
    assert found(three_public(text)) == expected


def test_numbers_as_text_are_one_finding_for_the_table() -> None:
    cells = f"""
        # {BASE}
        财政供养人员情况 | 12人 | 9 | '75%
        三公经费 | 1.11 | 1.5万元 | 0.85
        # 附件3 项目自评表
        年度资金总额 | '20 | 20 | 20 | 10分 | 100% | 10
        """
    assert found(cells) == [("TYPE-02", "info", "E4"), ("TYPE-02", "info", "D6")]
    first, _ = findings(cells, "TYPE-02")
    assert [at.cell for at in first.related] == ["G4", "F6"]
    assert first.expected == "12"


def test_label_and_value_in_one_cell_are_exempt() -> None:
    cells = """
        # 工作表 附件2
        2024年度部门整体支出绩效自评表
        区级预算部门名称 | 屈原管理区人大政协联络办
        按收入性质分：231.81 | 按支出性质分：231.81
        其中：一般公共预算：212.01 | 其中：基本支出：145.08
        其他资金：19.8万元 | 项目支出：86.73
        """
    assert found(cells) == []
    assert found(cells.replace("19.8万元", "19.8多")) == [("TYPE-01", "error", "A5")]
    assert found(cells.replace("19.8万元", "198000元")) == [("TYPE-03", "warning", "A5")]


# TYPE-03


def test_an_amount_that_carries_yuan_is_reported_once() -> None:
    assert found(three_public("8500元")) == [("TYPE-03", "warning", "G6")]
    (finding,) = findings(three_public("8500元"), "TYPE-03")
    assert finding.expected == "0.85"


def test_wan_is_the_unit() -> None:
    assert found(three_public("0.85万")) == [("TYPE-02", "info", "G6")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param("三公经费 | 1.11 | 1.5 | 8500", ["G6"], id="beside its row"),
        pytest.param("三公经费 | 11100 | 1.5 | 0.85", ["E6"], id="in the first column"),
        pytest.param("三公经费 | | 1.5 | 8500", ["G6"], id="beside one sibling"),
        pytest.param("三公经费 | 1.11 | 1.5 | 85", [], id="57 times is not 10,000 times"),
        pytest.param("三公经费 | 0.01 | | 40", [], id="a small year beside a large one"),
        pytest.param("三公经费 | 0.01 | 40 | 40", [], id="a small year beside two large ones"),
        pytest.param("三公经费 | 0 | 0 | 8500", [], id="nothing to compare with"),
        pytest.param(
            "三公经费 | 0.05 | 400 | 400\n项目支出： | 500 | 600 | 600", [], id="the rest is as large"
        ),
        pytest.param("三公经费 | 0.05 | | 400\n项目支出： | 500 | | 600", [], id="its column is as large"),
        pytest.param(
            "三公经费 | 0.09 | | 850\n公用经费 | 20.66 | 24.2 | 22.16",
            ["G6"],
            id="a small amount in 元, yet the largest of its column",
        ),
    ],
)
def test_ten_thousand_times_its_siblings(cells: str, expected: list[str]) -> None:
    assert found(EXPENSES + cells) == [("TYPE-03", "warning", cell) for cell in expected]


def test_a_column_in_yuan_is_one_finding() -> None:
    cells = f"""
        # {BASE}
        三公经费 | 1.11 | 1.5 | 8500
        3、公务接待 | 1.11 | 1.5 | 8500
        项目支出： | 36.74 | 60 | 556500
        公用经费 | 20.66 | 24.2 | 221600
        政府采购金额 | 16.31 | 9.84 | 98400
        """
    assert found(cells) == [("TYPE-03", "warning", "G6")]
    (finding,) = findings(cells, "TYPE-03")
    assert [at.cell for at in finding.related] == ["G11", "G13", "G18", "G24"]


def test_an_amount_alone_in_its_row_is_compared_with_the_table() -> None:
    table = """
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        按收入性质分 | 231.81
        一般公共预算 | 212.01
        其他资金 | {}
        """
    assert found(table.format("19.8")) == []
    assert found(table.format("0.02")) == []
    assert found(table.format("19800")) == []
    assert found(table.format("2318100")) == [("TYPE-03", "warning", "E10")]


def test_two_amounts_in_the_narrative_are_too_few_to_judge_by() -> None:
    assert found("# 报告正文\n基本支出（万元） | 1629500\n项目支出（万元） | 40.15") == []


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("经费控制情况（万元）", []),
        ("经费控制情况", []),
        ("经费控制情况（元）", [("TYPE-03", "warning", "A3")]),
        ("经费控制情况（千元）", [("TYPE-03", "warning", "A3")]),
        ("经费控制情况（单位：元）", [("TYPE-03", "warning", "A3")]),
    ],
)
def test_a_heading_says_the_unit(heading: str, expected: list[tuple[str, str, str]]) -> None:
    cells = f"""
        # 工作表 附件1
        2024年度部门整体支出绩效评价基础数据表
        财政供养人员情况（人） | 编制数 | 2024年实际在职人数 | 控制率
        {heading} | 2023年决算数 | 2024年预算数 | 2024年决算数
        三公经费 | 1.11 | 1.5 | 0.85
        """
    assert found(cells) == expected


def test_a_remark_over_the_table_says_the_unit() -> None:
    cells = """
        # 工作表 附件1
        2024年度部门整体支出绩效评价基础数据表
        金额单位：{}
        经费控制情况 | 2023年决算数 | 2024年预算数 | 2024年决算数
        三公经费 | 1.11 | 1.5 | 0.85
        """
    assert found(cells.format("万元")) == []
    assert found(cells.format("元")) == [("TYPE-03", "warning", "A2")]
    assert found(cells.format("人民币元")) == [("TYPE-03", "warning", "A2")]


def test_an_indicator_may_be_measured_in_yuan() -> None:
    cells = f"# {DEPARTMENT}\n指标 | 产出指标 | 成本指标 | 人均成本（元） | ≤500 | 480 | 10 | 10 |"
    assert found(cells) == []


# TYPE-04


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (f"# {BASE}\n财政供养人员情况 | -12 | 9 | 75%", ["E4"]),
        (f"# {BASE}\n三公经费 | 1.11 | －1.5 | 0.85", ["F6"]),
        (f"# {BASE}\n楼堂馆所控制情况 | 1000 | -980 | 98% | 300 | -300 | 100%", ["C27", "F27"]),
        (f"# {BASE}\n部门基本支出预算调整 | | | -2.14", []),
        (f"# {DEPARTMENT}\n指标 | 产出指标 | 数量指标 | 评议 | -5 | -5 | -50 | -1 |", ["G14"]),
        (f"# {DEPARTMENT}\n总分 | 100 | -1", ["H23"]),
    ],
)
def test_negative_numbers(cells: str, expected: list[str]) -> None:
    negative = [cell for rule, _, cell in found(cells) if rule == "TYPE-04"]
    assert negative == expected


def test_a_negative_score_is_one_finding() -> None:
    cells = f"# {DEPARTMENT}\n指标 | 产出指标 | 数量指标 | 评议 | ≥5 | 5 | 50 | -1 |"
    (finding,) = findings(cells, "TYPE-04", "SCORE-04")
    assert (finding.rule, finding.at and finding.at.cell) == ("SCORE-04", "H14")


# TYPE-05


def test_long_decimals_are_one_finding_for_the_table() -> None:
    cells = f"# {BASE}\n三公经费 | 1.115 | 1.50 | 0.8512\n财政供养人员情况 | 12 | 9 | 75.123%"
    assert found(cells) == [("TYPE-05", "info", "E6")]
    (finding,) = findings(cells, "TYPE-05")
    assert finding.expected == "1.12"
    assert [at.cell for at in finding.related] == ["G6"]


def test_a_double_is_what_it_stands_for() -> None:
    assert found(three_public("0.30000000000000004")) == []


def test_an_amount_in_yuan_is_not_reported_for_its_decimals() -> None:
    assert found(three_public("8512元")) == [("TYPE-03", "warning", "G6")]


def decimals(kind: Kind, *, known: bool = True) -> list[Decided | Finding]:
    """What TYPE-05 says of a third in a cell of that kind."""
    (grid,) = grids_of(three_public("0.333333333333333"), NATIONAL)
    traits = {(5, 6): Trait(kind)} if known else {}
    rule = REGISTER.get("TYPE-05")
    assert rule is not None
    grid = replace(grid, traits=traits, traits_known=known)
    return list(rule.findings(read_evaluation((grid,), NATIONAL)))


def test_a_formula_may_have_any_number_of_decimals() -> None:
    assert not any(isinstance(outcome, Finding) for outcome in decimals(Kind.FORMULA))
    assert any(isinstance(outcome, Finding) for outcome in decimals(Kind.CONSTANT))


def test_a_file_that_does_not_tell_formulas_leaves_decimals_undecided() -> None:
    assert decimals(Kind.UNKNOWN, known=False) == [NOT_EVALUATED]
