"""Relations between figures: each judges entries in Python and writes the same judgement as an Excel formula.

A verdict is one of four, in Python and in the workbook alike (rules.md, "Verdicts").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final, Protocol

from perfeval_xl.amounts import EQUAL, NOTHING, percent, plain, round_half_up
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form import TABLES
from perfeval_xl.form.declaration import (
    VALUE,
    Column,
    Line,
    Matrix,
    Pairs,
    Prose,
    Quantity,
    Records,
    TableForm,
)
from perfeval_xl.form.layout import heading_text
from perfeval_xl.form.printed import RATE_PLACES
from perfeval_xl.form.references import Cell, References
from perfeval_xl.form.score_table import SCORE, TOTAL, WEIGHT
from perfeval_xl.profile import Profile

CENT: Final = Decimal("0.01")


class Verdict(Enum):
    """What a relation comes to; the value is what the template shows."""

    HOLDS = "✓"
    TAIL = "尾差"
    """Off by rounding: 0.01 of money, or the last place of a percentage."""
    BROKEN = "✗"
    UNKNOWN = "—"
    """Not evaluated: an input is missing or unreadable."""


REPORTED: Final = (Verdict.BROKEN, Verdict.TAIL)
"""The verdicts that a finding tells of."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One instance of a relation, decided."""

    verdict: Verdict
    entry: Entry
    """The figure that should follow from the others."""
    expected: str = ""
    message: str = ""
    related: tuple[Entry, ...] = ()
    severity: Severity | None = None
    """Where this instance weighs otherwise than its rule."""


@dataclass(frozen=True, slots=True)
class CheckFormula:
    """One instance of a relation in the template: the cell judged and the formula that shows the verdict."""

    cell: Cell
    formula: str
    title: str


class Relation(Protocol):
    """What figures must have to do with each other."""

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        """Every instance of the relation in a self-evaluation."""
        ...

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        """The same instances in one table of the template; none where it is another table's relation."""
        ...


class Calculation(Relation, Protocol):
    """A relation whose result the template calculates."""

    def calculated(self, references: References) -> Iterator[tuple[Cell, str]]:
        """The cells that the template fills in, with their formulas."""
        ...

    def results(self, table: Table) -> Iterator[tuple[Entry, Decimal | None]]:
        """The entries of these cells with the value they should have; None where it cannot be computed."""
        ...


@dataclass(frozen=True)
class Sum:
    """A line is the sum of its lines, in each column that holds money.

    Money off by no more than max(0.01, 0.005 × number of figures added) is 尾差. Not judged where the lines
    are not known for certain: one is missing, or one that is a total itself is blank over lines of its own.
    """

    line: Line
    optional: Line | None = None
    """A line that may be counted or left out; either is right."""

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.tables_of(_form_of(self.line)):
            has_lines = all(table.row(line) is not None for line in _bounds(table.form, self.line))
            totals = [line for line in self.line.lines if line.is_total]
            for column in _money_columns(table.form, self.line):
                total = table.cell(self.line, column)
                if has_lines and not any(_is_blank_total(table, line, column) for line in totals):
                    yield self._judgement(table, total, column)
                else:
                    yield Judgement(Verdict.UNKNOWN, total)

    def _judgement(self, table: Table, total: Entry, column: Column) -> Judgement:
        entries = [row[column] for row in table.lines(self.line)]
        parts = [entry for entry in entries if entry.value is not None]
        expected = total_of(entries)
        if expected is None or total.at is None or total.is_unreadable:
            return Judgement(Verdict.UNKNOWN, total)
        optional = table.cell(self.optional, column) if self.optional is not None else None
        certain = [part for part in parts if part is not optional]
        if total.value is None:
            verdict = Verdict.BROKEN if certain else Verdict.UNKNOWN
            message = f"“{total.label}”没有填，下面各项合计 {_money(expected)}。"
            return Judgement(verdict, total, _money(expected), message, tuple(parts))
        added, left_out = parts, ""
        if self.optional is not None and optional is not None:
            without = expected - optional.number_or_zero
            if abs(total.value - without) < abs(total.value - expected):
                added, expected, left_out = certain, without, f"（不含{_label(self.optional)}）"
        difference = abs(total.value - expected)
        message = (
            f"“{total.label}”填的是 {_money(total.value)}，"
            f"各项合计 {_money(expected)}{addition(added)}{left_out}，相差 {_money(difference)}。"
        )
        verdict = compare_money(difference, len(parts))
        return Judgement(verdict, total, _money(expected), message, tuple(added))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        if not references.has(self.line):
            return
        for column in _money_columns(references.form, self.line):
            total = references.cell(self.line, column)
            parts = references.lines(self.line, column)
            joined = ",".join(parts)
            difference = f"ABS({total}-SUM({joined}))"
            blank = '"✗"'
            if self.optional is not None:
                optional = references.cell(self.optional, column)
                difference = f"MIN({difference},ABS({total}-SUM({joined})+N({optional})))"
                blank = f'IF(COUNT({joined})=COUNT({optional}),"—","✗")'
            unknown = "+".join(
                [
                    *(_unreadable(part) for part in (str(total), *parts)),
                    *(_blank_total(references, line, column) for line in self.line.lines if line.is_total),
                ]
            )
            tail = f"MAX(0.01,0.005*COUNT({joined}))"
            formula = (
                f'=IFERROR(IF(COUNT({joined})=0,"—",IF({unknown}>0,"—",IF(NOT(ISNUMBER({total})),{blank},'
                f'{_money_verdict(difference, tail)}))),"—")'
            )
            yield CheckFormula(total, formula, f"{_name(self.line, column, references)} = 各项之和")


