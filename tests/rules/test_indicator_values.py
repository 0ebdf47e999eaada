"""IND-02 to -05, -07, -09: what the two examples of each rule do not show.

1. A quantity asks for a number; figures that are not understood, and blanks, are not objected to.
2. Units differ only where they certainly measure another thing.
3. A bound in the actual is no measured value; 以上 and 余 are, unless they repeat the target.
4. The wrong way round is what no reviewer would want: of kind and name both tell, else it is left alone.
5. One finding for each table, and it says what would be due.
6. Far above the target: the profile's share, `≥` only, one finding for each table, a note settles it.
7. A cost is compared with the budget of its own table, in 万元.
8. A share of a whole is at most 100 %; rises, points and what may be more than all are not meant.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import NATIONAL, findings, found, outcomes

MONEY = "年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91"


def project(*rows: str) -> str:
    return "\n".join(["# 附件3 项目自评表", MONEY, *rows])


def indicator(
    target: str, actual: str, kind: str = "数量指标", name: str = "开展调研", note: str = ""
) -> str:
    return f"指标 | 产出指标 | {kind} | {name} | {target} | {actual} | 10 | 10 | {note}"


NO_NUMBER = ["IND-02 warning 开展调研 实际完成值"]


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥6次", "已完成", NO_NUMBER),
        ("6次", "达到预期目标", NO_NUMBER),
        ("不少于三次", "按时完成", NO_NUMBER),
        ("100%", "全部完成", NO_NUMBER),
        ("≤30天", "及时", NO_NUMBER),
        ("≥6次", "2024年12月", NO_NUMBER),
        ("≥6次", "7次", []),
        ("≥6次", "七次", []),
        ("≥6次", "上半年3次，下半年4次", []),
        ("≥6次", "每月1次", []),
        ("≥6次", "", []),
        ("≥6次", "---", []),
        ("明显提升", "已完成", []),
        ("12月底前", "已完成", []),
        ("5年内", "正在推进", []),
        ("推进三项改革", "已推进", []),
        ("每月1次", "已完成", []),
    ],
)
def test_1_a_quantity_asks_for_a_number(target: str, actual: str, expected: list[str]) -> None:
    assert found(project(indicator(target, actual)), "IND-02") == expected


OTHER_UNIT = ["IND-03 warning 开展调研 实际完成值"]


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥300人", "100%", OTHER_UNIT),
        ("≥95%", "50个", OTHER_UNIT),
        ("≥300人", "320人次", OTHER_UNIT),
        ("≤12万元", "3次", OTHER_UNIT),
        ("≥20户", "60人", OTHER_UNIT),
        ("≥3公里", "20亩", OTHER_UNIT),
        ("≥50页", "50件", OTHER_UNIT),
        ("≥50页", "50次", OTHER_UNIT),
        ("≥500棵", "3处", OTHER_UNIT),
        ("≥2台", "2次", OTHER_UNIT),
        ("≥50页", "50张", []),
        ("≥50条", "52篇", []),
        ("≥6套", "6台", []),
        ("≥12项", "12次", []),
        ("≥320卷", "320件", []),
        ("≥50峰", "50件", []),
        ("≥50页", "52个", []),
        ("≥50个", "52家", []),
        ("≥6个单位", "6个", []),
        ("≥4场", "5次", []),
        ("≥4期", "5个", []),
        ("≥1.2万元", "12000元", []),
        ("≥1万人", "10500名", []),
        ("≥95%", "0.98", []),
        ("≥50个", "52", []),
        ("50", "52个", []),
        ("≥20公顷", "320亩", []),
        ("≤5个工作日", "3天", []),
        ("≥500元/人", "520元", []),
    ],
)
def test_2_units(target: str, actual: str, expected: list[str]) -> None:
    assert found(project(indicator(target, actual)), "IND-03") == expected


@pytest.mark.parametrize(
    ("target", "actual", "is_wrong"),
    [
        ("≥50个", "≥50个", True),
        ("≥50个", "≧52个", True),
        ("≤60万元", "<60万元", True),
        ("95%以上", "95%以上", True),
        ("5-8次", "5-8次", True),
        ("≥95%", "98%以上", False),
        ("≥300人", "300余人", False),
        ("5-8次", "6次", False),
        ("≥50个", "52个", False),
        ("100%", "100%", False),
    ],
)
def test_3_measured_values(target: str, actual: str, is_wrong: bool) -> None:
    expected = ["IND-04 warning 开展调研 实际完成值"] if is_wrong else []
    assert found(project(indicator(target, actual)), "IND-04") == expected


@pytest.mark.parametrize(
    ("target", "kind", "name"),
    [
        ("≤2次", "数量指标", "开展代表小组活动"),
        ("≤4个", "数量指标", "完善提升区、乡人大代表工作站建设"),
        ("不超过300人", "数量指标", "培训人数"),
        ("≤12", "数量指标", "走访企业"),
        ("≤95%", "质量指标", "验收合格率"),
        ("≤90%", "服务对象满意度指标", "群众满意程度"),
        ("≤95%", "社会效益指标", "政策知晓率"),
        ("≥60万元", "成本指标", "活动经费"),
        ("≥500元/人", "成本指标", "人均培训费"),
    ],
)
def test_4_the_wrong_way_round(target: str, kind: str, name: str) -> None:
    assert found(project(indicator(target, "1", kind, name)), "IND-05") == [
        f"IND-05 warning {name} 年度指标值"
    ]


@pytest.mark.parametrize(
    ("target", "kind", "name"),
    [
        ("≥2次", "数量指标", "开展代表小组活动"),
        ("2次", "数量指标", "开展代表小组活动"),
        ("5-8次", "数量指标", "开展代表小组活动"),
        ("≤3起", "数量指标", "安全生产事故"),
        ("≤5件", "数量指标", "群众信访投诉件数"),
        ("≤12人", "数量指标", "在编人员"),
        ("≤20批次", "数量指标", "公务接待批次"),
        ("≤8个", "数量指标", "压减会议数量"),
        ("≤10万元", "数量指标", "采购金额"),
        ("≤30天", "数量指标", "办理天数"),
        ("≤1%", "质量指标", "差错率"),
        ("≤5%", "服务对象满意度指标", "不满意率"),
        ("≤5次", "其他指标", "开展代表小组活动"),
        ("≤60万元", "成本指标", "活动经费"),
        ("≥5%", "成本指标", "成本节约率"),
        ("≥90%", "成本指标", "预算执行率"),
        ("≥500元/人", "成本指标", "困难群众补助标准"),
        ("≥100万元", "成本指标", "争取上级资金"),
    ],
)
def test_4_a_direction_that_may_be_meant(target: str, kind: str, name: str) -> None:
    assert outcomes(project(indicator(target, "1", kind, name)), "IND-05") == [HOLDS]


def test_5_one_finding_says_what_would_be_due() -> None:
    text = project(
        indicator("≤4个", "4个", name="建设工作站"),
        indicator("≤12次", "2次", name="联系群众"),
        indicator("≥2次", "2次", name="召开会议"),
    )
    (finding,) = findings(text, "IND-05")
    assert "“联系群众”若应为“≥”，得分是 10 × 2 ÷ 12 = 1.67，填的是 10" in finding.message
    assert "建设工作站”若" not in finding.message
    assert len(finding.related) == 1


def test_5_several_in_one_cell() -> None:
    text = project(
        indicator("≥1份\\n≤ 6个单位\\n≤2次", "已完成", name="1、备案审查\\n2、工作评议\\n3、小组活动")
    )
    (finding,) = findings(text, "IND-05")
    assert "“工作评议 ≤6个”、“小组活动 ≤2次”" in finding.message
    assert "备案审查" not in finding.message


@pytest.mark.parametrize(
    ("target", "actual", "note", "expected"),
    [
        ("≥10条", "13条", "", []),
        ("≥10条", "13.1条", "", ["IND-07 warning 开展调研 实际完成值"]),
        ("≥10条", "20余条", "", ["IND-07 warning 开展调研 实际完成值"]),
        ("＞10条", "20条", "", ["IND-07 warning 开展调研 实际完成值"]),
        ("≥10条", "20条", "新增专栏", []),
        ("≥10条", "20条", "无", ["IND-07 warning 开展调研 实际完成值"]),
        ("≥10条", "约20条", "", []),
        ("≥10条", "20人", "", []),
        ("≤10条", "20条", "", []),
        ("10条", "20条", "", []),
        ("≥0条", "20条", "", []),
        ("≥50%", "98%", "", ["IND-07 warning 开展调研 实际完成值"]),
    ],
)
def test_6_far_above_the_target(target: str, actual: str, note: str, expected: list[str]) -> None:
    assert found(project(indicator(target, actual, note=note)), "IND-07") == expected


def test_6_the_share_is_the_profiles() -> None:
    text = project(indicator("≥10条", "14条"))
    assert found(text, "IND-07", profile=replace(NATIONAL, over_target=Decimal("1.5"))) == []


def test_6_one_finding_for_each_table() -> None:
    text = project(indicator("≥10条", "20条"), indicator("≥4次", "7次", name="召开会议"))
    (finding,) = findings(text + "\n" + text, "IND-07")[:1]
    assert [f.rule for f in findings(text + "\n" + text, "IND-07")] == ["IND-07"] * 2
    assert "7 ÷ 4 = 175%" in finding.message
    assert len(finding.related) == 1


TOO_MUCH = ["IND-09 warning 活动经费 年度指标值"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("≤95万元", TOO_MUCH),
        ("95万元", TOO_MUCH),
        ("≤950000元", TOO_MUCH),
        ("30-95万元", TOO_MUCH),
        ("1、20万元 2、95万元", TOO_MUCH),
        ("≤40万元", []),
        ("≤40.004万元", []),
        ("≤500元/人", []),
        ("≤95", []),
        ("≤95%", []),
        ("控制在预算内", []),
    ],
)
def test_7_costs(target: str, expected: list[str]) -> None:
    assert found(project(indicator(target, "35万元", "成本指标", "活动经费")), "IND-09") == expected


def test_7_an_output_of_money_is_no_cost() -> None:
    assert outcomes(project(indicator("≥95万元", "96万元", name="发放补贴")), "IND-09") == []


def test_7_without_a_budget_it_is_undecided() -> None:
    text = "# 附件3 项目自评表\n" + indicator("≤95万元", "35万元", "成本指标", "活动经费")
    assert outcomes(text, "IND-09") == [NOT_EVALUATED]


@pytest.mark.parametrize(
    ("target", "actual", "kind", "name", "expected"),
    [
        ("≥96%", "120%", "服务对象满意度指标", "群众满意度", ["实际完成值"]),
        ("≥96%", "120%", "服务对象满意度指标", "服务对象", ["实际完成值"]),
        ("≥120%", "98%", "质量指标", "验收合格率", ["年度指标值"]),
        ("≥120%", "130%", "质量指标", "验收合格率", ["实际完成值"]),
        ("90%-105%", "98%", "质量指标", "档案完好率", ["年度指标值"]),
        ("≥96%", "100%", "服务对象满意度指标", "群众满意度", []),
        ("≥96分", "120分", "服务对象满意度指标", "群众满意度", []),
        ("≥96", "98", "服务对象满意度指标", "群众满意度", []),
        ("提升10%", "提升120%", "服务对象满意度指标", "群众满意度", []),
        ("≥100%", "120%", "数量指标", "任务完成率", []),
        ("≤100%", "120%", "服务对象满意度指标", "群众投诉率", []),
        ("≥96%", "很满意", "服务对象满意度指标", "群众满意度", []),
    ],
)
def test_8_shares_of_a_whole(target: str, actual: str, kind: str, name: str, expected: list[str]) -> None:
    text = project(indicator(target, actual, kind, name))
    assert found(text, "IND-11") == [f"IND-11 warning {name} {column}" for column in expected]


def test_8_a_share_beyond_all_is_not_far_above_its_target_too() -> None:
    text = project(indicator("≥90%", "120%", "服务对象满意度指标", "群众满意度"))
    assert found(text, "IND-07", "IND-11") == ["IND-11 warning 群众满意度 实际完成值"]
