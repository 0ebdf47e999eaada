"""A laid-out table of the form as Word tables: official merges, widths that fit, headings that repeat.

Word repeats only the rows a table begins with. So a table is cut before a row of column headings that
rows may follow for pages, and the parts are joined by a hidden paragraph: they look and read as one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from perfeval_xl.form.declaration import Indicators, Matrix, Pairs
from perfeval_xl.form.layout import Box, Layout, Role
from perfeval_xl.form.printed import printed
from perfeval_xl.form.score_table import ACTUAL, LEVEL1, LEVEL2, TARGET
from perfeval_xl.look import CELL_MARGIN, JOINT, Look, Style
from perfeval_xl.writers.word_cells import CellKind, cell
from perfeval_xl.writers.word_lines import label_lines, label_width, lines_needed, text_width
from perfeval_xl.writers.word_styles import FRAME, LINE, TABLE_STYLE_ID, borders
from perfeval_xl.writers.word_xml import Element, element, paragraph

SHORT: Final = 20
"""A value of up to so many characters is centred, a longer one begins at the left."""
# How many characters stay on one line, however narrow their column would be.
LABEL_LINE: Final = 8
"""Of a label beside its value: 厉行节约保障措施."""
HEADING_LINE: Final = 5
"""Of a column heading: 年度指标值."""
SIDE_LINE: Final = 3
"""Of a label beside several rows."""
LEVEL1_LINE: Final = 5
LEVEL2_LINE: Final = 4
BRACKET_LINE: Final = 5
"""Of what a level-1 indicator says in brackets: （50分）."""
VALUE_LINE: Final = 6
"""Of a target or an actual: ≤6个单位."""

TALLEST_ROW: Final = 0.6
"""A row that fills more of a page than this may be split; Word would push it to a page of its own."""
LONG: Final = 100
"""Only a text of so many characters can make a row tall."""

_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_BEFORE_BRACKET: Final = re.compile("(?=（)")


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of a layout that make one Word table."""

    first: int
    end: int
    repeats_heading: bool


def word_table(layout: Layout, look: Look) -> Iterator[Element]:
    """The bordered rows of the layout: Word tables as wide as the page's text, and what joins them."""
    return _WordTable(layout, look).build()


def shown(box: Box) -> str:
    """What stands in a box: label, value, or both where the form prints them in one cell."""
    return box.text + ("" if box.entry is None else printed(box.entry))


def _parts(layout: Layout) -> list[_Part]:
    """The layout's rows, cut around every section with headings that are to repeat."""
    first, end = layout.bordered
    repeating: dict[int, int] = {}
    for section in layout.form.sections:
        if isinstance(section, Indicators) or (isinstance(section, Matrix) and not section.side):
            top, bottom = layout.bodies[section.key]
            is_last = layout.total_row == bottom
            repeating[top - 1] = bottom + 1 if is_last else bottom
    cuts = sorted({first, end, *repeating, *repeating.values()})
    return [_Part(top, bottom, top in repeating) for top, bottom in pairwise(cuts)]


