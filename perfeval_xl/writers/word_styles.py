"""How the Word report looks: page, fonts and named styles of GB/T 9704-2012 (official documents).

A4 with margins 37/35/28/26 mm; title 22 pt 方正小标宋, body 16 pt 仿宋_GB2312 on lines of exactly 28 pt with
the first line indented by two characters, 一、 in 黑体, （一） in 楷体_GB2312, digits in Times New Roman,
page number "— 1 —" at the outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from perfeval_xl.writers.word_xml import TWIPS, Element, element, page_number, paragraph, run

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
SECTION_FONT: Final = "黑体"
SUBSECTION_FONT: Final = "楷体_GB2312"
NUMBER_FONT: Final = "宋体"
LATIN_FONT: Final = "Times New Roman"

PAGE_WIDTH: Final = Mm(210)
PAGE_HEIGHT: Final = Mm(297)
TOP: Final = Mm(37)
BOTTOM: Final = Mm(35)
LEFT: Final = Mm(28)
RIGHT: Final = Mm(26)
HEADER_DISTANCE: Final = Mm(20)
FOOTER_DISTANCE: Final = Mm(25)
"""So that the page number's dashes stand 7 mm below the text."""

TEXT_WIDTH: Final = (PAGE_WIDTH - LEFT - RIGHT) // 635
"""Width of the text area, in twips (635 EMU)."""
CELL_MARGIN: Final = 50
"""Left and right inside a cell, in twips."""


@dataclass(frozen=True, slots=True)
class Style:
    """A named paragraph style. Sizes in points."""

    id: str
    name: str
    font: str = BODY_FONT
    size: float = 16
    align: str = "both"
    line: float | None = 28
    """Exact line spacing; None for single lines."""
    indent: int = 0
    """Characters by which the first line is indented."""
    before: float = 0
    after: float = 0
    level: int | None = None
    """Level in the document's outline."""
    keep_next: bool = False
    new_page: bool = False
    colour: str = ""
    latin: str = LATIN_FONT
    left: int = 0
    """Characters kept free at the left, and at the right."""
    right: int = 0
    tabs: tuple[float, ...] = ()
    """Tab stops, as parts of the text's width."""

    @property
    def twips(self) -> float:
        """The size, in twips: the width of one character."""
        return self.size * TWIPS


NORMAL: Final = Style("Normal", "Normal")
TITLE: Final = Style("Title", "Title", TITLE_FONT, 22, "center", 36, after=28)
SECTION: Final = Style("Heading1", "heading 1", SECTION_FONT, indent=2, level=0, keep_next=True)
SUBSECTION: Final = Style("Heading2", "heading 2", SUBSECTION_FONT, indent=2, level=1, keep_next=True)
BODY: Final = Style("BodyText", "Body Text", indent=2)
ATTACHMENT: Final = Style("Attachment", "附件", SECTION_FONT, align="left", keep_next=True, new_page=True)
TABLE_TITLE: Final = Style(
    "AttachmentTitle", "附件标题", TITLE_FONT, 18, "center", level=0, keep_next=True, after=6
)


@dataclass(frozen=True, slots=True)
class CellStyles:
    """The styles of one table's cells."""

    label: Style
    text: Style
    centred: Style
    """Numbers and short values."""


def _cell_styles(id: str, name: str, size: float, space: float) -> CellStyles:
    cell = Style("", "", size=size, line=None, before=space, after=space)
    return CellStyles(
        replace(cell, id=f"{id}Label", name=f"{name}项目", align="center"),
        replace(cell, id=f"{id}Text", name=f"{name}文字", align="left"),
        replace(cell, id=f"{id}Value", name=f"{name}数据", align="center"),
    )


CELLS: Final = _cell_styles("Table", "表格", 10.5, 0.5)
DENSE_CELLS: Final = _cell_styles("DenseTable", "多列表格", 9, 1.5)
"""For tables of more columns than `COLUMNS`."""
COLUMNS: Final = 7
NOTE: Final = Style("TableNote", "表注", size=10.5, align="left", line=None, before=4, keep_next=True)
SIGNATURE: Final = Style(
    "SignatureLine", "签字行", size=10.5, align="left", line=None, before=6, tabs=(0.22, 0.46, 0.68)
)
HEADER: Final = Style("Header", "header", SECTION_FONT, 12, "center", None, colour="C00000")
ODD_PAGE: Final = Style(
    "PageNumberOdd", "单页页码", NUMBER_FONT, 14, "right", None, latin=NUMBER_FONT, right=1
)
EVEN_PAGE: Final = Style(
    "PageNumberEven", "双页页码", NUMBER_FONT, 14, "left", None, latin=NUMBER_FONT, left=1
)
STYLES: Final = (
    NORMAL,
    TITLE,
    SECTION,
    SUBSECTION,
    BODY,
    ATTACHMENT,
    TABLE_TITLE,
    *(style for cells in (CELLS, DENSE_CELLS) for style in (cells.label, cells.text, cells.centred)),
    NOTE,
    SIGNATURE,
    HEADER,
    ODD_PAGE,
    EVEN_PAGE,
)
TABLE_STYLE_ID: Final = "SelfEvaluationTable"
TABLE_STYLE_NAME: Final = "自评表"
_KEPT: Final = ("DefaultParagraphFont", "TableNormal", "NoList")
"""Of the styles python-docx begins with, those that Word needs as the defaults of their kind."""
_UNWANTED_PARTS: Final = ("/thumbnail", "/stylesWithEffects", "/customXml")


