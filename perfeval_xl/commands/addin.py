"""`perfeval-xl addin`: builds, installs and removes the buttons of a spreadsheet program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_xl.commands.outcome import ERRORS_FOUND, PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import say

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser("addin", help="表格软件里的按钮：生成、安装、卸载、查看")
    parser.add_argument("action", choices=("build", "install", "uninstall", "status"))
    parser.add_argument(
        "--host",
        metavar="excel|libreoffice",
        help="默认：Windows 和 macOS 上是 excel，Linux 上是 libreoffice",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="build 生成的文件")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from perfeval_xl.hosts import command
    from perfeval_xl.hosts.problem import AddinProblem

    try:
        well, lines = command.run(options.action, options.host, options.output)
    except AddinProblem as problem:
        raise CommandFailed(problem) from problem
    except OSError as error:
        raise CommandFailed(cannot_write(options.output or Path(error.filename or ""), error)) from error
    say("\n".join(lines) + "\n")
    return PASSED if well else ERRORS_FOUND
