"""`perfeval-xl addin … --host libreoffice`: for real, as an ordinary user with a LibreOffice of her own.

1. install, status and uninstall do what they say, twice as well as once; another extension stays.
2. A running LibreOffice is noticed and said.
3. Root, another system, no LibreOffice and a Python without its bridge get one line.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from perfeval_xl import __version__
from perfeval_xl.hosts.libreoffice import connection, install
from perfeval_xl.hosts.libreoffice.install import Computer
from perfeval_xl.hosts.problem import AddinProblem
from tests.desktop import Clerk, Window

libreoffice = pytest.mark.libreoffice
SETTINGS = Path(".config/perfeval-xl/libreoffice.json")


def extensions(clerk: Clerk) -> list[str]:
    """The identifiers of the extensions in her LibreOffice."""
    listed = clerk.run("unopkg", "list").stdout.splitlines()
    return [line.split(": ")[1] for line in listed if line.startswith("Identifier: ")]


def another_extension(clerk: Clerk) -> Path:
    path = clerk.home / "other.oxt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "description.xml",
            '<description xmlns="http://openoffice.org/extensions/description/2006">'
            '<identifier value="org.example.other"/><version value="1"/></description>',
        )
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest"/>',
        )
    path.chmod(0o644)
    return path


@libreoffice
def test_install_status_uninstall(clerk: Clerk) -> None:
    clerk.run("unopkg", "add", str(another_extension(clerk)))
    missing = clerk.perfeval("addin", "status")
    assert (missing.returncode, missing.stdout.count("请运行 perfeval-xl addin install")) == (1, 2)

    for _ in range(2):
        installed = clerk.perfeval("addin", "install")
        assert (installed.returncode, installed.stderr) == (0, "")
        assert clerk.python in installed.stdout
        assert sorted(extensions(clerk)) == ["org.example.other", "org.perfeval.xl"]
    settings = json.loads((clerk.home / SETTINGS).read_text(encoding="utf-8"))
    assert settings == {"python": clerk.python}
    well = clerk.perfeval("addin", "status")
    assert well.returncode == 0
    assert f"{__version__} 版" in well.stdout

    assert "已从 LibreOffice 卸载" in clerk.perfeval("addin", "uninstall").stdout
    assert extensions(clerk) == ["org.example.other"]
    assert not (clerk.home / SETTINGS).parent.exists()
    again = clerk.perfeval("addin", "uninstall")
    assert (again.returncode, again.stdout) == (0, "没有安装 LibreOffice 扩展，不需要卸载。\n")


@libreoffice
def test_a_missing_python_is_told_by_status(clerk: Clerk) -> None:
    assert clerk.perfeval("addin", "install").returncode == 0
    settings = clerk.home / SETTINGS
    settings.write_text('{"python": "/gone/bin/python"}', encoding="utf-8")
    told = clerk.perfeval("addin", "status")
    assert told.returncode == 1
    assert "/gone/bin/python\n这个 Python 已经不在了" in told.stdout


@libreoffice
def test_a_running_libreoffice_is_said(window: Window) -> None:
    for action in ("status", "install", "uninstall"):
        assert "LibreOffice 正在运行" in window.clerk.perfeval("addin", action).stdout


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """A Linux with a LibreOffice that installs nothing."""
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\necho 'ERROR: disk is full' >&2\nexit 1\n", encoding="ascii")
    program.chmod(0o755)
    return Computer("linux", 1000, tmp_path / "config", "/opt/perfeval/bin/python", str(program))


def test_what_cannot_work_is_one_line(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "load_uno", lambda: None)
    for other, message in (
        (replace(computer, platform="win32"), "只能装在 Linux 上"),
        (replace(computer, unopkg=None), "没有找到 LibreOffice"),
        (replace(computer, user=0), "不要用 root"),
        (computer, "disk is full"),
    ):
        with pytest.raises(AddinProblem, match=message) as told:
            install.install(other)
        assert "\n" not in str(told.value)
        assert not computer.settings.exists()


def test_a_python_without_the_bridge_is_told_at_once(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise connection.LibreOfficeMissing("请安装系统软件包 python3-uno")

    monkeypatch.setattr(install, "load_uno", missing)
    with pytest.raises(AddinProblem, match="python3-uno"):
        install.install(computer)


def test_status_without_libreoffice(computer: Computer) -> None:
    well, lines = install.status(replace(computer, unopkg=None))
    assert not well
    assert any("请先安装 LibreOffice" in line for line in lines)
    assert not install.is_running(computer)


def test_settings_of_another_make_are_no_python(computer: Computer) -> None:
    computer.settings.parent.mkdir(parents=True)
    for content in ("", "[]", '{"python": 3}', '{"python": null}'):
        computer.settings.write_text(content, encoding="utf-8")
        _, lines = install.status(computer)
        assert any("没有记下按钮使用的 Python" in line for line in lines)


def test_the_folder_of_settings_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    this = Computer.this()
    assert this.settings == tmp_path / "perfeval-xl" / "libreoffice.json"
    assert this.user == os.geteuid()
