"""Rosters of residents as workbooks, and what the database holds after they went in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factories.registry import COMMUNITY, NOW, id_number, phone, worker
from menshen.domains.registry.ledgers import RESIDENTS
from menshen.domains.registry.models import Person
from menshen.kernel.ledgers.importing import ImportReport, run_import
from menshen.kernel.ledgers.workbook_out import write_sheet
from menshen.kernel.scope.viewers import acting, system_viewer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADINGS = ("网格", "姓名", "身份证号", "联系电话", "小区", "楼栋", "单元", "门牌")


def home(serial: int) -> list[str]:
    """The last four cells of a row: a flat of its own for each number."""
    return ["滨江花园", f"{serial // 100 + 1}栋", "1单元", f"{serial % 100 + 1:03d}"]


def called(serial: int) -> str:
    """A name for each number; digits would be no name."""
    return "王" + "".join("零一二三四五六七八九"[int(digit)] for digit in str(serial))


def resident(serial: int, grid: str = "网格001") -> list[Any]:
    """A row that is right; the same number gives the same person."""
    return [grid, called(serial), id_number(serial) if serial < 500 else "", phone(serial), *home(serial)]


def write(path: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
    write_sheet(path, "名单", headings, rows)
    return path


def bring_in(path: Path, **options: Any) -> ImportReport:
    """Import for the community, as one of its clerks, unless the options say otherwise."""
    ledger = options.pop("ledger", RESIDENTS)
    return run_import(ledger, path, **{"area": COMMUNITY, "by": worker(), "at": NOW, **options})


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.accepted, report.known, report.refused


def names() -> list[str]:
    """Of everybody in the database."""
    with acting(system_viewer()):
        return sorted(Person.objects.values_list("name", flat=True))
