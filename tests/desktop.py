"""A clerk's desktop: a user with a home of her own, a screen nobody sees, and LibreOffice in a window on it.

Each run has its own home, profile, screen and pipe, so that several may run at once.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.libreoffice import LibreOfficeMissing

Found = TypeVar("Found")
ROOT = Path(__file__).parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"
NOBODY = "nobody"
START_SECONDS = 60
SCREEN = (1500, 950)
HAND_SECONDS = 0.3
"""What a hand takes from one click to the next, at least."""
TOOLBAR = "private:resource/toolbar/addon_org.perfeval.xl.toolbar"


def wait_for(
    found: Callable[[], Found | None], what: str, seconds: float = START_SECONDS, every: float = 0.05
) -> Found:
    """What `found` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while True:
        if result := found():
            return result
        if time.monotonic() > end:
            raise AssertionError(f"no {what} after {seconds} s")
        time.sleep(every)


class Clerk:
    """An ordinary user: whoever runs the tests or, as LibreOffice installs nothing for root, nobody."""

    def __init__(self) -> None:
        if shutil.which("soffice") is None:
            raise LibreOfficeMissing("soffice is not on the PATH")
        self.home = Path(tempfile.mkdtemp(prefix="perfeval 张 三-"))
        self.user = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.log = self.home / "log"
        """What her programs print."""
        self._links: list[Path] = []
        os.chown(self.home, self.user.pw_uid, self.user.pw_gid)
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.python = self._python()

    def _python(self) -> str:
        """A Python that she may run and that has the project: this one, or one made of it."""
        if self.run(sys.executable, "-c", "import perfeval_xl, xlwings", check=False).returncode == 0:
            return sys.executable
        environment = self.home / "python"
        self.run(SYSTEM_PYTHON, "-m", "venv", "--without-pip", str(environment))
        (packages,) = environment.glob("lib/python*/site-packages")
        ours = [path for path in sys.path if path.endswith("site-packages")]
        (packages / "project.pth").write_text("\n".join([str(ROOT), *ours]) + "\n", encoding="utf-8")
        python = str(environment / "bin" / "python")
        self.run(python, "-c", "import perfeval_xl, xlwings")
        return python

    def _identity(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs the command as her, in her home."""
        try:
            return subprocess.run(
                command,
                env=self.environment,
                cwd=self.home,
                capture_output=True,
                text=True,
                check=check,
                **self._identity(),
            )
        except PermissionError:
            return subprocess.CompletedProcess(command, 126, "", "not hers to run")

    def perfeval(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command `perfeval-xl`, run by her Python."""
        return self.run(self.python, "-m", "perfeval_xl.cli", *arguments, check=False)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen[bytes](
                command, env=self.environment, cwd=self.home, stdout=log, stderr=log, **self._identity()
            )

    def processes(self, word: str) -> list[int]:
        """The ids of her processes with that word in their command."""
        home = f"HOME={self.home}".encode()
        found: list[int] = []
        for entry in Path("/proc").iterdir():
            # What ends while it is looked at is none.
            with suppress(OSError):
                if (
                    entry.name.isdigit()
                    and word.encode() in (entry / "cmdline").read_bytes()
                    and home in (entry / "environ").read_bytes().split(b"\0")
                ):
                    found.append(int(entry.name))
        return found

    def give(self, source: Path, name: str) -> Path:
        """A copy of the file in her home, hers."""
        path = self.home / name
        shutil.copyfile(source, path)
        os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return path

    def reach(self, pipe: str) -> None:
        """Lets this process connect to a pipe of hers; LibreOffice looks for it under the user's number."""
        users = self.user.pw_uid, os.geteuid()
        hers, ours = (Path(f"/tmp/OSL_PIPE_{user}_{pipe}") for user in users)  # noqa: S108
        wait_for(hers.exists, "pipe")
        if hers != ours:
            ours.symlink_to(hers)
            self._links.append(ours)

    def leave(self) -> None:
        for link in self._links:
            link.unlink(missing_ok=True)
        shutil.rmtree(self.home)


@contextmanager
def screen() -> Generator[str]:
    """A free display, served by an X server of its own."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        raise LibreOfficeMissing("Xvfb or xdotool is not on the PATH")
    read, write = os.pipe()
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset", "-ac"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Window:
    """LibreOffice in a window on the display, driven by mouse and keyboard, looked into over a pipe."""

    def __init__(self, clerk: Clerk, display: str, *documents: Path) -> None:
        from perfeval_xl.hosts import libreoffice

        self.clerk = clerk
        self.display = display
        self.pipe = f"window{uuid.uuid4().hex}"
        clerk.environment["DISPLAY"] = display
        self.process = clerk.start(
            "soffice",
            "--norestore",
            "--nologo",
            "--nofirststartwizard",
            f"--accept=pipe,name={self.pipe};urp;",
            *map(str, documents or ["--calc"]),
        )
        try:
            clerk.reach(self.pipe)
            self.app = libreoffice.activate(self.pipe, START_SECONDS)
            wait_for(lambda: len(self.app.books) >= max(1, len(documents)), "document")
            wait_for(self._is_ready, "toolbar")
        except BaseException as error:
            self.process.terminate()
            self.process.wait()
            error.add_note(clerk.log.read_text(errors="replace"))
            raise

    def _is_ready(self) -> bool:
        frame = self.app.api.getCurrentFrame()
        if frame is None:
            # On a screen where another program ended before, nobody gives the new window the focus.
            self.focus()
        return frame is not None and bool(self.toolbar(frame))

    def toolbar(self, frame: Any) -> dict[str, tuple[int, int]]:
        """The toolbar's buttons by label, with their middle on the screen; {} while there is no toolbar."""
        element = frame.LayoutManager.getElement(TOOLBAR)
        if element is None:
            return {}
        bar = element.getRealInterface().getAccessibleContext()
        found: dict[str, tuple[int, int]] = {}
        for number in range(bar.getAccessibleChildCount()):
            button = bar.getAccessibleChild(number).getAccessibleContext()
            if button.getAccessibleName():
                found[button.getAccessibleName()] = _middle(button)
        return found

    def click(self, label: str) -> None:
        """Clicks the button of the window in front."""
        x, y = self.toolbar(self.app.api.getCurrentFrame())[label]
        self.xdotool("mousemove", str(x), str(y))
        # There is no window manager to give the window its focus back after a message was closed, and without
        # the focus a click only asks for it.
        self.focus()
        self.xdotool("sleep", "0.1", "mousedown", "1", "sleep", "0.03", "mouseup", "1")

    def focus(self) -> None:
        """Gives the focus to the window under the mouse, as there is no window manager to do so."""
        window = re.search(r"WINDOW=(\d+)", self.xdotool("getmouselocation", "--shell"))
        assert window
        self.xdotool("windowfocus", window[1])

    def xdotool(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout

    def key(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "30", *keys)

    def boxes(self) -> list[Box]:
        """The message boxes and dialogs that are shown."""
        from perfeval_xl.hosts import libreoffice

        try:
            return list(self._boxes())
        except libreoffice.closed():
            # One was closed while it was looked at.
            return []

    def _boxes(self) -> Iterator[Box]:
        for context in self._windows():
            if context.getAccessibleRole() in (ALERT, DIALOG):
                yield Box.of(context)

    def _windows(self) -> Iterator[Any]:
        """What there is to know of each window on the screen."""
        # Any frame will do; the one in front is none while a message is shown.
        toolkit = self.app.api.Frames.getByIndex(0).ContainerWindow.Toolkit
        for number in range(toolkit.getTopWindowCount()):
            window = toolkit.getTopWindow(number)
            context = window.getAccessibleContext() if window is not None else None
            if context is not None:
                yield context

    def choose_file(self, title: str, name: str) -> None:
        """Types the name of a file in her home into the file dialog of that title, and presses return.

        In Latin letters: xdotool's Chinese arrives now and then only.
        """
        x, y = wait_for(lambda: self._name_field(title), f"dialog {title}")
        time.sleep(HAND_SECONDS)
        self.xdotool("mousemove", str(x), str(y), "click", "1", "key", "ctrl+a")
        self.xdotool("type", "--delay", "30", name)
        self.key("Return")

    def has_dialog(self, title: str) -> bool:
        return self._name_field(title) is not None

    def _name_field(self, title: str) -> tuple[int, int] | None:
        """Where the file's name belongs in the dialog; None while it is not shown.

        By proportion: the dialog's list of files has parts that cannot be looked into.
        """
        for context in self._windows():
            if context.getAccessibleRole() == DIALOG and context.getAccessibleName().startswith(title):
                corner, size = context.getLocationOnScreen(), context.getSize()
                return corner.X + size.Width // 2, corner.Y + size.Height * 73 // 100
        return None

    def message(self) -> str:
        """The text of the message box, once there is one."""
        return wait_for(self.boxes, "message")[0].text

    def answer(self, button: str = "OK") -> str:
        """Clicks the button of the message box and returns its text."""
        box = wait_for(lambda: self._box_with(button), f"message with {button}")

        def is_gone() -> bool:
            shown = self._box_with(button)
            if shown is None or shown.text != box.text:
                return True
            # A box may still be on its way to its place; twice in haste would be a double click.
            self.xdotool("mousemove", *map(str, shown.buttons[button]), "click", "1")
            time.sleep(2 * HAND_SECONDS)
            return False

        wait_for(is_gone, "end of the message")
        time.sleep(HAND_SECONDS)
        return box.text

    def _box_with(self, button: str) -> Box | None:
        return next((box for box in self.boxes() if button in box.buttons), None)

    def picture(self, path: Path, crop: Sequence[int] = ()) -> None:
        """Writes what the screen shows."""
        import_command = ["import", "-window", "root"]
        if crop:
            left, top, width, height = crop
            import_command += ["-crop", f"{width}x{height}+{left}+{top}", "+repage"]
        subprocess.run([*import_command, str(path)], env={**os.environ, "DISPLAY": self.display}, check=True)

    def kill(self) -> None:
        """Ends LibreOffice on the spot, as a crash or the computer's switch does."""
        for process in self.clerk.processes("soffice.bin"):
            os.kill(process, signal.SIGKILL)
        self.process.wait(20)

    def close(self) -> None:
        from perfeval_xl.hosts import libreoffice

        try:
            if self.process.poll() is None:
                self.app.quit()
            self.process.wait(20)
        except (*libreoffice.closed(), subprocess.TimeoutExpired):
            self.process.terminate()
            self.process.wait()


# com.sun.star.accessibility.AccessibleRole
ALERT, DIALOG, PUSH_BUTTON = 1, 12, 44


@dataclass(frozen=True)
class Box:
    """A message box: what it says, and the middle of each button on the screen."""

    text: str
    buttons: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, context: Any) -> Box:
        texts: list[str] = []
        buttons: dict[str, tuple[int, int]] = {}
        for part in _descendants(context):
            name = part.getAccessibleName()
            if part.getAccessibleRole() == PUSH_BUTTON:
                buttons[name] = _middle(part)
            elif name:
                texts.append(name)
        return cls("\n".join(texts), buttons)


def _descendants(context: Any) -> Iterator[Any]:
    for number in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(number)
        # The file dialog's list has parts that cannot be looked into.
        if hasattr(child, "getAccessibleContext"):
            yield child.getAccessibleContext()
            yield from _descendants(child.getAccessibleContext())


def _middle(context: Any) -> tuple[int, int]:
    corner, size = context.getLocationOnScreen(), context.getSize()
    return corner.X + size.Width // 2, corner.Y + size.Height // 2
