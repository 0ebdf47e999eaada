"""Relations between the weights and scores of a score table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from perfeval_xl.amounts import EQUAL, plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.form.declaration import (
    Column,
    Line,
)
from perfeval_xl.form.references import Cell, References
from perfeval_xl.form.score_table import SCORE, TOTAL, WEIGHT
from perfeval_xl.profile import Profile
from perfeval_xl.rules.relations.formulas import is_unreadable, unreadable
from perfeval_xl.rules.relations.judgement import CheckFormula, Judgement, Verdict
from perfeval_xl.rules.relations.money import addition, total_of


@dataclass(frozen=True)
class TotalWeight:
    """All weights of a score table, the execution rate's included, add up to the profile's total.

    So does the printed total; one left blank over weights is wrong.
    """

    funds: tuple[Line, ...]
    """The rows whose weight counts as the execution rate's: the total row of the money rows."""

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        expected = evaluation.profile.total_weight
        for table in evaluation.score_tables:
            printed = table.cell(TOTAL, WEIGHT)
            execution = _execution(table, self.funds, WEIGHT)
            weights = [row[WEIGHT] for row in table.indicators]
            parts = [execution, *weights]
            filled = [part for part in parts if part.value is not None]
            # A new workbook has the execution rate's weight only: nothing to add yet.
            total = None if total_of(weights) is None else total_of(parts)
            if total is None or execution.at is None or printed.at is None or printed.is_unreadable:
                yield Judgement(Verdict.UNKNOWN, printed)
                continue
            adds_up = _equal(total, expected)
            holds = adds_up and printed.value is not None and _equal(printed.value, expected)
            due = plain(expected) if adds_up else f"各项合计 {plain(expected)}"
            shown = f"印的是 {plain(printed.value)} 分" if printed.value is not None else "没有填"
            message = (
                f"总分的分值{shown}，各项分值（含执行率）合计 {plain(total)} 分{addition(filled)}，"
                f"应为 {plain(expected)} 分。"
            )
            verdict = Verdict.HOLDS if holds else Verdict.BROKEN
            yield Judgement(verdict, printed, due, message, tuple(filled))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        funds = next((line for line in self.funds if references.has(line)), None)
        if funds is None:
            return
        printed = references.total(WEIGHT)
        parts = (str(references.cell(funds, WEIGHT)), references.weights())
        joined = ",".join(parts)
        _, weights = parts
        expected = plain(profile.total_weight)
        unread = "+".join(unreadable(part) for part in (str(printed), *parts))
        formula = (
            f'=IFERROR(IF(COUNT({weights})=0,"—",IF({unread}>0,"—",'
            f"IF(AND(ISNUMBER({printed}),ROUND(ABS(SUM({joined})-{expected})-0.005,6)<0,"
            f'ROUND(ABS(N({printed})-{expected})-0.005,6)<0),"✓","✗"))),"—")'
        )
        yield CheckFormula(printed, formula, f"各项分值（含执行率）合计 = {expected}")


@dataclass(frozen=True)
class HeadingPoints:
    """The points printed in a level-1 heading are the sum of the weights under it."""

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.score_tables:
            for group in table.groups:
                points = group.points
                weights = [row[WEIGHT] for row in group.indicators]
                filled = [weight for weight in weights if weight.value is not None]
                total = total_of(weights)
                if points.value is None or total is None:
                    yield Judgement(Verdict.UNKNOWN, points)
                    continue
                verdict = Verdict.HOLDS if _equal(total, points.value) else Verdict.BROKEN
                message = (
                    f"“{group.name}”标题印的是 {plain(points.value)} 分，"
                    f"下面各指标分值合计 {plain(total)} 分{addition(filled)}。"
                )
                yield Judgement(verdict, points, plain(total), message, tuple(filled))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        for group in references.groups():
            formula = (
                f"=IFERROR(IF(OR(NOT(ISNUMBER({group.points})),COUNT({group.weights})=0,"
                f'{unreadable(group.weights)}>0),"—",'
                f'IF(ROUND(ABS({group.points}-SUM({group.weights}))-0.005,6)<0,"✓","✗")),"—")'
            )
            yield CheckFormula(group.points, formula, f"{group.name}标题的分数 = 下面各指标分值之和")


@dataclass(frozen=True)
class TotalScore:
    """The printed total score is the execution score plus all scores; a blank score leaves it undecided."""

    funds: tuple[Line, ...]

    def _parts(self, table: Table) -> list[Entry] | None:
        """The scores to add; None where one is missing or unreadable."""
        scores = (row[SCORE] for row in table.weighted_indicators)
        parts = [_execution(table, self.funds, SCORE), *scores]
        return None if any(score.value is None for score in parts) else parts

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.score_tables:
            printed = table.cell(TOTAL, SCORE)
            parts = self._parts(table)
            if parts is None or printed.is_unreadable or printed.at is None:
                yield Judgement(Verdict.UNKNOWN, printed)
                continue
            total = sum((part.number_or_zero for part in parts), Decimal(0))
            holds = printed.value is not None and _equal(total, printed.value)
            shown = f"印的是 {plain(printed.value)} 分" if printed.value is not None else "没有填"
            message = f"总分{shown}，执行率得分加各指标得分是 {plain(total)} 分{addition(parts)}。"
            verdict = Verdict.HOLDS if holds else Verdict.BROKEN
            yield Judgement(verdict, printed, plain(total), message, tuple(parts))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        for total, parts, incomplete in self._operands(references):
            formula = (
                f'=IFERROR(IF(OR({incomplete}>0,{unreadable(str(total))}>0),"—",'
                f'IF(NOT(ISNUMBER({total})),"✗",'
                f'IF(ROUND(ABS({total}-SUM({parts}))-0.005,6)<0,"✓","✗"))),"—")'
            )
            yield CheckFormula(total, formula, "总分 = 执行率得分 + 各指标得分")

    def calculated(self, references: References) -> Iterator[tuple[Cell, str]]:
        for total, parts, incomplete in self._operands(references):
            yield total, f'=IFERROR(IF({incomplete}>0,"",SUM({parts})),"")'

    def results(self, table: Table) -> Iterator[tuple[Entry, Decimal | None]]:
        if table.row(TOTAL) is not None:
            parts = self._parts(table)
            total = None if parts is None else sum((part.number_or_zero for part in parts), Decimal(0))
            yield table.cell(TOTAL, SCORE), total

    def _operands(self, references: References) -> Iterator[tuple[Cell, str, str]]:
        funds = next((line for line in self.funds if references.has(line)), None)
        if funds is None:
            return
        score = references.cell(funds, SCORE)
        weights, scores = references.weights(), references.scores()
        # A weight without a score leaves the total open, and so do a score that is no number and a blank
        # execution score.
        incomplete = (
            f"NOT(ISNUMBER({score}))+{unreadable(scores)}"
            f"+SUMPRODUCT((ISNUMBER({weights})+{is_unreadable(weights)})*NOT(ISNUMBER({scores})))"
        )
        yield references.total(SCORE), f"{score},{scores}", incomplete


def funds_row(table: Table, funds: Iterable[Line]) -> Row | None:
    """The first of the money rows `funds` that the table has."""
    return next((row for line in funds if (row := table.row(line)) is not None), None)


def _execution(table: Table, funds: Iterable[Line], column: Column) -> Entry:
    row = funds_row(table, funds)
    return row[column] if row is not None else Entry(column.heading)


def _equal(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < EQUAL
