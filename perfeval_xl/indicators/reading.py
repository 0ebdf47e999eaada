"""From the text of a target or an actual to what it says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from perfeval_xl.amounts import is_nothing
from perfeval_xl.indicators.deadlines import read_deadline
from perfeval_xl.indicators.measures import read_measure
from perfeval_xl.indicators.readings import (
    NOT_UNDERSTOOD,
    NOTHING,
    Comparison,
    Deadline,
    Measure,
    Reading,
    Several,
    Single,
    Words,
)
from perfeval_xl.indicators.results import result_of
from perfeval_xl.indicators.spelling import bare, has_raised_figures, normalised
from perfeval_xl.indicators.units import UNIT_PATTERN

LONGEST: Final = 500
"""Characters; a longer text is a story, not a target."""

_MARKER: Final = re.compile(r"[(]?(?<![\d.])(\d{1,2})(?:[、)](?!\d*[)、])|[.](?!\d))")
_LEADING_MARKER: Final = re.compile(r"\s*(?:[(（]?\d{1,2}\s*(?:[、)）]|[.．](?![\s\d]*\d))|[①-⑳])\s*")
_LINES: Final = re.compile(r"[\r\n;；]+")
_JOINED: Final = re.compile(r"[,，、](?!\d{3}(?!\d))")
_FIGURE: Final = re.compile(
    rf"\d|百分之|[二两三四五六七八九十百千几数](?:十|百|千|万)*[余多]?(?:{UNIT_PATTERN})"
)


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """What a target or an actual says.

    Never raises, never guesses: a text with figures that cannot be told for certain is `NOT_UNDERSTOOD`.
    """
    if is_nothing(text):
        return NOTHING
    if len(text) > LONGEST or has_raised_figures(text):
        return NOT_UNDERSTOOD
    first, *others = numbered(text)
    if others:
        return Several(tuple(read_single(item) for item in (first, *others)))
    whole = read_single(first)
    if isinstance(whole, Words) or whole is NOT_UNDERSTOOD:
        return _listed(first) or whole
    return whole


@lru_cache(maxsize=8192)
def numbered(text: str) -> tuple[str, ...]:
    """The items of a numbered list, ``1、… 2、…``; for one, the text itself without the number before it."""
    spelled = normalised(text)
    items: list[str] = []
    start = expected = 0
    for match in _MARKER.finditer(spelled):
        if int(match[1]) != expected + 1 or (not expected and match.start()):
            continue
        if expected:
            items.append(spelled[start : match.start()])
        start, expected = match.end(), expected + 1
    if expected and spelled[start:]:
        items.append(spelled[start:])
    stripped = [item.strip("、.;,。") for item in items]
    if len(items) > 1 and all(stripped):
        return tuple(stripped)
    leading = _LEADING_MARKER.match(text)
    return (text[leading.end() :] if leading and text[leading.end() :].strip() else text,)


def _listed(text: str) -> Reading | None:
    """Measures or deadlines one below the other, or separated; None where a part is anything else.

    A bound from below with one from above is a range: ≥80%；≤90%. A day and a measure are one requirement.
    """
    for separator in (_LINES, _JOINED):
        parts = [part for part in separator.split(text) if part.strip()]
        items = tuple(read_single(part) for part in parts)
        if len(items) > 1 and any(
            all(isinstance(item, kind) for item in items) for kind in (Measure, Deadline)
        ):
            return _as_range(items) or Several(items)
    return None


def _as_range(items: tuple[Single, ...]) -> Measure | None:
    if len(items) != 2:
        return None
    low, high = items
    if not (isinstance(low, Measure) and isinstance(high, Measure)) or low.unit != high.unit:
        return None
    if low.comparison is Comparison.AT_MOST:
        low, high = high, low
    if (low.comparison, high.comparison) != (Comparison.AT_LEAST, Comparison.AT_MOST):
        return None
    return Measure(low.number, low.unit, upper=high.number) if low.number < high.number else None


@lru_cache(maxsize=8192)
def read_single(text: str) -> Single:
    """One target or actual: a deadline, else a measure, else words; figures in anything else are too many."""
    spelled = bare(text)
    if is_nothing(spelled):
        return NOTHING
    deadline = read_deadline(spelled)
    if deadline is not None:
        return deadline
    measure = read_measure(spelled)
    if measure is not None:
        return measure
    result = result_of(spelled)
    if result is None and _FIGURE.search(spelled):
        return NOT_UNDERSTOOD
    return Words(spelled, result)