@dataclass(frozen=True)
class Same:
    """Two amounts of one table are the same."""

    line: Line
    other: Line
    other_column: Column = VALUE
    severity: Severity | None = None
    after: Same | None = None
    """Not judged where this one is broken or off by rounding, so that one cause is reported once."""
    unless: Line | None = None
    """Not judged where this line is filled in: it is compared instead."""

    def _pair(self, table: Table) -> tuple[Entry, Entry]:
        return table.cell(self.line), table.cell(self.other, self.other_column)

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.tables_of(_form_of(self.line)):
            entry, other = self._pair(table)
            if other.value is None or self._is_decided_elsewhere(table):
                yield Judgement(Verdict.UNKNOWN, entry)
                continue
            message = f"“{entry.label}”填的是 {_shown(entry)}，“{other.label}”填的是 {_money(other.value)}"
            yield agree(entry, other.value, message, (other,), self.severity)

    def _is_decided_elsewhere(self, table: Table) -> bool:
        if self.unless is not None and table.cell(self.unless).is_filled:
            return True
        return self.after is not None and self.after._is_reported(table)

    def _is_reported(self, table: Table) -> bool:
        entry, other = self._pair(table)
        return other.value is not None and agree(entry, other.value, "").verdict in REPORTED

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        if not references.has(self.line):
            return
        entry = references.cell(self.line)
        title = f"{_label(self.line)} = {_label(self.other)}{self.other_column.heading}"
        expression = self._expression(references)
        if self.after is not None:
            before = self.after._expression(references)
            expression = f'IF(ISNUMBER(MATCH({before},{{"✗","尾差"}},0)),"—",{expression})'
        if self.unless is not None:
            instead = str(references.cell(self.unless))
            is_filled = f"ISNUMBER({instead})+ISERROR({instead})+{_unreadable(instead)}"
            expression = f'IF({is_filled}>0,"—",{expression})'
        yield CheckFormula(entry, f"={expression}", title)

    def _expression(self, references: References) -> str:
        entry, other = references.cell(self.line), references.cell(self.other, self.other_column)
        verdict = _money_verdict(f"ABS({entry}-{other})", "0.01")
        return f'IF(AND(ISNUMBER({entry}),ISNUMBER({other})),{verdict},"—")'


