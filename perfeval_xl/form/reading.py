"""Reads the tables of the form out of grids, by their labels; the way from cells to a `SelfEvaluation`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from perfeval_xl.evaluation import Entry, LabelProblem, Level1Group, Row, SelfEvaluation, Table
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
from perfeval_xl.form.entries import entry_at, typed_entry
from perfeval_xl.form.guide import GUIDE_SHEETS, PROFILE_LABEL, VERSION_LABEL
from perfeval_xl.form.hints import is_hint
from perfeval_xl.form.labels import (
    compact,
    money_unit_of,
    normalise,
    points_alone,
    points_of,
    split,
    year_of,
)
from perfeval_xl.form.narrative import AUTOMATIC, BODY
from perfeval_xl.form.score_table import LEVEL1, LEVEL2, SCORE, WEIGHT
from perfeval_xl.form.segments import LONGEST_LABEL, Segment, TextCell, find_tables
from perfeval_xl.form.vocabulary import SectionVocabulary, Vocabulary, is_note, vocabularies
from perfeval_xl.grid import At, Grid, Kind
from perfeval_xl.profile import Profile

POINTS: Final = "分数"
"""What messages call the points in a level-1 heading."""

_vocabularies = lru_cache(maxsize=32)(vocabularies)


def read_evaluation(grids: Iterable[Grid], profile: Profile, source: str = "") -> SelfEvaluation:
    """The self-evaluation in the sheets of one workbook.

    Args:
        grids: The sheets, in the workbook's order.
        profile: The local policy whose aliases the labels may use.
        source: The file's name, for messages.
    """
    version, named_profile = None, None
    tables: list[Table] = []
    for grid in grids:
        if grid.sheet in GUIDE_SHEETS:
            version = version or _beside(grid, VERSION_LABEL)
            named_profile = named_profile or _beside(grid, PROFILE_LABEL)
            continue
        for segment in find_tables(grid, _vocabularies(profile)):
            tables.append(_TableReader(segment).read())
    return SelfEvaluation(tuple(tables), profile, source, version, named_profile)


def profile_named_in(grids: Iterable[Grid]) -> Entry | None:
    """What the workbook says is its profile; None where it says nothing."""
    for grid in grids:
        if grid.sheet in GUIDE_SHEETS and (entry := _beside(grid, PROFILE_LABEL)) is not None:
            return entry
    return None


def _beside(grid: Grid, label: str) -> Entry | None:
    """The filled entry right of a label on the guide sheet."""
    for row in range(grid.height):
        for column in range(len(grid.values[row])):
            if normalise(grid.text(row, column)) == normalise(label):
                entry = entry_at(grid, row, column + 1, label, Quantity.TEXT)
                return entry if entry.is_filled else None
    return None


@dataclass(frozen=True, slots=True)
class _Header:
    """The row of a section's column headings, and where each column stands."""

    row: int
    columns: Mapping[str, int]
    """Column key → first column of the sheet."""
    ends: Mapping[str, int]
    """Column key → last column of the heading's merge."""
    texts: Mapping[str, str]
    """Column key → the heading as printed, without blanks."""


