"""What a sentence about money states: an amount, a share, a change, or how much of a budget was spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final


class Stage(Enum):
    """Which of a year's figures an amount is."""

    INITIAL = "年初预算"
    ADJUSTED = "全年预算"
    BUDGET = "预算"
    """A budget, without saying which."""
    FINAL = "决算"
    UNSTATED = ""

    @property
    def is_budget(self) -> bool:
        return self in BUDGETS


BUDGETS: Final = (Stage.INITIAL, Stage.ADJUSTED, Stage.BUDGET)


@dataclass(frozen=True, slots=True)
class Point:
    """A year and a stage of it."""

    period: int
    """Years from the reporting year: 0, -1 for 上年."""
    stage: Stage


@dataclass(frozen=True, slots=True)
class Amount:
    """公务接待费支出0.85万元."""

    name: str
    """The key of what the amount is of."""
    point: Point
    value: Decimal
    """万元."""
    step: Decimal
    """What one in the last place printed is worth, in 万元."""
    quote: str
    """The words that say so."""


@dataclass(frozen=True, slots=True)
class Change:
    """比上年减少0.26万元，下降23.42%."""

    name: str
    now: Stage
    """What was compared; of the reporting year."""
    basis: Point
    """What it was compared with."""
    direction: int
    """1 for a rise, -1 for a fall, 0 for 持平."""
    amount: Decimal | None
    """万元, never negative; None where only a percentage is given."""
    step: Decimal
    rate: Decimal | None
    """A fraction, never negative."""
    places: int
    """Decimals of the percentage."""
    quote: str


@dataclass(frozen=True, slots=True)
class Share:
    """人员经费…占基本支出的86.39%."""

    name: str
    whole: str
    stage: Stage
    rate: Decimal
    places: int
    quote: str


@dataclass(frozen=True, slots=True)
class Completion:
    """完成预算的56.67%, 预算执行率87.61%."""

    name: str
    budget: Stage
    rate: Decimal
    places: int
    quote: str


Statement = Amount | Change | Share | Completion


@dataclass(frozen=True)
class Names:
    """What sentences may be about."""

    keys: Mapping[str, str]
    """Every spelling → key."""
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Key → keys of all that it consists of, as far as they are names themselves."""
    own: frozenset[str] = frozenset()
    """Names of the reporting unit itself; they may stand before what the sentence is about."""

    def may_follow(self, whole: str, name: str) -> bool:
        """Whether `name` behind 其中 is all of its amount: it is part of `whole`, or stands beside it."""
        if name in self.parts.get(whole, ()):
            return True
        return any(whole in parts and name in parts for parts in self.parts.values())
