"""The figures of a batch as pandas tables: units, rules, and the distributions that the charts show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from perfeval_xl.bureau.facts import Facts
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import Status
from perfeval_xl.bureau.standing import Standing
from perfeval_xl.findings import Severity

UNIT_FIGURES: Final[Sequence[tuple[str, Callable[[Facts], Decimal | int | str | None]]]] = (
    ("unit", lambda facts: facts.unit),
    ("year", lambda facts: facts.year),
    ("initial", lambda facts: facts.initial),
    ("adjusted", lambda facts: facts.adjusted),
    ("executed", lambda facts: facts.executed),
    ("execution_rate", lambda facts: facts.execution_rate),
    ("three_public_prior", lambda facts: facts.three_public_prior),
    ("three_public", lambda facts: facts.three_public),
    ("three_public_change", lambda facts: facts.three_public_change),
    ("score", lambda facts: facts.score),
    ("grade", lambda facts: facts.grade),
    ("errors", lambda facts: facts.errors),
    ("warnings", lambda facts: facts.warnings),
    ("explained", lambda facts: facts.explained),
    ("infos", lambda facts: facts.infos),
)

RATE_BANDS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Lower bounds of the bands of execution rates that the chart shows; beyond 100 % is one more."""
NO_GRADE: Final = "没有总分"


def units_table(standing: Standing) -> pd.DataFrame:
    """A row for each file that counts, in the order of their names; figures as floats, NaN where none."""
    # Column by column: a dictionary for each row would take ten times the room.
    columns: dict[str, list[Any]] = {"file": [one.file for one in standing.counted]}
    for key, figure in UNIT_FIGURES:
        columns[key] = [_plain(figure(one.facts)) for one in standing.counted]
    columns["note"] = [one.note for one in standing.counted]
    return pd.DataFrame(columns)


def _plain(value: Decimal | float | str | None) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def rules_table(journal: Journal, standing: Standing) -> pd.DataFrame:
    """For each rule that was broken: in how many files, and how many errors, warnings, explained, notes.

    The rules broken in most files come first.
    """
    files: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    for outcome in journal.outcomes(Status.CHECKED):
        if outcome.file in standing.files:
            found = [(finding["rule"], _kind(finding)) for finding in json.loads(outcome.result)["findings"]]
            kinds.update(found)
            files.update({rule for rule, _ in found})
    rows = [(rule, files[rule], *(kinds[rule, kind] for kind in _KINDS)) for rule in files]
    table = pd.DataFrame(rows, columns=["rule", "files", *_KINDS])
    return table.sort_values(["files", "rule"], ascending=[False, True], ignore_index=True)


EXPLAINED: Final = "explained"
_KINDS: Final = (Severity.ERROR.value, Severity.WARNING.value, EXPLAINED, Severity.INFO.value)


def _kind(finding: dict[str, Any]) -> str:
    is_explained = finding["severity"] == Severity.WARNING.value and finding["explanation"] is not None
    return EXPLAINED if is_explained else str(finding["severity"])


def rows_of(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows one by one, by the names of their columns; never all at once."""
    names = [str(name) for name in table.columns]
    for row in table.itertuples(index=False, name=None):
        yield dict(zip(names, row, strict=True))


def rate_distribution(units: pd.DataFrame) -> list[tuple[str, int]]:
    """How many units lie in each band of execution rates, from the lowest; the last one is above 100 %."""
    bounds = [*RATE_BANDS, float("inf")]
    names = [f"{low:.0%}–{high:.0%}" for low, high in pairwise(RATE_BANDS)]
    names[0] = f"{RATE_BANDS[1]:.0%} 以下"
    # A rate of exactly 100 % is in the band below it; 90 % itself has reached 90 %.
    rates = units["execution_rate"].dropna().astype(float)
    in_full = int((rates == 1).sum())
    bands = pd.cut(rates[rates != 1], bounds, right=False, labels=[*names, "超过 100%"])
    counted = {str(name): int(count) for name, count in bands.value_counts(sort=False).items()}
    counted[names[-1]] += in_full
    return list(counted.items())


def grade_distribution(units: pd.DataFrame, grades: Sequence[str]) -> list[tuple[str, int]]:
    """How many units have each grade, in the order given; those without a total score come last."""
    counted = units["grade"].value_counts()
    found = [(grade, int(counted.get(grade, 0))) for grade in grades]
    without = int(counted.get("", 0))
    return [*found, (NO_GRADE, without)] if without else found


@dataclass(frozen=True, slots=True)
class Totals:
    """What the files that count come to together. Money in 万元."""

    files: int
    units: int
    passed: int
    """Without an error."""
    spotless: int
    """Without an error and without an open warning."""
    errors: int
    warnings: int
    explained: int
    initial: float
    adjusted: float
    executed: float
    three_public_prior: float
    three_public: float


def totals_of(units: pd.DataFrame, standing: Standing) -> Totals:
    """The sums over the units' table: what is missing adds nothing; for money see `Counted.in_totals`."""
    is_summed = [one.in_totals for one in standing.counted]

    def total(column: str) -> float:
        return float(units[column].astype(float).sum())

    def money(column: str) -> float:
        return float(units.loc[is_summed, column].astype(float).sum())

    return Totals(
        files=len(units),
        units=standing.units,
        passed=int((units["errors"] == 0).sum()),
        spotless=int(((units["errors"] == 0) & (units["warnings"] == 0)).sum()),
        errors=int(total("errors")),
        warnings=int(total("warnings")),
        explained=int(total("explained")),
        initial=money("initial"),
        adjusted=money("adjusted"),
        executed=money("executed"),
        three_public_prior=money("three_public_prior"),
        three_public=money("three_public"),
    )
