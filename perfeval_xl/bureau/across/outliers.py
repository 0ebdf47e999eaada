"""Outliers by robust statistics: the modified z-score of Iglewicz and Hoaglin (1993).

A value's distance from the median, in median absolute deviations; 0.6745 makes it comparable with a standard
deviation. The median and the deviation do not move with a few wild values, as mean and variance would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

FEWEST: Final = 10
"""Units with a value; among fewer nothing is called unusual."""
FARTHEST: Final = 3.5
"""The modified z-score beyond which a value is an outlier, as its authors recommend."""
_CONSISTENCY: Final = 0.6745


@dataclass(frozen=True, slots=True)
class Outlier:
    """A value far from the others."""

    key: str
    value: float
    score: float
    """The modified z-score, below 0 for a low value."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the values lie."""

    median: float
    deviation: float
    """The median absolute deviation, at least the floor that was asked for."""
    count: int


def outliers(values: Mapping[str, float], floor: float) -> tuple[Spread, list[Outlier]]:
    """The values far from the median, the farthest first; none where there are fewer than `FEWEST`.

    Args:
        values: By any key.
        floor: The least deviation counted with: where nearly all values are alike, what differs a little is
            no outlier yet.
    """
    if not values:
        return Spread(0.0, floor, 0), []
    middle = median(values.values())
    deviation = max(median(abs(value - middle) for value in values.values()), floor)
    spread = Spread(middle, deviation, len(values))
    if len(values) < FEWEST:
        return spread, []
    scored = (
        Outlier(key, value, _CONSISTENCY * (value - middle) / deviation) for key, value in values.items()
    )
    far = (found for found in scored if abs(found.score) > FARTHEST)
    return spread, sorted(far, key=lambda found: abs(found.score), reverse=True)
