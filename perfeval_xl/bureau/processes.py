"""Runs one function over many tasks in processes of this machine; one that kills its process ends no run.

Every process has a pipe of its own. The pools of the standard library and of pebble share one: a process
that the system kills in a bad moment takes their other processes, or the knowledge of its task, with it.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any, Final, Generic, TypeVar, cast

from perfeval_xl.system_errors import cause_of

T = TypeVar("T")
R = TypeVar("R")

SECONDS_PER_FILE: Final = 60.0
"""A workbook takes some 0.01 s; one that takes longer than this is hanging."""
_SECONDS_TO_START: Final = 120.0
"""A process takes some 0.3 s, on an old computer with a virus scanner many times that."""
MOST_JOBS: Final = 60
"""Windows waits for no more than 63 things at once."""
_IN_FLIGHT: Final = 2
"""Tasks handed to each process: one it works on, and the next, so that it never waits for it."""
_MOST_AHEAD: Final = 4_096
"""Bytes of a task that is handed over ahead of its time. A larger one may fill the pipe while a large result
fills the other way, and both sides would wait for each other."""
_TRIES: Final = 2
"""The system may have killed the process for the memory of another; a second death is the file's own."""
_MOST_FAILED_STARTS: Final = 3
"""Processes in a row that end before they take a task: no file is to blame, and more would end like them."""
_SECONDS_BETWEEN_LOOKS: Final = 0.5
"""Windows lets nobody interrupt a wait that has no end. Time beyond this between two looks was spent by the
caller, or by a computer asleep; it is held against no file."""
_OBJECTS_BETWEEN_COLLECTIONS: Final = 20_000
KILLED: Final = "检查时程序被系统中止（可能内存不足）：请关闭其他程序或减少 --jobs，再加 --resume 运行。"
TOO_LONG: Final = "{:g} 秒内没有检查完，已停止：请用 Excel 或 WPS 打开，另存为新文件后再检查。"
_NO_MEMORY: Final = "检查时内存不足：请关闭其他程序或减少 --jobs，再加 --resume 运行。"
_NO_PROCESS: Final = "启动不了检查用的进程（{}），请关闭其他程序或减少 --jobs"
_ENDED_AT_ONCE: Final = (
    "检查用的进程一启动就中止（可能内存不足，或安装不完整），请关闭其他程序、减少 --jobs，或重新安装"
)


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


class Processes(Generic[T, R]):
    """Processes that all run one function, started as they are needed; they stay until they are closed."""

    def __init__(self, function: Callable[[T], R], jobs: int, seconds: float = SECONDS_PER_FILE) -> None:
        """Says what is to be run; nothing is started yet.

        Args:
            function: A function of a module; it runs in another process.
            jobs: How many processes, `MOST_JOBS` at most.
            seconds: How long one task may take.
        """
        self._function = function
        self._jobs = jobs
        self._seconds = seconds
        self._workers: list[_Worker[T, R]] = []
        self._failed_starts = 0

    def run(self, tasks: Iterable[T]) -> Generator[Done[T, R]]:
        """Yields every task with its result, as they come; only one run at a time.

        Args:
            tasks: Plain data; taken as they are needed, never all at once.

        Raises:
            Stopped: the system lets no process run.
        """
        supply = _Supply(iter(tasks))
        last = time.monotonic()
        while True:
            self._hand_out(supply)
            busy = {worker.connection: worker for worker in self._workers if worker.orders}
            if not busy:
                return
            ready = wait(list(busy), timeout=_SECONDS_BETWEEN_LOOKS)
            now = time.monotonic()
            passed, last = min(now - last, _SECONDS_BETWEEN_LOOKS), now
            for connection, worker in busy.items():
                worker.spent += passed
                if connection in ready:
                    done = worker.take(supply)
                elif worker.is_late:
                    done = worker.give_up(supply)
                else:
                    continue
                self._look_after(worker)
                if done is not None:
                    yield done

    def _hand_out(self, supply: _Supply[T]) -> None:
        for worker in self._workers:
            worker.fill(supply)
        while len(self._workers) < self._jobs and supply:
            try:
                worker = _Worker[T, R](self._function, self._seconds)
            except OSError as error:
                if not self._workers:
                    raise Stopped(_NO_PROCESS.format(cause_of(error))) from error
                self._jobs = len(self._workers)  # These will do.
                return
            self._workers.append(worker)
            worker.fill(supply)

    def _look_after(self, worker: _Worker[T, R]) -> None:
        """Takes one that is dead from the list; the next is started in its place."""
        if worker.has_started:
            self._failed_starts = 0
        if not worker.is_dead:
            return
        self._workers.remove(worker)
        self._failed_starts += not worker.has_started
        if self._failed_starts >= _MOST_FAILED_STARTS:
            raise Stopped(_ENDED_AT_ONCE)

    def close(self) -> None:
        """Ends the processes, whatever they are at."""
        while self._workers:
            self._workers.pop().end()


