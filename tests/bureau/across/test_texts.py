"""ACROSS-01…02: what the two examples of each rule do not show.

1. The unit's own name in a copied text hides nothing; short texts are not compared.
2. Texts of one unit are not compared with each other; however many units share a text, it is one comparison
   that names each of them once. All that the same units copied word for word is one, and all that they have
   nearly the same another. Most characters come first, those that were changed taken off.
3. The form's and the profile's own words are nobody's text; what most units share is the county's.
4. Indicators of the same names with figures of their own are no copy.
5. Whatever the texts are, what is said to be alike is, and what is almost the same is reported.
6. Nor are all compared with all, however alike they look.
7. Texts that are kept on disk come back as they were.
"""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from perfeval_xl import profile
from perfeval_xl.bureau.across import alike
from perfeval_xl.bureau.across.alike import LIKENESS, SHORTEST, groups_of_like, likeness, plain
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.kept_texts import KeptTexts
from perfeval_xl.bureau.across.notation import compared
from perfeval_xl.bureau.across.registry import EXCERPT, Comparison

NATIONAL = profile.load("national")
WORK = "全年开展农业技术培训21期，受训农户1800人次，主推技术到位率达到96%，新增示范基地3个，带动农户增收。"
ROADS = "完成城区道路养护36公里，修补坑槽420处，更换路灯185盏，市民投诉办结率达到99%，通行条件明显改善。"

STREETS = "推进背街小巷改造14条，铺设雨污管网9.6公里，新增停车泊位310个，惠及沿线居民2300户，获评省级示范。"

ALMOST_THE_SAME = 96
"""Per cent; where less is the same a signature may miss it, once in a thousand times."""


def comparisons(rule_id: str, text: str) -> list[Comparison]:
    rule = ACROSS.get(rule_id)
    assert rule is not None
    return list(rule.compare(compared(text, NATIONAL)))


def pairs(rule_id: str, text: str) -> list[tuple[str, str]]:
    """The units that a rule sets side by side."""
    return [(one.left.unit, one.right.unit) for one in comparisons(rule_id, text)]


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
    (found,) = comparisons("ACROSS-01", text)
    assert found.units == ("甲局", "乙局", "丙局")
    assert (found.left.unit, found.right.unit) == ("甲局", "乙局")
    assert found.message == f"3 个单位的“正文”（{len(plain(WORK))} 字）相同 100%。"


def test_copies_are_gathered_over_all_sections() -> None:
    """丙局 has one text of the three in its own words; 丁局 and 戊局 have another nearly the same."""
    near = f"{WORK}三季度{ROADS}"
    text = f"""
    丁局 | 正文 | {near}
    戊局 | 正文 | {near.replace("21期", "22期")}
    甲局、乙局 | 正文 | {WORK}
    甲局、乙局、丙局 | 正文 | {ROADS}
    甲局、乙局、丙局 | 正文 | {STREETS}
    丙局 | 正文 | {WORK.replace("主推", "推广")}
    """
    found = comparisons("ACROSS-01", text)
    work, others, longer = len(plain(WORK)), len(plain(ROADS + STREETS)), len(plain(near))
    assert [(one.units, one.message) for one in found] == [
        (
            ("甲局", "乙局"),
            f"甲局、乙局的“正文”等 3 处文字（{work + others} 字）相同 100%。",
        ),
        (
            ("甲局", "乙局", "丙局"),
            f"3 个单位的“正文”等 2 处文字（{others} 字）相同 100%。",
        ),
        (("丁局", "戊局"), f"丁局、戊局的“正文”（{longer} 字）相同 98%。"),
        (("甲局", "乙局", "丙局"), f"3 个单位的“正文”（{work} 字）相同 97%以上。"),
    ]
    assert found[0].left.text == f"【正文】{WORK}\n【正文】{ROADS}\n【正文】{STREETS}"
    assert found[0].left.text == found[0].right.text
    assert found[0].likeness == 1


def test_what_the_same_units_have_nearly_the_same_is_one_comparison() -> None:
    """乙局 copied both texts of 甲局, changing a figure in each."""
    text = f"""
    甲局 | 正文 | {WORK}
    甲局 | 正文 | {ROADS}
    乙局 | 正文 | {WORK.replace("21期", "22期")}
    乙局 | 正文 | {ROADS.replace("420", "430")}
    """
    (found,) = comparisons("ACROSS-01", text)
    assert found.units == ("甲局", "乙局")
    assert "22期" in found.right.text
    assert "“正文”等 2 处文字" in found.message
    assert found.likeness is not None
    assert f"相同 {math.floor(found.likeness * 100)}%以上" in found.message, "never said to be more"
    assert LIKENESS <= found.likeness < 1


