"""The list of all fields of the form, as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_xl.form import TABLES
from perfeval_xl.form.declaration import (
    Column,
    Indicators,
    Line,
    Matrix,
    Pairs,
    Prose,
    Quantity,
    Records,
    Section,
    TableForm,
)

_NUMBERS = "数字"


def field_list() -> str:
    """Every table, section, line and column, with keys, quantities and what the template calculates."""
    parts = [
        "# 表格字段一览",
        "本页由表格声明（`perfeval_xl/form/`）生成，请勿手改；改了声明后运行 `python -m tests.regenerate`。",
        "“键”用于口径文件里的别名：`[aliases]` 中写 `表.键`，"
        "例如 `base_data.three_public`；附件2、附件3 共用的写 `score_table.键`。",
    ]
    parts += [_table(form) for form in TABLES]
    return "\n\n".join(parts) + "\n"


def _table(form: TableForm) -> str:
    family = f"，别名也可写 `{form.family}.…`" if form.family else ""
    parts = [
        f"## {form.sheet}",
        f"表名 `{form.key}`{family}。标题：{form.title.replace('{year}', '××××')}",
    ]
    parts += ["\n".join(_section(section)) for section in form.sections]
    parts += [f"> {note}" for note in form.notes]
    return "\n\n".join(parts)


def _section(section: Section) -> Iterator[str]:
    match section:
        case Pairs():
            yield from _lines(section.lines)
        case Prose():
            yield f"### {section.heading}"
            if section.lines:
                yield ""
                yield from _lines(section.lines)
            if section.paragraphs:
                yield ""
                yield "其后是若干段正文。"
        case Matrix():
            yield f"### {section.corner or section.side}"
            yield ""
            yield from _columns(section.columns)
            yield ""
            yield from _lines(section.all_lines())
        case Records():
            yield f"### {section.side.replace('{year}', '××××')}"
            yield ""
            yield from _columns(section.columns)
        case Indicators():
            yield f"### {section.side}"
            yield ""
            yield from _columns(section.columns)
            for level in section.levels:
                yield ""
                yield f"- {level.name}：{'、'.join(level.kinds)}"


def _lines(lines: Iterator[Line] | tuple[Line, ...]) -> Iterator[str]:
    yield "| 行 | 键 | 内容 | 说明 |"
    yield "|---|---|---|---|"
    for line in lines:
        remarks = [
            "公式算出" if line.calculated else "",
            f"= {'、'.join(_bare(child) for child in line.lines)}" if line.lines else "",
            "可增行" if line.is_total and _has_room(line) else "",
            "可缺" if not line.required else "",
            line.hint,
        ]
        indent = "　" * line.indent
        remark = "；".join(filter(None, remarks))
        yield f"| {indent}{line.label} | `{line.key}` | {_quantity(line.quantity)} | {remark} |"


def _has_room(line: Line) -> bool:
    """Whether the template keeps rows ready for lines that clerks add below it."""
    return line.is_open or bool(line.spare)


def _columns(columns: tuple[Column, ...]) -> Iterator[str]:
    yield "| 列 | 键 | 内容 | 说明 |"
    yield "|---|---|---|---|"
    for column in columns:
        heading = column.heading.replace("{prior}", "上").replace("{year}", "本")
        remark = "公式算出" if column.calculated else ""
        yield f"| {heading} | `{column.key}` | {_quantity(column.quantity)} | {remark} |"


def _quantity(quantity: Quantity) -> str:
    return f"{_NUMBERS}（{quantity.value}）" if quantity.is_number else "日期" if quantity.value else "文字"


def _bare(line: Line) -> str:
    return line.label.removeprefix("其中：").rstrip("：")
