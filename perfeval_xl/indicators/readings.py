"""What a target or an actual can be read as; a text that is not understood is an answer of its own."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from perfeval_xl.amounts import plain

_DECEMBER: Final = 12


class Comparison(Enum):
    """How a value is to compare with a number."""

    PLAIN = ""
    """The number alone; the kind of indicator tells what is meant."""
    EQUAL = "="
    AT_LEAST = "≥"
    MORE = ">"
    AT_MOST = "≤"
    LESS = "<"
    ABOUT = "约"

    @property
    def is_lower_bound(self) -> bool:
        return self in (Comparison.AT_LEAST, Comparison.MORE)

    @property
    def is_upper_bound(self) -> bool:
        return self in (Comparison.AT_MOST, Comparison.LESS)

    @property
    def is_bound(self) -> bool:
        return self.is_lower_bound or self.is_upper_bound


class Change(Enum):
    """A number that tells of a rise or a fall: 增长5%, 下降3%."""

    NONE = ""
    RISE = "增长"
    FALL = "下降"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, and how a value is to compare with it; or a range of numbers."""

    number: Decimal
    """In the normalised unit: money in 万元, a percentage as a fraction, people not in tens of thousands."""
    unit: str = ""
    """The normalised unit: ``万元``, ``%``, ``人``, ``元/人``; '' where none was typed."""
    comparison: Comparison = Comparison.PLAIN
    upper: Decimal | None = None
    """The upper end of a range; `number` is then the lower one."""
    change: Change = Change.NONE

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"

    def __str__(self) -> str:
        """The measure as a clerk would write it; reading that gives the same measure."""
        number = self.shown(self.number)
        if self.upper is not None:
            number = f"{number}至{self.shown(self.upper)}"
        return f"{self.change.value}{self.comparison.value}{number}"

    def figure(self, number: Decimal) -> str:
        """A number of this unit as it stands in a formula: per cent and money with it, others bare."""
        return self.shown(number) if self.is_percent or "元" in self.unit else plain(number)

    def shown(self, number: Decimal) -> str:
        """A number of this unit, with it: ``95%``, ``12.5万元``."""
        return f"{plain(number * 100)}%" if self.is_percent else f"{plain(number)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is due or was done; what is not named is the end of the month or year."""

    year: int | None = None
    """None: the reporting year."""
    month: int | None = None
    day: int | None = None
    within: Measure | None = None
    """A span of time instead of a day: 5年内."""
    is_period: bool = False
    """A quarter, a half-year, a part of a month: only its end is known."""

    def latest(self, reporting_year: int) -> dt.date | None:
        """The day itself; None for a span."""
        if self.within is not None:
            return None
        year = self.year or reporting_year
        month = self.month or _DECEMBER
        last = monthrange(year, month)[1]
        return dt.date(year, month, min(self.day or last, last))

    def earliest(self, reporting_year: int) -> dt.date | None:
        """The first day that may be meant: of 2024年9月, the first of September; None for a span."""
        if self.within is not None:
            return None
        month = 1 if self.is_period else self.month or 1
        return dt.date(self.year or reporting_year, month, 1 if self.is_period else self.day or 1)


class Result(Enum):
    """What words say was achieved (the three grades of 财预〔2020〕10号, and what lies between two)."""

    MET = "达成"
    MOSTLY = "基本达成"
    """Between met and partly met; units and bureaus rate it either way."""
    PARTLY = "部分达成"
    NOT_MET = "未达成"


@dataclass(frozen=True, slots=True)
class Words:
    """A text without a number: a qualitative target, or a result in words."""

    text: str
    result: Result | None = None
    """None where the words do not tell."""


class Unread(Enum):
    """The two answers that are no reading."""

    NOTHING = "nothing"
    """Blank, ``/``, ``---`` or 无."""
    NOT_UNDERSTOOD = "not understood"
    """There are figures in it, but which is meant cannot be told without guessing."""


NOTHING: Final = Unread.NOTHING
NOT_UNDERSTOOD: Final = Unread.NOT_UNDERSTOOD

Single = Measure | Deadline | Words | Unread


@dataclass(frozen=True, slots=True)
class Several:
    """Several targets or actuals in one cell."""

    items: tuple[Single, ...]


Reading = Single | Several
