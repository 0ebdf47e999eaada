"""A file is read as what it is: a workbook, a Word document, or nothing we know, in one clear line.

1. The content decides, not the name.
2. Macros, encryption, old formats, entities, damage and bombs are refused before anything is read.
3. Whatever is changed in a document: it is read, or refused in one line, never anything else.
4. Long documents are read or refused clearly; deep ones too.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval_xl.document import Document
from perfeval_xl.readers.files import read_file
from perfeval_xl.readers.refusal import UnreadableFile
from tests.readers.word_files import MACRO_TYPE, p, package, seed_docx, tbl, tc

SEED = seed_docx()


def read(data: bytes, folder: Path, name: str = "报告.docx") -> Document:
    path = folder / name
    path.write_bytes(data)
    document = read_file(path)
    assert isinstance(document, Document)
    return document


def refusal(data: bytes, folder: Path, name: str = "报告.docx") -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_file(path)
    message = str(caught.value)
    assert "\n" not in message
    assert "：" in message, "says what to do"
    assert message.endswith("。")
    return message


def with_parts(data: bytes, **changed: bytes) -> bytes:
    """The package with parts of the folder word changed or added; a dot is written as two underscores."""
    file = BytesIO()
    new = {f"word/{name.replace('__', '.')}": content for name, content in changed.items()}
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in new:
                target.writestr(name, source.read(name))
        for name, content in new.items():
            target.writestr(name, content)
    return file.getvalue()


def document_xml(data: bytes) -> bytes:
    return zipfile.ZipFile(BytesIO(data)).read("word/document.xml")


# 1. Content decides


def test_a_word_document_under_another_name(tmp_path: Path) -> None:
    assert read(package(p("文字")), tmp_path, "报告.xlsx").grid.values == [["文字"]]


def test_a_workbook_under_a_word_name(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    openpyxl.Workbook().save(path)
    grids = read_file(path)
    assert not isinstance(grids, Document)
    assert [grid.sheet for grid in grids] == ["Sheet"]


# 2. What is refused


def test_macros(tmp_path: Path) -> None:
    assert ".docm" in refusal(package(p("文字"), main_type=MACRO_TYPE), tmp_path)
    assert ".docm" in refusal(package(p("文字"), {"vbaProject.bin": "x"}), tmp_path)


def test_a_password(tmp_path: Path) -> None:
    file = BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(BytesIO(SEED)).encrypt("1", file)
    assert "加密" in refusal(file.getvalue(), tmp_path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    xml = document_xml(package(p("&x;")[:0] + p("文字")))
    entities = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + xml
    assert "DOCTYPE" in refusal(with_parts(SEED, document__xml=entities), tmp_path)
    assert "DOCTYPE" in refusal(with_parts(SEED, document__xml=entities.decode().encode("utf-16")), tmp_path)


def test_no_external_part_is_followed(tmp_path: Path) -> None:
    relations = (
        b'<Relationships><Relationship Id="x" TargetMode="External" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" '
        b'Target="file:///etc/passwd"/></Relationships>'
    )
    document = read(with_parts(SEED, _rels__xml=relations), tmp_path)
    assert "root:" not in str(document.grid.values)


def test_damage(tmp_path: Path) -> None:
    xml = document_xml(SEED)
    assert "损坏" in refusal(SEED[: len(SEED) // 2], tmp_path)
    assert "损坏" in refusal(with_parts(SEED, document__xml=xml[:-40]), tmp_path)
    assert "损坏" in refusal(with_parts(SEED, document__xml=xml.replace(b"<w:tr>", b"<w:tr", 1)), tmp_path)
    assert "损坏" in refusal(with_parts(SEED, document__xml=b"<w:document/>"), tmp_path)


def test_advice_is_for_word_where_the_file_is_word_s(tmp_path: Path) -> None:
    xml = document_xml(SEED)
    without_text = BytesIO()
    with zipfile.ZipFile(BytesIO(SEED)) as source, zipfile.ZipFile(without_text, "w") as target:
        for name in source.namelist():
            if name != "word/document.xml":
                target.writestr(name, source.read(name))
    broken = [
        SEED[: len(SEED) // 2],
        with_parts(SEED, document__xml=xml[:-40]),
        with_parts(SEED, document__xml=b"<!DOCTYPE w []>" + xml),
        without_text.getvalue(),
        b"{\\rtf1 x}",
    ]
    for data in broken:
        message = refusal(data, tmp_path)
        assert "Word 或 WPS" in message
        assert ".docx" in message
        assert "Excel" not in message
        assert "工作簿" not in message
    assert "Excel 或 WPS" in refusal(SEED[: len(SEED) // 2], tmp_path, "自评.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    xml = document_xml(SEED)
    bomb = xml.replace(b"<w:sectPr/>", b" " * (64 << 20) + b"<w:sectPr/>")
    assert "过大" in refusal(with_parts(SEED, document__xml=bomb), tmp_path)


def test_too_many_elements(tmp_path: Path) -> None:
    xml = document_xml(SEED).replace(b"<w:sectPr/>", b"<w:p/>" * 2_000_001 + b"<w:sectPr/>")
    assert "过大" in refusal(with_parts(SEED, document__xml=xml), tmp_path)


SDTS = "<w:sdt><w:sdtContent>" * 3000, "</w:sdtContent></w:sdt>" * 3000
INSERTIONS = "<w:ins>" * 3000, "</w:ins>" * 3000
TABLES = "<w:tbl><w:tr><w:tc>" * 3000, "</w:tc></w:tr></w:tbl>" * 3000


@pytest.mark.parametrize(("opening", "closing"), [SDTS, INSERTIONS, TABLES], ids=["sdt", "ins", "tbl"])
def test_blocks_nested_too_deep(opening: str, closing: str, tmp_path: Path) -> None:
    assert "过深" in refusal(package(opening + p("文字") + closing), tmp_path)


@pytest.mark.parametrize(("opening", "closing"), [SDTS, INSERTIONS], ids=["sdt", "ins"])
def test_text_nested_too_deep(opening: str, closing: str, tmp_path: Path) -> None:
    assert "过深" in refusal(package(p(opening + "<w:r/>" + closing)), tmp_path)


def test_absurd_spans_and_counts_are_no_harm(tmp_path: Path) -> None:
    wide = tbl([(tc("a", span=999_999), tc("b", span=999_999))], [900])
    assert len(read(package(wide), tmp_path).grid.values[0]) < 1000


# 3. Changed in any way


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    read_or_refused(data, tmp_path)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(SEED)))
def test_a_file_cut_anywhere(tmp_path: Path, end: int) -> None:
    read_or_refused(SEED[:end], tmp_path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_changed_bytes_of_the_package(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(SEED)
    for at, byte in changes:
        data[at] = byte
    read_or_refused(bytes(data), tmp_path)


_TAGS = ["w:tr", "w:tc", "w:p", "w:tbl", "w:gridSpan", "w:vMerge", "w:sdt", "w:ins", "w:del", "w:r", "w:t"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(_TAGS), st.sampled_from(_TAGS)), min_size=1, max_size=4),
    st.lists(st.sampled_from(["-1", "0", "99999999", "", "x", "３"]), min_size=1, max_size=3),
)
def test_changed_markup(tmp_path: Path, renamed: list[tuple[str, str]], values: list[str]) -> None:
    xml = document_xml(SEED).decode()
    for old, new in renamed:
        xml = xml.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    for value in values:
        xml = xml.replace('w:val="4"', f'w:val="{value}"', 3).replace('w:w="900"', f'w:w="{value}"', 2)
    read_or_refused(with_parts(SEED, document__xml=xml.encode()), tmp_path)


def read_or_refused(data: bytes, folder: Path) -> None:
    path = folder / "报告.docx"
    path.write_bytes(data)
    try:
        read_file(path)
    except UnreadableFile:
        return


# 4. Length


def test_500_pages_are_read(tmp_path: Path) -> None:
    document = read(package(p("各项重点工作按计划完成，预算执行总体良好。") * 12_500), tmp_path)
    assert document.grid.height == 12_500


def test_a_longer_document_is_refused(tmp_path: Path) -> None:
    assert "太长" in refusal(package(p("字") * 20_001), tmp_path)
