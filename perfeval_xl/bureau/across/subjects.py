"""Tells whether a report speaks of a unit as of itself: whether its name is the subject of a clause.

Another unit's name belongs into many a report: of those who grant, audit, check, take part or are helped.
Where a name opens a clause and what follows is what units report of themselves, somebody has left it in.
"""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.rules.text_units import BEHIND_THE_UNIT

_US: Final = (
    "(?:我(?:单位|部门|机关|局|委|办|院|馆|校|园|中心|镇|乡|站|会|所|处|队|社|街道|部|台|村|公司)"
    "|本(?:单位|部门|机关|局|委|院|馆|校|园|中心|镇|乡|站|所))"
)
_NUMBER: Final = "[一二三四五六七八九十]+"
_OPENS: Final = re.compile(
    rf"(?:^|[。！？!?；;：:，,\n]|[（(](?:{_NUMBER}|\d+)[）)]|(?:^|[。；;\n])(?:{_NUMBER}|\d+)[、.．]|{_NUMBER}是"
    r"|(?:^|[。；;：:，,\n])(?:在|于)?(?:(?:19|20)\d\d|今|本|全|一|近|去)年(?:[上下]半年|度|来)?"
    r"|(?:领导|指导|支持|关心)下|期间|以来|目前|现将|现就"
    rf"|{_US}[（(]?)\s*[“\"]?$"
)
"""What stands before a name that opens a clause; the end of a line's text up to the name."""
_SHARED_OUT: Final = re.compile(r"由[^，,。；;]{1,24}[，,]$")
"""由甲局申报，乙局实施: who does what is shared out among several."""
_LABEL: Final = re.compile(r"(?:单位|部门)名称[：:]?$|(?:填报|自评|编制|评价)(?:单位|部门)[：:]?$")
_LONGEST_OPENING: Final = 30
"""Characters before the name that are looked at."""

_BRACKET: Final = re.compile(r"^[（(][^（）()]*[）)]|^[”\"）)]+")
"""（以下简称县农业局）, or the end of what the name stands in."""
_ADVERBS: Final = re.compile(
    "^(?:[已均也还又再将拟曾]经?|先后|多次|再次|统一|依法|现场|正式|近日|专门|按时|及时|足额|认真|严格|全面|"
    r"每(?:年|季度?|月|周)|定期|(?:19|20)\d\d年度?|(?:于|在)?\d{1,2}月(?:\d{1,2}日|份)?|[上下]半年|全年)"
)
_BESIDE_OTHERS: Final = re.compile(
    r"^(?:[、/《]|[和与跟或]|及(?!时)|以及|同(?!比)|等(?!级)|会同|联合|共同|一起|配合|协助|协同|参[加与]|合作|分别|之间|[，,。；;：:])"
)
_ACTS_UPON_OTHERS: Final = re.compile(
    "^(?:对(?![照标])|向|给|派|被|批[复准]|审[计批定核查]|下[达发拨]|拨[付来给]|核[拨准减]|核定(?!.{0,6}编)|转[来发]|"
    "检查|抽查|督[查促办导]|巡[查察]|考[核评]|通[报知]|要求|印发|出台|发[文布]|安排|指[导派]|验收|评[审定]|同意|确[定认]|认定|"
    "授予|表彰|牵头|委托|聘请|提[供出]|支持|帮助|反馈|移交|出具|复核|监[督测管]|主[办持]|组织(?!开展|实施|召开|学习)|"
    "划转|抽调|转办|移送|复函|来函|代表队|反映|申报)"
)
_ITS_PART: Final = re.compile("^(?:[是为]|作为.{0,4})(?:牵头|配合|责任|协办|主管)(?:单位|部门)")
_CHECKS: Final = re.compile("对.{1,20}(?:进行|开展|实施)了?(?:审[核计]|检查|验收|督查|评审|考核)")
_WHAT_IT_DOES: Final = re.compile(r"^[\u4e00-\u9fff]{2}(?:开展|实施|建设|管理|召开)?的")
"""X下达的任务, X反映的问题: the task is the subject."""
_ITS_PEOPLE: Final = re.compile(
    "^(?:党组|主要|分管|有关|相关)?(?:领导|负责人|局长|工作人员|专家|干部|检查组|审计组|工作组)"
)
_THEY_COME: Final = re.compile("莅临|调研|指导|检查|参加|出席|督查|审计|组成")
_DURING_ITS_CHECK: Final = re.compile("^在?.{0,8}(?:检查|审计|抽查|巡察|督查|评审)(?:中|时|后|期间)")
_ITS: Final = re.compile(
    "^的(?:大力|统一|有关|相关)?(?:支持|帮助|指导|配合|协助|关心|要求|通知|文件|意见|部署|安排|审[计核]|检查|监督)"
)
_ITS_SUBORDINATES: Final = re.compile(r"^(?:所属|下属)(?!.{0,8}\d+[个家所]$)")
_NOTICE: Final = re.compile("^关于")
_FIGURE_IN_A_LIST: Final = re.compile(r"^(?!(?:19|20)\d\d年)\d")
_OF_US: Final = re.compile(_US)
_TO_US: Final = re.compile(
    f"(?:对|到|来|向|为|给|与|和|同|帮助|指导|支持|要求|安排|组织|督促|委托|通知|莅临){_US}"
    f"|{_US}(?:参与|参加|配合|协助|据此|派员)"
    "|(?:对|向|给|要求|督促|组织|指导)(?:全[县市区省])?各(?:预算)?(?:单位|部门)"
)

