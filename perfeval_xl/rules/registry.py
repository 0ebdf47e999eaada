"""What a rule is, and the register of all of them; declaring a rule registers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, Protocol, TypeVar

from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Finding, Severity
from perfeval_xl.rules.relations import Judgement, Relation, Verdict
from perfeval_xl.rules.wording import nested

_ID: Final = re.compile(r"([A-Z]+)-\d\d")


class Decided(Enum):
    """A rule instance that found nothing."""

    HOLDS = "holds"
    NOT_EVALUATED = "not evaluated"


HOLDS: Final = Decided.HOLDS
NOT_EVALUATED: Final = Decided.NOT_EVALUATED


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule instance that is broken: where, and what is wrong. The rule adds the rest."""

    entry: Entry
    """The cell to cite; an entry without a place where none can be named."""
    message: str
    """What is wrong, in Chinese: where, what stands there, what should."""
    expected: str = ""
    related: tuple[Entry, ...] = ()
    severity: Severity | None = None
    """Where this instance weighs otherwise than its rule."""
    fix: str | None = None
    """Where the rule's own advice does not suit."""


Outcome = Decided | Breach
Check = Callable[[SelfEvaluation], Iterator[Outcome]]


class Declared(Protocol):
    """What the rule reference says of a rule, whatever the rule looks at."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def why(self) -> str: ...
    @property
    def fix(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def accepts(self) -> str: ...
    @property
    def rejects(self) -> str: ...
    @property
    def relations(self) -> Sequence[object]:
        """What also lives in the template as formulas."""
        ...


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue."""

    id: str
    """The contract: an id never changes its meaning."""
    title: str
    """What must hold, in one line."""
    severity: Severity
    why: str
    fix: str
    basis: str
    """The regulation or form it rests on."""
    accepts: str
    """An example it accepts, in the notation of `perfeval_xl.form.notation`."""
    rejects: str
    """An example it rejects."""
    check: Check
    relations: tuple[Relation, ...] = ()
    """For a ∑ rule: what also lives in the template as formulas."""

    def findings(self, evaluation: SelfEvaluation) -> Iterator[Decided | Finding]:
        """The rule's instances in a self-evaluation, decided one by one."""
        for outcome in self.check(evaluation):
            yield self.finding(outcome) if isinstance(outcome, Breach) else outcome

    def finding(self, breach: Breach) -> Finding:
        """What is said of one broken instance."""
        entry = breach.entry
        return Finding(
            self.id,
            breach.severity or self.severity,
            entry.at,
            entry.label,
            entry.text,
            breach.expected,
            nested(breach.message),
            breach.fix or self.fix,
            tuple(dict.fromkeys(other.at for other in breach.related if other.at is not None)),
        )


AnyRule = TypeVar("AnyRule", bound=Declared)


class Register(Generic[AnyRule]):
    """The rules of some groups that were declared, in the order of the catalogue."""

    def __init__(self, *groups: str) -> None:
        self._groups = groups
        self._rules: dict[str, AnyRule] = {}

    def __iter__(self) -> Iterator[AnyRule]:
        return iter(sorted(self._rules.values(), key=lambda rule: self._order(rule.id)))

    def __len__(self) -> int:
        return len(self._rules)

    def get(self, rule_id: str) -> AnyRule | None:
        return self._rules.get(rule_id.upper())

    def add(self, rule: AnyRule) -> None:
        """Registers a rule.

        Raises:
            ValueError: the id is malformed, used or of another group, or an example is missing.
        """
        named = _ID.fullmatch(rule.id)
        if named is None or named[1] not in self._groups:
            raise ValueError(f"{rule.id} is no rule id of the catalogue")
        if rule.id in self._rules:
            raise ValueError(f"{rule.id} is declared twice")
        if not rule.accepts.strip() or not rule.rejects.strip():
            raise ValueError(f"{rule.id} has no example that it accepts, or none that it rejects")
        self._rules[rule.id] = rule

    def _order(self, rule_id: str) -> tuple[int, str]:
        group, _, number = rule_id.partition("-")
        return self._groups.index(group), number


REGISTER: Final = Register[Rule]("FORM", "TYPE", "BASE", "FUND", "SCORE", "IND", "CROSS", "TEXT")


def relation_rule(
    rule_id: str,
    title: str,
    severity: Severity,
    *relations: Relation,
    why: str,
    fix: str,
    basis: str,
    accepts: str,
    rejects: str,
) -> None:
    """Declares a ∑ rule: relations that are checked here and, as formulas, in the template."""

    def check(evaluation: SelfEvaluation) -> Iterator[Outcome]:
        for relation in relations:
            for judgement in relation.judge(evaluation):
                yield outcome_of(judgement)

    REGISTER.add(Rule(rule_id, title, severity, why, fix, basis, accepts, rejects, check, relations))


def rule(
    rule_id: str,
    title: str,
    severity: Severity,
    *,
    why: str,
    fix: str,
    basis: str,
    accepts: str,
    rejects: str,
) -> Callable[[Check], Check]:
    """Declares the decorated function as a rule; it yields one outcome for each instance."""

    def declare(check: Check) -> Check:
        REGISTER.add(Rule(rule_id, title, severity, why, fix, basis, accepts, rejects, check))
        return check

    return declare


def outcome_of(judgement: Judgement) -> Outcome:
    """What a judgement comes to as an instance of a rule; 尾差 is a warning, and says so."""
    if judgement.verdict is Verdict.HOLDS:
        return HOLDS
    if judgement.verdict is Verdict.UNKNOWN:
        return NOT_EVALUATED
    severity, message = judgement.severity, judgement.message
    if judgement.verdict is Verdict.TAIL:
        severity = severity or Severity.WARNING
        message += "这是四舍五入的尾差。"
    return Breach(judgement.entry, message, judgement.expected, judgement.related, severity)
