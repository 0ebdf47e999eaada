"""Whatever stands in the cells of indicators, the rules neither raise nor contradict themselves.

1. Every rule decides, or leaves undecided; none raises.
2. What a finding expects and says is filled in, and it cites a cell.
3. Indicators that are blank but for their kind are nobody's concern.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_xl.findings import Finding
from tests.indicators.texts import realistic
from tests.rules.checking import outcomes

RULES = ("IND", "SCORE", "CROSS-13")
MONEY = "年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91"
kinds = st.sampled_from(
    ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "服务对象满意度指标", ""]
)
points = st.sampled_from(["10", "0", "", "---", "十", "5.5", "-1"])
cells = realistic.map(lambda text: text.replace("\n", "\\n").replace("|", ""))


@st.composite
def rows(draw: st.DrawFn) -> str:
    drawn = [draw(kinds), *(draw(cells) for _ in range(3)), draw(points), draw(points), draw(cells)]
    return " | ".join(["指标", "产出指标（50分）", *drawn])


@given(st.lists(rows(), min_size=1, max_size=3), st.lists(rows(), max_size=3))
@settings(max_examples=60)
def test_1_2_any_indicators(department: list[str], project: list[str]) -> None:
    text = "\n".join(["# 附件2 部门自评表", MONEY, *department, "# 附件3 项目自评表", MONEY, *project])
    for outcome in outcomes(text, *RULES):
        if isinstance(outcome, Finding):
            assert outcome.message.endswith("。")
            assert outcome.expected
            assert outcome.at is not None


@given(kinds)
def test_3_blank_indicators(kind: str) -> None:
    text = f"# 附件3 项目自评表\n{MONEY}\n指标 | 产出指标 | {kind} | | | | | |"
    assert [outcome for outcome in outcomes(text, "IND", "CROSS-13") if isinstance(outcome, Finding)] == []
