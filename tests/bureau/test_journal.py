"""The journal of a batch.

1. What was recorded is there when it is opened again, in the order of the files' names.
2. A second outcome of a file takes the place of the first, its texts included; one that is interrupted does
   not. What the last run found counts once it is confirmed.
3. What is not committed when the process is killed is lost; what is committed is not.
4. Only a journal is ever emptied; another file is refused.
5. One batch at a time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from perfeval_xl.bureau.facts import Facts, Passage
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.journal_file import JournalProblem
from perfeval_xl.bureau.outcome import Known, Outcome, Status


def facts(*texts: str) -> Facts:
    amount = Decimal("100.10")
    passages = tuple(Passage("报告正文!B9", "六", text) for text in texts)
    return Facts(
        *("甲局", 2024, "national"),
        *(amount, amount, Decimal("96"), None, None, None, Decimal(9), Decimal(100), Decimal("99.5")),
        *("优", 1, 2, 0, 3, 40, 5, passages),
    )


def checked(file: str, *texts: str) -> Outcome:
    return Outcome(file, Status.CHECKED, "abc", "state", "", "{}", facts(*texts))


def texts(journal: Journal) -> list[tuple[str, str]]:
    return [(file, passage.text) for _, file, passage in journal.passages()]


def test_outcomes_come_back_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    broken = Outcome("丙.xlsx", Status.UNREADABLE, reason="坏了")
    with Journal(path, resume=False) as journal:
        for outcome in (checked("乙.xlsx", "一"), broken, checked("丁.xlsx", "二", "三")):
            journal.record(outcome)
    with Journal(path, resume=True) as journal:
        found = list(journal.outcomes())
        assert [outcome.file for outcome in found] == ["丁.xlsx", "丙.xlsx", "乙.xlsx"]
        assert found[1] == broken
        assert found[2].facts == facts(), "texts are kept apart"
        assert list(journal.outcomes(with_results=False)) == [replace(one, result="") for one in found]
        assert list(journal.outcomes(Status.UNREADABLE)) == [broken]
        assert texts(journal) == [("丁.xlsx", "二"), ("丁.xlsx", "三"), ("乙.xlsx", "一")]
        assert journal.known() == {
            name: Known("state", "national", "甲局", 2024) for name in ("丁.xlsx", "乙.xlsx")
        }


def test_a_second_outcome_takes_the_place_of_the_first(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.journal", resume=False) as journal:
        journal.record(checked("甲.xlsx", "旧"))
        journal.record(checked("甲.xlsx", "新"))
        assert len(list(journal.outcomes())) == 1
        assert texts(journal) == [("甲.xlsx", "新")]
        journal.begin(["乙.xlsx"])
        assert list(journal.outcomes()) == []
        assert texts(journal) == []


def test_an_outcome_of_the_last_run_counts_once_it_is_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    names = ("甲.xlsx", "乙.xlsx", "丙.xlsx")
    with Journal(path, resume=False) as journal:
        for name in names:
            journal.record(checked(name, name))
    with Journal(path, resume=True) as journal:
        journal.begin(names)
        assert set(journal.known()) == set(names)
        assert list(journal.outcomes()) == []
        journal.confirm("乙.xlsx")
        journal.record(checked("丙.xlsx", "新"))
        assert journal.current() == {"乙.xlsx", "丙.xlsx"}
        assert [outcome.file for outcome in journal.outcomes()] == ["丙.xlsx", "乙.xlsx"]
        assert texts(journal) == [("丙.xlsx", "新"), ("乙.xlsx", "乙.xlsx")]


def test_an_interrupted_record_leaves_the_one_before(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Passage]:
        yield Passage("报告正文!B9", "六", "半")
        raise KeyboardInterrupt

    with Journal(tmp_path / "a.journal", resume=False) as journal:
        journal.record(checked("甲.xlsx", "旧"))
        half = replace(facts(), passages=cast("tuple[Passage, ...]", interrupted()))
        with pytest.raises(KeyboardInterrupt):
            journal.record(replace(checked("甲.xlsx"), facts=half))
        assert texts(journal) == [("甲.xlsx", "旧")]


def test_without_resume_it_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    for _ in range(2):
        with Journal(path, resume=False) as journal:
            assert list(journal.outcomes()) == []
            journal.record(checked("甲.xlsx"))


@pytest.mark.skipif(os.name == "nt", reason="processes are killed by signals here")
def test_a_killed_process_leaves_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    code = f"""
import os, signal, time
from pathlib import Path
from perfeval_xl.bureau.journal import Journal
from tests.bureau.test_journal import checked
journal = Journal(Path({str(path)!r}), resume=False)
journal.record(checked("甲.xlsx", "一"))
time.sleep(1.1)
journal.record(checked("乙.xlsx", "二"))
journal.record(checked("丙.xlsx", "三"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    with Journal(path, resume=True) as journal:
        assert [outcome.file for outcome in journal.outcomes()] == ["乙.xlsx", "甲.xlsx"]
        assert texts(journal) == [("乙.xlsx", "二"), ("甲.xlsx", "一")]


def test_another_file_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "汇总.journal"
    path.write_text("日记", encoding="utf-8")
    with pytest.raises(JournalProblem, match="不是批量审核的进度文件"):
        Journal(path, resume=False)
    assert path.read_text(encoding="utf-8") == "日记"


def test_one_batch_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with Journal(path, resume=False), pytest.raises(JournalProblem, match="另一个批量审核"):
        Journal(path, resume=True)


def test_a_damaged_journal_says_so(tmp_path: Path) -> None:
    """Ours by its beginning, and overwritten further on."""
    path = tmp_path / "a.journal"
    with Journal(path, resume=False) as journal:
        for number in range(200):
            journal.record(checked(f"{number}.xlsx", "文字" * 50))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    path.write_bytes(content)
    with Journal(path, resume=True) as journal, pytest.raises(JournalProblem, match="已损坏。请删除它"):
        journal.begin(["1.xlsx"])


@pytest.mark.parametrize("lost", [1, 37, 4096, 9000])
@pytest.mark.parametrize("resume", [True, False])
def test_a_journal_cut_short_says_so(lost: int, resume: bool, tmp_path: Path) -> None:
    """SQLite itself reads zeros where the end is missing."""
    path = tmp_path / "a.journal"
    with Journal(path, resume=False) as journal:
        for number in range(200):
            journal.record(checked(f"{number}.xlsx", "文字" * 50))
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(JournalProblem, match=r"进度文件 .* 已损坏。请删除它，再不加 --resume 重新运行"):
        Journal(path, resume=resume)


def test_text_that_is_none_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with Journal(path, resume=False) as journal:
        journal.record(checked("甲局.xlsx", "文字" * 50))
    content = path.read_bytes()
    path.write_bytes(content.replace("文字".encode(), b"\xff\xfe\xff\xfe\xff\xfe"))
    with Journal(path, resume=True) as journal, pytest.raises(JournalProblem, match="已损坏"):
        list(journal.passages())


def test_a_folder_of_its_name_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.journal").mkdir()
    with pytest.raises(JournalProblem, match="同名的文件夹"):
        Journal(tmp_path / "a.journal", resume=False)
