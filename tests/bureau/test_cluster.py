"""A batch on a Dask cluster: a real scheduler and real worker processes, on this machine.

1. The outcomes are those of one machine.
2. Workers killed half-way, and replaced: nothing is lost, nothing is counted twice.
3. A file that kills or hangs is a row, and costs no worker.
4. No scheduler, no worker, another version, and a folder or profile that the workers do not see alike are
   said in one line, before anything is done; of a worker that comes later, and of a share that goes away,
   in what the command prints at its end.
5. Ctrl-C, and a scheduler, or all workers, going away or freezing half-way leave a summary of what was
   done; --resume goes on.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import perfeval_xl
from perfeval_xl import cli
from perfeval_xl.bureau import cluster as clusters
from perfeval_xl.bureau.cluster import ClusterProblem, run_on_cluster
from perfeval_xl.bureau.cluster_worker import what_differs
from perfeval_xl.bureau.processes import Failure
from tests.bureau import jobs
from tests.bureau.cluster import Cluster
from tests.bureau.folders import at_outcome, remarks, self_evaluation, sheets, write

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="processes are killed by signals here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Captured = pytest.CaptureFixture[str]
COUNT = 40
HALF = COUNT // 2


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One for all tests; each has the workers it needs started, if they are not there yet."""
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many units, some alike, one broken."""
    folder = tmp_path_factory.mktemp("共享") / "自评"
    for number in range(COUNT - 1):
        public = "2 | 2 | 3" if number % 3 else "1.11 | 1.5 | 0.85"
        write(folder / f"{number:02}.xlsx", self_evaluation(f"{number}局", three_public=public))
    (folder / "坏.xlsx").write_bytes(b"broken")
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """The summary that processes of one machine come to."""
    summary = folder.parent / "汇总.xlsx"
    assert cli.main(["batch", str(folder), "-o", str(summary), "--jobs", "2"]) == 2
    return sheets(summary)


def batch_on(cluster: Cluster, folder: Path, tmp_path: Path, *arguments: str) -> tuple[int, Path]:
    summary = tmp_path / "汇总.xlsx"
    command = ["batch", str(folder), "-o", str(summary), "--scheduler", cluster.address, *arguments]
    return cli.main(command), summary


def test_no_worker_is_one_line(cluster: Cluster, folder: Path, tmp_path: Path, capsys: Captured) -> None:
    cluster.have(0)
    assert batch_on(cluster, folder, tmp_path)[0] == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "没有工作进程" in line


def test_a_worker_killed_half_way(
    cluster: Cluster,
    folder: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _ = cluster.have(2)
    kept = at_outcome(monkeypatch, {HALF: lambda: cluster.kill(first)})
    status, summary = batch_on(cluster, folder, tmp_path)
    assert (status, len(cluster.alive)) == (2, 1)
    assert sorted(kept) == sorted(path.name for path in folder.iterdir()), "each once"
    assert sheets(summary) == expected


def test_workers_killed_and_replaced(
    cluster: Cluster,
    folder: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those that finish know nothing of the batch's beginning."""
    first, second = cluster.have(2)

    def replace_both() -> None:
        cluster.add_worker()
        cluster.kill(second)

    kept = at_outcome(monkeypatch, {HALF // 2: lambda: cluster.kill(first), HALF: replace_both})
    status, summary = batch_on(cluster, folder, tmp_path)
    assert (status, len(cluster.alive)) == (2, 1)
    assert sorted(kept) == sorted(path.name for path in folder.iterdir()), "each once"
    assert sheets(summary) == expected


@pytest.mark.parametrize(
    ("function", "seconds", "said"),
    [(jobs.die_for_seven, 30, "被系统中止"), (jobs.hang_for_seven, 1, "1 秒内没有检查完")],
)
def test_a_file_that_kills_or_hangs_costs_no_worker(
    function: Callable[[int], int], seconds: float, said: str, cluster: Cluster, tmp_path: Path
) -> None:
    (tmp_path / "甲局.xlsx").touch()
    (worker,) = cluster.have(1)
    running = run_on_cluster(function, range(12), cluster.address, [tmp_path], seconds)
    found = {one.task: one.result for one in running}
    bad = found.pop(7)
    assert isinstance(bad, Failure)
    assert said in bad.reason
    assert found == {number: number for number in range(12) if number != 7}
    assert cluster.alive == [worker]


def test_a_worker_with_threads_and_a_nanny(cluster: Cluster, tmp_path: Path) -> None:
    """As `dask worker` starts one unless told otherwise; it may start no processes unless told otherwise."""
    cluster.have(0)
    nanny = cluster.add_worker("--nthreads", "2")
    try:
        (tmp_path / "甲局.xlsx").touch()
        running = run_on_cluster(jobs.own_number, range(20), cluster.address, [tmp_path])
        assert len({one.result for one in running}) == 2
    finally:
        cluster.kill(nanny, signal.SIGTERM)


def test_all_workers_gone(
    cluster: Cluster,
    folder: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "SECONDS_WITHOUT_WORKERS", 0.5)
    monkeypatch.setattr(clusters, "_SECONDS_BETWEEN_COUNTS", 0.1)
    (worker,) = cluster.have(1)
    kept = at_outcome(monkeypatch, {HALF: lambda: cluster.kill(worker)})
    status, summary = batch_on(cluster, folder, tmp_path)
    assert status == 2
    assert "已停止（集群上的工作进程都没有了" in capsys.readouterr().out
    left = list(remarks(summary).values()).count("还没有检查")
    assert left == COUNT - len(kept) > 0
    cli.main(["batch", str(folder), "-o", str(summary), "--resume", "--jobs", "1"])
    assert f"有 {COUNT - left} 份文件与上次相同" in capsys.readouterr().out
    assert sheets(summary) == expected


def test_ctrl_c(
    cluster: Cluster, folder: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.have(1)
    at_outcome(monkeypatch, {HALF: lambda: signal.raise_signal(signal.SIGINT)})
    status, summary = batch_on(cluster, folder, tmp_path)
    assert status == 2
    assert f"已停止（按了 Ctrl-C）：还有 {COUNT - HALF} 份没有检查" in capsys.readouterr().out
    assert list(remarks(summary).values()).count("还没有检查") == COUNT - HALF


def test_a_frozen_worker(
    cluster: Cluster, folder: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way; from the beginning. It neither answers nor goes away."""
    (worker,) = cluster.have(1)

    def freeze() -> None:
        worker.send_signal(signal.SIGSTOP)
        for name in ("SECONDS_WITHOUT_NEWS", "SECONDS_TO_ANSWER", "_SECONDS_TO_CALL_OFF"):
            monkeypatch.setattr(clusters, name, 1)

    kept = at_outcome(monkeypatch, {HALF: freeze})
    try:
        status, summary = batch_on(cluster, folder, tmp_path)
        assert status == 2
        assert "已停止（集群 1 秒没有送回任何结果" in capsys.readouterr().out
        assert list(remarks(summary).values()).count("还没有检查") == COUNT - len(kept) > 0
        assert batch_on(cluster, folder, tmp_path, "--resume")[0] == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "集群 1 秒没有应答" in line
    finally:
        cluster.kill(worker)


def test_a_scheduler_that_goes_away(
    cluster: Cluster,
    folder: Path,
    expected: dict[str, list[tuple[object, ...]]],
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doomed = Cluster(tmp_path / "cluster")
    try:
        doomed.add_worker()
        kept = at_outcome(monkeypatch, {HALF: lambda: doomed.kill_scheduler()})
        status, summary = batch_on(doomed, folder, tmp_path)
    finally:
        doomed.close()
    printed, errors = capsys.readouterr()
    assert (status, errors) == (2, "")
    assert "已停止（与调度器的连接断了）" in printed
    left = list(remarks(summary).values()).count("还没有检查")
    assert left == COUNT - len(kept) > 0
    cluster.have(1)
    batch_on(cluster, folder, tmp_path, "--resume")
    assert f"有 {COUNT - left} 份文件与上次相同" in capsys.readouterr().out
    assert sheets(summary) == expected


def test_no_scheduler_is_one_line(tmp_path: Path, capsys: Captured) -> None:
    write(tmp_path / "自评" / "甲局.xlsx", self_evaluation("甲局"))
    for address in ("tcp://127.0.0.1:9", "nonsense://x", "foo", "127.0.0.1", "127.0.0.1:8786", "tcp://x"):
        command = ["batch", str(tmp_path / "自评"), "-o", str(tmp_path / "a.xlsx"), "--scheduler", address]
        assert cli.main(command) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert f"连不上调度器 {address}" in line
    assert not (tmp_path / "a.xlsx").exists()


def test_a_folder_the_workers_do_not_see_is_one_line(cluster: Cluster, tmp_path: Path) -> None:
    """Nor one that is empty there: nothing has been mounted on it."""
    cluster.have(1)
    (tmp_path / "空").mkdir()
    for name in ("没有", "空"):
        with pytest.raises(ClusterProblem, match=f"看不到文件夹 .*{name}"):
            next(run_on_cluster(jobs.double, range(3), cluster.address, [tmp_path / name]))


def test_a_share_that_goes_away(
    cluster: Cluster, folder: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are out of sight are not called unreadable."""
    share = tmp_path / "共享"
    shutil.copytree(folder, share)
    cluster.have(1)
    kept = at_outcome(monkeypatch, {HALF: lambda: share.rename(tmp_path / "走了")})
    status, summary = batch_on(cluster, share, tmp_path)
    assert status == 2
    assert "看不到文件夹" in capsys.readouterr().out
    assert set(remarks(summary).values()) <= {"还没有检查", "未能读取"}
    assert list(remarks(summary).values()).count("还没有检查") == COUNT - len(kept) > 0
    assert {file for file, kind in remarks(summary).items() if kind == "未能读取"} <= {"坏.xlsx"}


@pytest.fixture(scope="module")
def other_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package lies in another version."""
    place = tmp_path_factory.mktemp("other")
    source = Path(perfeval_xl.__file__).parent
    shutil.copytree(source, place / "perfeval_xl", ignore=shutil.ignore_patterns("__pycache__"))
    start = place / "perfeval_xl" / "__init__.py"
    text = start.read_text(encoding="utf-8")
    changed = text.replace(f'__version__ = "{perfeval_xl.__version__}"', '__version__ = "0.0.1"')
    assert changed != text
    start.write_text(changed, encoding="utf-8")
    return place


def test_a_worker_of_another_version(
    cluster: Cluster,
    folder: Path,
    other_version: Path,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Joining half-way, in place of one that goes; there from the beginning."""
    (first,) = cluster.have(1)

    def replace() -> None:
        cluster.add_worker(package=other_version)
        cluster.kill(first)

    kept = at_outcome(monkeypatch, {HALF: replace})
    status, summary = batch_on(cluster, folder, tmp_path)
    assert status == 2
    printed = capsys.readouterr().out
    assert "上的 perfeval-xl 是 0.0.1，这里是" in printed
    assert list(remarks(summary).values()).count("还没有检查") == COUNT - len(kept) > 0
    assert batch_on(cluster, folder, tmp_path, "--resume")[0] == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "上的 perfeval-xl 是 0.0.1，这里是" in line
    cluster.have(0)


def test_a_scheduler_of_another_version(
    folder: Path, other_version: Path, tmp_path: Path, capsys: Captured
) -> None:
    strange = Cluster(tmp_path / "cluster", package=other_version)
    try:
        strange.add_worker()
        assert batch_on(strange, folder, tmp_path)[0] == 2
    finally:
        strange.close()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("调度器上的 perfeval-xl 是 0.0.1，这里是")


def test_what_differs() -> None:
    ours = ("1.0", "3.12", ("folder", "digest"))
    places = ["/共享/自评", "/共享/县.toml"]
    assert what_differs("甲", ours, ours, places) == ""
    assert "Python 是 3.11，这里是 3.12" in what_differs("甲", ("1.0", "3.11", ours[2]), ours, places)
    assert "看不到文件夹 /共享/自评" in what_differs("甲", ("1.0", "3.12", ("", "digest")), ours, places)
    assert "看不到文件：/共享/县.toml" in what_differs("甲", ("1.0", "3.12", ("folder", "")), ours, places)
    assert "与这里的不同：/共享/县.toml" in what_differs(
        "甲", ("1.0", "3.12", ("folder", "other")), ours, places
    )


def test_nothing_of_a_batch_stays_on_the_workers(cluster: Cluster, tmp_path: Path) -> None:
    """The process that checks has left before the next batch begins."""
    (tmp_path / "甲局.xlsx").touch()
    cluster.have(1)

    def own_numbers() -> set[object]:
        running = run_on_cluster(jobs.own_number, range(4), cluster.address, [tmp_path])
        return {one.result for one in running}

    (first,), (second,) = own_numbers(), own_numbers()
    assert first != second
    assert isinstance(first, int)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
