"""Reads Chinese prose about money: which amounts, percentages, rises and falls it states, and what of."""

from __future__ import annotations

from perfeval_xl.prose.dates import done_after
from perfeval_xl.prose.reading import read_statements
from perfeval_xl.prose.statements import Amount, Change, Completion, Names, Point, Share, Stage, Statement
from perfeval_xl.prose.words import Vocabulary

__all__ = [
    "Amount",
    "Change",
    "Completion",
    "Names",
    "Point",
    "Share",
    "Stage",
    "Statement",
    "Vocabulary",
    "done_after",
    "read_statements",
]
