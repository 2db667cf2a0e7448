"""The resident rosters: three communities, three forms, and a plain one for large files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Final

import rustpy_xlsxwriter

from menshen.demo.identity import phone_number
from menshen.demo.people import SECOND_PHONES, Household, Person
from menshen.demo.town import MAIN, SECOND, VILLAGE, Community
from menshen.demo.workbooks.forms import Column, Flaw, Form, Part
from menshen.demo.workbooks.hands import Hand, full_width
from menshen.demo.workbooks.sheets import BadRow, Cell, Expected, Span, Table, write_workbook
from menshen.domains.registry.vocabulary import SpecialNeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path


class RosterStyle(StrEnum):
    """`PLAIN` is one sheet with one row of headings; the others are the hands of the three communities."""

    PLAIN = "plain"
    COMPOUNDS = "compounds"
    AREAS = "areas"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class _Line:
    """A person on a roster; `place` counts the members of the household."""

    household: Household
    person: Person
    place: int


_NEEDS: Final = {
    SpecialNeedKind.ELDERLY_ALONE: "独居老人",
    SpecialNeedKind.LEFT_BEHIND_CHILD: "留守儿童",
    SpecialNeedKind.DISABLED: "残疾",
    SpecialNeedKind.PREGNANT: "孕妇",
    SpecialNeedKind.CHRONIC_ILLNESS: "慢性病",
    SpecialNeedKind.LITERACY: "不识字",
    SpecialNeedKind.LANGUAGE: "语言不通",
}
_LONG_RELATIONS: Final = {"子": "儿子", "女": "女儿", "父": "父亲", "母": "母亲"}


def _needs(line: _Line, _: Hand) -> Cell:
    return "、".join(_NEEDS[need] for need in line.person.needs)


def _long_relation(line: _Line, _: Hand) -> Cell:
    return _LONG_RELATIONS.get(line.person.relation, line.person.relation)


def _married_relation(line: _Line, _: Hand) -> Cell:
    person = line.person
    return {"配偶": "夫" if person.male else "妻"}.get(person.relation, person.relation)


def _kind(line: _Line, _: Hand) -> Cell:
    return "流动" if line.person.floating else "常住"


def _remark(line: _Line, _: Hand) -> Cell:
    person, community = line.person, line.household.community_name
    if line.place:
        return None
    if person.floating:
        return "租住"
    return None if person.registered_at.endswith(community) else "人户分离"


def _phone(line: _Line, hand: Hand) -> Cell:
    """Now and then two numbers in the cell, or a mask; the head's own is always there, because calls are made to it."""
    person, chance = line.person, hand.rng.random()
    if person.phone and chance < 0.004:
        return hand.two_phones(person.phone, phone_number(SECOND_PHONES + person.serial))
    if line.place and person.phone and chance < 0.008:
        return hand.masked()
    return hand.phone(person.phone)


def _full_width_id(line: _Line, hand: Hand) -> Cell:
    number = line.person.id_number.lower()
    return full_width(number) if hand.rng.random() < 0.3 else number


def _over_household(text: str, line: _Line) -> Cell:
    return None if line.place else Span(text, len(line.household.members))


_ID_NUMBER: Final = "身份证号码"
_COMPOUNDS: Final[Form[_Line]] = Form(
    (
        Column("序号"),
        Column("网格", lambda line, _: line.household.grid_name),
        Column("户编号", lambda line, _: line.household.number, Part.HOUSEHOLD),
        Column("户主姓名", lambda line, _: line.household.head.name),
        Column("与户主关系", _long_relation),
        Column("姓名", lambda line, _: line.person.name, Part.NAME),
        Column("性别", lambda line, _: line.person.sex),
        Column(_ID_NUMBER, lambda line, hand: hand.id_number(line.person.id_number), Part.ID_NUMBER),
        Column("联系电话", _phone, Part.PHONE),
        Column(("现住址", "小区"), lambda line, _: line.household.place),
        Column(("现住址", "楼栋"), lambda line, _: line.household.building),
        Column(("现住址", "单元"), lambda line, _: line.household.unit),
        Column(("现住址", "门牌"), lambda line, _: line.household.door, Part.DOOR),
        Column("户籍地", lambda line, _: line.person.registered_at),
        Column("人户情况", _kind),
        Column("职业", lambda line, _: line.person.occupation),
        Column("特殊情况", _needs),
        Column("备注", _remark),
    ),
    lambda line: line.person.id_number,
)
_AREAS: Final[Form[_Line]] = Form(
    (
        Column("编号"),
        Column("责任区", lambda line, _: line.household.grid_name),
        Column("户号", lambda line, _: line.household.number, Part.HOUSEHOLD),
        Column("户主", lambda line, _: line.household.head.name),
        Column("人员姓名", lambda line, _: line.person.name, Part.NAME),
        Column("家庭关系", _married_relation),
        Column("公民身份号码", lambda line, hand: hand.id_number(line.person.id_number), Part.ID_NUMBER),
        Column("男/女", lambda line, _: line.person.sex),
        Column("手机号码", _phone, Part.PHONE),
        Column("户口所在地", lambda line, _: line.person.registered_at),
        Column("居住小区", lambda line, _: line.household.place),
        Column("楼号", lambda line, _: line.household.building),
        Column("单元号", lambda line, _: line.household.unit),
        Column("房号", lambda line, _: int(line.household.door), Part.DOOR),
        Column("常住/流动", _kind),
        Column("工作单位及职业", lambda line, _: line.person.occupation),
        Column("特殊人群", _needs),
        Column("说明", _remark),
    ),
    lambda line: line.person.id_number,
)
_VILLAGE: Final[Form[_Line]] = Form(
    (
        Column("序號"),
        Column("網格", lambda line, _: _over_household(line.household.grid_name, line), merged=True),
        Column("門牌號", lambda line, _: _over_household(line.household.door, line), Part.DOOR, merged=True),
        Column("戶主姓名", lambda line, _: _over_household(line.household.head.name, line), merged=True),
        Column("姓名", lambda line, _: line.person.name, Part.NAME),
        Column("與戶主關係", lambda line, _: line.person.relation),
        Column("性別", lambda line, _: line.person.sex),
        Column("身份證號碼", _full_width_id, Part.ID_NUMBER),
        Column("聯繫電話", _phone, Part.PHONE),
        Column("戶籍地", lambda line, _: line.person.registered_at),
        Column("人戶情況", _kind),
        Column("職業", lambda line, _: line.person.occupation),
        Column("特殊情況", _needs),
        Column("備註", _remark),
    ),
    lambda line: line.person.id_number,
)
_FORMS: Final = {RosterStyle.COMPOUNDS: _COMPOUNDS, RosterStyle.AREAS: _AREAS, RosterStyle.VILLAGE: _VILLAGE}
STYLES: Final = {MAIN: RosterStyle.COMPOUNDS, SECOND: RosterStyle.AREAS, VILLAGE: RosterStyle.VILLAGE}
ROSTER_FLAWS: Final[dict[str, dict[Flaw, int]]] = {
    MAIN: {Flaw.REPEATED: 14, Flaw.CHECKSUM: 5, Flaw.ROUNDED: 4, Flaw.MASKED: 3},
    SECOND: {Flaw.REPEATED: 2, Flaw.CHECKSUM: 1, Flaw.MASKED: 1},  # on each of the five sheets
    VILLAGE: {Flaw.REPEATED: 3, Flaw.CHECKSUM: 2, Flaw.MASKED: 1},
}