@dataclass(frozen=True)
class RowRatio:
    """In each row of a section, a rate is one column divided by another.

    A percentage is right if it is the exact value rounded half-up at the decimals printed; off by one in
    the last place is 尾差.
    """

    section: Matrix | Records
    rate: Column
    of: Column
    to: Column

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.used:
            if self.section in table.form.sections:
                for row in table.records(self.section.key):
                    yield _ratio_judgement(row[self.rate], row[self.of], row[self.to])

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        for row, rate, of, to in self._cells(references):
            year = references.layout.year
            rate_name, of_name, to_name = (
                heading_text(column.heading, year) for column in (self.rate, self.of, self.to)
            )
            title = f"{rate_name} = {of_name} ÷ {to_name}{references.row_name(self.section.key, row)}"
            yield CheckFormula(rate, f"={_ratio_verdict(rate, of, to)}", title)

    def calculated(self, references: References) -> Iterator[tuple[Cell, str]]:
        for _, rate, of, to in self._cells(references):
            yield rate, _ratio_formula(of, to)

    def results(self, table: Table) -> Iterator[tuple[Entry, Decimal | None]]:
        if self.section in table.form.sections:
            for row in table.records(self.section.key):
                yield row[self.rate], ratio(row[self.of], row[self.to])

    def _cells(self, references: References) -> Iterator[tuple[int, Cell, Cell, Cell]]:
        if self.section in references.form.sections:
            for row in references.rows(self.section.key):
                key = self.section.key
                rate, of, to = (references.at(key, row, column) for column in (self.rate, self.of, self.to))
                yield row, rate, of, to


@dataclass(frozen=True)
class LineRatio:
    """A rate that stands on a line of its own is one line divided by another."""

    rate: Line
    of: Line
    to: Line

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.tables_of(_form_of(self.rate)):
            yield _ratio_judgement(table.cell(self.rate), table.cell(self.of), table.cell(self.to))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        if references.has(self.rate):
            rate, of, to = (references.cell(line) for line in (self.rate, self.of, self.to))
            title = f"{_label(self.rate)} = {_label(self.of)} ÷ {_label(self.to)}"
            yield CheckFormula(rate, f"={_ratio_verdict(rate, of, to)}", title)

    def calculated(self, references: References) -> Iterator[tuple[Cell, str]]:
        if references.has(self.rate):
            yield (
                references.cell(self.rate),
                _ratio_formula(references.cell(self.of), references.cell(self.to)),
            )

    def results(self, table: Table) -> Iterator[tuple[Entry, Decimal | None]]:
        if table.row(self.rate) is not None:
            yield table.cell(self.rate), ratio(table.cell(self.of), table.cell(self.to))


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
        unread = "+".join(_unreadable(part) for part in (str(printed), *parts))
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
                f'{_unreadable(group.weights)}>0),"—",'
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
                f'=IFERROR(IF(OR({incomplete}>0,{_unreadable(str(total))}>0),"—",'
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
            f"NOT(ISNUMBER({score}))+{_unreadable(scores)}"
            f"+SUMPRODUCT((ISNUMBER({weights})+{_is_unreadable(weights)})*NOT(ISNUMBER({scores})))"
        )
        yield references.total(SCORE), f"{score},{scores}", incomplete


def compare_money(difference: Decimal, figures: int) -> Verdict:
    """The verdict on money that is off by `difference` 万元 when `figures` figures were added."""
    if difference < EQUAL:
        return Verdict.HOLDS
    return Verdict.TAIL if difference <= max(CENT, EQUAL * figures) else Verdict.BROKEN


def total_of(parts: Iterable[Entry]) -> Decimal | None:
    """What figures add up to, nothing counting as 0.

    None where one is unreadable, or none of them is filled in.
    """
    entries = tuple(parts)
    if any(entry.is_unreadable for entry in entries) or all(entry.value is None for entry in entries):
        return None
    return sum((entry.number_or_zero for entry in entries), Decimal(0))


def complete_total(parts: Sequence[Entry]) -> Decimal | None:
    """What figures of other tables add up to, nothing counting as 0.

    None where one is unreadable or its cell is missing, or none of them is filled in.
    """
    return None if any(part.at is None for part in parts) else total_of(parts)


def addition(entries: Sequence[Entry]) -> str:
    """The figures that were added, in brackets; nothing for a single one."""
    return f"（{' + '.join(plain(entry.number_or_zero) for entry in entries)}）" if len(entries) > 1 else ""


