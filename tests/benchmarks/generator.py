"""Makes folders of realistic self-evaluations: sizes and mistakes drawn at random, the same for one seed.

``python -m tests.benchmarks.generator FOLDER COUNT [SEED]``
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from perfeval_xl import profile as profiles
from perfeval_xl.amounts import percent, plain, round_half_up
from perfeval_xl.bureau.processes import run_in_processes
from perfeval_xl.form.notation import tables_of
from perfeval_xl.writers.template import write_workbook

SEED = 2024
PLACES = (
    *("清水县", "平川县", "云山县", "临江县", "石桥县", "柳林县", "白河县", "青峰县", "龙潭县", "松涛县"),
    *("东湖区", "西岭区", "南屏区", "北辰区", "新城区", "古塔区", "金沙区", "玉泉区", "凤台区", "安远区"),
)
BODIES = (
    *(
        "教育局",
        "农业农村局",
        "水利局",
        "档案馆",
        "卫生健康局",
        "文化旅游局",
        "林业局",
        "交通运输局",
        "民政局",
    ),
    *("司法局", "审计局", "统计局", "医疗保障局", "应急管理局", "市场监督管理局", "退役军人事务局", "信访局"),
    *("科学技术局", "商务局", "自然资源局", "生态环境局", "住房和城乡建设局", "城市管理局", "乡村振兴局"),
    *("残疾人联合会", "妇女联合会", "工商业联合会", "红十字会", "科学技术协会", "文学艺术界联合会", "总工会"),
    *("人大常委会办公室", "政协办公室", "政务服务中心", "融媒体中心", "公共资源交易中心", "疾病预防控制中心"),
    *("第一中学", "实验小学", "中心幼儿园", "人民医院", "中医医院", "图书馆", "博物馆", "供销合作社联合社"),
    *("城关镇", "河口镇", "太平乡", "双桥乡", "大坪镇", "石门镇", "长岭乡", "黄土镇"),
)
DUTIES = (
    "负责本领域政策的宣传、贯彻和落实",
    "拟订本领域发展规划和年度计划并组织实施",
    "承担本领域公共服务的组织和监督",
    "指导下级单位开展业务工作",
    "承办上级机关交办的其他事项",
    "组织本领域人员的教育培训",
    "负责本领域统计、信息和档案工作",
)
WORKS = (
    *("业务培训", "专项检查", "设施维护", "政策宣传", "信息化建设", "基层站点建设", "困难群众帮扶"),
    *("安全隐患排查", "服务窗口提升", "环境整治", "人才引进", "志愿服务", "示范点创建", "数据普查"),
)
RESULTS = (
    "全年开展{work}{count}次，覆盖{share}的乡镇和社区",
    "完成{work}任务{count}项，验收合格率达到{share}",
    "{work}工作稳步推进，累计服务群众{people}人次",
    "围绕{work}建立了{count}项制度，群众满意率为{share}",
)
PROBLEMS = (
    "{work}的绩效指标设置还不够细化，部分指标难以量化考核",
    "{work}项目前期准备不足，上半年资金支付进度偏慢",
    "预算编制与{work}的实际需要结合不够紧密，年中有所调整",
    "{work}的档案资料收集不够及时，绩效监控有待加强",
)
IMPROVEMENTS = (
    "细化{work}的绩效目标，做到可量化、可考核",
    "提前做好{work}的项目储备，加快资金支付进度",
    "加强{work}的日常跟踪，每季度通报一次执行情况",
    "组织{work}人员学习绩效管理办法，提高自评质量",
)
PUBLICATION = "自评结果作为编制下年度预算的依据，并按要求在政府门户网站公开。"


@dataclass(frozen=True)
class Project:
    name: str
    kind: str
    """Line of the base data; '' for a special fund of its own."""
    initial: Decimal
    adjusted: Decimal
    executed: Decimal


def unit_name(number: int) -> str:
    """A different name for each number."""
    body, place = BODIES[number % len(BODIES)], PLACES[number // len(BODIES) % len(PLACES)]
    round_ = number // (len(BODIES) * len(PLACES))
    return f"{place}{f'第{round_ + 1}' if round_ else ''}{body}"


def self_evaluation(number: int, seed: int = SEED, year: int = 2024) -> str:
    """The notation of one unit's self-evaluation, with the mistakes that chance gave it."""
    random = Random(f"{seed}/{number}")  # noqa: S311 - reproducible, not secret
    text = "\n".join(_Unit(random, unit_name(number), year).lines())
    for _ in range(random.choice((0, 0, 1, 1, 2, 3, 5))):
        text = random.choice(MISTAKES)(random, text)
    return text