def test_a_short_copy_comes_before_what_is_not_much_longer_and_changed() -> None:
    copied, changed = WORK[:48], f"{ROADS}均已验收。"
    text = f"""
    甲局 | 正文 | {changed}
    乙局 | 正文 | {changed.replace("城区道路", "农村公路")}
    丙局、丁局 | 正文 | {copied}
    """
    assert len(plain(copied)) < len(plain(changed))
    assert pairs("ACROSS-01", text) == [("丙局", "丁局"), ("甲局", "乙局")]


def test_what_is_said_of_a_group_holds_of_each_of_its_units() -> None:
    """乙局 changed some of 甲局's words, and 丙局 some others of 乙局's: 丙局's are like 乙局's only.

    Of three or more the one that all others are like comes first.
    """
    own = WORK + ROADS
    changed = own.replace("农业技术", "养殖技能").replace("示范基地", "样板园区")
    again = changed.replace("城区道路养护", "乡村水渠疏浚")
    text = f"甲局 | 正文 | {own}\n乙局 | 正文 | {changed}\n丙局 | 正文 | {again}"
    assert sorted(one.units for one in comparisons("ACROSS-01", text)) == [("乙局", "丙局"), ("甲局", "乙局")]
    copies, *found = comparisons("ACROSS-01", f"{text}\n丁局 | 正文 | {changed}")
    assert copies.units == ("乙局", "丁局")
    assert {one.units for one in found} == {("甲局", "乙局", "丁局"), ("丙局", "乙局", "丁局")}
    assert all(one.likeness is not None and one.likeness >= LIKENESS for one in found)


def test_copies_of_what_most_units_have_nearly_the_same_are_the_countys() -> None:
    units = [f"{sign}局" for sign in "甲乙丙丁戊己庚辛壬癸"]
    text = "\n".join(
        f"{unit} | 正文 | {WORK.replace('21期', f'{max(number, 3)}1期')}" for number, unit in enumerate(units)
    )
    assert comparisons("ACROSS-01", text) == []


def test_of_very_much_that_is_shared_the_beginnings_are_shown() -> None:
    random = Random(1)  # noqa: S311 - reproducible, not secret
    works = ["".join(random.choices(WORK + ROADS, k=200)) for _ in range(20)]
    text = "\n".join(f"甲局、乙局 | 正文 | {work}" for work in works)
    (found,) = comparisons("ACROSS-01", text)
    assert "等 20 处文字" in found.message
    assert "共 20 处" in found.left.place
    assert len(found.left.text) < 2 * EXCERPT


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


@pytest.mark.parametrize(("sharing", "reported"), [(5, 1), (6, 0)])
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


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from((WORK, ROADS)), st.integers(0, 60), st.text("培训检查维护", max_size=6)),
        max_size=8,
    )
)
def test_what_is_alike_is_found_and_nothing_else(drawn: list[tuple[str, int, str]]) -> None:
    texts = [plain(base[:cut] + inserted + base[cut:]) for base, cut, inserted in drawn]
    groups = list(groups_of_like(texts))
    for group in groups:
        assert list(group.places) == sorted(set(group.places))
        assert group.centre in group.places
        assert len(group.places) > 1
        for place, twin in zip(group.places, group.twin_of, strict=True):
            assert texts[twin] == texts[place]
            assert fuzz.ratio(texts[place], texts[group.centre]) >= LIKENESS * 100
    joined = {place for group in groups for place in group.places}
    alone = [text for place, text in enumerate(texts) if place not in joined]
    for place, text in enumerate(alone):
        for other in alone[place + 1 :]:
            assert fuzz.ratio(text, other) < ALMOST_THE_SAME


def test_many_texts_of_few_words_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """They share nearly all bands; the copies among them are found all the same."""
    compared_pairs = 0

    def counted(one: str, other: str, least: float = 0.0) -> float:
        nonlocal compared_pairs
        compared_pairs += 1
        return likeness(one, other, least)

    monkeypatch.setattr(alike, "likeness", counted)
    random = Random(1)  # noqa: S311 - reproducible, not secret
    works = ("业务培训", "专项检查", "设施维护", "政策宣传", "信息化建设", "环境整治")
    texts = [
        "；".join(f"全年开展{random.choice(works)}{random.randint(10, 99)}次" for _ in range(5))
        for _ in range(1_000)
    ]
    copies = [text.replace("全年", "本年", 1) for text in texts[::10]]
    everything = [plain(text) for text in (*texts, *copies)]
    found = list(groups_of_like(everything))
    for number in range(len(copies)):
        assert any({10 * number, len(texts) + number} <= set(group.places) for group in found)
    assert compared_pairs < 48 * len(everything), "four of a band at most, in twelve bands"


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=10))
def test_texts_on_disk_come_back_as_they_were(texts: list[str]) -> None:
    with KeptTexts() as kept:
        for text in texts:
            kept.add(text)
        assert list(kept) == texts
        assert list(kept[1:]) == texts[1:]
        assert [kept[place] for place in reversed(range(len(kept)))] == texts[::-1]
        with pytest.raises(IndexError):
            kept[len(texts)]
