"""The xlwings engine for LibreOffice.

1. Every step of the scenario, which uses the xlwings API alone, holds in LibreOffice.
2. Marking and unmarking leaves a saved workbook as it would be without, protection options included.
3. An alert never blocks where there is no screen; a test answers it.
4. Formulas read as they stand in the .xlsx file.
5. The buttons' process imports no pandas; the bridge leaves the interpreter as it was.
6. Calls stay few, counted on the wire: colours take one call whatever the number of cells.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings
from openpyxl import load_workbook
from xlwings import XlwingsError

from perfeval_xl.examples import example_tables
from perfeval_xl.hosts import libreoffice, marks, sheets
from perfeval_xl.hosts.libreoffice import formulas, service
from perfeval_xl.hosts.libreoffice.book import Book
from perfeval_xl.hosts.libreoffice.cells import shows_itself
from perfeval_xl.hosts.macros import macro_path
from perfeval_xl.hosts.opening import opened_unseen
from perfeval_xl.profile import Profile
from perfeval_xl.writers.live_sheet import Area, LiveSheet
from perfeval_xl.writers.template import write_workbook
from tests.hosts import scenario
from tests.libreoffice import Office

MOST_TO_READ = 3
MOST_IN_ALL = 60

libreoffice_only = pytest.mark.libreoffice


@pytest.fixture
def example(tmp_path: Path, profile: Profile) -> Path:
    path = tmp_path / "example.xlsx"
    write_workbook(path, example_tables(), profile)
    return path


@libreoffice_only
@pytest.mark.parametrize("step", scenario.STEPS, ids=lambda step: step.__name__)
def test_scenario(step: scenario.Step, app: xlwings.App, tmp_path: Path) -> None:
    scenario.write_protected_books(tmp_path)
    step(app, tmp_path)


@libreoffice_only
@pytest.mark.parametrize(
    "step",
    [
        scenario.locked_cells_refuse_and_marks_leave_no_trace,
        scenario.a_password_is_respected,
        scenario.a_described_sheet_is_added,
    ],
    ids=lambda step: step.__name__,
)
def test_scenario_through_xlwings_alone(
    step: scenario.Step, app: xlwings.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Excel, whose engine has no calls of ours for many cells."""
    for name in ("look", "change", "write_sheet", "delete_sheet"):
        monkeypatch.delattr(Book, name)
    scenario.write_protected_books(tmp_path)
    step(app, tmp_path)


