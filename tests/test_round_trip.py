"""Workbook → Word → workbook: the same self-evaluation, whatever was filled in.

1. The example and the clean reports come back whole: values, typed texts, explanations; nothing is left over.
2. So does whatever a clerk may type: figures in any notation, texts with line breaks, any number of projects
   and indicators, blank cells.
3. Blanks at the beginning and end of a text are the page's, not the text's: they alone do not come back.
4. A second round changes nothing, and Word twice is the same file.
5. The check finds in the Word report what it found in the workbook, neither more nor less.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perfeval_xl import profile as profiles
from perfeval_xl.checking import check_file
from perfeval_xl.evaluation import Explanation, Table
from perfeval_xl.examples import EXAMPLE_PROFILE, example_text
from perfeval_xl.findings import Result, Severity
from perfeval_xl.form.base_data import BASE_DATA, THRIFT
from perfeval_xl.form.declaration import VALUE
from perfeval_xl.form.narrative import OPERATING_ITEMS, PERSONNEL_ITEMS, PROJECT_FIGURE, PROJECT_SECTION
from perfeval_xl.form.notation import tables_of
from perfeval_xl.importing import import_file
from perfeval_xl.remarks import RemarkKind
from perfeval_xl.rules.explaining import table_name
from perfeval_xl.writers.report import write_report
from perfeval_xl.writers.template import write_workbook
from tests.benchmarks.generator import self_evaluation
from tests.evaluations import content

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
CLEAN = sorted((Path(__file__).parent / "rules" / "clean").glob("*.txt"))


def workbook(
    folder: Path, name: str, tables: Sequence[Table], profile: str, explanations: Sequence[Explanation] = ()
) -> Result:
    path = folder / f"{name}.xlsx"
    write_workbook(path, tables, profiles.load(profile), explanations)
    return check_file(path)


def through_word(folder: Path, name: str, result: Result) -> Result:
    """The workbook that comes of the result's Word report."""
    document, path = folder / f"{name}.docx", folder / f"{name}_导入.xlsx"
    write_report(result, document)
    imported = import_file(document)
    assert imported.profile is result.evaluation.profile
    left = [remark for remark in imported.remarks if remark.kind is not RemarkKind.TO_DO]
    assert left == []
    write_workbook(path, imported.tables, imported.profile, imported.explanations)
    return check_file(path)


def comes_back(folder: Path, text: str, profile: str) -> Result:
    first = workbook(folder, "一", tables_of(text, profiles.load(profile)), profile)
    second = through_word(folder, "一", first)
    assert content(second.evaluation) == content(first.evaluation)
    return second


# 1. Real reports


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_reports(path: Path, tmp_path: Path) -> None:
    comes_back(tmp_path, path.read_text(encoding="utf-8"), "national")


def test_the_example(tmp_path: Path) -> None:
    comes_back(tmp_path, example_text(), EXAMPLE_PROFILE)


def test_explanations(tmp_path: Path) -> None:
    tables = tables_of(example_text(), profiles.load(EXAMPLE_PROFILE))
    open_ones = workbook(tmp_path, "原", tables, EXAMPLE_PROFILE)
    explanations = [
        Explanation(finding.rule, table_name(open_ones.evaluation, finding), finding.label, f"原因{number}。")
        for number, finding in enumerate(open_ones.findings)
        if finding.severity is Severity.WARNING
    ]
    first = workbook(tmp_path, "一", tables, EXAMPLE_PROFILE, explanations)
    assert first.explained == len(explanations) > 3
    second = through_word(tmp_path, "一", first)
    found, expected = dict(content(second.evaluation)), dict(content(first.evaluation))
    assert sorted(found.pop("explanations")) == sorted(expected.pop("explanations"))
    # With reasons to list, the report does not say 无 in section 十 as well.
    assert expected["tables"][0]["paragraphs"].pop("others") == ["无"]
    assert found["tables"][0]["paragraphs"].pop("others") == []
    assert found == expected
    assert second.explained == first.explained
    # The list is what section 十 has to say.
    for result in (check_file(tmp_path / "一.docx"), second):
        assert "TEXT-03" not in [finding.rule for finding in result.findings]


def test_a_second_round_changes_nothing(tmp_path: Path) -> None:
    second = comes_back(tmp_path, example_text(), EXAMPLE_PROFILE)
    third = through_word(tmp_path, "二", second)
    assert content(third.evaluation) == content(second.evaluation)
    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()


def test_the_report_is_as_right_as_its_workbook(tmp_path: Path) -> None:
    """Also where a workbook lists no attachments: the report then has no heading for them, and needs none."""
    profile = profiles.load("national")
    for number in range(25):
        path, report = tmp_path / "一.xlsx", tmp_path / "一.docx"
        write_workbook(path, tables_of(self_evaluation(number), profile), profile)
        result = check_file(path)
        write_report(result, report)
        found = sorted(finding.rule for finding in check_file(report).findings)
        assert found == sorted(finding.rule for finding in result.findings), number


