"""Notes the statements of a paragraph as they are understood."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.prose.state import Mode, Sentence
from perfeval_xl.prose.statements import Amount, Change, Completion, Point, Share, Stage, Statement
from perfeval_xl.prose.words import Number

_LONGEST_QUOTE: Final = 60
_NOTHING: Final = "无"


class Notes:
    """The statements of one paragraph."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.statements: list[Statement] = []
        self.at = 0
        """Where the last word that is no mark ended."""

    def amount(self, sentence: Sentence, point: Point, number: Number) -> None:
        self._add(Amount(sentence.subject, point, number.value, number.step, self._quote(sentence)))

    def retract_amount(self) -> None:
        """Forgets the last statement, if it is an amount."""
        if self.statements and isinstance(self.statements[-1], Amount):
            self.statements.pop()

    def nothing(self, sentence: Sentence) -> None:
        """无公务接待费支出: an amount of 0."""
        if sentence.period is not None:
            point = Point(sentence.period, sentence.clause.stage or Stage.FINAL)
            quote = self._quote(sentence, _NOTHING)
            self._add(Amount(sentence.subject, point, Decimal(0), Decimal(0), quote))

    def share(self, sentence: Sentence, number: Number) -> None:
        sentence.unspoken = 0
        whole, stage, quote = sentence.clause.whole, sentence.compared, self._quote(sentence)
        self._add(Share(sentence.subject, whole, stage, number.value, number.places, quote))

    def completion(self, sentence: Sentence, budget: Stage, number: Number) -> None:
        sentence.unspoken = 0
        self._add(Completion(sentence.subject, budget, number.value, number.places, self._quote(sentence)))

    def change(self, sentence: Sentence, amount: Number | None, rate: Number | None) -> None:
        """A rise, a fall or none; one that only adds what the last one left open becomes part of it."""
        clause = sentence.clause
        clause.mode = Mode.AMOUNT
        basis = sentence.basis_point if clause.has_basis else sentence.basis or sentence.common_basis
        if basis is None or basis == Point(0, sentence.compared):
            return
        if sentence.period != 0 or not sentence.is_its_own:
            return
        sentence.basis, sentence.unspoken = basis, 0
        change = Change(
            sentence.subject,
            sentence.compared,
            basis,
            clause.direction,
            None if amount is None else amount.value,
            Decimal(0) if amount is None else amount.step,
            None if rate is None else rate.value,
            0 if rate is None else rate.places,
            self._quote(sentence),
        )
        before = None if sentence.change is None else self.statements[sentence.change]
        if sentence.change is None or not isinstance(before, Change) or before.direction != clause.direction:
            sentence.change = len(self.statements)
            self._add(change)
        else:
            self.statements[sentence.change] = _joined(before, change)

    def _add(self, statement: Statement) -> None:
        self.statements.append(statement)

    def _quote(self, sentence: Sentence, before: str = "") -> str:
        """The words from the subject on, with `before` if it stands there; at most their last sixty."""
        start = sentence.subject_at
        if before and self._text.endswith(before, 0, start):
            start -= len(before)
        return self._text[max(start, self.at - _LONGEST_QUOTE) : self.at]


def _joined(before: Change, change: Change) -> Change:
    """减少0.26万元 and 下降23.42% as one; what is said twice counts once."""
    if before.rate is None and change.rate is not None and before.amount is not None:
        return replace(before, rate=change.rate, places=change.places, quote=change.quote)
    if before.amount is None and change.amount is not None:
        return replace(before, amount=change.amount, step=change.step, quote=change.quote)
    return before
