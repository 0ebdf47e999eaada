"""Builds perfeval.xlam from text: the ribbon, its module, and the installed xlwings' own module."""

from __future__ import annotations

import importlib.util
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from perfeval_xl import __version__
from perfeval_xl.hosts.excel.xlwings_module import ModuleChanged, merged
from perfeval_xl.hosts.macros import macro_text
from perfeval_xl.hosts.problem import AddinProblem
from perfeval_xl.writers.saving import replacing

RIBBON_MODULE: Final = "RibbonPerfeval"
RIBBON_PARTS: Final = {
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
}
"""Parts of the package, from the texts of the same name in macros/, with their relationship to it.

Excel 2010 and later read the first, Excel 2007 the second.
"""

_RELATIONSHIPS: Final = "_rels/.rels"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PROPERTIES: Final = "docProps/core.xml"
_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every part: the same texts make the same file."""


def build_xlam(path: Path) -> None:
    """Writes the add-in to `path`; the same versions write the same bytes.

    Raises:
        AddinProblem: the installed xlwings or pyopenvba is missing, or not one the add-in can be built with.
        OSError: `path` cannot be written.
    """
    content = xlam()
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def xlam() -> bytes:
    """The add-in's content.

    Raises:
        AddinProblem: the installed xlwings or pyopenvba is missing, or not one the add-in can be built with.
    """
    with zipfile.ZipFile(io.BytesIO(_workbook_with(modules()))) as package:
        parts = {part.filename: package.read(part) for part in package.infolist()}
    for name in RIBBON_PARTS:
        parts[name] = macro_text(Path(name).name).encode("utf-8")
    parts[_RELATIONSHIPS] = _with_ribbon(parts[_RELATIONSHIPS])
    parts[_PROPERTIES] = _properties()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, _TIME), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def modules() -> dict[str, str]:
    """The add-in's modules by name, with the line ends VBA keeps.

    Raises:
        AddinProblem: the installed xlwings is missing, or not one the add-in can be built with.
    """
    try:
        ribbon = merged(
            macro_text(f"{RIBBON_MODULE}.bas"), _ascii(xlwings_folder() / "xlwings_custom_addin.bas")
        )
    except ModuleChanged as changed:
        raise AddinProblem(
            "已安装的 xlwings 版本与本程序不匹配，无法生成加载项。请重新安装本程序，会装上合适的版本。"
        ) from changed
    # A stand-in for Scripting.Dictionary, which macOS lacks.
    dictionary = _ascii(xlwings_folder() / "addin" / "Dictionary.cls")
    return {name: _vba_lines(text) for name, text in ((RIBBON_MODULE, ribbon), ("Dictionary", dictionary))}


def xlwings_folder() -> Path:
    """Where the installed xlwings keeps its files; it is not imported, which would take its time.

    Raises:
        AddinProblem: xlwings is not installed.
    """
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise AddinProblem("没有安装 xlwings。请重新安装本程序。")
    return Path(found.origin).parent


def _ascii(path: Path) -> str:
    """The text of a VBA source; anything but ASCII would be kept as question marks, without a word."""
    return path.read_text(encoding="ascii")


def _vba_lines(text: str) -> str:
    text.encode("ascii")
    return "\r\n".join(text.splitlines()) + "\r\n"


def _workbook_with(sources: dict[str, str]) -> bytes:
    try:
        from pyopenvba import ExcelFile, VBAModuleKind
    except ImportError as error:
        raise AddinProblem("没有安装 pyopenvba。请重新安装本程序。") from error
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.xlam"
        with ExcelFile.create_new(path) as workbook:
            project = workbook.vba_project()
            project.delete_module("Module1")
            for name, source in sources.items():
                is_class = source.startswith("VERSION 1.0 CLASS")
                kind = VBAModuleKind.other if is_class else VBAModuleKind.standard
                project.add_module(name, source, kind=kind)
            workbook.save()
        return path.read_bytes()


def _with_ribbon(relationships: bytes) -> bytes:
    """The package's relationships, with the ribbon's parts among them."""
    ElementTree.register_namespace("", _RELATIONSHIP[1:].partition("}")[0])
    root = ElementTree.fromstring(relationships)  # noqa: S314 - pyopenvba's own template
    for number, (name, kind) in enumerate(RIBBON_PARTS.items(), start=1):
        ElementTree.SubElement(root, _RELATIONSHIP, Id=f"ribbon{number}", Type=kind, Target=name)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _properties() -> bytes:
    """Title and author: what Excel's list of add-ins shows."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>绩效自评</dc:title><dc:creator>perfeval-xl</dc:creator>"
        f"<dc:description>perfeval-xl {__version__}</dc:description>"
        "</cp:coreProperties>"
    ).encode()
