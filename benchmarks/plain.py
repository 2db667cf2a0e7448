"""The same facts written the way a Django application usually does: object by object. What ours is compared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from menshen.domains.registry.models import ContactPoint, Dwelling, Household, Person, Residence
from menshen.domains.registry.rules import address_key, born_and_gender, phone_tail, pinyin_initials
from menshen.domains.registry.vocabulary import ContactPointKind, Kind, Permission, ResidenceKind
from menshen.kernel.base import clock
from menshen.kernel.base.idnumbers import is_id_number
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from menshen.kernel.scope.viewers import Viewer


def enter(viewer: Viewer, fields: dict[str, Any]) -> Person:
    """One person with home, phone and journal entry; known again by identity number. Inside `acting`."""
    area = fields["area"]
    parts = {name: fields[name] for name in ("compound", "building", "unit", "door")}
    key = address_key(*parts.values())
    dwelling, _ = Dwelling.objects.get_or_create(area_id=area, address_key=key, defaults=parts)
    home, _ = Household.objects.get_or_create(
        dwelling=dwelling, number=fields["household_number"], defaults={"area_id": area}
    )
    if not is_id_number(fields["id_number"]):
        raise ValueError("not an identity number")
    born_on, gender = born_and_gender(fields["id_number"])
    person, new = Person.objects.get_or_create(
        id_number=fields["id_number"],
        defaults={
            "area_id": area,
            "name": fields["name"],
            "pinyin": pinyin_initials(fields["name"])[:20],
            "gender": gender.value,
            "born_on": born_on,
        },
    )
    if new:
        Residence.objects.create(area_id=area, person=person, household=home, kind=ResidenceKind.RESIDENT.value)
        if number := fields["phone"]:
            tail = phone_tail(number)
            kind = ContactPointKind.MOBILE.value
            ContactPoint.objects.create(area_id=area, person=person, kind=kind, number=number, tail=tail)
        now = clock.now()
        Entry.objects.create(
            area_id=area,
            kind=Kind.PERSON_REGISTERED.value,
            subject_type="registry.person",
            subject_id=person.pk,
            actor_id=viewer.actor_id or 0,
            happened_at=now,
            recorded_at=now,
        )
    return person


@csrf_exempt
def register(request: HttpRequest) -> JsonResponse:
    """A plain view behind the same middleware."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    fields = json.loads(request.body)
    if not viewer.may(Permission.PERSON_WRITE, fields["area"]):
        return JsonResponse({"code": "not_found"}, status=404)
    with acting(viewer):
        person = enter(viewer, fields)
    return JsonResponse({"state": "done", "subject_id": person.pk})


urlpatterns = [path("plain/register", register)]
