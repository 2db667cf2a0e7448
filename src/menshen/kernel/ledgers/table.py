"""A ledger as a table: search, filters, sort, one page at a time, cells as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from menshen.kernel.base.clock import LOCAL, local
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.scope.codes import bounds, is_code
from menshen.kernel.scope.queries import names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
COUNT_UP_TO = 50_000  # a page says 'more than' beyond: an exact count of millions costs more than it tells
MAX_PAGE = 2_000
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a ledger. `filters` maps column codes to text; dates and numbers take `from..until`."""

    search: str = ""
    area: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Page:
    """One page of formatted cells. `count` is capped at `COUNT_UP_TO + 1`."""

    columns: tuple[Column, ...]
    ids: list[int]
    rows: list[list[Any]]
    count: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, min(MAX_PAGE, -(-self.count // self.size)))


def matching(ledger: Ledger, viewer: Viewer, question: Question) -> QuerySet[Any]:
    """The rows that the question asks for, in its order."""
    rows = ledger.rows(viewer)
    if question.area and ledger.area_field:
        if not is_code(question.area):
            raise Refused(
                CommonProblem.INVALID, status=422, field="area", detail=f"{question.area!r} is not an area code"
            )
        lowest, beyond = bounds(question.area)
        rows = rows.filter(**{f"{ledger.area_field}__gte": lowest, f"{ledger.area_field}__lt": beyond})
    known = {column.code: column for column in ledger.shown}
    for code, text in question.filters.items():
        if text and code in known:
            rows = rows.filter(_condition(known[code], text))
    if words := question.search.strip():
        rows = rows.filter(_search(ledger, words))
    return rows.order_by(*_order(ledger, known, question.sort))


def page_of(ledger: Ledger, viewer: Viewer, question: Question) -> Page:
    """One page: which rows, how many, and their cells (and the names of areas in them).

    The rows are picked by their own table first and their cells fetched by key after that. Asked for at once, the
    planner multiplies the area ranges of all joined tables, expects one row, and sorts the whole area to find it.
    """
    size = max(1, min(question.size, MAX_PAGE_SIZE))
    number = max(1, min(question.page, MAX_PAGE))
    rows = matching(ledger, viewer, question)
    picked = list(rows.values_list("pk", flat=True)[(number - 1) * size : number * size])
    found = {row[0]: row for row in ledger.rows(viewer).filter(pk__in=picked).values_list("pk", *_sources(ledger))}
    raw = [found[key] for key in picked if key in found]
    count = rows.order_by()[: COUNT_UP_TO + 1].count()
    return Page(
        ledger.shown,
        [row[0] for row in raw],
        [list(cells) for cells in formatted(ledger, viewer, [row[1:] for row in raw])],
        count,
        number,
        size,
    )


def formatted(ledger: Ledger, viewer: Viewer, rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Cells as they are shown: terms for codes, names for areas, masks where the viewer has no right to more."""
    columns = ledger.shown
    places = [position for position, column in enumerate(columns) if column.kind is CellKind.AREA]
    names = names_of(str(row[position]) for row in rows for position in places if row[position]) if places else {}
    makers = [_formatter(column, viewer, names) for column in columns]
    for row in rows:
        yield [make(value) for make, value in zip(makers, row, strict=True)]


def _sources(ledger: Ledger) -> list[str]:
    return [column.source or column.code for column in ledger.shown]


def _formatter(column: Column, viewer: Viewer, names: dict[str, str]) -> Any:
    vocabulary = column.vocabulary
    if column.mask and not (column.unmask and viewer.has(column.unmask)):
        mask = column.mask
        return lambda value: mask(value) if value else ""
    if column.kind is CellKind.AREA:
        return lambda value: names.get(value, value or "")
    if vocabulary and column.kind is CellKind.MULTI_CHOICE:
        words = {member.value: str(member.term) for member in vocabulary}
        none = str(Term("none", "无"))
        return lambda value: "" if value is None else "、".join(words.get(code, code) for code in value) or none
    if vocabulary:
        words = {member.value: str(member.term) for member in vocabulary}
        return lambda value: words.get(value, value or "")
    if column.kind is CellKind.DATETIME:
        return lambda value: value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if value else ""
    if column.kind is CellKind.DATE:
        return lambda value: value.isoformat() if value else ""
    if column.kind is CellKind.BOOLEAN:
        yes, no = str(Term("yes", "是")), str(Term("no", "否"))
        return lambda value: "" if value is None else yes if value else no
    return lambda value: "" if value is None else value


def _order(ledger: Ledger, known: dict[str, Column], sort: str) -> tuple[str, ...]:
    column = known.get(sort.removeprefix("-"))
    if not sort or column is None or not column.sort:
        return ledger.order
    source = column.source or column.code
    return (f"-{source}" if sort.startswith("-") else source, "pk")


def starting_with(source: str, text: str) -> Q:
    """A prefix as a range: `LIKE` is not leakproof, so under row-level security it could not use the index."""
    return Q(**{f"{source}__gte": text, f"{source}__lt": text + LAST_CHARACTER})


def _search(ledger: Ledger, words: str) -> Q:
    if ledger.search is not None:
        return ledger.search(words)
    condition = Q(pk__in=[])
    for column in ledger.shown:
        if column.search:
            condition |= starting_with(column.source or column.code, words)
    return condition


def _condition(column: Column, text: str) -> Q:
    source = column.source or column.code
    try:
        return _parsed_condition(column, source, text.strip())
    except (ValueError, ArithmeticError):
        raise Refused(
            CommonProblem.INVALID,
            status=422,
            field=column.code,
            detail=f"{text!r} does not fit the column {column.title.en} / “{text}”不适用于“{column.title.zh}”列",
        ) from None


def _parsed_condition(column: Column, source: str, text: str) -> Q:
    if column.kind in (CellKind.DATE, CellKind.DATETIME, CellKind.INTEGER, CellKind.DECIMAL):
        first, _, last = text.partition("..")
        condition = Q()
        if first:
            condition &= Q(**{f"{source}__gte": _value(column, first)})
        if last:
            condition &= Q(**{f"{source}__lt": _value(column, last)})
        if ".." not in text:
            condition &= Q(**{f"{source}__lt": _after(column, _value(column, first))})
        return condition
    if column.kind is CellKind.AREA:
        lowest, beyond = bounds(text)
        return Q(**{f"{source}__gte": lowest, f"{source}__lt": beyond})
    if column.kind is CellKind.BOOLEAN:
        return Q(**{source: text in ("1", "true", "yes", "是")})
    if column.kind is CellKind.MULTI_CHOICE:
        return Q(**{f"{source}__contains": [text]})
    if column.kind is CellKind.CHOICE:
        return Q(**{f"{source}__in": text.split(",")})
    return starting_with(source, text)


def _value(column: Column, text: str) -> Any:
    if column.kind is CellKind.DATE:
        return date.fromisoformat(text)
    if column.kind is CellKind.DATETIME:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else local(moment.date(), moment.hour, moment.minute)
    return int(text) if column.kind is CellKind.INTEGER else Decimal(text)


def _after(column: Column, value: Any) -> Any:
    """The first value that a bare date or number no longer means."""
    if column.kind in (CellKind.DATE, CellKind.DATETIME):
        return value + timedelta(days=1)
    return value + (1 if column.kind is CellKind.INTEGER else Decimal("0.1"))
