"""SCORE: what the two examples of each rule do not show.

1. Weights and printed total both make the profile's total; a blank printed total over weights is wrong.
2. Only the total money row counts as the execution rate; sub-rows repeat it.
3. A heading without points, and a weight that cannot be read, leave an instance undecided.
4. Figures are equal when they differ by less than 0.005; scores have no 尾差.
5. A blank score leaves the total undecided; it is SCORE-06 that reports it, and `---` is nothing.
6. Rows left blank, or with the form's `……` alone, are no indicators.
"""

from __future__ import annotations

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import findings, found, outcomes

MONEY = "年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10"


def project(*rows: str) -> str:
    return "\n".join(["# 附件3 项目自评表", *rows])


def indicator(weight: str, score: str, heading: str = "产出指标") -> str:
    return f"指标 | {heading} | 数量指标 | 开展调研 | ≥4次 | 7次 | {weight} | {score} |"


@pytest.mark.parametrize(
    ("weight", "total", "expected"),
    [
        ("90", "100", []),
        ("90", "", ["SCORE-01 error 总分 分值"]),
        ("90", "110", ["SCORE-01 error 总分 分值"]),
        ("100", "110", ["SCORE-01 error 总分 分值"]),
        ("90.004", "100", []),
        ("90.01", "100", ["SCORE-01 error 总分 分值"]),
        ("九十", "100", []),
        ("90", "一百", []),
    ],
)
def test_1_weights_and_printed_total(weight: str, total: str, expected: list[str]) -> None:
    assert found(project(MONEY, indicator(weight, "90"), f"总分 | {total} | 100"), "SCORE-01") == expected


def test_1_message_tells_the_sum() -> None:
    (finding,) = findings(project(MONEY, indicator("100", "90"), "总分 | 100 | 100"), "SCORE-01")
    assert "110" in finding.message
    assert finding.expected == "各项合计 100"


@pytest.mark.parametrize("rule_id", ["SCORE-01", "SCORE-04", "SCORE-05", "SCORE-06"])
def test_2_sub_rows_repeat_weight_and_score(rule_id: str) -> None:
    text = project(
        MONEY,
        "其中：当年财政拨款 | 20 | 20 | 20 | 10 | 100% |",
        "其他资金 | | | | --- | | 11",
        indicator("90", "90"),
        "总分 | 100 | 100",
    )
    assert set(outcomes(text, rule_id)) == {HOLDS}


def test_3_heading_without_points() -> None:
    assert outcomes(project(indicator("90", "90")), "SCORE-02") == [NOT_EVALUATED]


def test_3_points_over_no_weights_or_unreadable_ones() -> None:
    assert outcomes(project(indicator("", "90", "产出指标（50分）")), "SCORE-02") == [NOT_EVALUATED]
    assert outcomes(project(indicator("九十", "90", "产出指标（50分）")), "SCORE-02") == [NOT_EVALUATED]


def test_3_each_heading_is_one_instance() -> None:
    text = project(
        indicator("50", "50", "产出指标（50分）"),
        indicator("40", "40", "效益指标（30分）"),
        indicator("10", "10", "满意度指标(10分)"),
    )
    assert found(text, "SCORE-02") == ["SCORE-02 error 效益指标 分数"]


@pytest.mark.parametrize(
    ("weight", "score", "expected"),
    [
        ("10", "10.004", []),
        ("10", "10.01", ["SCORE-04 error 开展调研 得分"]),
        ("10", "-1", ["SCORE-04 error 开展调研 得分"]),
        ("", "-1", ["SCORE-04 error 开展调研 得分"]),
        ("", "11", []),
        ("10", "满分", []),
        ("0", "0", []),
    ],
)
def test_4_scores_between_nothing_and_the_weight(weight: str, score: str, expected: list[str]) -> None:
    assert found(project(MONEY, indicator(weight, score)), "SCORE-04") == expected


def test_4_the_execution_row_too() -> None:
    text = project("年度资金总额 | 20 | 20 | 20 | 10 | 100% | 20")
    assert found(text, "SCORE-04") == ["SCORE-04 error 年度资金总额 得分"]


@pytest.mark.parametrize(
    ("execution", "score", "total", "expected"),
    [
        ("10 | 100% | 10", "90", "100", []),
        ("10 | 100% | 10", "90", "100.004", []),
        ("10 | 100% | 10", "90", "100.01", ["SCORE-05 error 总分 得分"]),
        ("10 | 100% | 10", "90", "", ["SCORE-05 error 总分 得分"]),
        ("10 | 100% |", "90", "90", []),
        ("| |", "90", "91", []),
        ("10 | 100% | 10", "", "11", []),
        ("10 | 100% | 10", "90", "优", []),
    ],
)
def test_5_total_score(execution: str, score: str, total: str, expected: list[str]) -> None:
    text = project(
        f"年度资金总额 | 20 | 20 | 20 | {execution}", indicator("90", score), f"总分 | 100 | {total}"
    )
    assert found(text, "SCORE-05") == expected


@pytest.mark.parametrize(
    ("weight", "score", "expected"),
    [
        ("10", "", ["SCORE-06 error 开展调研 得分"]),
        ("10", "---", ["SCORE-06 error 开展调研 得分"]),
        ("/", "10", ["SCORE-06 error 开展调研 分值"]),
        ("10", "0", []),
        ("10", "满分", []),
        ("---", "---", []),
    ],
)
def test_5_weight_and_score_together(weight: str, score: str, expected: list[str]) -> None:
    assert found(project(MONEY, indicator(weight, score)), "SCORE-06") == expected


def test_5_the_blank_cell_is_cited_with_the_filled_one() -> None:
    (finding,) = findings(project("年度资金总额 | 20 | 20 | 20 | 10 | 100% |"), "SCORE-06")
    assert finding.label == "年度资金总额 得分"
    assert len(finding.related) == 1


@pytest.mark.parametrize("rule_id", ["SCORE-01", "SCORE-02", "SCORE-04", "SCORE-05", "SCORE-06"])
def test_6_blank_rows_are_no_indicators(rule_id: str) -> None:
    text = project(
        MONEY,
        indicator("90", "90", "产出指标（90分）"),
        "指标 | | | | | | | |",
        "指标 | | | …… | | | | |",
        "指标 | | 可持续影响指标 | --- | --- | | | |",
        "总分 | 100 | 100",
    )
    assert set(outcomes(text, rule_id)) == {HOLDS}
