"""FUND: what the two examples of each rule do not show.

1. A percentage off by one in its last place is info, and a rate is checked at the decimals printed.
2. An amount missing, unreadable or a denominator of 0 leaves an instance undecided.
3. Over budget by no more than 尾差 is a warning; sub-rows that repeat the excess are not reported again.
4. The execution score is right at the decimals printed, at least one; the profile's formula counts.
5. A printed rate counts for FUND-04 where the executed amount is missing; thresholds are the profile's.
6. An initial budget of 0 counts as an adjustment beyond the limit; a blank one leaves it undecided.
7. Sums: nothing counts as 0, a blank total over filled lines is wrong, each column is one instance.
8. FUND-09 reports one cause once: the adjusted budget is compared only where the two totals do not disagree.
9. A negative figure is TYPE-04's alone.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfeval_xl.profile import Step
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import NATIONAL, findings, found, outcomes

STEPS = replace(
    NATIONAL,
    score_formula="steps",
    score_steps=(Step(Decimal("0.9"), Decimal(1)), Step(Decimal("0.6"), Decimal("0.5"))),
)
LENIENT = replace(NATIONAL, execution_rate=Decimal("0.8"), adjustment=Decimal("0.3"))


def project(*rows: str) -> str:
    return "\n".join(["# 附件3 项目自评表", *rows])


def department(*rows: str) -> str:
    return "\n".join(["# 附件2 部门自评表", *rows])


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("89.13%", []),
        ("89.12%", ["FUND-01 info 年度资金总额 执行率"]),
        ("89.11%", ["FUND-01 error 年度资金总额 执行率"]),
        ("89%", []),
        ("'89.1％", []),
        ("'90％", ["FUND-01 info 年度资金总额 执行率"]),
        ("'91％", ["FUND-01 error 年度资金总额 执行率"]),
        ("0.8913", []),
        ("89.13", []),
        ("", []),
    ],
)
def test_1_rate_at_the_decimals_printed(rate: str, expected: list[str]) -> None:
    assert found(project(f"年度资金总额 | 45.78 | 40 | 35.65 | 10 | {rate} |"), "FUND-01") == expected


def test_1_every_row_that_prints_a_rate_is_checked() -> None:
    text = project(
        "年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91",
        "其中：当年财政拨款 | 45.78 | 40 | 35.65 | 10 | 98.13% | 8.91",
        "上年结转资金 | | | | | |",
    )
    assert found(text, "FUND-01") == ["FUND-01 error 其中：当年财政拨款 执行率"]


@pytest.mark.parametrize(
    "amounts", ["45.78 | | 35.65", "45.78 | 0 | 35.65", "45.78 | 四十 | 35.65", "/ | / | /"]
)
@pytest.mark.parametrize("rule_id", ["FUND-01", "FUND-03"])
def test_2_undecided_without_amounts(rule_id: str, amounts: str) -> None:
    text = project(f"年度资金总额 | {amounts} | 10 | 89.13% | 8.91")
    assert set(outcomes(text, rule_id)) == {NOT_EVALUATED}


@pytest.mark.parametrize(
    ("executed", "expected"),
    [
        ("40", []),
        ("40.004", []),
        ("40.01", ["FUND-02 warning 年度资金总额 全年执行数"]),
        ("40.02", ["FUND-02 error 年度资金总额 全年执行数"]),
        ("", []),
    ],
)
def test_3_over_budget(executed: str, expected: list[str]) -> None:
    assert found(project(f"年度资金总额 | 45.78 | 40 | {executed} | 10 | |"), "FUND-02") == expected


def test_3_the_tail_says_so() -> None:
    (finding,) = findings(project("年度资金总额 | 45.78 | 40 | 40.01 | 10 | |"), "FUND-02")
    assert "尾差" in finding.message


def test_3_sub_rows_that_repeat_the_excess_are_cited_with_the_total() -> None:
    text = project(
        "年度资金总额 | 45.78 | 40 | 45 | 10 | | 10",
        "其中：当年财政拨款 | 45.78 | 40 | 45 | | |",
    )
    (finding,) = findings(text, "FUND-02")
    assert finding.label == "年度资金总额 全年执行数"
    assert len(finding.related) == 3


def test_3_a_sub_row_over_budget_beneath_a_total_within_it() -> None:
    text = project(
        "年度资金总额 | 45.78 | 40 | 40 | 10 | 100% | 10",
        "其中：当年财政拨款 | 45.78 | 35 | 30 | | |",
        "上年结转资金 | | 5 | 10 | | |",
    )
    assert found(text, "FUND-02") == ["FUND-02 error 上年结转资金 全年执行数"]


@pytest.mark.parametrize(
    ("score", "is_right"),
    [
        ("8.76", True),
        ("8.7615", True),
        ("8.761", True),
        ("8.8", True),
        ("8.7", False),
        ("8.77", False),
        ("9", False),
        ("10", False),
        ("---", True),
        ("", True),
    ],
)
def test_4_execution_score_at_the_decimals_printed(score: str, is_right: bool) -> None:
    text = department(f"年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | {score}")
    expected = [] if is_right else ["FUND-03 warning 年度资金总额 得分"]
    assert found(text, "FUND-03") == expected


def test_4_whole_points_are_right_where_the_exact_score_is_whole_to_one_decimal() -> None:
    assert found(project("年度资金总额 | 100 | 100 | 99.8 | 10 | 99.8% | 10"), "FUND-03") == []


def test_4_no_more_than_the_weight() -> None:
    assert found(project("年度资金总额 | 40 | 40 | 50 | 10 | 125% | 10"), "FUND-03") == []


def test_4_the_score_of_a_profile_with_steps() -> None:
    text = department("年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | {}")
    assert found(text.format(5), "FUND-03", profile=STEPS) == []
    (finding,) = findings(text.format("8.76"), "FUND-03", profile=STEPS)
    assert finding.expected == "5"


@pytest.mark.parametrize("rule_id", ["FUND-03", "FUND-04", "FUND-05"])
def test_4_sub_rows_repeat_the_total_and_are_not_judged(rule_id: str) -> None:
    text = project(
        "年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10",
        "其中：当年财政拨款 | 20 | 10 | 5 | 10 | 50% | 10",
    )
    assert outcomes(text, rule_id) == [HOLDS]


def test_5_printed_rate_where_an_amount_is_missing() -> None:
    text = project("年度资金总额 | 45.78 | 40 | | 10 | 85% | 8.5")
    assert found(text, "FUND-04") == ["FUND-04 warning 年度资金总额 执行率"]


@pytest.mark.parametrize("adjusted", ["0", "", "/", "四十"])
def test_5_a_cancelled_project_has_no_rate(adjusted: str) -> None:
    text = project(f"年度资金总额 | 20 | {adjusted} | 0 | 10 | 0% | 0")
    assert outcomes(text, "FUND-04") == [NOT_EVALUATED]


def test_5_the_rate_as_it_is_shown() -> None:
    assert found(project("年度资金总额 | 1000 | 1000 | 899.96 | 10 | 90% | 9"), "FUND-04") == []


def test_5_threshold_of_the_profile() -> None:
    text = project("年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91")
    assert found(text, "FUND-04", profile=LENIENT) == []
    (finding,) = findings(text, "FUND-04")
    assert finding.expected == "≥ 90%"
    assert "89.13%" in finding.message


@pytest.mark.parametrize(
    ("initial", "adjusted", "expected"),
    [
        ("40", "48", [HOLDS]),
        ("40", "32", [HOLDS]),
        ("0", "0", [HOLDS]),
        ("", "20", [NOT_EVALUATED]),
        ("/", "20", [NOT_EVALUATED]),
        ("40", "", [NOT_EVALUATED]),
        ("四十", "40", [NOT_EVALUATED]),
    ],
)
def test_6_adjustments_within_the_limit(initial: str, adjusted: str, expected: list[object]) -> None:
    assert outcomes(project(f"年度资金总额 | {initial} | {adjusted} | 20 | 10 | |"), "FUND-05") == expected


@pytest.mark.parametrize(
    ("initial", "adjusted"), [("40", "48.01"), ("40", "31.99"), ("0", "20"), ("20", "0")]
)
def test_6_adjustments_beyond_the_limit(initial: str, adjusted: str) -> None:
    text = project(f"年度资金总额 | {initial} | {adjusted} | 20 | 10 | |")
    assert found(text, "FUND-05") == ["FUND-05 warning 年度资金总额 全年预算数"]


def test_6_limit_of_the_profile() -> None:
    assert found(project("年度资金总额 | 40 | 50 | 20 | 10 | |"), "FUND-05", profile=LENIENT) == []


def test_7_each_column_of_the_sources_is_one_instance() -> None:
    text = project(
        "年度资金总额 | 40 | | 30 | 10 | |",
        "其中：当年财政拨款 | 40 | 35 | 30.02 | 10 | |",
        "上年结转资金 | — | 5 | 无 | | |",
    )
    assert found(text, "FUND-06") == [
        "FUND-06 error 年度资金总额 全年预算数",
        "FUND-06 error 年度资金总额 全年执行数",
    ]


def test_7_tail_of_several_sources() -> None:
    text = project(
        "年度资金总额 | 40 | 40 | 40 | 10 | |",
        "其中：当年财政拨款 | 13.33 | 13.33 | 13.33 | 10 | |",
        "上年结转资金 | 13.33 | 13.33 | 13.34 | | |",
        "其他资金 | 13.33 | 13.32 | 13.33 | | |",
    )
    assert found(text, "FUND-06") == [
        "FUND-06 warning 年度资金总额 年初预算数",
        "FUND-06 error 年度资金总额 全年预算数",
    ]


def test_7_lines_that_are_all_nothing_are_no_instance_to_decide() -> None:
    text = project("年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10", "上年结转资金 | / | — | 无 | | |")
    assert set(outcomes(text, "FUND-06")) == {NOT_EVALUATED}


def test_7_an_unreadable_source_leaves_the_total_undecided() -> None:
    assert outcomes(department("按收入性质分 | 231.81", "一般公共预算 | 约二百万"), "FUND-07") == [
        NOT_EVALUATED
    ]


def test_7_a_blank_total_over_filled_lines() -> None:
    text = department("按支出性质分 |", "基本支出 | 145.08", "项目支出 | 86.73")
    (finding,) = findings(text, "FUND-08")
    assert finding.expected == "231.81"


@pytest.mark.parametrize(
    ("adjusted", "income", "expenditure", "expected"),
    [
        ("231.81", "231.81", "231.81", []),
        ("231.81", "231.81", "231.82", ["FUND-09 warning 按收入性质分"]),
        ("231.81", "231.81", "213.81", ["FUND-09 error 按收入性质分"]),
        ("229.67", "231.81", "213.81", ["FUND-09 error 按收入性质分"]),
        ("229.67", "231.81", "231.81", ["FUND-09 warning 按收入性质分"]),
        ("229.67", "231.81", "", ["FUND-09 warning 按收入性质分"]),
        ("229.67", "", "231.81", ["FUND-09 warning 按支出性质分"]),
        ("231.81", "/", "231.81", []),
        ("229.67", "约二百", "231.81", []),
        ("231.83", "231.82", "231.81", ["FUND-09 warning 按收入性质分"]),
        ("231.82", "231.81", "231.81", ["FUND-09 warning 按收入性质分"]),
        ("", "231.81", "231.81", []),
    ],
)
def test_8_totals_and_the_adjusted_budget(
    adjusted: str, income: str, expenditure: str, expected: list[str]
) -> None:
    text = department(
        f"年度资金总额 | 229.67 | {adjusted} | 203.10 | 10 | |",
        f"按收入性质分 | {income}",
        f"按支出性质分 | {expenditure}",
    )
    assert found(text, "FUND-09") == expected


@pytest.mark.parametrize(
    ("amounts", "negative"),
    [
        ("45.78 | 40 | -35.65 | 10 | | 8.91", "全年执行数"),
        ("45.78 | -40 | 35.65 | 10 | | 8.91", "全年预算数"),
        ("-45.78 | 40 | 40 | 10 | | 10", "年初预算数"),
        ("45.78 | 40 | 40 | -10 | | 10", "分值"),
    ],
)
def test_9_a_negative_figure_is_one_finding(amounts: str, negative: str) -> None:
    assert found(project(f"年度资金总额 | {amounts}"), "FUND", "SCORE-04", "TYPE-04") == [
        f"TYPE-04 error 年度资金总额 {negative}"
    ]