def set_up(document: Document, header: str = "") -> None:
    """Gives a new document the page, the styles, the page numbers, and `header` on every page."""
    _define_styles(document)
    _adjust_settings(document)
    _drop_parts(document)
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance, section.footer_distance = HEADER_DISTANCE, FOOTER_DISTANCE
    document.settings.odd_and_even_pages_header_footer = True
    for footer, style in ((section.footer, ODD_PAGE), (section.even_page_footer, EVEN_PAGE)):
        footer.is_linked_to_previous = False
        number = paragraph(style.id)
        number.extend([run("— "), page_number(), run(" —")])
        footer.part.element[:] = [number]
    if header:
        for place in (section.header, section.even_page_header):
            place.is_linked_to_previous = False
            place.part.element[:] = [paragraph(HEADER.id, header)]


def _define_styles(document: Document) -> None:
    """Replaces the styles that python-docx begins with by ours."""
    root: Element = document.styles.element
    for old in root.findall(qn("w:style")):
        if old.get(qn("w:styleId")) not in _KEPT:
            root.remove(old)
    root.find(qn("w:docDefaults"))[:] = [
        element("w:rPrDefault", element("w:rPr", *_characters(NORMAL))),
        element("w:pPrDefault"),
    ]
    root.extend(_paragraph_style(style) for style in STYLES)
    root.append(_table_style())


def _paragraph_style(style: Style) -> Element:
    made = element("w:style", element("w:name", val=style.name), type="paragraph", styleId=style.id)
    if style is NORMAL:
        made.set(qn("w:default"), "1")
    else:
        made.append(element("w:basedOn", val=NORMAL.id))
    made.append(element("w:qFormat"))
    made.append(element("w:pPr", *_layout(style)))
    made.append(element("w:rPr", *_characters(style)))
    return made


def _layout(style: Style) -> Iterator[Element]:
    """The properties of a style's paragraphs, in Word's order."""
    if style.keep_next:
        yield element("w:keepNext")
    if style.new_page:
        yield element("w:pageBreakBefore")
    yield element("w:widowControl", val=0)
    if style.tabs:
        stops = (element("w:tab", val="left", pos=round(TEXT_WIDTH * part)) for part in style.tabs)
        yield element("w:tabs", *stops)
    yield element("w:snapToGrid", val=0)
    line = (240, "auto") if style.line is None else (round(style.line * TWIPS), "exact")
    spacing = element("w:spacing", before=round(style.before * TWIPS), after=round(style.after * TWIPS))
    spacing.set(qn("w:line"), str(line[0]))
    spacing.set(qn("w:lineRule"), line[1])
    yield spacing
    if style.indent or style.left or style.right:
        yield indents(style, first=style.indent, left=style.left, right=style.right)
    yield element("w:jc", val=style.align)
    if style.level is not None:
        yield element("w:outlineLvl", val=style.level)


def indents(style: Style, *, first: int = 0, left: int = 0, right: int = 0) -> Element:
    """Indents counted in characters of the style."""
    made = element("w:ind")
    for name, count in (("left", left), ("right", right), ("firstLine", first)):
        if count:
            made.set(qn(f"w:{name}Chars"), str(count * 100))
            made.set(qn(f"w:{name}"), str(round(count * style.twips)))
    return made


def _characters(style: Style) -> Iterator[Element]:
    """Font, colour and size, in Word's order."""
    # The hint makes “”, … and — the Chinese font's, which Word would else take from the Latin one.
    fonts = element("w:rFonts", hint="eastAsia", ascii=style.latin, hAnsi=style.latin, cs=style.latin)
    fonts.set(qn("w:eastAsia"), style.font)
    yield fonts
    if style.colour:
        yield element("w:color", val=style.colour)
    size = round(style.size * 2)
    yield element("w:sz", val=size)
    yield element("w:szCs", val=size)
    yield element("w:lang", val="en-US", eastAsia="zh-CN")


def _table_style() -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = (element(f"w:{side}", val="single", sz=4, space=0, color="000000") for side in sides)
    margins = (element(f"w:{side}", w=CELL_MARGIN, type="dxa") for side in ("left", "right"))
    return element(
        "w:style",
        element("w:name", val=TABLE_STYLE_NAME),
        element("w:basedOn", val="TableNormal"),
        element("w:qFormat"),
        element("w:tblPr", element("w:tblBorders", *lines), element("w:tblCellMar", *margins)),
        type="table",
        styleId=TABLE_STYLE_ID,
    )


def _adjust_settings(document: Document) -> None:
    """Makes Word treat the document as a Chinese one of its own time."""
    root: Element = document.settings.element
    root.find(qn("w:zoom")).set(qn("w:percent"), "100")
    root.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    compatibility = root.find(qn("w:compat"))
    # Else a line that ends with a line break inside a paragraph is stretched to the full width.
    compatibility.insert(0, element("w:doNotExpandShiftReturn"))
    compatibility.find(qn("w:compatSetting")).set(qn("w:val"), "15")


def _drop_parts(document: Document) -> None:
    """Leaves out what python-docx's blank document holds besides: its picture, and a copy of its styles."""
    for part in (document.part.package, document.part):
        if part is not None:
            for key, relationship in list(part.rels.items()):
                if relationship.reltype.endswith(_UNWANTED_PARTS):
                    del part.rels[key]
