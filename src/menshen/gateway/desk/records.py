"""One record: the cells of its row, its history from the journal, its papers, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.urls import reverse

from menshen.gateway.desk.ledgers import presence_of, readable_ledger
from menshen.gateway.desk.links import action_url, model_of, rows_ever, subject_of
from menshen.gateway.desk.parts import Empty, Fact, Happening, Link, Section, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.modules import all_modules, declared, find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.table import cells_of, formatted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db import models
    from django.http import HttpRequest

    from menshen.kernel.actions.declaration import PointsAt
    from menshen.kernel.documents.declaration import DocumentKind
    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

HISTORY = 100


@desk_page
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The row of a ledger with everything that hangs on it."""
    viewer = viewer_of(request)
    found = readable_ledger(viewer, code)
    facts = facts_of(viewer, found, number)
    if facts is None:
        raise not_found()
    model, subjects = model_of(found.code), _subjects(viewer, found, number)
    return draw(
        request,
        "desk/record.html",
        str(facts[0].text) or found.title,
        crumbs=[Link(found.title, reverse("desk:ledger", args=[found.code]))],
        links=_doable(viewer, subjects),
        sections=[Section(Term("Details", "详情"), facts=facts), *_papers(viewer, model, number)],
        side=[_history(subjects)],
    )


def facts_of(viewer: Viewer, found: Ledger, number: int) -> list[Fact] | None:
    """The cells of one row of a ledger under their headings; None where it is not there for the viewer."""
    raw = cells_of(found, rows_ever(found, viewer).filter(pk=number)).first()
    if raw is None:
        return None
    (cells,) = formatted(found, viewer, [raw[1:]])
    return [_fact(column, value) for column, value in zip(found.shown, cells, strict=True)]


def _subjects(viewer: Viewer, found: Ledger, number: int) -> dict[Any, int]:
    """The record by its model, and beside it the one that the ledger is about."""
    subjects = {model_of(found.code): number}
    if found.about:
        about = rows_ever(found, viewer).filter(pk=number).values_list(f"{found.about}_id", flat=True)
        subjects[subject_of(found)] = about.get()
    return subjects


def _fact(column: Column, value: Any) -> Fact:
    return Fact(column.title, str(value), presence_of(column, value))


def _doable(viewer: Viewer, subjects: Mapping[Any, int]) -> list[Link]:
    """Actions about these records that the viewer may do and that fit them as they stand; one question a record."""
    links = []
    for model, number in subjects.items():
        acts = [
            (act, act.points_at)
            for act in declared("actions")
            if act.points_at and act.points_at.model is model and viewer.has(act.permission)
        ]
        fits = _fits(model, number, [points_at for _, points_at in acts])
        links += [
            Link(act.title, action_url(act.code, **{points_at.field: number}))
            for (act, points_at), fit in zip(acts, fits, strict=True)
            if fit
        ]
    return links


def _fits(model: Any, number: int, asked: Sequence[PointsAt]) -> list[bool]:
    """Whether the record meets the condition of each."""
    now = clock.now()
    conditions = {
        f"fits_{place}": Case(When(Q(pk=number) & one.condition(now), then=True), default=False)
        for place, one in enumerate(asked)
    }
    found = model.objects.filter(pk=number).values_list(*conditions.values()).first() if asked else None
    return list(found or [False] * len(asked))


def _papers(viewer: Viewer, model: type[models.Model], number: int) -> list[Section]:
    issued = Document.objects.filter(subject_type=subject_type(model), subject_id=number).order_by("-issued_at")
    papers = [paper for paper in issued if _may_read(viewer, paper)]
    todos = [
        Todo(Term(f"{paper.number}", f"{paper.number}"), reverse("desk:document", args=[paper.pk]), _title(paper))
        for paper in papers
    ]
    return [Section(Term("Papers", "文书"), todos=todos)] if todos else []


def _may_read(viewer: Viewer, paper: Document) -> bool:
    kind: DocumentKind | None = find("documents", paper.kind)
    return kind is not None and viewer.may(kind.permission, paper.area_id)


def _title(paper: Document) -> Term:
    kind = find("documents", paper.kind)
    title: Term = kind.title if kind else Term(paper.kind, paper.kind)
    return title


def _history(subjects: Mapping[Any, int]) -> Section:
    about = Q(pk__in=[])
    for model, number in subjects.items():
        about |= Q(subject_type=subject_type(model), subject_id=number)
    entries = Entry.objects.filter(about).select_related("actor").order_by("-id")[:HISTORY]
    words = {code.value: code.term for kinds in _all_kinds() for code in kinds}
    happenings = [
        Happening(words.get(entry.kind, entry.kind), entry.happened_at, entry.actor.display_name) for entry in entries
    ]
    return Section(
        Term("History", "经过"),
        happenings=happenings,
        empty=None if happenings else Empty(Term("No entries of its own", "暂无单独记录")),
    )


def _all_kinds() -> list[Any]:
    return [module.kinds for module in all_modules() if module.kinds]


@desk_page
def document(request: HttpRequest, number: int) -> HttpResponse:
    """A paper as PDF, for who may read papers of its kind in its area."""
    paper = Document.objects.filter(pk=number).first()
    if paper is None or not _may_read(viewer_of(request), paper):
        raise not_found()
    answer = HttpResponse(render_pdf([paper]), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.kind}-{paper.pk}.pdf"'
    return answer
