"""A batch on a Dask cluster: a real scheduler and real worker processes, on this machine.

1. The outcomes are those of one machine.
2. A worker killed half-way: nothing is lost, nothing is counted twice.
3. A file that kills every worker it comes to is a row.
4. No scheduler, no worker, and a folder the workers do not see are said in one line, before anything is done.
5. A scheduler that goes away half-way leaves a summary of what was done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfeval_xl import cli
from perfeval_xl.bureau.cluster import run_on_cluster
from perfeval_xl.bureau.processes import Failure
from tests.bureau import jobs
from tests.bureau.folders import remarks, rows, self_evaluation, write

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="processes are killed by signals here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Captured = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
ENOUGH = 100_000
"""Bytes of a journal with some outcomes in it; without any it has some 30,000."""


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false",
        }
        quiet = ["--no-dashboard", "--host", "127.0.0.1"]
        self.scheduler = self._start(
            "dask_scheduler", "--port", "0", "--scheduler-file", str(self.file), *quiet
        )
        self.workers: list[subprocess.Popen[bytes]] = []

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def add_workers(self, count: int) -> None:
        """Starts workers without the nanny that would start a killed one again."""
        options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--scheduler-file", str(self.file)]
        self.workers += [
            self._start("dask_worker", *options, "--local-directory", str(self.folder)) for _ in range(count)
        ]
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len([one for one in self.workers if one.poll() is None]), timeout=60)

    @property
    def address(self) -> str:
        import json

        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.file.exists() and (text := self.file.read_text(encoding="utf-8")):
                return str(json.loads(text)["address"])
            time.sleep(0.05)
        raise TimeoutError("the scheduler did not start")

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    place = tmp_path / "cluster"
    place.mkdir()
    running = Cluster(place)
    yield running
    running.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def batch_on(cluster: Cluster, folder: Path, *arguments: str) -> tuple[int, Path]:
    summary = folder.parent / "集群汇总.xlsx"
    command = ["batch", str(folder), "-o", str(summary), "--scheduler", cluster.address, *arguments]
    return cli.main(command), summary


def test_a_batch_on_two_workers(cluster: Cluster, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "自评"
    for unit in ("甲局", "乙局", "丙局"):
        write(folder / f"{unit}.xlsx", self_evaluation(unit))
    (folder / "坏.xlsx").write_bytes(b"broken")
    cli.main(["batch", str(folder), "-o", str(tmp_path / "汇总.xlsx"), "--jobs", "1"])
    assert batch_on(cluster, folder)[0] == 2
    assert "没有工作进程" in capsys.readouterr().err
    cluster.add_workers(2)
    status, summary = batch_on(cluster, folder)
    assert status == 2
    assert remarks(summary) == {"坏.xlsx": "未能读取"}
    for sheet in ("单位汇总", "问题清单", "按规则统计"):
        assert rows(summary, sheet) == rows(tmp_path / "汇总.xlsx", sheet)


def test_a_worker_killed_half_way(cluster: Cluster, tmp_path: Path) -> None:
    cluster.add_workers(2)
    count = 300
    done: list[Any] = []
    for one in run_on_cluster(jobs.double, range(count), cluster.address, tmp_path):
        done.append(one)
        if len(done) == count // 2:
            kill(cluster.workers[0])
    assert sorted(one.task for one in done) == list(range(count)), "each once"
    assert [one for one in done if one.result != 2 * one.task] == []


def test_a_file_that_kills_every_worker_is_a_row(cluster: Cluster, tmp_path: Path) -> None:
    cluster.add_workers(4)
    found = {
        one.task: one.result
        for one in run_on_cluster(jobs.die_for_seven, range(12), cluster.address, tmp_path)
    }
    bad = found.pop(7)
    assert isinstance(bad, Failure)
    assert "被系统中止" in bad.reason
    assert found == {number: number for number in range(12) if number != 7}


def test_a_scheduler_that_goes_away(cluster: Cluster, tmp_path: Path, capsys: Captured) -> None:
    cluster.add_workers(1)
    folder = tmp_path / "自评"
    content = write(folder / "000.xlsx", self_evaluation("甲局")).read_bytes()
    count = 400
    for number in range(1, count):
        (folder / f"{number:03}.xlsx").write_bytes(content)
    summary = tmp_path / "集群汇总.xlsx"
    command = [sys.executable, "-m", "perfeval_xl.cli", "batch", str(folder), "-o", str(summary)]
    with subprocess.Popen(
        [*command, "--scheduler", cluster.address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        journal = summary.with_suffix(".journal")
        while not journal.exists() or journal.stat().st_size < ENOUGH:
            time.sleep(0.01)
        kill(cluster.scheduler)
        printed, errors = process.communicate(timeout=120)
    assert process.returncode == 2, errors
    assert "与调度器的连接断了" in printed, errors
    left = list(remarks(summary).values()).count("还没有检查")
    assert 0 < left < count
    cli.main(["batch", str(folder), "-o", str(summary), "--resume", "--jobs", "1"])
    assert f"其中 {count - left} 份与上次相同" in capsys.readouterr().out


def test_no_scheduler_is_one_line(tmp_path: Path, capsys: Captured) -> None:
    write(tmp_path / "自评" / "甲局.xlsx", self_evaluation("甲局"))
    for address in ("tcp://127.0.0.1:9", "nonsense://x", "foo", "127.0.0.1", "127.0.0.1:8786", "tcp://x"):
        command = ["batch", str(tmp_path / "自评"), "-o", str(tmp_path / "a.xlsx"), "--scheduler", address]
        assert cli.main(command) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert f"连不上调度器 {address}" in line
    assert not (tmp_path / "a.xlsx").exists()


def test_a_folder_the_workers_do_not_see_is_one_line(cluster: Cluster, tmp_path: Path) -> None:
    from perfeval_xl.bureau.cluster import ClusterProblem

    cluster.add_workers(1)
    with pytest.raises(ClusterProblem, match="看不到文件夹"):
        next(run_on_cluster(jobs.double, range(3), cluster.address, tmp_path / "没有"))