class _Unit:
    def __init__(self, random: Random, name: str, year: int) -> None:
        self.random = random
        self.name = name
        self.year = year
        self.posts = random.randint(4, 120)
        self.staff = random.randint(max(2, self.posts * 6 // 10), self.posts)
        self.projects = list(self._projects())
        self.personnel = self._money(self.staff * 9, self.staff * 14)
        self.operating_lines = [self._money(1, 1 + self.staff // 2) for _ in range(5)]
        self.operating = sum(self.operating_lines, Decimal(0))
        self.works = random.sample(WORKS, 4)

    def _money(self, low: float, high: float) -> Decimal:
        return Decimal(self.random.randint(int(low * 100), int(high * 100))) / 100

    def _share(self, low: int = 90, high: int = 100) -> str:
        return f"{self.random.randint(low, high)}%"

    def _projects(self) -> Iterator[Project]:
        kinds = ("1、业务工作经费", "2、运行维护经费")
        for place in range(self.random.choice((0, 1, 1, 2, 2, 3, 4, 6))):
            adjusted = self._money(5, 200)
            executed = round_half_up(adjusted * self.random.randint(905, 1000) / 1000, 2)
            work = self.random.choice(WORKS)
            name = kinds[place][2:] if place < 2 else f"{work}专项{place - 1}"
            initial = adjusted if self.random.random() < 0.7 else round_half_up(adjusted * Decimal("0.95"), 2)
            yield Project(name, kinds[place] if place < 2 else "", initial, adjusted, executed)

    def lines(self) -> Iterator[str]:
        yield from self._narrative()
        yield from self._base_data()
        yield from self._department()
        for project in self.projects:
            yield from self._project_table(project)

    @property
    def project_executed(self) -> Decimal:
        return sum((project.executed for project in self.projects), Decimal(0))

    @property
    def project_adjusted(self) -> Decimal:
        return sum((project.adjusted for project in self.projects), Decimal(0))

    def _sentences(self, patterns: Sequence[str], count: int) -> str:
        chosen = [self.random.choice(patterns) for _ in range(count)]
        filled = (
            pattern.format(
                work=self.random.choice(self.works),
                count=self.random.randint(2, 60),
                share=self._share(),
                people=self.random.randint(100, 9000),
            )
            for pattern in chosen
        )
        return "；".join(filled) + "。"

    def _narrative(self) -> Iterator[str]:
        basic = self.personnel + self.operating
        yield "# 报告正文"
        yield f"单位名称 | {self.name}"
        yield f"年度 | {self.year}"
        yield "一、部门（单位）基本情况"
        yield f"核定编制（人） | {self.posts}"
        yield f"实有人数（人） | {self.staff}"
        for number, duty in enumerate(self.random.sample(DUTIES, self.random.randint(2, 6)), 1):
            yield f"> {number}、{duty}。"
        yield "（一）基本支出情况"
        yield f"基本支出（万元） | {basic}"
        yield f"人员经费（万元） | {self.personnel}"
        yield f"人员经费占基本支出 | {percent(self.personnel / basic)}"
        yield "人员经费主要包括 | 基本工资、津贴补贴、奖金、社会保障缴费"
        yield f"公用经费（万元） | {self.operating}"
        yield f"公用经费占基本支出 | {percent(self.operating / basic)}"
        yield "公用经费主要包括 | 办公费、水电费、差旅费、会议费"
        yield "（二）项目支出情况"
        yield f"项目支出（万元） | {self.project_executed or '无'}"
        if self.projects:
            yield f"项目支出用途 | 主要用于{'、'.join(self.works[:2])}"
        for heading, fund in (
            ("三、政府性基金预算支出情况", "政府性基金预算"),
            ("四、国有资本经营预算支出情况", "国有资本经营预算"),
            ("五、社会保险基金预算支出情况", "社会保险基金预算"),
        ):
            yield heading
            yield f"> 本单位无{fund}支出。"
        yield "六、部门整体支出绩效情况"
        for _ in range(self.random.randint(1, 3)):
            yield f"> {self.year}年度，{self._sentences(RESULTS, self.random.randint(2, 5))}"
        yield "七、存在的问题及原因分析"
        yield f"> {self._sentences(PROBLEMS, 2)}"
        yield "八、下一步改进措施"
        yield f"> {self._sentences(IMPROVEMENTS, 2)}"
        yield "九、部门整体支出绩效自评结果拟应用和公开情况"
        yield f"> {PUBLICATION}"
        yield "十、其他需要说明的情况"
        yield "> 无"

    def _three_columns(self, final: Decimal) -> str:
        budget = round_half_up(final * self.random.randint(100, 108) / 100, 2)
        prior = round_half_up(final * self.random.randint(100, 125) / 100, 2)
        return f"{plain(prior)} | {plain(budget)} | {plain(final)}"

    def _sums(self, finals: Sequence[Decimal]) -> tuple[str, list[str]]:
        """The line of a total and those of its parts, adding up in all three columns."""
        parts = [[Decimal(cell) for cell in self._three_columns(final).split(" | ")] for final in finals]
        totals = [sum(column, Decimal(0)) for column in zip(*parts, strict=True)]
        return " | ".join(map(plain, totals)), [" | ".join(map(plain, part)) for part in parts]

    def _base_data(self) -> Iterator[str]:
        yield "# 附件1 基础数据表"
        rate = percent(Decimal(self.staff) / self.posts)
        yield f"财政供养人员情况 | {self.posts} | {self.staff} | {rate}"
        vehicles = self._money(0.5, 0.5 + self.staff / 12)
        reception = self._money(0.1, 0.1 + self.staff / 20)
        total, (first, second) = self._sums((vehicles, reception))
        yield f"三公经费 | {total}"
        yield f"1、公务用车购置和维护经费 | {first}"
        yield f"公车运行维护 | {first}"
        yield f"3、公务接待 | {second}"
        yield from self._project_lines()
        total, parts = self._sums(self.operating_lines)
        yield f"公用经费 | {total}"
        labels = ("其中：办公经费", "水费、电费、差旅费", "会议费、培训费", "文印费、交通费", "其它")
        for label, part in zip(labels, parts, strict=True):
            yield f"{label} | {part}"
        yield f"政府采购金额 | {self._three_columns(self._money(1, 40))}"
        yield "厉行节约保障措施 | 严格控制会议数量和规模，公务接待实行事前审批。"
        yield from self._signature()

    def _project_lines(self) -> Iterator[str]:
        if not self.projects:
            yield "项目支出： | / | / | /"
            return

        def line(projects: Sequence[Project]) -> str:
            adjusted = sum((project.adjusted for project in projects), Decimal(0))
            executed = sum((project.executed for project in projects), Decimal(0))
            return f"{plain(adjusted)} | {plain(adjusted)} | {plain(executed)}"

        yield f"项目支出： | {line(self.projects)}"
        for project in self.projects:
            if project.kind:
                yield f"{project.kind} | {line([project])}"
        special = [project for project in self.projects if not project.kind]
        if special:
            yield f"4、区级专项资金 | {line(special)}"
            for project in special:
                yield f"{project.name} | {line([project])}"

    def _signature(self) -> Iterator[str]:
        yield "填表人 | 李明"
        yield f"填报日期 | {self.year + 1}-03-10"
        yield "联系电话 | 0730-5550101"

    def _money_row(self, initial: Decimal, adjusted: Decimal, executed: Decimal) -> tuple[str, Decimal]:
        rate = executed / adjusted
        score = round_half_up(rate * 10, 2)
        cells = (plain(initial), plain(adjusted), plain(executed), "10", percent(rate), plain(score))
        return f"年度资金总额 | {' | '.join(cells)}", score

    def _department(self) -> Iterator[str]:
        executed = self.personnel + self.operating + self.project_executed
        basic = round_half_up((self.personnel + self.operating) * Decimal("1.02"), 2)
        adjusted = basic + self.project_adjusted
        money, score = self._money_row(adjusted, adjusted, executed)
        yield "# 附件2 部门自评表"
        yield f"区级预算部门名称 | {self.name}"
        yield money
        yield f"按收入性质分 | {adjusted}"
        yield f"一般公共预算 | {adjusted}"
        yield f"按支出性质分 | {adjusted}"
        yield f"基本支出 | {basic}"
        yield f"项目支出 | {self.project_adjusted}"
        yield f"年度总体目标 | 做好{'、'.join(self.works)}。 | {self._sentences(RESULTS, 2)}"
        yield from self._indicators("部门", adjusted, executed, score)

    def _indicators(self, what: str, adjusted: Decimal, executed: Decimal, score: Decimal) -> Iterator[str]:
        random = self.random
        counts = random.randint(1, 3)
        share = {1: (20,), 2: (10, 10), 3: (8, 6, 6)}[counts]
        chosen = random.sample(WORKS, counts)
        for number, (work, weight) in enumerate(zip(chosen, share, strict=True)):
            target = random.randint(5, 50)
            actual = target + random.randint(0, target // 4)
            level1, level2 = ("产出指标（50分）", "数量指标") if number == 0 else ("", "")
            row = f"{what}{work}次数 | ≥{target}次 | {actual}次 | {weight} | {weight} |"
            yield f"指标 | {level1} | {level2} | {row}"
        yield f"指标 | | 质量指标 | {what}{chosen[0]}合格率 | ≥95% | {self._share(95)} | 10 | 10 |"
        yield f"指标 | | 时效指标 | {what}按期完成率 | ≥95% | {self._share(95)} | 10 | 10 |"
        cost = f"≤{plain(adjusted)}万元 | {plain(executed)}万元"
        yield f"指标 | | 成本指标 | {what}支出控制数 | {cost} | 10 | 10 |"
        benefit = f"{what}{chosen[-1]}受益面 | ≥90% | {self._share(90)}"
        yield f"指标 | 效益指标（30分） | 社会效益指标 | {benefit} | 20 | 20 |"
        yield f"指标 | | 可持续影响指标 | {what}长效机制建立数 | ≥1项 | 1项 | 10 | 10 |"
        satisfaction = f"{what}服务对象满意度 | ≥90% | {self._share(90)}"
        yield f"指标 | 满意度指标（10分） | 服务对象满意度指标 | {satisfaction} | 10 | 10 |"
        yield f"总分 | 100 | {plain(90 + score)}"
        yield from self._signature()

    def _project_table(self, project: Project) -> Iterator[str]:
        money, score = self._money_row(project.initial, project.adjusted, project.executed)
        yield "# 附件3 项目自评表"
        yield f"项目支出名称 | {project.name}"
        yield f"主管部门 | {self.name}"
        yield f"实施单位 | {self.name}"
        yield money
        funds = f"{plain(project.initial)} | {plain(project.adjusted)} | {plain(project.executed)}"
        yield f"其中：当年财政拨款 | {funds} | | |"
        yield f"年度总体目标 | 完成{project.name}的年度任务。 | {self._sentences(RESULTS, 1)}"
        yield from self._indicators(project.name[:6], project.adjusted, project.executed, score)


Mistake = Callable[[Random, str], str]


def _change_a_number(
    random: Random, text: str, beginning: str, column: int, change: Callable[[str], str]
) -> str:
    """Changes one cell of one of the lines that begin so; leaves the text where there is none."""
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith(beginning)]
    if not places:
        return text
    place = random.choice(places)
    cells = lines[place].split(" | ")
    if len(cells) > column and cells[column].strip():
        cells[column] = change(cells[column].strip())
    lines[place] = " | ".join(cells)
    return "\n".join(lines)


def _cell(beginning: str, column: int, change: Callable[[str], str]) -> Mistake:
    return lambda random, text: _change_a_number(random, text, beginning, column, change)


def _line_left_out(beginning: str) -> Mistake:
    def leave_out(random: Random, text: str) -> str:
        return "\n".join(line for line in text.splitlines() if not line.startswith(beginning))

    return leave_out


def _more(cell: str) -> str:
    return plain(Decimal(cell) + 10)


MISTAKES: Sequence[Mistake] = (
    _cell("三公经费", 3, _more),
    _cell("公用经费 |", 3, _more),
    _cell("项目支出：", 3, lambda cell: _more(cell) if cell != "/" else cell),
    _cell("年度资金总额", 5, lambda cell: "100%"),
    _cell("年度资金总额", 6, lambda cell: "10"),
    _cell("年度资金总额", 3, lambda cell: plain(Decimal(cell) / 2)),
    _cell("总分", 2, lambda cell: "100"),
    _cell("财政供养人员情况", 3, lambda cell: "100%"),
    _cell("指标 |", 7, lambda cell: "30"),
    _cell("指标 |", 5, lambda cell: "已完成"),
    _cell("指标 |", 4, lambda cell: "……"),
    _cell("其它", 3, lambda cell: f"'{cell}万元"),
    _cell("政府采购金额", 3, lambda cell: f"-{cell}"),
    _cell("3、公务接待", 2, lambda cell: f"'{cell.translate(FULL_WIDTH)}"),
    _cell("一般公共预算", 1, _more),
    _cell("核定编制", 1, lambda cell: plain(Decimal(cell) + 1)),
    _cell("人员经费占基本支出", 1, lambda cell: "88.88%"),
    _line_left_out("填表人"),
    _line_left_out("实施单位"),
    lambda random, text: text.replace("、差旅费", "、、差旅费"),
)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True, slots=True)
class Order:
    """One workbook to write."""

    folder: Path
    number: int
    seed: int
    year: int


def write_one(order: Order) -> Path:
    """Writes one unit's workbook below the folder; a township each has its own."""
    name = unit_name(order.number)
    place = order.folder / name[:3]
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.xlsx"
    profile = profiles.load("national")
    write_workbook(path, tables_of(self_evaluation(order.number, order.seed, order.year), profile), profile)
    return path


def write_folder(folder: Path, count: int, seed: int = SEED, year: int = 2024, jobs: int = 2) -> None:
    """Writes that many workbooks, in processes."""
    orders = (Order(folder, number, seed, year) for number in range(count))
    for done in run_in_processes(write_one, orders, jobs):
        if not isinstance(done.result, Path):
            raise RuntimeError(f"{unit_name(done.task.number)}: {done.result.reason}")


if __name__ == "__main__":
    write_folder(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:4]))
