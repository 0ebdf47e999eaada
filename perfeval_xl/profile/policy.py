"""What a finance bureau settles: weights, thresholds, score formulas, what must be there, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from perfeval_xl.amounts import round_half_up

SCORE_FORMULAS: Final = ("proportional", "steps")

_RATE_PLACES: Final = 4
"""Decimals of a rate, as a fraction, that is shown in per cent with two."""

RuleLevel = Literal["error", "warning", "info", "off"]
RULE_LEVELS: Final[tuple[RuleLevel, ...]] = ("error", "warning", "info", "off")


@dataclass(frozen=True, slots=True)
class Step:
    """From this execution rate on, the execution row earns this share of its weight."""

    rate: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """The share of its weight that a qualitative result earns: a fraction, both ends included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of a qualitative indicator's three results: 达成, 部分达成, 未达成预期指标."""

    met: Band
    partly: Band
    not_met: Band


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the lowest total score that earns it."""

    name: str
    least: Decimal


@dataclass(frozen=True, eq=False)
class Profile:
    """One bureau's settings. Rates and shares are fractions, weights and scores are points."""

    name: str
    file: str
    """The file it was read from, as messages name it."""
    title: str
    version: str
    total_weight: Decimal
    execution_weight: Decimal
    level1_points: Mapping[str, Decimal]
    """Points of each level-1 indicator, by its name on the form."""
    execution_rate: Decimal
    """Below this an execution rate needs a reason (FUND-04, CROSS-14)."""
    adjustment: Decimal
    """A mid-year change of the budget by more than this share needs a reason (FUND-05)."""
    over_target: Decimal
    """An actual beyond this share of a ``≥`` target needs a note (IND-07)."""
    score_formula: str
    """How the execution score follows from the rate; one of `SCORE_FORMULAS`."""
    score_steps: tuple[Step, ...]
    """For the formula ``steps``, from the highest rate down."""
    bands: Bands
    """What a qualitative indicator may score (SCORE-09)."""
    grades: tuple[Grade, ...]
    """From the best down (SCORE-10)."""
    required_kinds: tuple[str, ...]
    """Level-2 indicators that every score table must have (IND-08), by their name on the form."""
    needs_benefit_kind: bool
    """Whether at least one kind of benefit indicator must be there (IND-08)."""
    required_sections: tuple[str, ...]
    """Sections of the narrative that must be filled in (TEXT-03), by their key."""
    reporting_units: tuple[str, ...]
    """The units that report to the bureau, by full name; empty where they are not known (TEXT-05)."""
    reference: Path | None
    """The document whose page and styles the Word report takes; None for those of GB/T 9704-2012."""
    rule_levels: Mapping[str, RuleLevel]
    """Rules that weigh otherwise here than in the catalogue, or are off."""
    aliases: Mapping[str, tuple[str, ...]]
    """Other spellings of the form's labels, by ``table.key`` of the line, column or section."""
    sentences: Mapping[str, str]
    """Sentences of the narrative, with the figures' keys in braces."""

    def execution_score(self, rate: Decimal, weight: Decimal) -> Decimal:
        """The execution row's score for `rate` (a fraction) under `weight` points."""
        if self.score_formula == "proportional":
            return min(weight, weight * rate)
        step = self.step(rate)
        return Decimal(0) if step is None else weight * step.share

    def step(self, rate: Decimal) -> Step | None:
        """The step that a rate reaches as it is shown, in per cent with two decimals; None for none."""
        shown = round_half_up(rate, _RATE_PLACES)
        return next((step for step in self.score_steps if shown >= step.rate), None)

    def grade(self, score: Decimal) -> Grade:
        """The grade of a total score."""
        return next((grade for grade in self.grades if score >= grade.least), self.grades[-1])
