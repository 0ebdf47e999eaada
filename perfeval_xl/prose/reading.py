"""Follows the words of a paragraph and notes what it states about the names it was given.

Precision before recall: a statement is noted only where it is certain whose figure it is, of which year and
which stage. The subject of a clause holds for the clauses behind it as long as these consist of known words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from perfeval_xl.prose.notes import Notes
from perfeval_xl.prose.state import UNKNOWN, Clause, Mode, Sentence
from perfeval_xl.prose.statements import Names, Point, Stage, Statement
from perfeval_xl.prose.words import Number, Role, Vocabulary, Word, tidy

_ELSEWHERE: Final = re.compile("二级|下属|所属|本级|各乡镇|各单位|全县|全区|全市|全州|全省|全国|历年")
"""From such a word on a paragraph may be about other units, or about more than this one."""
_ANOTHER: Final = re.compile(
    "[站所局校院馆县区市省镇乡村厂]|中心|项目|机构|公司|企业|协会|基地|机关|平均|月|季度|半年"
)
"""From such a word on a sentence may be about something else than the whole unit in the whole year."""
_WITHIN: Final = ("中", "里", "内", "用于")
"""Behind a name: what follows is a part of it."""
_QUALIFIES: Final = ("不含", "含", "不包括", "未含", "剔除", "扣除")
"""In brackets behind an amount: it is not the sum of that name."""
_INTRODUCES: Final = ("如下", "情况", "具体", "说明")
"""What ends before a colon this way is followed by the same thing in detail."""
_BEFORE_LISTING: Final = (Role.MONEY, Role.PERCENT, Role.LIMIT, Role.LEVEL, Role.CLOSE)
"""Behind these 、 begins the next clause; elsewhere it joins names."""
_MARKS: Final = frozenset(
    {Role.STOP, Role.SEMICOLON, Role.COMMA, Role.COLON, Role.OPEN, Role.CLOSE, Role.AND}
)
_DEEPEST: Final = 4


def read_statements(text: str, vocabulary: Vocabulary, year: int | None) -> tuple[Statement, ...]:
    """What a paragraph states about the names of the vocabulary.

    Args:
        text: The paragraph, as typed.
        vocabulary: The words, with the names that it may be about.
        year: The reporting year; where it is None, years in digits are not understood.
    """
    tidied = tidy(text)
    if not vocabulary.is_mentioned_in(tidied):
        return ()
    reading = _Reading(tidied, vocabulary.names)
    reading.read(tuple(vocabulary.split(tidied, year)))
    return tuple(reading.notes.statements)


class _Reading:
    """One paragraph."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.notes = Notes(text)
        self.sentence = Sentence()
        self.outer: list[Sentence] = []
        """Sentences around the brackets that are open."""
        self.is_elsewhere = False
        self.before = Role.STOP

    def read(self, words: Sequence[Word]) -> None:
        behind = (*(word.role for word in words[1:]), Role.STOP)
        for word, role in zip(words, behind, strict=False):
            if word.role in _MARKS:
                self._mark(word)
            else:
                self.notes.at = word.end
                self._take(word, role)
            self.before = word.role
        self._end_clause()

    def _take(self, word: Word, behind: Role) -> None:
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
            case Role.AND if self.before not in _BEFORE_LISTING:
                self.sentence.clause.is_clear = False
            case _:
                self._end_clause()
                self.sentence.is_listed = word.role is Role.AND

    def _end_clause(self) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if clause.is_clear:
            self._conclude()
        if not clause.is_clear or (clause.has_scope and not clause.is_named):
            sentence.drop_subject()
        sentence.was_clear = clause.is_clear
        sentence.has_number = sentence.has_number or clause.has_number
        sentence.takes_amount = False
        sentence.clause = Clause()

    def _conclude(self) -> None:
        """Notes what a clear clause says without a number, and what it says of the next ones."""
        sentence, clause = self.sentence, self.sentence.clause
        if clause.mode is Mode.BASIS and clause.has_basis:
            if sentence.subject:
                sentence.basis = sentence.basis_point
            else:
                sentence.common_basis = sentence.basis_point
        elif not sentence.subject:
            if clause.stage is not None and not clause.has_number:
                sentence.inherited = Point(clause.year or 0, clause.stage)
        elif clause.mode is Mode.NOTHING and clause.is_named and not clause.has_number:
            self.notes.nothing(sentence)
        elif clause.mode is Mode.CHANGE and clause.has_basis:
            self.notes.change(sentence, None, None)

    def _end_segment(self) -> None:
        self._end_clause()
        sentence = self.sentence
        sentence.drop_subject()
        sentence.unspoken, sentence.is_list_of_others = 0, False

    def _end_sentence(self) -> None:
        self._end_clause()
        ended = self.outer[0] if self.outer else self.sentence
        self.outer.clear()
        preceding = ended.main_subject or ("" if ended.was_clear else UNKNOWN)
        # A sentence that only names a year is a heading of what follows.
        self.sentence = Sentence(preceding=preceding, year=0 if ended.has_number else ended.year)

    def _colon(self, word: Word) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        if self.before is Role.PART or (clause.is_clear and sentence.takes_amount):
            return
        if clause.is_clear and clause.has_number:
            self._end_clause()
            self._part()
            return
        if clause.mentioned and not clause.is_clear:
            sentence.part_of = clause.mentioned
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
        if self.before is Role.OPEN and self.text.startswith(_QUALIFIES, word.start):
            self.notes.retract_amount()
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
        sentence.drop_subject()
        sentence.unspoken += 1
        clause.mentioned = word.value
        if clause.is_named or clause.is_verbal or clause.mode not in (Mode.AMOUNT, Mode.NOTHING):
            clause.is_clear = False
        if clause.is_clear and self._may_be_whole(word.value):
            sentence.name(word.value, word.start)
        else:
            clause.is_clear = False

    def _may_be_whole(self, name: str) -> bool:
        """Whether an amount of this name is all of it, and of the unit."""
        sentence = self.sentence
        if self.is_elsewhere or sentence.is_list_of_others or not sentence.is_certain:
            return False
        return not sentence.part_of or self.names.may_follow(sentence.part_of, name)

    def _part(self) -> None:
        sentence = self.sentence
        whole = sentence.subject
        if whole:
            sentence.inherited = None if sentence.has_budget_beside else sentence.now
        elif not sentence.was_clear:
            whole = UNKNOWN
        else:
            whole = sentence.preceding if sentence.part_of is None else sentence.part_of
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
            clause.year = sentence.year = value
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
        sentence = self.sentence
        sentence.clause.is_spent = True
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
                self.notes.change(self.sentence, None, None)
                return
        elif clause.mode is not Mode.AMOUNT or word.role is Role.LEVEL:
            clause.is_clear = False
        assert word.value is None or isinstance(word.value, int)
        clause.mode, clause.direction = Mode.CHANGE, word.value or 0

    # Numbers

    def _number(self, word: Word, number: Number, behind: Role) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        is_exact = not clause.is_rough and behind is not Role.ROUGH
        clause.is_rough, clause.has_number = False, True
        if is_exact and clause.is_clear and sentence.subject and not self.is_elsewhere:
            if word.role is Role.MONEY:
                self._money(number, behind)
            else:
                self._percent(number)
        else:
            if word.role is Role.MONEY and not sentence.subject:
                self._unnamed_amount()
            clause.mode = Mode.AMOUNT
        sentence.takes_amount = False

    def _unnamed_amount(self) -> None:
        """An amount of a sum without a name, or of something unknown."""
        sentence, clause = self.sentence, self.sentence.clause
        if not clause.is_clear:
            sentence.is_list_of_others = True
        elif clause.mode is Mode.AMOUNT:
            sentence.inherited = Point(clause.year or 0, clause.own_stage)
            clause.stage = clause.year = None
            clause.is_spent = False

    def _money(self, number: Number, behind: Role) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        match clause.mode:
            case Mode.AMOUNT:
                self._amount(number, behind)
            case Mode.BASIS if clause.has_basis:
                self.notes.amount(sentence, sentence.basis_point, number)
            case Mode.CHANGE:
                self.notes.change(sentence, number, None)
            case Mode.SHARE | Mode.COMPLETION if clause.basis_stage is not None:
                self.notes.amount(sentence, Point(0, clause.basis_stage), number)
            case Mode.SHARE:
                pass
            case _:
                clause.is_clear = False

    def _amount(self, number: Number, behind: Role) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        stage, period = sentence.stage, sentence.period
        is_limit = behind is Role.LIMIT and not stage.is_budget
        is_of_the_subject = sentence.takes_amount and (clause.is_named or not clause.has_scope)
        if is_of_the_subject and not is_limit and period is not None:
            point = Point(period, stage)
            self.notes.amount(sentence, point, number)
            sentence.state(point)
        clause.stage = clause.year = None
        clause.is_spent = False

    def _percent(self, number: Number) -> None:
        sentence, clause = self.sentence, self.sentence.clause
        mode, clause.mode = clause.mode, Mode.AMOUNT
        if sentence.period != 0:
            return
        match mode:
            case Mode.CHANGE:
                self.notes.change(sentence, None, number)
            case Mode.SHARE if clause.whole:
                is_part = clause.whole == sentence.part_of and not sentence.is_listed
                if sentence.is_its_own or is_part:
                    self.notes.share(sentence, number)
            case Mode.SHARE | Mode.COMPLETION if clause.basis_stage is not None:
                if sentence.is_its_own and clause.basis_stage.is_budget:
                    self.notes.completion(sentence, clause.basis_stage, number)
            case _:
                pass