_SUPERIOR: Final = re.compile(
    "财政|审计|组织部|人力资源|人社局|编制|编办|纪委|纪律检查|监察|监委|人民政府|管理委员会|人大|人民代表|政协|"
    "政治协商|[县市区省党州]委|党工委|发展和改革|发改|统计局|机关事务|税务"
)
"""Those that every report names for what they do: it takes the plainest signs to make them the subject."""
_OF_ITSELF: Final = re.compile(
    rf"^(?:{BEHIND_THE_UNIT}|(?:19|20)\d\d年度?(?:部门|整体|基本|项目|财政)|内设|下设|下属|所属|共有|现有|实有|在职|位于|坐落|地处|成立|是|将继续|高度重视|认真贯彻|严格执行|严格按照|"
    "较好|圆满|始终|坚持|紧紧?围绕|资金|财务|三公|年初|收入|支出|自评|绩效|职能|职责)"
)
_THEIR_BUSINESS: Final = re.compile("批复|下达|审[计核批]|拨付|检查|抽查|通知|文件|要求|专户|评审|督[查促导]")


def is_subject(text: str, start: int, end: int) -> bool:
    """Whether what `text` says of the unit named at `start` to `end` is said as of the one that reports."""
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    before = line[-_LONGEST_OPENING:]
    line_end = text.find("\n", end)
    behind = text[end : line_end if line_end >= 0 else len(text)].strip()
    if not behind:
        return _LABEL.search(before) is not None or not (line or _SUPERIOR.search(text[start:end]))
    if not _OPENS.search(before if len(line) <= _LONGEST_OPENING else f"〈{before}"):
        return False
    if _SHARED_OUT.search(before):
        return False
    sentence = re.split("[。！？!?；;]", _BRACKET.sub("", behind), maxsplit=1)[0]
    return _reports_of_itself(text[start:end], sentence)


def _reports_of_itself(name: str, sentence: str) -> bool:
    """Whether the rest of a sentence that begins with a name is what a unit says of itself."""
    clause = re.split("[，,：:]", sentence, maxsplit=1)[0]
    if not clause or _BESIDE_OTHERS.match(sentence) or _FIGURE_IN_A_LIST.match(clause):
        return False
    if _OF_US.search(clause) or _TO_US.search(sentence):
        return False
    is_self_evaluation = "自评" in clause and "通知" not in sentence
    if _NOTICE.match(clause):
        return is_self_evaluation
    if any(of_others.match(clause) for of_others in (_DURING_ITS_CHECK, _ITS, _ITS_SUBORDINATES, _ITS_PART)):
        return False
    if _WHAT_IT_DOES.match(clause) and not _OF_ITSELF.match(clause):
        return False
    if _ITS_PEOPLE.match(clause) and _THEY_COME.search(clause):
        return False
    acts = _ACTS_UPON_OTHERS.match(_deed(clause)) or _CHECKS.search(clause)
    if acts and not is_self_evaluation:
        return False
    if _SUPERIOR.search(name):
        return _OF_ITSELF.match(clause) is not None and not _THEIR_BUSINESS.search(clause)
    return True


def _deed(clause: str) -> str:
    """The clause from its verb on."""
    while found := _ADVERBS.match(clause):
        clause = clause[found.end() :]
    return clause
