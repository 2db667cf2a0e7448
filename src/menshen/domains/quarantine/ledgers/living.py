"""The registers of sites and of the days under an order. All follow from what was recorded."""

from __future__ import annotations

from menshen.domains.quarantine import queries
from menshen.domains.quarantine.ledgers.orders import GRID, person
from menshen.domains.quarantine.vocabulary import (
    AppealDecision,
    Destination,
    DoorFinding,
    DutyRole,
    HomeVerdict,
    NeedKind,
    NeedOutcome,
    OutingReason,
    Permission,
    Shift,
    TransferState,
    ZoneKind,
)
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import Ledger

_SITE = Column("site", Term("Site", "隔离点"), CellKind.TEXT, source="site__name", search=True)

ZONES = Ledger(
    "quarantine.zones",
    Term("Areas and passages", "隔离点分区和通道"),
    Permission.SITE_READ,
    queries.zones,
    (
        _SITE,
        Column("kind", Term("Area or passage", "分区或通道"), CellKind.CHOICE, vocabulary=ZoneKind, source="kind",
               filter=True),
        Column("extent", Term("Where it reaches", "范围"), CellKind.TEXT, source="extent"),
        Column("rooms", Term("Rooms", "房间数"), CellKind.INTEGER, source="room_count"),
    ),
    order=("site_id", "id"),
)  # fmt: skip

DUTIES = Ledger(
    "quarantine.duties",
    Term("Duty rosters of sites", "隔离点值班表"),
    Permission.SITE_READ,
    queries.duties,
    (
        _SITE,
        Column("day", Term("Day", "日期"), CellKind.DATE, source="day", filter=True, sort=True),
        Column("shift", Term("Shift", "班次"), CellKind.CHOICE, vocabulary=Shift, source="shift", filter=True),
        Column("role", Term("Role", "岗位"), CellKind.CHOICE, vocabulary=DutyRole, source="role", filter=True),
        Column("holder", Term("On duty", "值班人员"), CellKind.TEXT, source="holder"),
    ),
    ever=queries.duties_ever,
    order=("day", "site_id", "id"),
)

WALKS = Ledger(
    "quarantine.security_checks",
    Term("Security walks", "隔离点安全巡查"),
    Permission.SITE_READ,
    queries.security_checks,
    (
        _SITE,
        Column("checked_at", Term("When", "巡查时间"), CellKind.DATETIME, source="checked_at", filter=True, sort=True),
        Column("exits_open", Term("Every emergency exit opened", "安全出口均可开启"), CellKind.BOOLEAN,
               source="exits_open", filter=True),
        Column("found", Term("Found", "发现情况"), CellKind.TEXT, source="found"),
    ),
)  # fmt: skip

TRANSFERS = Ledger(
    "quarantine.transfers",
    Term("Transfers", "转运交接台账"),
    Permission.ORDER_READ,
    queries.transfers,
    (
        *person("person__"),
        GRID,
        Column("state", Term("Stands at", "状态"), CellKind.CHOICE, vocabulary=TransferState, source="state",
               filter=True),
        Column("destination", Term("Where to", "目的地"), CellKind.CHOICE, vocabulary=Destination,
               source="destination", filter=True),
        Column("site", Term("Site", "隔离点"), CellKind.TEXT, source="site__name"),
        Column("facility", Term("Hospital", "医疗机构"), CellKind.TEXT, source="facility"),
        Column("asked_at", Term("Asked", "提出时间"), CellKind.DATETIME, source="asked_at", filter=True, sort=True),
        Column("left_at", Term("Left", "出发时间"), CellKind.DATETIME, source="left_at"),
        Column("arrived_at", Term("Arrived", "到达时间"), CellKind.DATETIME, source="arrived_at"),
        Column("received_at", Term("Received", "交接时间"), CellKind.DATETIME, source="received_at"),
        Column("received_by", Term("Received by", "接收人"), CellKind.TEXT, source="received_by"),
    ),
)  # fmt: skip

