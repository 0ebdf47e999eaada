"""Counts what crosses the wire: a pipe in front of LibreOffice's that counts its answers.

A call through UNO looks like one call and may be ten: each new object is asked for its interfaces first.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager, suppress

HEADER = struct.Struct(">II")
LONG_HEADER = 0x80
REQUEST = 0x40
SETTLE_SECONDS = 0.02


class Counted:
    """How many answers came, and how long it took."""

    round_trips = 0
    milliseconds = 0.0


class CountingPipe:
    """A pipe that passes everything on to LibreOffice's own; connect to its `name`."""

    def __init__(self, pipe: str) -> None:
        self.name = f"counted{uuid.uuid4().hex}"
        self.answers = 0
        self._target = self._path(pipe)
        self._sockets: list[socket.socket] = []
        self._listener = self._socket()
        self._listener.bind(self._path(self.name))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _path(pipe: str) -> str:
        """Where LibreOffice puts its pipes on Linux."""
        return f"/tmp/OSL_PIPE_{os.getuid()}_{pipe}"  # noqa: S108

    def _socket(self) -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        self._sockets.append(made)
        return made

    @contextmanager
    def counting(self) -> Generator[Counted]:
        """Counts the answers to what is called in between."""
        counted, before, start = Counted(), self.answers, time.perf_counter()
        yield counted
        counted.milliseconds = (time.perf_counter() - start) * 1000
        time.sleep(SETTLE_SECONDS)
        counted.round_trips = self.answers - before

    def close(self) -> None:
        for made in self._sockets:
            with suppress(OSError):
                made.shutdown(socket.SHUT_RDWR)
            made.close()
        os.unlink(self._path(self.name))

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            office = self._socket()
            office.connect(self._target)
            threading.Thread(target=self._pass_on, args=(client, office, False), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(office, client, True), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        waiting = b""
        while True:
            try:
                data = source.recv(1 << 20)
                target.sendall(data)
            except OSError:
                return
            if not data:
                return
            if answers:
                waiting = self._count(waiting + data)

    def _count(self, data: bytes) -> bytes:
        """Counts the answers among the complete blocks; returns the rest."""
        while len(data) >= HEADER.size:
            size, messages = HEADER.unpack_from(data)
            if len(data) < HEADER.size + size:
                break
            flags = data[HEADER.size] if size else 0
            if flags & LONG_HEADER and not flags & REQUEST:
                self.answers += messages
            data = data[HEADER.size + size :]
        return data
