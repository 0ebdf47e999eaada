"""The Word report holds everything the workbook holds, looks as the form does, and takes text as text.

1. Every text and figure of the example stands in it; its tables are the published ones, cell by cell.
2. The title breaks between the unit and what it reports, and only where it must; a long name behind a place.
3. Title, headings and sentences; a clerk's own words win over the composed sentence.
4. While errors stand, every page says so, with their number.
5. Rates and totals are computed only where they are blank.
6. There is a table for every project; a file without a narrative gives tables alone.
7. No text becomes markup or breaks the file; line breaks stay.
8. The same result gives the same bytes; a file that cannot be written leaves the old one intact.
9. Under a table stand its notes and its signature line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document

from perfeval_xl import profile
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.findings import Result
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.rules.engine import check
from perfeval_xl.writers.report import build_report, write_report
from tests.writers.word_reports import (
    EXAMPLE,
    HUNAN,
    PROJECT,
    all_cells,
    cells,
    form_tables,
    report_of,
    result_of,
    texts,
)

SEED = (Path(__file__).parents[1] / "examples" / "seed_2024.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example() -> Document:
    return report_of(EXAMPLE)


def one_line(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed_cells(table: str) -> list[str]:
    grid = re.split(r"^(?:说明|备注|填表人)", table, flags=re.MULTILINE)[0]
    return [one_line(cell) for cell in re.split(r"^\t", grid, flags=re.MULTILINE)[1:]]


# 1. Content


def test_every_text_and_figure_of_the_example(example: Document) -> None:
    evaluation = result_of(EXAMPLE).evaluation
    whole = "\n".join([*texts(example), *all_cells(example)])
    printed = [one_line(line) for line in whole.split("\n")]
    joined = "".join(printed)
    for entry in entries_of(evaluation):
        assert one_line(entry) in joined


def entries_of(evaluation: SelfEvaluation) -> Iterator[str]:
    for table in evaluation.tables:
        for row in table.rows:
            if row.section not in ("overview", "basic_section", "project_section"):
                yield from (entry.text for entry in row.cells.values())
        yield from (entry.text for paragraphs in table.paragraphs.values() for entry in paragraphs)


@pytest.mark.parametrize("number", [0, 1])
def test_tables_are_the_published_ones_cell_by_cell(example: Document, number: int) -> None:
    published = re.split(r"^附件\d$", SEED, flags=re.MULTILINE)[1:][number]
    ours = [one_line(cell) for row in cells(form_tables(example)[number]) for cell in row]
    assert ours == printed_cells(published)


@pytest.mark.parametrize("number", [2, 3])
def test_project_tables_are_the_published_ones_but_for_blank_rows(example: Document, number: int) -> None:
    published = re.split(r"^附件\d$", SEED, flags=re.MULTILINE)[1:][number]
    ours = [one_line(cell) for row in cells(form_tables(example)[number]) for cell in row]
    assert [cell for cell in ours if cell] == [cell for cell in printed_cells(published) if cell]


def test_the_narrative_is_the_published_one(example: Document) -> None:
    published = [line.strip() for line in SEED.split("附件1\n")[0].splitlines() if line.strip()]
    published = [line.removeprefix("[bookmark: _GoBack]") for line in published]
    ours = texts(example)
    assert ours[0].replace("\n", "") == published[0]
    assert ours[1 : ours.index("附件1")] == published[1:]


def test_attachments_have_heading_title_notes_and_signature_line(example: Document) -> None:
    below = texts(example)
    below = below[below.index("附件1") :]
    signature = "填表人：\t填报日期：\t联系电话：\t单位负责人签字："
    assert [text[:8] for text in below] == [
        "附件1",
        "2024年度部门",
        "说明：“项目支出",
        signature[:8],
        "附件2",
        "2024年度部门",
        signature[:8],
        *["附件3", "2024年度项目", "备注：一个一级项", signature[:8]] * 2,
    ]
    assert below[-1] == signature
    pages = [
        p for p in example.paragraphs if p.style is not None and p.style.paragraph_format.page_break_before
    ]
    assert [page.text for page in pages] == ["附件1", "附件2", "附件3", "附件3"]


# 2. The title


def title_of(unit: str) -> str:
    return texts(report_of(f"# 报告正文\n单位名称 | {unit}\n年度 | 2024\n"))[0]


def test_the_title_breaks_before_what_is_reported() -> None:
    assert title_of("某局") == "2024年度某局部门整体支出绩效自评报告"
    assert (
        title_of("屈原管理区人大政协联络办") == "2024年度屈原管理区人大政协联络办\n部门整体支出绩效自评报告"
    )
    assert title_of("湖南省岳阳市屈原管理区自然资源和规划局").split("\n")[-1] == "部门整体支出绩效自评报告"


@pytest.mark.parametrize(
    ("unit", "lines"),
    [
        ("湖南省岳阳市屈原管理区自然资源和规划局", ["2024年度", "湖南省岳阳市屈原管理区自然资源和规划局"]),
        (
            "湖南省岳阳市屈原管理区退役军人事务服务中心办公室",
            ["2024年度湖南省岳阳市屈原管理区", "退役军人事务服务中心办公室"],
        ),
        (
            "湖南省岳阳市市场监督管理局特种设备安全检验中心",
            ["2024年度湖南省岳阳市市场监督管理局", "特种设备安全检验中心"],
        ),
    ],
)
def test_a_long_name_is_broken_behind_a_place_or_an_office(unit: str, lines: list[str]) -> None:
    assert title_of(unit).split("\n") == [*lines, "部门整体支出绩效自评报告"]


# 3. The narrative


NARRATIVE = """
# 报告正文
单位名称 | 某局
年度 | 2024
（一）基本支出情况
基本支出（万元） | 10
人员经费（万元） | 6
公用经费（万元） | 4
"""


def test_title_headings_and_a_composed_sentence() -> None:
    document = report_of(NARRATIVE)
    assert texts(document)[0] == "2024年度某局部门整体支出绩效自评报告"
    sections = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert [text[:2] for text in sections] == [f"{n}、" for n in "一二三四五六七八九十"]
    subsections = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 2"]
    assert subsections == ["（一）基本支出情况", "（二）项目支出情况"]
    # The shares are blank in the file.
    assert (
        "2024年度财政拨款基本支出10万元，其中：人员经费6万元，占基本支出的60.00%；公用经费4万元，占基本支出的40.00%。"
        in texts(document)
    )


def test_a_clerks_words_win() -> None:
    ours = texts(report_of(NARRATIVE + "改写文字 | 基本支出共10万元。\n"))
    assert "基本支出共10万元。" in ours
    assert not any("其中：人员经费" in text for text in ours)


def test_an_amount_is_stated() -> None:
    text = NARRATIVE + "三、政府性基金预算支出情况\n支出金额（万元） | 5\n> 用于道路。\n"
    ours = texts(report_of(text))
    start = ours.index("三、政府性基金预算支出情况")
    assert ours[start + 1 : start + 3] == ["2024年度政府性基金预算支出5万元。", "用于道路。"]


def test_short_headings_of_the_unit_are_headings(example: Document) -> None:
    styles = {p.text: p.style.name for p in example.paragraphs if p.style is not None}
    assert styles["（一）职能职责(人大)"] == "Heading 2"
    assert styles["职能职责（政协）"] == "Body Text"
    assert next(name for text, name in styles.items() if text.startswith("(一)通过")) == "Body Text"


# 4. The draft mark


def headers(document: Document) -> list[str]:
    section = document.sections[0]
    return [
        "".join(paragraph.text for paragraph in header.paragraphs)
        for header in (section.header, section.even_page_header)
    ]


def test_a_draft_says_so_on_every_page() -> None:
    document = report_of(EXAMPLE, errors=3)
    assert headers(document) == ["草稿：还有 3 处错误未改正"] * 2
    assert not document.sections[0].different_first_page_header_footer


def test_without_errors_nothing_says_draft(example: Document) -> None:
    assert headers(example) == ["", ""]


# 5. Rates


def test_typed_rates_are_kept(example: Document) -> None:
    assert "75%" in cells(form_tables(example)[0])[1]
    assert "87.61%" in cells(form_tables(example)[1])[2]
    assert "89.12%" in cells(form_tables(example)[2])[3]
    assert "203.10" in cells(form_tables(example)[1])[2]


def test_blank_rates_and_totals_are_computed() -> None:
    (table,) = form_tables(report_of(PROJECT))
    rows = cells(table)
    assert next(row for row in rows if "年度资金总额" in row)[1:] == [
        "年度资金总额",
        "50",
        "40",
        "35",
        "10",
        "87.50%",
        "8.75",
    ]
    assert rows[-1] == ["总分", "100", "58.75", ""]


def test_a_rate_without_operands_stays_blank() -> None:
    (table,) = form_tables(report_of(PROJECT.replace("| 40 | 35 |", "| | 35 |")))
    assert "" in next(row for row in cells(table) if "年度资金总额" in row)[-2:]


# 6. Tables


@pytest.mark.parametrize("count", [1, 3])
def test_a_table_for_every_project(count: int) -> None:
    document = report_of(PROJECT * count)
    assert len(form_tables(document)) == count
    assert texts(document).count("附件3") == count
    assert texts(document)[0] == "附件3"


def test_a_year_nobody_stated_shows() -> None:
    evaluation = read_evaluation((), HUNAN)
    assert texts(build_report(Result(evaluation, (), 0, 0))) == []


# 7. Text is text


NASTY = "<w:p/>&amp;\x0b=cmd|' /C calc'!A0\ufffe\x00末"
SHOWN = "<w:p/>&amp;=cmd|' /C calc'!A0末"


def test_text_never_becomes_markup_or_breaks_the_file(tmp_path: Path) -> None:
    text = EXAMPLE.replace("本单位无政府性基金预算支出。", "占位甲").replace("听取专项报告", "占位乙")
    grids = grids_of(text.replace("单位名称 | 屈原管理区人大政协联络办", "单位名称 | 占位丙"), HUNAN)
    for grid in grids:
        for row in grid.values:
            assert isinstance(row, list)
            row[:] = [re.sub("占位[甲乙丙]", NASTY, v) if isinstance(v, str) else v for v in row]
    path = tmp_path / "报告.docx"
    write_report(Result(read_evaluation(grids, HUNAN), (), 0, 0), path)
    document = docx.Document(str(path))
    assert texts(document)[0].replace("\n", "") == f"2024年度{SHOWN}部门整体支出绩效自评报告"
    assert "=cmd|' /C calc'!A0末" in texts(document)  # the reader takes \x0b for the end of a paragraph
    assert SHOWN in [cell for row in cells(form_tables(document)[1]) for cell in row]


def test_line_breaks_inside_a_cell_stay(example: Document) -> None:
    assert "1. 开展工作评议\n2. 开展代表小组活动\n3.开展“三湘行”活动" in [
        cell for row in cells(form_tables(example)[1]) for cell in row
    ]


# 8. The file


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a.docx", "b.docx"):
        write_report(result_of(EXAMPLE, errors=1), tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    properties = docx.Document(str(tmp_path / "a.docx")).core_properties
    assert properties.author == "屈原管理区人大政协联络办"
    assert properties.title == "2024年度屈原管理区人大政协联络办部门整体支出绩效自评报告"


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"old")

    def refuse(self: Path, data: bytes) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_report(result_of(NARRATIVE), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="keine"):
        write_report(result_of(NARRATIVE), tmp_path / "keine" / "报告.docx")


# 9. Below the table


def test_a_filled_signature_line_that_is_too_long_takes_two(tmp_path: Path) -> None:
    text = "# 附件1\n三公经费 | 1 | 1 | 1\n填表人 | 张三\n填报日期 | 2025-03-10\n联系电话 | 0730-1234567"
    evaluation = read_evaluation(grids_of(text, profile.load("national")), profile.load("national"))
    path = tmp_path / "signed.docx"
    write_report(check(evaluation), path)
    paragraphs = docx.Document(str(path)).paragraphs
    lines = [line.text for line in paragraphs if line.style and str(line.style.name).startswith("签字行")]
    assert lines == ["填表人：张三\t填报日期：2025-03-10", "联系电话：0730-1234567\t单位负责人签字："]
