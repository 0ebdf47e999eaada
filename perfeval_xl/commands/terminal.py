"""What a command prints: to a terminal, a pipe, or nobody."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any


def prepare_output() -> None:
    """A console may not know every sign we print, and a program without a console has no output at all."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it lives as long as we
    sys.stderr = sys.stderr or sys.stdout
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    """Prints a text of the program's own, or one that is `printable`; a reader who has gone is no failure."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # … | head: what follows goes nowhere, and the exit status still tells what was found.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it lives as long as we


def say_json(found: dict[str, Any]) -> None:
    """Prints one object on one line, in UTF-8 everywhere."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    line = json.dumps(found, ensure_ascii=False)
    for separator in "\u0085\u2028\u2029":
        line = line.replace(separator, f"\\u{ord(separator):04x}")
    say(line + "\n")


def in_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
