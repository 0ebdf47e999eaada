"""Lays a table out: each kind of section in its own way, from the form's declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from perfeval_xl.evaluation import Entry, Level1Group, Row, Table
from perfeval_xl.form.beginning import official_groups
from perfeval_xl.form.declaration import (
    VALUE,
    Column,
    Indicators,
    Line,
    Matrix,
    Pairs,
    Prose,
    Quantity,
    Records,
    Section,
)
from perfeval_xl.form.layout.boxes import Box, Layout, PlacedGroup, PlacedRow, Role, heading_text
from perfeval_xl.form.narrative import AUTOMATIC, BODY
from perfeval_xl.form.score_table import LEVEL1, LEVEL2, SCORE, WEIGHT


def lay_out(table: Table, year: int | None, *, spare: bool, joined: bool) -> Layout:
    """Lays out a table.

    Args:
        table: The content; lines of the form that it lacks are laid out blank.
        year: The reporting year, for headings.
        spare: Whether to keep blank rows ready for the clerk.
        joined: Whether label and value share a cell where the printed form does so (Word).
    """
    return _Builder(table, year, spare=spare, joined=joined).build()


class _Builder:
    def __init__(self, table: Table, year: int | None, *, spare: bool, joined: bool) -> None:
        self.table = table
        self.form = table.form
        self.spare = spare
        self.joined = joined
        self.layout = Layout(self.form, year)
        self.at = 0

    def build(self) -> Layout:
        if self.form.attachment:
            self._box(0, Role.ATTACHMENT, self.form.attachment, columns=self.layout.width)
            self.at += 1
        self.layout.title_row = self.at
        self._box(0, Role.TITLE, self._heading(self.form.title), columns=self.layout.width)
        self.at += 1
        first = self.at
        sides: list[tuple[str, int, int]] = []
        for section in self.form.sections:
            unbordered = isinstance(section, Pairs) and not section.bordered
            if unbordered:
                self.layout.bordered = (first, self.at)
                for note in self.form.notes:
                    self._box(0, Role.NOTE, note, columns=self.layout.width)
                    self.at += 1
            top = self.at
            match section:
                case Pairs():
                    self._pairs(section)
                    side = section.side
                case Matrix():
                    self._matrix(section)
                    side = section.side
                case Records():
                    self._records(section)
                    side = ""
                case Indicators():
                    self._indicators(section)
                    side = ""
                case Prose():
                    self._prose(section)
                    side = ""
            if side and sides and sides[-1][0] == side:
                sides[-1] = (side, sides[-1][1], self.at)
            elif side:
                sides.append((side, top, self.at))
        for side, top, end in sides:
            self.layout.boxes.append(Box(top, 0, Role.SIDE, self._heading(side), rows=end - top))
        if self.layout.bordered == (0, 0):
            self.layout.bordered = (first, self.at)
        self.layout.height = self.at
        return self.layout

    # Pieces

    def _heading(self, text: str) -> str:
        return heading_text(text, self.layout.year)

    def _box(self, column: int, role: Role, text: str = "", *, rows: int = 1, columns: int = 1) -> None:
        self.layout.boxes.append(Box(self.at, column, role, text, rows=rows, columns=columns))

    def _input(self, column: int, row: Row, of: Column, section: Section, columns: int = 1) -> None:
        quantity = row.line.quantity if of is VALUE and row.line is not None else of.quantity
        entry = row.cells.get(of.key) or Entry(of.heading, quantity=quantity)
        self.layout.boxes.append(
            Box(
                self.at,
                column,
                Role.INPUT,
                entry=entry,
                quantity=quantity,
                columns=columns,
                line=row.line,
                of=of,
                section=section,
            )
        )

    def _place(self, row: Row) -> None:
        self.layout.placed.append(PlacedRow(row, self.at))

    def _pairs(self, section: Pairs) -> None:
        self.layout.columns[section.key] = {}
        start = self.at
        for slots in section.rows:
            column = 1 if section.side else 0
            for slot in slots:
                if slot is None:
                    self._box(column, Role.LABEL, "", columns=self.layout.width - column)
                    break
                row = self.table.row(slot.line) or _blank_row(
                    section.key, slot.line, _parent(section, slot.line)
                )
                self._place(row)
                label = slot.line.label
                if self.joined and section.joined:
                    entry = row[VALUE]
                    box = Box(
                        self.at,
                        column,
                        Role.LABEL,
                        f"{label}：",
                        entry=entry,
                        quantity=slot.line.quantity,
                        columns=slot.label_span + slot.value_span,
                        indent=slot.line.indent,
                        line=slot.line,
                        of=VALUE,
                        section=section,
                    )
                    self.layout.boxes.append(box)
                else:
                    self.layout.boxes.append(
                        Box(
                            self.at,
                            column,
                            Role.LABEL,
                            label if section.bordered else f"{label}：",
                            columns=slot.label_span,
                            indent=slot.line.indent,
                            line=slot.line,
                            section=section,
                        )
                    )
                    self.layout.columns[section.key][slot.line.key] = column + slot.label_span
                    if slot.value_span:
                        self._input(column + slot.label_span, row, VALUE, section, slot.value_span)
                column += slot.label_span + slot.value_span
            self.at += 1
        self.layout.bodies[section.key] = (start, self.at)

    def _headings(self, section: Matrix | Records | Indicators, first: int) -> None:
        columns: dict[str, int] = {}
        place = first
        for column in section.columns:
            columns[column.key] = place
            self._box(place, Role.HEADING, self._heading(column.heading), columns=column.span)
            place += column.span
        self.layout.columns[section.key] = columns

    def _matrix(self, section: Matrix) -> None:
        left = 1 if section.side else 0
        self._box(left, Role.HEADING, section.corner, columns=section.label_span)
        self._headings(section, left + section.label_span)
        self.at += 1
        start = self.at
        for row in self._matrix_rows(section):
            self._place(row)
            text = row.line.label if row.line is not None else ""
            if row.line is not None:
                box = Box(
                    self.at,
                    left,
                    Role.LABEL,
                    text,
                    columns=section.label_span,
                    indent=row.line.indent,
                    line=row.line,
                    section=section,
                )
            else:
                box = Box(
                    self.at,
                    left,
                    Role.INPUT,
                    entry=row.label._replace(text=_typed_label(row)),
                    columns=section.label_span,
                    section=section,
                )
            self.layout.boxes.append(box)
            for column in section.columns:
                self._input(self.layout.columns[section.key][column.key], row, column, section, column.span)
            self.at += 1
        self.layout.bodies[section.key] = (start, self.at)

    def _matrix_rows(self, section: Matrix) -> Iterator[Row]:
        for line in section.lines:
            yield from self._line_rows(section, line, section.key)
        yield from self._added(section, section.key, 0)

    def _line_rows(self, section: Matrix, line: Line, parent: str) -> Iterator[Row]:
        yield self.table.row(line) or _blank_row(section.key, line, parent)
        if not line.is_total:
            return
        # A line that a clerk adds stands behind the last line that is not a total itself.
        leaves = [position for position, child in enumerate(line.lines) if not child.is_total]
        last_leaf = leaves[-1] if leaves else -1
        if last_leaf < 0:
            yield from self._added(section, line.key, line.spare)
        for position, child in enumerate(line.lines):
            yield from self._line_rows(section, child, line.key)
            if position == last_leaf:
                yield from self._added(section, line.key, line.spare)

    def _added(self, section: Matrix, parent: str, spare: int) -> Iterator[Row]:
        for row in self.table.records(section.key):
            if row.line is None and row.parent == parent:
                yield row
        if self.spare:
            for _ in range(spare):
                yield _blank_row(section.key, None, parent)

    def _records(self, section: Records) -> None:
        rows = list(self.table.records(section.key))
        wanted = section.count if self.spare else 1
        while len(rows) < wanted or (
            self.spare and section.count > 1 and all(row.has_values for row in rows)
        ):
            rows.append(_blank_row(section.key, None, section.key))
        self.layout.boxes.append(
            Box(
                self.at,
                0,
                Role.SIDE,
                self._heading(section.side),
                rows=len(rows) + 1,
                columns=section.side_span,
                section=section,
            )
        )
        self._headings(section, section.side_span)
        self.at += 1
        start = self.at
        for row in rows:
            self._place(row)
            for column in section.columns:
                self._input(self.layout.columns[section.key][column.key], row, column, section, column.span)
            self.at += 1
        self.layout.bodies[section.key] = (start, self.at)

    def _indicators(self, section: Indicators) -> None:
        top = self.at
        self._headings(section, 1)
        self.at += 1
        start = self.at
        for group in self._indicator_groups(section):
            self._group(section, group)
        self.layout.bodies[section.key] = (start, self.at)
        self.layout.boxes.append(Box(top, 0, Role.SIDE, section.side, rows=self.at - top, section=section))
        columns = self.layout.columns[section.key]
        total = self.table.row(section.total) or _blank_row(section.key, section.total, "indicators_total")
        self._place(total)
        self.layout.total_row = self.at
        self.layout.boxes.append(
            Box(
                self.at,
                0,
                Role.LABEL,
                section.total.label,
                columns=columns[WEIGHT.key],
                line=section.total,
                section=section,
            )
        )
        self._input(columns[WEIGHT.key], total, WEIGHT, section)
        self._input(columns[SCORE.key], total, SCORE, section)
        self._box(columns[SCORE.key] + 1, Role.LABEL, "")
        self.at += 1

    def _indicator_groups(self, section: Indicators) -> list[Level1Group]:
        """The table's level-1 groups; the official form's, blank, where there are none."""
        # Indicators may stand above the first level-1 heading, or without any.
        rows = tuple(row for row in self.table.indicators if row[LEVEL1].is_blank)
        nameless = Level1Group("", Entry(LEVEL1.heading), Entry("", quantity=Quantity.POINTS), rows)
        groups = [*([nameless] if rows else []), *self.table.groups]
        return groups or official_groups(section, {})

    def _group(self, section: Indicators, group: Level1Group) -> None:
        columns = self.layout.columns[section.key]
        first = self.at
        for kind, rows in _by_kind(group.indicators or (_blank_row(section.key, None, section.key),)):
            top = self.at
            kept = list(rows)
            wanted = section.rows_per_kind if self.spare else 1
            while len(kept) < wanted or (self.spare and _is_filled_record(kept[-1])):
                kept.append(_blank_row(section.key, None, section.key))
            for row in kept:
                self._place(row)
                for column in section.columns:
                    if column not in (LEVEL1, LEVEL2):
                        self._input(columns[column.key], row, column, section)
                self.at += 1
            self.layout.boxes.append(
                Box(
                    top,
                    columns[LEVEL2.key],
                    Role.INPUT,
                    entry=kind or Entry(LEVEL2.heading),
                    rows=self.at - top,
                    of=LEVEL2,
                    section=section,
                )
            )
        name = group.name
        rows = self.at - first
        split = not self.joined and rows > 1
        points_at = self.at - 1 if split else first
        shown = name if split or not group.points.text else f"{name}（{group.points.text}分）"
        self.layout.boxes.append(
            Box(
                first,
                columns[LEVEL1.key],
                Role.INPUT,
                entry=group.heading._replace(text=shown),
                rows=rows - 1 if split else rows,
                of=LEVEL1,
                section=section,
            )
        )
        if split:
            self.layout.boxes.append(
                Box(
                    points_at,
                    columns[LEVEL1.key],
                    Role.INPUT,
                    entry=group.points,
                    quantity=Quantity.POINTS,
                    section=section,
                )
            )
        self.layout.groups.append(PlacedGroup(group, first, points_at, self.at))

    def _prose(self, section: Prose) -> None:
        self._box(0, Role.PROSE_HEADING, section.heading, columns=2)
        self.at += 1
        for line in section.figures:
            self._figure(section, line)
        if section.sentence:
            self._box(0, Role.LABEL, AUTOMATIC)
            self.layout.boxes.append(Box(self.at, 1, Role.SENTENCE, section=section))
            self.at += 1
        if section.override is not None:
            self._figure(section, section.override)
        paragraphs = [entry for entry in self.table.paragraphs.get(section.key, ()) if entry.text]
        start = self.at
        wanted = max(section.paragraphs, len(paragraphs) + 1) if section.paragraphs and self.spare else 0
        for position in range(max(wanted, len(paragraphs))):
            entry = paragraphs[position] if position < len(paragraphs) else Entry(section.heading)
            self._box(0, Role.LABEL, BODY if position == 0 else "")
            self.layout.boxes.append(Box(self.at, 1, Role.PARAGRAPH, entry=entry, section=section))
            self.at += 1
        self.layout.bodies[section.key] = (start, self.at)

    def _figure(self, section: Prose, line: Line) -> None:
        row = self.table.row(line) or _blank_row(section.key, line, section.key)
        self._place(row)
        self.layout.boxes.append(Box(self.at, 0, Role.LABEL, line.label, line=line, section=section))
        self._input(1, row, VALUE, section)
        self.layout.columns.setdefault(section.key, {})[line.key] = 1
        self.at += 1


def _blank_row(section: str, line: Line | None, parent: str) -> Row:
    return Row(section, line, parent, Entry(line.label if line else ""))


def _is_filled_record(row: Row) -> bool:
    """Whether an indicator row has more than its level-1 and level-2 cells."""
    return any(not entry.is_blank for key, entry in row.cells.items() if key not in (LEVEL1.key, LEVEL2.key))


def _parent(section: Pairs, line: Line) -> str:
    return next((total.key for total in section.lines if line in total.lines), section.key)


def _typed_label(row: Row) -> str:
    """What the clerk typed as the label of an added line (the message's name for a nameless one is not)."""
    return "" if row.label.text.startswith("（无名称") else row.label.text


def _by_kind(rows: Sequence[Row]) -> Iterable[tuple[Entry | None, list[Row]]]:
    """Runs of rows that stand under one level-2 cell."""
    runs: list[tuple[Entry | None, list[Row]]] = []
    for row in rows:
        kind = row.cells.get(LEVEL2.key)
        if runs and (kind is None or kind is runs[-1][0]):
            runs[-1][1].append(row)
        else:
            runs.append((kind, [row]))
    return runs
