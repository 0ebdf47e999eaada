"""`perfeval-xl addin … --host excel`: exit statuses, one clear line for what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfeval_xl import cli
from perfeval_xl.commands import outcome
from perfeval_xl.hosts import command
from perfeval_xl.hosts.excel.install import Computer

Captured = pytest.CaptureFixture[str]
EXCEL = ["--host", "excel"]


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A Windows that the command takes for the computer it runs on."""
    computer = replace(Computer.this(), platform="win32", home=tmp_path, appdata=tmp_path / "Roaming")
    monkeypatch.setattr(Computer, "this", lambda: computer)
    return computer


def test_build_writes_the_file(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "加载项.xlam"
    assert cli.main(["addin", "build", *EXCEL, "-o", str(path)]) == outcome.PASSED
    assert capsys.readouterr().out == f"已生成 {path}。\n"
    monkeypatch.chdir(tmp_path)
    assert cli.main(["addin", "build", *EXCEL]) == outcome.PASSED
    assert Path("perfeval.xlam").read_bytes() == path.read_bytes()


def test_build_says_that_it_cannot_write(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "missing" / "perfeval.xlam"
    assert cli.main(["addin", "build", *EXCEL, "-o", str(path)]) == cli.FAILED
    assert capsys.readouterr().err == f"{path} 写不进去：文件夹不存在。请先建好文件夹，或用 -o 换一个位置。\n"


def test_install_status_uninstall(windows: Computer, capsys: Captured) -> None:
    assert cli.main(["addin", "status", *EXCEL]) == outcome.ERRORS_FOUND
    assert "没有安装" in capsys.readouterr().out
    assert cli.main(["addin", "install", *EXCEL]) == outcome.PASSED
    assert "已安装" in capsys.readouterr().out
    assert cli.main(["addin", "status", *EXCEL]) == outcome.PASSED
    assert windows.interpreter in capsys.readouterr().out
    assert cli.main(["addin", "uninstall", *EXCEL]) == outcome.PASSED
    assert "已卸载" in capsys.readouterr().out
    assert cli.main(["addin", "status", *EXCEL]) == outcome.ERRORS_FOUND


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["install", "--host", "excel"], "Excel 加载项只能装在 Windows 或 macOS 上"),
        (["install", "--host", "wps"], "还不支持 wps。可选：excel"),
        (["status", "--host", "excel", "-o", "x.xlam"], "-o 只能和 perfeval-xl addin build 一起用。"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: list[str], message: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    linux = replace(Computer.this(), platform="linux")
    monkeypatch.setattr(Computer, "this", lambda: linux)
    assert cli.main(["addin", *arguments]) == cli.FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(message)
    assert captured.err.count("\n") == 1


def test_the_host_is_chosen_by_the_platform() -> None:
    assert command.default_host("win32") == command.default_host("darwin") == "excel"
    assert command.default_host("linux") in command.HOSTS
