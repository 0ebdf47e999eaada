"""A narrative of mere prose gives its figures back, and keeps the clerk's own words.

1. The profile's sentence, word for word, gives every figure and is composed again; it is no paragraph.
2. The sentence with other widths, blanks and punctuation gives the figures; the words are kept.
3. Of other words, a figure is what stands behind its name, once; a doubtful one is none.
4. Whatever is composed is read back: figures and optional texts, blanks among them.
5. Explanations listed in section 十 come back as explanations.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.evaluation import Row, SelfEvaluation, Table
from perfeval_xl.form.declaration import VALUE, Prose
from perfeval_xl.form.narrative import (
    BASIC_SECTION,
    CAPITAL_SECTION,
    FUND_SECTION,
    NARRATIVE,
    OVERVIEW,
    PROJECT_SECTION,
)
from perfeval_xl.form.notation import tables_of
from perfeval_xl.form.sentences import Clause, compose, compose_amount, pieces, trimmed
from perfeval_xl.form.stated import amount_in, stated_in
from tests.form.sheets import NATIONAL, read, sheet

TITLE = "2024年度清水县农业农村局部门整体支出绩效自评报告"
BASIC = (
    "2024年度财政拨款基本支出162.95万元，其中：人员经费140.78万元，占基本支出的86.39%，主要包括基本工资、奖金等；"
    "公用经费22.17万元，占基本支出的13.61%，主要包括办公费等。"
)
BASIC_FIGURES = {
    "narrative_basic": "162.95",
    "narrative_personnel": "140.78",
    "personnel_share": "86.39%",
    "personnel_items": "基本工资、奖金",
    "narrative_operating": "22.17",
    "operating_share": "13.61%",
    "operating_items": "办公费",
}


def narrative(*sections: tuple[Prose, str]) -> SelfEvaluation:
    """A report whose sections hold these paragraphs; one row a paragraph."""
    texts = {section.key: text for section, text in sections}
    lines = [TITLE]
    for section in NARRATIVE.sections:
        if isinstance(section, Prose):
            lines += [section.heading, *texts.get(section.key, "").split("\n")]
    return read(sheet("\n".join(line for line in lines if line)))


def table_of(evaluation: SelfEvaluation) -> Table:
    assert evaluation.narrative is not None
    return evaluation.narrative


def figures(evaluation: SelfEvaluation, section: Prose) -> dict[str, str]:
    rows: list[Row] = [row for row in table_of(evaluation).rows if row.section == section.key]
    return {row.line.key: row[VALUE].text for row in rows if row.line is not None}


def paragraphs(evaluation: SelfEvaluation, section: Prose) -> list[str]:
    return [entry.text for entry in table_of(evaluation).paragraphs[section.key] if entry.text]


# 1. Word for word


def test_the_sentence_gives_its_figures_and_is_no_paragraph() -> None:
    read_back = narrative((BASIC_SECTION, BASIC))
    assert figures(read_back, BASIC_SECTION) == BASIC_FIGURES
    assert paragraphs(read_back, BASIC_SECTION) == []
    assert compose(BASIC_SECTION, table_of(read_back), NATIONAL, 2024) == BASIC


def test_unit_and_year_come_from_the_title() -> None:
    read_back = narrative()
    assert (read_back.unit, read_back.year) == ("清水县农业农村局", 2024)


def test_paragraphs_behind_the_sentence_stay() -> None:
    sentence = "清水县农业农村局核定编制共计12人，实有人数9人。主要职责职能如下："
    read_back = narrative((OVERVIEW, f"{sentence}\n1、负责农业。"))
    assert figures(read_back, OVERVIEW) == {"narrative_posts": "12", "narrative_staff": "9"}
    assert paragraphs(read_back, OVERVIEW) == ["1、负责农业。"]


def test_an_amount_of_its_own() -> None:
    read_back = narrative((FUND_SECTION, "2024年度政府性基金预算支出145万元。\n用于道路。"))
    assert figures(read_back, FUND_SECTION) == {"narrative_government_fund": "145"}
    assert paragraphs(read_back, FUND_SECTION) == ["用于道路。"]


# 2. Nearly


def test_other_punctuation_keeps_the_words() -> None:
    typed = BASIC.replace("%，", "％,").replace("162.95", "１６２.95").replace("：", ": ")
    read_back = narrative((BASIC_SECTION, typed))
    kept = {**BASIC_FIGURES, "personnel_share": "86.39％", "operating_share": "13.61％"}
    assert figures(read_back, BASIC_SECTION) == {**kept, "narrative_basic": "１６２.95", "basic_text": typed}
    assert compose(BASIC_SECTION, table_of(read_back), NATIONAL, 2024) != typed


def test_another_unit_or_year_keeps_the_words() -> None:
    typed = "邻县农业局核定编制共计12人，实有人数9人。主要职责职能如下："
    assert figures(narrative((OVERVIEW, typed)), OVERVIEW) == {
        "narrative_posts": "12",
        "narrative_staff": "9",
        "overview_text": typed,
    }


def test_what_stands_above_the_sentence_goes_with_it() -> None:
    read_back = narrative((PROJECT_SECTION, "概述。\n2024年度财政拨款项目支出40.15万元。\n用途。"))
    assert figures(read_back, PROJECT_SECTION) == {
        "narrative_project": "40.15",
        "project_text": "概述。\n2024年度财政拨款项目支出40.15万元。",
    }
    assert paragraphs(read_back, PROJECT_SECTION) == ["用途。"]


# 3. Other words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全年基本支出合计162.95万元，人员经费为140.78万元。", {"narrative_basic", "narrative_personnel"}),
        ("基本支出比上年增加5万元。", set[str]()),
        ("基本支出100万元，调整后基本支出162.95万元。", set[str]()),
        ("基本支出情况良好。", set[str]()),
    ],
)
def test_a_figure_behind_its_name(text: str, found: set[str]) -> None:
    stated = stated_in(text, BASIC_SECTION, NATIONAL)
    assert set(stated.texts if stated else {}) == found
    assert stated is None or not stated.is_sentence


def test_a_clause_is_no_percentage() -> None:
    typed = BASIC.replace("奖金等；公用", "奖金；公用").replace("办公费等。", "办公费。")
    assert figures(narrative((BASIC_SECTION, typed)), BASIC_SECTION) == {
        "narrative_personnel": "140.78",
        "narrative_operating": "22.17",
        "narrative_basic": "162.95",
        "basic_text": typed,
    }


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("全年政府性基金预算支出共计145万元，用于道路。", "145"),
        ("本年度支出5万元。", "5"),
        ("道路支出3万元，桥梁支出2万元。", None),
        ("本单位无政府性基金预算支出。", None),
    ],
)
def test_an_amount_in_other_words(text: str, amount: str | None) -> None:
    stated = amount_in(text, FUND_SECTION, NATIONAL, 2024)
    assert (stated.texts["narrative_government_fund"] if stated else None) == amount
    assert amount_in(text, BASIC_SECTION, NATIONAL, 2024) is None


# 4. There and back

TEXTS = st.text("甲乙丙丁、费资，；等。12", max_size=8).map(str.strip)
NUMBERS = st.one_of(
    st.just(""), st.decimals(0, 9999, places=2, allow_nan=False).map(lambda number: f"{number:f}")
)


@given(st.fixed_dictionaries(dict.fromkeys(("basic", "personnel", "operating"), NUMBERS)), TEXTS, TEXTS)
def test_whatever_is_composed_is_read_back(amounts: dict[str, str], personnel: str, operating: str) -> None:
    text = f"""
        # 报告正文
        单位名称 | 清水县农业农村局
        年度 | 2024
        （一）基本支出情况
        基本支出（万元） | {amounts["basic"]}
        人员经费（万元） | {amounts["personnel"]}
        人员经费主要包括 | {personnel}
        公用经费（万元） | {amounts["operating"]}
        公用经费主要包括 | {operating}
    """
    (table,) = tables_of(text, NATIONAL)
    sentence = compose(BASIC_SECTION, table, NATIONAL, 2024)
    if not sentence:
        return
    stated = stated_in(sentence, BASIC_SECTION, NATIONAL)
    assert stated is not None
    assert stated.is_sentence
    lists = {clause.line: clause for clause in pieces(BASIC_SECTION, NATIONAL) if isinstance(clause, Clause)}
    for line in BASIC_SECTION.figures:
        entry = table.cell(line)
        text = trimmed(lists[line], entry) if line in lists else entry.text
        assert stated.texts.get(line.key, "") == text


@given(
    NUMBERS.filter(lambda text: text not in ("", "0.00")), st.text("支出政府性基金预算12万元。", max_size=12)
)
def test_an_amount_that_is_not_stated_is_stated_by_the_report(amount: str, paragraph: str) -> None:
    text = f"# 报告正文\n三、政府性基金预算支出情况\n支出金额（万元） | {amount}\n> {paragraph}"
    (table,) = tables_of(text, NATIONAL)
    printed = [compose_amount(FUND_SECTION, table, NATIONAL, 2024), paragraph]
    stated = [amount_in(line, FUND_SECTION, NATIONAL, 2024) for line in printed if line]
    found = [reading for reading in stated if reading]
    assert found
    assert found[0].texts["narrative_government_fund"] == amount


def test_sections_are_not_mixed_up() -> None:
    assert amount_in("政府性基金预算支出5万元。", CAPITAL_SECTION, NATIONAL, 2024) is None


# 5. Explanations


def test_explanations_listed_in_the_report() -> None:
    others = next(s for s in NARRATIVE.sections if isinstance(s, Prose) and s.key == "others")
    listed = "核实性审核情况说明\n1.【FUND-04】部门自评表“年度资金总额 执行率”：会议改期。\n另有一句话。"
    read_back = narrative((others, f"无\n{listed}"))
    (explanation,) = read_back.explanations
    assert (explanation.rule, explanation.table, explanation.item, explanation.text) == (
        "FUND-04",
        "部门自评表",
        "年度资金总额 执行率",
        "会议改期。",
    )
    assert paragraphs(read_back, others) == ["无", "另有一句话。"]
