"""The reader on targets and actuals as they are published.

1. What is understood is right: precision is 1. A wrong reading would become a wrong finding.
2. Most of what a careful reader can tell is understood: recall has a floor.
3. What no careful reader could tell is not understood, rather than guessed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from perfeval_xl.indicators.reading import read
from perfeval_xl.indicators.readings import (
    NOT_UNDERSTOOD,
    NOTHING,
    Deadline,
    Measure,
    Reading,
    Several,
    Words,
)

TABLE = Path(__file__).with_name("targets_and_actuals.txt")
YEAR = 2024
DOUBTFUL = "？"
LEAST_RECALL = 0.97


class Case(NamedTuple):
    """One cell: what was typed, and what it says."""

    text: str
    truth: str


def cases() -> list[Case]:
    found: list[Case] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(";;"):
            target, actual, *truths = (cell.strip().replace("\\n", "\n") for cell in line.split(" | "))
            found += (Case(target, truths[0]), Case(actual, truths[1]))
    return found


def shown(reading: Reading) -> str:
    """A reading as the table writes it."""
    match reading:
        case Several(items):
            return "＆".join(map(shown, items))
        case Measure():
            return str(reading)
        case Deadline(within=None):
            return f"期限{reading.latest(YEAR)}"
        case Deadline():
            return f"期限{reading.within}"
        case Words(result=result):
            return result.value if result else "定性"
        case _:
            return {NOTHING: "无", NOT_UNDERSTOOD: DOUBTFUL}[reading]


CASES = cases()
READINGS = [(case, shown(read(case.text))) for case in CASES]


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 2 * 120


@pytest.mark.parametrize("case", [case for case, reading in READINGS if reading != DOUBTFUL], ids=repr)
def test_1_what_is_understood_is_right(case: Case) -> None:
    assert shown(read(case.text)) == case.truth


def test_2_most_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    understood = [(case, reading) for case, reading in READINGS if reading != DOUBTFUL]
    right = sum(reading == case.truth for case, reading in understood)
    readable = [(case, reading) for case, reading in READINGS if case.truth != DOUBTFUL]
    precision = right / len(understood)
    recall = sum(reading == case.truth for case, reading in readable) / len(readable)
    with capsys.disabled():
        print(f"\n{len(CASES)} cells: precision {precision:.3f}, recall {recall:.3f}")
    assert precision == 1.0
    assert recall >= LEAST_RECALL


@pytest.mark.parametrize("case", [case for case in CASES if case.truth == DOUBTFUL], ids=repr)
def test_3_what_nobody_could_tell_is_not_guessed(case: Case) -> None:
    assert read(case.text) is NOT_UNDERSTOOD
