"""The registers of announced returns, leaving workers and their trips, letters, and purchases to be followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening.actions.intentions import AnnounceReturn, announce_return
from menshen.domains.screening.actions.letters import SignLetter, publish_letter_text, sign_letter
from menshen.domains.screening.actions.purchases import report_purchase
from menshen.domains.screening.actions.trips import open_trip
from menshen.domains.screening.actions.workers import RegisterWorker, register_worker
from menshen.domains.screening.ledgers.columns import GRID, given, home, person
from menshen.domains.screening.queries import plans as queries
from menshen.domains.screening.vocabulary import (
    FollowUp,
    IntentionState,
    LetterSigner,
    Permission,
    TransportMode,
    WorkerState,
)
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Command


def _named(*aliases: str) -> Column:
    return Column("name", Term("Name", "姓名"), CellKind.NAME, aliases=aliases, required=True, source="name",
                  search=True, readers=Registry.PERSON_READ)  # fmt: skip


_ID = Column("id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER,
             aliases=("身份证", "身份证号码", "公民身份号码", "证件号码"), source="id_number")  # fmt: skip
_PHONE = Column("phone", Term("Phone", "联系电话"), CellKind.PHONE,
                aliases=("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"), source="phone")  # fmt: skip
_MODES = {"高铁": "train", "动车": "train", "航班": "flight", "大巴": "coach", "汽车": "coach", "包车": "coach",
          "私家车": "own_car", "开车": "own_car", "拼车": "shared_car"}  # fmt: skip


def _mode(*aliases: str) -> Column:
    return Column("transport", Term("Transport", "交通工具"), CellKind.CHOICE, vocabulary=TransportMode,
                  aliases=aliases, choice_aliases=_MODES, source="transport", filter=True)  # fmt: skip


_VEHICLE = Column("transport_number", Term("Train, flight or plate", "车次、航班或车牌"),
                  aliases=("车次", "航班号", "车牌", "车次/航班/车牌"), source="transport_number")  # fmt: skip


def _announcement(values: dict[str, Any], context: RowContext) -> Command:
    return AnnounceReturn.model_validate(given(values, AnnounceReturn, context))


INTENTIONS = Ledger(
    "screening.intentions",
    Term("Intended returns", "拟返人员台账"),
    Permission.INTENTION_READ,
    queries.intentions,
    (
        _named("拟返人员姓名", "返乡人员姓名", "人员姓名"),
        Column("expected_on", Term("Expected on", "预计返回日期"), CellKind.DATE, required=True, planned=True,
               aliases=("拟返日期", "预计返回时间", "拟返时间", "预计到达日期"),
               source="expected_on", filter=True, sort=True),
        Column("origin", Term("From", "从何地返回"), aliases=("来源地", "拟从何地返回", "现居地", "目前所在地"),
               source="origin", filter=True, search=True),
        Column("state", Term("State", "状态"), CellKind.CHOICE, vocabulary=IntentionState, source="state", filter=True,
               imported=False),
        GRID,
        _ID,
        _PHONE,
        Column("address", Term("Where they will live", "返回后住址"), aliases=("住址", "现住址", "家庭住址", "地址"),
               source="address"),
        _mode("乘坐交通工具", "交通方式", "返回方式"),
        _VEHICLE,
        Column("informed_at", Term("Told of the advice to stay", "已告知就地过节倡议"), CellKind.DATETIME,
               source="informed_at", imported=False),
        Column("announced_at", Term("Announced at", "报备时间"), CellKind.DATETIME, source="announced_at",
               imported=False),
        Column("note", Term("Note", "备注"), source="note"),
    ),
    order=("expected_on", "area_id", "id"),
    imports=ImportSpec(announce_return, build=_announcement, area_from=("grid",)),
)  # fmt: skip


def _worker(values: dict[str, Any], context: RowContext) -> Command:
    return RegisterWorker.model_validate(given(values, RegisterWorker, context))


WORKERS = Ledger(
    "screening.outgoing_workers",
    Term("Leaving workers", "外出务工人员台账"),
    Permission.WORKER_READ,
    queries.workers,
    (
        *person(),
        GRID,
        *home("household__"),
        Column("destination", Term("Goes to", "务工地"), required=True,
               aliases=("务工地点", "外出务工地", "目的地", "去向", "务工去向"),
               source="destination", filter=True, search=True),
        Column("employer", Term("Employer", "务工单位"), aliases=("单位", "用工单位", "企业名称"), source="employer"),
        Column("leaves_on", Term("Means to leave on", "拟外出日期"), CellKind.DATE, planned=True,
               aliases=("拟外出时间", "计划外出日期", "出发日期"), source="leaves_on", filter=True, sort=True),
        Column("state", Term("State", "状态"), CellKind.CHOICE, vocabulary=WorkerState, source="state", filter=True,
               imported=False),
        Column("examined_on", Term("Health certificate of", "健康证明日期"), CellKind.DATE, source="examined_on",
               filter=True, imported=False),
        Column("trip", Term("Trip", "车次"), source="trip__title", imported=False),
    ),
    order=("area_id", "registered_at", "id"),
    imports=ImportSpec(register_worker, build=_worker, area_from=("grid", "compound")),
    ever=queries.every_worker,
)  # fmt: skip

TRIPS = Ledger(
    "screening.trips",
    Term("Grouped transport", "集中输送车次"),
    Permission.WORKER_READ,
    queries.trips,
    (
        Column("title", Term("Trip", "车次"), source="title", search=True),
        Column("destination", Term("Goes to", "目的地"), source="destination", search=True),
        Column("leaves_at", Term("Leaves at", "发车时间"), CellKind.DATETIME,
               source="leaves_at", filter=True, sort=True),
        _mode(),
        _VEHICLE,
        Column("seats", Term("Seats", "座位数"), CellKind.INTEGER, source="seats"),
        Column("taken", Term("Given", "已安排"), CellKind.INTEGER, source="taken"),
        Column("free", Term("Free", "空余"), CellKind.INTEGER, source="free"),
        Column("left_at", Term("Left at", "实际发车"), CellKind.DATETIME, source="left_at"),
        Column("area", Term("Arranged by", "组织单位"), CellKind.AREA, source="area_id"),
    ),
    order=("leaves_at", "id"),
    offers=(open_trip,),
)  # fmt: skip


def _letter(values: dict[str, Any], context: RowContext) -> Command:
    return SignLetter.model_validate(given(values, SignLetter, context))


LETTERS = Ledger(
    "screening.letters",
    Term("Letters of commitment", "承诺书台账"),
    Permission.LETTER_READ,
    queries.letters,
    (
        Column("signer", Term("Signed by", "签订人"), CellKind.NAME, aliases=("签字人", "承诺人", "户主", "户主姓名"),
               required=True, source="signer", search=True, readers=Registry.PERSON_READ),
        GRID,
        *home("household__"),
        Column("title", Term("Letter", "承诺书名称"), aliases=("承诺书", "名称"), source="title"),
        Column("version", Term("Version", "文本版本"), CellKind.INTEGER, source="version", imported=False),
        Column("signed_on", Term("Signed on", "签订日期"), CellKind.DATE, aliases=("签字日期", "签订时间"),
               required=True,
               source="signed_on", filter=True, sort=True),
        Column("way", Term("How", "签订方式"), CellKind.CHOICE, vocabulary=LetterSigner, source="way", filter=True),
        Column("kept_at", Term("Paper copy kept at", "纸质件存放处"), aliases=("存放处", "存档位置"), source="kept_at"),
    ),
    order=("area_id", "signed_on", "id"),
    imports=ImportSpec(sign_letter, build=_letter, area_from=("grid", "compound")),
    ever=queries.every_letter,
)  # fmt: skip

LETTER_TEXTS = Ledger(
    "screening.letter_texts",
    Term("Texts of letters", "承诺书文本"),
    Permission.LETTER_READ,
    queries.letter_texts,
    (
        Column("title", Term("Title", "标题"), source="title", search=True),
        Column("version", Term("Version", "版本"), CellKind.INTEGER, source="version"),
        Column("published_on", Term("Published on", "发布日期"), CellKind.DATE, source="published_on", sort=True),
        Column("signed", Term("Signed by households", "已签户数"), CellKind.INTEGER, source="signed"),
        Column("body", Term("Text", "正文"), source="body"),
        Column("area", Term("Published by", "发布单位"), CellKind.AREA, source="area_id"),
    ),
    order=("area_id", "title", "-version"),
    offers=(publish_letter_text,),
)

PURCHASES = Ledger(
    "screening.purchases",
    Term("To be asked after a purchase of medicine", "购药随访（限期保存）"),
    Permission.MEDICINE_READ,
    queries.purchases,
    (
        _named("购药人", "购药人姓名"),
        _PHONE,
        Column("bought_on", Term("Bought on", "购药日期"), CellKind.DATE, aliases=("购药时间", "购买日期"),
               required=True,
               source="bought_on", filter=True),
        GRID,
        Column("outcome", Term("Found", "随访结果"), CellKind.CHOICE, vocabulary=FollowUp,
               source="outcome", filter=True,
               imported=False),
        Column("forget_on", Term("Deleted on", "删除日期"), CellKind.DATE, source="forget_on", imported=False),
    ),
    order=("area_id", "reported_at", "id"),
    imports=ImportSpec(report_purchase, area_from=("grid",)),
)  # fmt: skip

LEDGERS = (INTENTIONS, WORKERS, TRIPS, LETTERS, LETTER_TEXTS, PURCHASES)
