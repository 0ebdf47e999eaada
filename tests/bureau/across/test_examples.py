"""Every rule across units accepts the example it says it accepts, and rejects the one it says it rejects."""

from __future__ import annotations

import pytest

from perfeval_xl import profile
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.notation import compared
from perfeval_xl.bureau.across.registry import AcrossRule

NATIONAL = profile.load("national")


def test_the_catalogue_is_complete() -> None:
    """The ids are a contract."""
    assert [rule.id for rule in ACROSS] == [f"ACROSS-{number:02}" for number in range(1, 7)]


@pytest.mark.parametrize("rule", tuple(ACROSS), ids=lambda rule: rule.id)
def test_accepts_its_example(rule: AcrossRule) -> None:
    assert list(rule.compare(compared(rule.accepts, NATIONAL))) == []


@pytest.mark.parametrize("rule", tuple(ACROSS), ids=lambda rule: rule.id)
def test_rejects_its_example(rule: AcrossRule) -> None:
    (found,) = rule.compare(compared(rule.rejects, NATIONAL))
    assert found.message
    assert found.left.text
    assert found.right.text
    assert rule.why and rule.fix and rule.basis  # noqa: PT018
