"""The Word report as it is printed, by LibreOffice: nothing lost, nothing outside, nothing out of place.

1. The example takes twelve pages; each attachment begins one, and the page numbers stand at the outside.
2. Every figure of the workbook and every character of the report can be read in the PDF.
3. No text lies outside the margins.
4. The pages look as the kept images do, within a tolerance that no font exceeds and a moved table does.
5. A table over several pages has its headings on each; a row taller than a page loses nothing.
6. A signature line stands under its table, not on a page of its own, also where it takes two lines.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image, ImageChops

from perfeval_xl.form.printed import printed
from perfeval_xl.look import OFFICIAL, TWIPS
from perfeval_xl.writers.report import write_report
from tests.libreoffice import LibreOfficeMissing, skip_or_fail
from tests.writers import pages
from tests.writers.word_reports import EXAMPLE, PROJECT, all_cells, result_of, texts

pytestmark = pytest.mark.libreoffice

PAGES = 12
NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
PAGE_NUMBER = re.compile(r"— ?(\d+) ?—")


def drawn(report: Path, folder: Path) -> Path:
    try:
        return pages.as_pdf(report, folder)
    except LibreOfficeMissing as missing:
        skip_or_fail(missing)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.write_example(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def pdf(report: Path) -> Path:
    return drawn(report, report.parent)


def joined(text: str) -> str:
    return "".join(text.split())


# 1. Pages


def test_the_pages_of_the_example(pdf: Path) -> None:
    shown = pages.texts(pdf)
    assert [int(number) for page in shown for number in PAGE_NUMBER.findall(page)[-1:]] == [
        *range(1, PAGES + 1)
    ]
    beginning = {
        n: page.split()[0] for n, page in enumerate(map(str.strip, shown), 1) if page.startswith("附件")
    }
    assert beginning == {6: "附件", 7: "附件", 9: "附件", 11: "附件"}


def test_page_numbers_stand_outside(pdf: Path) -> None:
    middle = OFFICIAL.page.width / TWIPS / 2
    for number, words in enumerate(pages.words(pdf), 1):
        last = max(words, key=lambda word: word.bottom)
        assert (last.left > middle) == (number % 2 == 1)


# 2. Content


def test_every_figure_of_the_workbook_is_printed(pdf: Path) -> None:
    evaluation = result_of(EXAMPLE).evaluation
    figures = Counter(
        number
        for table in evaluation.tables
        for _, entry in table.figures
        for number in NUMBER.findall(printed(entry))
    )
    assert sum(figures.values()) > 100
    assert figures - Counter(NUMBER.findall("\n".join(pages.texts(pdf)))) == Counter()


def test_every_character_of_the_report_is_printed(report: Path, pdf: Path) -> None:
    # Which lines they stand on is LibreOffice's business; a mark that hangs out of a cell is cut off.
    document = docx.Document(str(report))
    written = Counter("".join([*texts(document), *all_cells(document)]))
    drawn = Counter("".join(word.text for page in pages.words(pdf) for word in page))
    assert written.total() > 5_000
    assert {character: n for character, n in (written - drawn).items() if not character.isspace()} == {}


# 3. Margins


def outside(pdf: Path) -> list[str]:
    """The words that lie outside the text area; the page numbers stand below it."""
    page = OFFICIAL.page
    left, right = page.left / TWIPS, (page.width - page.right) / TWIPS
    top, bottom = page.top / TWIPS, (page.height - page.bottom) / TWIPS
    found: list[str] = []
    for words in pages.words(pdf):
        for word in words:
            beside = word.left < left - 1 or word.right > right + 1
            is_page_number = word.top > bottom and set(word.text) <= set("—0123456789")
            if beside or (not is_page_number and (word.top < top - 1 or word.bottom > bottom + 1)):
                found.append(word.text)
    return found


def test_no_text_lies_outside_the_margins(pdf: Path) -> None:
    assert outside(pdf) == []


# 4. Looks


def test_the_pages_look_as_they_did(pdf: Path) -> None:
    kept = [Image.open(path) for path in pages.kept_pages()]
    ours = pages.images(pdf)
    assert len(ours) == len(kept) == PAGES
    differences = [pages.difference(one, other) for one, other in zip(ours, kept, strict=True)]
    assert max(differences) <= pages.TOLERANCE, "look at the pages, then run python -m tests.writers.pages"


@pytest.mark.parametrize("number", [6, 7, 9])
def test_a_table_that_moved_is_noticed(number: int) -> None:
    page = Image.open(pages.kept_pages()[number - 1]).convert("L")
    two_millimetres = round(2 / 25.4 * pages.DOTS)
    assert pages.difference(page, ImageChops.offset(page, 0, two_millimetres)) > pages.TOLERANCE
    assert pages.difference(page, ImageChops.offset(page, two_millimetres, 0)) > pages.TOLERANCE


def test_a_column_that_is_two_millimetres_wider_is_noticed(report: Path, tmp_path: Path) -> None:
    document = docx.Document(str(report))
    wider, narrower = 3, 8
    for table in document.tables[3:5]:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        widths[wider] += 113
        widths[narrower] -= 113
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.set(qn("w:w"), str(width))
        for row in table._tbl.tr_lst:
            at = 0
            for cell in row.tc_lst:
                (width,) = cell.xpath("./w:tcPr/w:tcW")
                width.set(qn("w:w"), str(sum(widths[at : at + cell.grid_span])))
                at += cell.grid_span
    document.save(str(tmp_path / "moved.docx"))
    moved = pages.images(drawn(tmp_path / "moved.docx", tmp_path))[6]
    assert pages.difference(moved, Image.open(pages.kept_pages()[6])) > pages.TOLERANCE


# 5. Long tables


def test_headings_stand_on_every_page_of_a_long_table(tmp_path: Path) -> None:
    more = "".join(
        f"指标 | | | 第{n}段路面养护的完成比例 | ≥{n}公里 | {n}公里 | 1 | 1 |\n" for n in range(1, 91)
    )
    text = PROJECT.replace("总分", f"{more}总分")
    special = "".join(f"专项{n} | 1 | 1 | 1\n" for n in range(1, 61))
    text += f"# 附件1 基础数据表\n4、区级专项资金（一个专项一行） | 60 | 60 | 60\n{special}"
    write_report(result_of(text), tmp_path / "long.docx")
    pdf = drawn(tmp_path / "long.docx", tmp_path)
    shown = [joined(page) for page in pages.texts(pdf)]
    with_indicators = [page for page in shown if "段路面养护" in page or "公里" in page]
    with_special_funds = [page for page in shown if "专项" in page and "预算数" in page]
    assert len(with_indicators) > 3
    assert all("三级指标" in page and "一级指标" in page for page in with_indicators)
    assert len(with_special_funds) > 1
    assert all("经费控制情况" in page for page in with_special_funds)
    figures = Counter(NUMBER.findall("\n".join(pages.texts(pdf))))
    assert all(figures[str(n)] >= 2 for n in range(3, 91))
    assert outside(pdf) == []


def test_a_row_taller_than_a_page_loses_nothing(tmp_path: Path) -> None:
    sentences = [f"第{n}项工作按计划推进。" for n in range(1, 301)]
    write_report(result_of(PROJECT.replace("里程", "".join(sentences))), tmp_path / "tall.docx")
    pdf = drawn(tmp_path / "tall.docx", tmp_path)
    assert outside(pdf) == []
    numbers = Counter(NUMBER.findall(joined("".join(pages.texts(pdf)))))
    assert len(pages.texts(pdf)) > 2
    assert all(numbers[str(n)] for n in range(1, 301))


# 6. Signature lines


def test_a_signature_line_stays_under_its_table(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "rules" / "clean" / "county_bureau.txt").read_text(encoding="utf-8")
    write_report(result_of(text), tmp_path / "signed.docx")
    shown = [joined(page) for page in pages.texts(drawn(tmp_path / "signed.docx", tmp_path))]
    signed = [page for page in shown if "单位负责人签字" in page]
    assert len(signed) == 6
    assert all("填表人" in page and ("总分" in page or "厉行节约" in page) for page in signed)
