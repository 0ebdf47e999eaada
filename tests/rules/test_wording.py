"""How messages name things."""

from __future__ import annotations

import pytest

from perfeval_xl.rules.wording import nested
from tests.rules.checking import findings


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("“三公经费”没有填", "“三公经费”没有填"),
        ("““两会”经费”没有填，“甲”填了", "“‘两会’经费”没有填，“甲”填了"),
        ("“两会”经费”没有填", "“两会”经费”没有填"),
        ("““两会经费”没有填", "““两会经费”没有填"),
    ],
)
def test_quotation_marks_within_quotation_marks(message: str, expected: str) -> None:
    assert nested(message) == expected


def test_a_project_whose_name_has_quotation_marks() -> None:
    cells = "# 附件1 基础数据表\n4、区级专项资金 | | 5 | 5\n“两会”经费 | | 5 | 5\n# 附件3 项目自评表\n"
    (finding,) = findings(cells, "CROSS-06")
    assert finding.message.startswith("“‘两会’经费”有")
