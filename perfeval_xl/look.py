"""How the Word report looks: page and named styles of GB/T 9704-2012 (layout of official documents).

A4 with margins 37/35/28/26 mm; title 22 pt 方正小标宋; body 16 pt 仿宋_GB2312, 28 characters on a line,
lines of exactly 28 pt, the first indented by two characters; 一、 in 黑体, （一） in 楷体_GB2312; digits in
Times New Roman; page number "— 1 —" at the outside. A bureau may have another look: a `Look` is data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
SECTION_FONT: Final = "黑体"
SUBSECTION_FONT: Final = "楷体_GB2312"
NUMBER_FONT: Final = "宋体"
LATIN_FONT: Final = "Times New Roman"

TWIPS: Final = 20
"""Twentieths of a point, in which Word counts lengths."""
CELL_MARGIN: Final = 50
"""Left and right inside a cell, in twips."""


def twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 72 * TWIPS)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its margins, in twips."""

    width: int = twips(210)
    height: int = twips(297)
    top: int = twips(37)
    bottom: int = twips(35)
    left: int = twips(28)
    right: int = twips(26)
    header: int = twips(20)
    footer: int = twips(25)
    """From the page's lower edge: so that the page number's dashes stand 7 mm below the text."""

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Style:
    """A named paragraph style. Sizes and distances in points, indents in characters of the style."""

    id: str
    name: str
    font: str = BODY_FONT
    size: float = 16
    align: str = "both"
    line: float = 28
    """The line spacing: in points, or in lines where the rule is ``auto``."""
    rule: str = "exact"
    """``exact``, ``atLeast`` or ``auto``."""
    indent: float = 0
    """By so much the first line is indented."""
    before: float = 0
    after: float = 0
    level: int | None = None
    """Level in the document's outline."""
    keep_next: bool = False
    new_page: bool = False
    bold: bool = False
    italic: bool = False
    colour: str = ""
    latin: str = LATIN_FONT
    tracking: float = 0
    """Points between characters, besides their own width."""
    left: float = 0
    """Kept free at the left, and at the right."""
    right: float = 0
    tabs: tuple[float, ...] = ()
    """Tab stops, as parts of the text's width."""

    @property
    def em(self) -> float:
        """The width of a Chinese character, in twips."""
        return (self.size + self.tracking) * TWIPS

    @property
    def line_height(self) -> float:
        """The height of a line, in twips."""
        return self.line * TWIPS * (1.3 * self.size if self.rule == "auto" else 1)


def _running_text(id: str, name: str, font: str = BODY_FONT, level: int | None = None) -> Style:
    # A little closer than the type's own width, so that a line holds 28 characters, not 27.6.
    return Style(id, name, font, indent=2, level=level, keep_next=level is not None, tracking=-0.25)


NORMAL: Final = Style("Normal", "Normal")
TITLE: Final = Style("Title", "Title", TITLE_FONT, 22, "center", 36, after=28)
SECTION: Final = _running_text("Heading1", "heading 1", SECTION_FONT, 0)
SUBSECTION: Final = _running_text("Heading2", "heading 2", SUBSECTION_FONT, 1)
BODY: Final = _running_text("BodyText", "Body Text")
LIST_HEADING: Final = replace(BODY, id="ListHeading", name="附件说明", before=28, keep_next=True)
ATTACHMENT: Final = Style("Attachment", "附件", SECTION_FONT, align="left", keep_next=True, new_page=True)
TABLE_TITLE: Final = Style(
    "AttachmentTitle", "附件标题", TITLE_FONT, 18, "center", before=28, after=6, level=0, keep_next=True
)


@dataclass(frozen=True, slots=True)
class CellStyles:
    """The styles of one table's cells."""

    label: Style
    text: Style
    centred: Style
    """Numbers and short values."""


def _cell_styles(id: str, name: str, size: float, line: float, space: float) -> CellStyles:
    cell = Style("", "", size=size, line=line, before=space, after=space)
    return CellStyles(
        replace(cell, id=f"{id}Label", name=f"{name}项目", align="center"),
        replace(cell, id=f"{id}Text", name=f"{name}文字", align="left"),
        replace(cell, id=f"{id}Value", name=f"{name}数据", align="center"),
    )


CELLS: Final = _cell_styles("Table", "表格", 10.5, 13.5, 0.5)
DENSE_CELLS: Final = _cell_styles("DenseTable", "多列表格", 9, 12, 2)
"""For tables of more columns than `COLUMNS`."""
COLUMNS: Final = 7
JOINT: Final = Style("TableJoint", "表间", size=1, line=1)
"""The hidden paragraph between the parts of one table."""
NOTE: Final = Style("TableNote", "表注", size=10.5, align="left", line=15, before=4, keep_next=True)
SIGNATURE: Final = Style(
    "SignatureLine", "签字行", size=10.5, align="left", line=15, before=6, tabs=(0.22, 0.46, 0.68)
)
SIGNATURE_PAIR: Final = replace(SIGNATURE, id="SignaturePair", name="签字行（两行）", before=4, tabs=(0.5,))
"""For what is too long to stand on one line."""
HEADER: Final = Style("Header", "header", SECTION_FONT, 12, "center", 1, "auto", colour="C00000")
ODD_PAGE: Final = Style(
    "PageNumberOdd", "单页页码", NUMBER_FONT, 14, "right", 1, "auto", latin=NUMBER_FONT, right=1
)
EVEN_PAGE: Final = Style(
    "PageNumberEven", "双页页码", NUMBER_FONT, 14, "left", 1, "auto", latin=NUMBER_FONT, left=1
)


def _official_styles() -> tuple[Style, ...]:
    cells = (
        style for styles in (CELLS, DENSE_CELLS) for style in (styles.label, styles.text, styles.centred)
    )
    return (
        NORMAL,
        TITLE,
        SECTION,
        SUBSECTION,
        BODY,
        LIST_HEADING,
        ATTACHMENT,
        TABLE_TITLE,
        *cells,
        JOINT,
        NOTE,
        SIGNATURE,
        SIGNATURE_PAIR,
        HEADER,
        ODD_PAGE,
        EVEN_PAGE,
    )


@dataclass(frozen=True)
class Look:
    """A page and a style for every kind of paragraph of the report."""

    page: Page = Page()
    styles: tuple[Style, ...] = field(default_factory=_official_styles)

    def __getitem__(self, style: Style) -> Style:
        """The style as this look has it."""
        return next(own for own in self.styles if own.id == style.id)

    def cells(self, columns: int) -> CellStyles:
        """The styles for the cells of a table of so many columns."""
        styles = DENSE_CELLS if columns > COLUMNS else CELLS
        return CellStyles(self[styles.label], self[styles.text], self[styles.centred])

    def fonts(self) -> Iterable[str]:
        return (name for style in self.styles for name in (style.font, style.latin))


OFFICIAL: Final = Look()
"""The look of GB/T 9704-2012."""
