"""Writes a `Look` into a Word document: page, named styles, font table, page numbers and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.package import Package

from perfeval_xl.look import (
    CELL_MARGIN,
    EVEN_PAGE,
    HEADER,
    NORMAL,
    ODD_PAGE,
    TWIPS,
    Look,
    Page,
    Style,
)
from perfeval_xl.writers.word_fonts import font_table
from perfeval_xl.writers.word_xml import Element, element, page_number, paragraph, run

TABLE_STYLE_ID: Final = "SelfEvaluationTable"
TABLE_STYLE_NAME: Final = "自评表"
LINE: Final = 4
"""The width of a table's lines, in eighths of a point."""
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
FRAME: Final[Mapping[str, int]] = dict.fromkeys(_SIDES, LINE)
"""Side → width: a line on every side of every cell."""
_WHOLE_LINE: Final = 240
"""A line of text, where Word counts the spacing in lines."""
_KEPT: Final = ("DefaultParagraphFont", "TableNormal", "NoList")
"""Of the styles python-docx begins with, those that Word needs as the defaults of their kind."""
_REPLACED_PARTS: Final = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering", "/fontTable")


def set_up(document: Document, look: Look, header: str = "") -> None:
    """Gives a new document the page, the styles, the page numbers, and `header` on every page."""
    _define_styles(document, look)
    _adjust_settings(document)
    _replace_parts(document, look)
    _set_page(document, look.page)
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, style in ((section.footer, ODD_PAGE), (section.even_page_footer, EVEN_PAGE)):
        footer.is_linked_to_previous = False
        number = paragraph(style.id)
        number.extend([run("— "), page_number(), run(" —")])
        footer.part.element[:] = [number]
    if header:
        for place in (section.header, section.even_page_header):
            place.is_linked_to_previous = False
            place.part.element[:] = [paragraph(HEADER.id, header)]


def _set_page(document: Document, page: Page) -> None:
    """Twips as they are: python-docx would round its own lengths down."""
    properties: Element = document.sections[0]._sectPr  # pyright: ignore[reportPrivateUsage]
    size, margins = properties.find(qn("w:pgSz")), properties.find(qn("w:pgMar"))
    for made, lengths in (
        (size, {"w": page.width, "h": page.height}),
        (
            margins,
            {
                "top": page.top,
                "bottom": page.bottom,
                "left": page.left,
                "right": page.right,
                "header": page.header,
                "footer": page.footer,
                "gutter": 0,
            },
        ),
    ):
        for name, length in lengths.items():
            made.set(qn(f"w:{name}"), str(length))


def _define_styles(document: Document, look: Look) -> None:
    """Replaces the styles that python-docx begins with by ours."""
    root: Element = document.styles.element
    for old in root.findall(qn("w:style")):
        if old.get(qn("w:styleId")) not in _KEPT:
            root.remove(old)
    root.find(qn("w:docDefaults"))[:] = [
        element("w:rPrDefault", element("w:rPr", *_characters(look[NORMAL]))),
        element("w:pPrDefault"),
    ]
    root.extend(_paragraph_style(style, look.page) for style in look.styles)
    root.append(_table_style())


def _paragraph_style(style: Style, page: Page) -> Element:
    made = element("w:style", element("w:name", val=style.name), type="paragraph", styleId=style.id)
    if style.id == NORMAL.id:
        made.set(qn("w:default"), "1")
    else:
        made.append(element("w:basedOn", val=NORMAL.id))
    made.append(element("w:qFormat"))
    made.append(element("w:pPr", *_layout(style, page)))
    made.append(element("w:rPr", *_characters(style)))
    return made


