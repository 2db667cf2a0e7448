"""Which questionnaires there are, and which version of one holds for an area."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from menshen.domains.screening.models import Declaration, FormAnswer, FormVersion
from menshen.kernel.base import clock
from menshen.kernel.forms.compiling import compile_form, walk
from menshen.kernel.forms.sheets import read_table, rows_of
from menshen.kernel.scope.codes import ancestors_of, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from menshen.kernel.forms.compiling import Form
    from menshen.kernel.scope.viewers import Viewer

DOOR_VISIT, SELF_DECLARATION = "door_visit", "self_declaration"
_SHIPPED = Path(__file__).resolve().parents[1] / "data" / "forms"


def digest_of(workbook: dict[str, Any]) -> str:
    """By which two versions are told to be the same."""
    return hashlib.sha256(json.dumps(workbook, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@cache
def shipped() -> tuple[tuple[Form, dict[str, Any], str], ...]:
    """The forms that come with the platform: content, workbook, digest."""
    found = []
    for path in sorted(_SHIPPED.glob("*.md")):
        sheets = read_table(path.read_text(encoding="utf-8"))
        workbook = rows_of(sheets)
        found.append((compile_form(sheets), workbook, digest_of(workbook)))
    return tuple(found)


def load_shipped_forms() -> None:
    """Add the forms of this release, as a new version where an earlier release had others."""
    held = {form.code: form for form in FormVersion.objects.filter(area=None).order_by("version")}
    for content, workbook, digest in shipped():
        before = held.get(content["code"])
        if before is None or before.digest != digest:
            _keep_shipped(content, workbook, digest, before.version + 1 if before else 1)


def _keep_shipped(content: Form, workbook: dict[str, Any], digest: str, version: int) -> None:
    """Two processes may do this at once; then the first one's row is the one."""
    with transaction.atomic():
        FormVersion.objects.get_or_create(
            area=None,
            code=content["code"],
            version=version,
            defaults={
                "title": content["title"]["zh"],
                "english": content["title"]["en"],
                "content": content,
                "workbook": workbook,
                "digest": digest,
                "published_at": clock.now(),
            },
        )


def forms_in(area: str) -> list[FormVersion]:
    """The questionnaires that hold for an area, each in its latest version; one of the area itself, or of the nearest
    above, goes before one that came with the platform."""
    load_shipped_forms()
    above = Q(area=None) | Q(area_id__in=[area, *ancestors_of(area)])
    return _latest(FormVersion.objects.filter(above))


def current_form(code: str, area: str) -> FormVersion | None:
    return next((form for form in forms_in(area) if form.code == code), None)


def _latest(versions: Iterable[FormVersion]) -> list[FormVersion]:
    latest: dict[str, FormVersion] = {}
    for form in sorted(versions, key=lambda one: (len(one.area_id or ""), one.version)):
        latest[form.code] = form
    return sorted(latest.values(), key=lambda one: one.code)


def holds_for(form: FormVersion, area: str) -> bool:
    """Whether the form speaks for that area, also in an earlier version: a draft that was begun stays valid."""
    return not form.area_id or area.startswith(form.area_id)


def forms(viewer: Viewer) -> QuerySet[FormVersion]:
    """Every version of the questionnaires that hold somewhere the viewer works."""
    seen = Q(area=None)
    for code in viewer.areas():
        lowest, beyond = bounds(code)
        seen |= Q(area_id__gte=lowest, area_id__lt=beyond) | Q(area_id__in=ancestors_of(code))
    return FormVersion.objects.filter(seen)


def form_answers(viewer: Viewer) -> QuerySet[FormAnswer]:  # noqa: ARG001  row-level security knows the viewer
    return FormAnswer.objects.all()


def every_declaration(viewer: Viewer) -> QuerySet[Declaration]:  # noqa: ARG001
    return Declaration.objects.all()


def question(form: Form, name: str) -> Form | None:
    return next((one for one in walk(form["questions"]) if one["name"] == name), None)
