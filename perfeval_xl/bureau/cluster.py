"""Runs the same function on a Dask cluster whose workers see the same folder; what one machine does, many do.

The scheduler is the one the reviewer names, never one that a file or a setting names. A worker that dies
gives its tasks back to the scheduler; every task has a key of its own, so none is counted twice. What a
worker does with a task is in `cluster_worker`.
"""

from __future__ import annotations

import logging
import queue
import re
import socket
import threading
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from perfeval_xl.bureau.processes import SECONDS_PER_FILE, Done, Failure, Stopped

if TYPE_CHECKING:
    from perfeval_xl.bureau.cluster_worker import Surroundings

T = TypeVar("T")
R = TypeVar("R")

_ADDRESS: Final = re.compile(r"(?:tcp|tls)://(?:\[([\w.:%]+)\]|([^\s/:\[\]]+)):([0-9]{1,5})")
_IN_FLIGHT: Final = 4
"""Tasks handed out for each thread of the cluster: the next are there before one asks for them."""
_SECONDS_TO_CONNECT: Final = 10
SECONDS_TO_ANSWER: Final = 60.0
"""Importing the program on a worker that is busy takes some seconds."""
_SECONDS_TO_CALL_OFF: Final = 5
_SECONDS_BETWEEN_LOOKS: Final = 0.5
_SECONDS_BETWEEN_COUNTS: Final = 5
SECONDS_WITHOUT_WORKERS: Final = 30.0
"""A worker that was killed is started again by its nanny within some seconds."""
SECONDS_WITHOUT_NEWS: Final = 330.0
"""The scheduler gives up a worker it hears nothing of after 300 s, and has others do its tasks."""
_DISCONNECTED: Final = "与调度器的连接断了"
_NO_NEWS: Final = "集群 {:g} 秒没有送回任何结果，请检查各台机器和网络"
_NO_ANSWER: Final = (
    "集群 {:g} 秒没有应答：请看看调度器和各个工作进程是不是还在运行，把没有反应的重新启动后再试。"
)
_NO_WORKERS: Final = "集群上的工作进程都没有了，请在各台机器上重新运行 dask worker"
_WORKERS_DIED: Final = (
    "检查它的工作进程一再被系统中止（可能内存不足）：请检查那些机器的内存，再加 --resume 运行。"
)
_NO_PROGRAM: Final = "{}上没有可用的 perfeval-xl（{}）：请安装同一版本后再试。"
_FAULT: Final = "集群出错（{}：{}），请检查各台机器上装的是不是同一版本"


class ClusterProblem(Exception):
    """The cluster cannot be used; the message says why and what to do, in Chinese."""


def run_on_cluster(
    function: Callable[[T], R],
    tasks: Iterable[T],
    address: str,
    places: Sequence[Path],
    seconds: float = SECONDS_PER_FILE,
) -> Generator[Done[T, R]]:
    """Yields every task with its result, as they come.

    Args:
        function: A function of a module that the workers have installed.
        tasks: Plain data; taken as they are needed, never all at once.
        address: The scheduler's, ``tcp://host:port``.
        places: Folders and files that every worker has to see under the same name, and alike.
        seconds: How long one task may take.

    Raises:
        ClusterProblem: there is no scheduler or no worker, or a worker has another program or other files.
        Stopped: the scheduler, or the last worker, went away, or a worker can check nothing any more.
    """
    from perfeval_xl.bureau.cluster_worker import Checking, look_around

    client = _connected(address)
    batch = f"perfeval-{uuid.uuid4().hex}"
    named = [str(place) for place in places]
    try:
        ours = look_around(named)
        checking = Checking(function, seconds, named, ours)
        try:
            _check_workers(client, ours, named)
            _within(SECONDS_TO_ANSWER, lambda: client.register_plugin(checking, name=batch))
        except TimeoutError as silence:
            raise ClusterProblem(_NO_ANSWER.format(SECONDS_TO_ANSWER)) from silence
        try:
            yield from _Run[T, R](client, batch, tasks).results()
        finally:
            _call_off(client, batch)
    finally:
        with suppress(OSError):
            client.close()


def _call_off(client: Any, batch: str) -> None:
    """Takes from the workers what they got; without a connection nothing can be called off."""
    if client.status == "running":
        with suppress(OSError):
            _within(_SECONDS_TO_CALL_OFF, lambda: client.unregister_worker_plugin(batch))


def _within(seconds: float, ask: Callable[[], R]) -> R:
    """The answer, if it comes in time: of a machine that has frozen, Dask waits for it for ever.

    Raises:
        TimeoutError: it does not.
    """
    answer: Future[R] = Future()

    def wait() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - raised where the answer is taken
            answer.set_exception(error)

    threading.Thread(target=wait, daemon=True).start()
    return answer.result(timeout=seconds)


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
        parts = _ADDRESS.fullmatch(address)
        assert parts is not None, "checked before"
        # Dask tries again and again, however plainly it is refused.
        socket.create_connection((parts[1] or parts[2], int(parts[3])), _SECONDS_TO_CONNECT).close()
        return Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, OverflowError) as error:
        raise ClusterProblem(
            f"连不上调度器 {address}：请检查地址（形如 tcp://主机名:8786）、网络和调度器是否在运行。"
        ) from error


