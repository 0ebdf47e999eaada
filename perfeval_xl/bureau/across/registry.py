"""What a rule across units is, and the register of all of them; declaring a rule registers it.

The sibling of `perfeval_xl.rules.registry`: there a rule looks at one self-evaluation, here at all units'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from perfeval_xl.bureau.facts import Facts, Passage
from perfeval_xl.findings import Severity
from perfeval_xl.profile import Profile
from perfeval_xl.rules.registry import Register


class Texts(Protocol):
    """The texts of all units; they need not be in memory."""

    def passages(self, *, is_indicators: bool | None = None) -> Iterator[tuple[int, str, Passage]]:
        """Number, file and passage of every text, or those of one kind, in the order of the files' names."""
        ...

    def passage(self, number: int) -> tuple[str, Passage]:
        """File and passage of that number."""
        ...


@dataclass(frozen=True, slots=True)
class Compared:
    """The self-evaluations that are compared."""

    facts: dict[str, Facts]
    """By file, in the order of the files' names; without their texts."""
    texts: Texts
    profile: Profile
    """The profile of the batch: of most of its files, or the one asked for."""

    def passages(self, *, is_indicators: bool) -> Iterator[tuple[int, str, Passage]]:
        """The texts of one kind in the files that are compared."""
        found = self.texts.passages(is_indicators=is_indicators)
        return (one for one in found if one[1] in self.facts)

    def unit(self, file: str) -> str:
        """What a file's unit is called; the file, where it names none."""
        return self.facts[file].unit or file


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands where, in one unit's file or in all of them."""

    unit: str
    file: str = ""
    place: str = ""
    text: str = ""
    """`EXCERPT` characters at most, or little more: memory holds all of them until they are written."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule across units that is broken: what is wrong, and what it is seen by, side by side."""

    message: str
    left: Evidence
    right: Evidence
    likeness: float | None = None
    """Of texts: 1 means the same; of several, of those that are least alike."""
    units: tuple[str, ...] = ()
    """The units it is about, where it is about single ones; of many that share a text, all."""


Compare = Callable[[Compared], Iterator[Comparison]]


@dataclass(frozen=True, slots=True)
class AcrossRule:
    """One rule of the catalogue that looks at all units of a batch."""

    id: str
    """The contract: an id never changes its meaning."""
    title: str
    """What should hold, in one line."""
    severity: Severity
    why: str
    fix: str
    basis: str
    accepts: str
    """An example it accepts, in the notation of `perfeval_xl.bureau.across.notation`."""
    rejects: str
    """An example it rejects."""
    compare: Compare

    @property
    def relations(self) -> Sequence[object]:
        """None of them lives in the template."""
        return ()


_GROUP: Final = "ACROSS"
PREFIX: Final = f"{_GROUP}-"
EXCERPT: Final = 600
"""Characters of a text that are shown beside another; the place tells where the rest is."""
ACROSS: Final = Register[AcrossRule](_GROUP)


def across_rule(
    rule_id: str,
    title: str,
    severity: Severity,
    *,
    why: str,
    fix: str,
    basis: str,
    accepts: str,
    rejects: str,
) -> Callable[[Compare], Compare]:
    """Declares the decorated function as a rule; it yields one comparison for each breach."""

    def declare(compare: Compare) -> Compare:
        ACROSS.add(AcrossRule(rule_id, title, severity, why, fix, basis, accepts, rejects, compare))
        return compare

    return declare
