"""The texts in macros/: the ribbon and its module.

1. Every button has its Sub, and every Sub its function in perfeval_xl/addin.py.
2. The ribbon's XML keeps to what Office reads; the form for Excel 2007 is the same but for its namespace.
3. Nothing is binary; VBA is ASCII.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import perfeval_xl

PACKAGE = Path(perfeval_xl.__file__).parent
MACROS = PACKAGE.parent / "macros"
RIBBONS = {
    "customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
    "customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
}
BUTTONS = {
    "校验 Validate": ("PerfevalValidate", "validate", "large"),
    "导出报告 Export report": ("PerfevalExportReport", "export_report", "large"),
    "导入 Import": ("PerfevalImportReport", "import_report", "normal"),
    "增加项目表": ("PerfevalAddProject", "add_project", "normal"),
    "清除标记": ("PerfevalClearMarks", "clear_marks", "normal"),
    "帮助": ("PerfevalShowHelp", "show_help", "normal"),
}
"""By label, in their order: callback, function, size."""
LABELLED = {"id", "label"}
ALLOWED = {
    "customUI": set[str](),
    "ribbon": set[str](),
    "tabs": set[str](),
    "tab": LABELLED,
    "group": LABELLED,
    "button": LABELLED | {"size", "imageMso", "onAction", "screentip", "supertip"},
}
"""Of the attributes that [MS-CUSTOMUI] and [MS-CUSTOMUI2] give an element, those that we use."""
CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set[str](),
}
LONGEST = 1024
"""Characters of an attribute, by the same specifications."""

ribbons = pytest.mark.parametrize("name", RIBBONS)


def ribbon(name: str) -> ElementTree.Element:
    return ElementTree.fromstring((MACROS / name).read_bytes())


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def functions_of_subs() -> dict[str, str]:
    source = (MACROS / "RibbonPerfeval.bas").read_text(encoding="ascii")
    sub = r'^Public Sub (\w+)\(control As IRibbonControl\)\n    RunButton "(\w+)"\nEnd Sub$'
    return dict(re.findall(sub, source, re.MULTILINE))


@ribbons
def test_every_button_has_its_sub(name: str) -> None:
    buttons = [element for element in ribbon(name).iter() if local(element) == "button"]
    assert {button.get("label"): (button.get("onAction"), button.get("size")) for button in buttons} == {
        label: (callback, size) for label, (callback, _, size) in BUTTONS.items()
    }
    assert [button.get("label") for button in buttons] == list(BUTTONS)
    assert functions_of_subs() == {callback: function for callback, function, _ in BUTTONS.values()}


def test_every_sub_has_its_function() -> None:
    source = ast.parse((PACKAGE / "addin.py").read_text(encoding="utf-8"))
    defined = {node.name: node for node in source.body if isinstance(node, ast.FunctionDef)}
    assert set(functions_of_subs().values()) <= set(defined)
    required = {
        name
        for name in functions_of_subs().values()
        if len(defined[name].args.args) > len(defined[name].args.defaults)
    }
    assert required == set(), "the buttons call them without arguments"


@ribbons
def test_the_ribbon_keeps_to_what_office_reads(name: str) -> None:
    root = ribbon(name)
    for element in root.iter():
        assert element.tag == f"{{{RIBBONS[name]}}}{local(element)}"
        assert set(element.attrib) <= ALLOWED[local(element)]
        assert {local(child) for child in element} <= CHILDREN[local(element)]
        assert all(0 < len(value) <= LONGEST for value in element.attrib.values())
        assert not (element.text or "").strip()
    ids = [element.get("id") for element in root.iter() if "id" in element.attrib]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z]\w*", id or "") for id in ids)


@ribbons
def test_every_button_says_in_chinese_what_it_does(name: str) -> None:
    buttons = [element for element in ribbon(name).iter() if local(element) == "button"]
    for button in buttons:
        assert button.get("imageMso")
        for attribute in ("screentip", "supertip"):
            assert re.search(r"[\u4e00-\u9fff]", button.get(attribute, ""))


def test_both_forms_of_the_ribbon_are_the_same_but_for_the_namespace() -> None:
    new, old = ((MACROS / name).read_text(encoding="utf-8") for name in RIBBONS)
    namespace, old_namespace = RIBBONS.values()
    assert old == new.replace(namespace, old_namespace)


def test_nothing_in_macros_is_binary() -> None:
    for path in MACROS.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text), path


def test_vba_is_ascii() -> None:
    for path in MACROS.rglob("*.bas"):
        assert path.read_bytes().isascii()
