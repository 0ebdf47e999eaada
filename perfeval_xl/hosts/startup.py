"""Starts xlwings without the libraries it would import only because they happen to be installed."""

from __future__ import annotations

import sys
from typing import Final

UNUSED_BY_BUTTONS: Final = ("pandas", "numpy", "matplotlib", "plotly", "PIL")
"""xlwings imports these where it finds them; a button needs none, and pandas alone takes 350 ms."""


def block_unused_imports() -> None:
    """Makes importing them fail in this process, as if they were not installed; call it before anything else.

    What was imported before stays as it is.
    """
    for name in UNUSED_BY_BUTTONS:
        # None in sys.modules is Python's own way to say that a module cannot be imported.
        sys.modules.setdefault(name, None)  # pyright: ignore[reportArgumentType, reportCallIssue]
