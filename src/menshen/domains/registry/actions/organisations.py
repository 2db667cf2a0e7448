"""Registering organisations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from menshen.domains.registry.models import Organisation
from menshen.domains.registry.vocabulary import Kind, OrganisationKind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action
from menshen.kernel.actions.types import AreaCode, LongText, PhoneNumber, ShortText
from menshen.kernel.base.bulk import next_ids
from menshen.kernel.base.folding import tidy
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}", re.ASCII)  # GB 32100: no I, O, S, V, Z
_FIELDS = ("kind", "credit_code", "address", "contact_name", "contact_number", "headcount")


class RegisterOrganisation(Command):
    """A row of a list of organisations; what is unknown is left empty and overwrites nothing."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    name: Annotated[LongText, Field(min_length=1, max_length=120), Label("Name", "单位名称")]
    kind: Annotated[OrganisationKind, Label("Kind", "单位类型")] = OrganisationKind.OTHER
    credit_code: Annotated[ShortText, Label("Unified social credit code", "统一社会信用代码")] = ""
    address: Annotated[LongText, Field(max_length=140), Label("Address", "地址")] = ""
    contact_name: Annotated[ShortText, Label("Contact person", "联系人")] = ""
    contact_number: Annotated[PhoneNumber, Label("Phone", "联系电话")] = ""
    headcount: Annotated[int | None, Field(ge=0, le=1_000_000), Label("Headcount", "人数")] = None


@action(
    "registry.register_organisation",
    kind=Kind.ORGANISATION_REGISTERED,
    permission=Permission.ORGANISATION_WRITE,
    command=RegisterOrganisation,
    title=Term("Register an organisation", "登记单位"),
)
def register_organisation(commands: list[RegisterOrganisation], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Register organisations, or bring what is known of them up to date: known again by name within the area."""
    codes = {command.area for command in commands}
    names = {command.name for command in commands}
    known_ones = Organisation.objects.select_for_update().filter(area_id__in=codes, name__in=names).order_by("pk")
    held = {(organisation.area_id, organisation.name): organisation for organisation in known_ones}
    known = {organisation.pk for organisation in held.values()}
    changed: set[int] = set()
    outcomes = []
    for command, number in zip(commands, next_ids(Organisation, len(commands)), strict=True):
        told = _told(command)
        organisation = held.get((command.area, command.name))
        if told["credit_code"] and not _CREDIT_CODE.fullmatch(told["credit_code"]):
            outcomes.append(Outcome.refused(Problem.CREDIT_CODE_INVALID, on="credit_code"))
        elif organisation is None:
            organisation = Organisation(id=number, area_id=command.area, name=command.name, **told)
            held[command.area, command.name] = organisation
            outcomes.append(Outcome.done(Organisation, number, command.area))
        else:
            fields = _bring_up_to_date(organisation, command, told)
            changed |= {organisation.pk} if fields else set()
            outcomes.append(_updated(organisation, fields))
    Organisation.objects.bulk_create([one for one in held.values() if one.pk not in known])
    Organisation.objects.bulk_update([one for one in held.values() if one.pk in changed & known], _FIELDS)
    return outcomes


def _told(command: RegisterOrganisation) -> dict[str, Any]:
    told = {name: getattr(command, name) for name in _FIELDS}
    return told | {"kind": command.kind.value, "credit_code": tidy(command.credit_code).replace(" ", "").upper()}


def _bring_up_to_date(organisation: Organisation, command: RegisterOrganisation, told: dict[str, Any]) -> list[str]:
    """The fields that were given and differ; a kind that nobody gave is not 'other'."""
    fields = [
        name
        for name, value in told.items()
        if name in command.model_fields_set and value not in ("", None) and getattr(organisation, name) != value
    ]
    for name in fields:
        setattr(organisation, name, told[name])
    return fields


def _updated(organisation: Organisation, fields: list[str]) -> Outcome:
    if not fields:
        return Outcome.known(Organisation, organisation.pk)
    kind = Kind.ORGANISATION_CORRECTED.value
    return Outcome.done(Organisation, organisation.pk, organisation.area_id, kind=kind, fields=fields)
