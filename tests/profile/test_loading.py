"""Profiles: what a file may say, and what the one who wrote it is told when it cannot be used.

1. The national profile says what 财预〔2020〕10号 says.
2. A profile that extends another says only what differs; every table and every list of it may be replaced.
3. A message names the file, the key and what is allowed.
4. No text makes the reader crash.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl import profile as profiles
from perfeval_xl.profile import Band, ProfileError, parse

BEGINNING = """
[profile]
extends = "national"
title = "样例县"
version = "2025.1"
"""


def extended(changes: str) -> profiles.Profile:
    return parse(BEGINNING + changes, "样例县")


def refusal(changes: str) -> str:
    with pytest.raises(ProfileError) as caught:
        extended(changes)
    return str(caught.value)


def test_every_profile_that_comes_with_the_program_can_be_loaded() -> None:  # 1
    for name in profiles.available():
        assert profiles.load(name).name == name


def test_the_national_profile() -> None:  # 1
    national = profiles.load("national")
    assert (national.total_weight, national.execution_weight) == (100, 10)
    assert dict(national.level1_points) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    assert national.over_target == Decimal("1.30")
    assert national.bands.met == Band(low=Decimal("0.80"), high=Decimal(1))
    assert national.bands.partly == Band(low=Decimal("0.60"), high=Decimal("0.80"))
    assert national.bands.not_met == Band(low=Decimal(0), high=Decimal("0.60"))
    assert "数量指标" in national.required_kinds
    assert national.needs_benefit_kind
    assert "performance" in national.required_sections
    assert national.reporting_units == ()
    assert national.rule_levels == {}


@pytest.mark.parametrize(
    ("score", "grade"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.99", "差"), ("0", "差")],
)
def test_a_grade_includes_its_lower_bound(score: str, grade: str) -> None:  # 1
    assert profiles.load("national").grade(Decimal(score)).name == grade


def test_what_is_not_said_comes_from_the_profile_below() -> None:  # 2
    county = extended("[thresholds]\nexecution_rate = 0.95\n[aliases]\n[rule_levels]\n")
    national = profiles.load("national")
    assert county.execution_rate == Decimal("0.95")
    assert county.adjustment == national.adjustment
    assert county.aliases == national.aliases
    assert county.sentences == national.sentences


def test_what_may_be_replaced() -> None:  # 2
    county = extended(
        """
        [weights]
        execution = 20
        level1."产出指标" = 40
        [bands]
        partly = { high = 0.80, low = 0.50 }
        not_met = { high = 0.50, low = 0 }
        [required]
        kinds = ["数量指标"]
        benefit_kind = false
        sections = ["performance"]
        [units]
        reporting = ["样例县财政局", "样例县档案馆"]
        [rule_levels]
        "FUND-05" = "off"
        "CROSS-08" = "info"
        [[grades]]
        name = "好"
        from = 85
        [[grades]]
        name = "差"
        from = 0
        """
    )
    assert county.execution_weight == 20
    assert dict(county.level1_points) == {"产出指标": 40, "效益指标": 30, "满意度指标": 10}
    assert county.bands.partly.low == Decimal("0.50")
    assert county.bands.met.low == Decimal("0.80")
    assert [grade.name for grade in county.grades] == ["好", "差"]
    assert (county.required_kinds, county.needs_benefit_kind) == (("数量指标",), False)
    assert county.required_sections == ("performance",)
    assert county.reporting_units == ("样例县财政局", "样例县档案馆")
    assert county.rule_levels == {"FUND-05": "off", "CROSS-08": "info"}


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ("[bands]\nmet = 1", ("bands.met", "一个小节")),
        ("[bands]\nmet = { high = 1.2, low = 0.8 }", ("bands.met.high", "1.2", "0 到 1")),
        ("[bands]\nmet = { low = 0.7 }", ("bands.partly", "0.80", "0.7")),
        ("[bands]\npartly = { high = 0.5 }", ("bands.partly", "low", "high")),
        ("[bands]\nmiddling = { high = 1, low = 0 }", ("bands.middling", "met")),
        ("[bands]\nmet = { upper = 1 }", ("bands.met.upper", "high")),
        ("[thresholds]\nover_target = 0.3", ("thresholds.over_target", "0.3", "1.30")),
        ("[thresholds]\nexecution_rate = 90", ("thresholds.execution_rate", "90", "0 到 1")),
        ("[thresholds]\nadjustment = '20%'", ("thresholds.adjustment", "数字", "20%")),
        ("[thresholds]\nadjustment = nan", ("thresholds.adjustment", "NaN")),
        ("[thresholds]\nadjustment = -0.1", ("thresholds.adjustment", "-0.1")),
        ("[weights]\nexecution = 20", ("weights.total", "100", "110")),
        ("[weights]\nexecution = true", ("weights.execution", "数字", "true")),
        (
            "[execution_score]\nformula = 'linear'",
            ("execution_score.formula", "linear", "proportional、steps"),
        ),
        ("[execution_score]\nformula = 'steps'", ("execution_score.steps", "若干小节")),
        ("[execution_score]\nformula = 'steps'\nsteps = [1]", ("execution_score.steps", "1")),
        ("[execution_score]\nformula = 'steps'\nsteps = []", ("execution_score.steps", "至少一档")),
        (
            "[execution_score]\nformula = 'steps'\nsteps = [{rate=0.8, share=0.5}, {rate=0.9, share=1}]",
            ("execution_score.steps", "从高到低"),
        ),
        (
            "[execution_score]\nformula = 'steps'\nsteps = [{ rate = 0.8, points = 5 }]",
            ("execution_score.steps[1].share",),
        ),
        ("[[grades]]\nname = '优'\nfrom = 90", ("grades", "0")),
        ("[[grades]]\nname = ''\nfrom = 0", ("grades[1].name", "空")),
        ("[required]\nkinds = ['数量']", ("required.kinds", "数量", "数量指标、质量指标")),
        ("[required]\nkinds = '数量指标'", ("required.kinds", "列表")),
        ("[required]\nkinds = [1]", ("required.kinds", "列表")),
        ("[required]\nbenefit_kind = '是'", ("required.benefit_kind", "true 或 false")),
        ("[required]\nsections = ['summary']", ("required.sections", "summary", "performance")),
        ("[units]\nreporting = '财政局'", ("units.reporting", "列表")),
        ("[rule_levels]\n'FUND-05' = 'none'", ("rule_levels.FUND-05", "none", "error、warning、info、off")),
        ("[aliases]\n'base.posts' = []", ("aliases.base.posts", "base_data")),
        ("[aliases]\n'base_data.post' = []", ("aliases.base_data.post", "posts")),
        ("[aliases]\n'base_data.posts' = '编制'", ("aliases.base_data.posts", "列表")),
        ("[sentences]\nsummary = '一句话。'", ("sentences.summary", "overview")),
        ("[sentences]\nbasic = ' '", ("sentences.basic", "空")),
        (
            "[sentences]\nbasic = '{narrative_project}万元'",
            ("sentences.basic", "narrative_project", "narrative_basic"),
        ),
        ("[sentences]\namount = '{total}万元'", ("sentences.amount", "total", "subject")),
        ("colour = 'red'", ("profile.colour", "title")),
        ("[colours]\nerror = 'red'", ("colours", "weights")),
        ("title", ("不是有效的 TOML",)),
    ],
)
def test_a_message_names_the_file_the_key_and_what_is_allowed(
    changes: str, parts: tuple[str, ...]
) -> None:  # 3
    message = refusal(changes)
    assert "样例县.toml" in message
    for part in parts:
        assert part in message, message


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ('[weights]\nexecution = "20"', "应为数字，现在是：20（带引号，是文字），请去掉两边的引号。"),
        ("[required]\nbenefit_kind = 'true'", "现在是：true（带引号，是文字），请去掉两边的引号。"),
        ("[sentences]\nbasic = 1", "应为文字，现在是：1（没有引号，不是文字），请在两边加上英文引号。"),
        (
            "[sentences]\nbasic = 2024-01-01",
            "现在是：2024-01-01（没有引号，不是文字），请在两边加上英文引号。",
        ),
        ("[sentences]\nbasic = [1]", "应为文字，现在是：[1]。"),
    ],
)
def test_a_message_says_what_is_wrong_with_the_quotes(changes: str, advice: str) -> None:  # 3
    assert refusal(changes).endswith(advice)


def test_a_profile_extends_another_one_that_is_known() -> None:  # 3
    for base in ("province", "样例县"):
        with pytest.raises(ProfileError, match=rf"样例县\.toml.*extends.*{base}.*national"):
            parse(f'[profile]\nextends = "{base}"\n', "样例县")


def test_a_profile_without_one_below_says_everything() -> None:  # 3
    with pytest.raises(ProfileError, match=r"缺少 weights"):
        parse('[profile]\ntitle = "样例县"\nversion = "1"\n', "样例县")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:  # 3
    with pytest.raises(ProfileError, match=r"没有名为“火星”.*hunan-2024、national"):
        profiles.load("火星")


def test_other_spellings_are_added_to_those_below() -> None:  # 2
    county = extended('[aliases]\n"base_data.posts" = ["核定编制数"]')
    assert county.aliases["base_data.posts"] == (
        *profiles.load("national").aliases["base_data.posts"],
        "核定编制数",
    )


@given(st.text() | st.text(alphabet='[]="\n{}.,01ab', min_size=1))
def test_any_text_is_a_profile_or_refused(text: str) -> None:  # 4
    for changes in (text, BEGINNING + text):
        try:
            parse(changes, "样例县")
        except ProfileError:
            continue


def test_the_report_looks_like_a_document_beside_the_profile(tmp_path: Path) -> None:  # 2
    path = tmp_path / "样例县.toml"
    path.write_text(f'{BEGINNING}[report]\nreference = "样式.docx"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=re.escape(f"不在口径文件旁（{tmp_path}）")):
        profiles.find(str(path))
    (tmp_path / "样式.docx").write_bytes(b"")
    assert profiles.find(str(path)).reference == tmp_path / "样式.docx"
    assert extended("").reference is None


@pytest.mark.parametrize(
    "name", ["../样式.docx", "/etc/passwd", "样式.doc", "没有.docx", "a/b.docx", ".docx"]
)
def test_and_like_no_other_file(name: str) -> None:  # 3
    message = refusal(f'[report]\nreference = "{name}"')
    assert "report.reference" in message
    assert name in message
