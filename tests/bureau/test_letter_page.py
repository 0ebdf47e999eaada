"""The page of a letter.

1. Errors before warnings, each under its heading; numbered through; a heading row that repeats on every page.
2. Errors alone ask for no explanation; notes are one small paragraph below the table. A letter says first
   that a report is of another year, and then asks to mend nothing in it; that of a Word report says where
   explanations stand there.
3. Twenty open findings fit on one page; more go on on the next under the same headings, and none is left out.
4. What lists several places may go on on the next page between two of them, other rows stay whole.
5. A text from a file is only text.
6. The same letter gives the same file.
"""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.styles.style import ParagraphStyle

from perfeval_xl.bureau.letter_page import LOOKS, Content, letter_package
from perfeval_xl.checking import check_file
from perfeval_xl.evaluation import Explanation
from perfeval_xl.form.explanations import from_line, is_heading
from tests.bureau.folders import finding
from tests.libreoffice import LibreOfficeMissing, skip_or_fail
from tests.writers.pages import as_pdf, texts

UNIT = "屈原管理区人大政协联络办"
EXAMPLE = Path(__file__).parents[2] / "workbook_templates" / f"示例_{UNIT}_2024.xlsx"


def content(*findings: dict[str, Any], **others: Any) -> Content:
    plain = Content(UNIT, 2024, "甲局.xlsx", json.dumps(findings))
    return replace(plain, **others)


def package(*findings: dict[str, Any], **others: Any) -> bytes:
    return letter_package(content(*findings, **others), "某县/甲局.xlsx")


def opened(*findings: dict[str, Any], **others: Any) -> WordDocument:
    return Document(BytesIO(package(*findings, **others)))


def paragraphs(document: WordDocument) -> list[str]:
    return [text for one in document.paragraphs if (text := one.text.strip())]


def table(document: WordDocument) -> list[list[str]]:
    (only,) = document.tables
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for row in only.rows]


def examples(errors: int, warnings: int) -> list[dict[str, Any]]:
    """Findings of the example in their order; where they are too few, its projects' under more names."""
    found = check_file(EXAMPLE).as_json()["findings"]
    chosen: list[dict[str, Any]] = []
    for level, count in (("error", errors), ("warning", warnings)):
        of_level = [one for one in found if one["severity"] == level]
        projects = [one for one in of_level if one["sheet"].startswith("附件3")]
        more = [{**one, "sheet": f"{one['sheet']}-{number}"} for number in range(9) for one in projects]
        chosen += [*of_level, *more][:count]
    return chosen


def test_errors_stand_before_warnings() -> None:
    document = opened(
        finding("BASE-09", "warning", message="“三公经费”比上年多。"),
        finding("BASE-03", message="“三公经费”合计不对。"),
        finding("SCORE-05", sheet="附件2 部门自评表", cell="H41", message="总分不对。", label="总分"),
    )
    assert paragraphs(document) == [
        "2024年度部门整体支出绩效自评修改意见",
        f"{UNIT}：",
        "你单位报送的2024年度部门整体支出绩效自评（文件：甲局.xlsx）已经审核，有 2 处错误、1 处提醒。"
        "错误必须改正；提醒请改正，确有原因的，在“情况说明”表里写明规则号、原因和改进措施。"
        "修改后用校验功能复核，重新报送。",
        "审核单位（盖章）：　　　　　　　年　　月　　日",
    ]
    assert table(document) == [
        ["序号", "位置", "问题", "修改方法", "规则"],
        ["一、错误（必须改正）"],
        ["1", "附件1 基础数据表 G6", "“三公经费”合计不对。", "改过来。", "BASE-03"],
        ["2", "附件2 部门自评表 H41", "总分不对。", "改过来。", "SCORE-05"],
        ["二、提醒（请改正或说明）"],
        ["3", "附件1 基础数据表 G6", "“三公经费”比上年多。", "改过来。", "BASE-09"],
    ]


def test_errors_alone_ask_for_no_explanation() -> None:
    document = opened(finding())
    assert "情况说明" not in paragraphs(document)[2]
    assert table(document)[1] == ["错误（必须改正）"]


def test_notes_stand_below_the_table() -> None:
    document = opened(finding("TYPE-02", "info"), finding())
    assert paragraphs(document)[3] == (
        "另有提示 1 处，不影响审核通过，建议一并完善，应做到："
        "数字按数字填，不填成文字（附件1 基础数据表 G6）。"
    )
    assert len(table(document)) == 3


