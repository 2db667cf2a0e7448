"""A verification list from above, in a street with two communities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from factories.registry import id_number, phone
from factories.screening import EVENING, NOON, screener
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.modules import find
from menshen.kernel.ledgers.importing import ImportReport, run_import

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer

STREET = "990101001"
LIST = "1月23日推送名单"
HEADINGS = ["流水号", "对象姓名", "身份证号码", "手机号", "可能地址", "来源地区", "推送备注"]


def street_clerk() -> Viewer:
    return screener(STREET, name="street")


def do(code: str, by: Viewer | None = None, at: datetime = EVENING, **fields: Any) -> Outcome:
    """One command through the action of that code."""
    act = find("actions", code)
    (outcome,) = perform(act, [act.command.model_validate(fields)], by=by or street_clerk(), at=at)
    return outcome


def open_list(title: str = LIST, *, area: str = STREET, at: datetime = NOON, by: Viewer | None = None) -> Outcome:
    """A list that the city sent at that moment."""
    return do("screening.open_clue_batch", by, at, area=area, title=title, sender="示范市公安局", received_at=at)


def line(serial: int, address: str = "", **known: str) -> list[Any]:
    """A line of the sheet, with a serial number and a remark that mean nothing to us."""
    cells = {"name": f"对象{serial}", "id_number": id_number(serial), "phone": phone(serial), "origin": "湖北省武汉市"}
    cells |= known
    return [f"TS-{serial:04d}", cells["name"], cells["id_number"], cells["phone"], address, cells["origin"], "急"]


def bring_in(
    path: Path, *lines: list[Any], area: str = STREET, headings: list[str] | None = None, at: datetime = EVENING,
    by: Viewer | None = None,
) -> ImportReport:  # fmt: skip
    """Import the lines as the sheet that was pushed."""
    book = Workbook()
    book.active.append(headings or HEADINGS)
    for one in lines:
        book.active.append(one)
    book.save(path)
    return run_import(find("ledgers", "screening.clues"), path, area=area, by=by or street_clerk(), at=at)
