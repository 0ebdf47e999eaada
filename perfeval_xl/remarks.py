"""What an import tells the clerk: what was not understood, what was left out, what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RemarkKind(Enum):
    """What a remark is about."""

    TO_DO = "请补填"
    UNKNOWN = "未识别"
    LEFT_OUT = "没有读取"
    REWRITTEN = "已改写"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the account."""

    kind: RemarkKind
    place: str
    """Where it stood in the file, or stands in the new workbook."""
    content: str
    advice: str = ""
    """What the clerk may do about it."""
