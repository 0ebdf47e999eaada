"""Checks a self-evaluation against all rules that are on under its profile."""

from __future__ import annotations

from dataclasses import replace

from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.findings import Finding, Result
from perfeval_xl.rules.explaining import explain
from perfeval_xl.rules.levels import rules_of, weighed
from perfeval_xl.rules.registry import NOT_EVALUATED, Breach


def check(evaluation: SelfEvaluation) -> Result:
    """All findings, in the order of the workbook's sheets and cells; and how many instances were decided.

    Raises:
        ProfileError: the profile weighs a rule that is not in the catalogue.
    """
    findings: list[Finding] = []
    checked = not_evaluated = 0
    for rule, level in rules_of(evaluation.profile):
        for outcome in rule.check(evaluation):
            if outcome is NOT_EVALUATED:
                not_evaluated += 1
                continue
            checked += 1
            if isinstance(outcome, Breach):
                finding = rule.finding(outcome)
                severity = weighed(rule.severity, finding.severity, level)
                findings.append(
                    finding if severity is finding.severity else replace(finding, severity=severity)
                )
    order = {table.sheet: number for number, table in enumerate(evaluation.tables)}

    def place(finding: Finding) -> tuple[int, int, int, str]:
        at = finding.at
        return (
            (-1, 0, 0, finding.rule)
            if at is None
            else (order.get(at.sheet, -1), at.row, at.column, finding.rule)
        )

    explained, answers = explain(evaluation, sorted(findings, key=place))
    return Result(evaluation, explained, checked, not_evaluated, answers)
