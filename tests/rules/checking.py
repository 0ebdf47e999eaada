"""Given these cells of the form, what a group of rules finds: the way the tests of the rules read."""

from __future__ import annotations

from perfeval_xl import profile as profiles
from perfeval_xl.findings import Finding
from perfeval_xl.form.example import evaluation_of
from perfeval_xl.profile import Profile
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import Decided

NATIONAL = profiles.load("national")


def outcomes(text: str, *rule_ids: str, profile: Profile = NATIONAL) -> list[Decided | Finding]:
    """Every instance of the rules whose ids begin with one of `rule_ids`, in the catalogue's order."""
    evaluation = evaluation_of(text, profile)
    rules = [rule for rule in REGISTER if rule.id.startswith(rule_ids)]
    assert rules, f"no rule is called {rule_ids}"
    return [outcome for rule in rules for outcome in rule.findings(evaluation)]


def findings(text: str, *rule_ids: str, profile: Profile = NATIONAL) -> list[Finding]:
    found = outcomes(text, *rule_ids, profile=profile)
    return [outcome for outcome in found if isinstance(outcome, Finding)]


def found(text: str, *rule_ids: str, profile: Profile = NATIONAL) -> list[str]:
    """The findings as ``FUND-01 info 年度资金总额 执行率``: rule, level, and the cell by its label."""
    return [
        f"{finding.rule} {finding.severity.value} {finding.label}"
        for finding in findings(text, *rule_ids, profile=profile)
    ]