def _layout(style: Style, page: Page) -> Iterator[Element]:
    """The properties of a style's paragraphs, in Word's order."""
    if style.keep_next:
        yield element("w:keepNext")
    if style.new_page:
        yield element("w:pageBreakBefore")
    yield element("w:widowControl", val=0)
    if style.tabs:
        stops = (element("w:tab", val="left", pos=round(page.text_width * part)) for part in style.tabs)
        yield element("w:tabs", *stops)
    # What Word does anyway. LibreOffice reads it the wrong way round: said like this, no mark hangs out of
    # the text or, worse, out of a cell, where it would be cut off.
    yield element("w:overflowPunct", val=1)
    yield element("w:snapToGrid", val=0)
    unit = _WHOLE_LINE if style.rule == "auto" else TWIPS
    yield element(
        "w:spacing",
        before=round(style.before * TWIPS),
        after=round(style.after * TWIPS),
        line=round(style.line * unit),
        lineRule=style.rule,
    )
    if style.indent or style.left or style.right:
        yield indents(style, first=style.indent, left=style.left, right=style.right)
    yield element("w:jc", val=style.align)
    if style.level is not None:
        yield element("w:outlineLvl", val=style.level)


def indents(style: Style, *, first: float = 0, left: float = 0, right: float = 0) -> Element:
    """Indents counted in characters of the style."""
    made = element("w:ind")
    for name, count in (("left", left), ("right", right), ("firstLine", first)):
        if count:
            made.set(qn(f"w:{name}Chars"), str(round(count * 100)))
            made.set(qn(f"w:{name}"), str(round(count * style.size * TWIPS)))
    return made


def _characters(style: Style) -> Iterator[Element]:
    """Font, colour and size, in Word's order."""
    # The hint makes “”, … and — the Chinese font's, which Word would else take from the Latin one.
    fonts = element("w:rFonts", hint="eastAsia", ascii=style.latin, hAnsi=style.latin, cs=style.latin)
    fonts.set(qn("w:eastAsia"), style.font)
    yield fonts
    if style.bold:
        yield element("w:b")
    if style.italic:
        yield element("w:i")
    if style.colour:
        yield element("w:color", val=style.colour)
    if style.tracking:
        yield element("w:spacing", val=round(style.tracking * TWIPS))
    size = round(style.size * 2)
    yield element("w:sz", val=size)
    yield element("w:szCs", val=size)
    yield element("w:lang", val="en-US", eastAsia="zh-CN")


def _table_style() -> Element:
    margins = (element(f"w:{side}", w=CELL_MARGIN, type="dxa") for side in ("left", "right"))
    return element(
        "w:style",
        element("w:name", val=TABLE_STYLE_NAME),
        element("w:basedOn", val="TableNormal"),
        element("w:qFormat"),
        element("w:tblPr", borders("w:tblBorders", FRAME), element("w:tblCellMar", *margins)),
        type="table",
        styleId=TABLE_STYLE_ID,
    )


def borders(name: str, widths: Mapping[str, int]) -> Element:
    """The lines at some sides of a table or cell: side → eighths of a point, 0 for no line."""
    made = element(name)
    for side, width in widths.items():
        line = {"val": "single", "sz": width, "space": 0, "color": "000000"} if width else {"val": "nil"}
        made.append(element(f"w:{side}", **line))
    return made


def _adjust_settings(document: Document) -> None:
    """Makes Word treat the document as a Chinese one of its own time."""
    root: Element = document.settings.element
    root.find(qn("w:zoom")).set(qn("w:percent"), "100")
    root.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    compatibility = root.find(qn("w:compat"))
    # Else a line that ends with a line break inside a paragraph is stretched to the full width.
    compatibility.insert(0, element("w:doNotExpandShiftReturn"))
    compatibility.find(qn("w:compatSetting")).set(qn("w:val"), "15")


def _replace_parts(document: Document, look: Look) -> None:
    """Leaves out what python-docx's blank document holds besides, and says which fonts stand in for which."""
    package = cast(Package, document.part.package)
    for part in (package, document.part):
        for key, relationship in list(part.rels.items()):
            if relationship.reltype.endswith(_REPLACED_PARTS):
                del part.rels[key]
    name, kind = PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE
    document.part.relate_to(
        XmlPart(name, kind, font_table(look.fonts()), package), RELATIONSHIP_TYPE.FONT_TABLE
    )
