"""Word documents are read as Word shows them, however messily they were made.

1. Every paragraph that is not blank is a row, and every row of a table; both know where they stood.
2. Merged cells, both ways; columns run through where borders are ragged.
3. A table that goes on after a page break is one table; tables within cells follow the row they stand in.
4. Tracked changes read as accepted: insertions stay, deletions and moved-away text go.
5. Numbers of lists, tabs, line breaks, symbols and results of fields are text; instructions are not.
6. Content controls are transparent; their placeholder is no text.
7. Text boxes, footnotes, pictures, comments, hidden text and embedded files are left out with a notice.
8. Documents of python-docx and of the strict variant read the same.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest

from perfeval_xl.document import Document
from perfeval_xl.readers.document import read_document
from perfeval_xl.readers.package import open_package
from tests.readers.word_files import p, package, part, run, tbl, tc


def read(body: str, **parts: str) -> Document:
    named = {f"{name}.xml": part(name, content) for name, content in parts.items()}
    return read_document(open_package(BytesIO(package(body, named))))


def rows(document: Document) -> list[list[Any]]:
    """The values of each row, from the first table column on for a table's row."""
    return [
        list(values[2:] if origin.cells else values)
        for values, origin in zip(document.grid.values, document.origins, strict=True)
    ]


def texts(body: str, **parts: str) -> list[Any]:
    return [row[0] for row in rows(read(body, **parts))]


def merges(document: Document) -> dict[tuple[int, int], tuple[int, int]]:
    """The merges, with columns counted from the first table column."""
    return {
        (row, column - 2): (bottom, right - 2)
        for (row, column), (bottom, right) in document.grid.merges.items()
    }


# 1. Rows and their places


def test_paragraphs_and_tables_in_order() -> None:
    document = read(p("一") + p() + p("二") + tbl([("a", "b"), ("c", "d")], [1000, 1000]) + p("三"))
    assert rows(document) == [["一"], ["二"], ["a", "b"], ["c", "d"], ["三"]]
    assert [origin.place for origin in document.origins] == [
        "第1段",
        "第2段",
        "表1第1行",
        "表1第2行",
        "第3段",
    ]


def test_a_cell_is_counted_as_one_sees_it() -> None:
    document = read(tbl([("a", tc("b", span=2), "c"), ("d", "e", "f", "g")], [900] * 4))
    assert document.origins[0].cells == (0, 0, 1, 2, 2, 3)
    assert rows(document) == [["a", "b", None, "c"], ["d", "e", "f", "g"]]


def test_outer_blanks_of_a_cell_go_and_inner_lines_stay() -> None:
    document = read(tbl([(tc("\n\u3000产出指标\n\n(50分)  \n"), tc("  10\u3000"))], [900, 900]))
    assert rows(document) == [["产出指标\n(50分)", "10"]]


# 2. Merges


def test_merges_both_ways() -> None:
    document = read(
        tbl(
            [
                (tc("左", merge="restart"), tc("上", span=2)),
                (tc("", merge="continue"), tc("块", span=2, merge="restart")),
                (tc("", merge="continue"), tc("", span=2, merge="continue")),
                ("另", "1", "2"),
            ],
            [900] * 3,
        )
    )
    assert merges(document) == {(0, 0): (2, 0), (0, 1): (0, 2), (1, 1): (2, 2)}


def test_a_merge_that_continues_nothing_is_a_blank_cell() -> None:
    document = read(tbl([(tc("藏着的字", merge="continue"), "b")], [900, 900]))
    assert rows(document) == [[None, "b"]]
    assert merges(document) == {}


def test_ragged_borders_are_one_column() -> None:
    grid = [2000, 30, 1970, 20, 1980]
    document = read(
        tbl(
            [
                (tc("a", span=2), tc("b", span=2), "c"),
                ("d", tc("e", span=2), tc("f", span=2)),
            ],
            grid,
        )
    )
    assert rows(document) == [["a", "b", "c"], ["d", "e", "f"]]
    assert merges(document) == {}


def test_rows_that_begin_further_right() -> None:
    row = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("b") + "</w:tr>"
    body = tbl([("a", "x")], [900, 900]).replace("</w:tbl>", row + "</w:tbl>")
    assert rows(read(body)) == [["a", "x"], [None, "b"]]


def test_a_grid_that_declares_too_little() -> None:
    assert rows(read(tbl([("a", "b", "c")], [900]))) == [["a", "b", "c"]]
    assert rows(read(tbl([("a", "b", "c")], [0, 0, 0]))) == [["a", "b", "c"]]


