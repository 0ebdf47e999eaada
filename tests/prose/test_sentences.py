"""What the reader of prose makes of sentences in the manner of real reports (sentences.txt).

1. Of every sentence it reads what is marked as read, and nothing else.
2. Precision is 1: what is read is what a person reads. Recall is at least 0.85.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from perfeval_xl.amounts import plain
from perfeval_xl.prose import (
    Amount,
    Change,
    Completion,
    Names,
    Point,
    Share,
    Stage,
    Vocabulary,
    read_statements,
)
from perfeval_xl.prose.statements import Statement

YEAR = 2024
LEAST_SENTENCES = 60
LEAST_RECALL = 0.85
SPELLINGS = {
    "三公经费": ("三公经费支出",),
    "因公出国费": ("因公出国(境)费",),
    "人大政协专项经费": ("人大政协专项经费项目",),
    "政府采购": ("政府采购金额",),
}
KEYS = (
    "部门整体支出",
    "基本支出",
    "人员经费",
    "公用经费",
    "项目支出",
    "三公经费",
    "公务接待费",
    "公务用车运行维护费",
    "因公出国费",
    "政府采购",
    "政府性基金预算支出",
    "人大政协专项经费",
)
VOCABULARY = Vocabulary(
    Names(
        {spelling: key for key in KEYS for spelling in (key, *SPELLINGS.get(key, ()))},
        {
            "部门整体支出": frozenset({"基本支出", "项目支出", "人员经费", "公用经费"}),
            "基本支出": frozenset({"人员经费", "公用经费"}),
            "三公经费": frozenset({"公务接待费", "公务用车运行维护费", "因公出国费"}),
        },
    )
)


class Case(NamedTuple):
    """A sentence, what is read of it, and what is stated but missed."""

    sentence: str
    read: list[str]
    missed: list[str]


def cases() -> Iterator[Case]:
    case: Case | None = None
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= ") and case is not None:
            case.read.append(line[2:])
        elif line.startswith("- ") and case is not None:
            case.missed.append(line[2:])
        elif line and not line.startswith(";;"):
            if case is not None:
                yield case
            case = Case(line, [], [])
    assert case is not None
    yield case


CASES = list(cases())


def shown(statement: Statement) -> str:
    """A statement as sentences.txt writes it."""
    match statement:
        case Amount():
            return " ".join(filter(None, (statement.name, point(statement.point), plain(statement.value))))
        case Change():
            basis = point(statement.basis) if statement.basis.period == 0 else prior(statement)
            parts = [f"{statement.name} {statement.now.value}比{basis}", "平增减"[statement.direction]]
            if statement.amount is not None:
                parts.append(plain(statement.amount))
            if statement.rate is not None:
                parts.append(percent(statement.rate))
            return " ".join(parts)
        case Share():
            return f"{statement.name} 占{statement.whole} {percent(statement.rate)}"
        case Completion():
            return f"{statement.name} 完成{statement.budget.value} {percent(statement.rate)}"


def point(of: Point) -> str:
    return {0: "", -1: "上年", 1: "下年"}[of.period] + of.stage.value


def prior(change: Change) -> str:
    """上年, with the stage where it is not the final accounts'."""
    return "上年" if change.basis.stage is Stage.FINAL else point(change.basis)


def percent(rate: Decimal) -> str:
    return f"{plain(rate * 100)}%"


def readings(sentence: str) -> list[str]:
    return [shown(statement) for statement in read_statements(sentence, VOCABULARY, YEAR)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:24])
def test_reads_what_the_sentence_says_and_nothing_else(case: Case) -> None:
    assert readings(case.sentence) == case.read


def test_precision_and_recall() -> None:
    right = read = stated = 0
    for case in CASES:
        found = readings(case.sentence)
        right += sum(reading in case.read for reading in found)
        read += len(found)
        stated += len(case.read) + len(case.missed)
    precision, recall = right / read, right / stated
    print(f"{len(CASES)} sentences, {stated} statements: precision {precision:.3f}, recall {recall:.3f}")
    assert len(CASES) >= LEAST_SENTENCES
    assert precision == 1
    assert recall >= LEAST_RECALL
