"""The look of a report can be taken from a Word document; nothing else of that document gets in.

1. The look of an exported report is the look it was exported with.
2. What a person changes in it counts: page, fonts, sizes, spacing, indents, colours.
3. A style takes what it does not say from the one it rests on, then from the defaults, then from the theme.
4. What the report's structure rests on stays: what begins a page, the outline, what stays together.
5. A file that is no Word document, means harm, or leaves no room for a report is refused in one line.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from perfeval_xl.look import ATTACHMENT, BODY, CELLS, NORMAL, OFFICIAL, SECTION, TITLE, Look, Style, twips
from perfeval_xl.readers.document.reference import read_look
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.report import write_report
from tests.writers.word_reports import PROJECT, result_of

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "样式.docx"
    write_report(result_of(PROJECT), path)
    return path


def style_of(document: Document, style: Style) -> ParagraphStyle:
    found = document.styles[style.name.replace("heading", "Heading")]
    assert isinstance(found, ParagraphStyle)
    return found


# 1. and 2. An exported report, as it is and changed


def test_the_look_of_a_report_is_the_official_one(path: Path) -> None:
    assert read_look(path) == OFFICIAL


def test_a_changed_style_counts(path: Path) -> None:
    document = docx.Document(str(path))
    title = style_of(document, TITLE)
    title.font.size, title.font.bold, title.font.italic = Pt(26), True, True
    title.font.color.rgb = RGBColor(0xC0, 0, 0)
    title.element.rPr.rFonts.set(qn("w:eastAsia"), "华文中宋")
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    title.paragraph_format.space_after = Pt(12)
    title.paragraph_format.line_spacing = 1.5
    document.save(str(path))
    changed = read_look(path)[TITLE]
    assert (changed.font, changed.size, changed.bold, changed.italic) == ("华文中宋", 26, True, True)
    assert (changed.colour, changed.align, changed.after) == ("C00000", "left", 12)
    assert (changed.line, changed.rule) == (1.5, "auto")
    assert read_look(path)[BODY] == OFFICIAL[BODY]


def test_a_changed_page_counts(path: Path) -> None:
    document = docx.Document(str(path))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = Mm(20)
    document.save(str(path))
    page = read_look(path).page
    assert (page.width, page.height) == (twips(297), twips(210))
    assert abs(page.left - twips(20)) <= 1
    assert page.top == OFFICIAL.page.top


def test_indents_count_in_characters_however_they_are_given(path: Path) -> None:
    document = docx.Document(str(path))
    style = style_of(document, BODY)
    indents = style.element.pPr.ind
    del indents.attrib[qn("w:firstLineChars")]
    style.paragraph_format.first_line_indent = Pt(-16)
    document.save(str(path))
    assert read_look(path)[BODY].indent == -1


# 3. Where a style says nothing


def written(folder: Path, styles: str, theme: str = "", page: str = "") -> Path:
    """A document with these styles, and hardly anything else."""
    path = folder / "别处的.docx"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{page}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
    }
    if theme:
        parts["word/theme/theme1.xml"] = f'<a:theme xmlns:a="{DRAWING}">{theme}</a:theme>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


DEFAULTS = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/>
<w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Normal"/>
<w:pPr><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:spacing w:before="120" w:line="560" w:lineRule="exact"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="Title"/><w:basedOn w:val="1"/>
<w:pPr><w:spacing w:after="240"/></w:pPr>
<w:rPr><w:rFonts w:eastAsia="黑体"/><w:b w:val="0"/></w:rPr></w:style>
"""
THEME = """
<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/>
<a:font script="Hans" typeface="等线"/></a:minorFont>
"""


def test_what_a_style_does_not_say_comes_from_those_it_rests_on(tmp_path: Path) -> None:
    look = read_look(written(tmp_path, DEFAULTS, THEME))
    heading, title = look[SECTION], look[TITLE]
    assert (heading.font, heading.latin, heading.size) == ("等线", "Calibri", 10.5)
    assert (heading.align, heading.bold, heading.before, heading.line) == ("both", True, 6, 28)
    assert (title.font, title.latin, title.bold) == ("黑体", "Calibri", False)
    assert (title.before, title.after, title.line) == (6, 12, 28)


