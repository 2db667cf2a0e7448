"""Pictures that domains keep of a record, such as the signature under a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse

from menshen.gateway.desk.parts import Section
from menshen.gateway.desk.shell import desk_page, viewer_of
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.problems import not_found
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from menshen.kernel.base.pictures import Picture
    from menshen.kernel.ledgers.details import Sight
    from menshen.kernel.scope.viewers import Viewer


def pictures_of(viewer: Viewer, subjects: Mapping[str, int]) -> list[Section]:
    """A block for each picture that there is of these records; the browser fetches the picture itself."""
    return [
        Section(sight.title, picture_url=reverse("desk:picture", args=[sight.code, subjects[sight.about]]))
        for sight in declared("sights")
        if sight.about in subjects and _seen(viewer, sight, subjects[sight.about])
    ]


@desk_page
def picture(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One picture, for who may read what it is about."""
    sight: Sight | None = find("sights", code)
    found = _seen(viewer_of(request), sight, number) if sight else None
    if found is None:
        raise not_found()
    return HttpResponse(found.content, content_type=found.kind)


def _seen(viewer: Viewer, sight: Sight, number: int) -> Picture | None:
    if not viewer.has(sight.permission):
        return None
    with acting(viewer.holding(sight.permission)):
        return sight.read(number)
