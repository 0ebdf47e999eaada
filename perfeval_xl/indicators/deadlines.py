"""Days and deadlines as clerks type them: 在12月底, 2024年年底前, 2024年12月31日前完成, 5年内."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from perfeval_xl.indicators.numerals import ARABIC, CHINESE, number_of
from perfeval_xl.indicators.readings import Comparison, Deadline, Measure
from perfeval_xl.indicators.units import unit_of

_MONTHS: Final = 12
_QUARTERS: Final = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12}
_HALVES: Final = {"上半年": 6, "下半年": 12}
_PARTS: Final = {"上旬": 10, "中旬": 20}
_WHOLE_YEAR: Final = ("当年", "本年", "本年度", "年度", "全年")
_THIS_YEAR: Final = "当年|本年度?|年度?|全年"
_BY: Final = r"(?:计划|预计|要求)?(?:在|于|已于|已在|应于|截至|截止|至|到)?"
_UNTIL: Final = r"(?:之前|以前|前|以内|之内|内)?(?P<done>.{0,14})"
_DIGITS: Final = re.compile(
    rf"{_BY}(?P<year>(?:19|20)\d{{2}})[-./](?P<month>\d{{1,2}})(?:[-./](?P<day>\d{{1,2}}))?{_UNTIL}"
)
_EIGHT_DIGITS: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DAY: Final = re.compile(
    rf"{_BY}(?:(?P<year>(?:19|20)\d{{2}})年度?|(?P<this>{_THIS_YEAR}))?(?:的|,)?"
    r"(?:"
    r"(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号]?|(?P<part>[上中下]旬)|底|末|初)?"
    r"|第?(?P<quarter>[一二三四1-4])季度[底末]?"
    r"|(?P<half>[上下]半年)"
    r"|年?(?P<end>[底末终])"
    rf")?{_UNTIL}"
)
_PERIOD: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年)?(?P<first>\d{1,2})月?(?:\d{1,2}日)?(?:-|~|—|至|到)"
    r"(?:(?P<until>(?:19|20)\d{2})年)?(?P<last>\d{1,2})月(?:(?P<day>\d{1,2})日|底|末)?(?:期间|内|前)?(?P<done>.{0,14})"
)
_SPAN: Final = re.compile(
    rf"(?P<lead>.{{0,10}}?)(?P<number>{ARABIC}|{CHINESE})"
    r"(?P<unit>周?年|个?月|个?工作日|天|日|个?小时|分钟)(?:以内|之内|内)(?P<done>.{0,14})"
)
_REFUSED: Final = re.compile(r"[未不没无尚待差仅每但\d,;。%]|计划|推进|进行中")
_LEAD_REFUSED: Final = re.compile(r"[未不没无每第近前\d,;。]|提前|延")


def read_deadline(text: str) -> Deadline | None:
    """The day, or span of time, that a normalised text names; None where it names none, or says more."""
    return _span(text) or _period(text) or _digits(text) or _day(text)


def _digits(text: str) -> Deadline | None:
    eight = _EIGHT_DIGITS.fullmatch(text)
    if eight is not None:
        return _valid(*map(int, eight.groups()))
    match = _DIGITS.fullmatch(text)
    if match is None or _REFUSED.search(match["done"]):
        return None
    return _valid(int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None)


def _day(text: str) -> Deadline | None:
    match = _DAY.fullmatch(text)
    if match is None or _REFUSED.search(match["done"]):
        return None
    year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
    if year is None and month is None and not (match["quarter"] or match["half"] or match["end"]):
        # 全年, 当年 or 当年完成 names the year; 年 alone does not.
        return Deadline() if match["this"] in _WHOLE_YEAR and match["done"] in ("", "完成") else None
    if match["quarter"]:
        month = _QUARTERS[match["quarter"]]
    elif match["half"]:
        month = _HALVES[match["half"]]
    is_period = any(match[name] for name in ("quarter", "half", "part"))
    return _valid(year, month, day or _PARTS.get(match["part"] or ""), is_period=is_period)


def _period(text: str) -> Deadline | None:
    """A period counts as its end: 2024年1月-12月."""
    match = _PERIOD.fullmatch(text)
    if match is None or _REFUSED.search(match["done"]) or not 1 <= int(match["first"]) <= _MONTHS:
        return None
    year = match["until"] or match["year"]
    return _valid(
        int(year) if year else None, int(match["last"]), int(match["day"]) if match["day"] else None
    )


def _span(text: str) -> Deadline | None:
    match = _SPAN.fullmatch(text)
    if match is None or _REFUSED.search(match["done"]) or _LEAD_REFUSED.search(match["lead"]):
        return None
    typed = match["unit"]
    unit = unit_of("个月" if typed == "月" else typed)
    number = number_of(match["number"])
    if unit is None or number is None or (typed in ("年", "月") and number > Decimal(100)):
        return None
    if typed == "月":
        return None if number <= _MONTHS else Deadline(within=Measure(number, unit.name, Comparison.AT_MOST))
    return Deadline(within=Measure(number, unit.name, Comparison.AT_MOST))


def _valid(
    year: int | None, month: int | None, day: int | None, *, is_period: bool = False
) -> Deadline | None:
    """The deadline, unless there is no such day."""
    try:
        dt.date(year or 2024, month or 1, day or 1)
    except ValueError:
        return None
    return Deadline(year, month, day, is_period=is_period)
