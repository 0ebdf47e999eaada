"""IND-01, -06, -08, -10: what the two examples of each rule do not show.

1. Only indicators with points must be filled in; all gaps of a table are one finding.
2. A list in one cell is several indicators; a number before a single name, a wrapped line, a bound from
   below and one from above, and a long list of achievements are not.
3. The kinds are the profile's, however a unit words them; an empty row of the kind is cited.
4. The same name is the same indicator under one kind, or with the same target.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import NATIONAL, findings, found, outcomes


def project(*rows: str) -> str:
    return "\n".join(["# 附件3 项目自评表", *rows])


def indicator(
    name: str, target: str = "≥4次", actual: str = "7次", kind: str = "数量指标", points: str = "10 | 10"
) -> str:
    return f"指标 | 产出指标 | {kind} | {name} | {target} | {actual} | {points} |"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (indicator("开展调研"), []),
        (indicator("---", "---", "---"), ["IND-01 warning 数量指标 三级指标"]),
        (indicator("", "", "", points="10 |"), ["IND-01 warning 数量指标 三级指标"]),
        (indicator("开展调研", "/", "无"), ["IND-01 warning 开展调研 年度指标值"]),
        (indicator("开展调研", "≥4次", ""), ["IND-01 warning 开展调研 实际完成值"]),
        (indicator("---", "---", "---", points="|"), []),
        (indicator("---", "---", "---", points="0 | 0"), []),
    ],
)
def test_1_indicators_with_points(row: str, expected: list[str]) -> None:
    assert found(project(row), "IND-01") == expected


def test_1_one_finding_for_each_table() -> None:
    (finding,) = findings(project(indicator("---", "---", "---"), indicator("开展调研", "", "")), "IND-01")
    assert len(finding.related) == 4
    assert "“数量指标”没有填三级指标、年度指标值、实际完成值；“开展调研”没有填年度指标值、" in finding.message


def test_1_more_than_three_are_counted() -> None:
    rows = [indicator(f"开展调研之{number}", "", "") for number in "一二三四五"]
    (finding,) = findings(project(*rows), "IND-01")
    assert finding.message.endswith("；还有 2 项。")


CRAMMED = "IND-06 warning 数量指标"


@pytest.mark.parametrize(
    ("name", "target", "actual", "is_crammed"),
    [
        ("1、开展评议\\n2、小组活动", "≥5个\\n≥2次", "已完成", True),
        ("①开展评议②小组活动", "100%", "100%", True),
        ("（1）开展评议（2）小组活动", "100%", "100%", True),
        ("合格率和优良率", "合格率≥95%，优良率≥80%", "97%，85%", True),
        ("评议和活动", "≥5个；≥2次", "6个；3次", True),
        ("办结", "12月底前，办结率100%", "100%", False),
        ("1.开展评议", "≥5个", "6个", False),
        ("3、开展评议", "3、≥5个", "6个", False),
        ("开展\\n评议", "≥5个", "6个", False),
        ("保障“1+2”机制运行", "正常", "正常", False),
        ("满意度", "≥80%；≤90%", "85%", False),
        ("开展评议", "完成", "1、评议5个单位；2、形成报告1份", False),
        ("培训", "≥1,200人", "1,236人", False),
    ],
)
def test_2_one_indicator_in_a_cell(name: str, target: str, actual: str, is_crammed: bool) -> None:
    rules = [finding.rule for finding in findings(project(indicator(name, target, actual)), "IND-06")]
    assert rules == (["IND-06"] if is_crammed else [])


def test_2_the_message_counts() -> None:
    (finding,) = findings(project(indicator("1、评议\\n2、活动", "≥5个\\n≥2次", "已完成")), "IND-06")
    assert "三级指标 2 项、指标值 2 个、完成值 1 个" in finding.message


OUTPUTS = [indicator("调研", kind=kind) for kind in ("数量指标", "质量指标", "时效指标")]
COST = indicator("经费", "≤4万元", "3万元", "成本指标")
BENEFIT = indicator("办复率", "≥98%", "100%", "社会效益指标")
SATISFACTION = indicator("满意度", "≥90%", "95%", "服务对象满意度指标")


def test_3_all_kinds() -> None:
    assert outcomes(project(*OUTPUTS, COST, BENEFIT, SATISFACTION), "IND-08") == [HOLDS]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([*OUTPUTS, BENEFIT, SATISFACTION], "有成本指标"),
        ([*OUTPUTS, COST, SATISFACTION], "有效益指标"),
        ([*OUTPUTS[:2], BENEFIT], "有时效指标、成本指标、服务对象满意度指标"),
    ],
)
def test_3_missing_kinds_are_one_finding(rows: list[str], expected: str) -> None:
    (finding,) = findings(project(*rows), "IND-08")
    assert finding.expected == expected


def test_3_an_empty_row_of_the_kind_is_cited() -> None:
    empty = "指标 | | 成本指标 | …… | | | | |"
    (finding,) = findings(project(*OUTPUTS, empty, BENEFIT, SATISFACTION), "IND-08")
    assert finding.actual == "成本指标"


@pytest.mark.parametrize("kind", ["经济成本指标", "成本\\n指标", "成本", "（四）成本指标", "社会成本指标"])
def test_3_other_spellings_of_a_kind(kind: str) -> None:
    cost = indicator("经费", "≤4万元", "3万元", kind)
    assert outcomes(project(*OUTPUTS, cost, BENEFIT, SATISFACTION), "IND-08") == [HOLDS]


def test_3_the_profile_settles_what_is_required() -> None:
    profile = replace(NATIONAL, required_kinds=("数量指标",), needs_benefit_kind=False)
    assert found(project(OUTPUTS[0]), "IND-08", profile=profile) == []


def test_3_a_table_divided_otherwise_lacks_no_kind() -> None:
    rows = [indicator("收文办结", kind=kind) for kind in ("履职效能", "管理效率", "服务对象满意度")]
    assert outcomes(project(*rows), "IND-08") == [NOT_EVALUATED]
    assert outcomes(project(indicator("收文办结", kind="")), "IND-08") == [NOT_EVALUATED]


def test_3_a_table_without_indicators_is_not_filled_in() -> None:
    assert outcomes(project("指标 | 产出指标 | 数量指标 | …… | | | | |"), "IND-08") == [NOT_EVALUATED]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([indicator("开展调研"), indicator("开展 调研", "≥6次")], ["IND-10 warning 开展调研 三级指标"]),
        ([indicator("1.开展调研"), indicator("2.开展调研")], ["IND-10 warning 2.开展调研 三级指标"]),
        (
            [indicator("办复率", "≥98%"), indicator("办复率", "≥98%", kind="质量指标")],
            ["IND-10 warning 办复率 三级指标"],
        ),
        ([indicator("开展调研"), indicator("开展调研", "≤1万元", kind="成本指标")], []),
        ([indicator("开展调研"), indicator("开展调研（二期）")], []),
        ([indicator("---"), indicator("---")], []),
        ([indicator("……"), indicator("……")], []),
    ],
)
def test_4_indicators_that_stand_twice(rows: list[str], expected: list[str]) -> None:
    assert found(project(*rows), "IND-10") == expected


def test_4_three_times_is_one_finding() -> None:
    (finding,) = findings(project(*[indicator("开展调研")] * 3), "IND-10")
    assert "3 次" in finding.message
    assert len(finding.related) == 2


def test_4_two_tables_may_have_the_same_indicator() -> None:
    assert found(project(indicator("开展调研")) + "\n" + project(indicator("开展调研")), "IND-10") == []