def write_community_roster(
    path: Path, community: Community, households: Sequence[Household], seed: int
) -> tuple[Expected, list[BadRow]]:
    """The roster of one community in its own form; a community that is not one of the three sends a plain one."""
    style = STYLES.get(community.code, RosterStyle.PLAIN)
    if style is RosterStyle.PLAIN:
        return Expected(write_roster(path, _residents(households))), []
    hand = Hand(Random(f"{seed}:roster:{community.code}"))
    flaws = ROSTER_FLAWS[community.code]
    form = _FORMS[style]
    if style is RosterStyle.AREAS:
        tables = [
            Table(
                grid.name,
                (f"{community.name}{grid.name}居民登记表    包片组长：{grid.leader}",),
                form.headings,
                form.rows(_lines(h for h in households if h.grid_code == grid.code), hand, flaws),
            )
            for grid in community.grids
        ]
        return write_workbook(path, tables, f"本表由{community.name}各责任区分别填报，每区一页；更新至2020年1月22日。")
    titles = _TITLES[style]
    titles = tuple(title.format(name=community.name) for title in titles)
    rows = form.rows(_lines(households), hand, flaws)
    return write_workbook(path, [Table("Sheet1", titles, form.headings, rows)])


_TITLES: Final = {
    RosterStyle.COMPOUNDS: ("{name}居民花名册", "填报单位：示范街道{name}居民委员会    填报日期：2020年1月22日"),
    RosterStyle.VILLAGE: ("{name}村民花名冊",),
}


def write_roster(
    path: Path, residents: Iterable[tuple[Household, Person]], style: RosterStyle = RosterStyle.PLAIN, seed: int = 1
) -> int:
    """Write a roster of any length without faulty rows and return the number of people on it.

    The plain style streams (200,000 people in some 3 s and 30 MB); the others hold their people in memory.
    """
    counted = 0

    def counting() -> Iterator[tuple[Household, Person]]:
        nonlocal counted
        for resident in residents:
            counted += 1
            yield resident

    if style is RosterStyle.PLAIN:
        records = ({heading: make(h, p) for heading, make in _PLAIN.items()} for h, p in counting())
        rustpy_xlsxwriter.write_worksheet(records, str(path), sheet_name="居民花名册")
    else:
        form = _FORMS[style]
        lines = [_Line(household, person, household.members.index(person)) for household, person in counting()]
        write_workbook(path, [Table("Sheet1", (), form.headings, form.rows(lines, Hand(Random(f"{seed}:roster"))))])
    return counted


_PLAIN: Final[dict[str, Callable[[Household, Person], str]]] = {
    "社区": lambda household, _: household.community_name,
    "网格": lambda household, _: household.grid_name,
    "户编号": lambda household, _: household.number,
    "户主姓名": lambda household, _: household.members[0].name,
    "与户主关系": lambda _, person: person.relation,
    "姓名": lambda _, person: person.name,
    "性别": lambda _, person: person.sex,
    _ID_NUMBER: lambda _, person: person.id_number,
    "联系电话": lambda _, person: person.phone,
    "小区": lambda household, _: household.place,
    "楼栋": lambda household, _: household.building,
    "单元": lambda household, _: household.unit,
    "门牌": lambda household, _: household.door,
    "户籍地": lambda _, person: person.registered_at,
    "人户情况": lambda _, person: "流动" if person.floating else "常住",
    "职业": lambda _, person: person.occupation,
    "特殊情况": lambda _, person: "、".join(_NEEDS[need] for need in person.needs),
}


def _residents(households: Iterable[Household]) -> Iterator[tuple[Household, Person]]:
    return ((household, person) for household in households for person in household.members)


def _lines(households: Iterable[Household]) -> list[_Line]:
    return [_Line(household, person, at) for household in households for at, person in enumerate(household.members)]
