"""The commands of the command line, one module each.

A module has `add(commands)`, which declares its arguments, and `run(options)`, which does it and returns the
exit status. What a command needs is imported when it runs, so that each one starts as fast as it can.
"""

from __future__ import annotations

import argparse
from typing import Protocol


class Commands(Protocol):
    """What the commands are added to: argparse's subparsers."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
        """A parser for the command's own arguments."""
        ...
