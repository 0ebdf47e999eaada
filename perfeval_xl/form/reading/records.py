"""Reads rows without labels under column headings: 财政供养人员, 楼堂馆所, 年度总体目标."""

from __future__ import annotations

from perfeval_xl.evaluation import Entry, Row
from perfeval_xl.form.declaration import Records
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.vocabulary import SectionVocabulary


def read_records(place: Placement, words: SectionVocabulary, section: Records) -> list[Row]:
    """The filled rows of the section, only the first where it has one; else its last row, blank."""
    header = place.headers.get(section.key)
    place.miss_columns(section.columns, header)
    if header is None:
        return []
    first, end = place.bodies[section.key]
    rows: list[Row] = []
    for row in range(first, end):
        is_last = row + 1 == end
        if (row not in place.filled and not is_last) or place.repeats_headings(row, words, header):
            continue
        cells = place.entries(row, section.columns, header, "")
        is_blank = all(entry.is_blank for entry in cells.values())
        if is_blank and (section.count > 1 or not is_last):
            continue
        label = Entry(section.side, place.grid.at(row, header.left), "")
        rows.append(Row(section.key, None, section.key, label, cells))
        if section.count == 1:
            break
    return rows
