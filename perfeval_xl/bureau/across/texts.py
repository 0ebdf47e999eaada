"""ACROSS-01…02: texts that several units share."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from perfeval_xl.bureau.across.alike import SHORTEST, Like, groups_of_like, likeness, pieces, plain
from perfeval_xl.bureau.across.kept_texts import KeptTexts
from perfeval_xl.bureau.across.registry import EXCERPT, Compared, Comparison, Evidence, across_rule
from perfeval_xl.bureau.facts import Passage
from perfeval_xl.findings import Severity
from perfeval_xl.form import NARRATIVE
from perfeval_xl.form.declaration import Prose
from perfeval_xl.profile import Profile

MEASURES: Final = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
_OWN: Final = "本单位"
_PROVIDED: Final = 0.7
"""A text of which so many pieces are the form's or the profile's own words is nobody's text."""
_FEWEST_FOR_COMMON: Final = 10
_COMMON: Final = 0.5
"""What more than this part of the units share is the county's own wording: nobody copied it from another."""
_DIGITS: Final = re.compile(r"\d+")
_SAME_FIGURES: Final = 0.8
"""The part of the targets and actuals that two tables of indicators have in common, to be a copy."""
_WORTH_OF_A_CHANGE: Final = 5
"""A character that was changed counts as so many that are not shared."""
_MOST_PASSAGES: Final = 8
"""Passages of the same units that are shown; how many there are is said."""
_BRACES: Final = re.compile(r"\{\w+\}")


@across_rule(
    "ACROSS-01",
    "报告文字不与其他单位雷同",
    Severity.WARNING,
    why="几乎一样的文字说明报告是照抄的，没有反映本单位的实际情况。",
    fix="退回后抄的单位，按本单位的实际情况重写；确是联合开展的工作，请双方说明。",
    basis=MEASURES,
    accepts="""
        甲局 | 正文 | 全年开展农业技术培训21期，受训农户1800人次，
        主推技术到位率达到96%，新增示范基地3个，带动农户增收。
        乙局 | 正文 | 完成城区道路养护36公里，修补坑槽420处，
        更换路灯185盏，市民投诉办结率达到99%，通行条件明显改善。
    """,
    rejects="""
        甲局 | 正文 | 全年开展农业技术培训21期，受训农户1800人次，
        主推技术到位率达到96%，新增示范基地3个，带动农户增收。
        乙局 | 正文 | 全年开展农业技术培训22期，受训农户1800人次，
        主推技术到位率达到95%，新增示范基地3个，带动农户增收。
    """,
)
def alike_prose(compared: Compared) -> Iterator[Comparison]:
    """Narrative and goals; the unit's own name does not make a difference."""
    yield from _alike(compared, is_indicators=False)


@across_rule(
    "ACROSS-02",
    "绩效指标不与其他单位雷同",
    Severity.WARNING,
    why="连目标值和完成值都一样的一整套指标，不可能出自两个单位各自的工作。",
    fix="退回后抄的单位，按本单位的职能和年度任务重新设定指标。",
    basis=MEASURES,
    accepts="""
        甲局 | 指标 | 农技培训期数　≥20期　21期　培训合格率　≥95%　98%
        受训农户增收面　≥90%　96%　农户满意度　≥90%　95%
        乙局 | 指标 | 道路养护里程　≥35公里　36公里　坑槽修补及时率　≥95%　97%
        投诉办结率　≥98%　99%　市民满意度　≥90%　93%
    """,
    rejects="""
        甲局 | 指标 | 农技培训期数　≥20期　21期　培训合格率　≥95%　98%
        受训农户增收面　≥90%　96%　农户满意度　≥90%　95%
        乙局 | 指标 | 农技培训期数　≥20期　21期　培训合格率　≥95%　98%
        受训农户增收面　≥90%　96%　农户满意度　≥90%　94%
    """,
)
def alike_indicators(compared: Compared) -> Iterator[Comparison]:
    """A whole table of indicators at once: single ones are the same in many units, and may be."""
    yield from _alike(compared, is_indicators=True)


def _alike(compared: Compared, *, is_indicators: bool) -> Iterator[Comparison]:
    """What the same units share is one comparison, the same words apart from those that are nearly so.

    The most characters come first, of which each that was changed takes off some.
    """
    exact: list[_Shared] = []
    near: dict[tuple[str, ...], list[_Shared]] = {}
    for one in _shared_texts(compared, is_indicators=is_indicators):
        if one.likeness == 1:
            exact.append(one)
        else:
            near.setdefault(one.units, []).append(one)
    rows = [*_by_units(exact), *near.items()]
    rows.sort(key=lambda row: (sum(map(_weight, row[1])), len(row[0])), reverse=True)
    for units, texts in rows:
        yield _side_by_side(compared, units, texts)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A text that several units share."""

    units: tuple[str, ...]
    """In the order of their files; of three or more the one whose text all others are like comes first."""
    numbers: tuple[int, ...]
    """The number of each unit's text."""
    length: int
    """Characters of the first one, without blanks and signs."""
    likeness: float
    """Of the first, and of the unit whose text is least like it."""

    def number_of(self, unit: str) -> int:
        return self.numbers[self.units.index(unit)]


def _weight(shared: _Shared) -> float:
    return shared.length * (1 - _WORTH_OF_A_CHANGE * (1 - shared.likeness))


def _by_units(exact: Sequence[_Shared]) -> Iterator[tuple[tuple[str, ...], list[_Shared]]]:
    """Units that have the same texts, and all they have in common: some of it others may have, too."""
    of_unit: dict[str, set[int]] = {}
    for place, one in enumerate(exact):
        for unit in one.units:
            of_unit.setdefault(unit, set()).add(place)
    for units in dict.fromkeys(one.units for one in exact):
        fewest_first = sorted((of_unit[unit] for unit in units), key=len)
        shared = fewest_first[0].intersection(*fewest_first[1:])
        yield units, [exact[place] for place in sorted(shared)]


