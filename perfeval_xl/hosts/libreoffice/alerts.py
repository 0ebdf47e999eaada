"""Message boxes, and what stands in for them where nobody could see one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlwings import XlwingsError

from perfeval_xl.hosts.libreoffice.connection import Uno, load_uno

if TYPE_CHECKING:
    from perfeval_xl.hosts.libreoffice.app import App

# com.sun.star.awt.MessageBoxButtons
_BUTTONS: Final = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
# com.sun.star.awt.MessageBoxResults
_RESULTS: Final = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
_HARMLESS: Final = {"ok": "ok", "ok_cancel": "cancel", "yes_no": "no", "yes_no_cancel": "cancel"}
"""The answer that changes nothing."""
_X_WINDOW: Final = 6
"""com.sun.star.lang.SystemDependent.SYSTEM_XWINDOW"""


@dataclass(frozen=True)
class Alert:
    """A message that was given."""

    prompt: str
    title: str
    buttons: str
    answer: str


@dataclass
class Alerts:
    """Gives messages. A test puts its answers in `answers`: no box is shown, and `given` tells what was said.

    Without a screen (``--headless``) nobody could close a box, and it would wait for ever: the message is
    only kept in `given`, and the harmless answer returned: "ok" where there is no choice, else "cancel" or
    "no".
    """

    answers: deque[str] = field(default_factory=deque[str])
    given: list[Alert] = field(default_factory=list[Alert])

    def give(self, app: App, prompt: str, title: str, buttons: str, mode: str | None) -> str:
        """Shows the message and returns the button pressed.

        Raises XlwingsError for buttons that xlwings does not know.
        """
        if buttons not in _BUTTONS:
            raise XlwingsError(f"no such buttons: {buttons!r}")
        if self.answers:
            answer = self.answers.popleft()
        elif not app.is_on_screen:
            answer = _HARMLESS[buttons]
        else:
            kind = {"critical": "ERRORBOX"}.get(mode or "", "INFOBOX" if buttons == "ok" else "QUERYBOX")
            number = app.inside.call(
                "message",
                text=prompt,
                title=title,
                kind=kind,
                buttons=_BUTTONS[buttons],
                wait=buttons != "ok",
            )
            answer = _RESULTS.get(number, _HARMLESS[buttons])
        self.given.append(Alert(prompt, title, buttons, answer))
        return answer


def is_on_screen(window: Uno) -> bool:
    """Whether the window is one that can be seen."""
    process = load_uno().ByteSequence(bytes(16))
    handle = window.getWindowHandle(process, _X_WINDOW)
    # Wherever there is no X window type (macOS, Windows), LibreOffice has a screen.
    return handle is None or bool(handle.WindowHandle or handle.DisplayPointer)
