"""Rewrites the files that are generated from the code: ``python -m tests.regenerate``.

With ``--check`` nothing is written; the command fails and names what is out of date.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from perfeval_xl import profile as profiles
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.examples import EXAMPLE_NAME, EXAMPLE_PROFILE, example_tables
from perfeval_xl.hosts.excel import ribbon
from perfeval_xl.hosts.libreoffice import toolbar
from perfeval_xl.writers.field_list import field_list
from perfeval_xl.writers.rule_page import rule_page
from perfeval_xl.writers.template import write_template, write_workbook

ROOT = Path(__file__).parent.parent
BLANK_YEAR = 2025


def write_blank(path: Path) -> None:
    write_template(path, profiles.load(profiles.DEFAULT), BLANK_YEAR)


def write_example(path: Path) -> None:
    write_workbook(path, example_tables(), profiles.load(EXAMPLE_PROFILE))


def write_ribbon(path: Path) -> None:
    path.write_text(ribbon.custom_ui(path.name), encoding="utf-8")


def write_ribbon_module(path: Path) -> None:
    """The callbacks between the opening comment and the first procedure of the module's own."""
    module = (ROOT / "macros" / path.name).read_text(encoding="ascii")
    before, _, rest = module.partition("Public Sub ")
    _, own, after = rest.partition("Private Sub RunButton(")
    path.write_text(before + ribbon.callbacks() + own + after, encoding="ascii")


def write_toolbar(path: Path) -> None:
    path.write_text(toolbar.addons(), encoding="utf-8")


def write_fields(path: Path) -> None:
    path.write_text(field_list(), encoding="utf-8")


def write_rules(path: Path) -> None:
    path.write_text(rule_page(ACROSS), encoding="utf-8")


GENERATED: dict[str, Callable[[Path], None]] = {
    "workbook_templates/部门整体支出绩效自评_空白.xlsx": write_blank,
    f"workbook_templates/{EXAMPLE_NAME}.xlsx": write_example,
    "docs/fields.md": write_fields,
    "docs/rules.md": write_rules,
    "macros/RibbonPerfeval.bas": write_ribbon_module,
    **{f"macros/{name}": write_ribbon for name in ribbon.NAMESPACES},
    "macros/libreoffice/Addons.xcu": write_toolbar,
}
"""Path in the repository → what writes it."""


def content(path: Path) -> dict[str, bytes]:
    """A file's content; of a workbook its parts, as their packing may differ from one zlib to the next."""
    if path.suffix != ".xlsx":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def is_current(name: str) -> bool:
    """Whether the file in the repository is what the code writes today."""
    kept = ROOT / name
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / kept.name
        GENERATED[name](fresh)
        return kept.exists() and content(kept) == content(fresh)


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        stale = [name for name in GENERATED if not is_current(name)]
        for name in stale:
            print(f"{name} is out of date: run python -m tests.regenerate", file=sys.stderr)
        return 1 if stale else 0
    for name, write in GENERATED.items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        write(ROOT / name)
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
