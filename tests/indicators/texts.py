"""Texts for property-based tests: pieces of targets and actuals put together at random, and any text."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = """
    ≥ ≤ > < = ≧ ═ ＞＝ <= 不少于 不低于 不超过 以上 以下 以内 左右 约 近 增长 下降
    1 5 12 95 98.5 1,200 2024 ０ ９５ 三 十二 百 两 半 % ％ 百分之 - ～ 至
    个 人 人次 次 万元 元 亿元 万 亩 公里 户 个百分点 元/人 年 月 日 底 前 内 在
    已 完成 未 部分 基本 全部 达成 明显 提升 群众满意度 培训 召开会议 第 每 每月
    、 . ； ， （ ） 1、 2、 ① ② 无 --- / ……
"""
_PIECES = (*_WORDS.split(), "\n", " ", "\u3000")
realistic = st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)
texts = st.one_of(realistic, st.text(max_size=40))
