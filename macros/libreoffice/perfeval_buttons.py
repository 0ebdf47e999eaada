"""The buttons of perfeval-xl inside LibreOffice: passes each click on to the project's own Python.

Nothing of the project is imported here, as LibreOffice may bring another Python. Which interpreter runs is
said by the user's own settings, written by ``perfeval-xl addin install``; no document has a say in it.

A click arrives in LibreOffice's main thread, which must never wait: the other Python asks LibreOffice for the
document's content, and LibreOffice answers only while this thread is free. LibreOffice also drops whatever is
raised here without a word, so everything that goes wrong is caught and shown.
"""

import contextlib
import json
import os
import secrets
import subprocess
import threading
import time

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.frame import FeatureStateEvent, XDispatch, XDispatchProvider, XTerminateListener
from com.sun.star.lang import XInitialization, XServiceInfo

IMPLEMENTATION = "org.perfeval.xl.Buttons"
PROTOCOL = "vnd.perfeval.button:"
TITLE = "绩效自评"
MODULE = "perfeval_xl.worker"
FAMILIAR = "自评"
"""A workbook with this in the name of a sheet is one whose clerk may soon press a button."""
PATIENCE_SECONDS = 15
"""After which a click that came too early is answered instead of ignored."""

NOT_INSTALLED = "按钮还没有安装好。请运行 perfeval-xl addin install --host libreoffice，再点按钮。"
PYTHON_MISSING = (
    "找不到按钮使用的 Python，它可能被删除或移动了：\n{}\n"
    "请重新安装 perfeval-xl，再运行 perfeval-xl addin install --host libreoffice。"
)
NOT_STARTED = "程序启动不了：{}\n请重新安装 perfeval-xl，再试一次；如果还不行，请把这段话发给技术人员。"
STOPPED = "程序中途停止了，工作簿没有保存，可以再点一次按钮。如果还不行，请把下面的内容发给技术人员：\n{}"
STILL_BUSY = (
    "上一次点的按钮还没有做完。如果有消息框在别的窗口后面，请先回答它。\n\n"
    "一直没有反应时可以停止它。要现在停止吗？"
)

# com.sun.star.awt.MessageBoxButtons and MessageBoxResults
OK_BUTTON, YES_NO_BUTTONS, YES = 1, 3, 2


class Refusal(Exception):
    """Why a click leads to nothing; the message is for the clerk."""


