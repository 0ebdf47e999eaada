"""A rule without examples, with a used or malformed id, is refused where it is declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import HOLDS, Outcome, Register, Rule

CATALOGUE = {
    "FORM": range(1, 10),
    "TYPE": range(1, 6),
    "BASE": range(1, 14),
    "FUND": range(1, 10),
    "SCORE": range(1, 11),
    "IND": range(1, 12),
    "CROSS": range(1, 15),
    "TEXT": range(1, 8),
}
"""The ids are a contract; rules that come later are added here."""
RELATIONS = {
    *("BASE-01", "BASE-03", "BASE-04", "BASE-05", "BASE-06", "BASE-07", "BASE-10"),
    *("FUND-01", "FUND-03", "FUND-06", "FUND-07", "FUND-08", "FUND-09"),
    *("SCORE-01", "SCORE-02", "SCORE-05"),
}
"""Marked ∑ in the catalogue: these also live in the template."""


def always(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    yield HOLDS


GOOD = Rule("BASE-99", "题目", Severity.ERROR, "为什么", "怎么改", "依据", "# 附件1", "# 附件1", always)


def test_the_catalogue_is_complete() -> None:
    ids = [f"{group}-{number:02}" for group, numbers in CATALOGUE.items() for number in numbers]
    assert [rule.id for rule in REGISTER] == ids


def test_the_sum_rules_are_relations() -> None:
    assert {rule.id for rule in REGISTER if rule.relations} == RELATIONS


def test_every_rule_says_why_how_to_mend_it_and_what_it_rests_on() -> None:
    for rule in REGISTER:
        assert rule.title and rule.why and rule.fix and rule.basis, rule.id  # noqa: PT018


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": "BASE-9"}, "no rule id"),
        ({"id": "基础-01"}, "no rule id"),
        ({"id": "FORM-01"}, "no rule id"),
        ({"accepts": "  "}, "no example"),
        ({"rejects": ""}, "no example"),
    ],
)
def test_a_bad_declaration_is_refused(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Register[Rule]("BASE").add(replace(GOOD, **changes))


def test_a_used_id_is_refused() -> None:
    register = Register[Rule]("BASE")
    register.add(GOOD)
    with pytest.raises(ValueError, match="declared twice"):
        register.add(GOOD)
