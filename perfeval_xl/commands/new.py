"""`perfeval-xl new`: the blank workbook."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_xl.commands.options import add_profile
from perfeval_xl.commands.outcome import PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import say
from perfeval_xl.file_names import shown
from perfeval_xl.profile import DEFAULT, available, find

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser("new", help="生成空白填报工作簿")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="默认：部门整体支出绩效自评_年度.xlsx"
    )
    parser.add_argument("--year", type=_year, default=dt.date.today().year - 1, help="年度，默认去年")
    parser.add_argument("--projects", type=_count, default=1, metavar="N", help="项目自评表张数，默认 1")
    add_profile(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from perfeval_xl.writers.template import write_template

    path: Path = options.output or Path(f"部门整体支出绩效自评_{options.year}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise CommandFailed(f"{path}：新工作簿的文件名要以 .xlsx 结尾。")
    if path.exists():
        raise CommandFailed(f"{path} 已经存在，没有覆盖。请用 -o 换一个文件名，或先把它移走。")
    profile = find(options.profile or DEFAULT)
    try:
        write_template(path, profile, options.year, options.projects)
    except OSError as error:
        raise CommandFailed(cannot_write(path, error)) from error
    say(f"已生成 {shown(path)}（{options.year} 年度，口径：{profile.title}）。\n")
    if profile.name not in available():
        say(f"校验和导出时也要用这份口径文件：加上 --profile {shown(options.profile)}。\n")
    return PASSED


def _year(text: str) -> int:
    if not text.isdecimal() or not 2000 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"年度应为 2000 到 2100 之间的四位年份，现在是“{text}”")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"项目自评表张数应为 1 到 200，现在是“{text}”")
    return int(text)
