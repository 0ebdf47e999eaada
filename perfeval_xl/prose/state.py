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
    is_verbal: bool = False
    has_scope: bool = False
    is_spent: bool = False
    is_rough: bool = False
    year: int | None = None
    stage: Stage | None = None
    has_basis: bool = False
    basis_year: int | None = None
    basis_stage: Stage | None = None
    direction: int = 0
    whole: str = ""


@dataclass(slots=True)
class Sentence:
    """What was read of a sentence so far."""

    subject: str = ""
    subject_at: int = 0
    takes_amount: bool = False
    """The subject was just named, or a stage or year of it."""
    now: Point | None = None
    """What the last amount of the subject was."""
    unspoken: int = 0
    """Subjects since the last change or share; with two of them it is open whose the next one is."""
    change: int | None = None
    """Where the subject's last change stands among the statements."""
    basis: Point | None = None
    """What the subject was compared with last."""
    common_basis: Point | None = None
    """What everything in the sentence is compared with: 与上年相比，…."""
    is_listed: bool = False
    """The clause before ended with 、 or 和."""
    part_of: str | None = None
    """The subject that 其中 was said of; '' where it was a sum without a name."""
    is_certain: bool = True
    """False where something else may be spoken of."""
    was_clear: bool = True
    """Whether the clause before was."""
    preceding: str = ""
    """The subject of the sentence before."""
    clause: Clause = field(default_factory=Clause)

    def drop_subject(self) -> None:
        self.subject, self.now, self.change, self.basis = "", None, None, None
