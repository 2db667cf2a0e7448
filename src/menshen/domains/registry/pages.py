"""What the registry knows for the page of a person or a household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.registry.models import Household, Residence, SpecialNeed
from menshen.domains.registry.vocabulary import Permission, RelationToHead, ResidenceKind, SpecialNeedKind
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Detail, DetailTable, Happened, History, cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

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


DETAILS = (
    Detail(
        "registry.members",
        subject_type(Household),
        Term("Who lives here", "家庭成员"),
        Permission.PERSON_READ,
        _members,
    ),
    Detail("registry.lives_with", _RESIDENCE, Term("Household", "同住人员"), Permission.PERSON_READ, _lives_with),
)
