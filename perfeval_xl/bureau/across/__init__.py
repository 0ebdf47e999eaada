"""What no single workbook shows: self-evaluations compared with each other.

Statistics are robust, so that the outliers they look for do not hide themselves: the distance from the
median is measured in median absolute deviations (`outliers`). Texts alike are found without comparing all
with all: MinHash signatures name the candidates, an edit distance decides (`alike`).
"""
