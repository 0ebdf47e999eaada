"""A self-evaluation as it was read: every value an `Entry` that knows where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from perfeval_xl.amounts import is_nothing
from perfeval_xl.form import BASE_DATA, DEPARTMENT, NARRATIVE, PROJECT_TABLE
from perfeval_xl.form.declaration import VALUE, Column, Line, Quantity, TableForm
from perfeval_xl.form.labels import year_of
from perfeval_xl.form.narrative import UNIT, YEAR
from perfeval_xl.form.score_table import DEPARTMENT_NAME, IMPLEMENTER, PROJECT_NAME, SCORE, WEIGHT
from perfeval_xl.grid import At, Kind

if TYPE_CHECKING:
    from perfeval_xl.profile import Profile


_WITH_VALUE: Final = (Kind.CONSTANT, Kind.FORMULA, Kind.UNKNOWN)


class Entry(NamedTuple):
    """One cell of the form: what was typed, where, and the number it stands for.

    A workbook has about a thousand; a named tuple is made three times as fast as a frozen data class.
    """

    label: str
    """Line and column, for messages: 三公经费 2024年决算数."""
    at: At | None = None
    """None where the form has the cell but the file has not."""
    text: str = ""
    """What was typed, as text."""
    value: Decimal | None = None
    """In the unit of the form (万元, people, points); a rate is a fraction. None: nothing, or no number."""
    quantity: Quantity = Quantity.TEXT
    kind: Kind = Kind.CONSTANT
    places: int | None = None
    """Decimals shown, of the percentage for a rate; None where neither text nor number format told."""
    unit: str = ""
    """The unit typed behind the number, for example 元."""
    is_typed_text: bool = False
    """The cell holds text, not a number."""

    @property
    def is_nothing(self) -> bool:
        """Blank, ``/``, ``—``, ``---`` or 无."""
        return self.kind in _WITH_VALUE and is_nothing(self.text)

    @property
    def is_filled(self) -> bool:
        return not self.is_nothing

    @property
    def has_amount(self) -> bool:
        """Whether the cell tells of money: neither nothing nor 0."""
        return self.is_filled and self.value != 0

    @property
    def is_blank(self) -> bool:
        """Nothing at all stands in the cell."""
        return self.kind in _WITH_VALUE and not self.text.strip()

    @property
    def is_unreadable(self) -> bool:
        """Filled in, but not with a number the program may use."""
        return self.value is None and not self.is_nothing

    @property
    def number_or_zero(self) -> Decimal:
        """The value, with nothing counting as 0; only for entries that are not unreadable."""
        return self.value if self.value is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section: one of the form's lines, a line a clerk added, or a record."""

    section: str
    """Key of the section it stands in."""
    line: Line | None
    """The form's line; None for an added line and for a record."""
    parent: str
    """Key of the line it is part of, of its section otherwise."""
    label: Entry
    cells: Mapping[str, Entry] = field(default_factory=dict[str, Entry])

    def __getitem__(self, column: Column) -> Entry:
        return self.cells.get(column.key) or Entry(f"{self.label.text} {column.heading}".strip())

    @property
    def is_wholly_blank(self) -> bool:
        return self.label.is_blank and all(entry.is_blank for entry in self.cells.values())

    @property
    def has_values(self) -> bool:
        return any(entry.is_filled for entry in self.cells.values())


@dataclass(frozen=True, slots=True)
class Level1Group:
    """A level-1 indicator with the points in its heading and the indicators under it."""

    name: str
    heading: Entry
    points: Entry
    indicators: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LabelProblem:
    """A label of the form that a table lacks, or has more than once."""

    label: str
    found: tuple[At, ...]
    """Empty where the label is missing."""
    looked_in: str
    """Sheet, and rows, in words."""


