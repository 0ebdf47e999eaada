"""The progress bar of a batch; silent when nobody looks at a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from perfeval_xl.bureau.outcome import Outcome, Status


class Progress:
    """Counts what has been done, and shows it on a terminal: how many, how fast, how long still, how bad."""

    def __init__(self, total: int, what: str = "审核") -> None:
        """Begins to count up to `total`; `what` stands before the bar."""
        # disable=None means: where stderr is no terminal.
        self._bar: Any = tqdm(
            total=total, desc=what, unit="份", disable=None, dynamic_ncols=True, smoothing=0.1
        )
        self.unreadable = 0
        self.errors = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def add(self, outcome: Outcome) -> None:
        """One more file is done."""
        self.unreadable += outcome.status is Status.UNREADABLE
        self.errors += outcome.facts.errors if outcome.facts else 0
        self._bar.set_postfix_str(f"错误 {self.errors}，未能读取 {self.unreadable}", refresh=False)
        self._bar.update()

    def step(self) -> None:
        """One more of something that has no outcome."""
        self._bar.update()
