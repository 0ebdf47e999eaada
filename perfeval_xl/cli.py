"""The command line; design.md makes it a contract."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from perfeval_xl import __version__
from perfeval_xl.checking import check_file, is_results
from perfeval_xl.findings import Result
from perfeval_xl.profile import ProfileError, available, load
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.writers.terminal import findings_as_text, printable, rule_as_text, summary

PASSED: Final = 0
ERRORS_FOUND: Final = 1
FAILED: Final = 2
"""A file could not be read or written, or the command is wrong."""

DEFAULT_DEMO: Final = Path("perfeval-demo")


class _Failure(Exception):
    """Ends the command with one clear line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 no errors, 1 errors found, 2 failed."""
    _prepare_output()
    options = _parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
    except (ProfileError, _Failure) as failure:
        print(printable(str(failure)), file=sys.stderr)
        return FAILED
    except OSError as error:
        # Only writing to the terminal or the pipe is left to fail here; files word their own failures.
        print(f"结果没有能全部输出：{error.strerror or error}。", file=sys.stderr)
        return FAILED
    return status


def _prepare_output() -> None:
    """A console may not know every sign we print, and a program without a console has no output at all."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it lives as long as we
    sys.stderr = sys.stderr or sys.stdout
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _say(text: str) -> None:
    """Prints a text of the program's own, or one that is `printable`; a reader who has gone is no failure."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # … | head: what follows goes nowhere, and the exit status still tells what was found.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it lives as long as we


def _say_json(found: dict[str, Any]) -> None:
    """Prints one object on one line, in UTF-8 everywhere."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    line = json.dumps(found, ensure_ascii=False)
    for separator in "\u0085\u2028\u2029":
        line = line.replace(separator, f"\\u{ord(separator):04x}")
    _say(line + "\n")


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

    addin = commands.add_parser("addin", help="表格软件里的按钮：生成、安装、卸载、查看")
    addin.add_argument("action", choices=("build", "install", "uninstall", "status"))
    addin.add_argument("--host", metavar="excel|libreoffice", help="默认：Windows 和 macOS 上是 excel")
    addin.add_argument("-o", "--output", type=Path, metavar="FILE", help="build 生成的文件")
    addin.set_defaults(run=_addin)
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
        _put(workbook, lambda path: write_workbook(path, example_tables(), load(EXAMPLE_PROFILE)))
        result = check_file(workbook)
        _put(findings, lambda path: write_results(path, [result]))
        _put(report, lambda path: write_report(result, path))
    except OSError as error:
        raise _Failure(_cannot_write(Path(error.filename or folder), error)) from error
    _say(findings_as_text(result, colour=_colour()))
    _say("\n生成的文件：\n")
    for path, what in ((workbook, "填好的工作簿"), (findings, "问题清单"), (report, "Word 报告（草稿）")):
        _say(f"  {path}　{what}\n")
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
            raise _Failure(
                f"{path} 已经存在，内容改动过，没有覆盖。请把它移走，或另选文件夹：perfeval-xl demo 文件夹名"
            )


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
    _say(f"已生成 {path}（{options.year} 年度，口径：{profile.title}）。\n")
    return PASSED


def _validate(options: argparse.Namespace) -> int:
    as_json = options.format == "json"
    output: Path | None = options.output
    results: list[Result] = []
    unreadable = 0
    for path in options.files:
        if output is not None and _is_old_list(path, output):
            continue
        try:
            result = check_file(path, options.profile)
        except UnreadableFile as refusal:
            unreadable += 1
            if as_json:
                _say_json({"file": str(path), "error": str(refusal)})
            else:
                print(printable(f"{path}：{refusal}"), file=sys.stderr)
            continue
        results.append(result)
        if as_json:
            _say_json(result.as_json())
        else:
            separator = "\n" if len(results) > 1 else ""
            _say(separator + findings_as_text(result, colour=_colour()))
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
        raise _Failure(f"{path}：问题清单的文件名要以 .xlsx 结尾。")
    if path.exists() and not is_results(path):
        raise _Failure(f"{path} 已经存在，而且不是问题清单，没有覆盖。请用 -o 换一个文件名。")
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
    replaced = path.exists()
    try:
        write_report(result, path)
    except OSError as error:
        raise _Failure(_cannot_write(path, error)) from error
    _say(f"已导出 {path}{'（替换了原来的文件）' if replaced else ''}。\n{summary(result)}\n")
    if result.errors:
        _say("报告还有错误，页眉标了“草稿”。改正后请重新导出。\n")
    return PASSED


def _rules(options: argparse.Namespace) -> int:
    if options.id is None:
        for rule in REGISTER:
            _say(f"{rule.id:<9} {rule.severity.title}  {rule.title}\n")
        return PASSED
    rule = REGISTER.get(options.id)
    if rule is None:
        raise _Failure(f"没有编号为“{options.id}”的规则。运行 perfeval-xl rules 查看全部编号。")
    _say(rule_as_text(rule, colour=_colour()))
    return PASSED


def _addin(options: argparse.Namespace) -> int:
    from perfeval_xl.hosts import command
    from perfeval_xl.hosts.problem import AddinProblem

    try:
        well, lines = command.run(options.action, options.host, options.output)
    except AddinProblem as problem:
        raise _Failure(problem) from problem
    except OSError as error:
        raise _Failure(_cannot_write(options.output or Path(error.filename or ""), error)) from error
    _say("\n".join(lines) + "\n")
    return PASSED if well else ERRORS_FOUND


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