def run_in_processes(
    function: Callable[[T], R], tasks: Iterable[T], jobs: int, seconds: float = SECONDS_PER_FILE
) -> Generator[Done[T, R]]:
    """Yields every task with its result, as they come. Its processes end when it is closed or interrupted.

    Args: see `Processes`.

    Raises:
        Stopped: the system lets no process run.
    """
    processes = Processes(function, jobs, seconds)
    try:
        yield from processes.run(tasks)
    finally:
        processes.close()


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
        self.spent = 0.0
        """Seconds it has worked on the first order, or taken to start."""
        self.has_started = False
        self.is_dead = False
        self._seconds = seconds
        self._held: bytes | None = None
        """The second order, while it is too large to be handed over ahead of its time."""
        self._process = context.Process(target=_work, args=(function, theirs), daemon=True)
        try:
            with _without_interrupts():
                self._process.start()
        except OSError:
            self.connection.close()
            raise
        finally:
            theirs.close()

    @property
    def is_late(self) -> bool:
        return self.spent > (self._seconds if self.has_started else _SECONDS_TO_START)

    def fill(self, supply: _Supply[T]) -> None:
        """Hands out orders until the process has one to work on and one to go on with."""
        while len(self.orders) < _IN_FLIGHT and (order := supply.take()) is not None:
            content = bytes(ForkingPickler.dumps(order.task))
            if not self.orders:
                self.spent = 0.0
            self.orders.append(order)
            if len(self.orders) > 1 and len(content) > _MOST_AHEAD:
                self._held = content
            else:
                self._send(content)

    def _send(self, content: bytes) -> None:
        # Where it has died, taking its result will show that.
        with suppress(OSError):
            self.connection.send_bytes(content)

    def take(self, supply: _Supply[T]) -> Done[T, R] | None:
        """What the process sent, or that it has died; None where nothing has come of a task yet."""
        try:
            result: R | Failure | None = self.connection.recv()
        except (EOFError, OSError):
            return self._mourn(supply)
        self.spent = 0.0
        if not self.has_started:
            self.has_started = True
            return None
        order = self.orders.popleft()
        if self._held is not None:
            self._send(self._held)
            self._held = None
        return Done(order.task, cast("R | Failure", result))

    def _mourn(self, supply: _Supply[T]) -> Done[T, R] | None:
        if not self.has_started:
            self._bury(supply)
            return None
        order = self.orders.popleft()
        self._bury(supply)
        if order.deaths + 1 < _TRIES:
            supply.give_back([_Order(order.task, order.deaths + 1)])
            return None
        return Done(order.task, Failure(KILLED))

    def give_up(self, supply: _Supply[T]) -> Done[T, R] | None:
        """Ends a process that works on one task, or starts, for too long."""
        if not self.has_started:
            self._bury(supply)
            return None
        order = self.orders.popleft()
        self._bury(supply)
        return Done(order.task, Failure(TOO_LONG.format(self._seconds)))

    def _bury(self, supply: _Supply[T]) -> None:
        """Ends it; what it was not yet at goes back."""
        self.end()
        self.is_dead = True
        supply.give_back(self.orders)
        self.orders = deque()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()


@contextmanager
def _without_interrupts() -> Generator[None]:
    """What is started in the block hears no Ctrl-C while it loads; ours waits until the end of the block."""
    if sys.platform == "win32":
        yield
        return
    # It is started together with the first process otherwise, and lets interrupts through from then on.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(function: Callable[[Any], Any], connection: Connection[Any, Any]) -> None:
    """What a process does until its parent is gone."""
    # Ctrl-C reaches every process of the terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What has been loaded stays, and hardly anything of a task is in a circle: looking for garbage every few
    # hundred objects would take a tenth of the time.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    with suppress(EOFError, OSError):
        connection.send(None)
        while True:
            connection.send(_result(function, connection.recv()))


def _result(function: Callable[[T], R], task: T) -> R | Failure:
    try:
        return function(task)
    except MemoryError:
        return Failure(_NO_MEMORY)
    except Exception as error:  # noqa: BLE001 - said of this one file; the others go on
        return Failure(unexpected(error))
