"""Relations between amounts of money, in 万元, with 尾差 for what rounding leaves over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, plain
from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import (
    VALUE,
    Column,
    Line,
)
from perfeval_xl.form.references import References
from perfeval_xl.profile import Profile
from perfeval_xl.rules.relations.formulas import unreadable
from perfeval_xl.rules.relations.judgement import REPORTED, CheckFormula, Judgement, Verdict
from perfeval_xl.rules.relations.lines import bounds, form_of, label_of, money_columns, name_of

CENT: Final = Decimal("0.01")
MOST_SHOWN: Final = 20
"""More figures than these are not written out in a message; the finding's related cells lead to them all."""
MOST_TABLES: Final = 6
"""The same of figures of which each stands in a table of its own."""


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
        for table in evaluation.tables_of(form_of(self.line)):
            has_lines = all(table.row(line) is not None for line in bounds(table.form, self.line))
            totals = [line for line in self.line.lines if line.is_total]
            for column in money_columns(table.form, self.line):
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
            message = f"“{total.label}”没有填，下面各项合计 {plain(expected)}。"
            return Judgement(verdict, total, plain(expected), message, tuple(parts))
        added, left_out = parts, ""
        if self.optional is not None and optional is not None:
            without = expected - optional.number_or_zero
            if abs(total.value - without) < abs(total.value - expected):
                added, expected, left_out = certain, without, f"（不含{label_of(self.optional)}）"
        difference = abs(total.value - expected)
        message = (
            f"“{total.label}”填的是 {plain(total.value)}，"
            f"各项合计 {plain(expected)}{addition(added)}{left_out}，相差 {plain(difference)}。"
        )
        verdict = compare_money(difference, len(parts))
        return Judgement(verdict, total, plain(expected), message, tuple(added))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        if not references.has(self.line):
            return
        for column in money_columns(references.form, self.line):
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
                    *(unreadable(part) for part in (str(total), *parts)),
                    *(_blank_total(references, line, column) for line in self.line.lines if line.is_total),
                ]
            )
            tail = f"MAX(0.01,0.005*COUNT({joined}))"
            formula = (
                f'=IFERROR(IF(COUNT({joined})=0,"—",IF({unknown}>0,"—",IF(NOT(ISNUMBER({total})),{blank},'
                f'{_money_verdict(difference, tail)}))),"—")'
            )
            yield CheckFormula(total, formula, f"{name_of(self.line, column, references)} = 各项之和")


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
        for table in evaluation.tables_of(form_of(self.line)):
            entry, other = self._pair(table)
            if other.value is None or self._is_decided_elsewhere(table):
                yield Judgement(Verdict.UNKNOWN, entry)
                continue
            message = f"“{entry.label}”填的是 {_shown(entry)}，“{other.label}”填的是 {plain(other.value)}"
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
        title = f"{label_of(self.line)} = {label_of(self.other)}{self.other_column.heading}"
        expression = self._expression(references)
        if self.after is not None:
            before = self.after._expression(references)
            expression = f'IF(ISNUMBER(MATCH({before},{{"✗","尾差"}},0)),"—",{expression})'
        if self.unless is not None:
            instead = str(references.cell(self.unless))
            is_filled = f"ISNUMBER({instead})+ISERROR({instead})+{unreadable(instead)}"
            expression = f'IF({is_filled}>0,"—",{expression})'
        yield CheckFormula(entry, f"={expression}", title)

    def _expression(self, references: References) -> str:
        entry, other = references.cell(self.line), references.cell(self.other, self.other_column)
        verdict = _money_verdict(f"ABS({entry}-{other})", "0.01")
        return f'IF(AND(ISNUMBER({entry}),ISNUMBER({other})),{verdict},"—")'


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
    """The figures that were added, in brackets; nothing for a single one, and not all of very many."""
    return _added(entries, MOST_SHOWN, "项")


def addition_of_tables(entries: Sequence[Entry]) -> str:
    """The same of a figure of every project table: a handful of them."""
    return _added(entries, MOST_TABLES, "张")


def _added(entries: Sequence[Entry], most: int, counted: str) -> str:
    if len(entries) < 2:
        return ""
    shown = " + ".join(plain(entry.number_or_zero) for entry in entries[:most])
    return f"（{shown}）" if len(entries) <= most else f"（{shown} + …，共 {len(entries)} {counted}）"


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
    message = f"{statement}，相差 {plain(difference)}。"
    return Judgement(
        verdict, entry, plain(expected), message, related, severity if verdict is Verdict.BROKEN else None
    )


def at_most(entry: Entry, limit: Decimal, statement: str, related: tuple[Entry, ...] = ()) -> Judgement:
    """Whether an amount stays within a limit, in 万元; the arguments are those of `agree`.

    A negative figure leaves it undecided: it is wrong itself.
    """
    if entry.value is None or entry.value < 0 or limit < 0:
        return Judgement(Verdict.UNKNOWN, entry)
    excess = max(entry.value - limit, Decimal(0))
    message = f"{statement}，超出 {plain(excess)}。"
    return Judgement(compare_money(excess, 1), entry, f"≤ {plain(limit)}", message, related)


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


def _is_blank_total(table: Table, line: Line, column: Column) -> bool:
    """Whether a line is blank over lines of its own that are filled in."""
    return table.cell(line, column).is_nothing and any(
        row[column].value is not None for row in table.lines(line)
    )


def _blank_total(references: References, line: Line, column: Column) -> str:
    """1 where a line is blank over filled lines of its own, else 0."""
    lines = ",".join(references.lines(line, column))
    return f"(COUNT({references.cell(line, column)})=0)*(COUNT({lines})>0)"


def _shown(entry: Entry) -> str:
    """The entry's number, or what stands there instead of one."""
    return entry.text if entry.value is None else plain(entry.value)


def _money_verdict(difference: str, tail: str) -> str:
    # Differences of doubles need rounding before they are compared: 22.17-22.16 is more than 0.01.
    return f'IF(ROUND({difference}-0.005,6)<0,"✓",IF(ROUND({difference}-{tail},6)<=0,"尾差","✗"))'
