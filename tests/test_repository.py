"""What must hold for the repository as a whole, whoever changes it.

1. Imports never point back (design.md): form knows no rules, rules know no readers, writers or hosts.
2. The command line starts without the heavy libraries; the buttons' and the clerk's install need no pandas.
3. Every module that declares rules is in the catalogue; no cell address stands in the code.
4. What is generated is up to date.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import perfeval_xl
from perfeval_xl.rules import catalogue
from tests.regenerate import GENERATED, is_current

PACKAGE = Path(perfeval_xl.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = (
    "hosts",
    "cli",
    "commands",
    "bureau",
    "checking",
    "writers",
    "readers",
    "rules",
    "indicators",
    "findings",
    "evaluation",
    "form",
)
"""From the edge to the middle."""
ALLOWED = {
    "amounts": set[str](),
    "file_names": set[str](),
    "grid": {"amounts"},
    "profile": {"amounts", "file_names", "form"},
    "document": {"grid"},
    "evaluation": {"amounts", "grid", "form", "profile"},
    "form": {"amounts", "document", "grid", "evaluation", "profile"},
    "findings": {"evaluation", "grid"},
    "indicators": {"amounts", "numerals"},
    "numerals": set[str](),
    "prose": {"numerals"},
    "rules": {"amounts", "grid", "evaluation", "form", "findings", "indicators", "profile", "prose"},
    "look": set[str](),
    "readers": {"amounts", "document", "grid", "look"},
    "examples": {"evaluation", "form", "profile"},
    "importing": {"checking", "evaluation", "file_names", "form", "grid", "profile", "remarks", "rules"},
    "remarks": set[str](),
    "system_errors": set[str](),
    "checking": {
        "document",
        "evaluation",
        "file_names",
        "findings",
        "form",
        "grid",
        "profile",
        "readers",
        "rules",
    },
    "exporting": {"findings", "look", "readers", "writers"},
    "writers": {"amounts", "evaluation", "findings", "form", "grid", "look", "profile", "remarks", "rules"},
    "hosts": {"findings", "grid", "writers"},
    "bureau": {
        "amounts",
        "checking",
        "evaluation",
        "file_names",
        "findings",
        "form",
        "look",
        "profile",
        "readers",
        "rules",
        "system_errors",
        "writers",
    },
}
HEAVY = ("pandas", "numpy", "openpyxl", "xlwings", "docx", "lxml", "xlsxwriter")
CELL_ADDRESS = re.compile(r"\$?[A-Z]{1,2}\$?[1-9]\d{0,3}(?::\$?[A-Z]{1,2}\$?[1-9]\d{0,3})?")


def own_imports(path: Path) -> Iterator[str]:
    """The parts of the package that a module imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "perfeval_xl":
                names = [f"perfeval_xl.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("perfeval_xl."):
                yield name.split(".")[1]


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_never_point_back(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "cli", "commands", "addin", "worker"):
        return
    assert set(own_imports(path)) - {part, "__version__"} <= ALLOWED[part]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_opens_with_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ":", ";", ",")) or len(docstring) > 10


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_cell_address_stands_in_the_code(path: Path) -> None:
    literals = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in literals if CELL_ADDRESS.fullmatch(text)] == []


def test_every_module_that_declares_rules_is_in_the_catalogue() -> None:
    declaring = {
        path.stem
        for path in (PACKAGE / "rules").glob("*.py")
        if re.search(r"^(@rule|relation_rule)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert declaring == {module.__name__.rpartition(".")[2] for module in catalogue.MODULES}


def test_the_command_line_starts_without_the_heavy_libraries(tmp_path: Path) -> None:
    code = (
        "import sys; from perfeval_xl.cli import main; main(['rules']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"


@pytest.mark.parametrize("name", GENERATED)
def test_generated_files_are_up_to_date(name: str) -> None:
    assert is_current(name), "run python -m tests.regenerate"
