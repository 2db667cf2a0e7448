"""Reading the tree: areas are public within the platform, so nothing here depends on the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from menshen.kernel.scope.codes import LENGTHS, Level, ancestors_of, bounds, is_code
from menshen.kernel.scope.models import Area, AreaAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet


def subtree(code: str) -> QuerySet[Area]:
    """The area and all below it."""
    lowest, beyond = bounds(code)
    return Area.objects.filter(code__gte=lowest, code__lt=beyond)


def children(code: str, level: Level) -> QuerySet[Area]:
    """The open areas of one level below `code`."""
    return subtree(code).filter(level=level, closed_on__isnull=True)


def standing(codes: Collection[str]) -> set[str]:
    """Those of the areas that are open. They stay so until the transaction ends: a change of their codes waits for it,
    and who asks during such a change gets its result."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM scope_area WHERE code = ANY(%s) AND closed_on IS NULL FOR KEY SHARE", [list(codes)]
        )
        return {code for (code,) in cursor.fetchall()}


def resolve_area(text: str, *, inside: str = "") -> Area | None:
    """The one open area that `text` names by code, alias or name within `inside`; None where none or several fit."""
    wanted = text.strip()
    open_ones = subtree(inside).filter(closed_on__isnull=True)
    if is_code(wanted) and (found := open_ones.filter(code=wanted).first()):
        return found
    called = Q(name=wanted) | Q(code__in=AreaAlias.objects.filter(text=wanted).values("area_id"))
    candidates = list(open_ones.filter(called)[:2])
    return candidates[0] if len(candidates) == 1 else None


def path_names(code: str) -> str:
    """The names from the district down, as one would say them: 示范区 示范街道 临江社区."""
    codes = [code, *ancestors_of(code)]
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    from_district = LENGTHS[Level.DISTRICT]
    return " ".join(names[known] for known in sorted(codes) if known in names and len(known) >= from_district)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """`{code: name in the reader's language}` in one query."""
    return {area.code: str(area) for area in Area.objects.filter(code__in=set(codes))}