NEEDS = Ledger(
    "quarantine.needs",
    Term("Needs in quarantine", "隔离人员需求台账"),
    Permission.ORDER_READ,
    queries.needs,
    (
        *person("order__person__"),
        GRID,
        Column("kind", Term("Kind", "类别"), CellKind.CHOICE, vocabulary=NeedKind, source="kind", filter=True),
        Column("words", Term("What", "具体需求"), CellKind.TEXT, source="words"),
        Column("asked_at", Term("Asked", "提出时间"), CellKind.DATETIME, source="asked_at", filter=True, sort=True),
        Column("settled_at", Term("Settled", "办结时间"), CellKind.DATETIME, source="settled_at", filter=True),
        Column("outcome", Term("Outcome", "办理结果"), CellKind.CHOICE, vocabulary=NeedOutcome, source="outcome",
               filter=True),
        Column("answer", Term("What was done", "办理情况"), CellKind.TEXT, source="answer"),
    ),
)  # fmt: skip

OUTINGS = Ledger(
    "quarantine.outings",
    Term("Necessary outings", "确需外出台账"),
    Permission.ORDER_READ,
    queries.outings,
    (
        *person("order__person__"),
        GRID,
        Column("reason", Term("Why", "外出事由"), CellKind.CHOICE, vocabulary=OutingReason, source="reason",
               filter=True),
        Column("asked_at", Term("Asked", "提出时间"), CellKind.DATETIME, source="asked_at", filter=True, sort=True),
        Column("granted", Term("Arranged", "已安排"), CellKind.BOOLEAN, source="granted", filter=True),
        Column("from_at", Term("From", "开始"), CellKind.DATETIME, source="from_at"),
        Column("until_at", Term("Until", "结束"), CellKind.DATETIME, source="until_at"),
        Column("answer", Term("How, or why not", "安排或理由"), CellKind.TEXT, source="answer"),
    ),
)  # fmt: skip

HOMES = Ledger(
    "quarantine.home_surveys",
    Term("Homes checked", "居家隔离条件核查"),
    Permission.ORDER_READ,
    queries.home_surveys,
    (
        Column("household", Term("Household number", "户编号"), source="household__number", search=True),
        GRID,
        Column("compound", Term("Compound or group", "小区（组）"), source="household__dwelling__compound",
               search=True),
        Column("building", Term("Building", "楼栋"), source="household__dwelling__building"),
        Column("unit", Term("Unit", "单元"), source="household__dwelling__unit"),
        Column("door", Term("Door", "门牌（房号）"), source="household__dwelling__door"),
        Column("surveyed_at", Term("When", "核查时间"), CellKind.DATETIME, source="surveyed_at", filter=True,
               sort=True),
        Column("own_room", Term("Own room", "独立房间"), CellKind.BOOLEAN, source="own_room"),
        Column("own_toilet", Term("Own toilet", "独立卫生间"), CellKind.BOOLEAN, source="own_toilet"),
        Column("aired", Term("Can be aired", "可通风"), CellKind.BOOLEAN, source="aired"),
        Column("shared_air", Term("Shared central air", "共用中央空调"), CellKind.BOOLEAN, source="shared_air"),
        Column("vulnerable", Term("Somebody vulnerable there", "同住易感人群"), CellKind.BOOLEAN, source="vulnerable"),
        Column("verdict", Term("Verdict", "判定"), CellKind.CHOICE, vocabulary=HomeVerdict, source="verdict",
               filter=True),
    ),
)  # fmt: skip