class _WordTable:
    """One table's boxes, column widths and styles."""

    def __init__(self, layout: Layout, look: Look) -> None:
        self.look = look
        self.columns = layout.width
        self.parts = _parts(layout)
        self.boxes = {
            (box.row, box.column): box
            for box in layout.boxes
            if self.parts[0].first <= box.row < self.parts[-1].end and box.column < layout.width
        }
        self.without: dict[tuple[int, int], str] = {}
        """Where a box begins → the side at which it has no line."""
        for part in self.parts:
            if part.repeats_heading:
                self._free_heading(part.first)
        self.covered = {
            (row, box.column): box
            for box in self.boxes.values()
            for row in range(box.row + 1, min(box.row + box.rows, self.parts[-1].end))
        }
        self.styles = look.cells(layout.width)
        self.widths = column_widths(layout.form.widths, self._needed(), look.page.text_width)

    def _free_heading(self, row: int) -> None:
        """Ends the boxes that begin in a row of headings with it: no program repeats half a merged cell."""
        for column in range(self.columns):
            box = self.boxes.get((row, column))
            if box is not None and box.rows > 1:
                heading = replace(box, rows=1)
                rest = Box(row + 1, column, box.role, rows=box.rows - 1, columns=box.columns)
                self.boxes |= {(row, column): heading, (row + 1, column): rest}
                self.without |= {(row, column): "bottom", (row + 1, column): "top"}

    def build(self) -> Iterator[Element]:
        for number, part in enumerate(self.parts):
            if number:
                yield _joint()
            yield self._table(part)

    def _table(self, part: _Part) -> Element:
        # Where two parts meet, each draws half of the line between them.
        top = LINE if part is self.parts[0] else LINE // 2
        bottom = LINE if part is self.parts[-1] else LINE // 2
        properties = element(
            "w:tblPr",
            element("w:tblStyle", val=TABLE_STYLE_ID),
            element("w:tblW", w=sum(self.widths), type="dxa"),
            element("w:jc", val="center"),
            borders("w:tblBorders", {**FRAME, "top": top, "bottom": bottom}),
            element("w:tblLayout", type="fixed"),
        )
        grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in self.widths))
        rows = (self._row(row, part) for row in range(part.first, part.end))
        return element("w:tbl", properties, grid, *rows)

    def _row(self, row: int, part: _Part) -> Element:
        properties = element("w:trPr")
        if not self._is_tall(row):
            properties.append(element("w:cantSplit"))
        is_heading = part.repeats_heading and row == part.first
        if is_heading:
            properties.append(element("w:tblHeader"))
        # Headings stay with the row below them, a table's last row with the lines under the table.
        has_headings = any(box.role is Role.HEADING for box in self._boxes_of(row))
        keep_next = has_headings or row == part.end - 1
        return element("w:tr", properties, *self._cells(row, keep_next=keep_next))

    def _is_tall(self, row: int) -> bool:
        highest = TALLEST_ROW * self.look.page.text_height
        for box in self._boxes_of(row):
            text = shown(box)
            if len(text) >= LONG and box.rows == 1:
                style = self._style(box)
                fitting = self._inside(box) / style.em
                if lines_needed(text, fitting) * style.line_height > highest:
                    return True
        return False

    def _boxes_of(self, row: int) -> Iterator[Box]:
        for column in range(self.columns):
            box = self.boxes.get((row, column))
            if box is not None:
                yield box

    def _width(self, box: Box) -> int:
        return sum(self.widths[box.column : box.column + box.columns])

    def _inside(self, box: Box) -> int:
        return self._width(box) - 2 * CELL_MARGIN

    def _cells(self, row: int, *, keep_next: bool) -> Iterator[Element]:
        column = 0
        while column < self.columns:
            above = self.covered.get((row, column))
            box = above or self.boxes.get((row, column)) or Box(row, column, Role.LABEL)
            kind = CellKind(
                self._width(box),
                min(box.columns, self.columns - column),
                self.styles.text if above else self._style(box),
                "continue" if above else "restart" if box.rows > 1 else "",
                self.without.get((box.row, column), ""),
                keep_next=keep_next,
            )
            yield cell(kind, "") if above else self._filled(box, kind)
            column += kind.span

    def _filled(self, box: Box, kind: CellKind) -> Element:
        text = shown(box)
        if box.indent:
            return cell(kind._replace(indent=box.indent), text)
        if kind.style is self.styles.label:
            inside = self._inside(box)
            fitting = inside / kind.style.em
            if box.role is not Role.INPUT:
                return cell(kind, "\n".join(label_lines(text, fitting)))
            if _CHINESE.fullmatch(text):
                # What a clerk typed gets no line breaks of ours; narrower lines make them equally long.
                free = inside - _line_length(len(text), fitting) * kind.style.em
                return cell(kind._replace(side=max(0, math.floor(free / 2 - kind.style.em / 8))), text)
        return cell(kind, text)

    def _style(self, box: Box) -> Style:
        if box.role in (Role.SIDE, Role.HEADING):
            return self.styles.label
        if box.role is Role.LABEL:
            # Lines of a list, and labels that share the cell with their value, begin at the left.
            begins_left = isinstance(box.section, Matrix) or box.entry is not None
            return self.styles.text if begins_left else self.styles.label
        if box.of in (LEVEL1, LEVEL2):
            return self.styles.label
        if box.quantity.is_number:
            return self.styles.centred
        text = shown(box)
        is_value = box.of in (TARGET, ACTUAL) or isinstance(box.section, Pairs)
        is_short = len(text) <= SHORT and "\n" not in text
        return self.styles.centred if is_value and is_short else self.styles.text

    def _needed(self) -> list[int]:
        """For each column the width, in twips, in which its numbers stay whole and its labels readable."""
        needed = [1.0] * self.columns
        for box in self.boxes.values():
            if box.columns == 1:
                needed[box.column] = max(needed[box.column], _unbroken(box))
        for box in self.boxes.values():
            if box.role is Role.LABEL and box.columns > 1 and isinstance(box.section, Matrix):
                span = range(box.column, box.column + box.columns)
                lacking = box.indent + text_width(shown(box)) - sum(needed[n] for n in span)
                for column in span:
                    needed[column] += max(0, lacking / box.columns)
        # A little more than the characters' own width, or rounding breaks the line all the same.
        return [math.ceil(count * self.styles.text.em) + 2 * CELL_MARGIN + 20 for count in needed]


