"""The command line is a contract (design.md): exit statuses, JSON keys, one clear line for bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from perfeval_xl import cli
from perfeval_xl.examples import EXAMPLE_NAME, EXAMPLE_PROFILE, example_tables
from perfeval_xl.form.notation import tables_of
from perfeval_xl.profile import load
from perfeval_xl.writers import saving
from perfeval_xl.writers.template import write_workbook
from tests.readers.word_files import p, package, seed_docx, seed_parts

Captured = pytest.CaptureFixture[str]
KEYS = [
    *("file", "profile", "profile_version", "template", "unit", "year", "summary", "findings"),
    "explanations",
]
SUMMARY_KEYS = ["error", "warning", "info", "explained", "checked", "not_evaluated"]
FINDING_KEYS = [
    *("rule", "severity", "sheet", "cell", "label", "actual", "expected", "message", "fix"),
    *("related", "explanation"),
]
CLEAN = """
    # 附件1 基础数据表
    财政供养人员情况 | 12 | 9 | 75%
    三公经费 | 1.11 | 1.5 | 0.85
    3、公务接待 | 1.11 | 1.5 | 0.85
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "示例 2024.xlsx"
    write_workbook(path, example_tables(), load(EXAMPLE_PROFILE))
    return path


@pytest.fixture
def blank(tmp_path: Path, capsys: Captured) -> Path:
    path = tmp_path / "空白.xlsx"
    assert cli.main(["new", "-o", str(path), "--year", "2024"]) == 0
    capsys.readouterr()
    return path


def test_demo_makes_everything_in_one_go(tmp_path: Path, capsys: Captured) -> None:
    assert cli.main(["demo", str(tmp_path / "demo")]) == 0
    made = sorted(path.name for path in (tmp_path / "demo").iterdir())
    assert made == sorted(
        [f"{EXAMPLE_NAME}.xlsx", f"{EXAMPLE_NAME}_校验结果.xlsx", f"{EXAMPLE_NAME}_自评报告.docx"]
    )
    printed = capsys.readouterr().out
    assert "BASE-05" in printed
    assert "10 处错误" in printed


