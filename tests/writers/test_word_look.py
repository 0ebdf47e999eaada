"""The Word report has the page, the styles and the fonts of official documents (GB/T 9704-2012).

1. A4, margins 37/35/28/26 mm; page numbers "— 1 —" at the outside.
2. Named styles with a Chinese and a Latin font; the body's first lines are indented by two characters.
3. Every font of the document is in its font table, with fonts to take where it is not installed.
4. Every attachment begins a page.
5. Properties stand in the order the format prescribes: Word refuses a file where they do not.
"""

from __future__ import annotations

import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from lxml.etree import _Element

from perfeval_xl.look import OFFICIAL
from perfeval_xl.writers.word_styles import TABLE_STYLE_ID
from tests.writers.word_reports import EXAMPLE, report_of, texts


@pytest.fixture(scope="module")
def example() -> Document:
    return report_of(EXAMPLE)


def test_page_of_an_official_document(example: Document) -> None:
    section = example.sections[0]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    lengths = [section.page_width, section.page_height, *margins]
    assert [round(length.mm) for length in lengths if length is not None] == [210, 297, 37, 35, 28, 26]
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text == "—  —"
        assert footer.part.element.xpath("//w:fldSimple/@w:instr") == ["PAGE"]


@pytest.mark.parametrize(
    ("name", "font", "size", "line"),
    [
        ("Title", "方正小标宋简体", 22, 36),
        ("Heading 1", "黑体", 16, 28),
        ("Heading 2", "楷体_GB2312", 16, 28),
        ("Body Text", "仿宋_GB2312", 16, 28),
        ("单页页码", "宋体", 14, None),
    ],
)
def test_named_styles(example: Document, name: str, font: str, size: int, line: int | None) -> None:
    style = example.styles[name]
    assert isinstance(style, ParagraphStyle)
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert style.font.size == Pt(size)
    assert style.font.name == ("宋体" if name == "单页页码" else "Times New Roman")
    if line:
        assert style.paragraph_format.line_spacing == Pt(line)
    if name == "Body Text":
        indents = style.element.pPr.ind
        assert (indents.get(qn("w:firstLineChars")), indents.get(qn("w:firstLine"))) == ("200", "640")


def fonts_of(document: Document) -> list[_Element]:
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    return parse_xml(part.blob).findall(qn("w:font"))


def value(font: _Element, name: str) -> str:
    return font.find(qn(f"w:{name}")).get(qn("w:val"))


def test_every_font_has_others_to_take_its_place(example: Document) -> None:
    others = {font.get(qn("w:name")): value(font, "altName").split(",") for font in fonts_of(example)}
    used = example.styles.element.xpath("//w:rFonts/@w:eastAsia | //w:rFonts/@w:ascii")
    assert (
        set(used)
        == set(others)
        == {
            "方正小标宋简体",
            "仿宋_GB2312",
            "黑体",
            "楷体_GB2312",
            "宋体",
            "Times New Roman",
        }
    )
    assert [name for name in others["方正小标宋简体"] if name in ("小标宋", "宋体")] == ["小标宋", "宋体"]
    assert others["仿宋_GB2312"][:2] == ["仿宋", "FangSong"]
    assert all(others.values())


def test_the_font_table_says_what_kind_of_font_it_is(example: Document) -> None:
    for font in fonts_of(example):
        names = ("altName", "panose1", "charset", "family", "pitch", "sig")
        assert [child.tag for child in font] == [qn(f"w:{name}") for name in names]
        is_latin = font.get(qn("w:name")) == "Times New Roman"
        assert value(font, "charset") == ("00" if is_latin else "86")


def test_every_attachment_begins_a_page(example: Document) -> None:
    beginning = [
        p.text
        for p in example.paragraphs
        if p.style is not None and p.style.paragraph_format.page_break_before
    ]
    assert beginning == [text for text in texts(example) if text.startswith("附件")]
    assert beginning == ["附件1", "附件2", "附件3", "附件3"]


ORDER = {
    "pPr": "pStyle keepNext pageBreakBefore widowControl tabs overflowPunct snapToGrid spacing ind jc "
    "outlineLvl rPr",
    "rPr": "rFonts b i vanish color spacing sz szCs lang",
    "tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar",
    "tblBorders": "top left bottom right insideH insideV",
    "tcPr": "tcW gridSpan vMerge tcBorders vAlign",
}
"""Of the format's lists (ISO/IEC 29500-1) what the report has."""


def test_properties_stand_in_the_prescribed_order() -> None:
    document = report_of(EXAMPLE, errors=1)
    own = {style.id for style in OFFICIAL.styles} | {TABLE_STYLE_ID}
    styles = [style.element for style in document.styles if style.style_id in own]
    assert len(styles) == len(own)
    for root in (document.element, *styles):
        for name, order in ORDER.items():
            allowed = [qn(f"w:{child}") for child in order.split()]
            for found in root.iter(qn(f"w:{name}")):
                children = [child.tag for child in found]
                assert children == sorted(children, key=allowed.index)