class _TableReader:
    """Reads one segment; an object only to share the segment's look-ups."""

    def __init__(self, segment: Segment) -> None:
        self.grid = segment.grid
        self.segment = segment
        self.vocabulary: Vocabulary = segment.vocabulary
        self.form = segment.form
        self.problems: list[LabelProblem] = []
        self.rows: list[Row] = []
        self.groups: tuple[Level1Group, ...] = ()
        self.paragraphs: dict[str, tuple[Entry, ...]] = {}
        self.years: list[Entry] = []
        self.at_row: dict[int, list[TextCell]] = {}
        self.by_key: dict[str, list[TextCell]] = {}
        self.with_colon: list[TextCell] = []
        for cell in segment.texts:
            self.at_row.setdefault(cell.row, []).append(cell)
            self.by_key.setdefault(cell.key, []).append(cell)
            if "：" in cell.text or ":" in cell.text:
                self.with_colon.append(cell)
        self.headers = {
            words.section.key: header
            for words in self.vocabulary.sections
            if words.headings and (header := self._header(words)) is not None
        }
        self.right = max(
            (end for header in self.headers.values() for end in header.ends.values()), default=None
        )
        self.covered = self._covered()
        self.filled = self._filled_rows()

    def read(self) -> Table:
        title = self.segment.title
        label = f"{self.form.name}标题"
        entry = (
            Entry(label) if title is None else typed_entry(title.text, self._at(title), label, Quantity.TEXT)
        )
        bodies = self._bodies()
        taken = {row for first, end in bodies.values() for row in range(first - 1, end)}
        for words in self.vocabulary.sections:
            section = words.section
            match section:
                case Pairs():
                    self._read_pairs(words, set(range(self.segment.first, self.segment.end)) - taken)
                case Matrix():
                    self._read_matrix(words, section, bodies.get(section.key))
                case Records():
                    self._read_records(section, bodies.get(section.key))
                case Indicators():
                    self._read_indicators(words, section, bodies.get(section.key))
                case Prose():
                    self._read_prose(words, section)
        return Table(
            self.form,
            self.grid.sheet,
            entry,
            tuple(self.rows),
            self.groups,
            self.paragraphs,
            tuple(self.problems),
            tuple(self.years),
            tuple(self._money_units(bodies)),
        )

    # Where things stand

    def _covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells hidden by a merge → the cell that shows."""
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        for (top, left), (bottom, right) in self.grid.merges.items():
            if top >= self.segment.end or bottom < self.segment.first:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    covered[row, column] = (top, left)
        return covered

    def _filled_rows(self) -> frozenset[int]:
        """Rows in which anything stands, a formula without a value included; most rows of a form are blank."""
        end = None if self.right is None else self.right + 1
        filled = {
            row
            for row in range(self.segment.first, self.segment.end)
            if any(value is not None and value != "" for value in self.grid.values[row][:end])
        }
        filled.update(row for (row, _), trait in self.grid.traits.items() if trait.kind is Kind.PENDING)
        return frozenset(filled)

    def _merge_end(self, row: int, column: int) -> int:
        return self.grid.merges.get((row, column), (row, column))[1]

    def _header(self, words: SectionVocabulary) -> _Header | None:
        """The row with most of the section's headings, at least half of them."""
        best: dict[str, TextCell] = {}
        rows = {cell.row for key in words.headings for cell in self.by_key.get(key, ())}
        for row in sorted(rows):
            found = self._headings_in(words, self.at_row[row])
            if len(found) > len(best):
                best = found
        count = len({column.key for columns in words.headings.values() for column in columns})
        if len(best) * 2 < count:
            return None
        columns = {key: cell.column for key, cell in best.items()}
        ends = {key: self._merge_end(cell.row, cell.column) for key, cell in best.items()}
        for key, cell in best.items():
            if key in self.vocabulary.years and (year := year_of(cell.text)) is not None:
                at = self._at(cell)
                expected = Decimal(year - self.vocabulary.years[key])
                self.years.append(
                    Entry(f"列标题“{cell.text.strip()}”", at, cell.text, expected, Quantity.YEAR)
                )
        texts = {key: _shown(cell.text) for key, cell in best.items()}
        return _Header(next(iter(best.values())).row, columns, ends, texts)

    def _headings_in(self, words: SectionVocabulary, cells: Sequence[TextCell]) -> dict[str, TextCell]:
        """Column key → heading cell. Equal headings (two 决算数) go by their years, else from the left."""
        candidates: dict[tuple[str, ...], list[TextCell]] = {}
        for cell in cells:
            columns = words.headings.get(cell.key)
            if columns is not None:
                candidates.setdefault(tuple(column.key for column in columns), []).append(cell)
        found: dict[str, TextCell] = {}
        for keys, named in candidates.items():
            named.sort(key=lambda cell: (year_of(cell.text) or 0, cell.column))
            if len(keys) > len(named):
                # One of two equal headings is there: its year tells which, as far as a title names the year.
                keys = keys[-len(named) :] if self._is_of_reporting_year(named[-1]) else keys
            found.update(zip(keys, named, strict=False))
        for cell in cells:
            for column in words.headings.get(cell.key, ()):
                if column.key not in found and cell not in found.values():
                    found[column.key] = cell
        return found

    def _is_of_reporting_year(self, cell: TextCell) -> bool:
        title = self.segment.title
        return title is not None and year_of(cell.text) == year_of(title.text)

    def _money_units(self, bodies: Mapping[str, tuple[int, int]]) -> Iterator[Entry]:
        """The headings and labels that name a unit of money; rows of records hold what clerks write."""
        records = {
            row
            for words in self.vocabulary.sections
            if isinstance(words.section, Records | Indicators)
            for row in range(*bodies.get(words.section.key, (0, 0)))
        }
        for cell in self.segment.texts:
            if cell.key and cell.row not in records and (unit := money_unit_of(cell.text)):
                yield Entry(f"“{cell.text.strip()}”", self._at(cell), cell.text, unit=unit)

    def _bodies(self) -> dict[str, tuple[int, int]]:
        """Section key → its rows below the headings: first, and end (not included)."""
        starts = {header.row for header in self.headers.values()}
        bodies: dict[str, tuple[int, int]] = {}
        for key, header in self.headers.items():
            end = header.row + 1
            while end < self.segment.end and end not in starts and not self._ends(end, key):
                end += 1
            bodies[key] = (header.row + 1, end)
        return bodies

    def _ends(self, row: int, section: str) -> bool:
        """Whether the row belongs to another section: one of its labels stands in it."""
        for cell in self.at_row.get(row, ()):
            if self.right is not None and cell.column > self.right:
                continue
            key = cell.key
            owner = self.vocabulary.owner.get(key)
            if owner is None and (":" in cell.text or "：" in cell.text) and (parts := split(cell.text)):
                owner = self.vocabulary.owner.get(parts[0])
                key = parts[0]
            if owner is not None and owner != section:
                return True
            if cell.column == 0 and is_note(key):
                return True
        return False

    def _at(self, cell: TextCell) -> At:
        return At(self.grid.sheet, cell.row, cell.column)

    def _where(self) -> str:
        return f"“{self.grid.sheet}”第 {self.segment.first + 1}–{self.segment.end} 行"

    def _missing(self, label: str) -> None:
        self.problems.append(LabelProblem(label, (), self._where()))

    def _twice(self, label: str, found: Sequence[At]) -> None:
        self.problems.append(LabelProblem(label, tuple(found), self._where()))

    def _miss_columns(self, columns: Iterable[Column], header: _Header | None) -> None:
        for column in columns:
            if header is None or column.key not in header.columns:
                self._missing(column.heading.replace("{prior}", "上").replace("{year}", "本"))

    # Label and value side by side

    def _read_pairs(self, words: SectionVocabulary, rows: Container[int]) -> None:
        found: dict[str, list[tuple[TextCell, Entry]]] = {}
        labels = [cell for key in words.lines for cell in self.by_key.get(key, ())]
        candidates = {
            (cell.row, cell.column): cell for cell in (*labels, *self.with_colon) if cell.row in rows
        }
        for _, cell in sorted(candidates.items()):
            for line, entry in self._pairs_in(cell, words):
                found.setdefault(line.key, []).append((cell, entry))
        for line in dict.fromkeys(words.lines.values()):
            hits = found.get(line.key, [])
            if not hits:
                if line.required:
                    self._missing(line.label)
                continue
            if len(hits) > 1:
                self._twice(line.label, [self._at(cell) for cell, _ in hits])
            cell, entry = hits[0]
            label = Entry(line.label, self._at(cell), cell.text)
            self._add(words.section, line, label, {VALUE.key: entry})

    def _pairs_in(self, cell: TextCell, words: SectionVocabulary) -> Iterator[tuple[Line, Entry]]:
        """The pairs whose label stands in `cell`, alone or before a colon."""
        line = words.lines.get(cell.key)
        if line is not None:
            yield line, self._neighbour(cell, line)
            return
        if len(cell.text) > 4 * LONGEST_LABEL or not (parts := split(cell.text)):
            return
        line = words.lines.get(parts[0])
        if line is None:
            return
        pieces = _pieces(cell.text, words)
        for line, value in pieces or [(line, parts[1])]:
            yield line, typed_entry(value, self._at(cell), line.label.rstrip("："), line.quantity)

    def _neighbour(self, cell: TextCell, line: Line) -> Entry:
        """The value right of its label; another label of the table there means that there is none."""
        label = line.label.rstrip("：")
        column = self._merge_end(cell.row, cell.column) + 1
        if not self.grid.merges and self.right is not None:
            while column <= self.right and not self.grid.text(cell.row, column).strip():
                column += 1
            if column > self.right:
                column = cell.column + 1
        if self.right is not None and column > self.right:
            return typed_entry("", self._at(cell), label, line.quantity)
        text = self.grid.text(cell.row, column)
        if text and self._is_label(text):
            return typed_entry("", self._at(cell), label, line.quantity)
        return entry_at(self.grid, cell.row, column, label, line.quantity)

    def _is_label(self, text: str) -> bool:
        if len(text) > LONGEST_LABEL:
            return False
        parts = split(text)
        return normalise(text) in self.vocabulary.owner or (
            parts is not None and parts[0] in self.vocabulary.owner
        )

    # Labelled lines under headings

    def _read_matrix(self, words: SectionVocabulary, section: Matrix, body: tuple[int, int] | None) -> None:
        header = self.headers.get(section.key)
        self._miss_columns(section.columns, header)
        if header is None or body is None:
            for line in section.all_lines():
                if line.required:
                    self._missing(line.label)
            return
        first_value = min(header.columns.values())
        parents = {child.key: line for line in section.all_lines() for child in line.lines}
        seen: dict[str, list[At]] = {}
        above: Line | None = None
        for row in range(*body):
            if row not in self.filled:
                continue
            cell = self._label_cell(row, first_value)
            line = words.lines.get(cell.key) if cell else None
            label_at = self._at(cell) if cell else self.grid.at(row, self._left_of(row, first_value))
            text = cell.text.strip() if cell else ""
            kind = self.grid.trait(label_at.row, label_at.column).kind
            label = Entry(text or "（无名称的行）", label_at, text, kind=kind)
            cells = self._cells(row, section.columns, header, text)
            if line is not None:
                seen.setdefault(line.key, []).append(label_at)
                if len(seen[line.key]) > 1:
                    continue
                parent = parents.get(line.key)
                self._add(section, line, label, cells, parent.key if parent else section.key)
                above = line
            elif text or any(entry.is_filled for entry in cells.values()):
                self._add(section, None, label, cells, _parent_of_added(above, parents, section))
        for line in section.all_lines():
            places = seen.get(line.key, [])
            if not places and line.required:
                self._missing(line.label)
            elif len(places) > 1:
                self._twice(line.label, places)

    def _label_cell(self, row: int, before: int) -> TextCell | None:
        """The label of a row: the last text left of its values."""
        label = None
        for cell in self.at_row.get(row, ()):
            if cell.column < before:
                label = cell
        return label

    def _left_of(self, row: int, before: int) -> int:
        """Where the label of an unlabelled row would stand."""
        top, left = self.covered.get((row, before - 1), (row, before - 1))
        return left if top == row else before - 1

    def _cells(self, row: int, columns: Iterable[Column], header: _Header, label: str) -> dict[str, Entry]:
        cells: dict[str, Entry] = {}
        label = _shown(label)
        for column in columns:
            place = header.columns.get(column.key)
            if place is None:
                continue
            heading = header.texts[column.key]
            name = f"{label} {heading}" if label else heading
            at_row, at_column = self._value_place(row, place, header.ends[column.key])
            cells[column.key] = entry_at(self.grid, at_row, at_column, name, column.quantity)
        return cells

    def _value_place(self, row: int, column: int, end: int) -> tuple[int, int]:
        """Where a column's value stands in a row: under its heading, or elsewhere under the heading's merge."""
        shown = self.covered.get((row, column))
        if shown is not None and shown[0] == row:
            return shown
        if end > column and not self.grid.text(row, column).strip():
            filled = [c for c in range(column, end + 1) if self.grid.text(row, c).strip()]
            if len(filled) == 1:
                return row, filled[0]
        return row, column

    # Rows without labels under headings

    def _read_records(self, section: Records, body: tuple[int, int] | None) -> None:
        header = self.headers.get(section.key)
        self._miss_columns(section.columns, header)
        if header is None or body is None:
            return
        for row in range(*body):
            if row not in self.filled and row + 1 < body[1]:
                continue
            cells = self._cells(row, section.columns, header, "")
            if not any(not entry.is_blank for entry in cells.values()) and (
                section.count > 1 or row + 1 < body[1]
            ):
                continue
            label = Entry(section.side, self.grid.at(row, min(header.columns.values())), "")
            self._add(section, None, label, cells)
            if section.count == 1:
                return

    # Indicators

    def _read_indicators(
        self, words: SectionVocabulary, section: Indicators, body: tuple[int, int] | None
    ) -> None:
        header = self.headers.get(section.key)
        self._miss_columns(section.columns, header)
        if header is None or body is None:
            self._missing(section.total.label)
            return
        groups: list[_OpenGroup] = []
        totals: list[At] = []
        kind: Entry | None = None
        for row in range(*body):
            if row not in self.filled:
                continue
            total = self._total_cell(row, words, header)
            if total is not None:
                totals.append(self._at(total))
                if len(totals) == 1:
                    self._add_total(section, total, row, header)
                continue
            if totals:
                continue
            cells = self._cells(row, section.columns, header, "")
            heading = cells.get(LEVEL1.key)
            if heading is not None and not heading.is_blank:
                alone = points_alone(heading.text)
                if alone and groups:
                    groups[-1].points = self._points(alone, heading, groups[-1].name)
                    if not heading.is_typed_text:
                        cells[LEVEL1.key] = groups[-1].heading
                else:
                    name = normalise(heading.text)
                    points = self._points(points_of(heading.text), heading, name)
                    groups.append(_OpenGroup(name, heading, points, []))
                    kind = None
            own_kind = cells.get(LEVEL2.key)
            has_kind = own_kind is not None and not own_kind.is_blank
            kind = own_kind if has_kind else kind
            own = [entry for key, entry in cells.items() if key != LEVEL1.key]
            if all(entry.is_blank for entry in own):
                continue
            if groups:
                cells[LEVEL1.key] = groups[-1].heading
            if kind is not None:
                cells[LEVEL2.key] = kind
            self._add_indicator(section, cells, row, groups, header)
        if not totals:
            self._missing(section.total.label)
        elif len(totals) > 1:
            self._twice(section.total.label, totals)
        self.groups = tuple(
            Level1Group(group.name, group.heading, group.points, tuple(group.rows)) for group in groups
        )

    def _total_cell(self, row: int, words: SectionVocabulary, header: _Header) -> TextCell | None:
        before = header.columns.get(WEIGHT.key, self.right or 0)
        for cell in self.at_row.get(row, ()):
            if cell.column < before and cell.key in words.lines:
                return cell
        return None

    def _add_total(self, section: Indicators, cell: TextCell, row: int, header: _Header) -> None:
        label = Entry(section.total.label, self._at(cell), cell.text)
        cells = self._cells(row, (WEIGHT, SCORE), header, section.total.label)
        self._add(section, section.total, label, cells, "indicators_total")

    def _points(self, digits: str, heading: Entry, name: str) -> Entry:
        label = f"{name} {POINTS}"
        if not digits:
            return Entry(label, heading.at, "", None, Quantity.POINTS)
        value = Decimal(digits)
        return Entry(label, heading.at, digits, value, Quantity.POINTS, heading.kind)

    def _add_indicator(
        self,
        section: Indicators,
        cells: dict[str, Entry],
        row: int,
        groups: list[_OpenGroup],
        header: _Header,
    ) -> None:
        name = cells.get("level3")
        kind = cells.get(LEVEL2.key)
        text = name.text.strip() if name and name.is_filled else ""
        named = "" if is_hint(text) else text
        shown = compact(named or (kind.text if kind else "")) or f"第 {row + 1} 行"
        cells = {
            key: entry if key in (LEVEL1.key, LEVEL2.key) else _renamed(entry, shown)
            for key, entry in cells.items()
        }
        at = name.at if name else self.grid.at(row, min(header.columns.values()))
        record = Row(section.key, None, section.key, Entry(shown, at, text), cells)
        self.rows.append(record)
        if groups:
            groups[-1].rows.append(record)

    # The narrative

    def _read_prose(self, words: SectionVocabulary, section: Prose) -> None:
        headings = {other.heading for other in self.vocabulary.sections if other.heading}
        cells = self.segment.texts
        start = next((n for n, cell in enumerate(cells) if cell.key == words.heading), None)
        if start is None:
            self._missing(section.heading)
            return
        end = next((n for n in range(start + 1, len(cells)) if cells[n].key in headings), len(cells))
        last = cells[end].row if end < len(cells) else self.segment.end
        rows = range(cells[start].row + 1, last)
        values: set[At] = set()
        labels = {*words.lines, normalise(AUTOMATIC)}
        if words.lines:
            self._read_pairs(words, rows)
            values = {
                row.cells[VALUE.key].at or At("", 0, 0) for row in self.rows if row.section == section.key
            }
        texts: list[Entry] = []
        for row in rows:
            in_row = self.at_row.get(row, ())
            if any(cell.key in labels for cell in in_row):
                continue
            for cell in in_row:
                at = self._at(cell)
                if at in values or (cell.key == BODY and cell.column == 0):
                    continue
                texts.extend(
                    Entry(
                        section.heading,
                        at,
                        line.strip(),
                        kind=self.grid.trait(cell.row, cell.column).kind,
                        is_typed_text=True,
                    )
                    for line in cell.text.splitlines()
                    if line.strip()
                )
        heading = Entry(section.heading, self._at(cells[start]), cells[start].text)
        if section.paragraphs:
            texts = texts or [Entry(section.heading, self.grid.at(heading.at.row if heading.at else 0, 1))]
        self.paragraphs[section.key] = tuple(texts)

    def _add(
        self,
        section: Section,
        line: Line | None,
        label: Entry,
        cells: dict[str, Entry],
        parent: str | None = None,
    ) -> None:
        if parent is None:
            parent = section.key
            if line is not None and isinstance(section, Pairs):
                parent = next((total.key for total in section.lines if line in total.lines), section.key)
        self.rows.append(Row(section.key, line, parent, label, cells))


