"""A laid-out table of the form as a Word table: official merges, widths that fit, cells as printed."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from perfeval_xl.form.declaration import Matrix, Pairs
from perfeval_xl.form.layout import Box, Layout, Role
from perfeval_xl.form.printed import printed
from perfeval_xl.form.score_table import ACTUAL, LEVEL1, LEVEL2, TARGET
from perfeval_xl.writers.word_styles import (
    CELL_MARGIN,
    CELLS,
    COLUMNS,
    DENSE_CELLS,
    TABLE_STYLE_ID,
    TEXT_WIDTH,
    CellStyles,
    Style,
    indents,
)
from perfeval_xl.writers.word_xml import Element, element, paragraph

SHORT: Final = 20
"""A value of up to so many characters is centred, a longer one begins at the left."""
LABEL_LINE: Final = 4
"""Characters of a label that stay on one line, however narrow the column would be."""
SIDE_LINE: Final = 3
LEVEL1_LINE: Final = 5
BRACKET_LINE: Final = 5
"""The same for what a label says in brackets: （万元）, （50分）."""

_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_BEFORE_BRACKET: Final = re.compile("(?=（)")


def word_table(layout: Layout) -> Element:
    """The bordered rows of the layout as a table as wide as the page's text."""
    return _WordTable(layout).build()


def shown(box: Box) -> str:
    """What stands in a box: label, value, or both where the form prints them in one cell."""
    return box.text + ("" if box.entry is None else printed(box.entry))


class _WordTable:
    """One table's boxes, column widths and styles."""

    def __init__(self, layout: Layout) -> None:
        self.first, self.end = layout.bordered
        self.boxes = {
            (box.row, box.column): box
            for box in layout.boxes
            if self.first <= box.row < self.end and box.column < layout.width
        }
        self.covered = {
            (row, box.column): box
            for box in self.boxes.values()
            for row in range(box.row + 1, min(box.row + box.rows, self.end))
        }
        self.styles: CellStyles = DENSE_CELLS if layout.width > COLUMNS else CELLS
        self.widths = column_widths(layout.form.widths, self._needed(layout.width), TEXT_WIDTH)

    def build(self) -> Element:
        properties = element(
            "w:tblPr",
            element("w:tblStyle", val=TABLE_STYLE_ID),
            element("w:tblW", w=sum(self.widths), type="dxa"),
            element("w:jc", val="center"),
            element("w:tblLayout", type="fixed"),
        )
        grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in self.widths))
        table = element("w:tbl", properties, grid)
        for row in range(self.first, self.end):
            # A row is not split over two pages.
            table.append(element("w:tr", element("w:trPr", element("w:cantSplit")), *self._cells(row)))
        return table

    def _cells(self, row: int) -> Iterator[Element]:
        column = 0
        while column < len(self.widths):
            above = self.covered.get((row, column))
            box = above or self.boxes.get((row, column))
            span = 1 if box is None else min(box.columns, len(self.widths) - column)
            width = sum(self.widths[column : column + span])
            properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
            if span > 1:
                properties.append(element("w:gridSpan", val=span))
            if above is not None:
                properties.append(element("w:vMerge"))
            elif box is not None and box.rows > 1:
                properties.append(element("w:vMerge", val="restart"))
            properties.append(element("w:vAlign", val="center"))
            if box is None or above is not None:
                content = paragraph(self.styles.text.id)
            else:
                content = self._content(box, width)
            yield element("w:tc", properties, content)
            column += span

    def _content(self, box: Box, width: int) -> Element:
        style, text = self._style(box), shown(box)
        inside = width - 2 * CELL_MARGIN
        if box.indent:
            return paragraph(style.id, text, properties=[indents(style, left=box.indent)])
        if box.role is Role.SIDE and text_width(text) * style.twips > inside:
            text = _BEFORE_BRACKET.sub("\n", text)
        if style is self.styles.label and _CHINESE.fullmatch(text):
            free = inside - _line_length(len(text), inside / style.twips) * style.twips
            side = math.floor(free / 2 - style.twips / 8)
            if side > 0:
                return paragraph(style.id, text, properties=[element("w:ind", left=side, right=side)])
        return paragraph(style.id, text)

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

    def _needed(self, columns: int) -> list[int]:
        """For each column the width, in twips, in which its numbers stay whole and its labels readable."""
        needed = [1.0] * columns
        for box in self.boxes.values():
            if box.columns == 1:
                needed[box.column] = max(needed[box.column], _unbroken(box))
        # A little more than the characters' own width, or rounding breaks the line all the same.
        return [math.ceil(count * self.styles.text.twips) + 2 * CELL_MARGIN + 20 for count in needed]


def _unbroken(box: Box) -> float:
    """Characters that should stand on one line."""
    text = shown(box)
    if not text:
        return 0
    if box.role is Role.INPUT and box.quantity.is_number:
        return max(map(text_width, text.split("\n")))
    if box.role not in (Role.SIDE, Role.HEADING) and box.of not in (LEVEL1, LEVEL2):
        return 0
    name, *brackets = _BEFORE_BRACKET.split(text)
    most = SIDE_LINE if box.role is Role.SIDE else LEVEL1_LINE if box.of is LEVEL1 else LABEL_LINE
    in_brackets = (min(BRACKET_LINE, text_width(bracket)) for bracket in brackets)
    return max(_line_length(len(name), most), *in_brackets, 0)


def _line_length(characters: int, fitting: float) -> int:
    """Characters on each line of a label whose lines are equally long: 绩效 over 指标."""
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


def text_width(text: str) -> float:
    """The width of a text, in Chinese characters; on the safe side, as a Latin font may be missing."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1
    return {".": 0.32, ",": 0.32, "%": 0.95}.get(character, 0.64)