def agree(
    entry: Entry,
    expected: Decimal,
    statement: str,
    related: tuple[Entry, ...] = (),
    severity: Severity | None = None,
    *,
    figures: int = 1,
) -> Judgement:
    """Whether an amount is the expected one.

    Args:
        entry: The amount; without a number the judgement is `Verdict.UNKNOWN`.
        expected: What it should be, in 万元.
        statement: What the figures are, in Chinese, without a full stop; the difference is added to it.
        related: The cells that `expected` comes from.
        severity: How much a difference beyond 尾差 weighs, where it is not what the rule says.
        figures: How many figures were added to `expected`.
    """
    if entry.value is None:
        return Judgement(Verdict.UNKNOWN, entry)
    difference = abs(entry.value - expected)
    verdict = compare_money(difference, figures)
    message = f"{statement}，相差 {_money(difference)}。"
    return Judgement(
        verdict, entry, _money(expected), message, related, severity if verdict is Verdict.BROKEN else None
    )


def at_most(entry: Entry, limit: Decimal, statement: str, related: tuple[Entry, ...] = ()) -> Judgement:
    """Whether an amount stays within a limit, in 万元; the arguments are those of `agree`.

    A negative figure leaves it undecided: it is wrong itself.
    """
    if entry.value is None or entry.value < 0 or limit < 0:
        return Judgement(Verdict.UNKNOWN, entry)
    excess = max(entry.value - limit, Decimal(0))
    message = f"{statement}，超出 {_money(excess)}。"
    return Judgement(compare_money(excess, 1), entry, f"≤ {_money(limit)}", message, related)


def merged(whole: Judgement, parts: Iterable[Judgement]) -> list[Judgement]:
    """What exceeds a limit, told once: a total's excess with the lines that repeat it, then the others."""
    if whole.verdict not in REPORTED:
        return [whole, *parts]
    related, others = list(whole.related), list[Judgement]()
    for part in parts:
        if part.verdict in (whole.verdict, Verdict.TAIL):
            related += (part.entry, *part.related)
        else:
            others.append(part)
    return [replace(whole, related=tuple(related)), *others]


def is_negative(*entries: Entry) -> bool:
    """Whether one of the figures is negative, which is wrong itself and reported as such."""
    return any(entry.value is not None and entry.value < 0 for entry in entries)


def ratio(of: Entry, to: Entry) -> Decimal | None:
    """`of` ÷ `to` as a fraction; None where one is no number or `to` is 0."""
    return None if of.value is None or not to.value else of.value / to.value


def reaches(rate: Decimal, threshold: Decimal) -> bool:
    """Whether a rate, as it is shown in per cent, is at least the threshold; both are fractions."""
    return round_half_up(rate * 100, RATE_PLACES) >= threshold * 100


def compare_rate(rate: Entry, exact: Decimal) -> tuple[Verdict, str]:
    """The verdict on a printed rate, and the percentage it should be."""
    assert rate.value is not None
    places = RATE_PLACES if rate.places is None else rate.places
    printed = round_half_up(rate.value * 100, places)
    difference = abs(printed - round_half_up(exact * 100, places))
    last_place = Decimal(1).scaleb(-places)
    verdict = (
        Verdict.HOLDS if not difference else Verdict.TAIL if difference <= last_place else Verdict.BROKEN
    )
    return verdict, percent(exact, places)


def _ratio_judgement(rate: Entry, of: Entry, to: Entry) -> Judgement:
    exact = ratio(of, to)
    if exact is None or rate.value is None or of.value is None or to.value is None:
        return Judgement(Verdict.UNKNOWN, rate)
    verdict, expected = compare_rate(rate, exact)
    places = RATE_PLACES if rate.places is None else rate.places
    message = (
        f"“{rate.label}”填的是 {percent(rate.value, places)}，"
        f"{plain(of.value)} ÷ {plain(to.value)} 应为 {expected}。"
    )
    severity = Severity.INFO if verdict is Verdict.TAIL else None
    return Judgement(verdict, rate, expected, message, (of, to), severity)


def funds_row(table: Table, funds: Iterable[Line]) -> Row | None:
    """The first of the money rows `funds` that the table has."""
    return next((row for line in funds if (row := table.row(line)) is not None), None)


def _execution(table: Table, funds: Iterable[Line], column: Column) -> Entry:
    row = funds_row(table, funds)
    return row[column] if row is not None else Entry(column.heading)


