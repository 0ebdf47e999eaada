"""The figures of a self-evaluation by the names that prose gives them, each with its year and stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.form import BASE_DATA, DEPARTMENT, NARRATIVE
from perfeval_xl.form.base_data import (
    ABROAD,
    BUDGET,
    FINAL,
    OPERATING,
    PRIOR_FINAL,
    PROCUREMENT,
    PROJECT_EXPENDITURE,
    RECEPTION,
    SPECIAL_FUNDS,
    THREE_PUBLIC,
    VEHICLE_PURCHASE,
    VEHICLE_RUNNING,
    VEHICLES,
)
from perfeval_xl.form.declaration import VALUE, Column, Line, TableForm
from perfeval_xl.form.labels import normalise, unnumbered
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    CAPITAL_FIGURE,
    CAPITAL_SECTION,
    FUND_FIGURE,
    FUND_SECTION,
    INSURANCE_FIGURE,
    INSURANCE_SECTION,
    OPERATING_FIGURE,
    PERSONNEL_FIGURE,
    PROJECT_FIGURE,
)
from perfeval_xl.form.score_table import (
    ADJUSTED,
    BASIC,
    DEPARTMENT_FUNDS,
    DEPARTMENT_NAME,
    EXECUTED,
    INITIAL,
    PROJECT,
    PROJECT_FUNDS,
    PROJECT_NAME,
)
from perfeval_xl.form.sentences import subject_of
from perfeval_xl.form.vocabulary import names_of
from perfeval_xl.profile import Profile
from perfeval_xl.prose import Names, Point, Stage
from perfeval_xl.prose.words import tidy

POINTS: Final[Mapping[Column, Point]] = {
    PRIOR_FINAL: Point(-1, Stage.FINAL),
    BUDGET: Point(0, Stage.BUDGET),
    FINAL: Point(0, Stage.FINAL),
    INITIAL: Point(0, Stage.INITIAL),
    ADJUSTED: Point(0, Stage.ADJUSTED),
    EXECUTED: Point(0, Stage.FINAL),
}
"""Year and stage of the form's columns of money."""

_SHORTEST_PROJECT: Final = 4
"""A shorter name of a project may be a common word."""
_ITEM: Final = "项目"
"""What prose puts behind the name of a project."""


class Known(NamedTuple):
    """A figure of the workbook."""

    point: Point
    entry: Entry
    table: str
    """What messages call its table."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What prose may be about, with the lines of the form that are the same."""

    key: str
    lines: tuple[tuple[TableForm, Line], ...]
    parts: tuple[str, ...] = ()


_BASIC: Final = _Subject(
    BASIC.key,
    ((NARRATIVE, BASIC_FIGURE), (DEPARTMENT, BASIC)),
    (PERSONNEL_FIGURE.key, OPERATING.key),
)
_PROJECT: Final = _Subject(
    PROJECT.key,
    ((NARRATIVE, PROJECT_FIGURE), (DEPARTMENT, PROJECT), (BASE_DATA, PROJECT_EXPENDITURE)),
)
_SUBJECTS: Final = (
    _Subject(
        DEPARTMENT_FUNDS.key, ((DEPARTMENT, DEPARTMENT_FUNDS),), (BASIC.key, PROJECT.key, *_BASIC.parts)
    ),
    _BASIC,
    _Subject(PERSONNEL_FIGURE.key, ((NARRATIVE, PERSONNEL_FIGURE),)),
    _Subject(OPERATING.key, ((NARRATIVE, OPERATING_FIGURE), (BASE_DATA, OPERATING))),
    _PROJECT,
    _Subject(
        THREE_PUBLIC.key,
        ((BASE_DATA, THREE_PUBLIC),),
        (VEHICLES.key, VEHICLE_PURCHASE.key, VEHICLE_RUNNING.key, ABROAD.key, RECEPTION.key),
    ),
    _Subject(VEHICLES.key, ((BASE_DATA, VEHICLES),), (VEHICLE_PURCHASE.key, VEHICLE_RUNNING.key)),
    _Subject(VEHICLE_PURCHASE.key, ((BASE_DATA, VEHICLE_PURCHASE),)),
    _Subject(VEHICLE_RUNNING.key, ((BASE_DATA, VEHICLE_RUNNING),)),
    _Subject(ABROAD.key, ((BASE_DATA, ABROAD),)),
    _Subject(RECEPTION.key, ((BASE_DATA, RECEPTION),)),
    _Subject(PROCUREMENT.key, ((BASE_DATA, PROCUREMENT),)),
)
_SECTIONS: Final = (
    (FUND_SECTION, FUND_FIGURE),
    (CAPITAL_SECTION, CAPITAL_FIGURE),
    (INSURANCE_SECTION, INSURANCE_FIGURE),
)
"""Sections of the narrative whose heading names what its figure is of."""


