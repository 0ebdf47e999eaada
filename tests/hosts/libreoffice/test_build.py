"""The LibreOffice extension, built from text.

1. Two builds are the same bytes, whenever they are made.
2. Every button is on the toolbar and in the menu, in its order, with an icon in both sizes.
3. The addresses of the buttons are those the component answers to; its module is the one it starts.
4. The component runs in older Pythons, which LibreOffice may bring, and imports nothing of the project.
5. Every part of the package is declared, and well-formed.
"""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from perfeval_xl import __version__, worker
from perfeval_xl.hosts.buttons import BUTTONS, GROUPS, TAB
from perfeval_xl.hosts.libreoffice import build, install, toolbar

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"
OLDEST_PYTHON = (3, 7)
SVG = "{http://www.w3.org/2000/svg}"


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "一.oxt", tmp_path / "2.oxt"
    build.build_oxt(first)
    build.build_oxt(second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert package.testzip() is None
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def node(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(child for child in parent if child.get(f"{OOR}name") == name)


def properties(parent: ElementTree.Element) -> dict[str, str]:
    """The properties of a node; all languages have the same text."""
    found: dict[str, str] = {}
    for child in parent.findall("prop"):
        texts = {value.text or "" for value in child.findall("value")}
        assert len(texts) == 1
        found[child.get(f"{OOR}name", "")] = texts.pop()
    return found


def entries(parent: ElementTree.Element) -> list[tuple[str, str]]:
    """Address and title of a toolbar's or menu's entries, in the order of their names."""
    assert [child.get(f"{OOR}name") for child in parent] == sorted(
        child.get(f"{OOR}name", "") for child in parent
    )
    found = [properties(child) for child in parent]
    return [(entry["URL"], entry.get("Title", "")) for entry in found]


def test_every_button_is_on_the_toolbar_and_in_the_menu() -> None:
    ui = node(ElementTree.fromstring(build.parts()["Addons.xcu"]), "AddonUI")
    (bar,) = node(ui, "OfficeToolBar")
    (menu,) = node(ui, "OfficeMenuBar")
    expected = [
        [(f"{toolbar.PROTOCOL}{button.function}", button.label) for button in group.buttons]
        for group in GROUPS
    ]
    flat = [*expected[0], *(entry for group in expected[1:] for entry in (("private:separator", ""), *group))]
    assert entries(bar) == entries(node(menu, "Submenu")) == flat
    assert properties(menu)["Title"] == TAB


def test_every_button_has_its_icon() -> None:
    parts = build.parts()
    images = node(node(ElementTree.fromstring(parts["Addons.xcu"]), "AddonUI"), "Images")
    named = {properties(image)["URL"]: properties(node(image, "UserDefinedImages")) for image in images}
    assert list(named) == [f"{toolbar.PROTOCOL}{button.function}" for button in BUTTONS]
    for icons in named.values():
        for name, size in (("ImageSmallURL", "16"), ("ImageBigURL", "24")):
            icon = ElementTree.fromstring(parts[icons[name].removeprefix("%origin%/")])
            assert icon.tag == f"{SVG}svg"
            assert (icon.get("width"), icon.get("height"), icon.get("viewBox")) == (size, size, "0 0 24 24")


def component() -> ast.Module:
    source = build.parts()["perfeval_buttons.py"]
    return ast.parse(source, feature_version=OLDEST_PYTHON)


def constants() -> dict[str, object]:
    return {
        target.id: statement.value.value
        for statement in component().body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def test_the_component_answers_to_the_addresses() -> None:
    handlers = node(ElementTree.fromstring(build.parts()["ProtocolHandler.xcu"]), "HandlerSet")
    (handler,) = handlers
    assert constants()["IMPLEMENTATION"] == handler.get(f"{OOR}name")
    assert properties(handler)["Protocols"] == f"{toolbar.PROTOCOL}*"
    assert constants()["PROTOCOL"] == toolbar.PROTOCOL
    assert constants()["MODULE"] == worker.__name__


def test_the_component_finds_the_settings() -> None:
    """By the names that `addin install` gives them; neither can import the other."""
    source = build.parts()["perfeval_buttons.py"]
    assert f'"perfeval-xl", "{install.SETTINGS_NAME}"' in source
    assert install.LOG_NAME in source


def test_the_component_imports_only_what_libreoffice_has() -> None:
    imported = {
        name.partition(".")[0]
        for statement in ast.walk(component())
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for name in (
            [statement.module or ""]
            if isinstance(statement, ast.ImportFrom)
            else [alias.name for alias in statement.names]
        )
    }
    assert imported == {
        "contextlib",
        "json",
        "os",
        "secrets",
        "subprocess",
        "threading",
        "time",
        "uno",
        "unohelper",
        "com",
    }


def test_every_part_is_declared_and_well_formed() -> None:
    parts = build.parts()
    manifest = ElementTree.fromstring(parts["META-INF/manifest.xml"])
    declared = [entry.get(f"{MANIFEST}full-path", "") for entry in manifest]
    others = {"META-INF/manifest.xml", "description.xml"}
    assert set(declared) | others == {name for name in parts if not name.startswith("icons/")}
    for name, text in parts.items():
        if not name.endswith(".py"):
            ElementTree.fromstring(text)
    assert f'<version value="{__version__}"/>' in parts["description.xml"]
    assert f'<identifier value="{build.IDENTIFIER}"/>' in parts["description.xml"]
