"""`perfeval-xl batch` as the reviewer meets it.

1. Every workbook below the folder is a row; the exit status is 0 without errors, 1 with them, 2 where
   something was not checked.
2. A file that cannot be read, or that no process survives, is a row too, never the end of the run; one
   without the tables is no unit's, and one that is blank has not passed.
3. The same content counts once, and is said; two files of one unit and year are both there, and say so;
   a Word report gives way to the workbook it was made from.
4. What the program wrote itself is no unit's: the summary, lists of findings.
5. --resume checks again only what has changed: content, profile; and forgets what is gone.
6. Ctrl-C keeps what is done, in a summary that says what is missing; --resume goes on.
7. --format json prints what validate prints, in the order of the files' names.
8. A full disk, whatever is being written, is said in one line, loses nothing, and leaves what was done.
9. A wrong folder, output, profile or number is said in one line.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import NoReturn

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from perfeval_xl import cli
from perfeval_xl.bureau import desk
from perfeval_xl.bureau.desk import check_all
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import Outcome, Task
from perfeval_xl.bureau.processes import Done
from tests.bureau import jobs
from tests.bureau.broken import write_broken
from tests.bureau.folders import (
    at_outcome,
    batch,
    overview,
    remarks,
    rows,
    self_evaluation,
    sheets,
    write,
)

Captured = pytest.CaptureFixture[str]
ENOUGH = 100_000
"""Bytes of a journal with some outcomes in it; without any it has some 30,000."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three units: one with an error, two in a folder of their own."""
    folder = tmp_path / "自评"
    write(folder / "甲局.xlsx", self_evaluation("甲局"))
    write(folder / "乡镇" / "乙镇.xlsx", self_evaluation("乙镇", three_public="2 | 2 | 3"))
    write(folder / "乡镇" / "丙镇.xlsx", self_evaluation("丙镇", score="85"))
    return folder


def test_every_workbook_is_a_row(folder: Path, capsys: Captured) -> None:
    status, summary = batch(folder)
    listed = rows(summary, "单位汇总")
    assert [(row["单位"], row["文件"]) for row in listed] == [
        ("丙镇", "乡镇/丙镇.xlsx"),
        ("乙镇", "乡镇/乙镇.xlsx"),
        ("甲局", "甲局.xlsx"),
    ]
    assert [row["执行率"] for row in listed] == [0.96] * 3
    assert [row["等级"] for row in listed] == ["良", "优", "优"]
    assert overview(summary)["单位（个）"] == 3
    assert status == (1 if any(row["错误"] for row in listed) else 0)
    assert "3 个单位" in capsys.readouterr().out


def test_what_cannot_be_read_is_a_row(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    """Ten files broken in each of many ways, and lock files."""
    broken = write_broken(folder / "坏", 200, tmp_path)
    (folder / "~$甲局.xlsx").write_bytes(b"lock")
    (folder / ".~lock.甲局.xlsx#").write_bytes(b"lock")
    status, summary = batch(folder)
    assert status == 2
    assert remarks(summary) == {f"坏/{name}": "未能读取" for name in broken}
    reasons = {row["文件"]: row["原因和处理办法"] for row in rows(summary, "未能读取")}
    assert [reason for reason in reasons.values() if "请" not in reason or "程序出错" in reason] == []
    assert "0 字节" in reasons["坏/空00000.xlsx"]
    assert overview(summary)["未能读取"] == 200
    assert len(rows(summary, "单位汇总")) == 3
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) < 20, "a few are named, the summary has them all"