def test_hostile_text_is_only_text() -> None:
    document = opened(finding(message="\x07<w:p>&\x00", label=""), unit="甲\x0b局")
    assert table(document)[2][2] == "<w:p>&"
    assert paragraphs(document)[1] == "甲局："


def test_a_unit_without_a_name_is_called_by_its_file() -> None:
    assert paragraphs(opened(finding(), unit=""))[1] == "“甲局”的报送单位："


def test_a_letter_of_another_year_asks_for_the_right_one() -> None:
    """There is nothing to hand in again."""
    others = {"year": 2023, "told": "这是 2023 年度的自评，请报送 2024 年度的。", "instead": 2024}
    document = opened(finding(), finding("TYPE-02", "info"), **others)
    assert paragraphs(document)[2:] == [
        "这是 2023 年度的自评，请报送 2024 年度的。",
        "你单位报送的2023年度部门整体支出绩效自评（文件：甲局.xlsx）已经审核，有 1 处错误，"
        "列在下面，供填报 2024 年度的自评时对照；这一份不用改了重报。",
        "审核单位（盖章）：　　　　　　　年　　月　　日",
    ]
    assert table(document)[1] == ["错误"]
    clean = opened(**others)
    assert paragraphs(clean)[3].endswith("（文件：甲局.xlsx）已经审核，没有要改的问题。")
    assert not clean.tables


def test_a_word_report_is_explained_where_it_is_read() -> None:
    """In section 十, in lines that the reader knows."""
    said = paragraphs(opened(finding("BASE-09", "warning"), file="甲局.docx"))[2]
    assert "表里写明" not in said
    heading, _, line = said.partition("在报告“十、其他需要说明的情况”下写上“")[2].partition("”")
    assert is_heading(heading)
    line = line.partition("：")[2].partition("。")[0].replace("规则号", "BASE-09")
    assert from_line(line) == Explanation("BASE-09", "表名", "项目名称", "原因和改进措施")


def test_rows_that_list_places_may_go_on_on_the_next_page() -> None:
    """A line for each place, which stays whole itself."""
    several = [finding(message=f"“三公经费”填的是 {n}。", cell=f"G{n}") for n in range(3)]
    document = opened(finding("BASE-04", message="“三公经费”合计不对。"), *several)
    (only,) = document.tables
    _, _, single, listing = (row._tr for row in only.rows)
    assert [bool(row.xpath("./w:trPr/w:cantSplit")) for row in (single, listing)] == [True, False]
    lines = only.rows[-1].cells[2].paragraphs
    assert [line.text for line in lines] == [f"G{n}：“三公经费”填的是 {n}。" for n in range(3)]
    assert all(line.paragraph_format.keep_together for line in lines)


def test_the_same_letter_gives_the_same_file() -> None:
    assert package(finding()) == package(finding())
    assert package(finding()) != package(finding(), finding("BASE-04"))


def test_the_fewer_opinions_the_larger_type() -> None:
    letters = (examples(3, 2), examples(6, 4), examples(10, 6), examples(10, 10))
    sizes: list[float] = []
    for findings in letters:
        style = opened(*findings).styles["表格文字"]
        assert isinstance(style, ParagraphStyle)
        assert style.font.size is not None
        sizes.append(style.font.size.pt)
    assert sizes == [look.cells(5).text.size for look in LOOKS]


def first_of_the_form(count: int) -> list[dict[str, Any]]:
    found = check_file(EXAMPLE).as_json()["findings"]
    return [one for one in found if one["severity"] != "info"][:count]


def of_one_rule(count: int) -> list[dict[str, Any]]:
    return [
        finding(
            "CROSS-11", "warning", cell=f"E{n}", label=f"经费{n} 2023年决算数", actual="1.5", expected="2"
        )
        for n in range(count)
    ]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("findings", "pages"),
    [
        (examples(3, 2), 1),
        (examples(10, 10), 1),
        (first_of_the_form(20), 1),
        (examples(10, 0) + of_one_rule(60), 2),
        (examples(10, 23), 2),
        (examples(20, 40), 3),
    ],
    ids=["5", "20", "the first 20", "60 of one rule", "33", "60"],
)
def test_twenty_findings_fit_on_one_page(findings: list[dict[str, Any]], pages: int, tmp_path: Path) -> None:
    """Those of the example are as long as they get: it has 33 in all."""
    path = tmp_path / "letter.docx"
    path.write_bytes(package(*findings))
    try:
        drawn = texts(as_pdf(path, tmp_path))
    except LibreOfficeMissing as missing:
        skip_or_fail(missing)
    assert len(drawn) == pages
    assert all("修改方法" in page for page in drawn), "the headings are repeated"
    assert "审核单位" in drawn[-1]
