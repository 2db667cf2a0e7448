"""What the registry knows for the page of a person or a household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.registry.models import (
    ContactPoint,
    Household,
    LikelyDuplicate,
    Person,
    Residence,
    SpecialNeed,
)
from menshen.domains.registry.vocabulary import (
    Gender,
    Permission,
    RelationToHead,
    ResidenceKind,
    SpecialNeedKind,
)
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Detail, DetailTable, Happened, History, cell
from menshen.kernel.privacy.masking import mask_id, mask_phone
from menshen.kernel.scope.queries import names_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from menshen.kernel.scope.viewers import Viewer

_RESIDENCE = subject_type(Residence)


def residences(people: Collection[int]) -> Iterator[Happened]:
    """Moving in and out, with the address. What has no known beginning has no line for it."""
    stays = Residence.objects.filter(person_id__in=people).select_related("household__dwelling")
    for stay in stays:
        home = str(stay.household.dwelling or "")
        subject = (_RESIDENCE, stay.pk)
        if stay.from_on:
            kind = ResidenceKind(stay.kind).term if stay.kind else ""
            text = Term(f"{home} · {getattr(kind, 'en', '')}", f"{home} · {getattr(kind, 'zh', '')}") if kind else home
            yield Happened(stay.person_id, stay.from_on, Term("Moved in", "入住"), text, subject, "home")
        if stay.until_on:
            yield Happened(stay.person_id, stay.until_on, Term("Moved out", "迁出"), home, subject, "home")


def needs(people: Collection[int]) -> Iterator[Happened]:
    """Special needs, from when and until when."""
    for need in SpecialNeed.objects.filter(person_id__in=people):
        kind = SpecialNeedKind(need.kind).term
        if need.from_on:
            title = Term(f"Special need: {kind.en}", f"特殊需求：{kind.zh}")
            yield Happened(need.person_id, need.from_on, title, need.note, icon="heartbeat")
        if need.until_on:
            title = Term(f"Special need ended: {kind.en}", f"特殊需求结束：{kind.zh}")
            yield Happened(need.person_id, need.until_on, title, icon="heartbeat")


HISTORIES = (
    History("registry.residences", Permission.PERSON_READ, residences),
    History("registry.needs", Permission.SPECIAL_NEED_READ, needs),
)


def members_of(household: int) -> list[int]:
    """Who lives in the household now."""
    stays = Residence.objects.filter(household_id=household, until_on__isnull=True)
    return list(stays.order_by("pk").values_list("person_id", flat=True).distinct())


def _members(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    """Those who keep house together, the head first."""
    stays = list(
        Residence.objects.filter(household_id=number, until_on__isnull=True).select_related("person").order_by("pk")
    )
    if not stays:
        return None
    stays.sort(key=lambda stay: stay.relation != RelationToHead.HEAD.value)
    rows = [
        [
            cell(stay.person.name, (_RESIDENCE, stay.pk)),
            cell(RelationToHead(stay.relation).term if stay.relation else None),
            cell(stay.person.born_on),
            cell(ResidenceKind(stay.kind).term if stay.kind else None),
            cell(stay.from_on),
        ]
        for stay in stays
    ]
    columns = (
        Term("Name", "姓名"),
        Term("Relation to the head", "与户主关系"),
        Term("Born", "出生日期"),
        Term("Kind of residence", "居住类型"),
        Term("Lives there since", "入住日期"),
    )
    return DetailTable(columns, rows)


def _lives_with(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:
    household = Residence.objects.filter(pk=number).values_list("household_id", flat=True).first()
    table = _members(viewer, household, at) if household else None
    return table if table and len(table.rows) > 1 else None


_FACTS = (
    Term("Name", "姓名"),
    Term("ID number", "身份证号"),
    Term("Gender", "性别"),
    Term("Born", "出生日期"),
    Term("Phones", "联系电话"),
    Term("Lives at", "现住址"),
    Term("Lives there since", "入住日期"),
    Term("Relation to the head", "与户主关系"),
    Term("Household registration", "户籍地"),
    Term("Grid", "所属网格"),
)
_UNKNOWN = Term("not known", "未登记")
_COMPARED = Term(
    "What differs is marked. Numbers are compared whole and shown masked.",
    "不一致的项目已标出。号码按完整号码比对，脱敏显示。",
)


def _side_by_side(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  as declared
    """What the registry knows of both, fact by fact."""
    pair = LikelyDuplicate.objects.get(pk=number)
    people = Person.objects.in_bulk(pair.people)
    if len(people) < len(pair.people) or any(person.merged_into_id for person in people.values()):
        return None
    grids = names_of(person.area_id for person in people.values())
    known = [[*_known(people[key]), (people[key].area_id, grids.get(people[key].area_id))] for key in pair.people]
    rows = []
    for title, (one, one_shown), (other, other_shown) in zip(_FACTS, *known, strict=True):
        if not one_shown and not other_shown:
            continue
        tone = "due" if one != other else ""
        rows.append([cell(title), *(cell(shown or _UNKNOWN, tone=tone) for shown in (one_shown, other_shown))])
    return DetailTable((Term("Item", "项目"), Term("Earlier", "先登记"), Term("Later", "后登记")), rows, _COMPARED)


def _known(person: Person) -> list[tuple[object, Term | str | date | None]]:
    """What is compared, with how it is shown."""
    phones = sorted(point.number for point in ContactPoint.objects.filter(person=person))
    held = Residence.objects.filter(person=person, until_on=None).select_related("household__dwelling").order_by("pk")
    stays = list(held)
    homes = "；".join(str(stay.household.dwelling or stay.household.number) for stay in stays)
    since = stays[0].from_on if stays else None
    relation = RelationToHead(stays[0].relation).term if stays and stays[0].relation else None
    return [
        (person.name, person.name),
        (person.id_number, mask_id(person.id_number)),
        (person.gender, Gender(person.gender).term if person.gender else None),
        (person.born_on, person.born_on),
        (phones, "、".join(map(mask_phone, phones))),
        (homes, homes),
        (since, since),
        (relation, relation),
        (person.registered_at, person.registered_at),
    ]


DETAILS = (
    Detail(
        "registry.side_by_side",
        subject_type(LikelyDuplicate),
        Term("Side by side", "逐项对照"),
        Permission.PERSON_READ,
        _side_by_side,
    ),
    Detail(
        "registry.members",
        subject_type(Household),
        Term("Who lives here", "家庭成员"),
        Permission.PERSON_READ,
        _members,
    ),
    Detail("registry.lives_with", _RESIDENCE, Term("Household", "同住人员"), Permission.PERSON_READ, _lives_with),
)
