"""Units of targets and actuals: one spelling for each, and which of them may be compared."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple


class Family(Enum):
    """What a unit counts or measures."""

    NONE = "none"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "percentage points"
    PEOPLE = "people"
    VISITS = "person-times"
    HOUSEHOLDS = "households"
    EVENTS = "events"
    THINGS = "things"
    AREA = "area"
    LENGTH = "length"
    WEIGHT = "weight"
    VOLUME = "volume"
    TIME = "time"
    SCORE = "score"
    RATE = "one unit by another"


class Unit(NamedTuple):
    """A unit as it was typed → the normalised one, by a factor."""

    name: str
    factor: Decimal
    family: Family


_SPELLINGS: Final[tuple[tuple[Family, str, str, str], ...]] = (
    # family, normalised unit, factor, other spellings of it
    (Family.MONEY, "万元", "1", "万元人民币"),
    (Family.MONEY, "万元", "0.0001", "元 元人民币 块钱"),
    (Family.PERCENT, "%", "0.01", "% 百分比"),
    (Family.PERCENT, "%", "0.001", "‰"),
    (Family.PERCENT, "%", "0.1", "成"),
    (Family.POINTS, "个百分点", "1", "百分点"),
    (Family.PEOPLE, "人", "1", "名 位 个人 名人员"),
    (Family.VISITS, "人次", "1", "人/次 人次数"),
    (Family.HOUSEHOLDS, "户", "1", "家庭"),
    (Family.EVENTS, "次", "1", "场 场次 期 期次 班次 回"),
    (Family.AREA, "亩", "1", ""),
    (Family.AREA, "亩", "15", "公顷 ha"),
    (Family.AREA, "平方米", "1", "m2 平米 平方"),
    (Family.AREA, "平方公里", "1", "平方千米 km2"),
    (Family.LENGTH, "米", "1", "m 延米"),
    (Family.LENGTH, "米", "1000", "公里 千米 km"),
    (Family.WEIGHT, "吨", "1", "t"),
    (Family.WEIGHT, "吨", "0.001", "公斤 千克 kg"),
    (Family.WEIGHT, "吨", "0.0005", "斤"),
    (Family.VOLUME, "立方米", "1", "m3 立方 方"),
    (Family.TIME, "年", "1", "周年"),
    (Family.TIME, "个月", "1", ""),
    (Family.TIME, "天", "1", "日 自然日 个自然日"),
    (Family.TIME, "个工作日", "1", "工作日"),
    (Family.TIME, "小时", "1", "个小时 h"),
    (Family.TIME, "分钟", "1", "min"),
    (Family.TIME, "秒", "1", ""),
    (Family.SCORE, "分", "1", ""),
)
_THINGS: Final = (
    "个 家 项 件 条 份 篇 台 套 座 处 所 块 棵 株 头 只 辆 部 本 册 卷 张 支 种 类 村 镇 乡 县 区 社区 街道 "
    "间 栋 幢 艘 架 枚 盏 面 幅 组 批 批次 届 轮 起 例 宗 笔 站 站点 班 课时 节 学时 门 对 副 盒 箱 袋 瓶 包 "
    "根 段 片 口 眼 孔 级 档 倍 集 床 张床 车次 台次 件次 篇次 项次 家次 辆次 度 千瓦时 千瓦"
)
_UNITS: Final = {
    **{name: Unit(name, Decimal(1), Family.THINGS) for name in _THINGS.split()},
    **{
        spelling: Unit(name, Decimal(factor), family)
        for family, name, factor, others in _SPELLINGS
        for spelling in (*((name,) if factor == "1" else ()), *others.split())
    },
}
WAN: Final = Unit("万", Decimal(1), Family.NONE)
"""Ten thousand of a unit that was not typed: 12.5万."""
NO_UNIT: Final = Unit("", Decimal(1), Family.NONE)

_NO_UNITS: Final = frozenset(
    "零〇一二两三四五六七八九十百千万亿半几年月日号时点底末初前后内外起止上下多余好高优良是有无第每共约至到和与及等已完未不达超为其含另"
)
"""Characters that say something else behind a number."""

UNIT_PATTERN: Final = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
"""Matches the units that are known, the longest spelling first."""
PER_PATTERN: Final = (
    "(?:人次|平方米|平方公里|公里|立方米|学期|学年|季度|工作日"
    "|[人户亩个次年月周天日季件项场台套吨家村生期班米度])"
)
"""What may stand below the line of a unit by another: 元/人, 次/月."""


def unit_of(text: str) -> Unit | None:
    """The unit that `text` spells, or one by another (``元/人``); None where it is not known."""
    if not text:
        return NO_UNIT
    known = _UNITS.get(text)
    if known is not None:
        return known
    over, _, under = text.replace("/每", "/").partition("/")
    numerator = _UNITS.get(over)
    if numerator is None or not under:
        return None
    if numerator.family is Family.MONEY:
        # 500元/人 is clearer than 0.05万元/人.
        return Unit(f"元/{under}", numerator.factor * 10_000, Family.RATE)
    return Unit(f"{numerator.name}/{under}", numerator.factor, Family.RATE)


def own_unit(word: str) -> Unit | None:
    """One character right behind a number, taken for a measure word that is not in the list: 50峰."""
    if len(word) == 1 and "一" <= word <= "鿿" and word not in _NO_UNITS:
        return Unit(word, Decimal(1), Family.THINGS)
    return None


class Match(Enum):
    """Whether two units measure the same."""

    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"


# What is counted by these words is of one sort, and the words may stand for each other: 台 and 套, 条 and 篇.
_SORTS: Final = (
    "页 面 张 幅",
    "份 件 条 篇 本 册 卷 部 集 套 期 张 类 种 批 批次 件次 篇次",
    "项 件 起 例 宗 笔 条 类 批 批次 种 件次 项次",
    "台 套 座 辆 部 架 艘 组 件 支 批 台次 车次 辆次 门",
    "处 座 所 块 间 栋 幢 站 站点 口 眼 片 段 条 项 级",
    "家 所 户 家次",
    "村 镇 乡 县 区 社区 街道",
    "棵 株 批",
    "头 只 批",
    "次 届 轮 期 节 课时 学时 班 项 件 起 例 批 批次 家次 台次 车次 辆次 件次 篇次 项次",
)
_SORTED: Final = {
    unit: frozenset(number for number, units in enumerate(_SORTS) if unit in units.split())
    for units in _SORTS
    for unit in units.split()
}
"""The sorts of things that a measure word may count; of one that is not here, nobody knows."""
_GENERIC: Final = "个"
_COUNTS: Final = (Family.EVENTS, Family.THINGS)
_CLEAR: Final = frozenset(Family) - {Family.NONE, Family.RATE, Family.POINTS, Family.SCORE}


def family_of(name: str) -> Family:
    """The family of a normalised unit."""
    if name in ("", WAN.name):
        return Family.NONE
    if "/" in name and name not in _UNITS:
        return Family.RATE
    known = _UNITS.get(name)
    return Family.THINGS if known is None else known.family


def compare_units(one: str, other: str) -> Match:
    """Whether two normalised units may be compared; a unit that was not typed fits all."""
    first, second = family_of(one), family_of(other)
    if one == other or Family.NONE in (first, second):
        return Match.SAME
    if first is second and first in _COUNTS and _GENERIC in (one, other):
        return Match.SAME
    if first in _COUNTS and second in _COUNTS:
        return Match.DIFFERENT if _counts_other_things(one, other) else Match.UNCLEAR
    if first is second:
        # 天 and 个工作日, 亩 and 平方米: of one kind, but what is meant may differ.
        return Match.UNCLEAR
    counted = (*_COUNTS, Family.PEOPLE, Family.HOUSEHOLDS)
    if _GENERIC in (one, other) and first in counted and second in counted:
        return Match.UNCLEAR
    return Match.DIFFERENT if first in _CLEAR and second in _CLEAR else Match.UNCLEAR


def _counts_other_things(one: str, other: str) -> bool:
    """Whether nothing is counted by both measure words: 页 and 件."""
    first, second = _SORTED.get(one, frozenset[int]()), _SORTED.get(other, frozenset[int]())
    return bool(first and second) and first.isdisjoint(second)
