"""The dated history of people, put together of what every domain declares of them and of what the journal says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from menshen.domains.registry import interface as registry
from menshen.gateway.desk.links import places_of, titles_of
from menshen.gateway.desk.parts import Cell, Column, Empty, Happening, Row, Section, Table
from menshen.kernel.base.clock import local
from menshen.kernel.base.modules import declared
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import kind_words
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from menshen.kernel.ledgers.details import Detail, DetailCell, DetailTable, Happened, Subject
    from menshen.kernel.scope.viewers import Viewer

MOST = 300
PERSON, HOUSEHOLD = "registry.person", "registry.household"


def people_of(subjects: Mapping[str, int], row: Any) -> list[int]:
    """The people whom a record is about: itself, those of a household, the person or the people that it names."""
    if PERSON in subjects:
        return [subjects[PERSON]]
    if HOUSEHOLD in subjects:
        return registry.members_of(subjects[HOUSEHOLD])
    person = getattr(row, "person_id", None)
    return [person] if person else list(getattr(row, "people", ()))


def happened_to(viewer: Viewer, people: Collection[int]) -> list[Happened]:
    """What every domain knows of them, each in the areas where the viewer may read that."""
    found: list[Happened] = []
    if people:
        for history in declared("histories"):
            if viewer.has(history.permission):
                with acting(viewer.holding(history.permission)):
                    found += history.of(people)
    return found


def history_of(viewer: Viewer, people: Collection[int], own: Mapping[str, int], lines: Sequence[Happened]) -> Section:
    """The lines of the domains with who did it, and what the journal says besides of the record and its people; the
    newest first."""
    former = registry.former_records(people) if people else {}
    about = {*own.items(), *((PERSON, person) for person in (*people, *former))}
    entries = _entries(about | {line.subject for line in lines if line.subject})
    names = {number: facts.name for number, facts in registry.people_facts(people).items()} if len(people) > 1 else {}
    places = places_of(viewer, {line.subject for line in lines if line.subject} - set(own.items()))
    shown: list[tuple[datetime, Happening]] = []
    told: set[int] = set()
    for line, concerned in _once(lines):
        same = [one for one in entries if _is_of(one, line)]
        told.update(one.pk for one in same)
        actor = same[0].actor.display_name if same else ""
        who = "、".join(names[person] for person in concerned if person in names and len(concerned) < len(people))
        happening = Happening(
            line.title,
            line.at,
            " · ".join(filter(None, (who, actor))),
            line.text,
            places.get(line.subject, "") if line.subject else "",
            line.icon,
            line.tone,  # type: ignore[arg-type]  # declared as one of the desk's tones
        )
        shown.append((_moment(line.at), happening))
    words = kind_words()
    for one in entries:
        if one.pk in told or (one.subject_type, one.subject_id) not in about or one.kind not in words:
            continue
        who = names.get(former.get(one.subject_id, one.subject_id), "") if one.subject_type == PERSON else ""
        by = " · ".join(filter(None, (who, one.actor.display_name)))
        shown.append((one.happened_at, Happening(words[one.kind], one.happened_at, by)))
    happenings = [happening for _, happening in sorted(shown, key=lambda pair: pair[0], reverse=True)[:MOST]]
    return Section(
        Term("History", "经过"),
        happenings=happenings,
        empty=None if happenings else Empty(Term("No entries of its own", "暂无单独记录")),
    )


def _once(lines: Sequence[Happened]) -> list[tuple[Happened, list[int]]]:
    """What concerned several people at once is one line, with whom it concerned."""
    found: dict[object, tuple[Happened, list[int]]] = {}
    for line in lines:
        key = (line.subject, line.at, line.title) if line.subject else object()
        found.setdefault(key, (line, []))[1].append(line.person)
    return list(found.values())


def _entries(about: Iterable[Subject]) -> list[Entry]:
    condition = Q(pk__in=[])
    by_type: dict[str, list[int]] = {}
    for kind, number in about:
        by_type.setdefault(kind, []).append(number)
    for kind, numbers in by_type.items():
        condition |= Q(subject_type=kind, subject_id__in=numbers)
    return list(Entry.objects.filter(condition).select_related("actor").order_by("-id")[: MOST * 2])


def _is_of(entry: Entry, line: Happened) -> bool:
    """Whether the entry wrote down what the line says: the same record in the same minute."""
    if (entry.subject_type, entry.subject_id) != line.subject or not isinstance(line.at, datetime):
        return False
    return any(abs((moment - line.at).total_seconds()) < 60 for moment in (entry.happened_at, entry.recorded_at))  # noqa: PLR2004


def _moment(at: datetime | date) -> datetime:
    return at if isinstance(at, datetime) else local(at)


def details_of(viewer: Viewer, subjects: Mapping[str, int], at: datetime) -> list[Section]:
    """The tables that domains add to the page of these records."""
    sections = []
    for detail in declared("details"):
        number = subjects.get(detail.about)
        if number is None or not viewer.has(detail.permission):
            continue
        with acting(viewer.holding(detail.permission)):
            table = detail.build(viewer, number, at)
        if table is not None:
            sections.append(_section(viewer, detail, table, set(subjects.items())))
    return sections


def _section(viewer: Viewer, detail: Detail, table: DetailTable, own: set[Subject]) -> Section:
    places = places_of(viewer, {cell.subject for row in table.rows for cell in row if cell.subject} - own)
    unnamed = {cell.subject for row in table.rows for cell in row if cell.subject and not cell.text}
    titles = titles_of(viewer, unnamed)
    rows = [
        Row([_cell(cell, places, titles, first=place == 0) for place, cell in enumerate(row)], _url(row[0], places))
        for row in table.rows
    ]
    *columns, last = table.columns
    shown = Table(
        f"detail-{detail.code.replace('.', '-')}", detail.title, "", [*map(Column, columns), Column(last, "long")],
        rows, len(rows), empty=Empty(table.note) if table.note else None,
    )  # fmt: skip
    return Section(detail.title, table=shown, note=table.note if rows else "")


def _cell(cell: DetailCell, places: Mapping[Subject, str], titles: Mapping[Subject, Term], *, first: bool) -> Cell:
    """The first names the row, which carries its address; what is not recorded says so by itself."""
    text = cell.text or (titles.get(cell.subject, "") if cell.subject else "")
    url = "" if first else _url(cell, places)
    return Cell(text, url, "known", cell.tone)  # type: ignore[arg-type]  # declared as one of the desk's tones


def _url(cell: DetailCell, places: Mapping[Subject, str]) -> str:
    return places.get(cell.subject, "") if cell.subject else ""
