"""`perfeval-xl export`: the Word report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_xl.checking import check_file
from perfeval_xl.commands.options import add_profile
from perfeval_xl.commands.outcome import PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import say
from perfeval_xl.file_names import shown
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.terminal import summary

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser("export", help="导出 Word 报告")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, metavar="REPORT.docx", help="默认：与工作簿同名的 .docx")
    parser.add_argument(
        "--reference",
        type=Path,
        metavar="STYLES.docx",
        help="样式参照文件：报告的纸张、页边距和各样式照它的；可用导出的报告改好样式后另存",
    )
    add_profile(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from perfeval_xl.exporting import UnusableReference, export_report

    path: Path = options.output or options.file.with_suffix(".docx")
    if path.suffix.lower() != ".docx":
        raise CommandFailed(f"{path}：Word 报告的文件名要以 .docx 结尾。")
    if path.exists() and options.file.exists() and path.samefile(options.file):
        raise CommandFailed(f"{path} 就是要导出的文件，没有覆盖。请用 -o 换一个文件名。")
    reference: Path | None = options.reference
    if reference is not None and path.exists() and reference.exists() and path.samefile(reference):
        raise CommandFailed(f"{path} 是样式参照文件，没有覆盖。请用 -o 换一个文件名。")
    if options.output is None and path.exists():
        raise CommandFailed(f"{path} 已经存在，没有覆盖。要覆盖或另存，请用 -o 写明文件名。")
    try:
        result = check_file(options.file, options.profile)
    except UnreadableFile as refusal:
        raise CommandFailed(f"{options.file}：{refusal}") from refusal
    if not result.evaluation.tables:
        raise CommandFailed(f"{options.file}：没有找到自评表，无从导出。运行 perfeval-xl validate 查看原因。")
    replaced = path.exists()
    try:
        export_report(result, path, reference)
    except UnusableReference as refusal:
        raise CommandFailed(str(refusal)) from refusal
    except OSError as error:
        raise CommandFailed(cannot_write(path, error)) from error
    say(f"已导出 {shown(path)}{'（替换了原来的文件）' if replaced else ''}。\n{summary(result)}\n")
    if result.errors:
        say("报告还有错误，页眉标了“草稿”。改正后请重新导出。\n")
    return PASSED