def settings_file():
    """Where ``perfeval-xl addin install`` writes the settings."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(folder, "perfeval-xl", "libreoffice.json")


def interpreter():
    """The project's Python."""
    try:
        with open(settings_file(), encoding="utf-8") as file:
            python = json.load(file)["python"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(NOT_INSTALLED) from error
    # A bare name would be looked for wherever LibreOffice was started.
    if not isinstance(python, str) or not os.path.isabs(python):
        raise Refusal(NOT_INSTALLED)
    if not os.access(python, os.X_OK):
        raise Refusal(PYTHON_MISSING.format(python))
    return python


def environment():
    """The child's: without what LibreOffice set for its own Python and libraries."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and name != "LD_LIBRARY_PATH"
    }


def finish_typing(controller):
    """Enters what is being typed into a cell, as when the clerk moves on.

    LibreOffice would enter it into whatever sheet is shown next. Another selection makes it do so now.
    """
    selected = controller.getSelection()
    address = getattr(selected, "RangeAddress", None)
    if address is not None:
        beside = address.StartColumn - 1 if address.StartColumn else 1
        controller.select(controller.ActiveSheet.getCellByPosition(beside, address.StartRow))
        controller.select(selected)


class Box(unohelper.Base, XCallback):
    """A message, shown by the main thread once it is free."""

    def __init__(self, office, text, answered=None):
        self.office, self.text, self.answered = office, text, answered

    def notify(self, _):
        frame = self.office.front()
        if frame is None:
            return
        window = frame.ContainerWindow
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "QUERYBOX" if self.answered else "ERRORBOX")
        buttons = YES_NO_BUTTONS if self.answered else OK_BUTTON
        box = window.Toolkit.createMessageBox(window, kind, buttons, TITLE, self.text)
        answer = box.execute()
        box.dispose()
        if self.answered:
            self.answered(answer == YES)


class Office:
    """The LibreOffice this runs in: its messages, and the pipe on which it can be spoken to."""

    def __init__(self, context):
        self.context = context
        self.desktop = self.create("com.sun.star.frame.Desktop")
        self.acceptor = None
        # Nobody else can guess the name, and the pipe's permissions keep other users out.
        self.pipe = "perfeval" + secrets.token_hex(16)

    def create(self, service):
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def front(self):
        """The window in front; any where none is, as just after one was closed; None where there is none."""
        frames = self.desktop.Frames
        return self.desktop.getCurrentFrame() or (frames.getByIndex(0) if frames.Count else None)

    def say(self, text):
        self.create("com.sun.star.awt.AsyncCallback").addCallback(Box(self, text), None)

    def ask(self, text, answered):
        """Calls `answered` with whether the answer was yes."""
        self.create("com.sun.star.awt.AsyncCallback").addCallback(Box(self, text, answered), None)

    def accept(self):
        """Opens the pipe."""
        if self.acceptor is None:
            acceptor = self.create("com.sun.star.office.Acceptor")
            acceptor.initialize(("pipe,name=" + self.pipe + ";urp;StarOffice.ComponentContext", True))
            self.acceptor = acceptor

    def close(self):
        if self.acceptor is not None:
            self.acceptor.dispose()
            self.acceptor = None


class Worker(unohelper.Base, XTerminateListener):
    """The project's Python. It is kept for the next click: most of a click's time would be its start.

    Requests and answers are lines of JSON. It ends when its input does, that is with LibreOffice, and when it
    finds that the project was upgraded or removed; then another one is started in its place.
    """

    def __init__(self, office):
        self.office = office
        self.lock = threading.Lock()
        self.process = None
        self.python = None
        self.request = None
        """What it is working on."""
        self.since = 0.0
        self.renewed = False
        """Whether it was started anew for this request."""
        office.desktop.addTerminateListener(self)

    # In the main thread

    def prepare(self):
        """Has it ready for a click that may come soon; what is wrong will be said when one comes."""
        try:
            self.office.accept()
            with self.lock:
                if self.process is None:
                    self._start(interpreter())
                    self._send({"prepare": self.office.pipe})
        except (Refusal, OSError):
            pass

    def click(self, button, document):
        """Passes the click on, unless an earlier one is still being worked on."""
        self.office.accept()
        with self.lock:
            if self.request is not None:
                waited = time.monotonic() - self.since
            else:
                waited = None
                self.request = {"button": button, "document": document, "pipe": self.office.pipe}
                self.since, self.renewed = time.monotonic(), False
                try:
                    self._submit()
                except BaseException:
                    self.request = None
                    raise
        if waited is not None and waited > PATIENCE_SECONDS:
            self.office.ask(STILL_BUSY, self._stop)

    def _stop(self, wanted):
        with self.lock:
            if wanted and self.request is not None and self.process is not None:
                self.process.kill()

    def queryTermination(self, _):
        pass

    def notifyTermination(self, _):
        with self.lock:
            self.request = None
            if self.process is not None:
                self.process.stdin.close()
                self.process = None
        self.office.close()

    def disposing(self, _):
        pass

    # With the lock held

    def _submit(self):
        python = interpreter()
        if self.process is not None and (self.python != python or self.process.poll() is not None):
            self.process.stdin.close()
            self.process = None
        if self.process is None:
            self._start(python)
        try:
            self._send(self.request)
        except OSError:
            # It ended between two clicks. When the next one ends at once too, _listen hears of it.
            self._start(python)
            with contextlib.suppress(OSError):
                self._send(self.request)

    def _start(self, python):
        # -P: modules come from the environment only, never from the folder LibreOffice was started in.
        try:
            with open(self._log(), "wb") as errors:
                self.process = subprocess.Popen(
                    [python, "-P", "-X", "utf8", "-m", MODULE],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=environment(),
                    cwd=os.path.expanduser("~"),
                    start_new_session=True,
                )
        except OSError as error:
            raise Refusal(NOT_STARTED.format(error.strerror or error)) from error
        self.python = python
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _send(self, request):
        self.process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        self.process.stdin.flush()

    def _log(self):
        """What the program writes about its own errors; begun anew with each start."""
        return os.path.join(os.path.dirname(settings_file()), "libreoffice.log")

    # In a thread for each process

    def _listen(self, process):
        try:
            for line in process.stdout:
                answer = json.loads(line.decode("ascii"))
                if answer["event"] == "stale":
                    break
                with self.lock:
                    if self.process is process:
                        self.request = None
                if answer["event"] == "failed":
                    self.office.say(answer["message"])
            status = process.wait()
            self._ended(process, status)
        except Exception as error:
            self.office.say(STOPPED.format(error))

    def _ended(self, process, status):
        """Serves the request it left behind: once by a new process where the program was renewed."""
        with self.lock:
            if self.process is not process:
                return
            self.process = None
            if self.request is None:
                return
            problem = STOPPED.format(self._last_words(status))
            if status == 0 and not self.renewed:
                self.renewed = True
                try:
                    self._submit()
                    return
                except Refusal as refusal:
                    problem = str(refusal)
            self.request = None
        self.office.say(problem)

    def _last_words(self, status):
        try:
            with open(self._log(), encoding="utf-8", errors="replace") as file:
                lines = file.read().strip().splitlines()
        except OSError:
            lines = []
        return lines[-1] if lines else f"status {status}"


class Shared:
    """What all windows share: there is one LibreOffice, and one worker for it."""

    worker = None

    @classmethod
    def worker_of(cls, context):
        if cls.worker is None:
            cls.worker = Worker(Office(context))
        return cls.worker


class Buttons(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XDispatch):
    """The buttons of one window."""

    def __init__(self, context, *_):
        self.context = context
        self.frame = None

    def initialize(self, arguments):
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url, target, flags):
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests):
        return tuple(
            self.queryDispatch(request.FeatureURL, request.FrameName, request.SearchFlags)
            for request in requests
        )

    def dispatch(self, url, arguments):
        worker = None
        try:
            worker = Shared.worker_of(self.context)
            finish_typing(self.frame.Controller)
            document = self.frame.Controller.Model
            worker.click(url.Complete[len(PROTOCOL) :], document.RuntimeUID)
        except Refusal as refusal:
            worker.office.say(str(refusal))
        except Exception as error:
            Office(self.context).say(NOT_STARTED.format(error))

    def addStatusListener(self, listener, url):
        try:
            listener.statusChanged(FeatureStateEvent(self, url, "", True, False, None))
            controller = self.frame.Controller
            names = controller.Model.Sheets.ElementNames if controller is not None else ()
            if any(FAMILIAR in name for name in names):
                Shared.worker_of(self.context).prepare()
        except Exception:
            # Only the head start is lost; a click will tell what is wrong.
            return

    def removeStatusListener(self, listener, url):
        pass

    def getImplementationName(self):
        return IMPLEMENTATION

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.frame.ProtocolHandler",)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Buttons, IMPLEMENTATION, ("com.sun.star.frame.ProtocolHandler",))
