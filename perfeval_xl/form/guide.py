"""The sheets of the template that are not tables of the form, and what the program reads from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from perfeval_xl.profile import Profile

GUIDE: Final = "填报说明"
SELF_CHECK: Final = "自检"
EXPLANATIONS: Final = "情况说明"
RESULTS: Final = "校验结果"
IMPORT_NOTES: Final = "导入说明"
"""What an import could not take over, and what is still to be done."""
EXPLANATION_HEADINGS: Final = ("规则", "表", "项目", "情况说明")
STATUS_HEADING: Final = "状态"
"""Right of an explanation 校验 writes what came of it; what stands there is never read back."""
WRITTEN_SHEETS: Final = frozenset({SELF_CHECK, RESULTS})
"""What the program wrote there is never read back."""
GUIDE_SHEETS: Final = frozenset({GUIDE, IMPORT_NOTES, SELF_CHECK, EXPLANATIONS, RESULTS})
"""No table of the form is looked for on these."""

VERSION_LABEL: Final = "模板版本"
PROFILE_LABEL: Final = "评价口径"
_KEYWORD: Final = re.compile(rf"{PROFILE_LABEL}：([^（）]+)（[^（）]*）")
TEMPLATE_VERSION: Final = "1"
"""Raised when a template changes so that an older program would misread it."""
KNOWN_VERSIONS: Final = frozenset({"1"})


def profile_keyword(profile: Profile) -> str:
    """The profile and its version as a Word report's properties name them: 评价口径：national（2024.1）."""
    return f"{PROFILE_LABEL}：{profile.name}（{profile.version}）"


def profile_in_keywords(keywords: str) -> str:
    """The profile that a Word report's properties name; '' where they name none."""
    match = _KEYWORD.search(keywords)
    return match[1] if match else ""
