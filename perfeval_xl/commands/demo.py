"""`perfeval-xl demo`: the example, in one go: workbook, findings, Word report."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from perfeval_xl.checking import check_file
from perfeval_xl.commands.outcome import PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import in_colour, say
from perfeval_xl.file_names import shown
from perfeval_xl.profile import load
from perfeval_xl.writers.terminal import findings_as_text

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands

DEFAULT_DEMO: Final = Path("perfeval-demo")


def add(commands: Commands) -> None:
    parser = commands.add_parser("demo", help="用真实案例走一遍：填好的工作簿、校验结果、Word 报告")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_DEMO, metavar="DIR")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from perfeval_xl.examples import EXAMPLE_NAME, EXAMPLE_PROFILE, example_tables
    from perfeval_xl.exporting import export_report
    from perfeval_xl.writers.results import write_results
    from perfeval_xl.writers.template import write_workbook

    folder: Path = options.folder
    workbook = folder / f"{EXAMPLE_NAME}.xlsx"
    findings, report = folder / f"{EXAMPLE_NAME}_校验结果.xlsx", folder / f"{EXAMPLE_NAME}_自评报告.docx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(workbook, lambda path: write_workbook(path, example_tables(), load(EXAMPLE_PROFILE)))
        result = check_file(workbook)
        _put(findings, lambda path: write_results(path, [result]))
        _put(report, lambda path: export_report(result, path))
    except OSError as error:
        raise CommandFailed(cannot_write(Path(error.filename or folder), error)) from error
    say(findings_as_text(result, colour=in_colour()))
    say("\n生成的文件：\n")
    for path, what in ((workbook, "填好的工作簿"), (findings, "问题清单"), (report, "Word 报告（草稿）")):
        say(f"  {shown(path)}　{what}\n")
    return PASSED


def _put(path: Path, write: Callable[[Path], None]) -> None:
    """Writes a file of the demo; one that stands there and was changed since is kept."""
    if not path.exists():
        write(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / path.name
        write(fresh)
        if fresh.read_bytes() != path.read_bytes():
            raise CommandFailed(
                f"{path} 已经存在，内容改动过，没有覆盖。请把它移走，或另选文件夹：perfeval-xl demo 文件夹名"
            )
