"""perfeval-xl: checks and reports budget performance self-evaluations (部门整体支出绩效自评)."""

__version__ = "0.1.0"