def test_a_style_the_document_lacks_is_the_official_one(tmp_path: Path) -> None:
    look = read_look(written(tmp_path, DEFAULTS))
    assert look[CELLS.label] == OFFICIAL[CELLS.label]
    assert look.page == OFFICIAL.page


def test_measures_may_carry_their_unit(tmp_path: Path) -> None:
    page = '<w:sectPr><w:pgSz w:w="210mm" w:h="29.7cm"/><w:pgMar w:top="1in" w:left="72pt"/></w:sectPr>'
    read = read_look(written(tmp_path, DEFAULTS, page=page)).page
    assert (read.width, read.height, read.top, read.left) == (11906, 16838, 1440, 1440)


def test_styles_that_rest_on_each_other(tmp_path: Path) -> None:
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="{own}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{other}"/></w:style>'
        for own, name, other in (("a", "Normal", "b"), ("b", "Title", "a"))
    )
    look = read_look(written(tmp_path, circle))
    assert (look[NORMAL].size, look[TITLE].size) == (10, 10)


# 4. What stays


def test_structure_is_not_a_matter_of_looks(tmp_path: Path) -> None:
    name = f'<w:style w:type="paragraph" w:styleId="x"><w:name w:val="{ATTACHMENT.name}"/></w:style>'
    attachment = read_look(written(tmp_path, DEFAULTS + name))[ATTACHMENT]
    assert attachment.new_page
    assert attachment.keep_next
    assert attachment.id == ATTACHMENT.id


# 5. Refused


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_look(path)
    message = str(caught.value)
    assert "\n" not in message
    assert "：" in message, "says what to do"
    return message


def changed(path: Path, name: str, content: str) -> Path:
    """The document with one part replaced or added."""
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as source:
        parts = {part: source.read(part) for part in source.namelist()} | {name: content.encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def test_not_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"hello")
    assert ".docx" in refusal(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert ".docx" in refusal(tmp_path / "b.docx")
    assert "找不到" in refusal(tmp_path / "c.docx")


def test_an_encrypted_one(path: Path) -> None:
    encrypted = path.with_name("加密.docx")
    with path.open("rb") as plain, encrypted.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("1234", target)
    refusal(encrypted)


def test_macros(path: Path) -> None:
    assert "宏" in refusal(changed(path, "word/vbaProject.bin", "x"))


def test_entities_are_not_expanded(path: Path) -> None:
    styles = (
        '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="a"><w:name w:val="&e;"/></w:style></w:styles>'
    )
    assert "DOCTYPE" in refusal(changed(path, "word/styles.xml", styles))


def test_a_zip_bomb(path: Path) -> None:
    assert "过大" in refusal(changed(path, "word/styles.xml", " " * (30 << 20)))


@pytest.mark.parametrize("content", ["", "<w:styles", "<a><b></a>"])
def test_damaged(path: Path, content: str) -> None:
    assert "损坏" in refusal(changed(path, "word/styles.xml", content))


@pytest.mark.parametrize("half_points", ["1", "999999", "2400"])
def test_an_absurd_size(tmp_path: Path, half_points: str) -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Title"/>'
        f'<w:rPr><w:sz w:val="{half_points}"/></w:rPr></w:style>'
    )
    assert "字号" in refusal(written(tmp_path, style))


def test_a_page_without_room(tmp_path: Path) -> None:
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="6000" w:right="5900"/></w:sectPr>'
    assert "版心" in refusal(written(tmp_path, DEFAULTS, page=page))


def test_nothing_of_the_document_gets_into_the_report(path: Path, tmp_path: Path) -> None:
    document = docx.Document(str(path))
    document.add_paragraph("不该出现的文字")
    style_of(document, TITLE).font.size = Pt(30)
    document.save(str(path))
    look: Look = read_look(path)
    write_report(result_of(PROJECT), tmp_path / "报告.docx", look)
    with zipfile.ZipFile(tmp_path / "报告.docx") as report:
        parts = {name: report.read(name).decode(errors="replace") for name in report.namelist()}
    assert not any("不该出现的文字" in content for content in parts.values())
    assert 'w:sz w:val="60"' in parts["word/styles.xml"]
