"""The command line; design.md makes it a contract."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from perfeval_xl import __version__
from perfeval_xl.checking import check_file
from perfeval_xl.findings import Result
from perfeval_xl.profile import ProfileError, available, load
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.writers.terminal import findings_as_text, rule_as_text, summary

PASSED: Final = 0
ERRORS_FOUND: Final = 1
FAILED: Final = 2
"""A file could not be read or written, or the command is wrong."""

DEFAULT_DEMO: Final = Path("perfeval-demo")


class _Failure(Exception):
    """Ends the command with one clear line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 no errors, 1 errors found, 2 failed."""
    options = _parser().parse_args(arguments)
    _prepare_output(as_json=getattr(options, "format", "") == "json")
    try:
        return int(options.run(options))
    except (ProfileError, _Failure) as failure:
        print(failure, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output went away (… | head): nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _prepare_output(*, as_json: bool) -> None:
    """A Windows console may not know every sign we print; JSON is UTF-8 everywhere."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace", **({"encoding": "utf-8"} if as_json else {}))


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="perfeval-xl", description="部门整体支出绩效自评：填表、校验、导出 Word 报告。"
    )
    parser.add_argument("--version", action="version", version=f"perfeval-xl {__version__}")
    commands = parser.add_subparsers(metavar="命令", required=True)

    demo = commands.add_parser("demo", help="用真实案例走一遍：填好的工作簿、校验结果、Word 报告")
    demo.add_argument("folder", nargs="?", type=Path, default=DEFAULT_DEMO, metavar="DIR")
    demo.set_defaults(run=_demo)

    new = commands.add_parser("new", help="生成空白填报工作簿")
    new.add_argument("-o", "--output", type=Path, metavar="FILE", help="默认：部门整体支出绩效自评_年度.xlsx")
    new.add_argument("--year", type=_year, default=dt.date.today().year - 1, help="年度，默认去年")
    new.add_argument("--projects", type=_count, default=1, metavar="N", help="项目自评表张数，默认 1")
    _add_profile(new)
    new.set_defaults(run=_new)

    validate = commands.add_parser("validate", help="校验一个或多个工作簿")
    validate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    validate.add_argument("--format", choices=("text", "json"), default="text")
    validate.add_argument("-o", "--output", type=Path, metavar="FINDINGS.xlsx", help="把问题清单另存为工作簿")
    _add_profile(validate)
    validate.set_defaults(run=_validate)

    export = commands.add_parser("export", help="导出 Word 报告")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("-o", "--output", type=Path, metavar="REPORT.docx", help="默认：与工作簿同名的 .docx")
    _add_profile(export)
    export.set_defaults(run=_export)

    rules = commands.add_parser("rules", help="列出全部规则，或详细说明一条")
    rules.add_argument("id", nargs="?", metavar="ID")
    rules.set_defaults(run=_rules)
    return parser


def _add_profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile", metavar="NAME", help=f"评价口径，默认用工作簿里写的；可选：{'、'.join(available())}"
    )


def _year(text: str) -> int:
    if not text.isdecimal() or not 2000 <= int(text) <= 2100:
        raise argparse.ArgumentTypeError(f"年度应为 2000 到 2100 之间的四位年份，现在是“{text}”")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"项目自评表张数应为 1 到 200，现在是“{text}”")
    return int(text)


def _demo(options: argparse.Namespace) -> int:
    from perfeval_xl.examples import EXAMPLE_NAME, EXAMPLE_PROFILE, example_tables
    from perfeval_xl.writers.report import write_report
    from perfeval_xl.writers.results import write_results
    from perfeval_xl.writers.template import write_workbook

    folder: Path = options.folder
    workbook = folder / f"{EXAMPLE_NAME}.xlsx"
    findings, report = folder / f"{EXAMPLE_NAME}_校验结果.xlsx", folder / f"{EXAMPLE_NAME}_自评报告.docx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_workbook(workbook, example_tables(), load(EXAMPLE_PROFILE))
        result = check_file(workbook)
        write_results(findings, [result])
        write_report(result, report)
    except OSError as error:
        raise _Failure(_cannot_write(Path(error.filename or folder), error)) from error
    sys.stdout.write(findings_as_text(result, colour=_colour()))
    print("\n生成的文件：")
    for path, what in ((workbook, "填好的工作簿"), (findings, "问题清单"), (report, "Word 报告（草稿）")):
        print(f"  {path}　{what}")
    return PASSED


