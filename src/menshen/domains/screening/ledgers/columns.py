"""Columns that several registers of screening share: the grid, the household, the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.registry.vocabulary import Gender
from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Command
    from menshen.kernel.ledgers.declaration import RowContext

GRID = Column(
    "grid", Term("Grid", "所属网格"), CellKind.AREA, aliases=("网格", "网格名称", "责任区", "片区", "所在网格", "小组"),
    source="area_id", filter=True,
)  # fmt: skip


def home(path: str) -> tuple[Column, ...]:
    """The household by number and address; workbooks write the address in parts or in one."""
    return (
        Column("household_number", Term("Household number", "户编号"), aliases=("户号", "户编码", "家庭编号"),
               source=f"{path}number", search=True),
        Column("compound", Term("Compound or group", "小区（组）"), aliases=("小区", "居住小区", "小区名称", "村组"),
               source=f"{path}dwelling__compound"),
        Column("building", Term("Building", "楼栋"), aliases=("楼号", "栋号", "栋", "幢"),
               source=f"{path}dwelling__building"),
        Column("unit", Term("Unit", "单元"), aliases=("单元号",), source=f"{path}dwelling__unit"),
        Column("door", Term("Door", "门牌（房号）"), aliases=("门牌", "门牌号", "房号", "室号", "户室号"),
               source=f"{path}dwelling__door"),
        Column("address", Term("Address", "住址"),
               aliases=("现住址", "居住地址", "家庭住址", "地址", "现居住地址", "详细地址",
                        "现住址（小区/楼/单元/户）")),
    )  # fmt: skip


def person() -> tuple[Column, ...]:
    return (
        Column("name", Term("Name", "姓名"), CellKind.NAME,
               aliases=("人员姓名", "返回人员姓名", "返乡人员姓名", "来返人员姓名", "外出人员姓名"), required=True,
               source="person__name", search=True, readers=Registry.PERSON_READ),
        Column("gender", Term("Gender", "性别"), CellKind.CHOICE, vocabulary=Gender, source="person__gender",
               imported=False),
        Column("id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER,
               aliases=("身份证", "身份证号码", "公民身份号码", "证件号码"), source="person__id_number"),
        Column("phone", Term("Phone", "联系电话"), CellKind.PHONE,
               aliases=("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式")),
    )  # fmt: skip


def given(values: dict[str, Any], command: type[Command], context: RowContext) -> dict[str, Any]:
    """The values that the command has a field for, with the address in one and the area of the row."""
    parts = [values.get(code) for code in ("compound", "building", "unit", "door")]
    given = {code: value for code, value in values.items() if code in command.model_fields and value is not None}
    if "address" not in given and any(parts):
        given["address"] = "-".join(str(part) for part in parts if part)
    return given | {"area": context.area}
