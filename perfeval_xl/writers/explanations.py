"""The clerk's explanations for the Word report's section 十, as a list under a heading of its own."""

from __future__ import annotations

from perfeval_xl.evaluation import Explanation
from perfeval_xl.findings import Result
from perfeval_xl.form.explanations import as_line
from perfeval_xl.rules.explaining import table_name


def explanation_lines(result: Result) -> list[str]:
    """The warnings that are explained, one paragraph each; none where there are none.

    Only these: what explained a finding that is gone has nothing to say in the report, and an error has to
    be mended.
    """
    explained = (
        Explanation(finding.rule, table_name(result.evaluation, finding), finding.label, finding.explanation)
        for finding in result.findings
        if finding.is_explained and finding.explanation is not None
    )
    return [as_line(number, explanation) for number, explanation in enumerate(explained, 1)]