def test_a_file_without_the_tables_is_no_unit(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    book = Workbook()
    book.active.append(["姓名", "电话"])  # pyright: ignore[reportOptionalMemberAccess]
    book.save(folder / "通讯录.xlsx")
    note = Document()
    note.add_paragraph("请于周五前参加会议。")
    note.save(str(folder / "会议通知.docx"))
    for again in ((), ("--resume",)):
        status, summary = batch(folder, "--letters", str(tmp_path / "意见"), *again)
        assert (status, remarks(summary)) == (2, {"通讯录.xlsx": "未能读取", "会议通知.docx": "未能读取"})
        assert overview(summary)["单位（个）"] == 3
    assert all("没有找到自评表" in row["原因和处理办法"] for row in rows(summary, "未能读取"))
    assert not list(tmp_path.glob("意见/*未填单位*")) + list(tmp_path.glob("意见/*通*"))
    capsys.readouterr()
    cli.main(["validate", str(folder / "通讯录.xlsx")])
    assert "填好后请再校验" not in capsys.readouterr().out


def test_a_blank_self_evaluation_has_not_passed(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "自评").mkdir()
    for name in ("甲", "乙"):
        cli.main(["new", "-o", str(tmp_path / "自评" / f"{name}.xlsx")])
    for again in ((), ("--resume",)):
        status, summary = batch(tmp_path / "自评", "--letters", str(tmp_path / "意见"), *again)
        assert (status, remarks(summary)) == (1, {"乙.xlsx": "没有填写", "甲.xlsx": "没有填写"})
        figures = overview(summary)
        assert (figures["没有填写"], figures["计入的文件（份）"], figures["没有错误的（份）"]) == (2, 0, 0)
    assert "请退回，填好后重新报送" in capsys.readouterr().out
    assert not list(tmp_path.glob("意见/*"))


@pytest.mark.skipif(os.name == "nt", reason="no pipes among files there")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "管道.xlsx")
    status, summary = batch(folder)
    assert (status, remarks(summary)) == (2, {"管道.xlsx": "未能读取"})


def test_the_same_content_counts_once(folder: Path) -> None:
    (folder / "甲局（副本）.xlsx").write_bytes((folder / "甲局.xlsx").read_bytes())
    _, summary = batch(folder)
    assert remarks(summary) == {"甲局（副本）.xlsx": "内容相同"}
    assert overview(summary)["计入的文件（份）"] == 3
    (said,) = (row["原因和处理办法"] for row in rows(summary, "未能读取"))
    assert "“甲局.xlsx”的内容完全相同" in said


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_that_look_alike_are_files_of_their_own(folder: Path) -> None:
    """Two of no encoding, and two that a Chinese Windows wrote."""
    names = [b"\xff\xfe.xlsx", b"\xfe\xff.xlsx", *(f"{name}局.xlsx".encode("gb18030") for name in "申赵")]
    for number, name in enumerate(names):
        path = write(folder / "t.xlsx", self_evaluation(f"{number}局"))
        path.rename(folder / os.fsdecode(name))
    _, summary = batch(folder)
    files = {row["单位"]: row["文件"] for row in rows(summary, "单位汇总")}
    alike = "\N{REPLACEMENT CHARACTER}" * 2 + ".xlsx"
    assert (files["2局"], files["3局"]) == ("申局.xlsx", "赵局.xlsx")
    assert {files["0局"], files["1局"]} == {alike, f"{alike}（2）"}
    assert len(files) == 7


def test_two_files_of_one_unit_and_year_say_so(folder: Path) -> None:
    write(folder / "甲局 修改.xlsx", self_evaluation("甲局", score="98"))
    _, summary = batch(folder)
    notes = {row["文件"]: row["备注"] for row in rows(summary, "单位汇总") if row["单位"] == "甲局"}
    assert "“甲局.xlsx”" in notes["甲局 修改.xlsx"]
    assert "“甲局 修改.xlsx”" in notes["甲局.xlsx"]
    assert "金额合计暂按本份计算" in notes["甲局 修改.xlsx"]
    assert "金额合计暂按“甲局 修改.xlsx”计算，没有计入本份" in notes["甲局.xlsx"]
    assert overview(summary)["全年执行数合计"] == 3 * 96
    assert overview(summary)["单位（个）"] == 3
    assert overview(summary)["95%–100%"] == 3, "the charts count as the money does"


def test_a_report_beside_its_workbook_gives_way_to_it(folder: Path) -> None:
    """The clerk hands in both; a report alone counts like a workbook."""
    for unit in ("甲局", "丁局"):
        path = write(folder / f"{unit}.xlsx", self_evaluation(unit))
        cli.main(["export", str(path), "-o", str(folder / f"{unit} 报告.docx")])
    (folder / "丁局.xlsx").unlink()
    _, summary = batch(folder)
    assert remarks(summary) == {"甲局 报告.docx": "报告与工作簿"}
    assert {row["文件"] for row in rows(summary, "单位汇总")} >= {"丁局 报告.docx", "甲局.xlsx"}


