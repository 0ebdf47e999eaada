"""`perfeval-xl batch`: a whole folder of self-evaluations, for the reviewer at the finance bureau."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from perfeval_xl.commands.options import add_profile
from perfeval_xl.commands.outcome import ERRORS_FOUND, FAILED, PASSED, CommandFailed, cannot_write
from perfeval_xl.commands.terminal import say, say_json
from perfeval_xl.file_names import shown
from perfeval_xl.profile import available, find
from perfeval_xl.system_errors import cause_of
from perfeval_xl.writers.terminal import printable

if TYPE_CHECKING:
    from perfeval_xl.bureau.across.comparing import Noticed
    from perfeval_xl.bureau.desk import Checked, Letters, Run
    from perfeval_xl.bureau.files import FoundFiles
    from perfeval_xl.bureau.journal import Journal
    from perfeval_xl.bureau.previous import Previous
    from perfeval_xl.bureau.standing import Remark, Standing
    from perfeval_xl.commands import Commands

_JOURNAL: Final = ".journal"
_PREVIOUS_JOURNAL: Final = ".上年.journal"
_SHOWN: Final = 10
"""Remarks that are named on the terminal; all stand in the summary."""
_MOST_JOBS: Final = 60
"""As many as one process can wait for on Windows."""
_EXTRA: Final = ("pandas", "tqdm", "rensa", "rapidfuzz", "ahocorasick")
_NEEDED: Final = '批量审核需要另外的组件，请运行：pip install "perfeval-xl[{}]"'


def add(commands: Commands) -> None:
    parser = commands.add_parser("batch", help="批量审核一个文件夹里的全部自评，汇总成一张表")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, metavar="SUMMARY.xlsx", help="汇总表")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="同时几个进程，默认全部处理器"
    )
    where.add_argument("--scheduler", metavar="ADDRESS", help="交给 Dask 集群做，例如 tcp://主机名:8786")
    parser.add_argument(
        "--previous", type=Path, metavar="FOLDER", help="上年自评的文件夹，逐个单位与上年核对"
    )
    parser.add_argument("--letters", type=Path, metavar="DIR", help="给每个有问题的单位写一份 Word 修改意见")
    parser.add_argument("--resume", action="store_true", help="接着上次做，只重新检查内容或口径变了的文件")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_profile(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    try:
        return _run(options)
    except KeyboardInterrupt:
        raise CommandFailed(
            "已停止，汇总没有写完。已检查的都保存着，加 --resume 再运行一次即可接着做。"
        ) from None
    except ModuleNotFoundError as missing:
        if missing.name in ("dask", "distributed"):
            raise CommandFailed(_NEEDED.format("cluster")) from missing
        if missing.name in _EXTRA:
            raise CommandFailed(_NEEDED.format("bureau")) from missing
        raise


def _run(options: argparse.Namespace) -> int:
    from perfeval_xl.bureau.cluster import ClusterProblem, check_address
    from perfeval_xl.bureau.compared import previous_lines
    from perfeval_xl.bureau.desk import check_all
    from perfeval_xl.bureau.journal import Journal
    from perfeval_xl.bureau.journal_file import JournalProblem
    from perfeval_xl.bureau.standing import standing_of

    output: Path | None = options.output
    _check_options(options)
    if options.scheduler is not None:
        try:
            check_address(options.scheduler)
        except ClusterProblem as problem:
            raise CommandFailed(problem) from problem
    if options.profile:
        profile = find(options.profile)  # What is wrong is said once, before the files are read.
        if profile.name not in available():
            options.profile = str(Path(options.profile).absolute())
    if options.scheduler is not None:
        # Workers have a working folder of their own.
        options.folder = options.folder.absolute()
        options.previous = options.previous and options.previous.absolute()
    found = _find(options)
    letters: Letters | None = None
    try:
        last = () if options.previous is None else _find_previous(options.previous)
        run = _runner(options)
        with _journal_path(output) as path, Journal(path, resume=options.resume) as journal:
            previous = None if options.previous is None else _gather(options.previous, last, path, run)
            checked = check_all(found.files, options.folder, options.profile, journal, run, previous)
            standing = standing_of(journal, checked.unchecked, _remarks(options, found, previous))
            if options.format == "json":
                _say_objects(journal, options.folder)
            noticed: Sequence[Noticed] = ()
            if output is not None:
                noticed = _compare(options, journal, standing)
            unwritten = ""
            if output is not None:
                unwritten = _write_summary(options, journal, standing, noticed, found)
            if options.letters is not None and not unwritten:
                letters = _write_letters(options, journal, standing)
    except (JournalProblem, ClusterProblem) as problem:
        raise CommandFailed(problem) from problem
    _say_end(options, standing, checked, len(noticed), is_written=not unwritten)
    if unwritten:
        raise CommandFailed(unwritten)
    if previous is not None and options.previous is not None:
        _say(options, list(previous_lines(standing, previous, options.previous)))
    if letters is not None:
        _say(options, list(_letter_lines(letters)))
    if checked.unchecked or standing.has_unread or (letters is not None and (letters.missed or letters.left)):
        return FAILED
    to_mend = standing.has_blank or any(one.facts.errors for one in standing.counted)
    return ERRORS_FOUND if to_mend else PASSED


def _check_options(options: argparse.Namespace) -> None:
    output: Path | None = options.output
    letters: Path | None = options.letters
    if letters is not None and letters.exists() and not letters.is_dir():
        raise CommandFailed(f"{letters} 是文件，不是文件夹。请用 --letters 写一个文件夹名。")
    previous: Path | None = options.previous
    if previous is not None and not previous.is_dir():
        what = "是文件，不是文件夹" if previous.exists() else "不存在"
        raise CommandFailed(f"打不开上年的文件夹 {previous}（{what}）。请检查 --previous 的文件夹名。")
    if output is None:
        if options.format != "json" or options.resume:
            raise CommandFailed("请用 -o 写明汇总表的文件名，例如：-o 汇总.xlsx")
        return
    if output.suffix.lower() != ".xlsx":
        raise CommandFailed(f"{output}：汇总表的文件名要以 .xlsx 结尾。")
    if not output.parent.is_dir():
        raise CommandFailed(f"{output} 写不进去：文件夹不存在。请先建好文件夹，或用 -o 换一个位置。")
    if output.exists():
        from perfeval_xl.bureau.outcome import is_own

        try:
            output.open("r+b").close()
        except OSError as error:  # Open in Excel; better said now than after an hour.
            raise CommandFailed(cannot_write(output, error)) from error
        if not is_own(output):
            raise CommandFailed(f"{output} 已经存在，而且不是汇总表，没有覆盖。请用 -o 换一个文件名。")


def _find(options: argparse.Namespace) -> FoundFiles:
    from perfeval_xl.bureau.files import find_files

    folder: Path = options.folder
    output: Path | None = options.output
    own = [output, *map(output.with_suffix, (_JOURNAL, _PREVIOUS_JOURNAL))] if output is not None else []
    try:
        found = find_files(
            folder,
            without=[path for path in (*own, options.letters, options.previous) if path is not None],
        )
    except FileNotFoundError as error:
        raise CommandFailed(f"找不到文件夹 {folder}。请检查文件夹名。") from error
    except NotADirectoryError as error:
        raise CommandFailed(
            f"{folder} 是文件，不是文件夹。检查一个文件请用：perfeval-xl validate {folder}"
        ) from error
    except OSError as error:
        raise CommandFailed(f"打不开文件夹 {folder}（{cause_of(error)}）。请检查权限后再运行。") from error
    if not found.files:
        raise CommandFailed(_nothing_in(folder, found))
    return found


def _find_previous(folder: Path) -> Sequence[Path]:
    from perfeval_xl.bureau.files import find_files

    try:
        files = find_files(folder).files
    except OSError as error:
        raise CommandFailed(
            f"打不开上年的文件夹 {folder}（{cause_of(error)}）。请检查 --previous 的文件夹名。"
        ) from error
    if not files:
        raise CommandFailed(f"上年的文件夹 {folder} 里没有自评文件。请检查 --previous 的文件夹名。")
    return files


def _gather(folder: Path, files: Sequence[Path], journal: Path, run: Run[Any, Any]) -> Previous:
    """Last year's files, by unit. What was read of them is kept beside the journal, for the next run."""
    from perfeval_xl.bureau.desk import gather_previous
    from perfeval_xl.bureau.previous_journal import PreviousJournal
    from perfeval_xl.bureau.processes import Stopped

    try:
        with PreviousJournal(journal.with_suffix(_PREVIOUS_JOURNAL), resume=True) as kept:
            return gather_previous(files, folder, kept, run)
    except Stopped as reason:
        raise CommandFailed(f"没有读完上年的文件夹 {folder}：{reason}。请再运行一次。") from reason


