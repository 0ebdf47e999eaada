"""What runs on the workers of a cluster: a look at what they have, and processes that check the files.

A worker never runs the function itself. A file that hangs there would stop its thread, or with it the whole
worker, for good, and one that kills would take the worker's other files with it; so every thread of a worker
has a process of its own for them, the same as on one machine.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, cast

from distributed import WorkerPlugin, get_worker

from perfeval_xl import __version__
from perfeval_xl.bureau.processes import Processes

_FOLDER: Final = "folder"

Surroundings = tuple[str, str, tuple[str, ...]]
"""The program's version, Python's, and what is seen at each place: plain, so that every version can tell."""


def look_around(places: Sequence[str]) -> Surroundings:
    """What there is on this machine: the versions, and what is at the places, '' where nothing is."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return __version__, python, tuple(map(_seen, places))


def _seen(place: str) -> str:
    try:
        with os.scandir(place) as entries:
            # Where a share is not mounted, there may still be the empty folder to mount it on.
            return _FOLDER if next(entries, None) else ""
    except NotADirectoryError:
        return hashlib.blake2b(Path(place).read_bytes()).hexdigest()
    except OSError:
        return ""


def what_differs(whose: str, theirs: Surroundings, ours: Surroundings, places: Sequence[str]) -> str:
    """What a machine lacks, in Chinese, and what to do; '' where it has all that is needed."""
    for name, there, here in (("perfeval-xl", theirs[0], ours[0]), ("Python", theirs[1], ours[1])):
        if there != here:
            return f"{whose}上的 {name} 是 {there}，这里是 {here}：请在各台机器上装成同一版本后再试"
    for place, there, here in zip(places, theirs[2], ours[2], strict=True):
        if there and there == here:
            continue
        if here in ("", _FOLDER):
            return f"{whose} 看不到文件夹 {place}：请把共享文件夹挂在各台机器的同一路径上，再试"
        what = "看到的文件与这里的不同" if there else "看不到文件"
        return f"{whose} {what}：{place}。请把它放在共享文件夹里，再试"
    return ""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The answer of a worker that cannot check anything."""

    reason: str


class Checking(WorkerPlugin):
    """What a worker gets once for a batch; one that comes later gets it too."""

    def __init__(
        self, function: Callable[[Any], Any], seconds: float, places: Sequence[str], ours: Surroundings
    ) -> None:
        """Says what is to be run, for how long at most, and what the worker has to see for it."""
        self._function = function
        self._seconds = seconds
        self._places = places
        self._ours = ours

    def setup(self, worker: Any) -> None:
        """Begins, on the worker."""
        self._name = f"工作进程 {worker.address} "
        self._idle: SimpleQueue[Processes[Any, Any]] = SimpleQueue()
        self._is_over = False
        # The nanny, which has started the worker, forbids it to start processes, lest they outlive it; ours
        # end when the worker does, because their pipe ends.
        multiprocessing.current_process().daemon = False

    def teardown(self, worker: Any) -> None:
        """Ends the processes; those that still work are ended when they are done."""
        self._is_over = True
        self._end_idle()

    def result(self, task: Any) -> Any:
        """The function's result for the task; a `Failure`, or `Unfit`."""
        try:
            processes = self._idle.get_nowait()
        except Empty:
            processes = Processes(self._function, 1, self._seconds)
        try:
            (done,) = processes.run([task])
        except BaseException:
            processes.close()
            raise
        self._idle.put(processes)
        if self._is_over:
            self._end_idle()
        # Where the share has gone away meanwhile, it is not the file that cannot be read; and a worker that
        # came later may never have seen it.
        lacks = what_differs(self._name, look_around(self._places), self._ours, self._places)
        return Unfit(lacks) if lacks else done.result

    def _end_idle(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return


def check_on_worker(batch: str, task: Any) -> Any:
    """What a task of the cluster is: see `Checking.result`."""
    checking = cast(Checking, get_worker().plugins[batch])
    return checking.result(task)
