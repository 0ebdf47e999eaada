"""An import takes over everything it understands, lists everything else, and never half of a file.

1. The seed's Word report, its workbook and copies of it in other formats give the same self-evaluation.
2. What is typed stays as typed; numbers are numbers.
3. What is not understood is listed with its place; nothing is dropped silently.
4. A missing table is blank and said; a missing unit or year is said, never guessed.
5. Attachments in another order, and several tables of one kind.
6. Files without any of our tables are refused in one line.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfeval_xl.checking import check_file
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Grid
from perfeval_xl.importing import Imported, NothingToImport, import_file
from perfeval_xl.profile import load
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.remarks import RemarkKind
from perfeval_xl.writers.template import write_workbook
from tests.evaluations import content
from tests.form.files import write
from tests.form.seed_as_pasted import pasted
from tests.form.sheets import example_grids, sheet
from tests.readers.word_files import p, package, seed_docx, seed_parts, tbl, tc

HUNAN = load(EXAMPLE_PROFILE)


def word(folder: Path, data: bytes) -> Path:
    path = folder / "报告.docx"
    path.write_bytes(data)
    return path


def written(folder: Path, imported: Imported) -> SelfEvaluation:
    """The new workbook, read again."""
    path = folder / "导入.xlsx"
    write_workbook(path, imported.tables, imported.profile, imported.explanations, imported.remarks)
    return check_file(path).evaluation


def remarks(imported: Imported) -> list[tuple[str, str, str]]:
    return [(remark.kind.value, remark.place, remark.content) for remark in imported.remarks]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "示例.xlsx"
    write_workbook(path, example_tables(), HUNAN)
    return path


# 1. The seed


def test_the_published_report_gives_the_example(tmp_path: Path, example: Path) -> None:
    imported = import_file(word(tmp_path, seed_docx()), EXAMPLE_PROFILE)
    assert remarks(imported) == []
    found, expected = content(written(tmp_path, imported)), content(check_file(example).evaluation)
    assert found == expected


def test_our_own_workbook_gives_itself(tmp_path: Path, example: Path) -> None:
    imported = import_file(example)
    assert remarks(imported) == []
    assert content(written(tmp_path, imported)) == content(check_file(example).evaluation)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_copies_in_other_formats(suffix: str, tmp_path: Path, example: Path) -> None:
    path = write(example_grids(), tmp_path / f"表{suffix}")
    imported = import_file(path, EXAMPLE_PROFILE)
    assert [remark for remark in remarks(imported) if remark[0] == "未识别"] == []
    assert content(written(tmp_path, imported)) == content(check_file(example).evaluation)


def test_tables_pasted_from_word(tmp_path: Path) -> None:
    path = write(pasted(), tmp_path / "表.xlsx")
    imported = import_file(path)
    assert content(written(tmp_path, imported))["tables"][1:] == content(read(*pasted()))["tables"][1:]
    assert ("未识别", "Sheet1 第1行（A1）", "屈原管理区人大政协联络办") in remarks(imported)


def read(*grids: Grid) -> SelfEvaluation:
    return read_evaluation(grids, HUNAN)


# 2. As typed


def test_numbers_are_numbers_and_texts_are_texts(tmp_path: Path) -> None:
    rows = [
        (tc("经费控制情况（万元）"), "2023年决算数", "2024年预算数", "2024年决算数"),
        ("三公经费", "1.10", "１．５", "0.85万元"),
        ("3、公务接待", "1,234.5", "/", "=1+1"),
    ]
    body = p("2024年度部门整体支出绩效评价基础数据表") + tbl(rows, [900] * 4)
    imported = import_file(word(tmp_path, package(body)))
    written(tmp_path, imported)
    book = load_workbook(tmp_path / "导入.xlsx")
    typed = {
        cell.value: (cell.data_type, cell.number_format)
        for row in book["附件1 基础数据表"].iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert typed[1.1] == ("n", "0.00")
    assert typed["１．５"][0] == typed["0.85万元"][0] == typed["1,234.5"][0] == "s"
    assert typed["=1+1"][0] == "s", "no formula"


def test_a_percentage_typed_as_a_target_stays_one(tmp_path: Path) -> None:
    grid = sheet("""
        2024年度项目支出绩效自评表
        项目支出名称 | 道路
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        产出指标（50分） | 质量指标 | 合格率 | 1 | 0.985 | 50 | 50 |
        总分 | | | | | 100 | 100""")
    path = write([grid], tmp_path / "表.xlsx")
    book = load_workbook(path)
    book["Sheet1"]["D4"].number_format = "0%"
    book["Sheet1"]["E4"].number_format = "0.0%"
    book.save(path)
    imported = import_file(path)
    (row,) = imported.tables[3].indicators
    assert (row.cells["target"].text, row.cells["actual"].text) == ("100%", "98.5%")


# 3. The account


def test_what_is_not_understood_is_listed_with_its_place(tmp_path: Path) -> None:
    parts = dict(seed_parts()[:2])
    body = (
        p("封面：某某单位")
        + parts["正文"]
        + tbl([("年份", "人数"), ("2024", "9")], [900, 900])
        + parts["附件1"]
        + p("审核：王五")
        + p("附件9")
    )
    imported = import_file(word(tmp_path, package(body)))
    unknown = [(place, text) for kind, place, text in remarks(imported) if kind == "未识别"]
    assert unknown == [
        ("报告正文 表1第1行第1列", "年份　人数"),
        ("报告正文 表1第2行第1列", "2024　9"),
        ("附件1 基础数据表 表下方", "审核：王五"),
        ("Word 文档 第1段", "封面：某某单位"),
    ]


def test_what_the_reader_left_out_is_listed(tmp_path: Path) -> None:
    picture = p("<w:r><w:drawing><a:blip/></w:drawing></w:r>")
    imported = import_file(word(tmp_path, seed_docx([*seed_parts(), ("图", picture)])))
    assert remarks(imported) == [("没有读取", "", "文档里有 1 张图片没有读取")]


def test_other_sheets_and_cells_beside_a_table(tmp_path: Path) -> None:
    other = sheet("通讯录 | 电话\n张三 | 1", "通讯录")
    beside = sheet("""
        2024年度部门整体支出绩效评价基础数据表
        财政供养人员情况（人） | 编制数 | 2024年实际在职人数 | 控制率
        | 12 | 9 | 75% | 待核""")
    imported = import_file(write([beside, other], tmp_path / "表.xlsx"))
    unknown = [(place, text) for kind, place, text in remarks(imported) if kind == "未识别"]
    assert unknown == [
        ("Sheet1 第3行（E3）", "待核"),
        ("工作表“通讯录”", "这张工作表没有自评表，2 行内容没有导入。"),
    ]


def test_a_second_table_of_a_kind_is_listed(tmp_path: Path) -> None:
    parts = seed_parts()
    twice = [*parts[:3], ("附件2", parts[2][1].replace("229.67", "999.99")), *parts[3:]]
    imported = import_file(word(tmp_path, seed_docx(twice)), EXAMPLE_PROFILE)
    unknown = [text for kind, _, text in remarks(imported) if kind == "未识别"]
    assert any("999.99" in text for text in unknown)
    assert "229.67" in str(content(written(tmp_path, imported)))


def test_a_title_in_other_words_is_said(tmp_path: Path) -> None:
    body = seed_docx(
        [(name, xml.replace("绩效自评报告", "绩效自评报告（公开版）")) for name, xml in seed_parts()]
    )
    imported = import_file(word(tmp_path, body), EXAMPLE_PROFILE)
    assert [(kind, place) for kind, place, _ in remarks(imported)] == [("已改写", "报告正文 第1段")]
    assert "（公开版）" in remarks(imported)[0][2]


def test_an_indicator_above_the_first_level_1_heading_is_kept(tmp_path: Path) -> None:
    grid = sheet("""
        2024年度项目支出绩效自评表
        项目支出名称 | 道路
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        | 数量指标 | 里程 | ≥6公里 | 7公里 | 20 | 20 |
        产出指标（50分） | 质量指标 | 合格率 | 100% | 100% | 50 | 50 |
        总分 | | | | | 100 | 100""")
    imported = import_file(write([grid], tmp_path / "表.xlsx"))
    (project,) = written(tmp_path, imported).projects
    assert [row.label.label for row in project.indicators if row.has_values][:2] == ["里程", "合格率"]


# 4. What is missing


def test_a_missing_table_is_blank_and_said(tmp_path: Path) -> None:
    parts = [part for part in seed_parts() if part[0] != "附件1"]
    imported = import_file(word(tmp_path, seed_docx(parts)), EXAMPLE_PROFILE)
    assert remarks(imported) == [("请补填", "附件1 基础数据表", "没有找到基础数据表。")]
    assert [table.form.key for table in imported.tables] == [
        *("narrative", "base_data", "department", "project", "project"),
    ]
    written(tmp_path, imported)


def test_a_missing_unit_and_year_are_said(tmp_path: Path) -> None:
    name, xml = seed_parts()[0]
    xml = xml.replace("2024年度屈原管理区人大政协联络办部门整体支出绩效自评报告", "部门整体支出绩效自评报告")
    imported = import_file(word(tmp_path, seed_docx([(name, xml), *seed_parts()[2:3]])))
    said = [text for kind, place, text in remarks(imported) if place == "报告正文" and kind == "请补填"]
    assert said == [
        "报告标题里没有读到单位名称，附表里的单位是“岳阳市屈原管理区人大政协联络办”。",
        "报告标题里没有读到年度。",
    ]


# 5. Order


def test_attachments_in_another_order(tmp_path: Path, example: Path) -> None:
    narrative, base, department, first, second = seed_parts()
    shuffled = seed_docx([narrative, first, second, department, base])
    imported = import_file(word(tmp_path, shuffled), EXAMPLE_PROFILE)
    assert remarks(imported) == []
    found = content(written(tmp_path, imported))
    assert found["tables"][1:] == content(check_file(example).evaluation)["tables"][1:]


# 6. Nothing


def test_a_document_without_our_tables(tmp_path: Path) -> None:
    with pytest.raises(NothingToImport, match="没有找到自评报告") as caught:
        import_file(word(tmp_path, package(p("会议通知") + tbl([("时间", "地点")], [900, 900]))))
    assert "\n" not in str(caught.value)


def test_remark_kinds_are_counted(tmp_path: Path) -> None:
    imported = import_file(word(tmp_path, seed_docx(seed_parts()[:1])), EXAMPLE_PROFILE)
    assert imported.count(RemarkKind.TO_DO) == 2
    assert imported.count(RemarkKind.UNKNOWN) == 0


def test_the_workbook_shows_the_account(tmp_path: Path) -> None:
    imported = import_file(word(tmp_path, seed_docx(seed_parts()[:1])), EXAMPLE_PROFILE)
    written(tmp_path, imported)
    sheets = {grid.sheet: grid for grid in read_workbook(tmp_path / "导入.xlsx")}
    notes = sheets["导入说明"]
    assert notes.text(3, 0) == "请补填"
    assert notes.text(3, 1) == "附件1 基础数据表"
    assert [table.form.key for table in check_file(tmp_path / "导入.xlsx").evaluation.tables] == [
        *("narrative", "base_data", "department"),
    ]
