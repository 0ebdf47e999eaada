"""What a relation comes to, and what it must offer to be judged and written as a formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, Protocol

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.references import Cell, References
from perfeval_xl.profile import Profile


class Verdict(Enum):
    """What a relation comes to; the value is what the template shows."""

    HOLDS = "✓"
    TAIL = "尾差"
    """Off by rounding: 0.01 of money, or the last place of a percentage."""
    BROKEN = "✗"
    UNKNOWN = "—"
    """Not evaluated: an input is missing or unreadable."""


REPORTED: Final = (Verdict.BROKEN, Verdict.TAIL)
"""The verdicts that a finding tells of."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One instance of a relation, decided."""

    verdict: Verdict
    entry: Entry
    """The figure that should follow from the others."""
    expected: str = ""
    message: str = ""
    related: tuple[Entry, ...] = ()
    severity: Severity | None = None
    """Where this instance weighs otherwise than its rule."""


@dataclass(frozen=True, slots=True)
class CheckFormula:
    """One instance of a relation in the template: the cell judged and the formula that shows the verdict."""

    cell: Cell
    formula: str
    title: str


class Relation(Protocol):
    """What figures must have to do with each other."""

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        """Every instance of the relation in a self-evaluation."""
        ...

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        """The same instances in one table of the template; none where it is another table's relation."""
        ...


class Calculation(Relation, Protocol):
    """A relation whose result the template calculates."""

    def calculated(self, references: References) -> Iterator[tuple[Cell, str]]:
        """The cells that the template fills in, with their formulas."""
        ...

    def results(self, table: Table) -> Iterator[tuple[Entry, Decimal | None]]:
        """The entries of these cells with the value they should have; None where it cannot be computed."""
        ...
