"""The forms that offices made for their work reports, the reports that were issued, and which days one may cover."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Length

from menshen.domains.reporting.models import WorkForm
from menshen.domains.reporting.vocabulary import Problem
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.models import Document
from menshen.kernel.scope.codes import ancestors_of
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer

LONGEST = timedelta(days=366)
WORK_REPORT_CODE = "reporting.work_report"


def check_period(first: date, last: date, *, at: datetime) -> None:
    """Refused: no report can be made over these days; the sentence says which to give instead."""
    if last < first:
        raise Refused(Problem.PERIOD_TURNED_ROUND, field="last_on", status=422)
    if last > day_of(at):
        raise Refused(Problem.PERIOD_AHEAD, field="last_on", status=422, day=last)
    if last - first >= LONGEST:
        raise Refused(Problem.PERIOD_TOO_LONG, field="first_on", status=422, days=LONGEST.days)


def work_form(area: str) -> WorkForm | None:
    """The form in use in an area: its own, else that of the nearest one above; none is the shipped one."""
    with acting(PLATFORM):  # a form holds no person, and whoever is below reads the one of the level above
        held = WorkForm.objects.filter(area_id__in=[area, *ancestors_of(area)], withdrawn_at__isnull=True)
        found: WorkForm | None = held.order_by(-Length("area_id"), "-pk").first()
        return found


def form_of(paper: Document) -> WorkForm | None:
    """The form in which a report was issued."""
    number = paper.data.get("template")
    with acting(PLATFORM):
        found: WorkForm | None = WorkForm.objects.filter(pk=number).first() if number else None
        return found


def work_reports(viewer: Viewer) -> QuerySet[Document]:  # noqa: ARG001  a ledger's signature
    return Document.objects.filter(kind=WORK_REPORT_CODE)


def work_forms(viewer: Viewer) -> QuerySet[Any]:  # noqa: ARG001
    forms: QuerySet[Any] = WorkForm.objects.defer("content")
    return forms