def test_a_report_that_differs_from_its_workbook_says_in_what(folder: Path) -> None:
    """It is the report that is published: 改了 Word，没有改工作簿."""
    cli.main(["export", str(folder / "甲局.xlsx"), "-o", str(folder / "甲局 报告.docx")])
    _, summary = batch(folder)
    reasons = {row["文件"]: row["原因和处理办法"] for row in rows(summary, "未能读取")}
    assert "不一致" not in reasons["甲局 报告.docx"]
    write(folder / "甲局.xlsx", self_evaluation("甲局", score="98"))
    _, summary = batch(folder)
    reasons = {row["文件"]: row["原因和处理办法"] for row in rows(summary, "未能读取")}
    assert "总分报告里是 99，工作簿里是 98" in reasons["甲局 报告.docx"]


def test_what_may_hold_a_report_that_cannot_be_read_is_a_row(folder: Path) -> None:
    (folder / "丙局.pdf").write_bytes(b"%PDF-1.7")
    (folder / "丁局.doc").write_bytes(b"{\\rtf1}")
    status, summary = batch(folder)
    assert remarks(summary) == {"丙局.pdf": "其他格式", "丁局.doc": "未能读取"}
    assert status == 2


def test_what_the_program_wrote_is_no_units(folder: Path) -> None:
    cli.main(["validate", str(folder / "甲局.xlsx"), "-o", str(folder / "问题清单.xlsx")])
    inside = folder / "汇总.xlsx"
    last = write(folder.parent / "上年" / "甲局.xlsx", self_evaluation("甲局")).parent
    for _ in range(2):
        cli.main(["batch", str(folder), "-o", str(inside), "--jobs", "1", "--previous", str(last)])
    (folder / "旧汇总.xlsx").write_bytes(inside.read_bytes())
    status, summary = batch(folder)
    assert status != 2
    assert len(rows(summary, "单位汇总")) == 3
    names = ("问题清单.xlsx", "旧汇总.xlsx", "汇总.xlsx")
    assert remarks(summary) == dict.fromkeys(names, "本程序生成的")
    shown = [cell for line in load_workbook(inside)["总览"].iter_rows(values_only=True) for cell in line]
    assert not any("其他类型" in str(cell) for cell in shown), "its own journals are no files of the folder"


