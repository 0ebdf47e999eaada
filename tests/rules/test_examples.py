"""Every rule accepts the example it says it accepts, and rejects the one it says it rejects."""

from __future__ import annotations

import pytest

from perfeval_xl.findings import Finding
from perfeval_xl.form.example import evaluation_of
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import HOLDS, Decided, Rule
from tests.rules.checking import NATIONAL


def outcomes(rule: Rule, example: str) -> list[Decided | Finding]:
    return list(rule.findings(evaluation_of(example, NATIONAL)))


@pytest.mark.parametrize("rule", tuple(REGISTER), ids=lambda rule: rule.id)
def test_accepts_its_example(rule: Rule) -> None:
    found = outcomes(rule, rule.accepts)
    assert HOLDS in found, "the example must be decided, not merely left alone"
    assert [finding for finding in found if isinstance(finding, Finding)] == []


@pytest.mark.parametrize("rule", tuple(REGISTER), ids=lambda rule: rule.id)
def test_rejects_its_example_at_the_very_cell(rule: Rule) -> None:
    findings = [finding for finding in outcomes(rule, rule.rejects) if isinstance(finding, Finding)]
    assert [finding.rule for finding in findings] == [rule.id]
    (finding,) = findings
    assert finding.message
    assert finding.fix
    assert finding.at is not None or rule.id == "FORM-01"
