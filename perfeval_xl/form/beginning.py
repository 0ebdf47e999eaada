"""What a new report begins with: the form's blank tables, with the weights of the profile filled in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Entry, Level1Group, Row, Table
from perfeval_xl.form import BASE_DATA, DEPARTMENT, NARRATIVE, PROJECT_TABLE
from perfeval_xl.form.declaration import VALUE, Column, Indicators, Line, Matrix, Prose, Quantity, TableForm
from perfeval_xl.form.narrative import YEAR
from perfeval_xl.form.score_table import LEVEL1, LEVEL2, TOTAL, WEIGHT
from perfeval_xl.profile import Profile


def new_tables(profile: Profile, year: int, projects: int = 1) -> tuple[Table, ...]:
    """The tables of a new workbook.

    Args:
        profile: Its weights and level-1 points are filled in.
        year: The reporting year.
        projects: How many project tables.
    """
    score_tables = (DEPARTMENT, *(PROJECT_TABLE for _ in range(projects)))
    return (
        _narrative(year),
        Table(BASE_DATA, BASE_DATA.sheet, Entry(BASE_DATA.title), ()),
        *(_score_table(form, profile) for form in score_tables),
    )


def _narrative(year: int) -> Table:
    stated = _number(Decimal(year), YEAR.label, Quantity.YEAR)
    paragraphs = {
        section.key: tuple(Entry(section.heading, text=text) for text in section.default)
        for section in NARRATIVE.sections
        if isinstance(section, Prose)
    }
    rows = (Row("identity", YEAR, "identity", Entry(YEAR.label), {VALUE.key: stated}),)
    return Table(NARRATIVE, NARRATIVE.sheet, Entry(NARRATIVE.title), rows, paragraphs=paragraphs)


def _score_table(form: TableForm, profile: Profile) -> Table:
    rows: list[Row] = []
    groups: list[Level1Group] = []
    for section in form.sections:
        match section:
            case Matrix():
                funds = section.lines[0]
                rows.append(_weighted(section.key, funds, section.key, profile.execution_weight))
            case Indicators():
                groups = official_groups(section, profile.level1_points)
                rows += [row for group in groups for row in group.indicators]
                rows.append(_weighted(section.key, TOTAL, "indicators_total", profile.total_weight))
            case _:
                continue
    return Table(form, form.sheet, Entry(form.title), tuple(rows), tuple(groups))


def official_groups(section: Indicators, points: Mapping[str, Decimal]) -> list[Level1Group]:
    """The level-1 groups of the official form, blank, with the points given for their names."""
    groups: list[Level1Group] = []
    for level in section.levels:
        heading = Entry(LEVEL1.heading, text=level.name)
        kinds = tuple(
            Row(
                section.key,
                None,
                section.key,
                Entry(kind),
                {LEVEL1.key: heading, LEVEL2.key: Entry(LEVEL2.heading, text=kind)},
            )
            for kind in level.kinds
        )
        label = f"{level.name} 分数"
        stated = points.get(level.name)
        entry = Entry(label, quantity=Quantity.POINTS)
        if stated is not None:
            entry = _number(stated, label, Quantity.POINTS)
        groups.append(Level1Group(level.name, heading, entry, kinds))
    return groups


def _weighted(section: str, line: Line, parent: str, weight: Decimal) -> Row:
    return Row(section, line, parent, Entry(line.label), {WEIGHT.key: _in_column(weight, WEIGHT)})


def _in_column(value: Decimal, column: Column) -> Entry:
    return _number(value, column.heading, column.quantity)


def _number(value: Decimal, label: str, quantity: Quantity) -> Entry:
    return Entry(label, text=plain(value), value=value, quantity=quantity)