class Recorder:
    """Stands for an object of Excel's: keeps what was set on it, and on what it led to."""

    def __init__(self, done: list[tuple[str, object]], name: str = "") -> None:
        self.__dict__.update(_done=done, _name=name)

    def __getattr__(self, name: str) -> Recorder:
        return Recorder(vars(self)["_done"], f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        self._done.append((f"{self._name}.{name}", value))

    def __call__(self, *arguments: object) -> Recorder:
        self._done.append((self._name, arguments))
        return self


def test_what_excel_is_asked_for_a_results_sheet() -> None:
    done: list[tuple[str, object]] = []
    described = LiveSheet("结果", [("甲",)], [], Area(3, 0, 9, 10), [8], [10, 12], [], (191, 200, 210))
    sheets._finish_in_excel(Recorder(done), "$A$4:$K$10", "$4:$4", described)
    assert (".Range", ("$A$4:$K$10",)) in done
    assert (".Range.AutoFilter", ()) in done
    assert [arguments for name, arguments in done if name == ".Columns"] == [(11,), (13,)]
    setup = {name.removeprefix(".PageSetup."): value for name, value in done if "PageSetup" in name}
    assert setup == {
        "Orientation": 2,
        "Zoom": False,
        "FitToPagesWide": 1,
        "FitToPagesTall": False,
        "PrintTitleRows": "$4:$4",
    }


def looks(path: Path) -> list[object]:
    """All that a workbook's sheets show and how they are protected."""
    seen: list[object] = []
    for sheet in load_workbook(path).worksheets:
        options = sheet.protection
        seen.append([(name, getattr(options, name)) for name in options.__attrs__])
        seen += [
            (cell.coordinate, cell.value, cell.fill.fgColor.rgb, cell.number_format, cell.protection.locked)
            for row in sheet.iter_rows()
            for cell in row
        ]
        seen += [(cell.coordinate, cell.comment.text) for row in sheet for cell in row if cell.comment]
        seen += [(letters, column.width) for letters, column in sheet.column_dimensions.items()]
        seen.append([str(merged) for merged in sheet.merged_cells.ranges])
    return seen


@libreoffice_only
def test_marks_leave_no_trace_in_the_saved_workbook(app: xlwings.App, example: Path, tmp_path: Path) -> None:
    book = app.books.open(example)
    book.save(tmp_path / "before.xlsx")
    sheet = book.sheets["附件1 基础数据表"]
    cells = [(row, 3) for row in range(3, 40) if sheet[row, 3].merge_area.size == 1][:5]
    colors = [sheet[cell].color for cell in cells]
    marking = marks.Change({scenario.RED: cells}, add=dict.fromkeys(cells, "BASE-01"))
    assert marks.change(book, {sheet.name: marking}) == []
    book.save(tmp_path / "marked.xlsx")
    for cell, color in zip(cells, colors, strict=True):
        marks.change(book, {sheet.name: marks.Change({color: [cell]}, delete=[cell])})
    book.save(tmp_path / "after.xlsx")
    assert looks(tmp_path / "marked.xlsx") != looks(tmp_path / "before.xlsx")
    assert looks(tmp_path / "after.xlsx") == looks(tmp_path / "before.xlsx")


@libreoffice_only
def test_silently_ignored_colours_are_noticed(app: xlwings.App, example: Path) -> None:
    sheet = app.books.open(example).sheets["附件1 基础数据表"]
    with pytest.raises(XlwingsError, match="锁定"):
        sheet["A1"].color = scenario.RED


@libreoffice_only
def test_an_alert_does_not_block_without_a_screen(app: xlwings.App) -> None:
    app.books.add()
    assert app.alert("校验完成", "绩效自评") == "ok"
    assert app.alert("覆盖？", buttons="yes_no_cancel", mode="critical") == "cancel"
    app.impl.alerts.answers.extend(["yes"])
    assert app.alert("覆盖？", buttons="yes_no") == "yes"
    assert [(alert.prompt, alert.answer) for alert in app.impl.alerts.given] == [
        ("校验完成", "ok"),
        ("覆盖？", "cancel"),
        ("覆盖？", "yes"),
    ]


@libreoffice_only
def test_formulas_read_as_in_the_file(app: xlwings.App, example: Path) -> None:
    book = app.books.open(example)
    for written in load_workbook(example).worksheets:
        sheet = book.sheets[written.title]
        expected = {
            cell.coordinate: cell.value
            for row in written.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        }
        assert {place: sheet[place].formula for place in list(expected)[:12]} == dict(
            list(expected.items())[:12]
        )


@pytest.mark.parametrize(
    ("excel", "office"),
    [
        ("=SUM(A1,B2)", "=SUM(A1;B2)"),
        ("='表 1'!A1+'表 1'!$B$2:C3", "=$'表 1'.A1+$'表 1'.$B$2:C3"),
        ("=表1!A1*1.5", "=$表1.A1*1.5"),
        ('=IF(A1="a,b;c!d.e1",{1,2;3,4},.5)', '=IF(A1="a,b;c!d.e1";{1;2|3;4};.5)'),
        ("=IFERROR(#REF!,#N/A)", "=IFERROR(#REF!;#N/A)"),
    ],
)
def test_formulas_are_translated_both_ways(excel: str, office: str) -> None:
    assert formulas.from_excel(excel) == office
    assert formulas.to_excel(office) == excel


@pytest.mark.parametrize(
    ("cell", "shown"), [("'0.5", "0.5"), ("'=A1", "'=A1"), ("a;b", "a;b"), ("", ""), ("'", "")]
)
def test_constants_are_no_formulas(cell: str, shown: str) -> None:
    assert formulas.to_excel(cell) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(203.1, "203.10"), (0.8761, "87.61%"), (1234.5, "1,234.50"), (-5.0, "-5"), (10.0, "（10分）")],
)
def test_numbers_shown_as_numbers(value: float, text: str) -> None:
    assert shows_itself(value, text)


@pytest.mark.parametrize(
    ("value", "text"), [(45657.0, "2024-12-31"), (45657.0, "2024年"), (0.5, "12:00"), (1.0, "TRUE")]
)
def test_numbers_shown_as_something_else(value: float, text: str) -> None:
    assert not shows_itself(value, text)


