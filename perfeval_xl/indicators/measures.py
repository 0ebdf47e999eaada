"""A quantity as clerks type it: 不少于50个, 5-8次, 95%以上, 召开会议3次, 百分之九十五."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.indicators.numerals import ARABIC, CHINESE, MULTIPLIERS, number_of
from perfeval_xl.indicators.readings import Change, Comparison, Measure
from perfeval_xl.indicators.units import PER_PATTERN, UNIT_PATTERN, WAN, Family, Unit, own_unit, unit_of

_BEFORE: Final = {
    Comparison.AT_LEAST: (
        "≥ 不少于 不低于 不小于 不短于 不得少于 不得低于 至少 最少 大于等于 大于或等于 大于且等于 "
        "高于或等于 达到或超过 未低于"
    ),
    Comparison.AT_MOST: (
        "≤ 不超过 不多于 不高于 不大于 不得超过 不得高于 至多 最多 小于等于 小于或等于 低于或等于 "
        "控制在 控制到 未超过 没有超过 没超过 未突破 不突破"
    ),
    Comparison.MORE: "> 大于 超过 高于 多于 超出 超",
    Comparison.LESS: "< 小于 少于 低于 不足 不到 未达 未达到 未满 不满",
    Comparison.EQUAL: "= 等于",
    Comparison.ABOUT: "约 大约 约为 ≈ 近 将近 接近",
}
_AFTER: Final = {
    Comparison.AT_LEAST: "以上 及以上 或以上 之上 起",
    Comparison.AT_MOST: "以下 及以下 或以下 以内 之内 内",
    Comparison.ABOUT: "左右 上下",
}


def _by_words(words: dict[Comparison, str]) -> dict[str, Comparison]:
    return {word: comparison for comparison, text in words.items() for word in text.split()}


_COMPARISON_BEFORE: Final = _by_words(_BEFORE)
_COMPARISON_AFTER: Final = _by_words(_AFTER)
_AGREEING: Final = {
    # Said twice, as clerks do: ≥95%以上, 控制在60万元以下, 超过300人以上.
    (Comparison.AT_LEAST, Comparison.AT_LEAST),
    (Comparison.MORE, Comparison.AT_LEAST),
    (Comparison.AT_MOST, Comparison.AT_MOST),
    (Comparison.LESS, Comparison.AT_MOST),
    (Comparison.ABOUT, Comparison.ABOUT),
}


def _alternatives(words: dict[str, Comparison]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# 千克 and 百分点 are units of their own, not thousands and hundreds of one.
_MULTIPLIER: Final = rf"(?:{'|'.join(sorted(MULTIPLIERS, key=len, reverse=True))})(?![克米瓦分])"
_UNIT: Final = rf"(?:{UNIT_PATTERN})(?:/每?{PER_PATTERN}(?:[·/]{PER_PATTERN})?)?"
_NUMBER: Final = rf"(?:百分之(?:{ARABIC}|{CHINESE})|-?{ARABIC}|{CHINESE})"
_CORE: Final = re.compile(
    rf"(?P<before>{_alternatives(_COMPARISON_BEFORE)})?:?"
    rf"(?P<low>{_NUMBER})(?:(?P<low_unit>[一-鿿%‰a-z/]{{1,5}}?)?(?:-|~|—|至|到)(?P<high>{_NUMBER}))?"
    rf"(?P<many>{_MULTIPLIER})?(?P<more>[余多])?(?P<unit>{_UNIT})?"
)
_TAIL: Final = re.compile(rf"(?P<noun>.*?)(?P<after>{_alternatives(_COMPARISON_AFTER)})?")
_LEADING_DATE: Final = re.compile(
    r"^(?:在|于|截至|截止|至|到)?(?:(?:19|20)\d{2}年(?:度|底|末|全年)?(?:\d{1,2}月(?:底|末|份|\d{1,2}日)?)?|全年|本年度?|当年)"
    r"[,、]?(?!前|以前|之前|内|底|末)"
)
_FIGURE: Final = re.compile(r"\d")
_COUNTED: Final = re.compile(rf"[一二两三四五六七八九十百千](?:{UNIT_PATTERN})")
_STOPS: Final = re.compile(r"[,。;:?!+=<>≥≤≈~/|()*×÷%‰·^&#@\-—]")
_CLOSING_REMARK: Final = re.compile(r"\([^()\d]{1,8}\)")
_LEAD_REFUSED: Final = re.compile(
    # what was not done, is left, is only planned, or is another year's
    "[未不没无非差缺欠剩余拟仅尚]|(?<!减)[少多]|计划|预计|预期|应当|应完|(?:任务数?|目标值?|指标值?|计划数)$"
    "|(?<![较比同])(?:上年|去年|往年)|[上下]半年|季度|提前|延后|推迟|超前"
    # a rank, a share, a change from one value to another, so many for each
    "|第$|前$|近$|排名|名次|位列|位居|分之|比例|原|由|从|每|平均"
    # said of the number, but not right before it
    "|(?<!节)约|以[上下内外]|左右"
)
_TAIL_REFUSED: Final = re.compile(
    "[未不没无差缺欠剩余待但仅]|左右|上下|以[上下内外前后]|[前后]|每|计划|(?<!节)约|分之"
)
# 降低到5% and 提高至95% tell of the value that was reached, not of a change by so much.
_RISE: Final = re.compile("(?:增长|增加|提高|提升|上升|增幅|增收|增速)(?![到至为])")
_FALL: Final = re.compile("(?:下降|降低|减少|压减|降幅|压缩|缩减|缩短|节约|节省)(?![到至为])")
_FOR_EACH: Final = re.compile("([人日天月户年亩班次场车村校])均")
_LONGEST_WORDS: Final = 14
_YEARS: Final = range(1949, 2100)
_MONTHS: Final = range(1, 13)
_DAYS: Final = range(10, 32)
_BEFORE_A_WORD: Final = ("统", "唯", "同", "专", "某", "任", "之", "逐", "单", "万", "进", "划")
_VAGUE: Final = ("一批", "一类", "一种", "一级", "一点")
_MOST_PERCENT: Final = Decimal(100)


def read_measure(text: str) -> Measure | None:
    """The one quantity in a normalised text; None where there is none, more than one, or any doubt."""
    body = _LEADING_DATE.sub("", text.lower(), count=1)
    match = _first_core(body)
    if match is None:
        return None
    is_chinese = _is_chinese(match["low"])
    lead = body[: match.start()]
    tail = _TAIL.fullmatch(_CLOSING_REMARK.sub(_remark, body[match.end() :]))
    if tail is None or not _is_lead(lead, is_chinese=is_chinese):
        return None
    noun = tail["noun"]
    unit, factor, noun = _unit(match, noun)
    unit = _for_each(unit, lead, match["unit"] or "")
    comparison = _comparison(match, tail["after"] or "")
    if unit is None or comparison is None or not _is_noun(noun, is_chinese=is_chinese):
        return None
    low, high = _number(match["low"]), _number(match["high"])
    if low is None or (match["high"] and (high is None or comparison is not Comparison.PLAIN)):
        return None
    number = _scaled(low, unit, factor)
    upper = None if high is None else _scaled(high, unit, factor)
    if (upper is not None and upper <= number) or _is_doubtful(number, unit, comparison):
        return None
    rise, fall = _RISE.search(lead), _FALL.search(lead)
    if rise and fall:
        return None
    change = Change.RISE if rise else Change.FALL if fall else Change.NONE
    return Measure(number, unit.name, comparison, upper, change)


def _remark(match: re.Match[str]) -> str:
    """What is left of a remark in brackets: nothing, unless it takes back what was said: 5次（未完成）."""
    return match[0] if _TAIL_REFUSED.search(match[0]) else ""


def _for_each(unit: Unit | None, lead: str, typed: str) -> Unit | None:
    """The unit where the words before the number say "for each": 人均补助500元 is 500元/人."""
    each = _FOR_EACH.search(lead)
    if each is None or unit is None or unit.family is Family.RATE:
        return unit
    return unit_of(f"{typed}/{each[1]}") if typed else None


def _first_core(text: str) -> re.Match[str] | None:
    """The first number that can be read.

    Chinese numerals that belong to a word (统一, 一般, 十四五) are none: they count only before a unit.
    """
    start = 0
    while match := _CORE.search(text, start):
        if not _is_chinese(match["low"]) or _stands_for_a_number(match):
            return match
        start = match.end("low")
    return None


def _is_chinese(number: str) -> bool:
    return _FIGURE.search(number) is None


def _stands_for_a_number(match: re.Match[str]) -> bool:
    if match["low"].startswith("百分之"):
        return True
    return bool(match["unit"] and number_of(match["low"]) is not None) and match[0] not in _VAGUE


def _is_lead(lead: str, *, is_chinese: bool) -> bool:
    """Whether the words before the number leave no doubt: 召开会议, 满意度达到."""
    if len(lead) > _LONGEST_WORDS or _FIGURE.search(lead) or _STOPS.search(lead.rstrip(":")):
        return False
    if _LEAD_REFUSED.search(lead) or _COUNTED.search(lead):
        return False
    return not (is_chinese and lead.endswith(_BEFORE_A_WORD))


def _is_noun(noun: str, *, is_chinese: bool) -> bool:
    """Whether the words behind number and unit leave no doubt: 单位 in 5个单位.

    Behind a Chinese numeral none may stand: 一站式, 一次性, 三个中心 are words.
    """
    if is_chinese:
        return not noun
    return len(noun) <= _LONGEST_WORDS and not any(
        pattern.search(noun) for pattern in (_FIGURE, _STOPS, _TAIL_REFUSED, _COUNTED)
    )


def _comparison(match: re.Match[str], after: str) -> Comparison | None:
    """What is said before, within and behind the number; None where it does not agree."""
    said = [
        comparison
        for comparison in (
            _COMPARISON_BEFORE.get(match["before"] or ""),
            Comparison.MORE if match["more"] else None,
            _COMPARISON_AFTER.get(after),
        )
        if comparison is not None
    ]
    if not said:
        return Comparison.PLAIN
    first, *others = said
    return first if all((first, other) in _AGREEING for other in others) else None


def _unit(match: re.Match[str], noun: str) -> tuple[Unit | None, Decimal, str]:
    """The unit, what it is multiplied by, and what of `noun` is not the unit; no unit where in doubt."""
    numbers = [number for number in (match["low"], match["high"]) if number]
    typed, many = match["unit"] or "", match["many"] or ""
    if any(number.startswith("百分之") for number in numbers):
        certain = not typed and not many and all(number.startswith("百分之") for number in numbers)
        return (unit_of("%") if certain else None), Decimal(1), noun
    if match["low_unit"] and match["low_unit"] != many + typed:
        return None, Decimal(1), noun
    if many == WAN.name and not typed and not noun:
        return WAN, Decimal(1), noun
    factor = MULTIPLIERS.get(many, Decimal(1))
    if not typed and noun:
        return own_unit(noun), factor, ""
    return unit_of(typed), factor, noun


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    body = text.removeprefix("百分之")
    if body == "百":
        return Decimal(100)
    number = number_of(body.removeprefix("-"))
    return None if number is None else number.copy_negate() if body.startswith("-") else number


def _scaled(number: Decimal, unit: Unit, factor: Decimal) -> Decimal:
    """A number in the normalised unit; one notation for each value, so that equal measures are the same."""
    return Decimal(plain(number * factor * unit.factor))


def _is_doubtful(number: Decimal, unit: Unit, comparison: Comparison) -> bool:
    """Whether the number may be the year, a day, or a stretch of years: 2024, 12.31, 近3年."""
    if unit.family is Family.PERCENT:
        return number > _MOST_PERCENT
    if comparison is Comparison.ABOUT and unit.name == "年":
        return True
    if comparison is not Comparison.PLAIN or unit.name not in ("", "年"):
        return False
    month, _, day = plain(number).partition(".")
    is_day = not unit.name and len(day) == 2 and int(month) in _MONTHS and int(day) in _DAYS
    return number in _YEARS or is_day
