"""Relations between a rate and the figures it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from perfeval_xl.amounts import percent, plain, round_half_up
from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import (
    Column,
    Line,
    Matrix,
    Records,
)
from perfeval_xl.form.layout import heading_text
from perfeval_xl.form.printed import RATE_PLACES
from perfeval_xl.form.references import Cell, References
from perfeval_xl.profile import Profile
from perfeval_xl.rules.relations.judgement import CheckFormula, Judgement, Verdict
from perfeval_xl.rules.relations.lines import form_of, label_of


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
        for table in evaluation.tables_of(form_of(self.rate)):
            yield _ratio_judgement(table.cell(self.rate), table.cell(self.of), table.cell(self.to))

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        if references.has(self.rate):
            rate, of, to = (references.cell(line) for line in (self.rate, self.of, self.to))
            title = f"{label_of(self.rate)} = {label_of(self.of)} ÷ {label_of(self.to)}"
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