def test_last_years_folder(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    """甲局 said 1.11 last year and says 1.20 of it now; 乙镇 has no file of last year, 丙镇 a broken one."""
    last = tmp_path / "上年"

    def of_year(unit: str, year: int, three_public: str) -> str:
        return f"# 报告正文\n单位名称 | {unit}\n年度 | {year}\n" + self_evaluation(
            unit, three_public=three_public
        )

    write(last / "甲.xlsx", of_year("甲局", 2023, "1 | 1.2 | 1.11"))
    write(last / "甲 再早.xlsx", of_year("甲局", 2022, "1 | 1.2 | 1.2"))
    (last / "丙镇.xlsx").write_bytes(b"broken")
    write(folder / "甲局.xlsx", of_year("甲局", 2024, "1.2 | 1.5 | 0.85"))
    write(folder / "乡镇" / "丙镇.xlsx", of_year("丙镇", 2024, "1 | 1.2 | 1.1"))
    _, summary = batch(folder, "--previous", str(last))
    found = {(row["规则"], row["单位"]) for row in rows(summary, "问题清单")}
    assert ("CROSS-11", "甲局") in found
    assert {rule for rule, unit in found if unit != "甲局"} & {"CROSS-11", "CROSS-12"} == set()
    notes = {row["单位"]: row["备注"] for row in rows(summary, "单位汇总")}
    assert notes["甲局"] is None
    assert "没有上年的自评" in notes["乙镇"]
    assert notes["丙镇"].startswith("上年的文件“丙镇.xlsx”读不了，没有与上年比较：")
    assert remarks(summary)["上年/丙镇.xlsx"] == "上年的文件"
    counts = "没有比较 2 份：上年的文件读不了 1 份，没有上年的自评可比 1 份。"
    assert f"与上年比较了 1 份；{counts}" in capsys.readouterr().out
    batch(folder, "--previous", str(last), "--resume")
    assert unchanged(capsys.readouterr().out) == 3
    write(last / "甲.xlsx", of_year("甲局", 2023, "1 | 1.2 | 1.2"))
    _, summary = batch(folder, "--previous", str(last), "--resume")
    assert unchanged(capsys.readouterr().out) == 2, "last year's file of one unit has changed"
    assert "CROSS-11" not in {row["规则"] for row in rows(summary, "问题清单")}


def test_this_years_folder_given_as_last_years(folder: Path, capsys: Captured) -> None:
    for file in folder.rglob("*.xlsx"):
        write(file, f"# 报告正文\n单位名称 | {file.stem}\n年度 | 2024\n" + self_evaluation(file.stem))
    batch(folder, "--previous", str(folder))
    printed = capsys.readouterr().out
    assert "没有一份与上年比较：没有上年的自评可比 3 份。" in printed
    assert "都是 2024 年度的，与要审核的是同一年度，没有 2023 年度的：请检查 --previous" in printed


def test_a_file_of_last_year_that_broke_since_is_said(folder: Path, tmp_path: Path) -> None:
    """丙镇 had no file of last year in the first run; in the second there is one that cannot be read."""
    last = tmp_path / "上年"
    write(last / "甲局.xlsx", "# 报告正文\n单位名称 | 甲局\n年度 | 2023\n" + self_evaluation("甲局"))
    text = "# 报告正文\n单位名称 | 丙镇\n年度 | 2024\n" + self_evaluation("丙镇")
    write(folder / "乡镇" / "丙镇.xlsx", text)
    batch(folder, "--previous", str(last))
    (last / "丙镇.xlsx").write_bytes(b"broken")
    _, summary = batch(folder, "--previous", str(last), "--resume")
    notes = {row["单位"]: row["备注"] for row in rows(summary, "单位汇总")}
    assert "丙镇.xlsx”读不了" in notes["丙镇"]


def unchanged(printed: str) -> int:
    """How many files the command said it need not check again."""
    line = next((line for line in printed.splitlines() if "与上次相同" in line), "有 0 份")
    return int(line.split()[1])


def test_resume_checks_again_what_has_changed(folder: Path, capsys: Captured) -> None:
    (folder / "坏.xlsx").write_bytes(b"broken")
    batch(folder)
    capsys.readouterr()
    batch(folder, "--resume")
    assert unchanged(capsys.readouterr().out) == 4
    write(folder / "甲局.xlsx", self_evaluation("甲局", score="60"))
    (folder / "乡镇" / "丙镇.xlsx").unlink()
    _, summary = batch(folder, "--resume")
    assert unchanged(capsys.readouterr().out) == 2
    assert {row["单位"]: row["等级"] for row in rows(summary, "单位汇总")} == {"乙镇": "优", "甲局": "中"}
    batch(folder, "--resume", "--profile", "hunan-2024")
    assert unchanged(capsys.readouterr().out) == 0
    batch(folder)
    assert unchanged(capsys.readouterr().out) == 0, "without --resume everything is checked"


def test_an_interrupted_run_keeps_what_is_done(folder: Path, tmp_path: Path) -> None:
    """Ctrl-C after the first file."""

    def run(function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Generator[Done[Task, Outcome]]:
        for number, task in enumerate(tasks):
            if number == 1:
                raise KeyboardInterrupt
            yield Done(task, function(task))

    files = sorted(folder.rglob("*.xlsx"))
    with Journal(tmp_path / "a.journal", resume=False) as journal:
        checked = check_all(files, folder, None, journal, run)
        kept = [outcome.file for outcome in journal.outcomes()]
    names = [path.relative_to(folder).as_posix() for path in files]
    assert (kept, list(checked.unchecked)) == (names[:1], names[1:])


def test_ctrl_c_while_an_outcome_is_kept(folder: Path, tmp_path: Path) -> None:
    """The file it came to is either done or not, never half."""

    class Interrupted(Journal):
        def confirm(self, file: str) -> None:
            super().confirm(file)
            signal.raise_signal(signal.SIGINT)

        def record(self, outcome: Outcome) -> None:
            super().record(outcome)
            signal.raise_signal(signal.SIGINT)

    def run(function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Generator[Done[Task, Outcome]]:
        for task in tasks:
            yield Done(task, function(task))

    files = sorted(folder.rglob("*.xlsx"))
    for resume in (False, True):
        with Interrupted(tmp_path / "a.journal", resume=resume) as journal:
            checked = check_all(files, folder, None, journal, run)
            kept = [outcome.file for outcome in journal.outcomes()]
        assert (len(kept), len(checked.unchecked)) == (1, len(files) - 1)
        assert kept[0] not in checked.unchecked


@pytest.mark.skipif(os.name == "nt", reason="processes are killed by signals here")
def test_processes_killed_half_way(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """One by the system, by chance; and each that comes to one of the files."""
    count = 16
    for number in range(count - 3):
        write(folder / f"{number:02}.xlsx", self_evaluation(f"{number}局"))
    _, summary = batch(folder)
    expected = sheets(summary)

    def kill_one() -> None:
        process = multiprocessing.active_children()[0]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)

    kept = at_outcome(monkeypatch, {count // 2: kill_one})
    batch(folder, "--jobs", "2")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx"))
    assert sorted(kept) == names, "each once"
    assert sheets(summary) == expected

    write(folder / "毒.xlsx", self_evaluation("毒局"))
    kept.clear()
    monkeypatch.setattr(desk, "check_one", jobs.check_or_die)
    capsys.readouterr()
    status, _ = batch(folder, "--jobs", "2")
    assert status == 2
    assert sorted(kept) == sorted([*names, "毒.xlsx"])
    assert remarks(summary) == {"毒.xlsx": "未能读取"}
    assert "毒.xlsx：检查时程序被系统中止" in capsys.readouterr().out
    assert sheets(summary)["问题清单"] == expected["问题清单"]
    monkeypatch.undo()
    batch(folder, "--resume")
    assert unchanged(capsys.readouterr().out) == count, "what was killed is tried again"
    assert remarks(summary) == {}


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal here")
def test_ctrl_c_and_resume(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    count = 400
    content = (folder / "甲局.xlsx").read_bytes()
    for number in range(count - 3):
        (folder / f"{number:03}.xlsx").write_bytes(content)
    summary, journal = tmp_path / "汇总.xlsx", tmp_path / "汇总.journal"
    command = [
        sys.executable,
        "-m",
        "perfeval_xl.cli",
        "batch",
        str(folder),
        "-o",
        str(summary),
        "--jobs",
        "1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        # Its first outcomes are on disk once it is larger than empty tables are.
        while process.poll() is None and not (journal.exists() and journal.stat().st_size > ENOUGH):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    stopped = next(line for line in printed.splitlines() if line.startswith("已停止（按了 Ctrl-C）"))
    left = int(stopped.partition("还有 ")[2].split()[0])
    assert 0 < left < count
    assert list(remarks(summary).values()).count("还没有检查") == left
    assert overview(summary)["还没有检查"] == left
    batch(folder, "--resume")
    assert unchanged(capsys.readouterr().out) == count - left
    assert overview(summary)["还没有检查"] == 0


def test_json_is_what_validate_prints(folder: Path, capsys: Captured) -> None:
    (folder / "坏.xlsx").write_bytes(b"broken")
    files = sorted(folder.rglob("*.xlsx"), key=lambda path: path.relative_to(folder).as_posix())
    cli.main(["validate", "--format", "json", *map(str, files)])
    expected = capsys.readouterr().out
    assert cli.main(["batch", str(folder), "--format", "json", "--jobs", "2"]) == 2
    assert capsys.readouterr().out == expected
    assert len(expected.splitlines()) == len([json.loads(line) for line in expected.splitlines()]) == 4


@pytest.mark.skipif(os.name == "nt", reason="a limit on the size of files stands for the full disk")
@pytest.mark.parametrize(
    ("module", "function", "said"),
    [
        ("desk", "check_all", "已停止（磁盘已满"),
        ("summary", "write_summary", "汇总.xlsx 写不进去"),
        ("desk", "write_letters", "有 3 份修改意见没有写"),
    ],
)
def test_a_full_disk_loses_nothing(
    module: str, function: str, said: str, folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    """From the moment on when files are checked; when the summary is written; when the letters are."""
    _, summary = batch(folder)
    before = summary.read_bytes()
    letters = tmp_path / "意见"
    run = run_limited(module, function, 6_000, folder, summary, letters)
    assert run.returncode == 2
    assert said in run.stdout + run.stderr
    assert "--resume" in run.stdout + run.stderr
    if function == "write_letters":
        assert run.stderr == ""
        assert list(letters.iterdir()) == []
    else:
        (line,) = run.stderr.splitlines()
        assert "汇总.xlsx 写不进去" in line
        assert summary.read_bytes() == before
    names = {path.name for path in tmp_path.iterdir()} - {"汇总.journal-journal", letters.name}
    assert names == {folder.name, "汇总.journal", "汇总.xlsx"}, "nothing half written is left"
    capsys.readouterr()
    batch(folder, "--resume", "--letters", str(letters))
    assert len(rows(summary, "单位汇总")) == 3
    assert len(list(letters.iterdir())) == 3


@pytest.mark.skipif(os.name == "nt", reason="a limit on the size of files stands for the full disk")
def test_a_disk_full_half_way_leaves_a_summary_of_what_was_done(folder: Path, capsys: Captured) -> None:
    """The journal outgrows what there is; the summary, which is smaller, still fits."""
    count = 16
    for number in range(count - 3):
        write(folder / f"{number:02}.xlsx", self_evaluation(f"{number}局"))
    summary = folder.parent / "汇总.xlsx"
    run = run_limited("desk", "check_all", 70_000, folder, summary)
    assert (run.returncode, run.stderr) == (2, "")
    stopped = next(line for line in run.stdout.splitlines() if line.startswith("已停止（磁盘已满"))
    left = int(stopped.partition("还有 ")[2].split()[0])
    assert 0 < left < count
    assert list(remarks(summary).values()) == ["还没有检查"] * left
    assert len(rows(summary, "单位汇总")) == count - left
    batch(folder, "--resume")
    assert unchanged(capsys.readouterr().out) == count - left
    assert len(rows(summary, "单位汇总")) == count


def run_limited(
    module: str, function: str, size: int, folder: Path, summary: Path, letters: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A batch in which no file can grow beyond `size` from the moment a function is called."""
    command = ["batch", str(folder), "-o", str(summary), "--jobs", "1"]
    command += ["--letters", str(letters)] if letters else []
    code = f"""
import resource, sys
from perfeval_xl.bureau import {module}, journal_file
from perfeval_xl.cli import main
full = {module}.{function}
journal_file._SECONDS_BETWEEN_COMMITS = 0

def limited(*arguments, **options):
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
    return full(*arguments, **options)

{module}.{function} = limited
if __name__ == "__main__":
    sys.exit(main({command!r}))
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_a_full_temporary_folder_is_said(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "TemporaryFile", full)
        assert batch(folder)[0] == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "临时文件夹写不进去" in line
    assert "--resume" in line
    batch(folder, "--resume")
    assert unchanged(capsys.readouterr().out) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有", "-o", "a.xlsx"], "找不到文件夹"),
        (["空", "-o", "a.xlsx"], ".docx"),
        (["只有图片", "-o", "a.xlsx"], "a.jpg：PDF、图片里的表读不出来"),
        (["自评/甲局.xlsx", "-o", "a.xlsx"], "perfeval-xl validate"),
        (["自评"], "-o"),
        (["自评", "-o", "a.csv"], ".xlsx"),
        (["自评", "-o", "没有/a.xlsx"], "文件夹不存在"),
        (["自评", "-o", "自评/甲局.xlsx"], "没有覆盖"),
        (["自评", "-o", "a.xlsx", "--profile", "火星"], "没有名为“火星”的口径"),
        (["自评", "--format", "json", "--resume"], "-o"),
        (["自评", "-o", "a.xlsx", "--previous", "没有"], "打不开上年的文件夹 没有（不存在）"),
        (["自评", "-o", "a.xlsx", "--previous", "自评/甲局.xlsx"], "是文件，不是文件夹"),
        (["自评", "-o", "a.xlsx", "--letters", "自评/甲局.xlsx"], "请用 --letters 写一个文件夹名"),
        (["自评", "-o", "a.xlsx", "--previous", "空"], "没有自评文件"),
    ],
)
def test_a_wrong_command_is_one_line(
    arguments: list[str], said: str, folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("空").mkdir()
    Path("只有图片").mkdir()
    Path("只有图片/a.jpg").touch()
    assert cli.main(["batch", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not list(Path().rglob("*.journal")), "what is wrong is said before anything is written"


@pytest.mark.parametrize("jobs", ["0", "x", "1000"])
def test_a_wrong_number_of_processes_is_refused(jobs: str, folder: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["batch", str(folder), "-o", "a.xlsx", "--jobs", jobs])
    assert stop.value.code == 2