def _equal(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < EQUAL


@lru_cache(maxsize=256)
def _form_of(line: Line) -> TableForm:
    """The table whose line this is."""
    return next(form for form in TABLES if any(line is other for other in _lines_of(form)))


def _lines_of(form: TableForm) -> Iterator[Line]:
    for section in form.sections:
        match section:
            case Matrix():
                yield from section.all_lines()
            case Pairs() | Prose():
                yield from section.lines
            case _:
                continue


@lru_cache(maxsize=256)
def _money_columns(form: TableForm, line: Line) -> tuple[Column, ...]:
    for section in form.sections:
        if isinstance(section, Matrix) and line in section.all_lines():
            return tuple(column for column in section.columns if column.quantity is Quantity.MONEY)
    return (VALUE,)


@lru_cache(maxsize=256)
def _bounds(form: TableForm, line: Line) -> tuple[Line, ...]:
    """The lines that must be there to know which rows a total is the sum of.

    They are its own required lines, and the one that the form prints behind them: were it missing, its row
    would pass for a line that a clerk added.
    """
    bounds = [child for child in line.lines if child.required]
    for section in form.sections:
        if isinstance(section, Matrix) and line in section.all_lines():
            order = [other for other in section.all_lines() if other not in line.walk() or other is line]
            behind = (other for other in order[order.index(line) + 1 :] if other.required)
            bounds += [other for other in (next(behind, None),) if other is not None]
    return tuple(bounds)


def _is_blank_total(table: Table, line: Line, column: Column) -> bool:
    """Whether a line is blank over lines of its own that are filled in."""
    return table.cell(line, column).is_nothing and any(
        row[column].value is not None for row in table.lines(line)
    )


def _blank_total(references: References, line: Line, column: Column) -> str:
    """1 where a line is blank over filled lines of its own, else 0."""
    lines = ",".join(references.lines(line, column))
    return f"(COUNT({references.cell(line, column)})=0)*(COUNT({lines})>0)"


def _label(line: Line) -> str:
    return line.label.removeprefix("其中：").rstrip("：")


def _name(line: Line, column: Column, references: References) -> str:
    return f"{_label(line)} {heading_text(column.heading, references.layout.year)}".strip()


def _money(value: Decimal) -> str:
    return plain(value)


def _shown(entry: Entry) -> str:
    """The entry's number, or what stands there instead of one."""
    return entry.text if entry.value is None else plain(entry.value)


def _unreadable(reference: str) -> str:
    """How many cells of a range hold text that is neither blank nor one of the signs for nothing."""
    return f"SUMPRODUCT({_is_unreadable(reference)})"


def _is_unreadable(reference: str) -> str:
    """For each cell of a range, 1 where it holds text that is neither blank nor a sign for nothing."""
    signs = ",".join(f'"{sign}"' for sign in sorted(NOTHING | {_full_width(sign) for sign in NOTHING}))
    # TRIM knows only the narrow blank, and leaves line breaks.
    text = f'TRIM(SUBSTITUTE(SUBSTITUTE(CLEAN({reference}),"\u3000"," "),"\u00a0"," "))'
    return f"ISTEXT({reference})*ISNA(MATCH({text},{{{signs}}},0))"


def _full_width(sign: str) -> str:
    """A sign as a Chinese keyboard types it: ／ for /."""
    return "".join(chr(ord(character) + 0xFEE0) if character.isascii() else character for character in sign)


def _money_verdict(difference: str, tail: str) -> str:
    # Differences of doubles need rounding before they are compared: 22.17-22.16 is more than 0.01.
    return f'IF(ROUND({difference}-0.005,6)<0,"✓",IF(ROUND({difference}-{tail},6)<=0,"尾差","✗"))'


def _ratio_formula(of: Cell, to: Cell) -> str:
    return f'=IF(AND(ISNUMBER({of}),ISNUMBER({to})),IF({to}<>0,ROUND({of}/{to},4),""),"")'


def _ratio_verdict(rate: Cell, of: Cell, to: Cell) -> str:
    # Above 2 it may be per cent, or a fraction shown as one: a formula does not see the number format.
    exact = f"ROUND({of}/{to},4)"
    readings = (f"ABS(ROUND({rate}/{scale},4)-{exact})" for scale in (1, f"IF({rate}>2,100,1)"))
    difference = f"ROUND(MIN({','.join(readings)}),6)"
    return (
        f"IFERROR(IF(AND(ISNUMBER({rate}),ISNUMBER({of}),ISNUMBER({to})),"
        f'IF({difference}<0.00005,"✓",IF({difference}<0.00015,"尾差","✗")),"—"),"—")'
    )