def test_lists_with_the_words_of_the_sentence(tmp_path: Path) -> None:
    """They come back as they are printed, and the report is as right as the workbook."""
    text = example_text()
    for label, items in (("人员经费", "主要包括工资、津贴等。"), ("公用经费", "办公费等日常支出等")):
        text = re.sub(rf"^{label}主要包括 \|.*$", f"{label}主要包括 | {items}", text, flags=re.MULTILINE)
    text = re.sub(r"^改写文字 \|.*基本支出.*\n", "", text, flags=re.MULTILINE)
    first = workbook(tmp_path, "一", tables_of(text, profiles.load(EXAMPLE_PROFILE)), EXAMPLE_PROFILE)
    second = through_word(tmp_path, "一", first)
    for result in (check_file(tmp_path / "一.docx"), second):
        narrative = result.evaluation.narrative
        assert narrative is not None
        assert narrative.cell(PERSONNEL_ITEMS).text == "工资、津贴"
        assert narrative.cell(OPERATING_ITEMS).text == "办公费等日常支出"
        assert [f.rule for f in result.findings if f.rule.startswith("TYPE")] == []
    third = through_word(tmp_path, "二", second)
    assert content(third.evaluation) == content(second.evaluation)


@pytest.mark.parametrize("typed", ["无", "/", "—"])
def test_nothing_is_an_answer(typed: str, tmp_path: Path) -> None:
    """The heading says 无, and 无 is read as the answer again; a blank stays blank."""
    text = re.sub(
        r"^项目支出（万元） \|.*$", f"项目支出（万元） | {typed}", example_text(), flags=re.MULTILINE
    )
    text = re.sub(r"^(项目支出用途|改写文字) \|.*项目.*\n|^项目支出用途 \|.*\n", "", text, flags=re.MULTILINE)
    first = workbook(tmp_path, "一", tables_of(text, profiles.load(EXAMPLE_PROFILE)), EXAMPLE_PROFILE)
    second = through_word(tmp_path, "一", first)
    for result in (check_file(tmp_path / "一.docx"), second):
        narrative = result.evaluation.narrative
        assert narrative is not None
        assert narrative.cell(PROJECT_FIGURE).text == "无"
    printed = [one.text for one in Document(str(tmp_path / "一.docx")).paragraphs]
    assert printed[printed.index(PROJECT_SECTION.heading) + 1] == "无"
    third = through_word(tmp_path, "二", second)
    assert content(third.evaluation) == content(second.evaluation)


# 2. Whatever a clerk may type

WORDS = st.text("甲乙丙丁戊己庚辛，。；、：（）％≥≤“”0123456789.-ABab ", min_size=1, max_size=24).map(
    str.strip
)
WORD = st.text("甲乙丙丁戊己庚辛0123456789", min_size=1, max_size=8).map(lambda text: f"某{text}")
LINE = WORDS.filter(lambda text: text not in ("", "-", "--", "---") and text[0] not in "#='").map(
    lambda text: f"某{text}"
)
LINES = st.lists(LINE, min_size=1, max_size=3).map("\\n".join)
ITEMS = st.one_of(WORD, WORD.map(lambda text: f"津贴等补贴、{text}等支出"), st.just(""))
NOTHING = st.sampled_from(["", "", "/", "—", "无"])
AMOUNTS = st.decimals(0, 99_999, places=2, allow_nan=False)
MONEY = st.one_of(
    AMOUNTS.map(lambda amount: f"{amount:f}"),
    AMOUNTS.map(lambda amount: f"{amount.normalize():f}"),
    AMOUNTS.map(lambda amount: f"'{amount}万元"),
    AMOUNTS.map(lambda amount: "'" + "".join(chr(ord(c) + 0xFEE0) for c in f"{amount}")),
    st.integers(1000, 9_999_999).map(lambda amount: f"'{amount:,}"),
    st.integers(0, 500).map(lambda amount: f"'约{amount}"),
    NOTHING,
)
COUNT = st.one_of(st.integers(0, 500).map(str), st.integers(0, 500).map(lambda n: f"'{n}人"), NOTHING)
POINTS = st.one_of(st.integers(0, 100).map(str), st.just("7.5"), NOTHING)
RATE = st.one_of(
    AMOUNTS.map(lambda a: f"{a / 1000:.2f}%"), st.integers(0, 130).map(lambda n: f"{n}%"), NOTHING
)
TARGET = st.one_of(
    LINES, st.sampled_from(["≥5个", "100%", "98.5%", "5-8", "0.5", "---", "", "12", "2024年底"])
)


@st.composite
def score_rows(draw: st.DrawFn) -> str:
    lines: list[str] = []
    levels = {
        "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
        "效益指标": ("经济效益指标", "社会效益指标"),
        "满意度指标": ("服务对象满意度指标",),
    }
    for level, kinds in levels.items():
        points = draw(st.sampled_from(["", "（50分）", "（7.5分）"]))
        for number, kind in enumerate(kinds):
            for row in range(draw(st.integers(1, 3))):
                first = f"{level}{points}" if number == row == 0 else ""
                cells = [first, kind if row == 0 else "", draw(LINES), draw(TARGET), draw(TARGET)]
                cells += [draw(POINTS), draw(POINTS), draw(st.one_of(LINES, st.just("")))]
                lines.append(" | ".join(["指标", *cells]))
    lines.append(f"总分 | {draw(POINTS)} | {draw(POINTS)}")
    return "\n".join(lines)