def _check_workers(client: Any, ours: Surroundings, places: Sequence[str]) -> None:
    """Looks at the scheduler and at each of the workers."""
    from perfeval_xl.bureau.cluster_worker import look_around, what_differs

    if not _within(SECONDS_TO_ANSWER, client.nthreads):
        raise ClusterProblem("调度器上没有工作进程：请先在各台机器上运行 dask worker，再试。")
    try:
        # It hands the files out without seeing them, but has to know what kind of thing it hands out.
        scheduler: Any = _within(SECONDS_TO_ANSWER, lambda: client.run_on_scheduler(look_around, []))
    except TimeoutError:
        raise
    except Exception as error:  # whatever another version, or none at all, makes of the question
        raise ClusterProblem(_NO_PROGRAM.format("调度器", type(error).__name__)) from error
    if lacks := what_differs("调度器", scheduler, (*ours[:2], ()), []):
        raise ClusterProblem(f"{lacks}。")
    found: dict[str, Any] = _within(
        SECONDS_TO_ANSWER, lambda: client.run(look_around, places, on_error="return")
    )
    for address, answer in sorted(found.items()):
        worker = f"工作进程 {address} "
        if isinstance(answer, BaseException):
            raise ClusterProblem(_NO_PROGRAM.format(worker, type(answer).__name__))
        if lacks := what_differs(worker, answer, ours, places):
            raise ClusterProblem(f"{lacks}。")


class _Run(Generic[T, R]):
    """The tasks of one batch on the cluster."""

    def __init__(self, client: Any, batch: str, tasks: Iterable[T]) -> None:
        self._client = client
        self._batch = batch
        self._waiting = iter(tasks)
        self._number = 0
        self._running: dict[str, tuple[Any, T]] = {}
        self._finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads = 0
        self._counted = self._news = self._workers_seen = time.monotonic()

    def results(self) -> Generator[Done[T, R]]:
        self._count_workers()
        try:
            while True:
                self._look()
                self._hand_out()
                if not self._running:
                    return
                try:
                    future = self._finished.get(timeout=_SECONDS_BETWEEN_LOOKS)
                except queue.Empty:
                    continue
                self._news = time.monotonic()
                _, task = self._running.pop(future.key)
                yield Done(task, _result(future))
        finally:
            if self._client.status == "running":
                futures = [future for future, _ in self._running.values()]
                with suppress(OSError):
                    _within(_SECONDS_TO_CALL_OFF, lambda: self._client.cancel(futures, force=True))

    def _hand_out(self) -> None:
        from perfeval_xl.bureau.cluster_worker import check_on_worker

        for task in islice(self._waiting, max(0, self._threads * _IN_FLIGHT - len(self._running))):
            self._number += 1
            key = f"{self._batch}-{self._number}"
            future = self._client.submit(check_on_worker, self._batch, task, key=key, pure=False)
            self._running[key] = (future, task)
            future.add_done_callback(self._finished.put)

    def _look(self) -> None:
        """Whether there is still somebody to wait for."""
        if self._client.status != "running":
            raise Stopped(_DISCONNECTED)
        now = time.monotonic()
        if now - self._news > SECONDS_WITHOUT_NEWS:
            raise Stopped(_NO_NEWS.format(SECONDS_WITHOUT_NEWS))
        if now - self._counted > _SECONDS_BETWEEN_COUNTS:
            self._count_workers()
            if now - self._workers_seen > SECONDS_WITHOUT_WORKERS:
                raise Stopped(_NO_WORKERS)

    def _count_workers(self) -> None:
        """Counts the threads of the workers there are, those that came later included."""
        try:
            threads = sum(_within(_SECONDS_TO_CALL_OFF, self._client.nthreads).values())
        except TimeoutError:
            threads = self._threads  # No answer, no news: that comes to an end of its own.
        except OSError as gone:
            raise Stopped(_DISCONNECTED) from gone
        self._counted = time.monotonic()
        if threads:
            self._threads = threads
            self._workers_seen = self._counted


def _result(future: Any) -> Any:
    """The result of a task that is done; what was lost with its worker is done again, and waited for."""
    from distributed import CancelledError, KilledWorker

    from perfeval_xl.bureau.cluster_worker import Unfit

    try:
        result = future.result(timeout=SECONDS_WITHOUT_NEWS)
    except KilledWorker:
        return Failure(_WORKERS_DIED)
    except Stopped:
        raise
    except TimeoutError as silence:
        raise Stopped(_NO_NEWS.format(SECONDS_WITHOUT_NEWS)) from silence
    except (CancelledError, OSError) as gone:
        raise Stopped(_DISCONNECTED) from gone
    except Exception as fault:  # What the function raises never comes here: it is a fault of the cluster.
        first, *_ = (*str(fault).splitlines(), "")
        raise Stopped(_FAULT.format(type(fault).__name__, first)) from fault
    if isinstance(result, Unfit):
        raise Stopped(result.reason)
    return result
