"""Imports xlwings without the libraries it would import only because they happen to be installed."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

UNUSED_BY_BUTTONS: Final = ("pandas", "numpy", "matplotlib", "plotly", "PIL")
"""xlwings imports these where it finds them; a button needs none, and pandas alone takes 350 ms."""


@contextmanager
def without_unused_imports() -> Generator[None]:
    """Makes importing them fail in between, as if they were not installed.

    What was imported before stays as it is, and afterwards all can be imported again.
    """
    blocked = [name for name in UNUSED_BY_BUTTONS if name not in sys.modules]
    for name in blocked:
        # None in sys.modules is Python's own way to say that a module cannot be imported.
        sys.modules[name] = None  # pyright: ignore[reportArgumentType]
    try:
        yield
    finally:
        for name in blocked:
            del sys.modules[name]