def _joint() -> Element:
    """What keeps two tables from becoming one: a paragraph that is not shown and takes no room."""
    made = paragraph(JOINT.id, properties=[element("w:keepNext")])
    made[0].append(element("w:rPr", element("w:vanish")))
    return made


def _unbroken(box: Box) -> float:
    """Characters that should stand on one line."""
    text = shown(box)
    if not text:
        return 0
    if box.role is Role.SIDE:
        return label_width(text, math.ceil(text_width(text) / SIDE_LINE))
    if box.role is Role.HEADING:
        return label_width(text, math.ceil(text_width(text) / HEADING_LINE))
    if box.role is Role.LABEL and isinstance(box.section, Pairs) and box.entry is None:
        return label_width(text, math.ceil(text_width(text) / LABEL_LINE))
    if box.of in (TARGET, ACTUAL):
        return max(
            (width for line in text.split("\n") if (width := text_width(line)) <= VALUE_LINE), default=0
        )
    if box.role is Role.INPUT and box.quantity.is_number:
        return max(map(text_width, text.split("\n")))
    if box.of not in (LEVEL1, LEVEL2):
        return 0
    name, *brackets = _BEFORE_BRACKET.split(text)
    in_brackets = (min(BRACKET_LINE, text_width(bracket)) for bracket in brackets)
    return max(_line_length(len(name), LEVEL1_LINE if box.of is LEVEL1 else LEVEL2_LINE), *in_brackets, 0)


def _line_length(characters: int, fitting: float) -> int:
    """Characters on each line of a label whose lines are equally long: 经济效 over 益指标."""
    if not characters:
        return 0
    lines = math.ceil(characters / max(1, math.floor(fitting)))
    return math.ceil(characters / lines)


def column_widths(proportions: Sequence[float], needed: Sequence[int], total: int) -> list[int]:
    """Widths that together are `total` and keep the proportions as far as each column gets what it needs.

    Where all the needs together are more than `total`, they are scaled down to it.
    """
    narrow: set[int] = set()
    while True:
        rest = total - sum(needed[n] for n in narrow)
        share = sum(part for n, part in enumerate(proportions) if n not in narrow)
        if rest <= 0 or not share:
            widths = [total * need / sum(needed) for need in needed]
            break
        widths = [needed[n] if n in narrow else rest * part / share for n, part in enumerate(proportions)]
        too_narrow = {n for n, width in enumerate(widths) if width < needed[n]} - narrow
        if not too_narrow:
            break
        narrow |= too_narrow
    ends = [round(sum(widths[: n + 1])) for n in range(len(widths))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
