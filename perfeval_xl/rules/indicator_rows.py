"""An indicator's row as the rules judge it: its kind, its name, and what target and actual say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from perfeval_xl.amounts import is_nothing
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.form.hints import is_hint
from perfeval_xl.form.score_table import (
    ACTUAL,
    COST_KIND,
    LEVEL2,
    LEVEL3,
    NOTE,
    NOTE_ABOVE,
    QUANTITY_KIND,
    SATISFACTION_KIND,
    SCORE,
    TARGET,
    TIMELINESS_KIND,
    WEIGHT,
    kind_of,
)
from perfeval_xl.grid import Kind
from perfeval_xl.indicators.names import (
    is_share_of_a_whole,
    wants_fewer,
    wants_high_rate,
    wants_more_of_a_cost,
)
from perfeval_xl.indicators.reading import numbered, read
from perfeval_xl.indicators.readings import NOT_UNDERSTOOD, Change, Measure, Reading, Several, Single
from perfeval_xl.indicators.scoring import Direction, comparable
from perfeval_xl.indicators.units import Family, family_of

COUNTED: Final = frozenset(
    {Family.NONE, Family.PEOPLE, Family.VISITS, Family.HOUSEHOLDS, Family.EVENTS, Family.THINGS}
)
"""What an output counts."""
_COSTS: Final = frozenset({Family.MONEY, Family.RATE})
_UNREAD: Final = (Kind.ERROR, Kind.PENDING)


@dataclass(frozen=True)
class IndicatorRow:
    """One weighted indicator, read."""

    table: Table
    row: Row

    @cached_property
    def kind(self) -> str:
        """The level-2 indicator's name on the form; '' where it is none of the form's."""
        return kind_of(self.row[LEVEL2].text)

    @cached_property
    def name(self) -> Entry:
        return self.row[LEVEL3]

    @cached_property
    def target_entry(self) -> Entry:
        return self.row[TARGET]

    @cached_property
    def actual_entry(self) -> Entry:
        return self.row[ACTUAL]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The indicators that the name lists, without their numbers; mostly one."""
        return numbered(self.name.text)

    @cached_property
    def target(self) -> Reading:
        return _reading(self.target_entry)

    @cached_property
    def actual(self) -> Reading:
        return _reading(self.actual_entry)

    @property
    def weight(self) -> Decimal | None:
        return self.row[WEIGHT].value

    @property
    def score(self) -> Decimal | None:
        return self.row[SCORE].value

    @property
    def has_note_column(self) -> bool:
        return self.row[NOTE].at is not None

    @property
    def has_note(self) -> bool:
        return self.row[NOTE].is_filled or self.row[NOTE_ABOVE].is_filled

    @property
    def is_single(self) -> bool:
        """Whether one indicator stands in the row; of several IND-06 speaks."""
        return len(self.names) == 1 and not isinstance(self.target, Several)

    @property
    def shown(self) -> str:
        """What messages call it: the name, else the kind; several names by the first."""
        name = self.names[0].strip()
        return name if self.name.is_filled and not is_hint(name) else self.row.label.label

    @property
    def measures(self) -> tuple[Measure, Measure] | None:
        """Target and actual in one unit, where both are measures that may be compared."""
        if not self.is_single or not isinstance(self.target, Measure) or not isinstance(self.actual, Measure):
            return None
        return comparable(self.target, self.actual)

    @property
    def is_share(self) -> bool:
        """Whether it is a rate that cannot be above 100 %: all that is asked of satisfaction, and 合格率."""
        if len(self.names) != 1:
            return False
        name = self.names[0]
        return is_share_of_a_whole(name) or (self.kind == SATISFACTION_KIND and not wants_fewer(name))

    @property
    def beyond_all(self) -> list[Entry]:
        """Of its actual and its target those above 100 %, where it is a share of a whole."""
        if not self.is_share:
            return []
        cells = ((self.actual_entry, self.actual), (self.target_entry, self.target))
        return [entry for entry, reading in cells if _is_beyond_all(reading)]

    def targets(self) -> Iterator[tuple[str, Single]]:
        """Each indicator of the row with its target, as far as they can be told apart."""
        if not isinstance(self.target, Several):
            if len(self.names) == 1:
                yield self.names[0], self.target
        elif len(self.names) in (1, len(self.target.items)):
            names = self.names if len(self.names) > 1 else self.names * len(self.target.items)
            yield from zip(names, self.target.items, strict=True)

    @cached_property
    def suspicious(self) -> tuple[tuple[str, Measure], ...]:
        """The targets whose direction is the wrong way round for what the indicator is (IND-05)."""
        return tuple(
            (name, target)
            for name, target in self.targets()
            if isinstance(target, Measure) and not is_nothing(name) and self._is_wrong_way_round(name, target)
        )

    def _is_wrong_way_round(self, name: str, target: Measure) -> bool:
        if self.kind == COST_KIND:
            return (
                target.comparison.is_lower_bound
                and family_of(target.unit) in _COSTS
                and not wants_more_of_a_cost(name)
            )
        if not target.comparison.is_upper_bound or wants_fewer(name):
            return False
        if target.is_percent:
            return self.kind == SATISFACTION_KIND or wants_high_rate(name)
        return self.kind == QUANTITY_KIND and family_of(target.unit) in COUNTED

    @property
    def plain_direction(self) -> Direction | None:
        """Which way is better where the target is a number alone; None where kind and name do not tell."""
        target = self.target
        if not isinstance(target, Measure) or not self.kind:
            return None
        name = self.names[0]
        if self.kind == COST_KIND:
            return None if wants_more_of_a_cost(name) else Direction.LOWER
        if self.kind == TIMELINESS_KIND and not target.is_percent:
            return None
        return None if wants_fewer(name) or family_of(target.unit) is Family.TIME else Direction.HIGHER


def _reading(entry: Entry) -> Reading:
    return NOT_UNDERSTOOD if entry.kind in _UNREAD else read(entry.text)


@lru_cache(maxsize=64)
def indicator_rows(table: Table) -> tuple[IndicatorRow, ...]:
    """The indicators of a score table that have a weight or a score other than 0; kept for the next rule."""
    return tuple(
        IndicatorRow(table, row)
        for row in table.weighted_indicators
        if row[WEIGHT].has_amount or row[SCORE].has_amount
    )


def all_indicator_rows(evaluation: SelfEvaluation) -> Iterator[IndicatorRow]:
    """The weighted indicators of all score tables, in order."""
    for table in evaluation.score_tables:
        yield from indicator_rows(table)


def _is_beyond_all(reading: Reading) -> bool:
    """Whether it is a percentage above 100 %, and not of a rise or a fall."""
    if not isinstance(reading, Measure) or not reading.is_percent or reading.change is not Change.NONE:
        return False
    return max(reading.number, reading.upper or reading.number) > 1
