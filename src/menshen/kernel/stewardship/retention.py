"""Destroying what has fallen due: part by part, each in a transaction of its own, and counted for a report.

A run that was killed goes on where it was: what is destroyed is gone, and the report was written together with it.
Nothing goes that something still needed refers to, nor what an approval or a request about own data waits for.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Max
from django.db.models.functions import Left
from psycopg import sql

from menshen.kernel.actions.performing import note
from menshen.kernel.approvals.models import Request
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.modules import declared
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.privacy.lookups import shorten
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.codes import LENGTHS, Level, bounds
from menshen.kernel.scope.models import Area, Scoped
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer
from menshen.kernel.stewardship.records import DataRequest, Destruction, KeepTime
from menshen.kernel.stewardship.vocabulary import Cause, Kind
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from menshen.kernel.privacy.holdings import Holding
    from menshen.kernel.scope.viewers import Viewer

DAYS = {Keep.EVENT: 30, Keep.EPISODE: 180, Keep.RESIDENCE: 180, Keep.LOG: 1095, Keep.RECORD: 3650}
"""Where no area says otherwise. Assessments are kept three years (Personal Information Protection Law, article 56),
papers ten."""
BACKUPS = timedelta(days=30)
_PART = 500
_OFFICE = LENGTHS[Level.STREET]

Rows = dict[type[Scoped], set[int]]


def times_of(office: str, on: date) -> dict[Keep, int]:
    """How many days each is kept in that area on that day. Call it inside `acting(PLATFORM)`."""
    times = dict(DAYS)
    above = [office[:length] for length in LENGTHS.values() if length <= len(office)]
    for row in KeepTime.objects.filter(area_id__in=above, from_on__lte=on).order_by("area_id", "from_on"):
        times[Keep(row.keep)] = row.days
    return times


def run(*, at: datetime) -> list[Destruction]:
    """Destroy what fell due and give a report for each office in whose area something did."""
    by, reports = system_viewer(), []
    _shorten_log(by=by, at=at)
    for office in offices():
        with acting(PLATFORM):
            report = _open_report(office)
        for holding, ids in _due(office, at):
            with acting(PLATFORM):
                rows = _free(holding, ids, day_of(at))
                if not any(rows.values()):
                    continue
                report = report or begin(office, Cause.TIME_OVER, at)
                destroy(report, rows, emptied=holding.emptied, by=by, at=at)
        if report:
            with acting(PLATFORM):
                finish(report, by=by, at=at)
            reports.append(report)
    return reports


def preview(*, at: datetime) -> dict[str, dict[str, int]]:
    """What `run` would destroy: `{office: {table: rows}}`."""
    return {office: counts for office in offices() if (counts := preview_of(office, at=at))}


def preview_of(office: str, *, at: datetime) -> dict[str, int]:
    """What `run` would destroy in the area of one office: `{table: rows}`."""
    all_of_it: Rows = defaultdict(set)
    for holding, ids in _due(office, at):
        with acting(PLATFORM):
            for model, keys in _free(holding, ids, day_of(at)).items():
                all_of_it[model] |= keys
    with acting(PLATFORM):
        lines = _of(office, LookUp.objects.filter(line__lte=_over_in_log(at)))
        all_of_it[LookUp] = set(lines.values_list("line", flat=True))
    return _counted(all_of_it)


def _shorten_log(*, by: Viewer, at: datetime) -> None:
    """The look-up log is a chain: its first lines go, up to the first that its office still has to keep."""
    with acting(PLATFORM):
        upto = _over_in_log(at)
        by_office = _by_office(LookUp, LookUp.objects.filter(line__lte=upto).values_list("line", flat=True))
        for office, lines in sorted(by_office.items()):
            report = _open_report(office) or begin(office, Cause.TIME_OVER, at)
            _write_down(report, {LookUp: lines}, _places({LookUp: lines}), by=by, at=at)
        if by_office:
            shorten(upto)


def _over_in_log(at: datetime) -> int:
    """The last line of the log before which everything is past its time; 0 where nothing is."""
    kept = []
    for office in LookUp.objects.order_by().values_list(Left("area_id", _OFFICE), flat=True).distinct():
        since = local(day_of(at) - timedelta(days=times_of(office, day_of(at))[Keep.LOG]))
        kept += _of(office, LookUp.objects.filter(at__gte=since)).order_by("line").values_list("line", flat=True)[:1]
    last: int = LookUp.objects.aggregate(last=Max("line"))["last"] or 0
    return min(kept) - 1 if kept else last


def _open_report(office: str) -> Destruction | None:
    """That of a run which was killed, or has just begun."""
    found: Destruction | None = Destruction.objects.filter(area_id=office, cause=Cause.TIME_OVER, done_at=None).first()
    return found


@dataclass(frozen=True, slots=True)
class Aged:
    """How much of one kind of record is past its time in an office, and how much will be by a later moment."""

    holding: Holding
    days: int
    now: int
    then: int


def past_their_time(office: str, *, at: datetime, then: datetime) -> list[Aged]:
    """For each kind of record held in the area of an office, the days that it is kept and how many rows are past that.

    Some of those are still needed by others and stay until that has ended; only a dry run knows how many.
    """
    with acting(PLATFORM):
        times = [(day_of(moment), times_of(office, day_of(moment))) for moment in (at, then)]
        return [_aged(office, holding, times) for holding in declared("holdings")]


def _aged(office: str, holding: Holding, times: Sequence[tuple[date, dict[Keep, int]]]) -> Aged:
    now, then = (day - timedelta(days=kept[holding.keep]) for day, kept in times)
    rows = _of(office, over(holding, max(now, then)))
    counts = [models.Count("pk", filter=models.Q(over_since__lt=_limit(rows, day))) for day in (now, then)]
    return Aged(holding, times[0][1][holding.keep], **rows.aggregate(now=counts[0], then=counts[1]))


def offices() -> list[str]:
    """The streets, and what lies above them, in which something is held; each answers for its own destruction."""
    with acting(PLATFORM):
        found = set(Destruction.objects.filter(cause=Cause.TIME_OVER, done_at=None).values_list("area_id", flat=True))
        found |= {
            code
            for holding in declared("holdings")
            for code in holding.model.objects.order_by().values_list(Left("area_id", _OFFICE), flat=True).distinct()
        }
    return sorted(found)


def _due(office: str, at: datetime) -> Iterator[tuple[Holding, list[int]]]:
    """The rows whose time is over, some hundred at a time, kind by kind."""
    with acting(PLATFORM):
        times = times_of(office, day_of(at))
    for holding in declared("holdings"):
        before, last = day_of(at) - timedelta(days=times[holding.keep]), 0
        while True:
            with acting(PLATFORM):
                rows = _of(office, over(holding, before)).filter(pk__gt=last)
                ids = list(rows.order_by("pk").values_list("pk", flat=True)[:_PART])
            if not ids:
                break
            last = ids[-1]
            yield holding, ids


def _of(office: str, rows: Any) -> Any:
    """Those for which that office answers."""
    return rows.within(office) if len(office) == _OFFICE else rows.filter(area_id=office)


def over(holding: Holding, before: date) -> Any:
    """Rows that ended before that day."""
    rows = holding.model.objects.annotate(over_since=holding.ended)
    if holding.emptied:
        rows = rows.exclude(**holding.emptied)
    return rows.filter(over_since__lt=_limit(rows, before))


def _limit(rows: Any, before: date) -> date | datetime:
    """The beginning of that day, as the column that says since when it is over writes it."""
    column = rows.query.annotations["over_since"].output_field
    return local(before) if isinstance(column, models.DateTimeField) else before


def _free(holding: Holding, ids: list[int], on: date) -> Rows:
    """Those of the rows that nothing needed refers to, and what refers to them and goes with them."""
    if holding.emptied:
        return {holding.model: set(ids)}
    found, _ = following(holding.model, ids)
    kept = {root for model, rows in found.items() for root in _needed(model, rows, on)}
    together = [roots for rows in found.values() for roots in rows.values() if len(roots) > 1]
    while tied := [roots for roots in together if roots & kept and not roots <= kept]:
        kept.update(*tied)  # what refers to two of them stays with both
    return {model: {key for key, roots in rows.items() if not roots & kept} for model, rows in found.items()}


@dataclass(frozen=True, slots=True)
class _Reference:
    model: type[Scoped]
    column: str
    optional: bool


@cache
def _references(model: type[Scoped]) -> tuple[_Reference, ...]:
    """The columns of all tables that point at rows of this one."""
    return tuple(
        _Reference(other, field.attname, field.null)
        for other in apps.get_models()
        for field in other._meta.concrete_fields
        if field.is_relation and field.related_model is model and issubclass(other, Scoped)
    )


Found = dict[type[Scoped], dict[int, set[int]]]
Cut = tuple[type[Scoped], str, set[int]]


def following(model: type[Scoped], ids: Iterable[int], *, inside: str = "") -> tuple[Found, list[Cut]]:
    """Every row that refers to one of these, directly or by others: `{table: {row: those it came from}}`.

    With `inside`, rows outside of that area that can do without the reference are not followed; they are given as
    `(table, column, rows)`, to lose it.
    """
    found: Found = {model: {key: {key} for key in ids}}
    cut: list[Cut] = []
    waiting = [(model, set(found[model]))]
    while waiting:
        parent, keys = waiting.pop()
        for reference in _references(parent):
            child = reference.model
            rows = child.objects.filter(**{f"{reference.column}__in": keys})
            if inside and reference.optional:
                outside = set(rows.exclude(_within(inside)).values_list("pk", flat=True))
                cut += [(child, reference.column, outside)] if outside else []
                rows = rows.filter(_within(inside))
            known, fresh = found.setdefault(child, {}), set()
            for key, target in rows.values_list("pk", reference.column):
                roots = found[parent][target]
                if not roots <= known.get(key, set()):
                    known[key] = known.get(key, set()) | roots
                    fresh.add(key)
            if fresh:
                waiting.append((child, fresh))
    return found, cut


def _within(area: str) -> models.Q:
    lowest, beyond = bounds(area)
    return models.Q(area_id__gte=lowest, area_id__lt=beyond)


def _needed(model: type[Scoped], rows: Mapping[int, set[int]], on: date) -> Iterator[int]:
    """The roots of those rows that are still needed, or for which somebody waits."""
    if not rows:
        return
    about = {"subject_type": subject_type(model), "subject_id__in": list(rows)}
    waiting = (Request.objects.filter(closed_at=None, **about), DataRequest.objects.filter(decided_at=None, **about))
    staying = {key for asked in waiting for key in asked.values_list("subject_id", flat=True)}
    for holding in declared("holdings"):
        if holding.model is model and not holding.emptied:
            for office, keys in _by_office(model, rows).items():
                before = on - timedelta(days=times_of(office, on)[holding.keep])
                staying |= keys - set(over(holding, before).filter(pk__in=keys).values_list("pk", flat=True))
    for key in staying:
        yield from rows[key]


def _by_office(model: type[Scoped], keys: Iterable[int]) -> dict[str, set[int]]:
    """The rows by the office whose times hold for them."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, area in model.objects.filter(pk__in=keys).values_list("pk", "area_id"):
        found[area[:_OFFICE]].add(key)
    return found


