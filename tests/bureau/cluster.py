"""A Dask scheduler and its workers, each a process of its own, on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from distributed import Client

ROOT = Path(__file__).parents[2]
_LONGEST = 60
"""Seconds to wait for anything."""


class Cluster:
    """A scheduler, and the workers that are added to it."""

    def __init__(self, folder: Path, package: Path = ROOT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "scheduler.json"
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self._addresses: dict[int, str] = {}
        options = [
            "--port",
            "0",
            "--scheduler-file",
            str(self._file),
            "--no-dashboard",
            "--host",
            "127.0.0.1",
        ]
        self.scheduler = self._start("dask_scheduler", options, package)
        self.address = self._address()
        self._client: Any = Client(self.address, set_as_default=False)

    def _start(self, program: str, options: Sequence[str], package: Path) -> subprocess.Popen[bytes]:
        environment: Mapping[str, str] = {
            **os.environ,
            "PYTHONPATH": str(package),
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false",
        }
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *options],
            env=environment,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _address(self) -> str:
        self._wait(lambda: self._file.exists() and bool(self._file.read_text(encoding="utf-8")))
        return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])

    @property
    def alive(self) -> list[subprocess.Popen[bytes]]:
        return [worker for worker in self.workers if worker.poll() is None]

    def add_worker(self, *options: str, package: Path = ROOT) -> subprocess.Popen[bytes]:
        """Starts a worker, with the package from elsewhere perhaps, and waits until it has joined."""
        before = set(self._client.nthreads())
        here = ["--no-dashboard", "--scheduler-file", str(self._file), "--local-directory", str(self._folder)]
        # Without the nanny, which would start a killed one again.
        worker = self._start("dask_worker", [*here, *(options or ["--no-nanny", "--nthreads", "1"])], package)
        self.workers.append(worker)
        self._wait(lambda: bool(set(self._client.nthreads()) - before))
        (self._addresses[worker.pid],) = set(self._client.nthreads()) - before
        return worker

    def _wait(self, has_happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _LONGEST
        while not has_happened():
            if time.monotonic() > deadline:
                raise TimeoutError("the cluster does nothing")
            time.sleep(0.02)

    def have(self, count: int) -> list[subprocess.Popen[bytes]]:
        """So many workers, new ones in place of those that were killed."""
        while len(self.alive) < count:
            self.add_worker()
        for worker in self.alive[count:]:
            self.kill(worker)
        return self.alive

    def kill(self, worker: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
        """As the system kills; the scheduler has missed it when this returns."""
        worker.send_signal(how)
        worker.wait()
        self._wait(lambda: self._addresses[worker.pid] not in self._client.nthreads())

    def kill_scheduler(self) -> None:
        """As the system kills."""
        self.scheduler.kill()
        self.scheduler.wait()

    def close(self) -> None:
        """Kills them all."""
        if self.scheduler.poll() is None:
            self._client.close()
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
