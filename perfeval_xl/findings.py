"""What the rules found: one `Finding` per cause, and the `Result` of checking one self-evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from perfeval_xl.evaluation import Explanation, SelfEvaluation
from perfeval_xl.grid import At


class Severity(Enum):
    """How much a finding weighs (rules.md, "Levels")."""

    ERROR = "error"
    """Arithmetic or structure that can only be wrong."""
    WARNING = "warning"
    """核实性: mend it or explain it."""
    INFO = "info"

    @property
    def title(self) -> str:
        """The word a clerk reads."""
        return {"error": "错误", "warning": "提醒", "info": "提示"}[self.value]


class Standing(Enum):
    """What came of an explanation."""

    EXPLAINED = "explained"
    MUST_BE_MENDED = "error"
    """It stands beside an error, which cannot be explained away."""
    RESOLVED = "resolved"
    """What it explained is gone; it is kept all the same."""
    UNCLEAR = "unclear"
    """It cannot be told which finding is meant."""

    @property
    def title(self) -> str:
        """The word a clerk reads."""
        return {"explained": "已说明", "error": "须改正", "resolved": "已消除", "unclear": "对应不上"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, with the cell it is seen in, what stands there, what should, why, and how to mend it."""

    rule: str
    severity: Severity
    at: At | None
    """None where no cell can be named: a whole table is missing."""
    label: str
    actual: str
    expected: str
    message: str
    fix: str
    related: tuple[At, ...] = ()
    explanation: str | None = None
    """The clerk's 情况说明, where there is one; it changes nothing for an error."""

    @property
    def is_explained(self) -> bool:
        """Whether it is a warning that may stand, as the clerk explained it."""
        return self.severity is Severity.WARNING and self.explanation is not None

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line's JSON contract says (design.md)."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "sheet": self.at.sheet if self.at else None,
            "cell": self.at.cell if self.at else None,
            "label": self.label,
            "actual": self.actual,
            "expected": self.expected,
            "message": self.message,
            "fix": self.fix,
            "related": [str(at) for at in self.related],
            "explanation": self.explanation,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """An explanation of the sheet 情况说明, with what came of it."""

    explanation: Explanation
    standing: Standing
    remark: str = ""
    """What the clerk should know or do, where it does not simply explain."""
    findings: tuple[Finding, ...] = ()
    """The findings it belongs to."""

    def as_json(self) -> dict[str, Any]:
        """The explanation with its standing, for the command line's JSON."""
        explanation = self.explanation
        return {
            "rule": explanation.rule,
            "table": explanation.table,
            "item": explanation.item,
            "explanation": explanation.text,
            "status": self.standing.value,
            "remark": self.remark,
        }


@dataclass(frozen=True)
class Result:
    """All findings of one self-evaluation, in the order of its tables."""

    evaluation: SelfEvaluation
    findings: tuple[Finding, ...]
    checked: int
    """Rule instances that were decided."""
    not_evaluated: int
    """Rule instances whose inputs are missing or unreadable."""
    answers: tuple[Answer, ...] = ()
    """The explanations, in their order on the sheet."""

    def count(self, severity: Severity) -> int:
        """Open findings of a level; a warning with an explanation is not open."""
        return sum(finding.severity is severity and not finding.is_explained for finding in self.findings)

    @property
    def errors(self) -> int:
        return self.count(Severity.ERROR)

    @property
    def explained(self) -> int:
        return sum(finding.is_explained for finding in self.findings)

    @property
    def unsettled(self) -> tuple[Answer, ...]:
        """The explanations that do not simply explain a finding."""
        return tuple(answer for answer in self.answers if answer.standing is not Standing.EXPLAINED)

    def as_json(self) -> dict[str, Any]:
        """The result as the command line's JSON contract says (design.md)."""
        evaluation = self.evaluation
        return {
            "file": evaluation.source,
            "profile": evaluation.profile.name,
            "profile_version": evaluation.profile.version,
            "template": evaluation.template.text if evaluation.template else None,
            "unit": evaluation.unit,
            "year": evaluation.year,
            "summary": {
                **{severity.value: self.count(severity) for severity in Severity},
                "explained": self.explained,
                "checked": self.checked,
                "not_evaluated": self.not_evaluated,
            },
            "findings": [finding.as_json() for finding in self.findings],
            "explanations": [answer.as_json() for answer in self.answers],
        }
