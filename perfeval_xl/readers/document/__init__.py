"""Reads a Word document (.docx) into one grid: a row for each paragraph and for each row of a table.

Nothing in the file is followed, expanded or run: external links, entities and macros stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from perfeval_xl.document import Document, Origin
from perfeval_xl.grid import Grid, Value
from perfeval_xl.readers.document.names import TBL, P, w
from perfeval_xl.readers.document.numbering import Numbering
from perfeval_xl.readers.document.parts import keywords, main_part, optional, parsed, refuse_macros
from perfeval_xl.readers.document.tables import Cell, Table, continue_with, placed, read_table
from perfeval_xl.readers.document.text import DEEPEST, TextReader, notes_of
from perfeval_xl.readers.package import Package
from perfeval_xl.readers.refusal import damaged, too_deep, too_long

MOST_ROWS: Final = 20_000
"""Paragraphs and table rows; 500 pages have about half as many."""
FIRST_TABLE_COLUMN: Final = 2
"""Tables stand right of the paragraphs, so that a table within the narrative is no part of its text."""

_CONTINUES: Final = re.compile(r"[^,，。；]{0,20}[（(]?续(?:表|上表|前表)?[^,，。；]{0,8}")
_LONGEST_NOTICE: Final = 60


def is_document(package: Package) -> bool:
    """Whether the package holds a Word document, whatever its file is called."""
    return main_part(package) is not None


def read_document(package: Package) -> Document:
    """The document's paragraphs and tables, as Word shows them with all tracked changes accepted.

    Raises UnreadableFile when it carries macros, is damaged, or larger than a self-evaluation.
    """
    main = main_part(package)
    if main is None:
        raise damaged(package.kind)
    refuse_macros(package)
    root = parsed(package, main)
    body = root.find(w("body"))
    if body is None:
        raise damaged(package.kind)
    return _DocumentReader(package, main).read(body, keywords(package))


class _DocumentReader:
    """Collects the rows of the grid, and what was left out."""

    def __init__(self, package: Package, main: str) -> None:
        numbering = optional(package, main, "numbering.xml")
        styles = None if numbering is None else optional(package, main, "styles.xml")
        self.reader = TextReader(Numbering(numbering, styles))
        self.package, self.main = package, main
        self.values: list[list[Value]] = []
        self.origins: list[Origin] = []
        self.merges: dict[tuple[int, int], tuple[int, int]] = {}
        self.footnotes: list[tuple[str, str]] = []
        self.notices: list[str] = []
        self.hidden = self.comments = self.pictures = self.chunks = 0
        self.paragraphs = self.tables = 0

    def read(self, body: Element, keywords: str) -> Document:
        self._blocks(list(self.reader.blocks(body, (P, TBL))), 0, "", 0)
        grid = Grid("", self.values, {}, self.merges, names={})
        return Document(grid, tuple(self.origins), tuple(self._all_notices()), keywords)

    def _blocks(self, blocks: Sequence[Element], column: int, within: str, depth: int) -> None:
        """Paragraphs and tables in their order; a table directly below another one continues it."""
        if depth > DEEPEST:
            raise too_deep()
        table: Table | None = None
        between: list[str] = []
        tables = 0
        for block in blocks:
            if block.tag == P:
                text = self.reader.paragraph(block)
                if text is not None and text.strip():
                    between.append(text.strip())
                self._notice(f"{within}第{self.paragraphs + len(between)}段")
                continue
            tables += 1
            if not within:
                self.tables += 1
            name = f"{within}内的表{tables if tables > 1 else ''}" if within else f"表{self.tables}"
            more = read_table(block, self.reader, name)
            self._notice(name)
            if table is not None and all(_CONTINUES.fullmatch(text) for text in between):
                # The line 续表 says nothing besides.
                self.paragraphs += len(between)
                continue_with(table, more)
            else:
                self._end_table(table, column, depth)
                self._lines(between, column, within)
                table = more
            between = []
        rest = self.reader.carried().strip()
        self._end_table(table, column, depth)
        self._lines([*between, rest] if rest else between, column, within)

    def _lines(self, texts: Sequence[str], column: int, within: str) -> None:
        for text in texts:
            self.paragraphs += 1
            self._row([*([None] * column), text], Origin(self.paragraphs, within))

    def _row(self, values: list[Value], origin: Origin) -> None:
        if len(self.values) >= MOST_ROWS:
            raise too_long(MOST_ROWS)
        self.values.append(values)
        self.origins.append(origin)

    def _end_table(self, table: Table | None, column: int, depth: int) -> None:
        """Writes the rows of a table, those of tables within its cells behind the row they stand in."""
        if table is None:
            return
        first = max(column, FIRST_TABLE_COLUMN)
        begun: dict[int, tuple[int, int]] = {}
        for number, cells in _rows(table):
            width = max((right for _, right, _ in cells), default=0)
            values: list[Value] = [None] * (first + width)
            names = [0] * (first + width)
            at = len(self.values)
            for left, right, cell in cells:
                names[first + left : first + right] = [cell.number] * (right - left)
                self._merge(begun, at, first + left, first + right, cell)
                values[first + left] = cell.text or None
            self._row(values, Origin(number, table.name, tuple(names)))
            for left, _, cell in cells:
                if cell.inner:
                    within = f"{table.name}第{number}行第{cell.number}列"
                    before, self.paragraphs = self.paragraphs, 0
                    self._blocks(cell.inner, first + left, within, depth + 1)
                    self.paragraphs = before

    def _merge(self, begun: dict[int, tuple[int, int]], row: int, left: int, right: int, cell: Cell) -> None:
        """Takes note of a merged cell: over several columns, or over rows since `begun` there."""
        above = begun.get(left)
        if cell.continues and above is not None:
            self.merges[above] = row, max(self.merges.get(above, (0, 0))[1], right - 1)
            return
        for column in range(left, right):
            begun.pop(column, None)
        if cell.begins:
            begun[left] = row, left
        if right - left > 1:
            self.merges[row, left] = row, right - 1

    # What was left out

    def _notice(self, place: str) -> None:
        left_out = self.reader.taken()
        self.hidden += left_out.hidden
        self.comments += left_out.comments
        self.pictures += left_out.pictures
        self.chunks += left_out.chunks
        self.footnotes += ((place, identity) for identity in left_out.footnotes)
        self.notices += (f"{place}旁的文本框没有读取：“{_short(text)}”" for text in left_out.text_boxes)
        if left_out.signs:
            self.notices.append(f"{place}有 {left_out.signs} 个符号认不出，读成了“�”")

    def _all_notices(self) -> Iterator[str]:
        yield from self.notices
        if self.footnotes:
            notes = notes_of(optional(self.package, self.main, "footnotes.xml"), "", "footnote")
            notes |= notes_of(optional(self.package, self.main, "endnotes.xml"), "e", "endnote")
            for place, identity in self.footnotes:
                yield f"{place}的脚注没有读取：“{_short(notes.get(identity, ''))}”"
        for count, what in (
            (self.pictures, "张图片"),
            (self.comments, "处批注"),
            (self.hidden, "处隐藏文字"),
            (self.chunks, "个嵌入的其他文件"),
        ):
            if count:
                yield f"文档里有 {count} {what}没有读取"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NOTICE else f"{text[:_LONGEST_NOTICE]}……"


def _rows(table: Table) -> Iterator[tuple[int, list[tuple[int, int, Cell]]]]:
    """The table's rows with their numbers, each with its cells and the columns they take up."""
    rows: dict[int, list[tuple[int, int, Cell]]] = {number: [] for number in range(len(table.rows))}
    for number, left, right, cell in placed(table):
        rows[number].append((left, right, cell))
    for number, cells in rows.items():
        yield number + 1, cells
