"""Given these cells of the form, what a group of rules finds: the way the tests of the rules read."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

from perfeval_xl import profile as profiles
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.findings import Finding
from perfeval_xl.form.notation import grids_of, previous_grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.profile import Profile
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import Decided

NATIONAL = profiles.load("national")


def evaluation_of(text: str, profile: Profile = NATIONAL) -> SelfEvaluation:
    """What is written in `text`, with last year's where that is written there too."""
    written = dedent(text)
    evaluation = read_evaluation(grids_of(written, profile), profile)
    previous = previous_grids_of(written, profile)
    return replace(evaluation, previous=read_evaluation(previous, profile) if previous else None)


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
