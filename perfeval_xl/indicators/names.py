"""What an indicator's name tells of its direction: 合格率 should be high, 投诉件数 low."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from perfeval_xl.indicators.spelling import normalised

# Things a unit is to have few of, so that an upper bound on their number is what one expects.
_FEWER: Final = re.compile(
    "控制|压减|压缩|精简|减少|下降|降低|降幅|缩短|缩减|限|超|事故|事件|投诉|信访|上访|举报|案件|案发|发案|犯罪|伤亡|死亡|伤残|"
    "违法|违规|违纪|差错|错误|失误|故障|缺陷|损|耗|闲置|逾期|积压|拖欠|欠|退回|返工|整改|隐患|疫情|发病|患病|感染|"
    "拥堵|火灾|灾害|溺水|返贫|失业|辍学|流失|污染|排放|超标|排名|名次|时长|时间|时限|天数|周期|响应|等待|编制|在职|在编|人员数|"
    "供养|车辆|公车|三公|接待|会议费|用房|面积|发文|文件|成本|费用|经费|支出|投入|单价|价格|负债|债务|赤字|缺口|不满意|不合格|"
    "不足|不良|不实|空置|漏|黑臭|劣"
)
# Rates that cannot be too high.
_HIGHER: Final = re.compile(
    "(?:合格|完成|达标|满意|覆盖|及时|优良|优秀|知晓|到位|准确|完好|通过|办结|办复|参与|正常|普及|达成|入学|就业|签约|合规|"
    "利用|使用|达到|支付|执行|落实|保障)(?:率|度)"
)
# Shares of a whole: 完成率 and 增长率 may well be more than all, 合格率 may not.
_SHARE: Final = re.compile(
    "(?:合格|满意|覆盖|及时|达标|优良|优秀|知晓|准确|完好|通过|办结|参与|合规|正常|出勤|到会)(?:率|度)"
)
# A cost one wants more of, or a standard that is to be reached.
_MORE_OF_A_COST: Final = re.compile(
    "节约|节省|节支|降低|减少|下降|压减|收入|收益|产值|税|标准|补助|补贴|补偿|救助|奖励|待遇|津贴|投入|投资|到位|拉动|撬动|"
    "引进|争取|筹|募|完成|执行|支付|发放|拨付|兑付|保障"
)


@lru_cache(maxsize=4096)
def wants_fewer(name: str) -> bool:
    """Whether the name is of something to have little or few of: 投诉件数, 办理时限."""
    return _FEWER.search(normalised(name)) is not None


@lru_cache(maxsize=4096)
def wants_high_rate(name: str) -> bool:
    """Whether the name is of a rate that cannot be too high: 验收合格率, 群众满意度."""
    spelled = normalised(name)
    return _HIGHER.search(spelled) is not None and _FEWER.search(spelled) is None


@lru_cache(maxsize=4096)
def is_share_of_a_whole(name: str) -> bool:
    """Whether the name is of a rate that cannot be above 100 %: 群众满意度, 验收合格率."""
    return _SHARE.search(normalised(name)) is not None


@lru_cache(maxsize=4096)
def wants_more_of_a_cost(name: str) -> bool:
    """Whether a lower bound on this cost makes sense: 节约率, 补助标准, 资金到位."""
    return _MORE_OF_A_COST.search(normalised(name)) is not None


# What is left of a name that any project's table may have: 服务对象满意度, 资金支付及时率, 验收合格率.
_GENERIC: Final = re.compile(
    "服务|受益|对象|社会|公众|群众|居民|村民|干部|职工|学生|家长|企业|单位|部门|人员|满意|知晓|参与|项目|工程|工作|任务|资金|经费|"
    "预算|成本|支出|投入|目标|计划|完成|执行|支付|拨付|到位|发放|使用|验收|质量|进度|合格|达标|及时|按时|按期|准时|合规|"
    "培训|会议|活动|场次|次数|人数|人次|数量|个数|期数|天数|时间|总|率|度|性|数|的|和|及|、|控制|节约|覆盖|利用|有效|正常|运行|开工"
)


@lru_cache(maxsize=4096)
def is_generic(name: str) -> bool:
    """Whether the name says nothing of what it measures, so that each table means another thing by it."""
    return len(_GENERIC.sub("", normalised(name))) <= 1