@libreoffice_only
def test_a_workbook_to_copy_from_is_opened_unseen(app: xlwings.App, example: Path) -> None:
    def is_shown(book: xlwings.Book) -> bool:
        return book.api.CurrentController.Frame.ContainerWindow.isVisible()

    mine = app.books.add()
    assert is_shown(mine)
    with opened_unseen(app, example) as opened:
        assert opened.name == example.name
        assert not is_shown(opened)
    assert [book.name for book in app.books] == [mine.name]


@libreoffice_only
def test_an_upgraded_program_is_read_anew(
    app: xlwings.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice keeps what it once loaded from a file."""
    source = tmp_path / "inside.py"
    shutil.copy(macro_path(service.SOURCE), source)
    monkeypatch.setattr(service, "macro_path", lambda name: source)
    context = app.impl.inside._context
    with pytest.raises(RuntimeError, match="KeyError"):
        service.Service(context).call("answer")
    with source.open("a", encoding="utf-8") as file:
        file.write('\nOPERATIONS["answer"] = lambda *_: 42\n')
    assert service.Service(context).call("answer") == 42


@libreoffice_only
def test_the_caller_is_found_by_its_id(app: xlwings.App) -> None:
    first, second = app.books.add(), app.books.add()
    assert libreoffice.set_caller(app, first.api.RuntimeUID) == first
    assert xlwings.Book.caller() == first
    assert xlwings.Book.caller() != second
    first.close()
    with pytest.raises(XlwingsError, match="已经关闭"):
        libreoffice.set_caller(app, "0")


@libreoffice_only
def test_no_workbook_is_said(app: xlwings.App) -> None:
    with pytest.raises(XlwingsError, match="没有打开的工作簿"):
        libreoffice.set_caller(app)


@libreoffice_only
def test_a_closed_workbook_is_noticed(app: xlwings.App) -> None:
    book = app.books.add()
    sheet = book.sheets[0]
    book.close()
    with pytest.raises((XlwingsError, *libreoffice.closed())):
        sheet.range("A1").value = 1


@libreoffice_only
def test_nobody_on_the_pipe_is_said(office: Office) -> None:
    with pytest.raises(libreoffice.LibreOfficeNotReached, match="连接不上"):
        libreoffice.activate("nobody", seconds=0)


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_buttons_process_imports_no_pandas() -> None:
    code = (
        "import sys, perfeval_xl.addin; "
        "print([n for n in ('pandas', 'numpy', 'matplotlib', 'PIL', 'plotly') if n in sys.modules])"
    )
    assert run(code) == "[]"


@libreoffice_only
def test_the_bridge_leaves_the_interpreter_as_it_was(office: Office) -> None:
    code = (
        "import builtins, sys; before = builtins.__import__, list(sys.path); "
        "from perfeval_xl.hosts.libreoffice.connection import load_uno; load_uno(); "
        "print((builtins.__import__, list(sys.path)) == before)"
    )
    assert run(code) == "True"


def test_a_missing_bridge_is_said() -> None:
    code = (
        "import sys; sys.modules['uno'] = None\n"
        "from perfeval_xl.hosts.libreoffice import connection\n"
        "try: connection.load_uno()\n"
        "except connection.LibreOfficeMissing as error: print('python3-uno' in str(error))"
    )
    assert run(code) == "True"


@libreoffice_only
def test_calls_stay_few(office: Office, example: Path) -> None:
    """Each new object costs 8 to 10 round trips of LibreOffice's bridge; what is counted includes them."""
    counting = subprocess.run(
        [sys.executable, "-m", "tests.hosts.count_calls", office.pipe, str(example)],
        capture_output=True,
        text=True,
        check=True,
    )
    trips = {what: count for what, (count, _) in json.loads(counting.stdout).items()}
    assert trips["sheets"] <= 3
    assert trips["formulas"] <= 2
    # One new object, the range; another one for what the cells show, where there are numbers.
    assert trips["cells"] <= 14
    assert trips["read the book"] <= MOST_TO_READ
    # One call each, however many cells; now and then another one tells LibreOffice of an object let go.
    assert trips["look"] <= 3
    assert trips["mark 5"] <= 3
    assert trips["mark 50"] <= 3
    assert trips["clear 50"] <= 3
    assert trips["results"] <= 4
    # 校验 as a whole: reading, looking twice, marking, writing, and one message.
    assert trips["validate"] <= MOST_IN_ALL
