"""--next-year begins the following year from last year's report, however it was kept.

1. 本年决算 becomes 上年决算, line by line, the clerk's own lines among them.
2. Results go: amounts, scores, actuals, notes, dates, explanations.
3. Kept as they are: unit, projects, names of indicators, weights, points.
4. Kept and marked 【待更新】: texts, targets, posts and staff; what says nothing of a year is not marked.
5. FORM-06 finds every mark that is left, once, and no other rule complains of it.
6. The clerk is told what to do.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from perfeval_xl.checking import check_file
from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.examples import EXAMPLE_PROFILE
from perfeval_xl.findings import Result
from perfeval_xl.form.base_data import BASE_DATA, BUDGET, FINAL, PRIOR_FINAL, SPECIAL_FUNDS, THREE_PUBLIC
from perfeval_xl.form.narrative import BASIC_FIGURE, NARRATIVE, PERSONNEL_ITEMS, POSTS_FIGURE, UNIT, YEAR
from perfeval_xl.form.score_table import (
    ACTUAL,
    DEPARTMENT_FUNDS,
    EXECUTED,
    INCOME,
    INITIAL,
    LEVEL3,
    NOTE,
    PROJECT_NAME,
    SCORE,
    TARGET,
    TOTAL,
    WEIGHT,
)
from perfeval_xl.importing import Imported, import_file
from perfeval_xl.writers.template import write_workbook
from tests.readers.word_files import seed_docx


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("next")


@pytest.fixture(scope="module")
def imported(folder: Path) -> Imported:
    path = folder / "上年.docx"
    path.write_bytes(seed_docx())
    return import_file(path, EXAMPLE_PROFILE, next_year=True)


@pytest.fixture(scope="module")
def result(imported: Imported, folder: Path) -> Result:
    """The new workbook, checked."""
    path = folder / "今年.xlsx"
    write_workbook(path, imported.tables, imported.profile, imported.explanations, imported.remarks)
    return check_file(path)


@pytest.fixture(scope="module")
def new(result: Result) -> SelfEvaluation:
    return result.evaluation


def of(new: SelfEvaluation, form: object) -> Table:
    return next(table for table in new.tables if table.form is form)


def filled(entries: list[Entry]) -> list[str]:
    return [entry.text for entry in entries if entry.is_filled]


def test_the_year_is_the_next(new: SelfEvaluation) -> None:
    assert new.year == 2025
    assert new.narrative is not None
    assert new.narrative.cell(YEAR).value == Decimal(2025)
    assert [table.title.text[:6] for table in new.tables] == ["2025年度"] * 5
    assert {entry.text for entry in of(new, BASE_DATA).years} >= {
        "2024年决算数",
        "2025年预算数",
        "2025年决算数",
    }


def test_finals_become_the_prior_year_s(new: SelfEvaluation) -> None:
    base = of(new, BASE_DATA)
    assert base.cell(THREE_PUBLIC, PRIOR_FINAL).value == Decimal("0.85")
    assert {row.label.text: row[PRIOR_FINAL].text for row in base.lines(SPECIAL_FUNDS)} == {
        "人大政协专项经费": "35.65",
        "区、乡人大代表工作站项目": "20",
    }
    assert filled([row[column] for row in base.records("expenses") for column in (BUDGET, FINAL)]) == []


def test_results_are_cleared(new: SelfEvaluation) -> None:
    assert new.narrative is not None
    assert new.narrative.cell(BASIC_FIGURE).is_blank
    assert new.department is not None
    assert new.department.cell(INCOME).is_blank
    for table in new.score_tables:
        funds = table.cell(DEPARTMENT_FUNDS, INITIAL), table.cell(DEPARTMENT_FUNDS, EXECUTED)
        results = [row[column] for row in table.indicators for column in (ACTUAL, SCORE, NOTE)]
        assert filled([*funds, *results]) == []
    assert new.explanations == ()


def test_structure_is_kept(new: SelfEvaluation) -> None:
    assert new.narrative is not None
    assert new.narrative.cell(UNIT).text == "屈原管理区人大政协联络办"
    assert [table.cell(PROJECT_NAME).text for table in new.projects] == [
        "人大政协专项经费",
        "区、乡人大代表工作站项目",
    ]
    first = new.projects[0]
    assert first.indicators[0][LEVEL3].text == "1.开展工作评议"
    assert first.indicators[0][WEIGHT].value == Decimal(5)
    assert first.cell(TOTAL, WEIGHT).value == Decimal(100)
    assert [group.points.value for group in first.groups] == [Decimal(50), Decimal(30), Decimal(10)]


def test_texts_are_marked(new: SelfEvaluation) -> None:
    narrative = of(new, NARRATIVE)
    assert narrative.cell(POSTS_FIGURE).text == "【待更新】12"
    assert narrative.cell(PERSONNEL_ITEMS).text.startswith("【待更新】基本工资")
    assert narrative.paragraphs["problems"][0].text.startswith("【待更新】我单位")
    assert narrative.paragraphs["fund_section"][0].text == "本单位无政府性基金预算支出。"
    assert new.projects[0].indicators[0][TARGET].text == "【待更新】≤6个单位"


def test_one_finding_for_each_table_with_marks(result: Result) -> None:
    marked = [finding for finding in result.findings if "【待更新】" in finding.message]
    assert [(finding.rule, finding.at.sheet if finding.at else "") for finding in marked] == [
        ("FORM-06", "报告正文"),
        ("FORM-06", "附件1 基础数据表"),
        ("FORM-06", "附件2 部门自评表"),
        ("FORM-06", "附件3 项目自评表"),
        ("FORM-06", "附件3 项目自评表 (2)"),
    ]
    assert "TYPE-01" not in {finding.rule for finding in result.findings}


def test_the_clerk_is_told_what_to_do(imported: Imported) -> None:
    said = [remark.content for remark in imported.remarks]
    assert said == [
        "沿用上年的文字、目标值和人数前面都标了“【待更新】”。",
        "沿用了上年的项目“人大政协专项经费”。",
        "沿用了上年的项目“区、乡人大代表工作站项目”。",
    ]
