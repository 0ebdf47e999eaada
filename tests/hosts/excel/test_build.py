"""The add-in as a file.

1. The same texts make the same bytes.
2. What is in it reads back as it was put in, and the static analysis finds no error, on Windows and on macOS.
3. A spreadsheet program opens it.
"""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyopenvba import ExcelFile
from pyvbaanalysis import (
    DEFAULT_COMPILER_CONSTANTS,
    ConditionalCompilationEnvironment,
    ModuleInput,
    ModuleSymbolKind,
    analyze_project,
    analyze_workbook,
)

from perfeval_xl.hosts import macros
from perfeval_xl.hosts.excel import build, xlwings_module
from perfeval_xl.hosts.problem import AddinProblem
from tests.libreoffice import Office

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OFFICE_LIBRARY = "{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}"
ONLY_ON_MACOS = ("Variable not defined: 'AppleScriptTask'.", "Variable not defined: 'MacScript'.")
ZIP_SECONDS = 2
"""The resolution of a time in a zip file."""


def test_two_builds_are_the_same(xlam: Path, tmp_path: Path) -> None:
    time.sleep(ZIP_SECONDS)
    again = tmp_path / "another name.xlam"
    build.build_xlam(again)
    assert again.read_bytes() == xlam.read_bytes()


# oletools calls pyparsing by names that pyparsing 3.3 warns of, when it is imported and when it reads.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_modules_read_back_unchanged(xlam: Path) -> None:
    from oletools.olevba import VBA_Parser

    parser = VBA_Parser(str(xlam))
    try:
        read = {str(name).rpartition(".")[0]: str(code) for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()
    written = build.modules()
    assert set(read) == {"ThisWorkbook", "Sheet1", *written}
    assert read["RibbonPerfeval"] == written["RibbonPerfeval"]
    body = "Option Explicit"
    assert read["Dictionary"].partition(body)[2] == written["Dictionary"].partition(body)[2] != ""
    assert read["Dictionary"].startswith("Attribute VB_Name")


def test_the_file_as_a_whole_has_no_error_of_analysis(xlam: Path) -> None:
    found = analyze_workbook(xlam)
    assert set(found) == {"ThisWorkbook", "Sheet1", "RibbonPerfeval", "Dictionary"}
    assert [(name, problem.message) for name in found for problem in found[name] if is_error(problem)] == []


def test_the_modules_have_no_error_of_analysis_on_macos(xlam: Path) -> None:
    """The branches that are compiled there only. Two functions are known to Excel for Mac alone."""
    kinds = {"RibbonPerfeval": ModuleSymbolKind.STANDARD, "Dictionary": ModuleSymbolKind.CLASS}
    constants = {**DEFAULT_COMPILER_CONSTANTS, "Mac": True, "Win32": False, "Win64": False}
    with ExcelFile(xlam) as workbook:
        sources = {name: workbook.get_module(name) for name in kinds}
    found = analyze_project(
        [ModuleInput(name, kinds[name], source) for name, source in sources.items()],
        conditional_compilation=ConditionalCompilationEnvironment(constants),
    )
    unknown = {problem.message for name in found for problem in found[name] if is_error(problem)}
    assert {message for message in unknown if not message.startswith(ONLY_ON_MACOS)} == set()


def is_error(problem: object) -> bool:
    return problem.severity.value == "error"  # pyright: ignore[reportAttributeAccessIssue]


def test_the_ribbon_is_part_of_the_file(xlam: Path) -> None:
    with zipfile.ZipFile(xlam) as package:
        assert package.testzip() is None
        relationships = ElementTree.fromstring(package.read("_rels/.rels"))
        related = {item.get("Target"): item.get("Type") for item in relationships.iter(RELATIONSHIP)}
        for name, kind in build.RIBBON_PARTS.items():
            assert related[name] == kind
            assert package.read(name).decode("utf-8") == macros.macro_text(Path(name).name)
        assert b'Extension="xml"' in package.read("[Content_Types].xml")
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    ids = [item.get("Id") for item in relationships.iter(RELATIONSHIP)]
    assert len(set(ids)) == len(ids)


def test_the_project_knows_the_type_of_a_ribbon_control(xlam: Path) -> None:
    with ExcelFile(xlam) as workbook:
        assert OFFICE_LIBRARY in {reference.guid for reference in workbook.references()}


def test_an_xlwings_with_another_text_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "xlwings_folder", lambda: tmp_path)
    (tmp_path / "xlwings_custom_addin.bas").write_text('Attribute VB_Name = "xlwings"\n', encoding="ascii")
    with pytest.raises(AddinProblem, match="xlwings 版本"):
        build.build_xlam(tmp_path / "perfeval.xlam")
    assert not (tmp_path / "perfeval.xlam").exists()


def test_every_change_is_made_exactly_once(module: str) -> None:
    original = (build.xlwings_folder() / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    for old, new in xlwings_module.CHANGES:
        assert original.count(old) == 1
        assert old not in module
        assert new.removeprefix("Public ") in module


@pytest.mark.parametrize("installed", [True, False])
def test_the_texts_are_found_in_a_checkout_and_in_the_installed_package(
    installed: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "perfeval_xl"
    folder = package / "macros" if installed else tmp_path / "macros"
    folder.mkdir(parents=True)
    (folder / "text.bas").write_text("' here", encoding="ascii")
    monkeypatch.setattr(macros, "_PACKAGE", package)
    assert macros.macro_text("text.bas") == "' here"
    with pytest.raises(AddinProblem, match="重新安装"):
        macros.macro_text("missing.bas")


@pytest.mark.libreoffice
def test_libreoffice_opens_the_add_in(office: Office, xlam: Path) -> None:
    document = office._desktop.loadComponentFromURL(
        xlam.as_uri(),
        "_blank",
        0,
        (office._property("Hidden", True), office._property("FilterName", "Calc MS Excel 2007 VBA XML")),
    )
    try:
        assert [sheet.Name for sheet in document.Sheets] == ["Sheet1"]
        modules = document.BasicLibraries.getByName("VBAProject").ElementNames
        assert {"RibbonPerfeval", "Dictionary"} <= set(modules)
    finally:
        document.close(True)