def _nothing_in(folder: Path, found: FoundFiles) -> str:
    others = "、".join(f"{kind or '无扩展名'} {count} 个" for kind, count in found.others.items())
    parts = [f"文件夹 {folder} 里没有自评工作簿（.xlsx、.xlsm、.xls、.ods）或报告（.docx）"]
    parts += [f"只有其他类型的文件：{others}"] if others else []
    parts += [f"{problem.file}：{problem.reason.rstrip('。')}" for problem in found.problems[:1]]
    return f"{'，'.join(parts)}。请检查是不是选错了文件夹。"


def _remarks(options: argparse.Namespace, found: FoundFiles, previous: Previous | None) -> list[Remark]:
    from perfeval_xl.bureau.compared import previous_remarks
    from perfeval_xl.bureau.standing import Remark

    of_previous = [] if previous is None else previous_remarks(previous, options.previous)
    return [*(Remark(one.file, one.kind, one.reason) for one in found.problems), *of_previous]


@contextmanager
def _journal_path(output: Path | None) -> Generator[Path]:
    """Beside the summary, where `--resume` finds it; for nobody's eyes where there is no summary."""
    if output is not None:
        yield output.with_suffix(_JOURNAL)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / f"batch{_JOURNAL}"


def _runner(options: argparse.Namespace) -> Run[Any, Any]:
    from perfeval_xl.bureau.cluster import run_on_cluster
    from perfeval_xl.bureau.processes import run_in_processes

    if options.scheduler is None:
        return partial(run_in_processes, jobs=options.jobs)
    places = [options.folder, *filter(None, [options.previous])]
    if options.profile and options.profile not in available():
        places.append(Path(options.profile))
    return partial(run_on_cluster, address=options.scheduler, places=places)