def _new(options: argparse.Namespace) -> int:
    from perfeval_xl.writers.template import write_template

    path: Path = options.output or Path(f"部门整体支出绩效自评_{options.year}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise _Failure(f"{path}：新工作簿的文件名要以 .xlsx 结尾。")
    if path.exists():
        raise _Failure(f"{path} 已经存在，没有覆盖。请用 -o 换一个文件名，或先把它移走。")
    profile = load(options.profile or "national")
    try:
        write_template(path, profile, options.year, options.projects)
    except OSError as error:
        raise _Failure(_cannot_write(path, error)) from error
    print(f"已生成 {path}（{options.year} 年度，口径：{profile.title}）。")
    return PASSED


def _validate(options: argparse.Namespace) -> int:
    as_json = options.format == "json"
    results: list[Result] = []
    unreadable = 0
    for path in options.files:
        try:
            result = check_file(path, options.profile)
        except UnreadableFile as refusal:
            unreadable += 1
            if as_json:
                print(json.dumps({"file": str(path), "error": str(refusal)}, ensure_ascii=False))
            else:
                print(f"{path}：{refusal}", file=sys.stderr)
            continue
        results.append(result)
        if as_json:
            print(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            separator = "\n" if len(results) > 1 else ""
            sys.stdout.write(separator + findings_as_text(result, colour=_colour()))
    if options.output is not None:
        _write_findings(options.output, results)
    if unreadable:
        return FAILED
    return ERRORS_FOUND if any(result.errors for result in results) else PASSED


def _write_findings(path: Path, results: Sequence[Result]) -> None:
    from perfeval_xl.writers.results import write_results

    if path.suffix.lower() != ".xlsx":
        raise _Failure(f"{path}：问题清单的文件名要以 .xlsx 结尾。")
    if any(path.exists() and path.samefile(result.evaluation.source) for result in results):
        raise _Failure(f"{path} 就是要校验的工作簿，不能被问题清单覆盖。请用 -o 换一个文件名。")
    try:
        write_results(path, results)
    except OSError as error:
        raise _Failure(_cannot_write(path, error)) from error


def _export(options: argparse.Namespace) -> int:
    from perfeval_xl.writers.report import write_report

    path: Path = options.output or options.file.with_suffix(".docx")
    if path.suffix.lower() != ".docx":
        raise _Failure(f"{path}：Word 报告的文件名要以 .docx 结尾。")
    if options.output is None and path.exists():
        raise _Failure(f"{path} 已经存在，没有覆盖。要覆盖或另存，请用 -o 写明文件名。")
    try:
        result = check_file(options.file, options.profile)
    except UnreadableFile as refusal:
        raise _Failure(f"{options.file}：{refusal}") from refusal
    if not result.evaluation.tables:
        raise _Failure(f"{options.file}：没有找到自评表，无从导出。运行 perfeval-xl validate 查看原因。")
    try:
        write_report(result, path)
    except OSError as error:
        raise _Failure(_cannot_write(path, error)) from error
    print(f"已导出 {path}。")
    print(summary(result))
    if result.errors:
        print("报告还有错误，页眉标了“草稿”。改正后请重新导出。")
    return PASSED


def _rules(options: argparse.Namespace) -> int:
    if options.id is None:
        for rule in REGISTER:
            print(f"{rule.id:<9} {rule.severity.title}  {rule.title}")
        return PASSED
    rule = REGISTER.get(options.id)
    if rule is None:
        raise _Failure(f"没有编号为“{options.id}”的规则。运行 perfeval-xl rules 查看全部编号。")
    sys.stdout.write(rule_as_text(rule, colour=_colour()))
    return PASSED


def _cannot_write(path: Path, error: OSError) -> str:
    """Why a file could not be written, and what to do; the old one is still there."""
    if isinstance(error, PermissionError):
        return (
            f"{path} 写不进去：可能正在 Excel、WPS 或 Word 里打开，或没有写权限。"
            "请关闭后重试，或用 -o 换一个位置。"
        )
    if isinstance(error, FileNotFoundError):
        return f"{path} 写不进去：文件夹不存在。请先建好文件夹，或用 -o 换一个位置。"
    return f"{path} 写不进去：{error.strerror or error}。请检查磁盘空间和文件名，或用 -o 换一个位置。"


if __name__ == "__main__":
    sys.exit(main())
