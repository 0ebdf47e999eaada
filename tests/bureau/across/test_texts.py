"""ACROSS-01…03: what the two examples of each rule do not show.

1. The unit's own name in a copied text hides nothing; short texts are not compared.
2. Texts of one unit are not compared with each other; every other unit of a group is named once.
3. The form's and the profile's own words are nobody's text; what most units share is the county's.
4. Indicators of the same names with figures of their own are no copy.
5. A name counts where a sentence begins with it, not in a list or beside another; a longer name that begins
   the same is another unit; the unit's own short or long name is its own.
6. Whatever the texts are, every pair reported is alike, and what is almost the same is reported.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from perfeval_xl import profile
from perfeval_xl.bureau.across.alike import LIKENESS, SHORTEST, Text, groups_of_like, plain
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.notation import compared

NATIONAL = profile.load("national")
WORK = "全年开展农业技术培训21期，受训农户1800人次，主推技术到位率达到96%，新增示范基地3个，带动农户增收。"
ROADS = "完成城区道路养护36公里，修补坑槽420处，更换路灯185盏，市民投诉办结率达到99%，通行条件明显改善。"

ALMOST_THE_SAME = 96
"""Per cent; where less is the same a signature may miss it, once in a thousand times."""


def pairs(rule_id: str, text: str) -> list[tuple[str, str]]:
    """The units that a rule sets side by side."""
    rule = ACROSS.get(rule_id)
    assert rule is not None
    return [(one.left.unit, one.right.unit) for one in rule.compare(compared(text, NATIONAL))]


def test_the_units_own_name_hides_no_copy() -> None:
    text = f"""
    清水县农业农村局 | 正文 | 清水县农业农村局{WORK}
    平川县水利局 | 正文 | 平川县水利局{WORK}
    """
    assert pairs("ACROSS-01", text) == [("清水县农业农村局", "平川县水利局")]


def test_short_texts_are_not_compared() -> None:
    assert pairs("ACROSS-01", "甲局、乙局 | 正文 | 各项重点工作按计划完成，预算执行总体良好。") == []


def test_texts_of_one_unit_are_not_compared() -> None:
    assert pairs("ACROSS-01", f"甲局、甲局 | 正文 | {WORK}") == []


def test_every_unit_of_a_group_is_named_once() -> None:
    text = f"""
    甲局、乙局、丙局、乙局 | 正文 | {WORK}
    丁局 | 正文 | {ROADS}
    """
    assert pairs("ACROSS-01", text) == [("甲局", "乙局"), ("甲局", "丙局")]


def test_the_profiles_own_words_are_nobodys() -> None:
    sentence = NATIONAL.sentences["basic"].format_map(
        {
            "year": "2024",
            "narrative_basic": "162.95",
            "narrative_personnel": "140.78",
            "personnel_share": "86.39%",
            "personnel_items": "工资",
            "narrative_operating": "22.17",
            "operating_share": "13.61%",
            "operating_items": "办公费",
        }
    )
    assert len(plain(sentence)) >= SHORTEST
    assert pairs("ACROSS-01", f"甲局、乙局 | 正文 | {sentence}") == []


@pytest.mark.parametrize(("sharing", "reported"), [(5, 4), (6, 0)])
def test_what_most_units_share_is_the_countys(sharing: int, reported: int) -> None:
    units = [f"{sign}局" for sign in "甲乙丙丁戊己庚辛壬癸"]
    text = "\n".join(
        [
            f"{'、'.join(units[:sharing])} | 正文 | {WORK}",
            *(f"{unit} | 正文 | {unit}的工作各不相同" for unit in units[sharing:]),
        ]
    )
    assert len(pairs("ACROSS-01", text)) == reported


def test_figures_of_their_own_make_indicators_no_copy() -> None:
    indicators = (
        "教师培训次数　≥{}次　{}次　学生体检率　≥{}%　{}%　课后服务覆盖率　≥{}%　{}%　家长满意度　≥{}%　{}%"
    )
    text = f"""
    第一中学 | 指标 | {indicators.format(10, 12, 95, 98, 90, 92, 90, 95)}
    第二中学 | 指标 | {indicators.format(14, 15, 97, 99, 85, 88, 92, 93)}
    """
    assert pairs("ACROSS-02", text) == []


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("清水县农业农村局核定编制12人。", True),
        ("2024年度，清水县农业农村局部门整体支出绩效良好。", True),
        ("任务全部完成。清水县农业农村局2024年基本支出162.95万元。", True),
        ("清水县农业农村局对我局开展了检查。", False),
        ("清水县教育局完成了各项任务。", False),
        ("清水县农业农村局、清水县教育局参加了检查。", False),
        ("对清水县农业农村局开展了检查。", False),
        ("清水县农业农村局和我局共同开展检查。", False),
        ("清水县农业农村局下属站核定编制3人。", False),
        ("清水县水利局核定编制12人。", False),
    ],
)
def test_where_a_name_counts(text: str, reported: bool) -> None:
    units = f"""
    清水县水利局 | 正文 | {text}
    清水县农业农村局、清水县农业农村局下属站、清水县教育局 | 正文 | 无
    """
    expected = [("清水县水利局", "清水县农业农村局")] if reported and "下属" not in text else []
    if "下属站核定" in text:
        expected = [("清水县水利局", "清水县农业农村局下属站")]
    assert pairs("ACROSS-03", units) == expected


def test_a_longer_form_of_the_own_name_is_the_own_name() -> None:
    text = """
    岳阳市屈原管理区联络办 | 正文 | 屈原管理区联络办核定编制12人。
    屈原管理区联络办 | 正文 | 岳阳市屈原管理区联络办核定编制12人。
    """
    assert pairs("ACROSS-03", text) == []


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from((WORK, ROADS)), st.integers(0, 60), st.text("培训检查维护", max_size=6)),
        max_size=8,
    )
)
def test_every_pair_is_alike_and_what_is_almost_the_same_is_found(drawn: list[tuple[str, int, str]]) -> None:
    texts = [
        Text(number, number, plain(base[:cut] + inserted + base[cut:]))
        for number, (base, cut, inserted) in enumerate(drawn)
    ]
    found = [one for group in groups_of_like(texts, lambda number: texts[number].plain) for one in group]
    for one in found:
        assert one.earlier < one.later
        assert fuzz.ratio(texts[one.earlier].plain, texts[one.later].plain) / 100 == one.likeness >= LIKENESS
    joined = {number for one in found for number in (one.earlier, one.later)}
    alone = [text for text in texts if text.number not in joined]
    for place, text in enumerate(alone):
        for other in alone[place + 1 :]:
            assert fuzz.ratio(text.plain, other.plain) < ALMOST_THE_SAME
