"""`perfeval-xl import`: a new workbook from a Word report or from another workbook."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfeval_xl.commands.options import add_profile
from perfeval_xl.commands.outcome import PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import say
from perfeval_xl.file_names import shown
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.terminal import printable

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands
    from perfeval_xl.importing import Imported
    from perfeval_xl.remarks import Remark

_MOST_SHOWN: Final = 20
"""Remarks on the terminal; all of them are in the workbook."""
_LONGEST_SHOWN: Final = 60


def add(commands: Commands) -> None:
    parser = commands.add_parser("import", help="从 Word 报告或单位自己的工作簿导入，生成新工作簿")
    parser.add_argument("source", type=Path, metavar="SOURCE", help=".docx、.xlsx、.xlsm、.xls 或 .ods")
    parser.add_argument("-o", "--output", type=Path, metavar="WORKBOOK.xlsx", required=True)
    parser.add_argument(
        "--next-year",
        action="store_true",
        help="用上年的报告开始新一年：本年决算转为上年决算，清空结果，文字保留并标“【待更新】”",
    )
    add_profile(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from perfeval_xl.importing import NothingToImport, import_file
    from perfeval_xl.writers.template import write_workbook

    path: Path = options.output
    if path.suffix.lower() != ".xlsx":
        raise CommandFailed(f"{path}：新工作簿的文件名要以 .xlsx 结尾。")
    if path.exists():
        raise CommandFailed(f"{path} 已经存在，没有覆盖。请用 -o 换一个文件名，或先把它移走。")
    try:
        imported = import_file(options.source, options.profile, next_year=options.next_year)
    except (UnreadableFile, NothingToImport) as refusal:
        raise CommandFailed(f"{options.source}：{refusal}") from refusal
    try:
        write_workbook(path, imported.tables, imported.profile, imported.explanations, imported.remarks)
    except OSError as error:
        raise CommandFailed(cannot_write(path, error)) from error
    say("\n".join(_report(path, imported)) + "\n")
    return PASSED


def _report(path: Path, imported: Imported) -> Iterator[str]:
    year = f"{imported.year} 年度" if imported.year else "年度不明"
    unit = printable(imported.unit) or "单位不明"
    yield f"已导入 {shown(path)}（{unit}，{year}，口径：{imported.profile.title}）。"
    if not imported.remarks:
        yield "原文件的内容都已导入，没有遗漏。"
        return
    yield f"有 {len(imported.remarks)} 条需要看一看，都列在工作簿的“导入说明”里："
    for remark in imported.remarks[:_MOST_SHOWN]:
        yield f"  {_line(remark)}"
    if len(imported.remarks) > _MOST_SHOWN:
        yield f"  …… 其余 {len(imported.remarks) - _MOST_SHOWN} 条见“导入说明”。"


def _line(remark: Remark) -> str:
    content = printable(remark.content)
    if len(content) > _LONGEST_SHOWN:
        content = f"{content[:_LONGEST_SHOWN]}……"
    place = f"{printable(remark.place)}：" if remark.place else ""
    return f"{place}{remark.kind.value} {content}"
