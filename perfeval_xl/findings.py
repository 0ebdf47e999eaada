"""What the rules found: one `Finding` per cause, and the `Result` of checking one self-evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from perfeval_xl.evaluation import SelfEvaluation
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
    """The clerk's 情况说明, where there is one."""

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


@dataclass(frozen=True)
class Result:
    """All findings of one self-evaluation, in the order of its tables."""

    evaluation: SelfEvaluation
    findings: tuple[Finding, ...]
    checked: int
    """Rule instances that were decided."""
    not_evaluated: int
    """Rule instances whose inputs are missing or unreadable."""

    def count(self, severity: Severity) -> int:
        """Open findings of a level; a warning with an explanation is not open."""
        return sum(
            finding.severity is severity and (finding.explanation is None or severity is not Severity.WARNING)
            for finding in self.findings
        )

    @property
    def errors(self) -> int:
        return self.count(Severity.ERROR)

    @property
    def explained(self) -> int:
        return sum(
            finding.severity is Severity.WARNING and finding.explanation is not None
            for finding in self.findings
        )

    def as_json(self) -> dict[str, Any]:
        """The result as the command line's JSON contract says (design.md)."""
        evaluation = self.evaluation
        return {
            "file": evaluation.source,
            "profile": evaluation.profile.name,
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
        }