@dataclass(frozen=True)
class NamedFigures:
    """All figures that prose may name."""

    names: Names
    known: Mapping[str, tuple[Known, ...]]
    """By the key of the name."""

    def fitting(self, name: str, point: Point) -> list[Known]:
        """The figures of a name that an amount of this year and stage may be."""
        return [known for known in self.known.get(name, ()) if fits(point, known.point)]

    def tells_apart(self, name: str, point: Point) -> bool:
        """Whether the tables have the very stage: a single column 预算数 may be the initial budget or not."""
        if point.stage not in (Stage.INITIAL, Stage.ADJUSTED):
            return True
        return any(known.point == point for known in self.known.get(name, ()))


def fits(asked: Point, other: Point) -> bool:
    """Whether a figure may be what is asked for: 预算 may be 年初预算, but 决算 may not be 预算."""
    if asked.period != other.period:
        return False
    if asked.stage is other.stage or asked.stage is Stage.UNSTATED:
        return True
    if other.stage is Stage.UNSTATED:
        return asked.stage is Stage.FINAL
    return Stage.BUDGET in (asked.stage, other.stage) and asked.stage.is_budget and other.stage.is_budget


def named_figures(evaluation: SelfEvaluation) -> NamedFigures:
    """The figures that prose of this self-evaluation may name."""
    profile = evaluation.profile
    keys: dict[str, str] = {}
    known: dict[str, list[Known]] = {}
    for key, figures in _projects(evaluation):
        keys |= {key: key, f"{key}{_ITEM}": key}
        known.setdefault(key, []).extend(figures)
    projects = frozenset(known)
    for subject in _SUBJECTS:
        for form, line in subject.lines:
            for name in _names(form, line, profile):
                # A project may bear the name of a line: it is either.
                known.setdefault(subject.key, []).extend(known.get(name, ()) if name in projects else ())
                keys[name] = subject.key
            for table in evaluation.tables_of(form)[:1]:
                known.setdefault(subject.key, []).extend(_figures_of(table, line))
    for section, line in _SECTIONS:
        keys[tidy(subject_of(section))] = line.key
        if evaluation.narrative is not None:
            known[line.key] = _figures_of(evaluation.narrative, line)
    parts = {subject.key: frozenset(subject.parts) for subject in _SUBJECTS if subject.parts}
    parts[PROJECT.key] = projects
    return NamedFigures(
        Names(keys, parts, _own_names(evaluation)), {key: tuple(several) for key, several in known.items()}
    )


@lru_cache(maxsize=1024)
def _names(form: TableForm, line: Line, profile: Profile) -> frozenset[str]:
    """What prose may call a line: its label and other spellings, with and without their remarks."""
    names = names_of(form, line.key, line.label, profile)
    if line is DEPARTMENT_FUNDS:
        # Its label is every project's too; only what the profile says of the department's is certain.
        names = profile.aliases.get(f"{form.key}.{line.key}", ())
    written = {tidy(spelling) for name in names for spelling in (normalise(name), unnumbered(name))}
    return frozenset(name.rstrip(":") for name in written) - {""}


def _figures_of(table: Table, line: Line) -> list[Known]:
    row = table.row(line)
    if row is None:
        return []
    if VALUE.key in row.cells:
        stage = Stage.ADJUSTED if table.form is DEPARTMENT else Stage.FINAL
        return [Known(Point(0, stage), row[VALUE], table.form.name)]
    return _columns_of(row, table)


def _columns_of(row: Row, table: Table) -> list[Known]:
    return [
        Known(point, row[column], table.form.name)
        for column, point in POINTS.items()
        if column.key in row.cells
    ]


def _projects(evaluation: SelfEvaluation) -> Iterator[tuple[str, Sequence[Known]]]:
    """The projects, by name: lines of the base data table and tables of their own."""
    base_data = evaluation.base_data
    if base_data is not None:
        rows = [*base_data.lines(PROJECT_EXPENDITURE), *base_data.lines(SPECIAL_FUNDS)]
        for row in rows:
            label = row.label.text if row.line is None else normalise(row.label.text)
            if row.line is not SPECIAL_FUNDS and (name := _project_name(label)):
                yield name, _columns_of(row, base_data)
    for project in evaluation.projects:
        if name := _project_name(project.cell(PROJECT_NAME).text):
            yield name, _figures_of(project, PROJECT_FUNDS)


def _project_name(text: str) -> str:
    name = tidy(unnumbered(text)).removesuffix(_ITEM)
    return name if len(name) >= _SHORTEST_PROJECT else ""


def _own_names(evaluation: SelfEvaluation) -> frozenset[str]:
    names = {evaluation.unit}
    if evaluation.department is not None:
        names.add(evaluation.department.cell(DEPARTMENT_NAME).text)
    return frozenset(tidy(name) for name in names) - {""}
