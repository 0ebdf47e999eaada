"""The Word report as its reader sees it: pages drawn by LibreOffice, and the images of them that are kept.

``python -m tests.writers.pages`` draws them anew, after a change that is meant to be seen: look at them
before you commit them. They are drawn with the fonts of Debian's fonts-noto-cjk alone (see fonts.conf), as
in CI.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from perfeval_xl.writers.report import write_report
from tests.libreoffice import LibreOfficeMissing
from tests.writers.word_reports import EXAMPLE, result_of

HERE = Path(__file__).parent
KEPT = HERE / "pages"
IN_THE_DOCS = HERE.parents[1] / "docs" / "images" / "report.png"
SHOWN = (1, 6, 7, 8)
"""The pages that the docs show."""

DOTS = 40
"""Per inch, in the kept images."""
GREYS = 16
BLUR = 2
"""Dots around each that are averaged before two images are compared: letters blur, tables stay."""
STRONG = 40
"""Of 255: a difference the eye sees."""
TOLERANCE = 0.015
"""The share of dots that may differ strongly. Measured: another font altogether 0.007, a column 2 mm wider
0.028, everything 2 mm lower 0.027 or more."""

_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A run of text on a page and the box around it, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def as_pdf(report: Path, folder: Path) -> Path:
    """The report as a PDF in `folder`. Raises LibreOfficeMissing where a program for it is missing."""
    for program in ("soffice", "pdftoppm", "pdftotext"):
        if shutil.which(program) is None:
            raise LibreOfficeMissing(f"{program} is not on the PATH")
    home = folder / "home"
    home.mkdir(exist_ok=True)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(report),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={
            **os.environ,
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home),
            "FONTCONFIG_FILE": str(HERE / "fonts.conf"),
        },
    )
    return folder / f"{report.stem}.pdf"


def images(pdf: Path, dots: int = DOTS, *, grey: bool = True) -> list[Image.Image]:
    """The pages, drawn."""
    with tempfile.TemporaryDirectory() as folder:
        colour = ["-gray"] if grey else []
        subprocess.run(
            ["pdftoppm", *colour, "-r", str(dots), str(pdf), f"{folder}/page"],
            check=True,
            capture_output=True,
        )
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]


def words(pdf: Path) -> list[list[Word]]:
    """Page by page the words on it."""
    shown = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    return [[_word(*found) for found in _WORD.findall(page)] for page in shown.split("<page ")[1:]]


def _word(left: str, top: str, right: str, bottom: str, text: str) -> Word:
    return Word(float(left), float(top), float(right), float(bottom), html.unescape(text))


def texts(pdf: Path) -> list[str]:
    """Page by page the text on it."""
    shown = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    )
    return shown.stdout.split("\f")[:-1]


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of dots that differ strongly; 1 for pages of different sizes."""
    if one.size != other.size:
        return 1
    blurred = (image.convert("L").filter(ImageFilter.BoxBlur(BLUR)) for image in (one, other))
    counts = ImageChops.difference(*blurred).histogram()
    return sum(counts[STRONG:]) / sum(counts)


def kept_pages() -> list[Path]:
    return sorted(KEPT.glob("*.png"))


def write_example(folder: Path) -> Path:
    """The example's report, as it would be without errors: how many there are is not this test's concern."""
    path = folder / "report.docx"
    write_report(result_of(EXAMPLE), path)
    return path


def _beside_each_other(pages: Iterable[Image.Image], gap: int = 12) -> Image.Image:
    pages = list(pages)
    width, height = pages[0].size
    sheet = Image.new("RGB", (gap + len(pages) * (width + gap), height + 2 * gap), "#8a8f98")
    for number, page in enumerate(pages):
        sheet.paste(page, (gap + number * (width + gap), gap))
    return sheet


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        pdf = as_pdf(write_example(Path(name)), Path(name))
        for old in kept_pages():
            old.unlink()
        KEPT.mkdir(exist_ok=True)
        for number, page in enumerate(images(pdf), 1):
            page.quantize(GREYS).save(KEPT / f"{number:02}.png", optimize=True)
        IN_THE_DOCS.parent.mkdir(exist_ok=True)
        pages = images(pdf, 60, grey=False)
        sheet = _beside_each_other(pages[number - 1] for number in SHOWN)
        sheet.quantize(64).save(IN_THE_DOCS, optimize=True)
    for path in (*kept_pages(), IN_THE_DOCS):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
