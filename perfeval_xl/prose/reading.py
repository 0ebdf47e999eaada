"""Follows the words of a paragraph and notes what it states about the names it was given.

Precision before recall: a statement is noted only where it is certain whose figure it is, of which year and
which stage. The subject of a clause holds for the clauses behind it as long as these consist of known words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.prose.state import UNKNOWN, Clause, Mode, Sentence
from perfeval_xl.prose.statements import Amount, Change, Completion, Names, Point, Share, Stage, Statement
from perfeval_xl.prose.words import Number, Role, Vocabulary, Word, tidy

_ELSEWHERE: Final = re.compile("二级|下属|所属|本级|各乡镇|各单位|全县|全区|全市|全州|全省|全国|历年")
"""From such a word on a paragraph may be about other units, or about more than this one."""
_ANOTHER: Final = re.compile("[站所局校院馆县区市省镇乡村厂]|中心|项目|机构|公司|企业|协会|基地|机关|平均")
"""From such a word on a sentence may be about something else than the unit as a whole."""
_WITHIN: Final = ("中", "里", "内", "用于")
"""Behind a name: what follows is a part of it."""
_INTRODUCES: Final = ("如下", "情况", "具体", "说明", "包括")
"""What ends before a colon this way is followed by the same thing in detail."""
_MARKS: Final = frozenset(
    {Role.STOP, Role.SEMICOLON, Role.COMMA, Role.COLON, Role.OPEN, Role.CLOSE, Role.AND}
)
_LONGEST_QUOTE: Final = 60
_DEEPEST: Final = 4


def read_statements(text: str, vocabulary: Vocabulary, year: int | None) -> tuple[Statement, ...]:
    """What a paragraph states about the names of the vocabulary.

    Args:
        text: The paragraph, as typed.
        vocabulary: The words, with the names that it may be about.
        year: The reporting year; where it is None, years in digits are not understood.
    """
    tidied = tidy(text)
    reading = _Reading(tidied, vocabulary.names)
    reading.read(tuple(vocabulary.split(tidied, year)))
    return tuple(reading.statements)


class _Reading:
    """One paragraph."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.statements: list[Statement] = []
        self.sentence = Sentence()
        self.outer: list[Sentence] = []
        """Sentences around the brackets that are open."""
        self.is_elsewhere = False
        self.before = Role.STOP
        self.at = 0
        """Where the last word that is no mark ended."""

    def read(self, words: Sequence[Word]) -> None:
        behind = (*(word.role for word in words[1:]), Role.STOP)
        for word, role in zip(words, behind, strict=False):
            if word.role not in _MARKS:
                self.at = word.end
            self._take(word, role)
            self.before = word.role
        self._end_clause()

    def _take(self, word: Word, behind: Role) -> None:
        if word.role in _MARKS:
            self._mark(word)
            return
        clause = self.sentence.clause
        match word.role:
            case Role.OTHER:
                self._other(word)
            case Role.NAME:
                self._name(word)
            case Role.PART:
                self._part()
            case Role.YEAR:
                self._year(word.value if isinstance(word.value, int) else None)
            case Role.STAGE:
                assert isinstance(word.value, Stage)
                self._stage(word.value)
            case Role.SPENT:
                self._spent()
            case Role.SCOPE:
                clause.has_scope = True
            case Role.AFTER:
                clause.is_verbal = True
            case Role.BASIS:
                self._basis(word, behind)
            case Role.CHANGE | Role.LEVEL:
                self._change(word)
            case Role.SHARE:
                self._begin(Mode.SHARE)
            case Role.COMPLETE | Role.RATE:
                self._begin(Mode.COMPLETION)
                clause.basis_stage = Stage.BUDGET if word.role is Role.RATE else None
            case Role.NONE:
                self._begin(Mode.NOTHING)
            case Role.ROUGH:
                clause.is_rough = True
            case Role.MONEY | Role.PERCENT:
                assert isinstance(word.value, Number)
                self._number(word, word.value, behind)
            case _:
                pass

    # Marks

    def _mark(self, word: Word) -> None:
        match word.role:
            case Role.STOP:
                self._end_sentence()
            case Role.SEMICOLON:
                self._end_segment()
            case Role.COLON:
                self._colon(word)
            case Role.OPEN:
                self._open()
            case Role.CLOSE:
                self._close()
            case Role.AND if self.before not in (
                Role.MONEY,
                Role.PERCENT,
                Role.LIMIT,
                Role.LEVEL,
                Role.CLOSE,
            ):
                self.sentence.clause.is_clear = False
            case _:
                self._end_clause()
                self.sentence.is_listed = word.role is Role.AND

    def _end_clause(self) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if clause.is_clear and sentence.subject:
            if clause.mode is Mode.NOTHING and clause.is_named:
                self._note_nothing()
            elif clause.mode is Mode.CHANGE and clause.has_basis:
                self._note_change(None, None)
            elif clause.mode is Mode.BASIS and clause.has_basis:
                sentence.basis = self._basis_point()
        elif clause.is_clear and clause.mode is Mode.BASIS and clause.has_basis:
            sentence.common_basis = self._basis_point()
        if not clause.is_clear or (clause.has_scope and not clause.is_named):
            self.sentence.drop_subject()
        sentence.was_clear = clause.is_clear
        sentence.takes_amount = False
        sentence.clause = Clause()

    def _end_segment(self) -> None:
        self._end_clause()
        self.sentence.drop_subject()
        self.sentence.unspoken = 0

    def _end_sentence(self) -> None:
        self._end_clause()
        ended = self.outer[0] if self.outer else self.sentence
        self.outer.clear()
        self.sentence = Sentence(preceding=ended.subject if ended.was_clear else UNKNOWN)

    def _colon(self, word: Word) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if self.before is Role.PART or (clause.is_clear and sentence.takes_amount):
            return
        if not clause.is_clear and not self.text.endswith(_INTRODUCES, 0, word.start):
            sentence.is_certain = False
        self._end_clause()

    def _open(self) -> None:
        sentence = self.sentence
        if len(self.outer) >= _DEEPEST:
            sentence.is_certain = False
            return
        inner = replace(sentence, takes_amount=False, clause=Clause())
        if sentence.takes_amount:
            # What stands between a name and its amount may be another amount's name.
            sentence.clause.is_clear = False
        self.outer.append(sentence)
        self.sentence = inner

    def _close(self) -> None:
        self._end_clause()
        if self.outer:
            self.sentence = self.outer.pop()

    # Words

    def _other(self, word: Word) -> None:
        sentence = self.sentence
        sentence.clause.is_clear = False
        if self.before is Role.NAME and self.text.startswith(_WITHIN, word.start):
            sentence.is_certain = False
        if _ELSEWHERE.search(self.text, word.start, word.end):
            self.is_elsewhere = True
        elif _ANOTHER.search(self.text, word.start, word.end):
            sentence.is_certain = False

    def _begin(self, mode: Mode) -> None:
        clause = self.sentence.clause
        if clause.mode is not Mode.AMOUNT:
            clause.is_clear = False
        clause.mode = mode

    def _name(self, word: Word) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        assert isinstance(word.value, str)
        if clause.mode is Mode.SHARE and not clause.whole:
            clause.whole = word.value
            return
        part_of = sentence.part_of
        is_whole = not part_of or self.names.may_follow(part_of, word.value)
        sentence.drop_subject()
        sentence.unspoken += 1
        if (
            clause.is_named
            or clause.is_verbal
            or clause.mode not in (Mode.AMOUNT, Mode.NOTHING)
            or not is_whole
        ):
            clause.is_clear = False
        if clause.is_clear and sentence.is_certain and not self.is_elsewhere:
            sentence.subject, sentence.subject_at = word.value, word.start
            sentence.takes_amount = clause.is_named = True

    def _part(self) -> None:
        sentence = self.sentence
        whole = sentence.subject
        if not whole:
            whole = (sentence.preceding or "") if sentence.part_of is None else sentence.part_of
            if not sentence.was_clear:
                whole = UNKNOWN
        sentence.part_of = whole
        sentence.drop_subject()

    def _year(self, value: int | None) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if value is None or clause.mode is Mode.CHANGE:
            clause.is_clear = False
        elif clause.mode is Mode.BASIS:
            clause.is_clear = clause.is_clear and clause.basis_year in (None, value)
            clause.basis_year, clause.has_basis = value, True
        else:
            clause.is_clear = clause.is_clear and clause.year in (None, value)
            clause.year = value
            sentence.takes_amount = bool(sentence.subject)

    def _stage(self, value: Stage) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if clause.mode is Mode.CHANGE:
            clause.is_clear = False
        elif clause.mode in (Mode.AMOUNT, Mode.NOTHING):
            clause.stage = self._merged(clause.stage, value)
            sentence.takes_amount = bool(sentence.subject)
        else:
            clause.basis_stage = self._merged(clause.basis_stage, value)
            clause.has_basis = True

    def _merged(self, stage: Stage | None, other: Stage) -> Stage:
        """Two words for a stage as one; 年初 and 预算 are 年初预算, 预算 and 决算 contradict each other."""
        if stage is None or stage is other or (stage is Stage.BUDGET and other.is_budget):
            return other
        if not (stage.is_budget and other is Stage.BUDGET):
            self.sentence.clause.is_clear = False
        return stage

    def _spent(self) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        clause.is_spent = True
        if sentence.subject and sentence.now is not None and sentence.now.stage.is_budget:
            sentence.takes_amount = True

    def _basis(self, word: Word, behind: Role) -> None:
        clause = self.sentence.clause
        if word.value is None and behind not in (Role.YEAR, Role.STAGE):
            clause.is_clear = False
            return
        self._begin(Mode.BASIS)
        self.sentence.change = None
        clause.basis_stage = None
        clause.basis_year = word.value if isinstance(word.value, int) else None
        clause.has_basis = word.value is not None

    def _change(self, word: Word) -> None:
        clause = self.sentence.clause
        if clause.mode is Mode.BASIS and clause.has_basis:
            if word.role is Role.LEVEL and clause.is_clear and self.sentence.subject:
                clause.direction = 0
                self._note_change(None, None)
                return
        elif clause.mode is not Mode.AMOUNT or word.role is Role.LEVEL:
            clause.is_clear = False
        assert word.value is None or isinstance(word.value, int)
        clause.mode, clause.direction = Mode.CHANGE, word.value or 0

    # Numbers

    def _number(self, word: Word, number: Number, behind: Role) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        is_exact = not clause.is_rough and behind is not Role.ROUGH
        clause.is_rough = False
        if not (is_exact and clause.is_clear and sentence.subject and not self.is_elsewhere):
            clause.mode, sentence.takes_amount = Mode.AMOUNT, False
        elif word.role is Role.MONEY:
            self._money(number, behind)
        else:
            self._percent(number)

    def _money(self, number: Number, behind: Role) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        match clause.mode:
            case Mode.AMOUNT:
                self._amount(number, behind)
            case Mode.BASIS if clause.has_basis:
                self._note_amount(self._basis_point(), number)
            case Mode.CHANGE:
                self._note_change(number, None)
            case Mode.SHARE | Mode.COMPLETION if clause.basis_stage is not None:
                self._note_amount(Point(0, clause.basis_stage), number)
            case Mode.SHARE:
                pass
            case _:
                clause.is_clear = False
        sentence.takes_amount = False

    def _amount(self, number: Number, behind: Role) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        stage = clause.stage or (Stage.FINAL if clause.is_spent else Stage.UNSTATED)
        is_limit = behind is Role.LIMIT and not stage.is_budget
        if sentence.takes_amount and not is_limit and (clause.is_named or not clause.has_scope):
            period = clause.year
            if period is None:
                period = sentence.now.period if sentence.now is not None else 0
            sentence.now = Point(period, stage)
            self._note_amount(sentence.now, number)
        clause.stage = clause.year = None
        clause.is_spent = False

    def _percent(self, number: Number) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        mode, clause.mode = clause.mode, Mode.AMOUNT
        is_its_own = self._is_its_own()
        if not self._is_of_the_year():
            return
        match mode:
            case Mode.CHANGE:
                self._note_change(None, number)
            case Mode.SHARE if clause.whole:
                if is_its_own or (clause.whole == sentence.part_of and not sentence.is_listed):
                    self._note_share(number)
            case Mode.SHARE | Mode.COMPLETION if clause.basis_stage is not None:
                if is_its_own and clause.basis_stage.is_budget:
                    self._note_completion(clause.basis_stage, number)
            case _:
                pass

    # Statements

    def _quote(self, before: str = "") -> str:
        start = self.sentence.subject_at
        if before and self.text.endswith(before, 0, start):
            start -= len(before)
        return self.text[max(start, self.at - _LONGEST_QUOTE) : self.at]

    def _basis_point(self) -> Point:
        """What the clause compares with; without a stage it is the one of what is compared."""
        clause = self.sentence.clause
        return Point(clause.basis_year or 0, clause.basis_stage or self._now())

    def _now(self) -> Stage:
        """The stage that is compared: the last amount's, else the clause's."""
        sentence, clause = self.sentence, self.sentence.clause
        stage = sentence.now.stage if sentence.now is not None else clause.stage
        return Stage.FINAL if stage in (None, Stage.UNSTATED) else stage

    def _is_of_the_year(self) -> bool:
        """Whether the clause, or else the last amount, is of the reporting year."""
        period = self.sentence.clause.year
        if period is None and self.sentence.now is not None:
            period = self.sentence.now.period
        return not period

    def _is_its_own(self) -> bool:
        """Whether it is certain that a change or a rate is the subject's, not of several together."""
        return self.sentence.clause.is_named or self.sentence.unspoken <= 1

    def _note_amount(self, point: Point, number: Number) -> None:
        quote = self._quote()
        self.statements.append(Amount(self.sentence.subject, point, number.value, number.step, quote))

    def _note_nothing(self) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if sentence.takes_amount:
            point = Point(clause.year or 0, clause.stage or Stage.FINAL)
            nothing = Amount(sentence.subject, point, Decimal(0), Decimal(0), self._quote("无"))
            self.statements.append(nothing)

    def _note_change(self, amount: Number | None, rate: Number | None) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        clause.mode = Mode.AMOUNT
        basis = self._basis_point() if clause.has_basis else sentence.basis or sentence.common_basis
        if basis is None or basis == Point(0, self._now()):
            return
        if not self._is_of_the_year() or not self._is_its_own():
            return
        change = Change(
            sentence.subject,
            self._now(),
            basis,
            clause.direction,
            None if amount is None else amount.value,
            Decimal(0) if amount is None else amount.step,
            None if rate is None else rate.value,
            0 if rate is None else rate.places,
            self._quote(),
        )
        before = None if sentence.change is None else self.statements[sentence.change]
        sentence.basis, sentence.unspoken = basis, 0
        if not isinstance(before, Change) or before.direction != change.direction:
            sentence.change = len(self.statements)
            self.statements.append(change)
        elif (
            sentence.change is not None
            and before.amount is not None
            and before.rate is None
            and rate is not None
        ):
            self.statements[sentence.change] = replace(
                before, rate=change.rate, places=change.places, quote=change.quote
            )
        elif sentence.change is not None and before.amount is None and amount is not None:
            self.statements[sentence.change] = replace(
                before, amount=change.amount, step=change.step, quote=change.quote
            )

    def _note_share(self, number: Number) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        sentence.unspoken = 0
        share = Share(sentence.subject, clause.whole, self._now(), number.value, number.places, self._quote())
        self.statements.append(share)

    def _note_completion(self, budget: Stage, number: Number) -> None:
        self.sentence.unspoken = 0
        completion = Completion(self.sentence.subject, budget, number.value, number.places, self._quote())
        self.statements.append(completion)