# 3. Tables over pages and within cells


@pytest.mark.parametrize("between", ["", p(), p("续表"), p("附件2（续）")])
def test_a_table_that_goes_on_is_one(between: str) -> None:
    first = tbl([("项目", "预算", "决算"), ("a", "1", "2")], [2000, 1000, 1000])
    second = tbl([(tc("b"), tc("3", span=2), "4")], [1990, 500, 490, 1000])
    document = read(first + between + second)
    assert rows(document) == [["项目", "预算", "决算"], ["a", "1", "2"], ["b", "3", "4"]]
    assert [origin.place for origin in document.origins] == ["表1第1行", "表1第2行", "表1第3行"]


def test_text_between_tables_keeps_them_apart() -> None:
    document = read(tbl([("a",)], [900]) + p("附件3") + tbl([("b",)], [900]))
    assert [origin.table for origin in document.origins] == ["表1", "", "表2"]


def test_a_table_within_a_cell_follows_its_row() -> None:
    inner = p("附件1") + tbl([("三公经费", "1.5")], [500, 500]) + p("填表人：张三")
    document = read(tbl([("外", tc(inner)), ("下", "完")], [900, 900]))
    assert [[value for value in row if value] for row in rows(document)] == [
        ["外"],
        ["附件1"],
        ["三公经费", "1.5"],
        ["填表人：张三"],
        ["下", "完"],
    ]
    assert [origin.place for origin in document.origins] == [
        "表1第1行",
        "表1第1行第2列第1段",
        "表1第1行第2列内的表第1行",
        "表1第1行第2列第2段",
        "表1第2行",
    ]


# 4. Tracked changes


def test_tracked_changes_are_accepted() -> None:
    deleted = f"<w:del>{run('旧').replace('w:t', 'w:delText')}</w:del>"
    assert texts(p("共", deleted, f"<w:ins>{run('新')}</w:ins>", "元")) == ["共新元"]
    moved = f"<w:moveFrom>{run('去')}</w:moveFrom><w:moveTo>{run('来')}</w:moveTo>"
    assert texts(p(moved)) == ["来"]


def test_a_deleted_end_of_paragraph_joins_the_next() -> None:
    assert texts(p("前半", properties="<w:rPr><w:del/></w:rPr>") + p("后半")) == ["前半后半"]
    assert texts(p("最后", properties="<w:rPr><w:del/></w:rPr>")) == ["最后"]


def test_a_deleted_row_is_gone() -> None:
    body = tbl([("留", "1"), ("删", "2")], [900, 900])
    first, last = body.rsplit("<w:tr>", 1)
    assert rows(read(f"{first}<w:tr><w:trPr><w:del/></w:trPr>{last}")) == [["留", "1"]]


# 5. Text


