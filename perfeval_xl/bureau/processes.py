"""Runs one function over many tasks in processes of this machine; one that kills its process ends no run.

Every process has a pipe of its own. The pools of the standard library and of pebble share one: a process
that the system kills in a bad moment takes their other processes, or the knowledge of its task, with it.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

SECONDS_PER_FILE: Final = 60.0
"""A workbook takes some 0.01 s; one that takes longer than this is hanging."""
MOST_JOBS: Final = 60
"""Windows waits for no more than 63 things at once."""
_IN_FLIGHT: Final = 2
"""Tasks handed to each process: one it works on, and the next, so that it never waits for it."""
_TRIES: Final = 2
"""The system may have killed the process for the memory of another; a second death is the file's own."""
_SECONDS_BETWEEN_LOOKS: Final = 0.5
"""Windows lets nobody interrupt a wait that has no end."""
_OBJECTS_BETWEEN_COLLECTIONS: Final = 20_000
KILLED: Final = "检查时程序被系统中止（可能内存不足）：请关闭其他程序或减少 --jobs，再加 --resume 运行。"
TOO_LONG: Final = "{:g} 秒内没有检查完，已停止：请用 Excel 或 WPS 打开，另存为新文件后再检查。"


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that came to no result."""

    reason: str
    """What happened and what to do, in Chinese."""


class Stopped(Exception):
    """Nothing more can be done now; the message says why, in Chinese. What was done is done."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """A task and what came of it."""

    task: T
    result: R | Failure


def run_in_processes(
    function: Callable[[T], R], tasks: Iterable[T], jobs: int, seconds: float = SECONDS_PER_FILE
) -> Generator[Done[T, R]]:
    """Yields every task with its result, as they come. Its processes end when it is closed or interrupted.

    Args:
        function: A function of a module; it runs in another process.
        tasks: Plain data; taken as they are needed, never all at once.
        jobs: How many processes, `MOST_JOBS` at most.
        seconds: How long one task may take.
    """
    supply = _Supply(iter(tasks))
    workers: list[_Worker[T, R]] = []
    try:
        while True:
            while len(workers) < jobs and supply:
                workers.append(_Worker(function, seconds))
                workers[-1].fill(supply)
            busy = {worker.connection: worker for worker in workers if worker.orders}
            if not busy:
                return
            ready = wait(list(busy), timeout=_SECONDS_BETWEEN_LOOKS)
            for connection, worker in busy.items():
                if connection not in ready and not worker.is_late:
                    continue
                done = worker.take(supply) if connection in ready else worker.give_up(supply)
                if worker.is_dead:
                    workers.remove(worker)
                else:
                    worker.fill(supply)
                if done is not None:
                    yield done
    finally:
        for worker in workers:
            worker.end()


def unexpected(error: BaseException) -> str:
    """What is said of a fault of the program's own, met in one file."""
    return f"程序出错（{type(error).__name__}：{error}），没有检查：请把这个文件和这句话发给软件维护人员。"


@dataclass(frozen=True, slots=True)
class _Order(Generic[T]):
    """A task, and how many processes have died over it."""

    task: T
    deaths: int = 0


class _Supply(Generic[T]):
    """The tasks still to be handed out, those that come back first."""

    def __init__(self, tasks: Iterator[T]) -> None:
        self._tasks = tasks
        self._returned: deque[_Order[T]] = deque()
        self._next = self._following()

    def _following(self) -> _Order[T] | None:
        return next((_Order(task) for task in self._tasks), None)

    def __bool__(self) -> bool:
        return bool(self._returned) or self._next is not None

    def take(self) -> _Order[T] | None:
        if self._returned:
            return self._returned.popleft()
        order, self._next = self._next, self._following() if self._next is not None else None
        return order

    def give_back(self, orders: Iterable[_Order[T]]) -> None:
        self._returned.extend(orders)


class _Worker(Generic[T, R]):
    """One process, and the orders it has been given; it works on the first of them."""

    def __init__(self, function: Callable[[T], R], seconds: float) -> None:
        # Forking would copy the parent half-way; a fresh process is the same on every system.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.orders: deque[_Order[T]] = deque()
        self.is_dead = False
        self._seconds = seconds
        self._deadline = 0.0
        self._process = context.Process(target=_work, args=(function, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._deadline

    def fill(self, supply: _Supply[T]) -> None:
        """Hands out orders until the process has one to work on and one to go on with."""
        while len(self.orders) < _IN_FLIGHT and (order := supply.take()) is not None:
            if not self.orders:
                self._deadline = time.monotonic() + self._seconds
            self.orders.append(order)
            try:
                self.connection.send(order.task)
            except OSError:
                return  # It has died; taking its result will show that.

    def take(self, supply: _Supply[T]) -> Done[T, R] | None:
        """The result that has come, or that the process has died; None where its task is tried again."""
        try:
            result: R | Failure = self.connection.recv()
        except (EOFError, OSError):
            order = self._bury(supply)
            if order.deaths + 1 < _TRIES:
                supply.give_back([_Order(order.task, order.deaths + 1)])
                return None
            return Done(order.task, Failure(KILLED))
        self._deadline = time.monotonic() + self._seconds
        return Done(self.orders.popleft().task, result)

    def give_up(self, supply: _Supply[T]) -> Done[T, R]:
        """Ends a process that works on one task for too long."""
        order = self._bury(supply)
        return Done(order.task, Failure(TOO_LONG.format(self._seconds)))

    def _bury(self, supply: _Supply[T]) -> _Order[T]:
        """The order it died over; the others go back."""
        self.end()
        self.is_dead = True
        order = self.orders.popleft()
        supply.give_back(self.orders)
        return order

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()


def _work(function: Callable[[Any], Any], connection: Connection[Any, Any]) -> None:
    """What a process does until its parent is gone."""
    # Ctrl-C reaches every process of the terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What has been loaded stays, and hardly anything of a task is in a circle: looking for garbage every few
    # hundred objects would take a tenth of the time.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            result = function(task)
        except Exception as error:  # noqa: BLE001 - said of this one file; the others go on
            result = Failure(unexpected(error))
        connection.send(result)
