"""perfeval-xl: checks and reports budget performance self-evaluations (部门整体支出绩效自评).

from pathlib import Path
from perfeval_xl import check_file

for finding in check_file(Path("自评.xlsx")).findings:
    print(finding.rule, finding.at, finding.message)
"""

from perfeval_xl.checking import PreviousProblem, check_file
from perfeval_xl.findings import Finding, Result, Severity
from perfeval_xl.profile import ProfileError
from perfeval_xl.readers.refusal import UnreadableFile

__all__ = ["Finding", "PreviousProblem", "ProfileError", "Result", "Severity", "UnreadableFile", "check_file"]

__version__ = "0.1.0"