def test_validate_as_json_is_exactly_the_contract(example: Path, capsys: Captured) -> None:
    assert cli.main(["validate", "--format", "json", str(example)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert list(found) == KEYS
    assert list(found["summary"]) == SUMMARY_KEYS
    assert all(list(finding) == FINDING_KEYS for finding in found["findings"])
    by_severity = [finding["severity"] for finding in found["findings"]]
    counts = {severity: by_severity.count(severity) for severity in ("error", "warning", "info")}
    assert {key: found["summary"][key] for key in counts} == counts
    (base,) = [finding for finding in found["findings"] if finding["rule"] == "BASE-05"]
    assert (base["sheet"], base["cell"], base["actual"], base["expected"]) == (
        "附件1 基础数据表",
        "G13",
        "35.65",
        "55.65",
    )
    assert base["related"] == ["附件1 基础数据表!G19"]
    assert base["explanation"] is None
    assert (found["profile"], found["template"], found["year"]) == ("hunan-2024", "1", 2024)


def test_a_word_report_is_validated_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(seed_docx())
    assert cli.main(["validate", "--format", "json", "--profile", EXAMPLE_PROFILE, str(path)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert list(found) == KEYS
    (base,) = [finding for finding in found["findings"] if finding["rule"] == "BASE-05"]
    assert (base["sheet"], base["cell"]) == ("附件1 基础数据表", "第11行第4列")
    assert base["related"] == ["附件1 基础数据表 第15行第4列"]


def test_what_a_word_report_keeps_to_itself_is_said(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(package(p("正文", "<w:r><w:drawing><a:blip/></w:drawing></w:r>")))
    assert cli.main(["validate", str(path)]) == 1
    assert "注意：文档里有 1 张图片没有读取。" in capsys.readouterr().out
    assert cli.main(["validate", "--format", "json", str(path)]) == 1
    assert "文档里有 1 张图片没有读取。" in capsys.readouterr().err


def test_import_makes_a_workbook_and_says_what_it_left(tmp_path: Path, capsys: Captured) -> None:
    source, path = tmp_path / "报告.docx", tmp_path / "新.xlsx"
    source.write_bytes(seed_docx([*seed_parts(), ("尾", p("联系地址：某路1号"))]))
    assert cli.main(["import", str(source), "-o", str(path), "--profile", EXAMPLE_PROFILE]) == 0
    said = capsys.readouterr().out
    assert "屈原管理区人大政协联络办，2024 年度" in said
    assert "附件3 项目自评表 (2) 表下方：未识别 联系地址：某路1号" in said
    assert cli.main(["validate", str(path)]) == 1
    assert "BASE-05" in capsys.readouterr().out


def test_import_never_overwrites_and_leaves_nothing_half_done(tmp_path: Path, capsys: Captured) -> None:
    source, path = tmp_path / "报告.docx", tmp_path / "新.xlsx"
    source.write_bytes(seed_docx())
    path.write_bytes(b"mine")
    assert cli.main(["import", str(source), "-o", str(path)]) == 2
    assert "已经存在" in capsys.readouterr().err
    assert path.read_bytes() == b"mine"
    source.write_bytes(package(p("会议通知")))
    assert cli.main(["import", str(source), "-o", str(tmp_path / "无.xlsx")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    source.write_bytes(seed_docx()[:1000])
    assert cli.main(["import", str(source), "-o", str(tmp_path / "无.xlsx")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert cli.main(["import", str(source), "-o", str(tmp_path / "无.docx")]) == 2
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["报告.docx", "新.xlsx"]


def test_import_begins_the_next_year(example: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "2025.xlsx"
    assert cli.main(["import", str(example), "-o", str(path), "--next-year"]) == 0
    said = capsys.readouterr().out
    assert "2025 年度" in said
    assert "【待更新】" in said


def test_export_does_not_overwrite_what_it_reads(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "报告.docx"
    before = seed_docx()
    path.write_bytes(before)
    assert cli.main(["export", str(path), "-o", str(path)]) == 2
    assert "就是要导出的文件" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_several_files_give_one_object_a_line_and_the_worst_status(
    example: Path, blank: Path, tmp_path: Path, capsys: Captured
) -> None:
    missing = tmp_path / "没有.xlsx"
    status = cli.main(["validate", "--format", "json", str(blank), str(missing), str(example)])
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 2
    assert [list(found) for found in objects] == [KEYS, ["file", "error"], KEYS]
    assert objects[1]["file"] == str(missing)


def test_validate_without_errors_is_status_0(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "clean.xlsx"
    write_workbook(path, tables_of(CLEAN, load("national")), load("national"))
    assert cli.main(["validate", str(path)]) in (0, 1)
    assert "附件" in capsys.readouterr().out


def test_text_output_groups_by_table_and_ends_with_the_count(example: Path, capsys: Captured) -> None:
    cli.main(["validate", str(example)])
    printed = capsys.readouterr().out
    headings = [line for line in printed.splitlines() if line.startswith("【")]
    assert headings == [
        "【报告正文】",
        "【附件1 基础数据表】",
        "【附件2 部门自评表】",
        "【附件3 项目自评表】",
        "【附件3 项目自评表 (2)】",
    ]
    assert printed.rstrip().splitlines()[-1].startswith("共 10 处错误")
    assert "\033[" not in printed, "no colours where nobody looks at a terminal"


def test_findings_can_be_written_to_a_workbook(example: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "问题.xlsx"
    assert cli.main(["validate", str(example), "-o", str(path)]) == 1
    rows = list(load_workbook(path)["校验结果"].iter_rows(values_only=True))
    assert ("错误", "BASE-05") in [row[0:2] for row in rows]


def test_findings_never_overwrite_the_workbook_they_are_about(example: Path, capsys: Captured) -> None:
    before = example.read_bytes()
    assert cli.main(["validate", str(example), "-o", str(example)]) == 2
    assert example.read_bytes() == before


def test_export_writes_a_draft_where_errors_stand(example: Path, capsys: Captured) -> None:
    assert cli.main(["export", str(example)]) == 0
    report = example.with_suffix(".docx")
    header = Document(str(report)).sections[0].header.paragraphs[0].text
    assert "草稿" in header
    assert "10" in header
    assert "草稿" in capsys.readouterr().out


def test_export_does_not_overwrite_silently(example: Path, capsys: Captured) -> None:
    report = example.with_suffix(".docx")
    report.write_text("mine", encoding="utf-8")
    assert cli.main(["export", str(example)]) == 2
    assert report.read_text(encoding="utf-8") == "mine"
    assert cli.main(["export", str(example), "-o", str(report)]) == 0
    assert report.read_bytes().startswith(b"PK")


def test_new_never_overwrites(blank: Path, capsys: Captured) -> None:
    before = blank.read_bytes()
    assert cli.main(["new", "-o", str(blank)]) == 2
    assert blank.read_bytes() == before
    assert "已经存在" in capsys.readouterr().err


def test_new_has_the_year_the_profile_and_the_projects_asked_for(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "n.xlsx"
    arguments = ["new", "-o", str(path), "--year", "2025", "--projects", "3", "--profile", "hunan-2024"]
    assert cli.main(arguments) == 0
    book = load_workbook(path)
    assert book.sheetnames == [
        "填报说明",
        "报告正文",
        "附件1 基础数据表",
        "附件2 部门自评表",
        "附件3 项目自评表",
        "附件3 项目自评表 (2)",
        "附件3 项目自评表 (3)",
        "自检",
        "情况说明",
    ]
    assert book["填报说明"]["B3"].value == "hunan-2024"
    texts = [cell.value for row in book["附件1 基础数据表"].iter_rows() for cell in row]
    assert "2024年决算数" in texts
    assert "2025年预算数" in texts


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["validate", "没有.xlsx"], "没有.xlsx"),
        (["export", "没有.xlsx"], "没有.xlsx"),
        (["rules", "FUND-77"], "FUND-77"),
        (["new", "-o", "模板.docx"], ".xlsx"),
        (["new", "-o", "没有这个文件夹/模板.xlsx"], "文件夹"),
        (["new", "-o", "模板.xlsx", "--profile", "mars"], "national"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["new", "--year", "24"], ["new", "--projects", "0"], ["validate"], ["frobnicate"]]
)
def test_a_wrong_command_is_status_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize("name", ["findings.xlsx", "report.docx"])
def test_an_output_that_is_open_elsewhere_is_said_and_left_intact(
    name: str, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Windows refuses to replace a file that Excel or Word holds open."""
    output = tmp_path / name
    command = "export" if name.endswith(".docx") else "validate"
    cli.main([command, str(example), "-o", str(output)])
    before = output.read_bytes()

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(saving.Path, "replace", refuse)
    assert cli.main([command, str(example), "-o", str(output)]) == 2
    error = capsys.readouterr().err
    assert "打开" in error
    assert output.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([example.name, name])


def test_rules_lists_all_and_shows_one_in_full(capsys: Captured) -> None:
    assert cli.main(["rules"]) == 0
    assert "FUND-07" in capsys.readouterr().out
    assert cli.main(["rules", "fund-07"]) == 0
    printed = capsys.readouterr().out
    for part in ("为什么", "怎么改", "依据", "符合的例子", "不符的例子", "231.81"):
        assert part in printed


def test_an_unrelated_workbook_says_that_no_table_was_found(tmp_path: Path, capsys: Captured) -> None:
    from openpyxl import Workbook

    path = tmp_path / "other.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目名称", "金额"])
    book.save(path)
    assert cli.main(["validate", "--format", "json", str(path)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [finding["rule"] for finding in found["findings"]] == ["FORM-01"]
    assert cli.main(["export", str(path)]) == 2


def test_an_existing_workbook_is_not_overwritten_by_findings(
    example: Path, blank: Path, capsys: Captured
) -> None:
    before = blank.read_bytes()
    assert cli.main(["validate", str(example), "-o", str(blank)]) == 2
    assert blank.read_bytes() == before
    assert "不是问题清单" in capsys.readouterr().err


def test_the_list_of_last_time_is_replaced_and_not_validated(example: Path, capsys: Captured) -> None:
    """validate *.xlsx -o 问题清单.xlsx, twice."""
    findings = example.with_name("问题清单.xlsx")
    for _ in range(2):
        files = sorted(str(path) for path in example.parent.glob("*.xlsx"))
        assert cli.main(["validate", *files, "-o", str(findings)]) == 1
        assert capsys.readouterr().out.count("口径：") == 1


def test_demo_keeps_what_was_changed_in_its_folder(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "demo"
    assert cli.main(["demo", str(folder)]) == 0
    assert cli.main(["demo", str(folder)]) == 0, "pasted twice, nothing changed"
    workbook = folder / f"{EXAMPLE_NAME}.xlsx"
    workbook.write_bytes(b"mine")
    assert cli.main(["demo", str(folder)]) == 2
    assert workbook.read_bytes() == b"mine"


def test_text_from_a_file_cannot_steer_the_terminal(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "hostile.xlsx"
    text = CLEAN.replace("三公经费 | 1.11", "三公经费 | \x1b[31m红\u202e\u2028")
    write_workbook(
        path,
        tables_of("# 附件2 部门自评表\n区级预算部门名称 | \u202e甲\u2066局\n" + text, load("national")),
        load("national"),
    )
    cli.main(["validate", str(path)])
    printed = capsys.readouterr().out
    assert all(character.isprintable() or character in "\n　" for character in printed)
    cli.main(["validate", "--format", "json", str(path)])
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["rules"], ["validate", "{example}"]])
def test_a_reader_who_goes_away_does_not_change_the_status(arguments: list[str], example: Path) -> None:
    """perfeval-xl validate … | head -1"""
    filled = [argument.format(example=example) for argument in arguments]
    code = f"import sys; from perfeval_xl.cli import main; sys.exit(main({filled!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == (0 if arguments == ["rules"] else 1)


def test_help_is_printed_where_chinese_cannot_be(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    run = subprocess.run(
        [sys.executable, "-m", "perfeval_xl.cli", "--help"],
        capture_output=True,
        env=environment,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