@dataclass(slots=True)
class _OpenGroup:
    """A level-1 group that is being read."""

    name: str
    heading: Entry
    points: Entry
    rows: list[Row]


def _parent_of_added(above: Line | None, parents: Mapping[str, Line], section: Matrix) -> str:
    """A row that a clerk added belongs to the total it follows, or to its neighbour's total."""
    if above is None:
        return section.key
    if above.is_total:
        return above.key
    parent = parents.get(above.key)
    return parent.key if parent else section.key


def _pieces(text: str, words: SectionVocabulary) -> list[tuple[Line, str]]:
    """Several pairs in one cell: ``填表人：张三  填报日期：2025-03-01  联系电话：``."""
    names = "|".join(r"\s*".join(map(re.escape, name)) for name in words.lines)
    matches = list(re.finditer(rf"({names})\s*[:：]", text))
    if len(matches) < 2:
        return []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [
        (words.lines[normalise(match[1])], text[match.end() : end].strip())
        for match, end in zip(matches, ends, strict=True)
    ]


def _renamed(entry: Entry, row_name: str) -> Entry:
    """The entry of an indicator, named by indicator and column."""
    return Entry(
        f"{row_name} {entry.label}",
        entry.at,
        entry.text,
        entry.value,
        entry.quantity,
        entry.kind,
        entry.places,
        entry.unit,
        entry.is_typed_text,
    )


def _shown(label: str) -> str:
    """A row label as messages show it: without blanks and a closing colon."""
    return "".join(label.split()).rstrip("：:")