def numbering(*levels: tuple[str, str]) -> str:
    declared = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="5">{declared}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_of_lists_are_shown() -> None:
    levels = numbering(("chineseCounting", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%1.%2.%3"))
    body = item("甲") + item("乙", 1) + item("丙", 1) + item("丁") + item("戊", 1) + item("5个", 2)
    assert texts(body, numbering=levels) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "二、丁",
        "（一）戊",
        "二.一.1 5个",
    ]


def test_lists_begin_anew_where_they_say_so() -> None:
    levels = numbering(("decimal", "%1."))
    body = item("a") + item("b") + item("c", number=2) + item("d", number=2)
    assert texts(body, numbering=levels) == ["1.a", "2.b", "1.c", "2.d"]


def test_bullets_are_no_text_and_a_style_may_number() -> None:
    styles = (
        '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    body = p("甲", properties='<w:pStyle w:val="b"/>') + p("乙", properties='<w:pStyle w:val="a"/>')
    assert texts(body, numbering=numbering(("chineseCounting", "%1、")), styles=styles) == [
        "一、甲",
        "二、乙",
    ]
    assert texts(body, numbering=numbering(("bullet", "")), styles=styles) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("kind", "count", "shown"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseLegalSimplified", 105, "壹佰零伍"),
        ("decimalEnclosedCircle", 3, "③"),
        ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"),
        ("decimalFullWidth", 12, "１２"),
        ("ideographTraditional", 2, "乙"),
        ("notKnown", 7, "7"),
    ],
)
def test_ways_of_counting(kind: str, count: int, shown: str) -> None:
    levels = numbering((kind, "%1)")).replace('w:start w:val="1"', f'w:start w:val="{count}"')
    assert texts(item("项"), numbering=levels) == [f"{shown})项"]


def test_breaks_tabs_and_symbols() -> None:
    inside = (
        '<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:br w:type="page"/><w:noBreakHyphen/>'
        '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5</w:t></w:r>'
    )
    assert texts(p(inside)) == ["a\nb\tc-✓≥5"]


def test_a_field_shows_its_result() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>= SUM(ABOVE)</w:instrText></w:r>'
        '<w:r><w:t>不显示</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>55.65</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(p("合计", field, "万元")) == ["合计55.65万元"]
    assert texts(p(f'<w:fldSimple w:instr="DATE">{run("2025年")}</w:fldSimple>')) == ["2025年"]


def test_a_field_without_an_end_swallows_no_further_paragraph() -> None:
    assert texts(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("下一段")) == ["下一段"]


def test_links_tags_and_equations_are_text() -> None:
    link = f'<w:hyperlink r:id="x" xmlns:r="r">{run("网站")}</w:hyperlink>'
    formula = "<m:oMath><m:r><m:t>35.65÷40</m:t></m:r></m:oMath>"
    assert texts(p("见", link, f"<w:smartTag>{run('公开')}</w:smartTag>", formula)) == ["见网站公开35.65÷40"]


# 6. Content controls


def test_content_controls() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('9人')}</w:sdtContent></w:sdt>"
    hint = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"
    )
    assert texts(p("实有", control, hint)) == ["实有9人"]
    around = f"<w:sdt><w:sdtContent>{p('一')}{tbl([('a',)], [900])}</w:sdtContent></w:sdt>"
    assert rows(read(around)) == [["一"], ["a"]]
    table = tbl([("a", "b")], [900, 900]).replace(
        tc("b"), f"<w:sdt><w:sdtContent>{tc('b')}</w:sdtContent></w:sdt>"
    )
    assert rows(read(table)) == [["a", "b"]]


# 7. What is left out is said


TEXT_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
    + p("联系人：李四")
    + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
    + p("联系人：李四")
    + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_is_left_out_once_with_its_text() -> None:
    document = read(p("上") + p("正文", TEXT_BOX))
    assert rows(document) == [["上"], ["正文"]]
    assert document.notices == ("第2段旁的文本框没有读取：“联系人：李四”",)


def test_notes_pictures_comments_and_hidden_text() -> None:
    notes = '<w:footnote w:id="0"/><w:footnote w:id="2"><w:p><w:r><w:t>含结转</w:t></w:r></w:p></w:footnote>'
    body = (
        p("预算", '<w:r><w:footnoteReference w:id="2"/></w:r>', run("看不见", "<w:vanish/>"))
        + p('<w:r><w:drawing><a:blip/></w:drawing></w:r><w:r><w:commentReference w:id="1"/></w:r>')
        + '<w:altChunk r:id="x" xmlns:r="r"/>'
    )
    document = read(body, footnotes=notes)
    assert rows(document) == [["预算"]]
    assert document.notices == (
        "第1段的脚注没有读取：“含结转”",
        "文档里有 1 张图片没有读取",
        "文档里有 1 处批注没有读取",
        "文档里有 1 处隐藏文字没有读取",
        "文档里有 1 个嵌入的其他文件没有读取",
    )


def test_a_sign_of_an_unknown_font_is_not_guessed() -> None:
    document = read(p('<w:r><w:sym w:font="Webdings" w:char="F0AA"/></w:r>', "项"))
    assert rows(document) == [["�项"]]
    assert document.notices == ("第1段有 1 个符号认不出，读成了“�”",)


# 8. Other programs' documents


def test_a_document_of_python_docx() -> None:
    made = docx.Document()
    made.add_paragraph("附件1")
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "预算\n数"
    table.cell(1, 2).text = "1.5"
    file = BytesIO()
    made.save(file)
    document = read_document(open_package(file))
    assert rows(document) == [["附件1"], ["项目", "预算\n数", None], [None, None, "1.5"]]
    assert merges(document) == {(1, 0): (2, 0), (1, 1): (1, 2)}


def test_the_strict_variant() -> None:
    data = package(p("文字"))
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    source = zipfile.ZipFile(BytesIO(data))
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            archive.writestr(name, source.read(name).replace(usual, strict))
    assert rows(read_document(open_package(file))) == [["文字"]]
