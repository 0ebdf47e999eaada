"""CROSS-13: what its two examples do not show.

1. Another target, or a name that any table may have, is another indicator; a rate is each project's own.
2. Of several in one cell the actual is what the prose says right behind the name.
3. Actuals differ only where both are numbers in one unit.
"""

from __future__ import annotations

import pytest

from tests.rules.checking import findings, found

FOUND = ["CROSS-13 warning 开展调研次数 实际完成值"]


def tables(*rows: str) -> str:
    heads = ("# 附件2 部门自评表", *["# 附件3 项目自评表"] * 3)
    return "\n".join(f"{head}\n{row}" for head, row in zip(heads, rows, strict=False))


def indicator(name: str, target: str, actual: str, kind: str = "数量指标") -> str:
    return f"指标 | 产出指标 | {kind} | {name} | {target} | {actual} | 10 | 10 |"


def beside(name: str, target: str, actual: str) -> str:
    return tables(indicator(name, target, actual), indicator("开展调研次数", "≥4次", "7次"))


@pytest.mark.parametrize(
    ("name", "target", "actual", "expected"),
    [
        ("开展调研", "≥4次", "5次", FOUND),
        ("1.开展调研", "不少于4次", "五次", FOUND),
        ("开展调研", "≥4次", "7次", []),
        ("开展调研", "≥6次", "6次", []),
        ("开展专题调研", "≥4次", "5次", []),
    ],
)
def test_1_the_same_indicator(name: str, target: str, actual: str, expected: list[str]) -> None:
    assert found(beside(name, target, actual), "CROSS-13") == expected


@pytest.mark.parametrize(
    "name", ["服务对象满意度", "群众满意度", "项目按时完成率", "验收合格率", "培训人数", "资金支付及时率"]
)
def test_1_names_that_any_table_may_have(name: str) -> None:
    text = tables(indicator(name, "≥90%", "95%"), indicator(name, "≥90%", "98%"))
    assert found(text, "CROSS-13") == []


def test_1_within_one_table_it_is_ind_10() -> None:
    text = tables(indicator("开展调研", "≥4次", "5次") + "\n" + indicator("开展调研", "≥4次", "7次"))
    assert found(text, "CROSS-13") == []


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("对5个部门开展了评议，开展调研1次", FOUND),
        ("对5个部门开展了评议，开展调研7次", []),
        ("已完成", []),
        ("1、评议5个；2、调研1次", []),
    ],
)
def test_2_several_in_one_cell(actual: str, expected: list[str]) -> None:
    assert found(beside("1、工作评议\\n2、开展调研", "≥6个\\n≥4次", actual), "CROSS-13") == expected


@pytest.mark.parametrize("actual", ["已完成", "近5次", "≥4次", "4次以上", "5人", ""])
def test_3_doubtful_actuals(actual: str) -> None:
    assert found(beside("开展调研", "≥4次", actual), "CROSS-13") == []


def test_1_tables_of_one_target_are_compared_whatever_the_first_says() -> None:
    rows = [indicator("开展调研", *values) for values in (("≥9次", "9次"), ("≥4次", "7次"), ("≥4次", "8次"))]
    (finding,) = findings(tables(*rows), "CROSS-13")
    assert finding.at is not None
    assert finding.at.sheet == "附件3 项目自评表 (2)"


@pytest.mark.parametrize(
    ("actuals", "expected"),
    [
        (("97%", "99%"), ["CROSS-13 warning 议案办复面 实际完成值"]),
        (("97%", "97%"), []),
        (("", "97%", "99%"), []),
        (("98%", "97%", "99%"), []),
    ],
)
def test_1_a_rate_is_each_projects_own(actuals: tuple[str, ...], expected: list[str]) -> None:
    text = tables(*(indicator("议案办复面", "≥95%", actual) for actual in actuals))
    assert found(text, "CROSS-13") == expected


def test_3_one_finding_for_three_tables() -> None:
    rows = [indicator("开展调研", "≥4次", actual) for actual in ("5次", "7次", "8次")]
    (finding,) = findings(tables(*rows), "CROSS-13")
    assert len(finding.related) == 2
    assert finding.expected == "各表相同（附件2 部门自评表里是 5次）"
