"""The registers of screening. Campaign lists, coverage and the three ledgers follow from what is recorded; attempts,
arrivals and departures come in as the workbooks that people keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.policy.vocabulary import RiskLevel
from menshen.domains.registry.vocabulary import Gender
from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening import queries
from menshen.domains.screening.actions.arrivals import RegisterArrival, register_arrival
from menshen.domains.screening.actions.attempts import RecordAttempt, record_attempt
from menshen.domains.screening.actions.campaigns import start_campaign
from menshen.domains.screening.actions.departures import RecordDeparture, record_departure
from menshen.domains.screening.ledgers.columns import GRID, given, home, person
from menshen.domains.screening.vocabulary import (
    NO_SYMPTOMS,
    AttemptOutcome,
    Channel,
    DepartureReason,
    HouseholdState,
    IdentityGroup,
    OriginClass,
    Permission,
    Step,
    Symptom,
    TransportMode,
)
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Command


def _attempt(values: dict[str, Any], context: RowContext) -> Command:
    return RecordAttempt.model_validate(given(values, RecordAttempt, context))


def _arrival(values: dict[str, Any], context: RowContext) -> Command:
    return RegisterArrival.model_validate(given(values, RegisterArrival, context))


def _departure(values: dict[str, Any], context: RowContext) -> Command:
    return RecordDeparture.model_validate(given(values, RecordDeparture, context))


def _number(code: str, en: str, zh: str) -> Column:
    return Column(code, Term(en, zh), CellKind.INTEGER, source=code, imported=False)


_COUNTS = (
    _number("total", "Households", "应排查户数"),
    _number("by_phone", "Settled by phone", "电话排查"),
    _number("at_door", "Settled at the door", "上门排查"),
    _number("by_call_back", "Settled by call-back", "回电排查"),
    _number("closed_other", "Declined, vacant, not found", "拒绝、空置、查无"),
    _number("not_reached", "Not reached", "尚未联系上"),
    _number("to_visit", "To be visited", "待上门"),
)
_TITLE = Column("title", Term("Campaign", "排查"), source="title", search=True)
_STARTS_ON = Column("starts_on", Term("Starts on", "开始日期"), CellKind.DATE, source="starts_on", sort=True)
_CLOSED_ON = Column("closed_on", Term("Closed on", "结束日期"), CellKind.DATE, source="closed_on")

CAMPAIGNS = Ledger(
    "screening.campaigns",
    Term("Campaigns", "排查任务"),
    Permission.CAMPAIGN_READ,
    queries.campaigns,
    (_TITLE, Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id"), _STARTS_ON, _CLOSED_ON, *_COUNTS),
    order=("-starts_on", "-id"),
    offers=(start_campaign,),
)

COVERAGE = Ledger(
    "screening.coverage",
    Term("Coverage by grid", "排查覆盖情况（分网格）"),
    Permission.CAMPAIGN_READ,
    queries.coverage,
    (
        _TITLE,
        GRID,
        _STARTS_ON,
        _CLOSED_ON,
        *_COUNTS,
        _number("calls", "Calls made", "拨打电话次数"),
        _number("visits", "Visits made", "上门次数"),
        _number("notices", "Notices posted", "张贴温馨提示"),
    ),
    order=("-starts_on", "area_id"),
)

HOUSEHOLDS = Ledger(
    "screening.households",
    Term("Households of the campaigns", "排查对象户"),
    Permission.CAMPAIGN_READ,
    queries.households,
    (
        GRID,
        *(column for column in home("household__") if column.source),
        Column("state", Term("State", "排查状态"), CellKind.CHOICE, vocabulary=HouseholdState, source="state",
               filter=True),
        Column("next_step", Term("Next step", "下一步"), CellKind.CHOICE, vocabulary=Step, source="next_step",
               filter=True),
        Column("tries", Term("Attempts", "联系次数"), CellKind.INTEGER, source="tries"),
        Column("last_tried_at", Term("Last attempt", "最近联系时间"), CellKind.DATETIME, source="last_tried_at"),
        Column("last_outcome", Term("Last outcome", "最近结果"), CellKind.CHOICE, vocabulary=AttemptOutcome,
               source="last_outcome"),
        Column("settled_at", Term("Settled", "掌握情况时间"), CellKind.DATETIME, source="settled_at", filter=True),
        Column("title", Term("Campaign", "排查"), source="share__title"),
    ),
    about="household",
)  # fmt: skip

ATTEMPTS = Ledger(
    "screening.attempts",
    Term("Calls, visits and notices", "电话、入户、张贴提示登记"),
    Permission.CAMPAIGN_READ,
    queries.attempts,
    (
        GRID,
        *home("target__household__"),
        Column("head_name", Term("Head of the household", "户主姓名"), CellKind.NAME, aliases=("户主", "户主名")),
        Column("channel", Term("Way of contact", "排查方式"), CellKind.CHOICE, vocabulary=Channel, required=True,
               aliases=("方式", "联系方式", "走访方式"),
               choice_aliases={"电话排查": "phone", "打电话": "phone", "入户": "door", "入户排查": "door",
                               "入户走访": "door", "上门走访": "door", "上门排查": "door", "走访": "door",
                               "张贴": "notice", "温馨提示": "notice", "贴条": "notice", "回电": "call_back",
                               "来电": "call_back"},
               source="channel", filter=True),
        Column("outcome", Term("Outcome", "排查结果"), CellKind.CHOICE, vocabulary=AttemptOutcome, required=True,
               aliases=("结果", "联系结果", "接听情况", "入户情况", "张贴情况", "走访结果"),
               choice_aliases={"已接通": "reached", "接通": "reached", "已入户": "reached", "已联系": "reached",
                               "已排查": "reached", "未接": "no_answer", "未接通": "no_answer", "关机": "no_answer",
                               "占线": "no_answer", "拒接": "no_answer", "无法接通": "no_answer",
                               "停机": "number_wrong", "空号": "number_wrong", "号码错误": "number_wrong",
                               "无号码": "number_wrong", "无人在家": "nobody_home", "无人": "nobody_home",
                               "无人应答": "nobody_home", "已贴": "posted", "张贴": "posted", "拒绝配合": "refused",
                               "空房": "vacant", "空户": "vacant", "查无此人": "not_found", "无此户": "not_found"},
               source="outcome", filter=True),
        Column("attempted_at", Term("When", "排查时间"), CellKind.DATETIME, required=True,
               aliases=("拨打时间", "入户时间", "张贴时间", "联系时间", "走访时间", "登记时间", "时间"),
               source="attempted_at", filter=True, sort=True),
        Column("note", Term("What was said", "家庭情况"), aliases=("情况", "备注", "情况说明"), source="note"),
        Column("made_by", Term("Made by", "排查人"),
               aliases=("排查员", "电话排查员", "入户人员", "张贴人", "走访人", "联系人员", "登记人"),
               source="made_by"),
    ),
    order=("area_id", "channel", "attempted_at"),
    imports=ImportSpec(record_attempt, build=_attempt, area_from=("grid", "compound")),
    ever=queries.every_attempt,
)  # fmt: skip

_ORIGIN_COLUMNS = (
    Column("origin", Term("Came from", "来源地"),
           aliases=("从何地返回", "返回地", "来自", "何处返回", "旅居地", "来源地区", "从哪里来", "返回来源地"),
           source="listed_origin", search=True),
    Column("origin_class", Term("Class", "来源分类"), CellKind.CHOICE, vocabulary=OriginClass,
           source="listed_origin_class", filter=True, imported=False),
    Column("risk_level", Term("Listed as, that day", "当日风险等级"), CellKind.CHOICE, vocabulary=RiskLevel,
           source="listed_risk_level", filter=True, imported=False),
    Column("risk_row", Term("By the row", "依据名单"), source="listed_risk_row", imported=False),
    Column("route", Term("Passed through", "途经地"), aliases=("途经", "途经地区", "中转地"), source="route"),
    Column("left_on", Term("Left there on", "离开日期"), CellKind.DATE,
           aliases=("离开时间", "出发日期", "离开来源地日期"), source="left_on", filter=True),
    Column("arrived_home_at", Term("Came home at", "到家时间"), CellKind.DATETIME,
           aliases=("抵达时间", "返回时间", "返回日期", "返回日期时间", "到达时间", "抵达日期", "返乡时间"),
           source="arrived_home_at", filter=True, sort=True),
)  # fmt: skip
_TRANSPORT_COLUMNS = (
    Column("transport", Term("Transport", "交通工具"), CellKind.CHOICE, vocabulary=TransportMode,
           aliases=("乘坐交通工具", "交通方式", "返回方式", "乘坐工具"),
           choice_aliases={"高铁": "train", "动车": "train", "列车": "train", "铁路": "train",
                           "航班": "flight", "长途汽车": "coach", "长途客车": "coach", "大巴": "coach", "汽车": "coach",
                           "班车": "coach", "私家车": "own_car", "自驾车": "own_car", "开车": "own_car",
                           "出租车": "shared_car", "网约车": "shared_car", "拼车": "shared_car",
                           "顺风车": "shared_car"},
           source="transport", filter=True),
    Column("transport_number", Term("Train, flight or plate", "车次、航班或车牌"),
           aliases=("车次/航班/车牌", "班次（车牌号）", "车次", "车次航班", "车次（航班）", "航班号", "车牌", "车牌号",
                    "车次/航班"), source="transport_number"),
    Column("seat", Term("Seat", "座位"), aliases=("座位号", "车厢座位"), source="seat"),
    Column("companions", Term("Companions", "同行人"), aliases=("同行人员", "同行者"), source="companions"),
)  # fmt: skip
_HEALTH_COLUMNS = (
    Column("temperature", Term("Temperature, °C", "体温"), CellKind.DECIMAL,
           aliases=("到家体温", "体温℃", "体温（℃）", "当日体温", "初始体温"), units=("℃", "度", "°C"),
           source="temperature"),
    Column("symptoms", Term("Symptoms", "症状"), CellKind.MULTI_CHOICE, vocabulary=Symptom, none_words=NO_SYMPTOMS,
           aliases=("有无症状", "健康状况", "身体状况", "症状情况"), source="symptoms", filter=True),
    Column("contact_history", Term("Contact with ill people", "接触史"), aliases=("接触情况", "有无接触史"),
           source="contact_history"),
    Column("identity_group", Term("Group", "人员类别"), CellKind.CHOICE, vocabulary=IdentityGroup,
           aliases=("身份类别", "类别", "身份", "人员身份"),
           choice_aliases={"大学生": "student", "在校学生": "student", "务工": "worker", "外出务工": "worker",
                           "打工": "worker", "农民工": "worker", "经商": "business", "出差": "business",
                           "探亲": "visitor", "走亲": "visitor", "旅行": "traveller", "游客": "traveller"},
           source="identity_group", filter=True),
)  # fmt: skip
_ASKED_COLUMNS = (
    Column("announced_at", Term("Announced by the household", "报备时间"), CellKind.DATETIME,
           aliases=("主动报备时间", "自报时间"), source="announced_at"),
    Column("known_at", Term("Situation known at", "摸排时间"), CellKind.DATETIME,
           aliases=("排查时间", "掌握时间", "核实时间", "登记时间"), source="known_at", filter=True),
    Column("clock_ends_at", Term("To be known by", "应掌握时限"), CellKind.DATETIME, source="clock_ends_at",
           imported=False),
    Column("asked_by", Term("Asked by", "摸排人"), aliases=("排查人", "登记人", "摸排人员"), source="asked_by"),
    Column("note", Term("Note", "备注"), aliases=("说明",), source="note"),
)  # fmt: skip
_REGISTERED_AT = Column(
    "registration", Term("Household registration", "户籍地"), source="person__registered_at", imported=False
)
_ARRIVAL_COLUMNS = (
    *person(),
    _REGISTERED_AT,
    GRID,
    *home("household__"),
    *_ORIGIN_COLUMNS,
    *_TRANSPORT_COLUMNS,
    *_HEALTH_COLUMNS,
    *_ASKED_COLUMNS,
)

ARRIVALS = Ledger(
    "screening.arrivals",
    Term("Arrivals", "来返人员台账"),
    Permission.ARRIVAL_READ,
    queries.arrivals,
    _ARRIVAL_COLUMNS,
    order=("area_id", "registered_at", "id"),
    imports=ImportSpec(register_arrival, build=_arrival, area_from=("grid", "compound")),
    ever=queries.every_arrival,
)

CLOCK_BREACHES = Ledger(
    "screening.clock_breaches",
    Term("Not known within two hours", "到家两小时内未掌握情况"),
    Permission.ARRIVAL_READ,
    queries.clock_breaches,
    (*person(), GRID, *_ORIGIN_COLUMNS, *_ASKED_COLUMNS),
    order=("area_id", "registered_at", "id"),
    ever=queries.every_arrival,
)

RETURNED = Ledger(
    "screening.returned",
    Term("Left and returned", "近期外出返回人员"),
    Permission.ARRIVAL_READ,
    queries.returned,
    _ARRIVAL_COLUMNS,
    order=("area_id", "registered_at", "id"),
)

_DEPARTURE_COLUMNS = (
    *person(),
    GRID,
    *home("household__"),
    Column("destination", Term("Went to", "去向"),
           aliases=("目的地", "外出地", "外出地点", "目前所在地", "现在何处", "外出去向"), source="destination",
           search=True),
    Column("left_on", Term("Left on", "外出日期"), CellKind.DATE, aliases=("外出时间", "离开日期", "离开时间"),
           required=True, source="left_on", filter=True, sort=True),
    Column("reason", Term("Reason", "外出事由"), CellKind.CHOICE, vocabulary=DepartureReason,
           aliases=("外出原因", "事由", "原因"),
           choice_aliases={"打工": "work", "工作": "work", "上学": "study", "读书": "study", "经商": "business",
                           "出差": "business", "走亲访友": "family", "探亲访友": "family", "看病": "medical"},
           source="reason", filter=True),
    Column("expected_back_on", Term("Expected back on", "预计返回日期"), CellKind.DATE,
           aliases=("预计返回时间", "拟返回日期"), planned=True, source="expected_back_on", filter=True, sort=True),
    Column("returned_on", Term("Returned on", "实际返回日期"), CellKind.DATE, source="returned_on", imported=False),
)  # fmt: skip

DEPARTURES = Ledger(
    "screening.departures",
    Term("Departures", "外出人员台账"),
    Permission.DEPARTURE_READ,
    queries.departures,
    _DEPARTURE_COLUMNS,
    order=("area_id", "registered_at", "id"),
    imports=ImportSpec(record_departure, build=_departure, area_from=("grid", "compound")),
)

NOT_RETURNED = Ledger(
    "screening.not_returned",
    Term("Left, not returned yet", "外出未返回人员"),
    Permission.DEPARTURE_READ,
    queries.not_returned,
    _DEPARTURE_COLUMNS,
    order=("area_id", "registered_at", "id"),
    ever=queries.every_departure,
)

NOT_LEFT = Ledger(
    "screening.not_left",
    Term("Have not left", "未外出人员"),
    Permission.DEPARTURE_READ,
    queries.not_left,
    (
        Column("name", Term("Name", "姓名"), CellKind.NAME, source="name", search=True, readers=Registry.PERSON_READ),
        Column("gender", Term("Gender", "性别"), CellKind.CHOICE, vocabulary=Gender, source="gender"),
        Column("id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER, source="id_number"),
        GRID,
    ),
)  # fmt: skip

LEDGERS = (
    CAMPAIGNS,
    COVERAGE,
    HOUSEHOLDS,
    ATTEMPTS,
    ARRIVALS,
    CLOCK_BREACHES,
    DEPARTURES,
    NOT_LEFT,
    RETURNED,
    NOT_RETURNED,
)
