"""`perfeval-xl validate`: the findings of one or more files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_xl.checking import PreviousProblem, check_file, is_results
from perfeval_xl.commands.options import add_profile
from perfeval_xl.commands.outcome import ERRORS_FOUND, FAILED, PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import in_colour, say, say_json
from perfeval_xl.file_names import shown
from perfeval_xl.findings import Result
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.terminal import findings_as_text, printable

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser("validate", help="校验一个或多个工作簿，也能直接校验 Word 报告（.docx）")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("-o", "--output", type=Path, metavar="FINDINGS.xlsx", help="把问题清单另存为工作簿")
    parser.add_argument(
        "--previous", type=Path, metavar="LAST_YEAR", help="上年的工作簿或报告，核对上年决算数和项目名称"
    )
    add_profile(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    as_json = options.format == "json"
    output: Path | None = options.output
    results: list[Result] = []
    unreadable = 0
    if options.previous is not None and len(options.files) > 1:
        raise CommandFailed("--previous 一次只能核对一个单位，请把各单位的文件分开校验。")
    for path in options.files:
        if output is not None and _is_old_list(path, output):
            continue
        try:
            result = check_file(path, options.profile, options.previous)
        except PreviousProblem as problem:
            raise CommandFailed(problem) from problem
        except UnreadableFile as refusal:
            unreadable += 1
            if as_json:
                say_json({"file": shown(path), "error": str(refusal)})
            else:
                print(printable(f"{path}：{refusal}"), file=sys.stderr)
            continue
        results.append(result)
        if as_json:
            say_json(result.as_json())
            for notice in result.evaluation.notices:
                print(printable(f"{path}：{notice}。"), file=sys.stderr)
        else:
            separator = "\n" if len(results) > 1 else ""
            say(separator + findings_as_text(result, colour=in_colour()))
    if output is not None:
        _write_findings(output, results)
    if unreadable:
        return FAILED
    return ERRORS_FOUND if any(result.errors for result in results) else PASSED


def _is_old_list(path: Path, output: Path) -> bool:
    """Whether a file to be validated is the list of findings from last time (validate *.xlsx -o …)."""
    return path.exists() and output.exists() and path.samefile(output) and is_results(output)


def _write_findings(path: Path, results: Sequence[Result]) -> None:
    from perfeval_xl.writers.results import write_results

    if path.suffix.lower() != ".xlsx":
        raise CommandFailed(f"{path}：问题清单的文件名要以 .xlsx 结尾。")
    if path.exists() and not is_results(path):
        raise CommandFailed(f"{path} 已经存在，而且不是问题清单，没有覆盖。请用 -o 换一个文件名。")
    try:
        write_results(path, results)
    except OSError as error:
        raise CommandFailed(cannot_write(path, error)) from error
