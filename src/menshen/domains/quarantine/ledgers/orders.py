"""The registers of quarantine. Only the temperature sheet comes in; all others follow from what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.policy.vocabulary import TeamRole as Role
from menshen.domains.quarantine import queries
from menshen.domains.quarantine.actions.changes import approve_changes
from menshen.domains.quarantine.actions.orders import confirm_batch
from menshen.domains.quarantine.actions.releases import approve_releases
from menshen.domains.quarantine.actions.sheets import EnterCheck, enter_check
from menshen.domains.quarantine.actions.sites import register_site
from menshen.domains.quarantine.actions.teams import name_team_member
from menshen.domains.quarantine.vocabulary import (
    CheckSession,
    CheckVerdict,
    EndReason,
    Permission,
    ReferralConclusion,
    SiteGap,
    SiteKind,
    ZoneKind,
)
from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening.vocabulary import NO_SYMPTOMS, Symptom
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Command

GRID = Column("grid", Term("Grid", "所属网格"), CellKind.AREA, source="area_id", filter=True, imported=False)
_RULE = Column("rule_id", Term("Rule", "依据规则"), CellKind.TEXT, source="rule_id", filter=True, imported=False)
_MEASURE = Column(
    "measure", Term("Measure", "管控措施"), CellKind.CHOICE, vocabulary=Measure, source="measure", filter=True
)


def person(prefix: str) -> tuple[Column, ...]:
    """The name and the number of a person, as every ledger of people shows them."""
    return (
        Column(
            "name", Term("Name", "姓名"), CellKind.NAME,
            aliases=("人员姓名", "隔离人员", "被监测人", "被观察人姓名", "被观察人"), required=True,
            source=f"{prefix}name", search=True, readers=Registry.PERSON_READ,
        ),
        Column(
            "id_number", Term("Identity number", "身份证号"), CellKind.ID_NUMBER,
            aliases=("身份证", "身份证号码", "证件号码", "公民身份号码"), source=f"{prefix}id_number",
        ),
    )  # fmt: skip


_DATES = (
    Column("starts_on", Term("From", "起始日"), CellKind.DATE, source="starts_on", filter=True, sort=True),
    Column("until_on", Term("Free on", "应解除日"), CellKind.DATE, source="until_on", filter=True, sort=True),
)

ORDERS = Ledger(
    "quarantine.orders",
    Term("People under observation", "隔离人员台账"),
    Permission.ORDER_READ,
    queries.orders,
    (
        *person("person__"),
        GRID,
        _MEASURE,
        Column("counted_from", Term("Counted from", "起算日"), CellKind.DATE, source="counted_from"),
        *_DATES,
        Column("confirmed_at", Term("Confirmed", "确认时间"), CellKind.DATETIME, source="confirmed_at", filter=True),
        Column("confirmed_by", Term("Confirmed by", "确认人"), CellKind.TEXT, source="confirmed_by__display_name"),
        Column("ended_on", Term("Ended on", "实际解除日"), CellKind.DATE, source="ended_on", filter=True),
        Column("end_reason", Term("How it ended", "解除方式"), CellKind.CHOICE, vocabulary=EndReason,
               source="end_reason", filter=True),
        Column("team_incomplete", Term("Team incomplete", "包保人员不齐"), CellKind.BOOLEAN, source="team_incomplete",
               filter=True),
        Column("managed_by", Term("Clinic", "管理医疗机构"), CellKind.TEXT, source="managed_by"),
        _RULE,
    ),
)  # fmt: skip

CHANGES = Ledger(
    "quarantine.changes",
    Term("Proposed shortenings", "待处理缩短建议"),
    Permission.ORDER_READ,
    queries.changes,
    (
        *person("order__person__"),
        GRID,
        Column("order", Term("Order", "隔离决定编号"), CellKind.INTEGER, source="order_id"),
        Column("measure", Term("Measure", "管控措施"), CellKind.CHOICE, vocabulary=Measure, source="order__measure"),
        Column("ends_on", Term("Free on, now", "现应解除日"), CellKind.DATE, source="order__until_on"),
        Column("until_on", Term("Free on, as proposed", "建议解除日"), CellKind.DATE, source="until_on", sort=True),
        _RULE,
    ),
    offers=(approve_changes,),
)  # fmt: skip

PROPOSALS = Ledger(
    "quarantine.proposals",
    Term("Proposed orders", "待确认隔离建议"),
    Permission.ORDER_READ,
    queries.proposals,
    (
        *person("person__"),
        GRID,
        _MEASURE,
        *_DATES,
        Column("needs_assessment", Term("To be assessed", "须逐一评估"), CellKind.BOOLEAN, source="needs_assessment",
               filter=True),
        _RULE,
    ),
    offers=(confirm_batch,),
)  # fmt: skip

UNDER_ORDER = Ledger(
    "quarantine.under_order",
    Term("Under an order today", "今日在管人员"),
    Permission.ORDER_READ,
    queries.under_order,
    ORDERS.columns,
    offers=(approve_releases,),
)


def _check(values: dict[str, Any], context: RowContext) -> Command:
    """A line without a day is of the day of its measurement, or of the one on which the sheet is read."""
    given = {code: value for code, value in values.items() if code in EnterCheck.model_fields and value is not None}
    taken_at = values.get("taken_at")
    return EnterCheck.model_validate({"day": day_of(taken_at) if taken_at else context.day} | given)


_SESSION_WORDS = {
    "上午": "morning",
    "早上": "morning",
    "早晨": "morning",
    "下午": "evening",
    "晚上": "evening",
    "傍晚": "evening",
}

HEALTH_CHECKS = Ledger(
    "quarantine.health_checks",
    Term("Temperature sheet", "体温登记表"),
    Permission.CHECK_READ,
    queries.health_checks,
    (
        *person("order__person__"),
        GRID,
        Column("day", Term("Day", "日期"), CellKind.DATE, aliases=("测量日期", "监测日期", "登记日期"), source="day",
               filter=True, sort=True),
        Column("session", Term("Session", "时段"), CellKind.CHOICE, vocabulary=CheckSession,
               aliases=("早/晚", "早晚", "班次"), choice_aliases=_SESSION_WORDS, required=True, source="session",
               filter=True),
        Column("temperature", Term("Temperature, °C", "体温"), CellKind.DECIMAL,
               aliases=("体温℃", "体温（℃）", "温度", "测量体温"), units=("℃", "度", "°C"), source="temperature"),
        Column("symptoms", Term("Symptoms", "症状"), CellKind.MULTI_CHOICE, vocabulary=Symptom, none_words=NO_SYMPTOMS,
               aliases=("有无症状", "健康状况"), source="symptoms"),
        Column("taken_at", Term("Taken at", "测量时间"), CellKind.DATETIME, aliases=("测温时间", "监测时间"),
               source="taken_at"),
        Column("verdict", Term("Verdict", "判定"), CellKind.CHOICE, vocabulary=CheckVerdict, source="verdict",
               filter=True, imported=False),
    ),
    imports=ImportSpec(enter_check, build=_check),
)  # fmt: skip

REFERRALS = Ledger(
    "quarantine.referrals",
    Term("Referrals", "发热转诊台账"),
    Permission.REFERRAL_READ,
    queries.referrals,
    (
        *person("person__"),
        GRID,
        Column("found_at", Term("Found", "发现时间"), CellKind.DATETIME, source="found_at", filter=True, sort=True),
        Column("facility", Term("Facility", "接诊机构"), CellKind.TEXT, source="facility"),
        Column("handed_over_at", Term("Handed over", "移交时间"), CellKind.DATETIME, source="handed_over_at"),
        Column("diagnosed_at", Term("First diagnosis", "首诊时间"), CellKind.DATETIME, source="diagnosed_at"),
        Column("concluded_at", Term("Concluded", "结论时间"), CellKind.DATETIME, source="concluded_at"),
        Column("conclusion", Term("Conclusion", "结论"), CellKind.CHOICE, vocabulary=ReferralConclusion,
               source="conclusion", filter=True),
    ),
)  # fmt: skip

SITES = Ledger(
    "quarantine.sites",
    Term("Quarantine sites", "集中隔离点"),
    Permission.SITE_READ,
    queries.sites,
    (
        Column("name", Term("Name", "名称"), CellKind.TEXT, source="name", search=True),
        Column("kind", Term("Kind", "类型"), CellKind.CHOICE, vocabulary=SiteKind, source="kind"),
        Column("address", Term("Address", "地址"), CellKind.TEXT, source="address"),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id"),
        Column("rooms", Term("Rooms", "房间数"), CellKind.INTEGER, source="room_count"),
        Column("placed", Term("People placed", "在住人数"), CellKind.INTEGER, source="placed_count"),
        Column("lacks", Term("Still lacks", "尚缺"), CellKind.MULTI_CHOICE, vocabulary=SiteGap, source="lacks"),
    ),
    offers=(register_site,),
)

ROOMS = Ledger(
    "quarantine.rooms",
    Term("Rooms", "隔离点房间"),
    Permission.SITE_READ,
    queries.rooms,
    (
        Column("site", Term("Site", "隔离点"), CellKind.TEXT, source="site__name", search=True),
        Column("number", Term("Room", "房间号"), CellKind.TEXT, source="number"),
        Column("beds", Term("Beds", "床位"), CellKind.INTEGER, source="beds"),
        Column("zone", Term("Area", "分区"), CellKind.CHOICE, vocabulary=ZoneKind, source="zone__kind", filter=True),
        Column("barrier_free", Term("Barrier-free", "无障碍"), CellKind.BOOLEAN, source="barrier_free", filter=True),
        Column("own_bath", Term("Own bath", "独立卫生间"), CellKind.BOOLEAN, source="own_bath", filter=True),
        Column("placed", Term("People placed", "在住人数"), CellKind.INTEGER, source="placed_count"),
    ),
    order=("site_id", "id"),
)

TEAMS = Ledger(
    "quarantine.teams",
    Term("Responsible teams", "包保责任人台账"),
    Permission.ORDER_READ,
    queries.team_seats,
    (
        *person("order__person__"),
        GRID,
        Column("role", Term("Role", "包保角色"), CellKind.CHOICE, vocabulary=Role, source="role", filter=True),
        Column("holder", Term("Responsible", "责任人"), CellKind.TEXT, source="holder", search=True),
        Column("holder_number", Term("Phone", "联系电话"), CellKind.PHONE, source="holder_number"),
    ),
    offers=(name_team_member,),
)  # fmt: skip

NOTICES = Ledger(
    "quarantine.notices",
    Term("Notices issued", "告知书台账"),
    Permission.ORDER_READ,
    queries.notices,
    (
        Column("number", Term("Number", "文书编号"), CellKind.TEXT, source="number", search=True),
        GRID,
        Column("issued_at", Term("Issued", "出具时间"), CellKind.DATETIME, source="issued_at", filter=True, sort=True),
        Column("withdrawn_at", Term("Withdrawn", "撤回时间"), CellKind.DATETIME, source="withdrawn_at"),
    ),
    order=("area_id", "issued_at", "id"),
)

LEDGERS = (ORDERS, PROPOSALS, CHANGES, UNDER_ORDER, HEALTH_CHECKS, REFERRALS, TEAMS, SITES, ROOMS, NOTICES)