def _shared_texts(compared: Compared, *, is_indicators: bool) -> Iterator[_Shared]:
    names = list(dict.fromkeys(map(compared.unit, compared.facts)))
    common: set[int] = set()
    with KeptTexts() as texts:
        numbers, owners = _keep(texts, compared, names, is_indicators=is_indicators)
        for group in groups_of_like(texts, _same_figures if is_indicators else _always):
            sharing = sorted({owners[place] for place in group.places})
            if len(names) >= _FEWEST_FOR_COMMON and len(sharing) > _COMMON * len(names):
                common.update(group.twin_of)
            elif len(sharing) > 1 and not (group.is_exact and group.centre in common):
                nearest = _nearest(texts, group, owners)
                least = min(likeness for likeness, _ in nearest.values())
                if least == 1 and not group.is_exact:
                    continue  # Nobody's text differs from the centre's: they come as a group of their own.
                if len(sharing) > 2:  # Of two, each is like the other; of more, only like the centre.
                    sharing.sort(key=lambda owner: not group.is_exact and owner != owners[group.centre])
                of_unit = {
                    owners[group.centre]: group.centre,
                    **{one: place for one, (_, place) in nearest.items()},
                }
                yield _Shared(
                    tuple(names[owner] for owner in sharing),
                    tuple(numbers[of_unit[owner]] for owner in sharing),
                    len(texts[of_unit[sharing[0]]]),
                    least,
                )


def _nearest(texts: Sequence[str], group: Like, owners: Sequence[int]) -> dict[int, tuple[float, int]]:
    """Of each other owner the text of the group that is most like its centre: how much, and its place."""
    centre = texts[group.centre]
    likeness_of: dict[int, float] = {}
    nearest: dict[int, tuple[float, int]] = {}
    for place, twin in zip(group.places, group.twin_of, strict=True):
        owner = owners[place]
        if owner == owners[group.centre]:
            continue
        if twin not in likeness_of:
            likeness_of[twin] = likeness(centre, texts[twin])
        if owner not in nearest or likeness_of[twin] > nearest[owner][0]:
            nearest[owner] = (likeness_of[twin], place)
    return nearest


def _keep(
    texts: KeptTexts, compared: Compared, names: Sequence[str], *, is_indicators: bool
) -> tuple[array[int], array[int]]:
    """Keeps what is to be compared; the number of each text, and the place of its unit among the names."""
    provided = _provided(compared.profile)
    place_of = {name: place for place, name in enumerate(names)}
    numbers, owners = array("Q"), array("I")
    for number, file, passage in compared.passages(is_indicators=is_indicators):
        unit = compared.facts[file].unit
        words = plain(passage.text.replace(unit, _OWN) if unit else passage.text)
        if len(words) >= SHORTEST and not _is_provided(words, provided):
            texts.add(words)
            numbers.append(number)
            owners.append(place_of[compared.unit(file)])
    return numbers, owners


def _always(one: str, other: str) -> bool:
    return True


def _same_figures(one: str, other: str) -> bool:
    """Whether most figures of two tables are the same; schools may well have indicators of the same names."""
    from rapidfuzz import fuzz

    figures = (_DIGITS.findall(one), _DIGITS.findall(other))
    return fuzz.ratio(*figures) >= _SAME_FIGURES * 100


def _side_by_side(compared: Compared, units: tuple[str, ...], texts: Sequence[_Shared]) -> Comparison:
    """One unit's texts beside another's; the others have them, too."""
    left, right = ([compared.texts.passage(one.number_of(unit)) for one in texts] for unit in units[:2])
    least = min(one.likeness for one in texts)
    who = "、".join(units) if len(units) == 2 else f"{len(units)} 个单位"
    several = "张表" if left[0][1].is_indicators else "处文字"
    more = f"等 {len(texts)} {several}" if len(texts) > 1 else ""
    what = f"“{left[0][1].label}”{more}（{sum(one.length for one in texts)} 字）"
    above = "以上" if least < 1 and (len(texts) > 1 or len(units) > 2) else ""
    return Comparison(
        f"{who}的{what}相同 {math.floor(least * 100)}%{above}。",
        _passages_of(compared, left),
        _passages_of(compared, right),
        least,
        units,
    )


def _passages_of(compared: Compared, found: Sequence[tuple[str, Passage]]) -> Evidence:
    """One unit's passages: where they stand, and how they begin."""
    shown = found[:_MOST_PASSAGES]
    file = found[0][0]
    unit = compared.unit(file)
    if len(found) == 1:
        return Evidence(unit, file, found[0][1].place, found[0][1].text[:EXCERPT])
    each = EXCERPT // len(shown)
    texts = (f"【{passage.label}】{_beginning(passage.text, each)}" for _, passage in shown)
    more = f"……共 {len(found)} 处" if len(found) > len(shown) else ""
    places = "\n".join([*(passage.place for _, passage in shown), *filter(None, [more])])
    return Evidence(unit, file, places, "\n".join(texts))


def _beginning(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}……"


def _provided(profile: Profile) -> set[str]:
    """The pieces of the words that the form and the profile put into every report."""
    sentences = (_BRACES.sub(" ", sentence) for sentence in profile.sentences.values())
    defaults = (
        text for section in NARRATIVE.sections if isinstance(section, Prose) for text in section.default
    )
    return {piece for text in (*sentences, *defaults) for piece in pieces(plain(text))}


def _is_provided(words: str, provided: set[str]) -> bool:
    found = pieces(_DIGITS.sub("", words))
    return len(found & provided) >= _PROVIDED * len(found)
