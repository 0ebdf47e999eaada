"""Measures the export of the Word report: ``python -m tests.benchmarks.word_report``. Needs the extra dev.

Beside it docxtpl renders the same tables from a template that has everything but the indicators in it; what
is compared is the processor's time, as the machine may be busy with other things.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from statistics import median

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate

from perfeval_xl.findings import Result
from perfeval_xl.writers.report import build_report, write_report
from tests.writers.word_reports import result_of

RUNS = 5
INDICATORS = 30
PROJECTS = (1, 15, 30, 60)
COLUMNS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "note")
KINDS = ("数量指标", "质量指标", "时效指标", "成本指标")


def indicators(count: int) -> list[dict[str, str]]:
    """`count` indicators of one project."""
    rows: list[dict[str, str]] = []
    for n in range(count):
        begins_kind = n % max(1, count // len(KINDS)) == 0
        cells = (
            "产出指标（50分）" if n == 0 else "",
            KINDS[min(n * len(KINDS) // count, len(KINDS) - 1)] if begins_kind else "",
            f"第{n + 1}项工作按计划推进并完成",
            f"≥{n + 1}公里",
            f"{n + 2}公里",
            "3",
            "3",
            "",
        )
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return rows


def project(count: int, number: int = 1) -> str:
    """A project with so many indicators, in the notation of the examples."""
    lines = "".join(f"指标 | {' | '.join(row.values())}\n" for row in indicators(count))
    return (
        f"\n# 附件3 项目自评表\n项目支出名称 | 项目{number}\n主管部门 | 某局\n实施单位 | 某局\n"
        f"年度资金总额 | 50 | 40 | 35 | 10 | | 8.75\n{lines}总分 | 100 |\n"
    )


def template(path: Path) -> None:
    """The same tables for docxtpl: our own report of one project, its one indicator row made a loop."""
    document = build_report(result_of(project(1)))
    table = document.tables[-1]
    heading, row = table._tbl.tr_lst[:2]
    before, behind = deepcopy(row), deepcopy(row)
    heading.addnext(before)
    row.addnext(behind)
    _fill(table, 1, ["{%tr for row in project.rows %}"])
    _fill(table, 2, ["", *(f"{{{{ row.{column} }}}}" for column in COLUMNS)])
    _fill(table, 3, ["{%tr endfor %}"])
    document.paragraphs[0].insert_paragraph_before("{%p for project in projects %}")
    document.add_paragraph("{%p endfor %}")
    document.save(str(path))


def _fill(table: Table, row: int, texts: Sequence[str]) -> None:
    """Puts texts into the cells of a row, blanks where there are no more."""
    for number, cell in enumerate(table._tbl.tr_lst[row].tc_lst):
        content = cell.p_lst[0]
        for run in content.r_lst:
            content.remove(run)
        Paragraph(content, table).add_run(texts[number] if number < len(texts) else "")


def in_turn(*actions: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The median processor seconds of each action, taken in turn."""
    times: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(runs):
        for number, action in enumerate(actions):
            begin = time.process_time()
            action()
            times[number].append(time.process_time() - begin)
    return [median(measured) for measured in times]


def render(path: Path, projects: int, output: Path) -> None:
    document = DocxTemplate(path)
    rows = indicators(INDICATORS)
    document.render({"projects": [{"rows": rows}] * projects})
    document.save(output)


def report(projects: int) -> Result:
    return result_of("".join(project(INDICATORS, number) for number in range(1, projects + 1)))


def main() -> int:
    """Prints the table of the README's section on performance."""
    print("| projects of 30 indicators | export | docxtpl, the same tables | ratio | export of one project |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        output, rendered, looped = (Path(folder) / name for name in ("ours.docx", "theirs.docx", "loop.docx"))
        template(looped)
        for projects in PROJECTS:
            ours, theirs = in_turn(
                partial(write_report, report(projects), output), partial(render, looped, projects, rendered)
            )
            if rows_in(output) != rows_in(rendered):
                raise RuntimeError("the two do not make the same tables")
            times = f"{ours * 1000:.0f} ms | {theirs * 1000:.0f} ms | {ours / theirs:.2f}"
            print(f"| {projects} | {times} | {ours / projects * 1000:.1f} ms |", flush=True)
    return 0


def rows_in(path: Path) -> int:
    return len(docx.Document(str(path)).element.body.xpath(".//w:tr"))


if __name__ == "__main__":
    sys.exit(main())
