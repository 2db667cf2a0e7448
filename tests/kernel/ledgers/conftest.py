"""A ledger of returnees, and workbooks as people send them, made by openpyxl."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.columns import CellKind, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Gender(Vocabulary):
    MALE = "male", "Male", "男"
    FEMALE = "female", "Female", "女"


class Symptom(Vocabulary):
    FEVER = "fever", "Fever", "发热"
    COUGH = "cough", "Cough", "咳嗽"
    TIRED = "tired", "Tiredness", "乏力"


COLUMNS = (
    Column("name", Term("Name", "姓名"), CellKind.NAME, required=True),
    Column("gender", Term("Gender", "性别"), CellKind.CHOICE, vocabulary=Gender),
    Column("id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER, aliases=("公民身份号码", "证件号码")),
    Column("phone", Term("Phone", "联系电话"), CellKind.PHONE, aliases=("电话", "手机号")),
    Column("address", Term("Address", "现住址"), CellKind.TEXT, aliases=("家庭住址",), fill_down=True),
    Column("grid", Term("Grid", "所属网格"), CellKind.AREA),
    Column("returned_on", Term("Returned on", "返回日期"), CellKind.DATE, aliases=("返乡时间", "到达日期")),
    Column("companions", Term("Companions", "同行人数"), CellKind.INTEGER, units=("人",)),
    Column("temperature", Term("Temperature", "体温"), CellKind.DECIMAL, units=("℃", "度")),
    Column("symptoms", Term("Symptoms", "症状"), CellKind.MULTI_CHOICE, vocabulary=Symptom),
    Column("from_hubei", Term("From Hubei", "是否湖北返乡"), CellKind.BOOLEAN),
    Column("remark", Term("Remark", "备注"), CellKind.TEXT),
)
DAY = date(2020, 2, 5)
# Made-up people: no area has the code 990101.
ID_NUMBERS = ("990101198001010014", "990101195203041229", "990101197512121336")


@pytest.fixture
def columns() -> tuple[Column, ...]:
    return COLUMNS


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write rows into sheets of an .xlsx: `workbook(rows)` or `workbook(一=rows, merge={"一": ["A1:C1"]})`."""

    def write(
        *only: Sequence[Sequence[object]],
        name: str = "名单.xlsx",
        merge: dict[str, list[str]] | None = None,
        hidden: tuple[str, ...] = (),
        **sheets: Sequence[Sequence[object]],
    ) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in [*(("Sheet1", rows) for rows in only), *sheets.items()]:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for span in (merge or {}).get(title, []):
                sheet.merge_cells(span)
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        book.save(path)
        return path

    return write
