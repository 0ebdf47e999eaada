"""The narrative's sentences come from the profile's templates and the figures.

1. The example's sentences read as the published report, but for its two slips.
2. A clause around an optional text goes when there is none, with the weaker of the marks around it.
3. A blank figure shows as a gap; without any figure there is no sentence.
4. What a clause says itself is not said twice, however a list begins and ends.
5. Amounts are as printed, without the unit that the sentence already names.
6. A template that names an unknown figure is refused, saying which there are.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from perfeval_xl import profile
from perfeval_xl.evaluation import Table
from perfeval_xl.form.declaration import Line
from perfeval_xl.form.narrative import (
    BASIC_SECTION,
    FUND_SECTION,
    OVERVIEW,
    PERSONNEL_ITEMS,
    PROJECT_PURPOSE,
    PROJECT_SECTION,
)
from perfeval_xl.form.notation import tables_of
from perfeval_xl.form.sentences import Clause, compose, compose_amount, pieces

NATIONAL = profile.load("national")
SEED = (Path(__file__).parents[1] / "examples" / "seed_2024.txt").read_text(encoding="utf-8")
EXAMPLE = files("perfeval_xl").joinpath("examples", "quyuan_2024.txt").read_text(encoding="utf-8")

UNIT = """
# 报告正文
单位名称 | 某局
年度 | 2024
"""
BASIC = UNIT + "（一）基本支出情况\n"
PROJECT = UNIT + "（二）项目支出情况\n"
FUND = UNIT + "三、政府性基金预算支出情况\n"


def narrative(text: str) -> Table:
    return tables_of(text, NATIONAL)[0]


def with_sentence(template: str) -> profile.Profile:
    return replace(NATIONAL, sentences={**NATIONAL.sentences, "basic": template})


def test_the_example_reads_as_published_but_for_its_slips() -> None:
    table = narrative(EXAMPLE)
    published = next(line for line in SEED.splitlines() if "基本支出162.95万元" in line)
    assert "86.39%,主要" in published
    assert "、、" in published
    mended = published.replace("86.39%,", "86.39%，").replace("、、", "、")
    assert compose(BASIC_SECTION, table, NATIONAL, 2024) == mended
    for section in (OVERVIEW, PROJECT_SECTION):
        assert compose(section, table, NATIONAL, 2024) in SEED.splitlines()


def test_pieces_hold_figures_and_optional_clauses() -> None:
    parts = pieces(BASIC_SECTION, NATIONAL)
    assert [part.key for part in parts if isinstance(part, Line)] == [
        "year",
        "narrative_basic",
        "narrative_personnel",
        "personnel_share",
        "narrative_operating",
        "operating_share",
    ]
    clauses = [part for part in parts if isinstance(part, Clause)]
    assert clauses[0].line is PERSONNEL_ITEMS
    assert clauses[0].pieces == ("，主要包括", PERSONNEL_ITEMS, "等")
    assert pieces(PROJECT_SECTION, NATIONAL)[-1] == Clause(PROJECT_PURPOSE, (PROJECT_PURPOSE,))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            "基本支出（万元） | 10\n人员经费（万元） | 6\n人员经费占基本支出 | 60.00%\n"
            "公用经费（万元） | 4\n公用经费占基本支出 | 40.00%",
            "2024年度财政拨款基本支出10万元，其中：人员经费6万元，占基本支出的60.00%；"
            "公用经费4万元，占基本支出的40.00%。",
        ),
        (
            "基本支出（万元） | 10\n公用经费主要包括 | 办公费",
            "2024年度财政拨款基本支出10万元，其中：人员经费××万元，占基本支出的××；"
            "公用经费××万元，占基本支出的××，主要包括办公费等。",
        ),
        ("", ""),
    ],
)
def test_what_is_blank(rows: str, sentence: str) -> None:
    assert compose(BASIC_SECTION, narrative(BASIC + rows), NATIONAL, 2024) == sentence


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("包括{personnel_items}，共{narrative_basic}万元。", "共10万元。"),
        ("共{narrative_basic}万元，包括{personnel_items}", "共10万元"),
        ("共{narrative_basic}万元，甲{personnel_items}，乙{operating_items}。", "共10万元。"),
        ("其中：甲{personnel_items}；共{narrative_basic}万元。", "其中：共10万元。"),
    ],
)
def test_an_optional_clause_goes_with_its_weaker_mark(template: str, sentence: str) -> None:
    table = narrative(BASIC + "基本支出（万元） | 10")
    assert compose(BASIC_SECTION, table, with_sentence(template), 2024) == sentence


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("办公费、印刷费等", "，主要包括办公费、印刷费等"),
        ("办公费、印刷费等。", "，主要包括办公费、印刷费等"),
        ("办公费、等等；", "，主要包括办公费等"),
        ("主要包括：办公费", "，主要包括办公费等"),
        ("主要包括办公费等", "，主要包括办公费等"),
        ("办公费等公用支出", "，主要包括办公费等公用支出等"),
        ("等", ""),
        ("主要包括：", ""),
    ],
)
def test_a_clause_says_its_words_once(typed: str, printed: str) -> None:
    table = narrative(BASIC + f"公用经费主要包括 | {typed}\n基本支出（万元） | 10")
    assert compose(BASIC_SECTION, table, NATIONAL, 2024).endswith(f"占基本支出的××{printed}。")


def test_a_text_alone_is_printed_as_it_is() -> None:
    table = narrative(PROJECT + "项目支出（万元） | 1\n项目支出用途 | 用于档案等。")
    assert compose(PROJECT_SECTION, table, NATIONAL, 2024) == "2024年度财政拨款项目支出1万元。用于档案等。"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("40.15", "40.15"), ("'40.15万元", "40.15"), ("'1,234.50", "1,234.50"), ("'401500元", "40.15")],
)
def test_amounts_as_printed(typed: str, printed: str) -> None:
    table = narrative(PROJECT + f"项目支出（万元） | {typed}")
    assert compose(PROJECT_SECTION, table, NATIONAL, 2024) == f"2024年度财政拨款项目支出{printed}万元。"


def test_an_unknown_year_shows() -> None:
    table = narrative(PROJECT + "项目支出（万元） | 1")
    assert compose(PROJECT_SECTION, table, NATIONAL, None).startswith("××××年度")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("支出金额（万元） | 5", "2024年度政府性基金预算支出5万元。"),
        ("支出金额（万元） | 5\n> 本年支出15万元。", "2024年度政府性基金预算支出5万元。"),
        ("支出金额（万元） | 5\n> 支出5万元，用于道路。", ""),
        ("支出金额（万元） | 0", ""),
        ("支出金额（万元） | /", ""),
        ("> 本单位无政府性基金预算支出。", ""),
    ],
)
def test_an_amount_that_the_paragraphs_do_not_mention(rows: str, sentence: str) -> None:
    assert compose_amount(FUND_SECTION, narrative(FUND + rows), NATIONAL, 2024) == sentence


def test_every_profile_has_the_sentences() -> None:
    for name in profile.available():
        for section in (OVERVIEW, BASIC_SECTION, PROJECT_SECTION):
            assert pieces(section, profile.load(name))