def begin(office: str, cause: Cause, at: datetime) -> Destruction:
    rules = {keep.value: days for keep, days in times_of(office, day_of(at)).items()}
    return Destruction.objects.create(
        area_id=office, cause=cause, begun_at=at, rules=rules, backups_until=day_of(at + BACKUPS)
    )


def destroy(report: Destruction, rows: Rows, *, emptied: Mapping[str, Any], by: Viewer, at: datetime) -> None:
    """Destroy the rows, with the tasks about them, and count them in the report."""
    places = _places(rows)
    if emptied:
        for model, keys in rows.items():
            model.objects.filter(pk__in=keys).update(**emptied)
    else:
        for model, keys in list(rows.items()):
            about = Task.objects.filter(subject_type=subject_type(model), subject_id__in=keys)
            rows.setdefault(Task, set()).update(about.values_list("pk", flat=True))
        for model, keys in rows.items():
            delete(model, keys)
    _write_down(report, rows, places, by=by, at=at)


def _places(rows: Rows) -> dict[str, int]:
    """How many of the rows lie in each area."""
    places: dict[str, int] = defaultdict(int)
    for model, keys in rows.items():
        for area in model.objects.filter(pk__in=keys).values_list("area_id", flat=True):
            places[area] += 1
    return places


def _write_down(report: Destruction, rows: Rows, places: Mapping[str, int], *, by: Viewer, at: datetime) -> None:
    """Count what goes in the report, and tell the areas."""
    lines = "\n".join(f"{_table(model)} {key}" for model in sorted(rows, key=_table) for key in sorted(rows[model]))
    report.digest = hashlib.sha256(f"{report.digest}\n{lines}".encode()).hexdigest()
    report.counts = dict(Counter(report.counts) + Counter(_counted(rows)))
    report.save(update_fields=["digest", "counts"])
    # About the area, for there are very many of them and the report's own page stays short.
    numbers = dict(Area.objects.filter(code__in=places).values_list("code", "pk"))
    entries = [
        NewEntry(
            Kind.RECORDS_DESTROYED,
            area,
            subject_type(Area),
            numbers[area],
            at,
            detail={"rows": rows, "report": report.pk},
        )
        for area, rows in sorted(places.items())
    ]
    note(entries, by=by, at=at)


def delete(model: type[Scoped], keys: Iterable[int]) -> None:
    """References are checked where the transaction ends, so the order of the tables does not matter."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(sql.Identifier(model._meta.db_table)), [list(keys)]
        )


def finish(report: Destruction, *, by: Viewer, at: datetime) -> None:
    """From here on it waits for its two signatures."""
    report.done_at = at
    report.save(update_fields=["done_at"])
    rows = sum(report.counts.values())
    entry = NewEntry(
        Kind.DESTRUCTION_DONE, report.area_id, subject_type(Destruction), report.pk, at, detail={"rows": rows}
    )
    note([entry], by=by, at=at)


def _table(model: type[Scoped]) -> str:
    return str(model._meta.db_table)


def _counted(rows: Mapping[type[Scoped], set[int]]) -> dict[str, int]:
    return {_table(model): len(rows[model]) for model in sorted(rows, key=_table) if rows[model]}
