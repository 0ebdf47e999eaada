"""The cells of a Word table. A report has thousands of a few kinds: each kind is made once, then copied."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from typing import NamedTuple

from perfeval_xl.look import Style
from perfeval_xl.writers.word_styles import borders, indents
from perfeval_xl.writers.word_xml import Element, element, paragraph, run


class CellKind(NamedTuple):
    """All that a cell is besides its text. Lengths in twips."""

    width: int
    span: int
    style: Style
    merge: str = ""
    """``restart`` for a cell that is merged with those below, ``continue`` for these."""
    without: str = ""
    """The side at which no line is drawn."""
    indent: int = 0
    """Characters by which a line of the form's lists is indented."""
    side: int = 0
    """What is kept free at the left and at the right."""
    keep_next: bool = False
    keep_lines: bool = False
    """A paragraph of it stays on one page."""
    align: str = "center"
    """From top to bottom."""


def cell(kind: CellKind, text: str) -> Element:
    """A w:tc with one paragraph."""
    made = deepcopy(_blank(kind))
    if text:
        made[-1].append(run(text))
    return made


def cell_of_lines(kind: CellKind, lines: Sequence[str]) -> Element:
    """A w:tc with a paragraph for each of the lines."""
    made = cell(kind, lines[0])
    for line in lines[1:]:
        made.append(cell(kind, line)[-1])
    return made


@lru_cache(maxsize=4096)
def _blank(kind: CellKind) -> Element:
    properties = element("w:tcPr", element("w:tcW", w=kind.width, type="dxa"))
    if kind.span > 1:
        properties.append(element("w:gridSpan", val=kind.span))
    if kind.merge:
        properties.append(element("w:vMerge", val=kind.merge))
    if kind.without:
        properties.append(borders("w:tcBorders", {kind.without: 0}))
    properties.append(element("w:vAlign", val=kind.align))
    layout = [element("w:keepNext")] if kind.keep_next else []
    if kind.keep_lines:
        layout.append(element("w:keepLines"))
    if kind.indent:
        layout.append(indents(kind.style, left=kind.indent))
    elif kind.side:
        layout.append(element("w:ind", left=kind.side, right=kind.side))
    return element("w:tc", properties, paragraph(kind.style.id, properties=layout))
