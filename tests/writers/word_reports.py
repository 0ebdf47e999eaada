"""Makes reports from the notation of the examples, and reads them as their readers see them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from perfeval_xl import profile
from perfeval_xl.findings import Finding, Result, Severity
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.writers.report import build_report

HUNAN = profile.load("hunan-2024")
EXAMPLE = files("perfeval_xl").joinpath("examples", "quyuan_2024.txt").read_text(encoding="utf-8")

PROJECT = """
# 附件3 项目自评表
项目支出名称 | 道路维护
年度资金总额 | 50 | 40 | 35 | 10 | | 8.75
指标 | 产出指标（50分） | 数量指标 | 里程 | ≥6公里 | 7公里 | 20 | 20 |
指标 | | | 路灯 | ≥60盏 | 60盏 | 30 | 30 |
总分 | 100 |
"""


def result_of(text: str, errors: int = 0) -> Result:
    evaluation = read_evaluation(grids_of(text, HUNAN), HUNAN, "某单位.xlsx")
    return Result(evaluation, tuple(_finding() for _ in range(errors)), 0, 0)


def _finding() -> Finding:
    return Finding("BASE-05", Severity.ERROR, None, "项目支出", "1", "2", "不等", "改正")


def report_of(text: str, errors: int = 0) -> Document:
    return build_report(result_of(text, errors))


def texts(document: Document) -> list[str]:
    """The paragraphs that are shown."""
    return [
        paragraph.text for paragraph in document.paragraphs if not paragraph._p.xpath("w:pPr/w:rPr/w:vanish")
    ]


def form_tables(document: Document) -> list[list[Table]]:
    """The tables of the form, each as the Word tables that it consists of."""
    tables: list[list[Table]] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables[-1].append(block)
        elif not block._p.xpath("w:pPr/w:rPr/w:vanish"):
            tables.append([])
    return [parts for parts in tables if parts]


def cells(parts: list[Table]) -> list[list[str]]:
    """Row by row the cells that Word holds: a merged one once in its row, and blank in the rows below."""
    rows = (row for table in parts for row in table._tbl.tr_lst)
    return [["\n".join(_text_of(p) for p in tc.p_lst) for tc in row.tc_lst] for row in rows]


def _text_of(element) -> str:
    breaks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(breaks.get(node.tag, node.text or "") for node in element.iter(qn("w:t"), *breaks))


def all_cells(document: Document) -> Iterator[str]:
    for parts in form_tables(document):
        for row in cells(parts):
            yield from row
