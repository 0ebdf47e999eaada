"""Calls perfeval_inside.py, which LibreOffice's own Python runs: one call where there would be hundreds.

What is called there runs in LibreOffice's main thread. Whatever changes what a window shows has to: from the
thread that serves a connection it makes LibreOffice 7.4 crash, now and then and some clicks later.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from xlwings import XlwingsError

from perfeval_xl.hosts.libreoffice.connection import Uno, exception_class, file_url, struct
from perfeval_xl.hosts.macros import macro_path

SOURCE: Final = "libreoffice/perfeval_inside.py"
"""In macros/."""
_IMPLEMENTATION: Final = "org.perfeval.xl.Inside"
_LOADER: Final = "com.sun.star.loader.Python"


class Service:
    """perfeval_inside.py in the LibreOffice that was connected to; it is loaded from this very package."""

    def __init__(self, context: Uno) -> None:
        self._context = context
        source = macro_path(SOURCE)
        self._job = self._load(source)
        if self.call("stamp") != source.stat().st_mtime_ns:
            # The program was upgraded since LibreOffice first loaded the file.
            self.call("renew")
            self._job = self._load(source)

    def _load(self, source: Path) -> Uno:
        loader = self._context.ServiceManager.createInstanceWithContext(_LOADER, self._context)
        if loader is None:
            raise XlwingsError("LibreOffice 里没有 Python：请安装系统软件包 python3-uno，再试一次。")
        try:
            factory = loader.activate(_IMPLEMENTATION, "", file_url(str(source)), None)
        except exception_class("uno.RuntimeException") as error:
            raise XlwingsError(f"LibreOffice 不能读取 {source}：请检查文件权限，再试一次。") from error
        return factory.createInstanceWithContext(self._context)

    def call(self, operation: str, document: Uno | None = None, **arguments: Any) -> Any:
        """What the operation of that name in perfeval_inside.py returns.

        Raises LibreOffice's exceptions; a RuntimeError is a bug in there.
        """
        return self._execute(operation, document, json.dumps(arguments))

    def invoke(self, target: Uno, method: str, *arguments: Any) -> Any:
        """Calls the method of an object of LibreOffice's in the main thread.

        Raises LibreOffice's exceptions.
        """
        return self._execute(method, target, arguments)

    def _execute(self, operation: str, target: Uno | None, arguments: str | tuple[Any, ...]) -> Any:
        given = (
            struct("beans.NamedValue", "operation", operation),
            struct("beans.NamedValue", "document", target),
            struct("beans.NamedValue", "arguments", arguments),
        )
        answer = self._job.execute(given)
        if not isinstance(answer, str):
            return answer
        read: dict[str, Any] = json.loads(answer)
        if "bug" in read:
            raise RuntimeError(read["bug"])
        return read["result"]
