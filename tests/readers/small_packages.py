"""Workbook files of a few lines, written part by part."""

from __future__ import annotations

import zipfile
from io import BytesIO

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TWO_FORMATS = (
    '<styleSheet><numFmts><numFmt formatCode="0.00%;[Red]&quot;负&quot;0.00%" numFmtId="176"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf fontId="1" numFmtId="9"/><xf numFmtId="176"/><xf numFmtId="31"/>'
    "</cellXfs></styleSheet>"
)


def package(
    rows: str,
    *,
    name: str = "表",
    styles: str = TWO_FORMATS,
    strings: str = "",
    settings: str = "",
    sheet: str | None = None,
    workbook: str | None = None,
    target: str = "worksheets/sheet1.xml",
    part: str = "xl/worksheets/sheet1.xml",
) -> bytes:
    """A small .xlsx with `rows` as the content of sheetData."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook
        or f'<workbook xmlns:r="{RELATIONS}">{settings}<sheets><sheet name="{name}" r:id="s"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="s" Type="{RELATIONS}/worksheet" '
        f'Target="{target}"/><Relationship Id="f" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": styles,
        part: sheet or f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return file.getvalue()


def ods(content: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        archive.writestr(
            "content.xml",
            "<office:document-content><office:body><office:spreadsheet>"
            f'<table:table table:name="表">{content}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()
