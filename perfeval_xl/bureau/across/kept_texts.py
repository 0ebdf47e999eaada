"""Texts in a temporary file, so that very many of them can be compared without being held in memory."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Sequence
from types import TracebackType
from typing import Self, overload


class KeptTexts(Sequence[str]):
    """Texts by their places, of which memory holds eight bytes each. Use it as a context manager.

    The file has no name and is gone with the process, however that ends. Adding and reading raise OSError
    where the disk is full.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the block
        self._bounds = array("Q", [0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, text: str) -> None:
        """Keeps one more text."""
        self._bounds.append(self._bounds[-1] + self._file.write(text.encode()))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        start, end = self._bounds[place], self._bounds[place + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode()
