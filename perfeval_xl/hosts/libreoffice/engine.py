"""The engine as xlwings finds it: its apps, and how values are made ready for cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from xlwings import XlwingsError, base_classes

from perfeval_xl.hosts.libreoffice.app import App
from perfeval_xl.hosts.libreoffice.cells import CellError
from perfeval_xl.hosts.libreoffice.connection import connect

ENGINE_NAME: Final = "libreoffice"


class Engine:
    """What `xlwings.Engine` wraps."""

    name = ENGINE_NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(
        data: Iterable[Iterable[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Values as read, by the options of `Range.options`."""

        def cleaned(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime) and datetime_builder is not dt.datetime:
                return datetime_builder(
                    month=value.month,
                    day=value.day,
                    year=value.year,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if number_builder is not None and type(value) is float:
                return number_builder(value)
            return value

        return [[cleaned(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        """A value to be written as one a cell can hold; not-a-number becomes blank."""
        if value is None or value != value:
            return ""
        if isinstance(value, bool | str | int | float | dt.datetime):
            return value
        if isinstance(value, dt.date):
            return dt.datetime(value.year, value.month, value.day)
        return str(value)


class Apps(base_classes.Apps):
    """The LibreOffices connected to, the last one first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def connect(self, pipe: str, seconds: float) -> App:
        """The app on the pipe, connected to now unless it was before; it becomes the active one."""
        app = next((app for app in self._apps if app.pipe == pipe and app.is_alive), None)
        if app is None:
            app = App(self, self._engine, pipe, connect(pipe, seconds))
        self._apps = [app, *(other for other in self._apps if other.pipe != pipe)]
        return app

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: Any = None,
        visible: bool | None = None,
    ) -> App:
        """The app on the pipe named by `spec`; LibreOffice is started by the clerk, or the test."""
        if spec is None:
            raise XlwingsError("没有连接到 LibreOffice：请在 LibreOffice 中打开工作簿，再点按钮。")
        app = self.connect(spec, 10)
        if add_book:
            app.books.add()
        return app

    def remove(self, app: App) -> None:
        self._apps = [other for other in self._apps if other is not app]

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(pid)

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind: no process is started here."""
