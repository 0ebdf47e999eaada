"""Results in words: 已全部完成, 达成预期指标, 效果明显 are met; 部分完成 partly; 尚未启动 not met."""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.indicators.readings import Result

_DO: Final = (
    "完成|完工|竣工|达成|实现|达标|达到|落实|到位|开展|实施|执行|兑付|兑现|发放|支付|拨付|建成|验收|通过|履行|办结|交付|"
    "符合|满足|公开|保障|合格|覆盖"
)
_OBJECT: Final = (
    r"(?:本年度?|年度|全年|当年|年初|既定|预期|预定|设定|目标|计划|规定|各项|所有|相关|绩效|工作|任务|建设|项目|资金|指标值?|"
    r"要求|标准|效果|进度|值|内容|任务量|到位|完毕|结束|情况|程度|良好|顺利|较好|并|且|及|和|的|了)*"
)
_HOW: Final = (
    r"(?:已经?|均已?|都已?|全部|全面|全额|足额|全年|如期|按时|按期|按质|按量|保质|保量|按要求|按规定|按计划|按进度|按照|及时|准时|"
    r"提前|圆满|顺利|较好|很好|有效|高质量|高效|超额|积极|认真|得到|得以|予以|地|本年度?|年度|当年|各项|工作|任务|项目|资金|"
    r"指标|目标|预期|年初|既定|设定|实际|100%|百分之百)*"
)
_EFFECT: Final = (
    "提升|提高|改善|增强|好转|增长|增加|优化|促进|加强|扩大|保障|控制|改进|缓解|下降|降低|减少|推动|带动|巩固"
)
_STRONGLY: Final = "明显|显著|有效|大幅|大幅度|切实|进一步|不断|持续|稳步|充分"
_MET: Final = (
    rf"{_HOW}(?:{_DO}){_OBJECT}|{_HOW}(?:足额|全额|全部|按时|及时|按期|如期|准时|到位)"
    r"|优秀|良好|较好|很好|达标|满意|正常|稳定|有效|显著|明显"
    r"|(?:效果|成效|效益|作用|影响|程度|成果)(?:十分|非常|较为|比较)?(?:明显|显著|良好|较好|突出|很好)"
    rf"|(?:得到|得以|有了?)?(?:较为)?(?:{_STRONGLY})(?:地|的)?(?:得到|得以)?(?:{_EFFECT})"
    rf"|(?:得到|得以)(?:{_STRONGLY})?(?:{_EFFECT})|(?:{_EFFECT})(?:效果)?(?:明显|显著)"
)
_MET_ALONE: Final = frozenset(
    {"优", "良", "好", "高", "较高", "是", "有", "符合", "长期", "长效", "100%完成", "百分之百完成"}
)
_MOSTLY: Final = rf"(?:已)?基本(?:上)?(?:已)?(?:按时|按期|全部)?(?:{_DO}|合格|到位){_OBJECT}"
_PARTLY: Final = (
    rf"(?:已)?(?:部分|大部分|大部|未全部|未完全|没有全部|没有完全|未能全部|尚未全部|尚未完全)(?:已)?(?:{_DO}){_OBJECT}(?:并具有一定效果)?"
    r"|达成部分(?:预期|年度)?(?:指标|目标)(?:并具有一定效果)?"
)
_NOT_MET: Final = (
    rf"(?:尚|还|仍|均)?(?:未|没有|没|未能|未予)(?:按时|按期|如期|及时|按计划|按要求|按规定)?(?:{_DO}|启动|开工)"
    rf"{_OBJECT}(?:且效果较差)?|不合格|不达标|不符合(?:要求|标准)?|已?取消"
)
_SUBJECT: Final = re.compile(r"[一-鿿“”‘’\"a-zA-Z]{0,14}?")
_SUBJECT_REFUSED: Final = re.compile(
    "[未不没无非尚待差缺欠但仅难将拟除需须]|部分|基本|正在|逐步|有所|预计|力争|如果|延期|推迟|逾期|超期|滞后|争取|希望"
)
_CLAUSE: Final = re.compile(r"[,;。、]")
_GRADES: Final = tuple(
    (result, re.compile(rf"(?:{pattern})\Z"))
    for result, pattern in (
        (Result.PARTLY, _PARTLY),
        (Result.NOT_MET, _NOT_MET),
        (Result.MOSTLY, _MOSTLY),
        (Result.MET, _MET),
    )
)


def result_of(text: str) -> Result | None:
    """What a normalised text says was achieved; None where it does not say, or its clauses disagree."""
    results = {_clause_result(clause) for clause in _CLAUSE.split(text) if clause}
    return results.pop() if len(results) == 1 else None


def _clause_result(clause: str) -> Result | None:
    """The result that a clause ends with; what stands before it may only be what it is about: 培训任务."""
    if clause in _MET_ALONE:
        return Result.MET
    for result, pattern in _GRADES:
        match = pattern.search(clause)
        if match is not None:
            subject = clause[: match.start()]
            is_clear = _SUBJECT.fullmatch(subject) and not _SUBJECT_REFUSED.search(subject)
            return result if is_clear else None
    return None
