"""What the bureau compares of one self-evaluation: its figures, its score, and its texts, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Result, Severity
from perfeval_xl.form.base_data import BUDGET, FINAL, IN_POST, PRIOR_FINAL, STAFF, THREE_PUBLIC
from perfeval_xl.form.declaration import Prose, Quantity
from perfeval_xl.form.narrative import ATTACHMENTS, NARRATIVE
from perfeval_xl.form.score_table import (
    ACHIEVED,
    ACTUAL,
    ADJUSTED,
    DEPARTMENT_FUNDS,
    EXECUTED,
    EXPECTED,
    GOALS,
    INITIAL,
    LEVEL3,
    SCORE,
    TARGET,
    TOTAL,
    WEIGHT,
)

_MEASURED: Final = (Quantity.MONEY, Quantity.COUNT, Quantity.AREA)
"""Figures that the template leaves to the unit; weights and the year it comes with."""


class Passage(NamedTuple):
    """A text of a unit's own, and where it stands; a tuple, since every file sends some twenty of them."""

    place: str
    """Sheet and cell."""
    label: str
    """The section or column it stands under."""
    text: str
    is_indicators: bool = False
    """All indicators of one score table, a line each; prose otherwise."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of one self-evaluation. Money in 万元, rates as fractions; None: blank or unreadable."""

    unit: str
    year: int | None
    profile: str
    initial: Decimal | None
    adjusted: Decimal | None
    executed: Decimal | None
    three_public_prior: Decimal | None
    three_public_budget: Decimal | None
    three_public: Decimal | None
    staff: Decimal | None
    total_weight: Decimal | None
    score: Decimal | None
    """The total the unit printed."""
    grade: str
    errors: int
    warnings: int
    """Open ones."""
    explained: int
    infos: int
    checked: int
    not_evaluated: int
    passages: tuple[Passage, ...] = ()
    compared: str | None = None
    """Why it was not compared with last year's, in Chinese; '' where it was, None where nobody asked."""

    @property
    def execution_rate(self) -> Decimal | None:
        """Executed ÷ adjusted budget."""
        if self.executed is None or not self.adjusted:
            return None
        return self.executed / self.adjusted

    @property
    def three_public_change(self) -> Decimal | None:
        """This year's final accounts of the three public expenses minus last year's."""
        if self.three_public is None or self.three_public_prior is None:
            return None
        return self.three_public - self.three_public_prior

    @property
    def three_public_per_person(self) -> Decimal | None:
        """万元 for each person in post."""
        if self.three_public is None or not self.staff:
            return None
        return self.three_public / self.staff


def facts_of(result: Result) -> Facts:
    """The facts of a checked self-evaluation."""
    evaluation = result.evaluation
    department, base = evaluation.department, evaluation.base_data
    money = {
        column: department.cell(DEPARTMENT_FUNDS, column).value if department else None
        for column in (INITIAL, ADJUSTED, EXECUTED)
    }
    public = {
        column: base.cell(THREE_PUBLIC, column).value if base else None
        for column in (PRIOR_FINAL, BUDGET, FINAL)
    }
    score = department.cell(TOTAL, SCORE).value if department else None
    staff = next((row[IN_POST].value for row in base.records(STAFF.key)), None) if base else None
    return Facts(
        unit=evaluation.unit,
        year=evaluation.year,
        profile=evaluation.profile.name,
        initial=money[INITIAL],
        adjusted=money[ADJUSTED],
        executed=money[EXECUTED],
        three_public_prior=public[PRIOR_FINAL],
        three_public_budget=public[BUDGET],
        three_public=public[FINAL],
        staff=staff,
        total_weight=department.cell(TOTAL, WEIGHT).value if department else None,
        score=score,
        grade="" if score is None else evaluation.profile.grade(score).name,
        errors=result.errors,
        warnings=result.count(Severity.WARNING),
        explained=result.explained,
        infos=result.count(Severity.INFO),
        checked=result.checked,
        not_evaluated=result.not_evaluated,
        passages=tuple(_passages(evaluation)),
    )


def is_blank(evaluation: SelfEvaluation) -> bool:
    """Whether nothing is filled in but what the template comes with: no figure, no indicator, no text."""
    has_figure = any(
        entry.quantity in _MEASURED and (entry.value or entry.is_unreadable)
        for table in evaluation.tables
        for entry in table.entries
    )
    return not has_figure and next(_passages(evaluation), None) is None


def _passages(evaluation: SelfEvaluation) -> Iterator[Passage]:
    if evaluation.narrative is not None:
        yield from _prose(evaluation.narrative)
    for table in evaluation.score_tables:
        for row in table.records(GOALS.key):
            for column in (EXPECTED, ACHIEVED):
                if row[column].is_filled:
                    yield _passage(row[column], f"{GOALS.side} {column.heading}", row[column].text)
        filled = [row for row in table.weighted_indicators if row[LEVEL3].is_filled]
        if filled:
            lines = ("　".join(row[column].text for column in (LEVEL3, TARGET, ACTUAL)) for row in filled)
            yield _passage(filled[0][LEVEL3], table.form.name, "\n".join(lines), is_indicators=True)


def _prose(narrative: Table) -> Iterator[Passage]:
    """The paragraphs a unit wrote; those the form or the template comes with are nobody's own."""
    for section in NARRATIVE.sections:
        if not isinstance(section, Prose) or section is ATTACHMENTS:
            continue
        for entry in narrative.paragraphs.get(section.key, ()):
            if entry.is_filled and entry.text.strip() not in section.default:
                yield _passage(entry, section.heading, entry.text)
        if section.override is not None and narrative.cell(section.override).is_filled:
            own = narrative.cell(section.override)
            yield _passage(own, section.heading, own.text)


def _passage(entry: Entry, label: str, text: str, *, is_indicators: bool = False) -> Passage:
    return Passage(str(entry.at or ""), label, text.strip(), is_indicators)
