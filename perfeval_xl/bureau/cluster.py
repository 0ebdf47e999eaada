"""Runs the same function on a Dask cluster whose workers see the same folder; what one machine does, many do.

The scheduler is the one the reviewer names, never one that a file or a setting names. A worker that dies
gives its tasks back to the scheduler; every task has a key of its own, so none is counted twice.
"""

from __future__ import annotations

import logging
import queue
import re
import time
import uuid
from collections.abc import Callable, Generator, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from perfeval_xl import __version__
from perfeval_xl.bureau.processes import (
    KILLED,
    SECONDS_PER_FILE,
    TOO_LONG,
    Done,
    Failure,
    Stopped,
    unexpected,
)

T = TypeVar("T")
R = TypeVar("R")

_ADDRESS: Final = re.compile(r"(?:tcp|tls)://(?:\[[\w.:%]+\]|[^\s/:\[\]]+):[0-9]{1,5}")
_IN_FLIGHT: Final = 4
"""Tasks handed out for each thread of the cluster: the next are there before one asks for them."""
_SECONDS_TO_CONNECT: Final = 10
_DISCONNECTED: Final = "与调度器的连接断了"
_SECONDS_BETWEEN_LOOKS: Final = 0.5


class ClusterProblem(Exception):
    """The cluster cannot be used; the message says why and what to do, in Chinese."""


def run_on_cluster(
    function: Callable[[T], R],
    tasks: Iterable[T],
    address: str,
    folder: Path,
    seconds: float = SECONDS_PER_FILE,
) -> Generator[Done[T, R]]:
    """Yields every task with its result, as they come.

    Args:
        function: A function of a module that the workers have installed.
        tasks: Plain data; taken as they are needed, never all at once.
        address: The scheduler's, ``tcp://host:port``.
        folder: Where the files lie; every worker has to see it under the same name.
        seconds: For how long nothing may come back before the tasks still out are given up.

    Raises:
        ClusterProblem: there is no scheduler or no worker, or a worker has another program or no folder.
        Stopped: the connection to the scheduler broke off.
    """
    client = _connected(address)
    try:
        threads = _checked_workers(client, folder)
        yield from _results(client, function, tasks, threads * _IN_FLIGHT, seconds)
    finally:
        client.close()


def check_address(address: str) -> None:
    """Whether it has the form of a scheduler's address; a client half made of another one dies noisily.

    Raises:
        ClusterProblem: it has not.
    """
    if not _ADDRESS.fullmatch(address):
        raise ClusterProblem(
            f"连不上调度器 {address}：地址要写成 tcp://主机名:端口，例如 tcp://主机名:8786。"
        )


def _connected(address: str) -> Any:
    from distributed import Client

    # What it has to say of a broken connection, the batch says in one line.
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    try:
        return Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterProblem(
            f"连不上调度器 {address}：请检查地址（形如 tcp://主机名:8786）、网络和调度器是否在运行。"
        ) from error


def _checked_workers(client: Any, folder: Path) -> int:
    """How many threads the workers have together, after a look at each of them."""
    threads = sum(client.nthreads().values())
    if not threads:
        raise ClusterProblem("调度器上没有工作进程：请先在各台机器上运行 dask worker，再试。")
    found: dict[str, tuple[str, bool]] = client.run(look_around, str(folder), on_error="return")
    for worker, answer in sorted(found.items()):
        if isinstance(answer, BaseException):
            raise ClusterProblem(
                f"工作进程 {worker} 上没有可用的 perfeval-xl（{type(answer).__name__}）："
                "请安装同一版本后再试。"
            )
        version, sees_folder = answer
        if version != __version__:
            raise ClusterProblem(
                f"工作进程 {worker} 上的 perfeval-xl 是 {version}，这里是 {__version__}："
                "请装成同一版本后再试。"
            )
        if not sees_folder:
            raise ClusterProblem(
                f"工作进程 {worker} 看不到文件夹 {folder}：请把共享文件夹挂在各台机器的同一路径上，再试。"
            )
    return threads


def look_around(folder: str) -> tuple[str, bool]:
    """What a worker has: the program's version, and whether it sees the folder."""
    return __version__, Path(folder).is_dir()


def _results(
    client: Any, function: Callable[[T], R], tasks: Iterable[T], in_flight: int, seconds: float
) -> Generator[Done[T, R]]:
    waiting = iter(tasks)
    finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
    running: dict[str, tuple[Any, T]] = {}
    batch, number = uuid.uuid4().hex, 0
    last = time.monotonic()
    # A function with data of its own, last year's files, goes to every worker once, not with every task.
    shared = client.scatter(function, broadcast=True, hash=False)
    try:
        while True:
            if client.status != "running":
                raise Stopped(_DISCONNECTED)
            for task in islice(waiting, in_flight - len(running)):
                number += 1
                future = client.submit(_apply, shared, task, key=f"perfeval-{batch}-{number}", pure=False)
                running[future.key] = (future, task)
                future.add_done_callback(finished.put)
            if not running:
                return
            try:
                future = finished.get(timeout=_SECONDS_BETWEEN_LOOKS)
            except queue.Empty:
                if time.monotonic() - last > seconds:
                    for _, task in running.values():
                        yield Done(task, Failure(TOO_LONG.format(seconds)))
                    return
                continue
            last = time.monotonic()
            _, task = running.pop(future.key)
            yield Done(task, _result(future, seconds))
    finally:
        client.cancel([future for future, _ in running.values()], force=True)


def _apply(function: Callable[[T], R], task: T) -> R:
    return function(task)


def _result(future: Any, seconds: float) -> Any:
    """The result of a task that is done; what was lost with its worker is done again, and waited for."""
    from distributed import CancelledError, KilledWorker

    try:
        error = future.exception(timeout=seconds)
        if error is None:
            return future.result(timeout=seconds)
    except TimeoutError:
        return Failure(TOO_LONG.format(seconds))
    except (CancelledError, OSError) as gone:
        raise Stopped(_DISCONNECTED) from gone
    if isinstance(error, CancelledError):
        raise Stopped(_DISCONNECTED)
    return Failure(KILLED if isinstance(error, KilledWorker) else unexpected(error))
