"""Installing on Windows and macOS, in home folders of the tests' own.

1. The files are where Excel looks for them; the settings are ASCII, and what else stands in them stays.
2. Installing again changes nothing; removing leaves what was there before.
3. An Excel that holds the add-in open is noticed, and nothing is half done.
4. What cannot work is said before anything is written.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from perfeval_xl.hosts.excel import install as installing
from perfeval_xl.hosts.excel.build import xlam, xlwings_folder
from perfeval_xl.hosts.excel.install import Computer, install, interpreter_setting, places, status, uninstall
from perfeval_xl.hosts.problem import AddinProblem

WINDOWS_PYTHON = r"C:\Users\clerk\AppData\Local\perfeval-xl\Scripts\python.exe"
MAC_PYTHON = "/Users/clerk/.local/share/perfeval-xl/bin/python"
CONTENT = xlam()
SCRIPT = next(xlwings_folder().glob("*.applescript"))
Files = dict[str, bytes]


def files_under(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def folders_under(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_dir()}


@pytest.fixture(autouse=True)
def built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "xlam", lambda: CONTENT)


@pytest.fixture
def windows(tmp_path: Path) -> Computer:
    home = tmp_path / "张三"
    appdata = home / "AppData" / "Roaming"
    appdata.mkdir(parents=True)
    return Computer("win32", home, appdata, WINDOWS_PYTHON, {"USERPROFILE": r"C:\Users\clerk"})


@pytest.fixture
def macos(tmp_path: Path) -> Computer:
    home = tmp_path / "clerk"
    (home / "Library" / "Containers" / "com.microsoft.Excel" / "Data").mkdir(parents=True)
    return Computer("darwin", home, Path("unused"), MAC_PYTHON, {})


@pytest.fixture(params=["windows", "macos"])
def computer(request: pytest.FixtureRequest) -> Computer:
    return request.getfixturevalue(request.param)


def test_windows_gets_these_files(windows: Computer) -> None:
    said = install(windows)
    addin = "AppData/Roaming/Microsoft/Excel/XLSTART/perfeval.xlam"
    files = files_under(windows.home)
    assert set(files) == {addin, ".perfeval/perfeval.conf", ".perfeval/installed.json"}
    assert files[addin] == CONTENT
    assert files[".perfeval/perfeval.conf"] == f'"INTERPRETER_WIN","{WINDOWS_PYTHON}"\r\n'.encode("ascii")
    assert said[0] == f"已安装：{windows.home / addin}"
    assert "重新打开 Excel" in said[1]


def test_macos_gets_these_files(macos: Computer) -> None:
    install(macos)
    files = files_under(macos.home / "Library")
    settings = "Containers/com.microsoft.Excel/Data/perfeval.conf"
    addin = "Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/perfeval.xlam"
    script = f"Application Scripts/com.microsoft.Excel/{SCRIPT.name}"
    assert set(files) == {settings, addin, script, "Application Support/perfeval-xl/installed.json"}
    assert files[addin] == CONTENT
    assert files[script] == SCRIPT.read_bytes()
    assert files[settings] == f'"INTERPRETER_MAC","{MAC_PYTHON}"\r\n'.encode("ascii")


def test_the_script_is_the_one_the_add_in_asks_for(module: str) -> None:
    version = SCRIPT.stem.removeprefix("xlwings-")
    assert f'XLWINGS_VERSION As String = "{version}"' in module


def test_every_file_of_ours_but_the_add_in_is_ascii(computer: Computer) -> None:
    install(computer)
    at = places(computer)
    assert at.settings.read_bytes().isascii()
    assert at.receipt.read_bytes().isascii()


def test_installing_again_changes_nothing(computer: Computer) -> None:
    install(computer)
    before = files_under(computer.home)
    install(computer)
    assert files_under(computer.home) == before


def test_a_new_version_takes_the_place_of_the_old(computer: Computer) -> None:
    install(computer)
    at = places(computer)
    at.addin.write_bytes(b"an older version")
    at.settings.write_text(f'"{at.setting}","D:\\old\\python.exe"\n', encoding="ascii")
    assert not status(computer).complete
    install(computer)
    assert at.addin.read_bytes() == CONTENT
    assert at.settings.read_text(encoding="ascii").count(at.setting) == 1
    assert status(computer).complete


def test_uninstalling_leaves_what_was_there_before(computer: Computer) -> None:
    at = places(computer)
    others = {
        at.addin.with_name("other.xlam"): b"another add-in",
        at.settings: '"SHOW CONSOLE","False"\n"NOTE","中文"'.encode("gbk"),
    }
    if at.scripts is not None:
        others[at.scripts / SCRIPT.name] = SCRIPT.read_bytes()
    for path, content in others.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    before = files_under(computer.home)
    install(computer)
    assert at.settings.read_bytes().endswith(others[at.settings])
    said = uninstall(computer)
    assert said[0] == f"已卸载：{at.addin}"
    assert files_under(computer.home) == before


def test_uninstalling_leaves_no_file_and_no_folder_of_ours(computer: Computer) -> None:
    install(computer)
    uninstall(computer)
    assert files_under(computer.home) == {}
    assert not {folder for folder in folders_under(computer.home) if "perfeval" in folder.name}


def test_uninstalling_what_is_not_installed_says_so(computer: Computer) -> None:
    assert uninstall(computer) == ("没有安装 Excel 加载项，不需要卸载。",)


def test_a_list_of_installed_files_removes_nothing_else(computer: Computer, tmp_path: Path) -> None:
    precious = tmp_path / "自评.xlsx"
    precious.write_bytes(b"hours of work")
    install(computer)
    at = places(computer)
    at.receipt.write_text(json.dumps([str(precious)]), encoding="ascii")
    uninstall(computer)
    assert precious.exists()


def test_an_open_excel_is_noticed(computer: Computer) -> None:
    install(computer)
    at = places(computer)
    at.addin.write_bytes(b"an older version")
    at.owner_file.write_bytes(b"clerk")
    before = files_under(computer.home)
    assert "Excel 正在使用加载项。" in status(computer).lines
    for action in (install, uninstall):
        with pytest.raises(AddinProblem, match=r"^Excel 正在使用加载项。请保存并关闭所有 Excel 窗口"):
            action(computer)
    assert files_under(computer.home) == before


def test_an_open_excel_that_locks_the_file_is_noticed(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(computer)
    at = places(computer)
    at.addin.write_bytes(b"an older version")
    before = files_under(computer.home)

    def locked(path: Path, *_: object, **__: object) -> None:
        if path == at.addin or "new" in path.name:
            raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(AddinProblem, match="Excel 正在使用加载项"):
        install(computer)
    assert files_under(computer.home) == before
    monkeypatch.setattr(Path, "unlink", locked)
    with pytest.raises(AddinProblem, match="Excel 正在使用加载项"):
        uninstall(computer)
    assert files_under(computer.home) == before


def test_renewing_the_same_version_does_not_disturb_an_open_excel(computer: Computer) -> None:
    install(computer)
    places(computer).owner_file.write_bytes(b"clerk")
    install(computer)
    assert status(computer).complete


def test_a_folder_that_cannot_be_written_is_said(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, _: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(AddinProblem, match=r"写不进去.*权限"):
        install(computer)


def test_nothing_lies_beside_the_add_in_for_excel_to_open(computer: Computer) -> None:
    install(computer)
    assert [path.name for path in places(computer).addin.parent.iterdir()] == ["perfeval.xlam"]


def test_status_says_what_is_amiss(computer: Computer, tmp_path: Path) -> None:
    assert not status(computer).complete
    assert "加载项没有安装，请运行 perfeval-xl addin install。" in status(computer).lines
    install(computer)
    found = status(computer)
    assert found.complete
    assert found.lines == (
        f"加载项：{places(computer).addin}",
        f"按钮使用的 Python：{computer.interpreter}",
    )
    elsewhere = replace(computer, interpreter=str(tmp_path / "other" / "python"))
    assert (
        "这个 Python 已经不在了，请重新安装本程序，再运行 perfeval-xl addin install。"
        in status(elsewhere).lines
    )
    places(computer).settings.unlink()
    assert "没有记下按钮使用的 Python，请运行 perfeval-xl addin install。" in status(computer).lines


def test_status_misses_the_script_of_macos(macos: Computer) -> None:
    install(macos)
    at = places(macos)
    assert at.scripts is not None
    (at.scripts / SCRIPT.name).unlink()
    assert not status(macos).complete


@pytest.mark.parametrize(
    ("python", "written"),
    [
        (r"C:\perfeval\Scripts\python.exe", r"C:\perfeval\Scripts\python.exe"),
        (r"C:\Program Files\perfeval\python.exe", r"C:\Program Files\perfeval\python.exe"),
        (r"\\server\share\venv\Scripts\python.exe", r"\\server\share\venv\Scripts\python.exe"),
        (
            r"C:\Users\张三\AppData\Local\perfeval-xl\Scripts\python.exe",
            r"%LOCALAPPDATA%\perfeval-xl\Scripts\python.exe",
        ),
        (r"C:\Users\张三\venv\Scripts\python.exe", r"%USERPROFILE%\venv\Scripts\python.exe"),
    ],
)
def test_the_interpreter_is_written_in_ascii_on_windows(python: str, written: str) -> None:
    computer = Computer(
        "win32",
        Path("unused"),
        Path("unused"),
        python,
        {"USERPROFILE": r"C:\Users\张三", "LOCALAPPDATA": r"C:\Users\张三\AppData\Local"},
    )
    assert interpreter_setting(computer) == written
    assert written.isascii()
    assert PureWindowsPath(written).name == "python.exe"


@pytest.mark.parametrize(
    ("python", "written"),
    [
        ("/Users/clerk/venv/bin/python", "/Users/clerk/venv/bin/python"),
        ("/Users/张三/venv/bin/python3.12", "$HOME/venv/bin/python3.12"),
    ],
)
def test_the_interpreter_is_written_in_ascii_on_macos(python: str, written: str) -> None:
    computer = Computer("darwin", Path("/Users/张三"), Path("unused"), python, {})
    assert interpreter_setting(computer) == written
    assert PurePosixPath(written).name.startswith("python")


@pytest.mark.parametrize(
    ("platform", "python"),
    [
        ("win32", r"D:\自评\Scripts\python.exe"),
        ("win32", r"C:\Users\张三\自评\Scripts\python.exe"),
        ("win32", r"C:\100%\Scripts\python.exe"),
        ("darwin", "/Applications/自评/bin/python"),
        ("darwin", "/Users/clerk/My Programs/bin/python"),
        ("darwin", "/Users/clerk/$(true)/bin/python"),
    ],
)
def test_a_python_that_excel_could_not_start_is_refused(platform: str, python: str, tmp_path: Path) -> None:
    computer = Computer(platform, tmp_path, tmp_path, python, {"USERPROFILE": r"C:\Users\张三"})
    with pytest.raises(AddinProblem, match="Python 所在的文件夹名里有"):
        install(computer)
    assert files_under(tmp_path) == {}


def test_macos_without_excel_is_said(tmp_path: Path) -> None:
    computer = Computer("darwin", tmp_path, tmp_path, MAC_PYTHON, {})
    with pytest.raises(AddinProblem, match="请先打开一次 Excel"):
        install(computer)
    assert files_under(tmp_path) == {}


@pytest.mark.parametrize("action", [install, uninstall, status])
def test_there_is_no_excel_for_linux(action: object, tmp_path: Path) -> None:
    assert callable(action)
    with pytest.raises(AddinProblem, match="只能装在 Windows 或 macOS 上"):
        action(Computer("linux", tmp_path, tmp_path, "/usr/bin/python3", {}))


def test_this_computer_is_described() -> None:
    this = Computer.this()
    assert this.home == Path.home()
    assert Path(this.interpreter).exists()
