"""TEXT: what the two examples of each rule do not show.

1. What is compared is the text that is printed: a clerk's own words, else the composed sentence; her
   paragraphs; what the tables of the department say in sentences.
2. A figure may be any of that name, year and stage; what has none, or is doubtful, is not decided.
3. Money off by 0.01 is 尾差; rounded amounts agree; a percentage off in its last place is a note.
4. One cause is one finding: a wrong direction is not a wrong percentage as well.
5. What CROSS-01 to -04 compare is not reported again.
6. Every required section and both halves of the goals are there; 无 is an answer; unused tables need none.
7. Another unit is named only where this unit's name should stand; who is evaluated, who approves the posts,
   and abbreviations of the unit's own name are none.
8. Nothing done after the year counts as done in it; doubled marks are noted, …… and —— are right.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED
from tests.rules.checking import NATIONAL, findings, found, outcomes

EXAMPLE = files("perfeval_xl").joinpath("examples", "quyuan_2024.txt").read_text(encoding="utf-8")
FIGURES = ("TEXT-01", "TEXT-02", "TEXT-04")
TABLES = """
# 附件1 基础数据表
三公经费 | 1.11 | 1.5 | 0.85
公车运行维护 | 0 | 0 | 0
3、公务接待 | 1.11 | 1.5 | 0.85
项目支出： | 36.74 | 60 | 55.65
人大政协专项经费 | 36.74 | 40 | 35.65
公用经费 | 20.66 | 24.2 | 22.16
政府采购金额 | 16.31 | 9.84 | 9.84
# 附件2 部门自评表
区级预算部门名称 | 清水县档案馆
年度资金总额 | 229.67 | 231.81 | 203.1 | 10 | 87.61% | 8.76
基本支出 | 145.08
项目支出 | 86.73
# 附件3 项目自评表
项目支出名称 | 人大政协专项经费
年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
"""
NARRATIVE = """
# 报告正文
单位名称 | 清水县档案馆
年度 | 2024
（一）基本支出情况
基本支出（万元） | 162.95
人员经费（万元） | 140.78
公用经费（万元） | 22.17
{own}
（二）项目支出情况
项目支出（万元） | 55.65
三、政府性基金预算支出情况
支出金额（万元） | {fund}
> 本单位无政府性基金预算支出。
六、部门整体支出绩效情况
> {text}
"""


def report(text: str, own: str = "", fund: str = "") -> str:
    return NARRATIVE.format(text=text, own=own and f"改写文字 | {own}", fund=fund) + TABLES


def of(text: str) -> list[str]:
    """The findings about figures in a paragraph of section 六, as rule and level."""
    return [line.rpartition(" ")[0] for line in found(report(text), *FIGURES)]


@pytest.mark.parametrize(
    "text",
    [
        "2024年“三公”经费支出0.85万元，比上年减少0.26万元，下降23.42%，完成预算的56.67%。",
        "三公经费支出8500元，控制在预算1.5万元以内。",
        "公务接待费支出0.85万元，较2023年的1.11万元下降23.4%。",
        "公用经费22.17万元，比上年增加1.51万元，增长7.31%。",
        "公用经费22.16万元，比上年增加1.5万元，增长7.26%。",
        "基本支出163万元，占部门整体支出的80.23%。",
        "项目支出55.65万元，其中人大政协专项经费35.65万元，执行率89.13%。",
        "人大政协专项经费年初预算45.78万元，全年预算40万元，实际支出35.65万元。",
        "部门整体支出全年预算数231.81万元，全年执行数203.1万元，预算执行率87.61%。",
        "2023年人大政协专项经费36.74万元，2024年35.65万元，同比下降2.97%。",
        "公务用车运行维护费与上年持平，本年度未发生公务用车运行维护费支出。",
        "政府采购预算9.84万元，比上年减少6.47万元。",
        "清水县档案馆公务接待费支出0.85万元。",
        "局属农技站公务接待费支出3.2万元，全县三公经费支出120万元。",
        "培训农户120人，人均增收1.2万元，同比增长15%。",
        "无",
    ],
)
def test_what_is_right_is_no_finding(text: str) -> None:
    assert of(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三公经费支出0.58万元。", ["TEXT-02 error"]),
        ("三公经费支出0.86万元。", ["TEXT-02 warning"]),
        ("2023年三公经费支出1.01万元。", ["TEXT-02 error"]),
        ("三公经费年初预算2万元。", ["TEXT-02 warning"]),
        ("人大政协专项经费年初预算41万元。", ["TEXT-02 error"]),
        ("未发生公务接待费支出。", ["TEXT-02 error"]),
        ("政府采购金额98400元。", []),
        ("政府采购金额9840元。", ["TEXT-02 error"]),
        ("三公经费支出0.85万元，完成预算的65.67%。", ["TEXT-01 error"]),
        ("三公经费支出0.85万元，完成预算的56.66%。", ["TEXT-01 info"]),
        ("项目支出预算执行率为95%。", ["TEXT-01 error"]),
        ("基本支出预算执行率为100%。", ["TEXT-01 warning"]),
        ("三公经费支出0.85万元，完成年初预算的65.67%。", ["TEXT-01 warning"]),
        ("人大政协专项经费执行率98.13%。", ["TEXT-01 error"]),
        ("三公经费比上年下降32.42%。", ["TEXT-01 error"]),
        ("三公经费比上年增加0.26万元，增长23.42%。", ["TEXT-04 warning"]),
        ("三公经费比上年减少0.62万元，下降23.42%。", ["TEXT-04 warning"]),
        ("三公经费比上年减少0.26万元，增长23.42%。", ["TEXT-04 warning"]),
        ("三公经费支出与上年持平。", ["TEXT-04 warning"]),
        ("公用经费比上年有所下降。", ["TEXT-04 warning"]),
        ("公用经费22.16万元，较上年增长1.50%。", ["TEXT-04 warning"]),
        ("三公经费支出0.58万元，比上年减少0.53万元，下降47.75%。", ["TEXT-02 error"]),
    ],
)
def test_what_is_wrong_is_one_finding(text: str, expected: list[str]) -> None:
    assert of(text) == expected


def test_a_rise_in_money_taken_for_a_percentage_is_named() -> None:
    cells = report("").replace("20.66 | 24.2 | 22.16", "20.66 | 24.2 | 21.80").replace("22.17", "21.8")
    cells = cells.replace("> \n", "> 公用经费较上年增长1.14%。\n")
    (finding,) = findings(cells, *FIGURES)
    assert finding.rule == "TEXT-04"
    assert "增加 1.14 万元，幅度是 5.52%" in finding.message
    assert "万元写成了百分比" in finding.message


def test_a_finding_cites_its_paragraph_and_leads_to_the_figures() -> None:
    (finding,) = findings(report("公务接待费支出0.58万元。"), *FIGURES)
    assert finding.label == "六、部门整体支出绩效情况"
    assert finding.actual == "公务接待费支出0.58万元。"
    assert finding.expected == "0.85"
    assert (
        "基础数据表“3、公务接待 2024年决算数”" in finding.message
        or "公务接待 2024年决算数" in finding.message
    )
    assert [at.sheet for at in finding.related] == ["附件1 基础数据表"]


@pytest.mark.parametrize(
    ("text", "expected", "quotient"),
    [
        # 年初 is 229.67, 全年 231.81.
        ("部门整体支出预算执行率95%。", "88%", "203.1 ÷ 231.81"),
        ("部门整体支出完成年初预算的95%。", "88%", "203.1 ÷ 229.67"),
        # The table fell, 1.11 to 0.85; the sentence's own figure is a rise.
        ("三公经费支出2.22万元，比上年增长10%。", "100%", "1.11 ÷ 1.11"),
        ("三公经费支出2.21万元，比上年增长10%。", "99%", "1.1 ÷ 1.11"),
        ("政府采购支出执行率95%。", "100%", "9.84 ÷ 9.84"),
    ],
)
def test_the_percentage_that_is_due(text: str, expected: str, quotient: str) -> None:
    finding = next(finding for finding in findings(report(text), *FIGURES) if finding.rule == "TEXT-01")
    assert finding.expected == expected
    assert f"{quotient} 应为 {expected}" in finding.message


def test_all_but_the_whole_does_not_read_as_the_whole() -> None:
    cells = report("部门整体支出预算执行率95%。").replace("231.81 | 203.1 ", "203.9 | 203.1 ")
    (finding,) = findings(cells, *FIGURES)
    assert finding.expected == "99.6%"


def test_the_clerks_own_words_are_compared() -> None:
    own = "2024年度基本支出126.95万元，其中：人员经费140.78万元，占基本支出的68.39%。"
    assert found(report("无", own), *FIGURES) == ["TEXT-01 error 改写文字", "TEXT-02 error 改写文字"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        # 145.08 is the budget in the department's table.
        ("2024年度基本支出145.08万元。", [("TEXT-02", "162.95")]),
        ("2024年度基本支出150万元。", [("TEXT-02", "162.95")]),
        ("2024年度基本支出162.95万元，年初预算145.08万元。", []),
        ("2024年度基本支出145.08万元，实际支出162.95万元。", []),
        ("2024年度基本支出163万元。", []),
    ],
)
def test_the_clerks_own_words_state_the_figure_they_replace(
    own: str, expected: list[tuple[str, str]]
) -> None:
    assert [(finding.rule, finding.expected) for finding in findings(report("无", own), *FIGURES)] == expected


def test_a_composed_sentence_is_compared_by_its_cells() -> None:
    cells = report("无").replace(
        "人员经费（万元） | 140.78\n", "人员经费（万元） | 140.78\n人员经费占基本支出 | 68.39%\n"
    )
    (finding,) = findings(cells, *FIGURES)
    assert (finding.rule, finding.label, finding.actual) == ("TEXT-01", "人员经费占基本支出", "68.39%")


def test_a_default_paragraph_that_was_left_over_contradicts_the_amount() -> None:
    assert found(report("无", fund="145"), *FIGURES) == ["TEXT-02 error 三、政府性基金预算支出情况"]


def test_what_the_tables_of_the_department_say_is_compared() -> None:
    cells = TABLES.replace("# 附件2", "厉行节约保障措施 | 公务接待费支出0.58万元。\n# 附件2")
    cells = cells.replace("# 附件3", "年度总体目标 | 控制支出。 | 三公经费支出0.58万元。\n# 附件3")
    assert [line.split()[0] for line in found(cells, *FIGURES)] == ["TEXT-02", "TEXT-02"]


def test_a_table_in_yuan_is_not_reported_amount_by_amount() -> None:
    cells = report("公务接待费支出8500元。").replace(
        "公务接待 | 1.11 | 1.5 | 0.85", "公务接待 | 11100 | 15000 | 8500"
    )
    assert findings(cells, *FIGURES) == []


def test_without_figures_nothing_is_decided() -> None:
    text = "> 三公经费支出0.85万元，比上年减少0.26万元，完成预算的5%。"
    cells = f"# 报告正文\n年度 | 2024\n六、部门整体支出绩效情况\n{text}"
    assert set(outcomes(cells, *FIGURES)) == {NOT_EVALUATED}


def test_the_example_has_no_finding_about_figures() -> None:
    assert findings(EXAMPLE, *FIGURES) == []


# TEXT-03


def written(text: str) -> str:
    """The report with the shares, which its sentence needs as well."""
    cells = report(text).replace("140.78\n", "140.78\n人员经费占基本支出 | 86.39%\n")
    return cells.replace("22.17\n", "22.17\n公用经费占基本支出 | 13.61%\n")


def test_every_required_section_is_missed() -> None:
    cells = written("无").replace("> 本单位无政府性基金预算支出。\n", "")
    missed = [
        finding.label
        for finding in findings(cells, "TEXT-03")
        if finding.at and finding.at.sheet == "报告正文"
    ]
    assert missed == [
        "一、部门（单位）基本情况",
        "三、政府性基金预算支出情况",
        "四、国有资本经营预算支出情况",
        "五、社会保险基金预算支出情况",
        "七、存在的问题及原因分析",
        "八、下一步改进措施",
        "九、部门整体支出绩效自评结果拟应用和公开情况",
        "十、其他需要说明的情况",
    ]


def test_the_profile_says_what_is_required() -> None:
    profile = replace(NATIONAL, required_sections=("performance",))
    narrative = written("无").partition("# 附件1")[0]
    assert outcomes(narrative, "TEXT-03", profile=profile) == [HOLDS]


POSTS = """一、部门（单位）基本情况
核定编制（人） | {posts}
实有人数（人） | {staff}
改写文字 | {own}
> 一、主管档案。
"""


@pytest.mark.parametrize(
    ("posts", "staff", "own", "missed"),
    [
        ("20", "18", "", []),
        ("", "18", "", ["核定编制（人）"]),
        ("20", "", "", ["实有人数（人）"]),
        ("", "18", "本单位核定编制20人。", []),
        ("", "", "", []),
    ],
)
def test_no_sentence_is_printed_with_gaps(posts: str, staff: str, own: str, missed: list[str]) -> None:
    cells = (
        f"# 报告正文\n单位名称 | 清水县档案馆\n年度 | 2024\n{POSTS.format(posts=posts, staff=staff, own=own)}"
    )
    profile = replace(NATIONAL, required_sections=())
    assert [finding.label for finding in findings(cells, "TEXT-03", profile=profile)] == missed


def test_all_that_is_missing_in_a_sentence_is_one_finding() -> None:
    cells = (
        written("无").replace("140.78", "").replace("22.17", "").replace("86.39%", "").partition("# 附件1")[0]
    )
    (finding,) = findings(cells, "TEXT-03", profile=replace(NATIONAL, required_sections=()))
    assert "“人员经费（万元）”、“公用经费（万元）”没有填" in finding.message
    assert len(finding.related) == 1
    nameless = (
        written("无")
        .replace("清水县档案馆\n年度", "\n年度")
        .replace("（一）基本", POSTS.format(posts="20", staff="18", own="") + "（一）基本")
    )
    assert "单位名称" in found(nameless, "TEXT-03")[0]


def test_a_blank_narrative_is_incomplete_once_anything_is_filled_in() -> None:
    blank = "# 报告正文\n年度 | 2024\n三、政府性基金预算支出情况\n> 本单位无政府性基金预算支出。\n"
    assert outcomes(blank, "TEXT-03") == [NOT_EVALUATED]
    assert len(findings(blank + "# 附件1 基础数据表\n三公经费 | 1 | 1 | 1\n", "TEXT-03")) == 10


def test_nothing_is_an_answer() -> None:
    cells = written("无").replace("项目支出（万元） | 55.65", "项目支出（万元） | 无").partition("# 附件1")[0]
    profile = replace(NATIONAL, required_sections=("project_section", "performance"))
    assert outcomes(cells, "TEXT-03", profile=profile) == [HOLDS, HOLDS]


@pytest.mark.parametrize(
    ("goals", "missed"),
    [
        ("年度总体目标 | 接收档案。 | 接收档案320卷。", []),
        ("年度总体目标 | 无 | 无", []),
        ("年度总体目标 | | 接收档案320卷。", ["年度总体目标 预期目标"]),
        ("年度总体目标 | | ", ["年度总体目标 预期目标", "年度总体目标 实际完成情况"]),
    ],
)
def test_both_halves_of_the_goals(goals: str, missed: list[str]) -> None:
    cells = f"# 附件3 项目自评表\n项目支出名称 | 业务工作经费\n{goals}\n"
    assert [finding.label for finding in findings(cells, "TEXT-03")] == missed


def test_a_table_left_over_from_the_template_needs_no_goals() -> None:
    cells = "# 附件3 项目自评表\n年度资金总额 | | | | 10 | |\n指标 | 产出指标（50分） | 数量指标 |\n"
    assert findings(cells, "TEXT-03") == []


# TEXT-02: the total score


@pytest.mark.parametrize(
    ("text", "total", "is_wrong"),
    [
        ("2024年度部门整体支出绩效自评得分98.76分。", "95.2", True),
        ("经自评，我单位整体支出绩效综合得分为98分，等级为优。", "95.2", True),
        ("部门整体支出绩效评价得分91分，等次：良。", "95.2", True),
        ("满分100分，自评总分 98.76 分，其中项目支出得分9分。", "95.2", True),
        ("2024年度部门整体支出绩效自评得分98.76分。", "98.76", False),
        ("2024年度部门整体支出绩效自评得分98.8分。", "98.76", False),
        ("2024年度部门整体支出绩效自评得分99分。", "98.76", False),
        ("自评总分为100分，扣分后自评得分为95.2分。", "95.2", False),
        ("自评表总分100分，执行率得分9.6分。", "95.2", False),
        ("人大政协专项项目自评得分98.76分。", "95.2", False),
        ("上年部门整体支出绩效自评得分98.76分。", "95.2", False),
        ("2024年度部门整体支出绩效自评得分98.76分。", "", False),
        ("自评得分项共12个。", "95.2", False),
    ],
)
def test_the_total_score_is_that_of_the_department_table(text: str, total: str, is_wrong: bool) -> None:
    cells = f"# 报告正文\n六、部门整体支出绩效情况\n> {text}\n# 附件2 部门自评表\n总分 | 100 | {total}\n"
    expected = [total] if is_wrong else []
    assert [finding.expected for finding in findings(cells, "TEXT-02")] == expected


# TEXT-05


def units(text: str, *known: str) -> list[str]:
    """The findings of TEXT-05 where the overview begins with `text`, as what was expected."""
    profile = replace(NATIONAL, reporting_units=known)
    cells = f"# 报告正文\n单位名称 | 清水县农业农村局\n一、部门（单位）基本情况\n改写文字 | {text}\n"
    return [finding.expected for finding in findings(cells, "TEXT-05", profile=profile)]


@pytest.mark.parametrize(
    "text",
    [
        "清水县水利局核定编制40人。",
        "2024年清水县水利局机关核定编制40人。",
        "填报单位：清水县水利局",
    ],
)
def test_another_unit_in_a_naming_position(text: str) -> None:
    assert units(text) == ["清水县农业农村局"]


@pytest.mark.parametrize(
    "text",
    [
        "清水县农业农村局核定编制40人。",
        "县农业农村局机关核定编制40人。",
        "县农业局核定编制40人。",
        "我局核定编制40人，下属清水县农技站核定编制10人。",
        "经县委编办核定编制40人。",
        "县编委核定编制40人。",
        "行政编制40人，事业编制10人。",
        "对清水县人民法院、清水县水利局等5个部门进行了工作评议。",
        "清水县水利局与我局联合开展整治。",
        "主要负责编制全县农业规划。",
    ],
)
def test_units_that_may_be_named(text: str) -> None:
    assert units(text) == []


def test_a_known_unit_is_found_within_the_text() -> None:
    text = "我局职能如下。2024年度清水县水利局基本支出40万元。"
    assert units(text) == []
    assert units(text, "清水县水利局", "清水县农业农村局") == ["清水县农业农村局"]
    assert units("对清水县水利局进行了评议。", "清水县水利局") == []


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("在县委、县政府的坚强领导下清水县水利局基本支出40万元。", True),
        ("现将清水县水利局2024年度部门整体支出绩效自评情况报告如下。", True),
        ("截至2024年12月31日清水县水利局核定编制40人。", True),
        ("现将清水县农业农村局2024年度部门整体支出绩效自评情况报告如下。", False),
        ("按照清水县水利局部门整体支出绩效自评的要求开展工作。", False),
        ("我局对清水县水利局整体支出开展了评价。", False),
        ("在县委领导下清水县水利局与我局共同治理水库。", False),
        ("现将清水县水利局水库管理所核定编制情况说明如下。", False),
    ],
)
def test_a_known_unit_is_found_within_a_sentence(text: str, is_wrong: bool) -> None:
    expected = ["清水县农业农村局"] if is_wrong else []
    assert units(f"我局职能如下。{text}", "清水县水利局", "清水县农业农村局") == expected


def test_with_a_list_of_units_only_these_are_other_units() -> None:
    assert units("清水县农技推广中心核定编制10人。", "清水县水利局") == []
    assert units("清水县农技推广中心核定编制10人。") == ["清水县农业农村局"]


def test_a_list_of_units_may_hold_the_unit_itself() -> None:
    assert units("清水县农业农村局核定编制40人。", "清水县农业农村局", "清水县水利局") == []


# TEXT-06, TEXT-07


def test_the_example_counts_the_next_years_spending() -> None:
    (finding,) = findings(EXAMPLE, "TEXT-06")
    assert finding.label == "实际完成情况"
    assert "2025年初已将经费支出用于完善提升4个区、乡人大代表工作站建设" in finding.message


@pytest.mark.parametrize("section", ["八、下一步改进措施", "九、部门整体支出绩效自评结果拟应用和公开情况"])
def test_the_next_year_may_be_spoken_of_in_plans(section: str) -> None:
    cells = f"# 报告正文\n年度 | 2024\n{section}\n> 2025年初已完成制度修订。\n"
    assert findings(cells, "TEXT-06") == []


def test_an_actual_of_the_next_year() -> None:
    cells = """
    # 报告正文
    年度 | 2024
    # 附件3 项目自评表
    项目支出名称 | 业务工作经费
    指标 | 产出指标（50分） | 时效指标 | 按期 | 12月底前 | 2025年3月完成 | 10 | 10 | 2025年3月已补办
    """
    assert [finding.actual for finding in findings(cells, "TEXT-06")] == ["2025年3月完成"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("办公费、、邮电费", ["、、"]),
        ("完成任务，。", ["，。"]),
        ("甲；；乙，，丙", ["；；"]),
        ("甲， ，乙", ["， ，"]),
        ("甲……等——详见“附表”。", []),
        ("（一）甲；（二）乙。", []),
        ("比例为1:2，时间10:30。", []),
    ],
)
def test_doubled_marks(text: str, marks: list[str]) -> None:
    cells = f"# 报告正文\n六、部门整体支出绩效情况\n> {text}\n"
    messages = [finding.message for finding in findings(cells, "TEXT-07")]
    assert [mark for mark, message in zip(marks, messages, strict=True) if f"“{mark}”" in message] == marks
