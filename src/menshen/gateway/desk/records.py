"""One record: the cells of its row, its history from the journal, its papers, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.urls import reverse

from menshen.domains.registry import interface as registry
from menshen.gateway.desk.histories import PERSON, details_of, happened_to, history_of, people_of
from menshen.gateway.desk.ledgers import presence_of, readable_ledger
from menshen.gateway.desk.links import action_url, model_of, places_of, rows_ever, subject_of
from menshen.gateway.desk.parts import Fact, Link, Section, Todo
from menshen.gateway.desk.pictures import pictures_of
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.table import cells_of, formatted
from menshen.kernel.privacy.lookups import LookUpKind, look_up
from menshen.kernel.stewardship.unmasking import hides
from menshen.kernel.stewardship.vocabulary import Permission as Unmasking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from menshen.kernel.actions.declaration import PointsAt
    from menshen.kernel.documents.declaration import DocumentKind
    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.ledgers.details import Subject
    from menshen.kernel.scope.viewers import Viewer

BUTTONS = 3  # of what can be done, those declared first; the others stand under one more


@desk_page
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The row of a ledger with everything that hangs on it; where it is about people, their whole history."""
    viewer, now = viewer_of(request), clock.now()
    found = readable_ledger(viewer, code)
    facts = facts_of(viewer, found, number)
    if facts is None:
        raise not_found()
    subjects = _subjects(viewer, found, number)
    named = {subject_type(model): key for model, key in subjects.items() if key is not None}
    row = rows_ever(found, viewer).filter(pk=number).get()
    people = people_of(named, row)
    lines = happened_to(viewer, people)
    sections = [
        Section(Term("Details", "详情"), facts=facts),
        *details_of(viewer, named, now),
        *pictures_of(viewer, named),
        *_papers(viewer, {*named.items(), *(line.subject for line in lines if line.subject)}),
    ]
    side = [history_of(viewer, people, named, lines)]
    doable = _doable(viewer, subjects)
    first = len(doable) if len(doable) <= BUTTONS + 1 else BUTTONS
    _write_down(viewer, people, getattr(row, "area_id", ""), now)
    return draw(
        request,
        "desk/record.html",
        str(facts[0].text) or found.title,
        crumbs=[Link(found.title, reverse("desk:ledger", args=[found.code]))],
        links=[*_meant(viewer, row), *doable[:first]],
        further=doable[first:],
        sections=sections,
        side=side,
    )


def _meant(viewer: Viewer, row: Any) -> list[Link]:
    """From an entry of the journal to the record that it is about, where the viewer may read that."""
    if not isinstance(row, Entry):
        return []
    subject = (row.subject_type, row.subject_id)
    return [
        Link(Term("Open the record", "查看相关记录"), url, "external-link", primary=True)
        for url in places_of(viewer, [subject]).values()
    ]


def _write_down(viewer: Viewer, people: Collection[int], area: str, at: datetime) -> None:
    """Who opens the record of a person leaves a line in the look-up log; where they live now, or where it lies."""
    areas = {number: facts.area for number, facts in registry.people_facts(people).items()} if people else {}
    subjects = [(PERSON, person, areas.get(person, area)) for person in people]
    look_up(viewer, LookUpKind.OPENED, at=at, subjects=subjects)


def facts_of(viewer: Viewer, found: Ledger, number: int) -> list[Fact] | None:
    """The cells of one row of a ledger under their headings; None where it is not there for the viewer."""
    raw = cells_of(found, rows_ever(found, viewer).filter(pk=number)).first()
    if raw is None:
        return None
    (cells,) = formatted(found, viewer, [raw[1:]])
    may_unmask = viewer.may(Unmasking.NUMBER_UNMASK, raw[-1])
    return [
        _fact(column, value, reverse("desk:reveal", args=[found.code, number, column.code]) if may_unmask else "")
        for column, value in zip(found.shown, cells, strict=True)
    ]


def _subjects(viewer: Viewer, found: Ledger, number: int) -> dict[Any, int]:
    """The record by its model, and beside it the one that the ledger is about."""
    subjects = {model_of(found.code): number}
    if found.about:
        about = rows_ever(found, viewer).filter(pk=number).values_list(f"{found.about}_id", flat=True)
        subjects[subject_of(found)] = about.get()
    return subjects


def _fact(column: Column, value: Any, reveal_url: str) -> Fact:
    presence = presence_of(column, value)
    shown_on_request = presence == "masked" and hides(column)
    return Fact(column.title, str(value), presence, reveal_url=reveal_url if shown_on_request else "")


def _doable(viewer: Viewer, subjects: Mapping[Any, int]) -> list[Link]:
    """Actions about these records that the viewer may do and that fit them as they stand, in the order in which they
    are declared; one question a record."""
    links = []
    for model, number in subjects.items():
        acts = [
            (act, act.points_at)
            for act in declared("actions")
            if act.points_at and act.points_at.model is model and viewer.has(act.permission)
        ]
        fits = _fits(viewer, model, number, [points_at for _, points_at in acts])
        links += [
            Link(act.title, action_url(act.code, **{points_at.field: number}))
            for (act, points_at), fit in zip(acts, fits, strict=True)
            if fit
        ]
    return links


def _fits(viewer: Viewer, model: Any, number: int, asked: Sequence[PointsAt]) -> list[bool]:
    """Whether the record meets the condition of each."""
    now = clock.now()
    conditions = {
        f"fits_{place}": Case(When(Q(pk=number) & one.condition(viewer, now), then=True), default=False)
        for place, one in enumerate(asked)
    }
    found = model.objects.filter(pk=number).values_list(*conditions.values()).first() if asked else None
    return list(found or [False] * len(asked))


def _papers(viewer: Viewer, subjects: Iterable[Subject]) -> list[Section]:
    """What was issued about the record and about what its history names."""
    about = Q(pk__in=[])
    for kind, number in subjects:
        about |= Q(subject_type=kind, subject_id=number)
    issued = Document.objects.filter(about).order_by("-issued_at")
    papers = [paper for paper in issued if may_read_paper(viewer, paper)]
    todos = [
        Todo(
            Term(f"{paper.number}", f"{paper.number}"),
            reverse("desk:document", args=[paper.pk]),
            _title(paper),
            due=f"{clock.in_local(paper.issued_at):%Y-%m-%d}",
        )
        for paper in papers
    ]
    return [Section(Term("Papers", "文书"), todos=todos)] if todos else []


def may_read_paper(viewer: Viewer, paper: Document) -> bool:
    """Whether the viewer may read papers of its kind in its area."""
    kind: DocumentKind | None = find("documents", paper.kind)
    return kind is not None and viewer.may(kind.permission, paper.area_id)


def _title(paper: Document) -> Term:
    kind = find("documents", paper.kind)
    title: Term = kind.title if kind else Term(paper.kind, paper.kind)
    return title


@desk_page
def document(request: HttpRequest, number: int) -> HttpResponse:
    """A paper as PDF, for who may read papers of its kind in its area."""
    paper = Document.objects.filter(pk=number).first()
    if paper is None or not may_read_paper(viewer_of(request), paper):
        raise not_found()
    answer = HttpResponse(render_pdf([paper]), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.kind}-{paper.pk}.pdf"'
    return answer
