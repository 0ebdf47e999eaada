"""SCORE: what the two examples of each rule do not show.

1. Weights and printed total both make the profile's total; a blank printed total over weights is wrong.
2. Only the total money row counts as the execution rate; sub-rows repeat it.
3. A heading without points, and a weight that cannot be read, leave an instance undecided.
4. Figures are equal when they differ by less than 0.005; scores have no 尾差.
5. A blank score leaves the total undecided; it is SCORE-06 that reports it, and `---` is nothing.
6. Rows left blank, or with the form's `……` alone, are no indicators.
7. Level-1 points are the heading's, else the sum; all of a table are one finding, and a level-1 indicator
   the profile does not know is left alone.
8. A grade counts where the narrative states it of the unit as a whole; the grades are the profile's.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfeval_xl.profile import Grade
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import NATIONAL, findings, found, outcomes

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


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ("400 | 405 | 398", []),
        ("400 | 405 | 0", []),
        ("400 | 405 | ", ["SCORE-06 error 年度资金总额 全年执行数"]),
        ("400 | | 398", ["SCORE-06 error 年度资金总额 全年预算数"]),
        ("400 | / | ", ["SCORE-06 error 年度资金总额 全年预算数"]),
    ],
)
def test_5_the_execution_score_has_its_amounts(amounts: str, expected: list[str]) -> None:
    for table in ("附件2 部门自评表", "附件3 项目自评表"):
        assert found(f"# {table}\n年度资金总额 | {amounts} | 10 | | 9.83", "SCORE-06") == expected
    assert found(f"# 附件3 项目自评表\n年度资金总额 | {amounts} | 10 | | ", "SCORE-06")[1:] == []


JUST_BEGUN = project("指标 | 产出指标（90分） | 数量指标 | 开展调研 | ≥5次 | | 90 | |")


def test_5_a_table_without_any_result_is_just_begun() -> None:
    assert set(outcomes(JUST_BEGUN, "SCORE-06")) == {NOT_EVALUATED}
    one_scored = JUST_BEGUN + "\n" + "指标 | 产出指标（90分） | 数量指标 | 开展视察 | ≥5次 | | 90 | 90 |"
    assert found(one_scored, "SCORE-06") == ["SCORE-06 error 开展调研 得分"]


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


def level1(*headings: tuple[str, str]) -> str:
    return project(*(indicator(weight, weight, heading) for heading, weight in headings))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([("产出指标（50分）", "50"), ("效益指标（30分）", "30"), ("满意度指标（10分）", "10")], []),
        ([("产出指标", "50"), ("效益指标", "30"), ("满意度指标", "10")], []),
        ([("产出", "50"), ("效益(30)", "30")], []),
        ([("效益指标（30分）", "40")], []),  # SCORE-02
        ([("产出指标（60分）", "60"), ("效益指标（20分）", "20")], ["SCORE-03 warning 产出指标 分数"]),
        ([("产出指标", "60")], ["SCORE-03 warning 产出指标 分数"]),
        ([("决策指标（20分）", "20")], []),
        ([("产出指标", "六十")], []),
    ],
)
def test_7_level1_points(headings: list[tuple[str, str]], expected: list[str]) -> None:
    assert found(level1(*headings), "SCORE-03") == expected


def test_7_all_of_a_table_are_one_finding() -> None:
    (finding,) = findings(level1(("产出指标（70分）", "70"), ("效益指标（20分）", "20")), "SCORE-03")
    assert "产出指标 70 分（规定 50 分）、效益指标 20 分（规定 30 分）" in finding.message
    assert len(finding.related) == 1


def test_7_points_of_the_profile() -> None:
    profile = replace(NATIONAL, level1_points={"产出指标": Decimal(40), "效益指标": Decimal(40)})
    assert found(level1(("产出指标", "40"), ("效益指标", "40")), "SCORE-03", profile=profile) == []


@pytest.mark.parametrize(
    ("sentence", "total", "expected"),
    [
        ("绩效自评等级为“优”。", "92", []),
        ("绩效自评等级为优秀。", "89.99", ["优秀"]),
        ("部门整体支出绩效评价得分91分，等次：良。", "91", ["良"]),
        ("自评结果为良好，群众反映较好。", "85", []),
        ("本单位自评得分85分，等级评定为“优”，经验可推广。", "85", ["优"]),
        ("整体支出自评等级为中。", "60", []),
        ("3个项目自评等级均为优。", "50", []),
        ("项目支出绩效自评等级为优。", "50", []),
        ("上年自评等级为优。", "50", []),
        ("群众满意度自评等级为优。", "50", []),
        ("自评结果为今后编制预算提供了依据。", "50", []),
        ("自评结果优良。", "50", []),
        ("工作成效为优。", "50", []),
        ("绩效自评等级为优。", "", []),
    ],
)
def test_8_grades(sentence: str, total: str, expected: list[str]) -> None:
    text = f"# 报告正文\n六、部门整体支出绩效情况\n> {sentence}\n# 附件2 部门自评表\n总分 | 100 | {total}"
    assert len(found(text, "SCORE-10")) == len(expected)


def test_8_grades_of_the_profile() -> None:
    text = "# 报告正文\n六、部门整体支出绩效情况\n> 自评等级为合格。\n# 附件2 部门自评表\n总分 | 100 | 70"
    grades = (Grade("优秀", Decimal(90)), Grade("合格", Decimal(75)), Grade("不合格", Decimal(0)))
    (finding,) = findings(text, "SCORE-10", profile=replace(NATIONAL, grades=grades))
    assert finding.expected == "不合格"
