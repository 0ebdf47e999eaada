"""What the reader of prose keeps in mind: the clause it is in, and the sentence around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from perfeval_xl.prose.statements import Point, Stage

UNKNOWN: Final = "?"
"""The subject of words that are not understood."""


class Mode(Enum):
    """What the next number of a clause would be."""

    AMOUNT = auto()
    BASIS = auto()
    CHANGE = auto()
    SHARE = auto()
    COMPLETION = auto()
    NOTHING = auto()
    """无…: there is no number to come."""


@dataclass(slots=True)
class Clause:
    """What was read of a clause so far."""

    mode: Mode = Mode.AMOUNT
    is_clear: bool = True
    """False once a word is not known, or words contradict each other."""
    is_named: bool = False
    """The clause names its subject itself."""
    mentioned: str = ""
    """The last name in it, its subject or not."""
    has_number: bool = False
    is_verbal: bool = False
    has_scope: bool = False
    is_spent: bool = False
    is_rough: bool = False
    year: int | None = None
    """Of the next amount; in years from the reporting year."""
    stage: Stage | None = None
    has_basis: bool = False
    basis_year: int | None = None
    basis_stage: Stage | None = None
    direction: int = 0
    whole: str = ""

    @property
    def own_stage(self) -> Stage:
        """The stage that the clause itself says."""
        return self.stage or (Stage.FINAL if self.is_spent else Stage.UNSTATED)


@dataclass(slots=True)
class Sentence:
    """What was read of a sentence so far."""

    subject: str = ""
    subject_at: int = 0
    main_subject: str = ""
    """The first subject of the sentence."""
    takes_amount: bool = False
    """The subject was just named, or a stage or year of it."""
    now: Point | None = None
    """What the last amount of the subject was."""
    has_budget_beside: bool = False
    """The last amount was a budget, behind what was spent of it."""
    unspoken: int = 0
    """Subjects since the last change or share; with two of them it is open whose the next one is."""
    change: int | None = None
    """Where the subject's last change stands among the statements."""
    basis: Point | None = None
    """What the subject was compared with last."""
    common_basis: Point | None = None
    """What everything in the sentence is compared with: 与上年相比，…."""
    year: int = 0
    """The last year named; an amount without a year of its own is certain only in the reporting year."""
    inherited: Point | None = None
    """Year and stage of a sum that the following amounts are parts of: 年初预算580万元，其中：…."""
    part_of: str | None = None
    """The subject that 其中 was said of; '' where it was a sum without a name."""
    preceding: str = ""
    """The main subject of the sentence before."""
    is_listed: bool = False
    """The clause before ended with 、 or 和."""
    is_list_of_others: bool = False
    """An amount of something unknown was read; what follows may be its neighbour in a list."""
    is_certain: bool = True
    """False where something else may be spoken of."""
    was_clear: bool = True
    """Whether the clause before was."""
    has_number: bool = False
    clause: Clause = field(default_factory=Clause)

    def name(self, subject: str, at: int) -> None:
        """Makes `subject` the subject, named in this clause."""
        self.subject, self.subject_at = subject, at
        self.main_subject = self.main_subject or subject
        self.takes_amount = self.clause.is_named = True

    def state(self, point: Point) -> None:
        """Remembers what an amount of the subject was.

        A budget named behind the spending is only beside it: what is compared later is the spending.
        """
        now = self.now
        self.has_budget_beside = (
            now is not None
            and now.period == point.period
            and point.stage.is_budget
            and not now.stage.is_budget
        )
        if not self.has_budget_beside:
            self.now = point

    def drop_subject(self) -> None:
        self.subject, self.now, self.change, self.basis = "", None, None, None

    @property
    def period(self) -> int | None:
        """The year of an amount or a rate that comes now; None where it is open."""
        if self.clause.year is not None:
            return self.clause.year
        if self.now is not None:
            return self.now.period
        if self.part_of is not None and self.inherited is not None:
            return self.inherited.period
        return None if self.year else 0

    @property
    def stage(self) -> Stage:
        """The stage of an amount that comes now."""
        stage = self.clause.own_stage
        return self.inherited.stage if stage is Stage.UNSTATED and self.inherited is not None else stage

    @property
    def compared(self) -> Stage:
        """The stage that is compared: the last amount's, else the clause's."""
        stage = self.now.stage if self.now is not None else self.clause.stage
        return Stage.FINAL if stage in (None, Stage.UNSTATED) else stage

    @property
    def basis_point(self) -> Point:
        """What the clause compares with; without a stage it is the one of what is compared."""
        return Point(self.clause.basis_year or 0, self.clause.basis_stage or self.compared)

    @property
    def is_its_own(self) -> bool:
        """Whether it is certain that a change or a rate is the subject's, not of several together."""
        return self.clause.is_named or self.unspoken <= 1
