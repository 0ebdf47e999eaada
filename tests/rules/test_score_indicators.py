"""SCORE-07 to -09: what the two examples of each rule do not show.

1. A deduction without a note is SCORE-07's, whatever the target; blank, `/` and 无 are no notes.
2. SCORE-08 computes by the sign, by kind where the target is a number alone, and states the formula.
3. Stricter than computed is no mistake; above the weight is SCORE-04's alone.
4. Where target, actual or direction leave a doubt, SCORE-08 is silent; a suspicious direction is IND-05's.
5. SCORE-09 reads what words say, and days; between two bands either is right.
6. The bands are the profile's.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfeval_xl.profile import Band, Bands
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.form.sheets import check, sheet
from tests.rules.checking import NATIONAL, findings, found, outcomes


def indicator(
    target: str, actual: str, score: str, kind: str = "数量指标", name: str = "开展调研", note: str = ""
) -> str:
    return (
        f"# 附件3 项目自评表\n指标 | 产出指标 | {kind} | {name} | {target} | {actual} | 20 | {score} | {note}"
    )


@pytest.mark.parametrize(
    ("score", "note", "expected"),
    [
        ("16.67", "", ["SCORE-07 warning 开展调研 偏差原因分析及改进措施"]),
        ("16.67", "无", ["SCORE-07 warning 开展调研 偏差原因分析及改进措施"]),
        ("16.67", "/", ["SCORE-07 warning 开展调研 偏差原因分析及改进措施"]),
        ("16.67", "一次改在下年", []),
        ("19.996", "", []),
        ("20", "", []),
        ("22", "", []),
        ("-1", "", []),
        ("", "", []),
        ("满分", "", []),
    ],
)
def test_1_deductions(score: str, note: str, expected: list[str]) -> None:
    assert found(indicator("≥6次", "5次", score, note=note), "SCORE-07") == expected


def test_1_without_the_column_of_notes_it_is_form_03() -> None:
    text = """
        # 工作表 项目
        2024年度项目支出绩效自评表
        项目支出名称 | 专项
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 开展调研 | ≥6次 | 5次 | 20 | 16.67
        总分 | | | | | 20 | 16.67
    """
    assert set(outcomes(text, "SCORE-07")) == {NOT_EVALUATED}


def test_1_a_note_merged_downwards_holds_for_all_its_rows() -> None:
    grid = sheet("""
        2024年度项目支出绩效自评表
        项目支出名称 | 专项
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        产出指标 | 数量指标 | 开展调研 | ≥6次 | 5次 | 10 | 8.33 | 汛期推迟
        ^ | ^ | 召开会议 | ≥4次 | 3次 | 10 | 7.5 | ^
        ^ | ^ | 走访企业 | ≥10家 | 9家 | 10 | 9 |
        总分 | | | | | 30 | 24.83 |
    """)
    assert [(f.rule, f.at.cell if f.at else "") for f in check(grid).findings if f.rule == "SCORE-07"] == [
        ("SCORE-07", "H6")
    ]


WRONG = ["SCORE-08 warning 开展调研 得分"]


@pytest.mark.parametrize(
    ("target", "actual", "score", "kind", "expected"),
    [
        ("≥6次", "5次", "20", "数量指标", WRONG),
        ("≥6次", "5次", "16.67", "数量指标", []),
        ("≥6次", "5次", "16.7", "数量指标", []),
        ("≥6次", "5次", "17", "数量指标", WRONG),
        ("不少于6次", "五次", "20", "数量指标", WRONG),
        ("6次", "5次", "20", "数量指标", WRONG),
        ("6次以上", "全年开展5次", "20", "数量指标", WRONG),
        ("≥95%", "0.9", "20", "质量指标", WRONG),
        ("95%", "90%", "20", "社会效益指标", WRONG),
        ("≤60万元", "66万元", "20", "成本指标", WRONG),
        ("60万元", "66万元", "20", "成本指标", WRONG),
        ("60万元", "58万元", "20", "成本指标", []),
        ("≤1.2万元", "11500元", "20", "成本指标", []),
        ("≤20天", "25天", "20", "时效指标", WRONG),
        ("20天内", "25天", "20", "时效指标", WRONG),
        ("20天内", "18天", "20", "时效指标", []),
        ("5-8次", "4次", "20", "数量指标", WRONG),
        ("5-8次", "8次", "20", "数量指标", []),
    ],
)
def test_2_computed_scores(target: str, actual: str, score: str, kind: str, expected: list[str]) -> None:
    assert found(indicator(target, actual, score, kind), "SCORE-08") == expected


def test_2_the_formula_is_stated() -> None:
    (finding,) = findings(indicator("≥6个", "5个", "20"), "SCORE-08")
    assert "20 × 5 ÷ 6 = 16.67" in finding.message
    assert finding.expected == "16.67"
    assert len(finding.related) == 3


@pytest.mark.parametrize("score", ["15", "0", "16.66"])
def test_3_stricter_is_no_mistake(score: str) -> None:
    assert outcomes(indicator("≥6次", "5次", score), "SCORE-08") == [HOLDS]


@pytest.mark.parametrize("score", ["25", "-1", "", "满分"])
def test_3_scores_that_other_rules_report(score: str) -> None:
    assert outcomes(indicator("≥6次", "5次", score), "SCORE-08") == [NOT_EVALUATED]


@pytest.mark.parametrize(
    ("target", "actual", "kind", "name"),
    [
        ("≥6次", "已完成", "数量指标", "开展调研"),
        ("≥6次", "≥6次", "数量指标", "开展调研"),
        ("≥6次", "近5次", "数量指标", "开展调研"),
        ("≥6次", "3人", "数量指标", "开展调研"),
        ("≥6次", "5次，3场", "数量指标", "开展调研"),
        ("≥6次", "上半年2次下半年3次", "数量指标", "开展调研"),
        ("约6次", "5次", "数量指标", "开展调研"),
        ("=6次", "8次", "数量指标", "开展调研"),
        ("每月1次", "5次", "数量指标", "开展调研"),
        ("", "5次", "数量指标", "开展调研"),
        ("明显提升", "明显提升", "社会效益指标", "服务水平"),
        # a suspicious direction is IND-05's
        ("≤12次", "20次", "数量指标", "代表联系群众"),
        ("≥60万元", "50万元", "成本指标", "活动经费"),
        # a number alone, where neither kind nor name tells which way is better
        ("6次", "5次", "其他指标", "开展调研"),
        ("5%", "4%", "成本指标", "成本节约率"),
        ("6起", "5起", "数量指标", "信访投诉件数"),
        ("30天", "25天", "时效指标", "办结时间"),
    ],
)
def test_4_in_doubt_it_is_silent(target: str, actual: str, kind: str, name: str) -> None:
    assert outcomes(indicator(target, actual, "20", kind, name), "SCORE-08") == [NOT_EVALUATED]


def test_4_several_indicators_in_a_row_are_ind_06() -> None:
    text = indicator("1.≥6次 2.≥3场", "1.5次 2.3场", "20", name="1.开展调研 2.召开会议")
    assert outcomes(text, "SCORE-08", "SCORE-09") == [NOT_EVALUATED] * 2


OUTSIDE = ["SCORE-09 warning 开展调研 得分"]


@pytest.mark.parametrize(
    ("target", "actual", "score", "expected"),
    [
        ("完成验收", "已完成", "20", []),
        ("完成验收", "已完成", "16", []),
        ("完成验收", "已完成", "15", OUTSIDE),
        ("完成验收", "部分完成", "20", OUTSIDE),
        ("完成验收", "部分完成", "16", []),
        ("完成验收", "部分完成", "12", []),
        ("完成验收", "部分完成", "11", OUTSIDE),
        ("完成验收", "未完成", "20", OUTSIDE),
        ("完成验收", "未完成", "0", []),
        ("完成验收", "基本完成", "20", []),
        ("完成验收", "基本完成", "12", []),
        ("完成验收", "基本完成", "11", OUTSIDE),
        ("2024年12月底前", "尚未启动", "20", OUTSIDE),
        ("2024年6月底前", "2024年9月完成", "20", OUTSIDE),
        ("2024年6月底前", "2024年9月完成", "16", []),
        ("2024年6月底前", "2024年6月20日", "20", []),
        ("6月底前", "2024年5月完成", "20", []),
        ("2024年底前", "100%", "20", []),
        ("良好", "良好", "20", []),
        ("机关正常运转", "机关正常运转", "20", []),
        ("机关正常运转", "机关正常运转", "10", OUTSIDE),
    ],
)
def test_5_bands(target: str, actual: str, score: str, expected: list[str]) -> None:
    assert found(indicator(target, actual, score, "时效指标"), "SCORE-09") == expected


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("完成验收", "正在验收", "20"),
        ("完成验收", "2处已完成，1处改在下年", "20"),
        ("完成验收", "部分完成", ""),
        ("完成验收", "部分完成", "25"),
        ("2024年8月底前", "第三季度", "20"),
        ("5年内", "正在按年度计划逐步推进", "20"),
        ("≥6次", "部分完成", "20"),
        ("完成验收", "98%", "20"),
    ],
)
def test_5_in_doubt_it_is_silent(target: str, actual: str, score: str) -> None:
    assert outcomes(indicator(target, actual, score, "时效指标"), "SCORE-09") == [NOT_EVALUATED]


def test_6_bands_of_the_profile() -> None:
    half = Decimal("0.5")
    bands = Bands(NATIONAL.bands.met, Band(half, Decimal("0.8")), Band(Decimal(0), half))
    text = indicator("完成验收", "部分完成", "11", "时效指标")
    assert found(text, "SCORE-09", profile=replace(NATIONAL, bands=bands)) == []
    (finding,) = findings(
        indicator("完成验收", "部分完成", "20"), "SCORE-09", profile=replace(NATIONAL, bands=bands)
    )
    assert finding.expected == "10–16"
