"""The registers of the days: arrivals, calls, visits and notices, temperatures, people away; in three hands each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from menshen.demo.town import MAIN, SECOND, VILLAGE
from menshen.demo.workbooks.forms import Column, Form, Part
from menshen.demo.workbooks.hands import Hand, full_width
from menshen.domains.screening.vocabulary import Channel

if TYPE_CHECKING:
    from menshen.demo.arrivals import PlannedArrival, PlannedDeparture
    from menshen.demo.campaign import PlannedAttempt
    from menshen.demo.health import PlannedCheck
    from menshen.demo.people import Person
    from menshen.demo.workbooks.sheets import Cell
    from menshen.demo.workers import PlannedWorker


def _id_number(person: Person, hand: Hand) -> Cell:
    return hand.id_number(person.id_number)


def _small_full_width(person: Person, hand: Hand) -> Cell:
    number = person.id_number.lower()
    return full_width(number) if hand.rng.random() < 0.3 else number


def _seat(arrival: PlannedArrival, hand: Hand) -> Cell:
    """Sometimes forgotten, which is written as a mask; a car has none."""
    if not arrival.seat:
        return "/"
    return hand.masked() if hand.rng.random() < 0.03 else arrival.seat


def _arrival_celsius(arrival: PlannedArrival, hand: Hand) -> Cell:
    return hand.masked() if hand.rng.random() < 0.02 else hand.celsius(arrival.celsius)


def _companions(arrival: PlannedArrival, hand: Hand) -> Cell:
    return "、".join(arrival.companions) or hand.none()


def _reported_at(arrival: PlannedArrival, hand: Hand) -> Cell:
    return hand.moment(arrival.reported_at) if arrival.reported_at else None


def _no_symptoms(_: PlannedArrival, hand: Hand) -> Cell:
    return hand.rng.choice(("无", "无", "无症状", "正常"))


ARRIVALS: Final[dict[str, Form[PlannedArrival]]] = {
    MAIN: Form(
        (
            Column("序号"),
            Column("网格", lambda a, _: a.household.grid_name),
            Column("姓名", lambda a, _: a.person.name, Part.NAME),
            Column("性别", lambda a, _: a.person.sex),
            Column("身份证号", lambda a, hand: _id_number(a.person, hand), Part.ID_NUMBER),
            Column("联系电话", lambda a, hand: hand.phone(a.person.phone), Part.PHONE),
            Column("现住址", lambda a, _: a.household.address),
            Column("来源地", lambda a, _: a.origin.text),
            Column("离开日期", lambda a, hand: hand.day(a.left_on)),
            Column("到家时间", lambda a, hand: hand.moment(a.arrived_home_at)),
            Column(("交通方式", "交通工具"), lambda a, _: a.transport),
            Column(("交通方式", "车次/航班/车牌"), lambda a, _: a.vehicle),
            Column(("交通方式", "座位"), _seat),
            Column("同行人", _companions),
            Column("体温", _arrival_celsius),
            Column("症状", _no_symptoms),
            Column("身份类别", lambda a, _: a.standing),
            Column("报备时间", _reported_at),
            Column("摸排时间", lambda a, hand: hand.moment(a.known_at)),
        ),
        lambda a: a.person.id_number,
    ),
    SECOND: Form(
        (
            Column("编号"),
            Column("返回人员姓名", lambda a, _: a.person.name, Part.NAME),
            Column("公民身份号码", lambda a, hand: _id_number(a.person, hand), Part.ID_NUMBER),
            Column("手机号码", lambda a, hand: hand.phone(a.person.phone), Part.PHONE),
            Column("责任区", lambda a, _: a.household.grid_name),
            Column("居住地址", lambda a, _: a.household.address),
            Column("从何地返回", lambda a, _: a.origin.text),
            Column("离开时间", lambda a, hand: hand.day(a.left_on)),
            Column("抵达时间", lambda a, hand: hand.moment(a.arrived_home_at)),
            Column("乘坐交通工具", lambda a, _: a.transport),
            Column("班次（车牌号）", lambda a, _: a.vehicle),
            Column("座位号", _seat),
            Column("同行人员", _companions),
            Column("到家体温", _arrival_celsius),
            Column("有无症状", _no_symptoms),
            Column("人员类别", lambda a, _: a.standing),
            Column("排查时间", lambda a, hand: hand.moment(a.known_at)),
        ),
        lambda a: a.person.id_number,
    ),
    VILLAGE: Form(
        (
            Column("序號"),
            Column("網格", lambda a, _: a.household.grid_name),
            Column("姓名", lambda a, _: a.person.name, Part.NAME),
            Column("類別", lambda a, _: a.standing),
            Column("身份證號碼", lambda a, hand: _small_full_width(a.person, hand), Part.ID_NUMBER),
            Column("聯繫電話", lambda a, hand: hand.phone(a.person.phone), Part.PHONE),
            Column("現住址", lambda a, _: a.household.address),
            Column("來源地", lambda a, _: a.origin.text),
            Column("離開日期", lambda a, hand: hand.day(a.left_on)),
            Column("到家時間", lambda a, hand: hand.moment(a.arrived_home_at)),
            Column("交通工具", lambda a, _: a.transport),
            Column("車次", lambda a, _: a.vehicle),
            Column("體溫", _arrival_celsius),
            Column("症狀", _no_symptoms),
            Column("摸排時間", lambda a, hand: hand.moment(a.known_at)),
        ),
        lambda a: a.person.id_number,
    ),
}

_NUMBERED_PERSON: Final[tuple[Column[Any], ...]] = (
    Column("序号"),
    Column("网格", lambda one, _: one.household.grid_name),
    Column("姓名", lambda one, _: one.person.name, Part.NAME),
    Column("身份证号", lambda one, hand: _id_number(one.person, hand), Part.ID_NUMBER),
)
_VILLAGER: Final[tuple[Column[Any], ...]] = (
    Column("序號"),
    Column("網格", lambda one, _: one.household.grid_name),
    Column("姓名", lambda one, _: one.person.name, Part.NAME),
    Column("身份證號碼", lambda one, hand: _small_full_width(one.person, hand), Part.ID_NUMBER),
)
_CHANNELS: Final = {Channel.PHONE: "电话", Channel.DOOR: "上门", Channel.NOTICE: "张贴温馨提示"}


def _channel(attempt: PlannedAttempt, _: Hand) -> Cell:
    return _CHANNELS[attempt.channel]


_NUMBERED_HOUSEHOLD: Final[tuple[Column[PlannedAttempt], ...]] = (
    Column("编号"),
    Column("责任区", lambda a, _: a.household.grid_name),
    Column("户号", lambda a, _: a.household.number, Part.HOUSEHOLD),
    Column("户主", lambda a, _: a.household.head.name, Part.NAME),
)
SECOND_CALLS: Final[Form[PlannedAttempt]] = Form(
    (
        *_NUMBERED_HOUSEHOLD,
        Column("手机号码", lambda a, hand: hand.phone(a.household.head.phone), Part.PHONE),
        Column("居住小区", lambda a, _: a.household.place),
        Column("楼号", lambda a, _: a.household.building),
        Column("单元号", lambda a, _: a.household.unit),
        Column("房号", lambda a, _: int(a.household.door), Part.DOOR),
        Column("排查方式", _channel),
        Column("拨打时间", lambda a, hand: hand.moment(a.at)),
        Column("接听情况", lambda a, _: a.result),
        Column("家庭情况", lambda a, _: a.situation),
        Column("电话排查员", lambda a, _: a.made_by),
    )
)
SECOND_VISITS: Final[Form[PlannedAttempt]] = Form(
    (
        *_NUMBERED_HOUSEHOLD,
        Column("住址", lambda a, _: a.household.address, Part.ADDRESS),
        Column("排查方式", _channel),
        Column("入户时间", lambda a, hand: hand.moment(a.at)),
        Column("入户情况", lambda a, _: a.result),
        Column("家庭情况", lambda a, _: a.situation),
        Column("入户人员", lambda a, _: a.made_by),
    )
)
SECOND_NOTICES: Final[Form[PlannedAttempt]] = Form(
    (
        *_NUMBERED_HOUSEHOLD,
        Column("住址", lambda a, _: a.household.address, Part.ADDRESS),
        Column("排查方式", _channel),
        Column("张贴时间", lambda a, hand: hand.moment(a.at)),
        Column("张贴情况", lambda a, _: a.result),
        Column("张贴人", lambda a, _: a.made_by),
    )
)
# The main community and the village keep one register of calls, visits and notices.
ATTEMPTS: Final[dict[str, Form[PlannedAttempt]]] = {
    MAIN: Form(
        (
            Column("序号"),
            Column("网格", lambda a, _: a.household.grid_name),
            Column("户编号", lambda a, _: a.household.number, Part.HOUSEHOLD),
            Column("户主姓名", lambda a, _: a.household.head.name, Part.NAME),
            Column("住址", lambda a, _: a.household.address, Part.ADDRESS),
            Column("排查方式", _channel),
            Column("排查时间", lambda a, hand: hand.moment(a.at)),
            Column("排查结果", lambda a, _: a.result),
            Column("家庭情况", lambda a, _: a.situation),
            Column("排查人", lambda a, _: a.made_by),
        )
    ),
    VILLAGE: Form(
        (
            Column("序號"),
            Column("網格", lambda a, _: a.household.grid_name),
            Column("門牌號", lambda a, _: a.household.door, Part.DOOR),
            Column("戶主姓名", lambda a, _: a.household.head.name, Part.NAME),
            Column("排查方式", _channel),
            Column("排查時間", lambda a, hand: hand.moment(a.at)),
            Column("排查結果", lambda a, _: a.result),
            Column("家庭情況", lambda a, _: a.situation),
            Column("排查人", lambda a, _: a.made_by),
        )
    ),
}


def _check_symptoms(check: PlannedCheck, hand: Hand) -> Cell:
    return check.symptoms or hand.none()


CHECKS: Final[dict[str, Form[PlannedCheck]]] = {
    MAIN: Form(
        (
            *_NUMBERED_PERSON,
            Column("时段", lambda c, _: c.half),
            Column("测量时间", lambda c, hand: hand.moment(c.measured_at)),
            Column("体温", lambda c, hand: hand.celsius(c.celsius)),
            Column("测量方式", lambda c, _: c.method),
            Column("症状", _check_symptoms),
            Column("处置", lambda c, _: c.measure),
            Column("登记人", lambda c, _: c.made_by),
        ),
        lambda c: c.person.id_number,
    ),
    SECOND: Form(
        (
            Column("编号"),
            Column("责任区", lambda c, _: c.household.grid_name),
            Column("被观察人姓名", lambda c, _: c.person.name, Part.NAME),
            Column("公民身份号码", lambda c, hand: _id_number(c.person, hand), Part.ID_NUMBER),
            Column("早/晚", lambda c, _: c.half),
            Column("测温时间", lambda c, hand: hand.moment(c.measured_at)),
            Column("体温（℃）", lambda c, hand: hand.celsius(c.celsius)),
            Column("测温方式", lambda c, _: c.method),
            Column("有无症状", _check_symptoms),
            Column("测温人", lambda c, _: c.made_by),
        ),
        lambda c: c.person.id_number,
    ),
    VILLAGE: Form(
        (
            *_VILLAGER,
            Column("時段", lambda c, _: c.half),
            Column("測量時間", lambda c, hand: hand.moment(c.measured_at)),
            Column("體溫", lambda c, hand: hand.celsius(c.celsius)),
            Column("症狀", _check_symptoms),
            Column("登記人", lambda c, _: c.made_by),
        ),
        lambda c: c.person.id_number,
    ),
}


def _back_on(departure: PlannedDeparture, hand: Hand) -> Cell:
    if departure.expected_back_on:
        return hand.day(departure.expected_back_on)
    return hand.masked() if hand.rng.random() < 0.3 else None


DEPARTURES: Final[dict[str, Form[PlannedDeparture]]] = {
    MAIN: Form(
        (
            *_NUMBERED_PERSON,
            Column("联系电话", lambda d, hand: hand.phone(d.person.phone), Part.PHONE),
            Column("去向", lambda d, _: d.destination.text),
            Column("外出日期", lambda d, hand: hand.day(d.left_on)),
            Column("外出事由", lambda d, _: d.reason),
            Column("预计返回日期", _back_on),
        ),
        lambda d: d.person.id_number,
    ),
    SECOND: Form(
        (
            Column("编号"),
            Column("责任区", lambda d, _: d.household.grid_name),
            Column("外出人员姓名", lambda d, _: d.person.name, Part.NAME),
            Column("公民身份号码", lambda d, hand: _id_number(d.person, hand), Part.ID_NUMBER),
            Column("手机号码", lambda d, hand: hand.phone(d.person.phone), Part.PHONE),
            Column("目前所在地", lambda d, _: d.destination.text),
            Column("外出时间", lambda d, hand: hand.day(d.left_on)),
            Column("外出原因", lambda d, _: d.reason),
            Column("预计返回时间", _back_on),
        ),
        lambda d: d.person.id_number,
    ),
    VILLAGE: Form(
        (
            *_VILLAGER,
            Column("聯繫電話", lambda d, hand: hand.phone(d.person.phone), Part.PHONE),
            Column("去向", lambda d, _: d.destination.text),
            Column("外出日期", lambda d, hand: hand.day(d.left_on)),
            Column("外出事由", lambda d, _: d.reason),
            Column("預計返回日期", _back_on),
        ),
        lambda d: d.person.id_number,
    ),
}

WORKERS: Final[Form[PlannedWorker]] = Form(
    (
        *_NUMBERED_PERSON,
        Column("联系电话", lambda w, hand: hand.phone(w.person.phone), Part.PHONE),
        Column("务工地点", lambda w, _: w.destination.text),
        Column("务工单位", lambda w, _: w.employer),
        Column("拟外出时间", lambda w, hand: hand.day(w.leaves_on) if w.leaves_on else "待定"),
    ),
    lambda w: w.person.id_number,
)