def _say_objects(journal: Journal, folder: Path) -> None:
    """One object a line, as `validate` prints them, in the order of the files' names."""
    from perfeval_xl.bureau.outcome import Status

    for outcome in journal.outcomes(Status.CHECKED, Status.BLANK, Status.UNREADABLE):
        if outcome.result:
            say_json(json.loads(outcome.result))
        else:
            say_json({"file": shown(folder / outcome.file), "error": outcome.reason})


def _write_summary(
    options: argparse.Namespace,
    journal: Journal,
    standing: Standing,
    noticed: Sequence[Noticed],
    found: FoundFiles,
) -> str:
    """Writes the summary; why it could not be written, and what to do."""
    from perfeval_xl.bureau.summary import Batch, write_summary

    batch = Batch(options.folder, options.profile, found.others)
    try:
        write_summary(options.output, journal, standing, noticed, batch)
    except OSError as error:
        what = "汇总" if options.letters is None else "汇总和修改意见"
        kept = f"已有的审核结果都保存在 {journal.path}，加 --resume 再运行即可写出{what}。"
        return cannot_write(options.output, error) + kept
    return ""


def _compare(options: argparse.Namespace, journal: Journal, standing: Standing) -> Sequence[Noticed]:
    from perfeval_xl.bureau.across.comparing import compare_units

    try:
        return list(compare_units(standing, journal, options.profile))
    except OSError as error:
        raise CommandFailed(
            f"单位之间比对时，临时文件夹写不进去：{cause_of(error)}。请腾出空间；"
            f"审核结果都保存在 {journal.path}，加 --resume 再运行即可写出汇总。"
        ) from error


