"""Where one table's sections stand on its sheet, and which cell holds a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from perfeval_xl.evaluation import Entry, LabelProblem
from perfeval_xl.form.declaration import Column, Indicators, Pairs, Prose, Quantity, Records
from perfeval_xl.form.entries import entry_at
from perfeval_xl.form.labels import money_unit_of, normalise, split, year_of
from perfeval_xl.form.reading.headings import Header, find_header
from perfeval_xl.form.segments import LONGEST_LABEL, Segment, TextCell
from perfeval_xl.form.vocabulary import SectionVocabulary, Vocabulary, is_note
from perfeval_xl.grid import At, Kind

_SIGNATURE_ROWS: Final = 2
_BLANK: Final = frozenset({"", None})
"""A signature line may go on within so many rows."""


class Placement:
    """Look-ups into the rows of one table; the sections' readers share it and report label problems to it."""

    def __init__(self, segment: Segment) -> None:
        self.grid = segment.grid
        self.vocabulary: Vocabulary = segment.vocabulary
        self.form = segment.form
        self.title = segment.title
        self.texts = segment.texts
        self.first = segment.first
        self.problems: list[LabelProblem] = []
        self.at_row: dict[int, list[TextCell]] = {}
        self.by_key: dict[str, list[TextCell]] = {}
        self.with_colon: list[TextCell] = []
        for cell in segment.texts:
            self.at_row.setdefault(cell.row, []).append(cell)
            self.by_key.setdefault(cell.key, []).append(cell)
            if "：" in cell.text or ":" in cell.text:
                self.with_colon.append(cell)
        self.headers = self._headers()
        self.right = max((header.right for header in self.headers.values()), default=None)
        """The last column of the table, as far as headings tell; what stands beyond is not part of it."""
        self.end = self._end(segment.end)
        self.covered = self._covered()
        self.filled = self._filled_rows()
        self.bodies = self._bodies()

    # Where things stand

    def _headers(self) -> dict[str, Header]:
        title_year = None if self.title is None else year_of(self.title.text)
        headers: dict[str, Header] = {}
        for words in self.vocabulary.sections:
            if words.headings:
                rows = {cell.row for key in words.headings for cell in self.by_key.get(key, ())}
                found = find_header(words, (self.at_row[row] for row in sorted(rows)), self.grid, title_year)
                if found is not None:
                    headers[words.section.key] = found
        return headers

    def _end(self, end: int) -> int:
        """The row behind the table: behind its signature line, where it has one below all headings."""
        if not self.headers:
            return end
        last = max(header.row for header in self.headers.values())
        signature = next(
            words for words in self.vocabulary.sections if isinstance(words.section, Pairs)
            and not words.section.bordered
        )  # fmt: skip
        signed = {cell.row for key in signature.lines for cell in self.by_key.get(key, ())}
        signed.update(cell.row for cell in self.with_colon if self.label_in(cell) in signature.lines)
        behind: int | None = None
        for row in sorted(signed):
            if row > last and (behind is None or row - behind <= _SIGNATURE_ROWS):
                behind = row + 1
        return end if behind is None else behind

    def _covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells hidden by a merge → the cell that shows."""
        return {
            (row, column): shown
            for shown, (bottom, right) in self.grid.merges.items()
            if shown[0] < self.end and bottom >= self.first
            for row in range(max(shown[0], self.first), min(bottom + 1, self.end))
            for column in range(shown[1], right + 1)
        }

    def _filled_rows(self) -> frozenset[int]:
        """Rows in which anything stands, a formula without a value included; most are blank."""
        end = None if self.right is None else self.right + 1
        filled = {
            row for row in range(self.first, self.end) if not _BLANK.issuperset(self.grid.values[row][:end])
        }
        filled.update(row for (row, _), trait in self.grid.traits.items() if trait.kind is Kind.PENDING)
        return frozenset(filled)

    def _bodies(self) -> dict[str, tuple[int, int]]:
        """Section key → its rows below the headings: first, and end (not included)."""
        starts = {header.row for header in self.headers.values()}
        order = {words.section.key: number for number, words in enumerate(self.vocabulary.sections)}
        bodies: dict[str, tuple[int, int]] = {}
        for key, header in self.headers.items():
            end = header.row + 1
            while end < self.end and end not in starts and not self._ends(end, key, header.left, order):
                end += 1
            bodies[key] = (header.row + 1, end)
        return bodies

    def _ends(self, row: int, section: str, left: int, order: Mapping[str, int]) -> bool:
        """Whether the row belongs to another section: one of its labels stands in it.

        Labels of earlier sections count only left of the values: an indicator may be called 项目支出.
        """
        for cell in self.at_row.get(row, ()):
            if self.right is not None and cell.column > self.right:
                continue
            key = cell.key if cell.key in self.vocabulary.owner else self.label_in(cell)
            owner = self.vocabulary.owner.get(key)
            if (
                owner is not None
                and owner != section
                and (order[owner] > order[section] or cell.column <= left)
            ):
                return True
            if cell.column <= left and is_note(key):
                return True
        return False

    def label_in(self, cell: TextCell) -> str:
        """The label before a colon within the cell, '' where there is none."""
        if ":" not in cell.text and "：" not in cell.text:
            return ""
        parts = split(cell.text)
        return parts[0] if parts is not None else ""

    def is_label(self, text: str) -> bool:
        """Whether `text` is a label of the table, alone or before a colon."""
        if len(text) > LONGEST_LABEL:
            return False
        parts = split(text)
        owner = self.vocabulary.owner
        return normalise(text) in owner or (parts is not None and parts[0] in owner)

    def repeats_headings(self, row: int, words: SectionVocabulary, header: Header) -> bool:
        """Whether a row below the headings prints them again, as on a new page."""
        cells = self.at_row.get(row, ())
        return len(cells) > 1 and sum(cell.key in words.headings for cell in cells) * 2 >= len(header.columns)

    def at(self, cell: TextCell) -> At:
        return self.grid.at(cell.row, cell.column)

    def merge_end(self, row: int, column: int) -> int:
        """The last column of the merge that begins in the cell, else the cell's own."""
        return self.grid.merges.get((row, column), (row, column))[1]

    # What the columns of a row hold

    def entries(self, row: int, columns: Iterable[Column], header: Header, label: str) -> dict[str, Entry]:
        """Column key → what stands in the row under the column's heading."""
        before = f"{shown} " if (shown := "".join(label.split()).rstrip("：:")) else ""
        entries: dict[str, Entry] = {}
        for column in columns:
            key = column.key
            under = header.columns.get(key)
            if under is not None:
                # Most values stand in a cell of their own right below the heading.
                is_plain = header.ends[key] == under and (row, under) not in self.covered
                at_row, at_column = (row, under) if is_plain else self.value_place(row, key, header)
                name = before + header.texts[key]
                entries[key] = entry_at(self.grid, at_row, at_column, name, column.quantity)
        return entries

    def value_place(self, row: int, key: str, header: Header) -> tuple[int, int]:
        """The cell of a column's value: under its heading, or elsewhere under the heading's merge."""
        column, end = header.columns[key], header.ends[key]
        shown = self.covered.get((row, column))
        if shown is not None and shown[0] == row:
            left = shown[1]
            # A merge over several columns holds the value of the first of them, and a merged label none.
            if left == column or (
                left >= header.left and not any(left <= p < column for p in header.columns.values())
            ):
                return shown
            return row, column
        if end > column and not self.grid.text(row, column).strip():
            filled = [c for c in range(column, end + 1) if self.grid.text(row, c).strip()]
            if len(filled) == 1:
                return row, filled[0]
        return row, column

    # What the headings say besides

    def years(self) -> Iterator[Entry]:
        """The headings that name a year; the value is the year the table should then be of."""
        for header in self.headers.values():
            for key, cell in header.cells.items():
                if key in self.vocabulary.years and (year := year_of(cell.text)) is not None:
                    expected = Decimal(year - self.vocabulary.years[key])
                    name = f"列标题“{cell.text.strip()}”"
                    yield Entry(name, self.at(cell), cell.text, expected, Quantity.YEAR)

    def money_units(self) -> Iterator[Entry]:
        """The headings and labels that name a unit of money; rows of records hold what clerks write."""
        records = {
            row
            for words in self.vocabulary.sections
            if isinstance(words.section, Records | Indicators)
            for row in range(*self.bodies.get(words.section.key, (0, 0)))
        }
        for cell in self.texts:
            if (
                cell.key
                and cell.row < self.end
                and cell.row not in records
                and (self.right is None or cell.column <= self.right)
                and (unit := money_unit_of(cell.text))
            ):
                yield Entry(f"“{cell.text.strip()}”", self.at(cell), cell.text, unit=unit)

    # Labels that are missing, or stand twice

    @cached_property
    def asks_for_lines(self) -> bool:
        """Whether missing lines are missed: not in a narrative of mere prose, without our figures' labels."""
        prose = [words for words in self.vocabulary.sections if isinstance(words.section, Prose)]
        return not prose or any(
            key in self.by_key for words in prose for key, line in words.lines.items() if line.required
        )

    def _where(self) -> str:
        rows = "" if self.grid.is_document else f"第 {self.first + 1}–{self.end} 行"
        return f"“{self.grid.sheet}”{rows}"

    def miss(self, label: str) -> None:
        self.problems.append(LabelProblem(label, (), self._where()))

    def found_twice(self, label: str, found: Sequence[At]) -> None:
        self.problems.append(LabelProblem(label, tuple(found), self._where()))

    def miss_columns(self, columns: Iterable[Column], header: Header | None) -> None:
        for column in columns:
            if header is None or column.key not in header.columns:
                self.miss(column.heading.replace("{prior}", "上").replace("{year}", "本"))
