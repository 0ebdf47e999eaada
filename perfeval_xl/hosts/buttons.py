"""The buttons, declared once: the ribbon, the toolbar, their callbacks and the help follow from it.

To add one: a line here, its function in `perfeval_xl/addin.py`, its icon in `macros/libreoffice/icons/`, and
``python -m tests.regenerate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TAB: Final = "绩效自评"
"""The name of the tab, the menu and the toolbar."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button, in whatever program."""

    function: str
    """What it calls in `perfeval_xl.addin`; its icon bears the same name."""
    label: str
    tip: str
    """What it does, in a few words."""
    details: str
    """What it does, in a sentence or two."""
    image: str
    """One of Excel's own pictures (imageMso)."""

    @property
    def name(self) -> str:
        """The function's name as one word, ``ExportReport``: part of ids and of the VBA callback."""
        return "".join(word.capitalize() for word in self.function.split("_"))


@dataclass(frozen=True, slots=True)
class Group:
    """Buttons that stand together."""

    name: str
    label: str
    large: bool
    buttons: tuple[Button, ...]


GROUPS: Final = (
    Group(
        "Report",
        "自评报告",
        True,
        (
            Button(
                "validate",
                "校验 Validate",
                "校验当前工作簿",
                "检查各张自评表的金额、比率、得分和文字，把问题列在“校验结果”工作表里，"
                "并在相应的格子上做标记。没有保存的改动也会检查。",
                "DataValidation",
            ),
            Button(
                "export_report",
                "导出报告 Export report",
                "导出 Word 报告",
                "按官方格式生成自评报告（.docx），保存在工作簿旁边。还有错误时会先提醒，报告标明“草稿”。",
                "ExportWord",
            ),
        ),
    ),
    Group(
        "Tools",
        "工具",
        False,
        (
            Button(
                "import_report",
                "导入 Import",
                "从 Word 报告或工作簿导入",
                "在空白模板里用：选一份 Word 报告（.docx）或单位自己的工作簿，把内容填进来。"
                "没有识别的内容列在“导入说明”里。已经填了内容的工作簿不会被改动。",
                "ImportTextFile",
            ),
            Button(
                "add_project",
                "增加项目表",
                "增加一张项目自评表",
                "在最后一张项目自评表后面增加一张空白的项目自评表。",
                "SheetInsert",
            ),
            Button(
                "clear_marks",
                "清除标记",
                "清除校验标记",
                "去掉校验做的颜色和批注，恢复格子原来的样子。填写的内容不变。",
                "ClearFormats",
            ),
            Button("show_help", "帮助", "使用帮助", "说明各个按钮的用法。", "Help"),
        ),
    ),
)

BUTTONS: Final = tuple(button for group in GROUPS for button in group.buttons)
