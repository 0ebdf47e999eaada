"""The process that works for the toolbar's buttons: ``python -m perfeval_xl.worker``.

The extension starts it and keeps it. Each line of its input is a request, each line of its output an answer,
in JSON: see `Request`. It ends with its input, which is LibreOffice's end, and when the program was upgraded.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

PACKAGE: Final = Path(__file__).parent
_CONNECT_SECONDS: Final = 3
"""LibreOffice opens its pipe before it asks for anything; when it is gone, nobody should wait for it."""
_FAILED: Final = "程序出错了，工作簿没有保存，可以再点一次按钮。如果还不行，请把下面的内容发给技术人员：\n{}"
_CLOSED: Final = "工作簿在处理中被关闭了，没有做完。请重新打开，再点按钮。"


@dataclass(frozen=True, slots=True)
class Request:
    """A line of input."""

    pipe: str
    """On which LibreOffice accepts connections."""
    button: str | None = None
    """The function of `perfeval_xl.addin` to call; None to get ready for a click that may come."""
    document: str = ""
    """The RuntimeUID of the document whose button was clicked."""

    @classmethod
    def read(cls, line: str) -> Request:
        given: dict[str, Any] = json.loads(line)
        if "prepare" in given:
            return cls(given["prepare"])
        return cls(given["pipe"], given["button"], given["document"])


def main() -> None:
    """Serves requests until there are no more."""
    answers = _answers()
    stamp = program_stamp()
    buttons = _buttons()
    try:
        serve(sys.stdin, answers, buttons, lambda: program_stamp() == stamp)
    except BrokenPipeError:
        # LibreOffice was closed half-way; there is nobody left to tell.
        return


def serve(
    lines: Iterable[str],
    answers: Callable[[str, str], None],
    buttons: Callable[[Request], str | None],
    is_current: Callable[[], bool],
) -> None:
    """Does what each line asks and answers it.

    Args:
        lines: The requests.
        answers: Takes the event (done, failed, stale) and a message.
        buttons: Does what is requested; returns what went wrong, to be shown by the extension.
        is_current: Whether the program on the disk is still the one that was imported.
    """
    for line in lines:
        request = Request.read(line)
        if not is_current():
            # The extension starts another process, which imports what is there now.
            answers("stale", "")
            return
        problem = buttons(request)
        if request.button is not None:
            answers("failed" if problem else "done", problem or "")
        # Documents that were closed since are let go of.
        gc.collect()


def program_stamp() -> tuple[int, int]:
    """How many modules the program has, and when the last one was written; (0, 0) once it was removed."""
    times = [entry.stat().st_mtime_ns for entry in _modules(PACKAGE)]
    return len(times), max(times, default=0)


def _modules(folder: Path) -> Iterable[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _modules(Path(entry.path))
        elif entry.name.endswith(".py"):
            yield entry


def _answers() -> Callable[[str, str], None]:
    """Writes to the extension; whatever else is printed goes to the log."""
    channel: TextIO = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(event: str, message: str) -> None:
        channel.write(json.dumps({"event": event, "message": message}) + "\n")
        channel.flush()

    return answer


def _buttons() -> Callable[[Request], str | None]:
    from xlwings import XlwingsError

    from perfeval_xl import addin
    from perfeval_xl.hosts import libreoffice
    from perfeval_xl.hosts.buttons import BUTTONS

    functions: dict[str, Callable[[], None]] = {
        button.function: getattr(addin, button.function) for button in BUTTONS
    }

    def pressed(request: Request) -> str | None:
        try:
            app = libreoffice.activate(request.pipe, _CONNECT_SECONDS)
            if request.button is not None:
                libreoffice.set_caller(app, request.document)
                functions[request.button]()
        except XlwingsError as problem:
            return str(problem)
        except libreoffice.closed():
            return _CLOSED
        except Exception as error:  # noqa: BLE001 - the last one who can tell the clerk; the log has it whole
            if request.document and not libreoffice.is_open(request.pipe, request.document):
                # What a document in its last moments answers is anything.
                return _CLOSED
            traceback.print_exc()
            return _FAILED.format(f"{type(error).__name__}: {error}"[:600])
        return None

    return pressed


if __name__ == "__main__":
    main()