@dataclass(frozen=True, eq=False)
class Table:
    """One filled-in table of the form."""

    form: TableForm
    sheet: str
    title: Entry
    rows: tuple[Row, ...]
    groups: tuple[Level1Group, ...] = ()
    """Level-1 groups of a score table, in order."""
    paragraphs: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict[str, tuple[Entry, ...]])
    """Paragraphs of a narrative section, by its key."""
    problems: tuple[LabelProblem, ...] = ()
    years: tuple[Entry, ...] = ()
    """Column headings that name a year; `value` is the year the table should be of."""
    money_units: tuple[Entry, ...] = ()
    """Headings and labels that name a unit of money; `unit` is that unit."""

    @cached_property
    def _row_of(self) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for row in self.rows:
            if row.line is not None:
                rows.setdefault(row.line.key, row)
        return rows

    @cached_property
    def _rows_under(self) -> dict[str, tuple[Row, ...]]:
        under: dict[str, list[Row]] = {}
        for row in self.rows:
            under.setdefault(row.parent, []).append(row)
        return {parent: tuple(rows) for parent, rows in under.items()}

    def row(self, line: Line) -> Row | None:
        """The row of one of the form's lines, or None where the file lacks it."""
        return self._row_of.get(line.key)

    def cell(self, line: Line, column: Column = VALUE) -> Entry:
        """One value; an entry without a place where the file lacks the cell."""
        row = self._row_of.get(line.key)
        if row is None:
            return Entry(f"{line.label} {column.heading}".strip())
        return row[column]

    def lines(self, line: Line) -> tuple[Row, ...]:
        """The rows that `line` is the total of, added ones included, in order."""
        return self._rows_under.get(line.key, ())

    def records(self, section: str) -> tuple[Row, ...]:
        """The rows of a section without labels, or all rows of a matrix."""
        return tuple(row for row in self.rows if row.section == section)

    @property
    def indicators(self) -> tuple[Row, ...]:
        """The rows of the indicator block that are not wholly blank, the total row not among them."""
        return self._rows_under.get("indicators", ())

    @cached_property
    def weighted_indicators(self) -> tuple[Row, ...]:
        """The indicators that have a weight or a score."""
        return tuple(row for row in self.indicators if row[WEIGHT].is_filled or row[SCORE].is_filled)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry of the table that stands in the file."""
        labels = (row.label for row in self.rows if row.label.at is not None)
        values = (entry for row in self.rows for entry in row.cells.values())
        points = (group.points for group in self.groups if group.points.at not in (None, group.heading.at))
        return (*labels, *values, *points, *chain.from_iterable(self.paragraphs.values()))

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """How the cells of the table came by their values."""
        return frozenset(entry.kind for entry in self.entries)

    @cached_property
    def first_row(self) -> int:
        """The first row of the sheet that the table has anything in."""
        return min((entry.at.row for entry in (self.title, *self.entries) if entry.at is not None), default=0)

    @property
    def name(self) -> str:
        """What the table is called, also where there are several: 部门自评表, 项目自评表（业务工作经费）."""
        project = self.cell(PROJECT_NAME).text.strip() if self.form is PROJECT_TABLE else ""
        return f"{self.form.name}（{project}）" if project else self.form.name

    @cached_property
    def figures(self) -> tuple[tuple[Row, Entry], ...]:
        """The filled cells that a number belongs in, whatever was typed there, with their rows."""
        return tuple(
            (row, entry)
            for row in self.rows
            for entry in row.cells.values()
            if entry.quantity.is_number and (entry.value is not None or entry.is_filled)
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the clerk says about a finding (情况说明), kept under labels: rule, table and item."""

    rule: str
    """The rule's id; what was typed instead where that is none."""
    table: str
    """The table as the clerk calls it: its sheet, its name on the form, or the project's name."""
    item: str
    text: str
    at: At | None = None
    """The cell of the text."""


@dataclass(frozen=True, eq=False)
class SelfEvaluation:
    """A unit's self-evaluation of one year, as read from one file."""

    tables: tuple[Table, ...]
    """Every table of the file, in its order; `used` are those that count."""
    profile: Profile
    """The local policy it was read with."""
    source: str = ""
    """The file, as the user named it."""
    template: Entry | None = None
    """The template version the workbook says it was made from; None for other files."""
    named_profile: Entry | None = None
    """The profile the workbook names; None where it names none."""
    explanations: tuple[Explanation, ...] = ()
    """The sheet 情况说明, row by row."""
    previous: SelfEvaluation | None = None
    """Last year's, where it is given to compare with."""
    notices: tuple[str, ...] = ()
    """What the reader left out and where it stood, in Chinese: text boxes of a Word report."""

    @cached_property
    def used(self) -> tuple[Table, ...]:
        """The tables that count: the first of those that a report has once, and every project's."""
        first = {table.form: table for table in reversed(self.tables)}
        return tuple(
            table for table in self.tables if table.form is PROJECT_TABLE or table is first[table.form]
        )

    def tables_of(self, form: TableForm) -> tuple[Table, ...]:
        return tuple(table for table in self.used if table.form is form)

    def _first(self, form: TableForm) -> Table | None:
        return next((table for table in self.used if table.form is form), None)

    @property
    def narrative(self) -> Table | None:
        return self._first(NARRATIVE)

    @property
    def base_data(self) -> Table | None:
        return self._first(BASE_DATA)

    @property
    def department(self) -> Table | None:
        return self._first(DEPARTMENT)

    @property
    def projects(self) -> tuple[Table, ...]:
        return self.tables_of(PROJECT_TABLE)

    def table_at(self, at: At) -> Table | None:
        """The table a cell belongs to; of several on one sheet the last that begins above it."""
        on_sheet = [table for table in self.tables if table.sheet == at.sheet]
        above = [table for table in on_sheet if table.first_row <= at.row]
        return max(above, key=lambda table: table.first_row) if above else next(iter(on_sheet), None)

    @property
    def score_tables(self) -> tuple[Table, ...]:
        """The department's table and every project's."""
        return tuple(table for table in self.used if table.form in (DEPARTMENT, PROJECT_TABLE))

    @cached_property
    def year(self) -> int | None:
        """The reporting year: the narrative's, else the one in a title."""
        if self.narrative is not None:
            stated = self.narrative.cell(YEAR).value
            if stated is not None:
                return int(stated)
        return next((year for table in self.tables if (year := year_of(table.title.text))), None)

    @cached_property
    def unit(self) -> str:
        """The unit's name: the narrative's, else the department table's, else a project's 实施单位."""
        for form, line in ((NARRATIVE, UNIT), (DEPARTMENT, DEPARTMENT_NAME), (PROJECT_TABLE, IMPLEMENTER)):
            for table in self.tables_of(form):
                if table.cell(line).is_filled:
                    return table.cell(line).text.strip()
        return ""