CARE = Ledger(
    "quarantine.care",
    Term("People who must not be alone", "特殊照护人员"),
    Permission.ORDER_READ,
    queries.care_plans,
    (
        *person("order__person__"),
        GRID,
        Column("minor", Term("Under 14", "未满14周岁"), CellKind.BOOLEAN, source="minor", filter=True),
        Column("companion", Term("Who is with them", "陪护人"), CellKind.TEXT, source="companion"),
        Column("arrangement", Term("Arranged", "评估和安排"), CellKind.TEXT, source="arrangement"),
        Column("arranged_at", Term("When", "安排时间"), CellKind.DATETIME, source="arranged_at", filter=True),
        Column("told_at", Term("Guardian told", "监护人告知时间"), CellKind.DATETIME, source="told_at", filter=True),
    ),
    ever=queries.care_plans_ever,
    about="order",
)

TESTS = Ledger(
    "quarantine.tests_due",
    Term("Tests due today", "今日应检人员"),
    Permission.CHECK_READ,
    queries.tests_due,
    (
        *person("order__person__"),
        GRID,
        Column("due_on", Term("Due", "应检日"), CellKind.DATE, source="due_on", filter=True, sort=True),
        Column("taken_at", Term("Specimen taken", "采样时间"), CellKind.DATETIME, source="taken_at", filter=True),
        Column("result_at", Term("Result received", "结果接收时间"), CellKind.DATETIME, source="result_at"),
        Column("rule_id", Term("Rule", "依据规则"), CellKind.TEXT, source="order__rule_id", filter=True),
    ),
    ever=queries.tests_ever,
)

SENSORS = Ledger(
    "quarantine.door_sensors",
    Term("Door contacts", "门磁台账"),
    Permission.SENSOR_READ,
    queries.door_sensors,
    (
        *person("order__person__"),
        GRID,
        Column("serial", Term("Serial number", "设备编号"), CellKind.TEXT, source="serial", search=True),
        Column("installed_at", Term("Put up", "安装时间"), CellKind.DATETIME, source="installed_at", sort=True),
        Column("over", Term("Order ended", "隔离已结束"), CellKind.BOOLEAN, source="over", filter=True),
        Column("removed_at", Term("Taken off", "拆除时间"), CellKind.DATETIME, source="removed_at", filter=True),
    ),
)

OPENINGS = Ledger(
    "quarantine.openings",
    Term("Openings to be looked into", "开门核实"),
    Permission.SENSOR_READ,
    queries.door_events,
    (
        *person("order__person__"),
        GRID,
        Column("opened_at", Term("Opened", "开门时间"), CellKind.DATETIME, source="opened_at", filter=True, sort=True),
        Column("finding", Term("What it was", "核实结果"), CellKind.CHOICE, vocabulary=DoorFinding, source="finding",
               filter=True),
        Column("words", Term("What was said or done", "处理情况"), CellKind.TEXT, source="words"),
        Column("answered_at", Term("Looked into", "核实时间"), CellKind.DATETIME, source="answered_at"),
    ),
)  # fmt: skip

APPEALS = Ledger(
    "quarantine.appeals",
    Term("Appeals against orders", "隔离申诉台账"),
    Permission.ORDER_READ,
    queries.appeals,
    (
        *person("order__person__"),
        GRID,
        Column("asked_by", Term("Who objects", "申诉人"), CellKind.TEXT, source="asked_by"),
        Column("grounds", Term("Grounds", "申诉理由"), CellKind.TEXT, source="grounds"),
        Column("asked_at", Term("Taken down", "登记时间"), CellKind.DATETIME, source="asked_at", filter=True,
               sort=True),
        Column("decision", Term("Decision", "决定"), CellKind.CHOICE, vocabulary=AppealDecision, source="decision",
               filter=True),
        Column("decided_at", Term("Decided", "决定时间"), CellKind.DATETIME, source="decided_at", filter=True),
        Column("decided_by", Term("Decided by", "决定人"), CellKind.TEXT, source="decided_by__display_name"),
        Column("reasons", Term("Reasons", "理由"), CellKind.TEXT, source="reasons"),
    ),
)  # fmt: skip

LEDGERS = (ZONES, DUTIES, WALKS, TRANSFERS, NEEDS, OUTINGS, HOMES, CARE, TESTS, SENSORS, OPENINGS, APPEALS)
