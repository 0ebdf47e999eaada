"""What leaves the program: workbooks, Word reports, findings as text."""