def _write_letters(options: argparse.Namespace, journal: Journal, standing: Standing) -> Letters:
    from perfeval_xl.bureau.desk import write_letters
    from perfeval_xl.bureau.processes import run_in_processes

    try:
        return write_letters(journal, standing, options.letters, partial(run_in_processes, jobs=options.jobs))
    except OSError as error:
        raise CommandFailed(cannot_write(options.letters, error)) from error


def _say_end(
    options: argparse.Namespace, standing: Standing, checked: Checked, noticed: int, *, is_written: bool
) -> None:
    """The outcome in a few lines: on the terminal, or beside the JSON objects."""
    from perfeval_xl.bureau.files import FORMAT
    from perfeval_xl.bureau.standing import NOT_CHECKED

    errors = sum(one.facts.errors for one in standing.counted)
    warnings = sum(one.facts.warnings for one in standing.counted)
    passed = sum(not one.facts.errors for one in standing.counted)
    lines = [
        f"计入 {len(standing.counted)} 份（{standing.units} 个单位）：{passed} 份没有错误；"
        f"共 {errors} 处错误、{warnings} 处提醒。"
    ]
    if checked.unchanged:
        lines.append(f"有 {checked.unchanged} 份文件与上次相同，没有重新检查。")
    remarks = [remark for remark in standing.remarks if remark.kind != NOT_CHECKED]
    remarks.sort(key=lambda remark: remark.kind == FORMAT)  # Most are signed copies of what was checked.
    if remarks:
        lines.append(f"另有 {len(remarks)} 项未能读取或没有计入：")
        lines += [f"  {one.file}：{one.reason}" for one in remarks[:_SHOWN]]
        if len(remarks) > _SHOWN:
            where = "，见汇总表的“未能读取”" if options.output is not None and is_written else ""
            lines.append(f"  ……共 {len(remarks)} 项{where}。")
    if noticed and is_written:
        lines.append(f"单位之间比对出 {noticed} 条疑点，见汇总表的“横向比对”。")
    if checked.unchecked:
        left = len(checked.unchecked)
        lines.append(f"已停止（{checked.why}）：还有 {left} 份没有检查。加 --resume 再运行一次即可接着做。")
    if options.output is not None and is_written:
        lines.append(f"已写出 {options.output}。文件有改动后加 --resume 再运行，只重新检查改动过的。")
    _say(options, lines)


def _letter_lines(letters: Letters) -> Iterator[str]:
    yield f"写了 {letters.written} 份修改意见，在 {letters.folder}。"
    if letters.left:
        left = f"还有 {letters.left} 份修改意见没有写"
        yield f"已停止（{letters.why}）：{left}。加 --resume 再运行一次即可接着做。"
    if letters.missed:
        yield f"有 {len(letters.missed)} 份修改意见没有写："
        yield from (f"  {one.letter.path.name}：{one.problem}" for one in letters.missed[:_SHOWN])
    reasons = dict.fromkeys(one.reason for one in letters.stale)
    for reason in reasons:
        stale = [one.path.name for one in letters.stale if one.reason is reason]
        more = f"等 {len(stale)} 份" if len(stale) > _SHOWN else ""
        yield f"{reason}：{'、'.join(stale[:_SHOWN])}{more}"


def _say(options: argparse.Namespace, lines: Sequence[str]) -> None:
    """Lines for a person; where JSON is printed they go beside it."""
    text = "".join(f"{printable(line)}\n" for line in lines)
    if options.format == "json":
        print(text, end="", file=sys.stderr)
    else:
        say(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"进程数应为 1 到 {_MOST_JOBS}，现在是“{text}”")
    return int(text)