def row(draw: st.DrawFn, label: str, *cells: st.SearchStrategy[str]) -> str:
    return " | ".join([label, *map(draw, cells)])


@st.composite
def reports(draw: st.DrawFn) -> str:
    money = MONEY, MONEY, MONEY
    funds = MONEY, MONEY, MONEY, POINTS, RATE, POINTS
    signature = [
        "填表人 | " + draw(st.one_of(WORD, st.just(""))),
        "填报日期 | 2025-03-10",
        "联系电话 | 0730-5550101",
    ]
    parts = [
        "# 报告正文",
        f"单位名称 | {draw(WORD)}局",
        f"年度 | {draw(st.integers(2015, 2030))}",
        "一、部门（单位）基本情况",
        row(draw, "核定编制（人）", COUNT.filter(lambda text: not text.startswith("'"))),
        row(draw, "实有人数（人）", COUNT.filter(lambda text: not text.startswith("'"))),
        *(f"> {line}" for line in draw(st.lists(LINE, max_size=3))),
        "（一）基本支出情况",
        row(draw, "基本支出（万元）", AMOUNTS.map(str)),
        row(draw, "人员经费（万元）", AMOUNTS.map(str)),
        row(draw, "人员经费主要包括", ITEMS),
        row(draw, "公用经费（万元）", AMOUNTS.map(str)),
        row(draw, "公用经费主要包括", ITEMS),
        "（二）项目支出情况",
        row(draw, "项目支出（万元）", AMOUNTS.map(str)),
        row(draw, "项目支出用途", st.one_of(LINE, st.just(""))),
        "三、政府性基金预算支出情况",
        row(draw, "支出金额（万元）", st.one_of(AMOUNTS.filter(bool).map(str), st.just(""))),
        *(f"> {line}" for line in draw(st.lists(LINE, max_size=2))),
        "七、存在的问题及原因分析",
        *(f"> {line}" for line in draw(st.lists(LINE, max_size=3))),
        "# 附件1 基础数据表",
        row(draw, "财政供养人员情况（人）", COUNT, COUNT, RATE),
        row(draw, "三公经费", *money),
        row(draw, "公车运行维护", *money),
        row(draw, "3、公务接待", *money),
        row(draw, "项目支出：", *money),
        row(draw, "4、区级专项资金（一个专项一行）", *money),
        *(row(draw, f"{draw(WORD)}专项", *money) for _ in range(draw(st.integers(0, 6)))),
        row(draw, "公用经费", *money),
        row(draw, "部门基本支出预算调整", *money),
        row(draw, "厉行节约保障措施", st.one_of(LINES, st.just(""))),
        *signature,
        "# 附件2 部门自评表",
        f"区级预算部门名称 | {draw(WORD)}局",
        row(draw, "年度资金总额", *funds),
        row(draw, "按收入性质分", MONEY),
        row(draw, "一般公共预算", MONEY),
        row(draw, "其他资金", MONEY),
        row(draw, "按支出性质分", MONEY),
        row(draw, "项目支出", MONEY),
        row(draw, "年度总体目标", LINES, LINES),
        draw(score_rows()),
        *signature,
    ]
    for number in range(draw(st.integers(0, 3))):
        parts += [
            "# 附件3 项目自评表",
            f"项目支出名称 | {draw(WORD)}{number}",
            row(draw, "主管部门", WORD),
            row(draw, "年度资金总额", *funds),
            row(draw, "其中：当年财政拨款", *funds),
            row(draw, "年度总体目标", LINES, LINES),
            draw(score_rows()),
            *signature,
        ]
    return "\n".join(parts)


# A report that does not come back is shown as it was found: making it smaller would take minutes.
@settings(max_examples=15, suppress_health_check=SLOW, phases=(Phase.explicit, Phase.generate))
@given(reports())
def test_whatever_was_filled_in(text: str) -> None:
    with TemporaryDirectory() as folder:
        comes_back(Path(folder), text, "national")


# 3. Blanks around a text


def test_blanks_around_a_text_are_layout(tmp_path: Path) -> None:
    (table,) = tables_of("# 附件1 基础数据表\n厉行节约保障措施 | 甲", profiles.load("national"))
    (row,) = table.rows
    typed = replace(row, cells={VALUE.key: row[VALUE]._replace(text="  \n\u3000甲 \n 乙\t ")})
    first = workbook(tmp_path, "一", [replace(table, rows=(typed,))], "national")
    second = through_word(tmp_path, "一", first)
    (found,) = [table for table in second.evaluation.tables if table.form is BASE_DATA]
    assert found.cell(THRIFT).text == "甲 \n 乙"
