"""A ledger as a table: search, filters, sort, one page at a time, cells as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Value
from django.db.models.sql.constants import INNER
from django.db.models.sql.datastructures import Join

from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.privacy.masking import mask_id, mask_name, mask_phone
from menshen.kernel.scope.codes import bounds, is_code
from menshen.kernel.scope.queries import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
COUNT_UP_TO = 50_000  # a page says 'more than' beyond: an exact count of millions costs more than it tells
MAX_PAGE = 2_000
LAST_CHARACTER = "\U0010ffff"
LARGEST = 2**31 - 1  # what a column of whole numbers can be compared with
_BOOLEANS = {"1": True, "true": True, "yes": True, "是": True, "0": False, "false": False, "no": False, "否": False}
OUT_OF_SIGHT = Term("— (lives in another area)", "—（现居其他辖区）")
"""In the place of the name of a person whom the viewer's areas do not show any more."""


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


def readable(ledger: Ledger, viewer: Viewer) -> QuerySet[Any]:
    """The rows of the areas in which the viewer may read this ledger: row-level security also lets through those where
    another role of theirs allows other things."""
    rows = ledger.rows(viewer)
    areas = viewer.areas(ledger.permission)
    if ledger.area_field is None or areas == viewer.areas():
        return rows
    condition = Q(pk__in=[])
    for area in areas:
        condition |= _within(ledger.area_field, area)
    return rows.filter(condition)


def matching(ledger: Ledger, viewer: Viewer, question: Question) -> QuerySet[Any]:
    """The rows that the question asks for, in its order; only columns declared for it filter and sort."""
    rows = readable(ledger, viewer)
    if question.area and ledger.area_field:
        if not is_code(question.area):
            raise _not_fit("area", question.area, Term("area", "辖区"))
        rows = rows.filter(_within(ledger.area_field, question.area))
    known = {column.code: column for column in ledger.shown}
    for code, text in question.filters.items():
        if text and code in known and known[code].filter:
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
    found = {row[0]: row[1:] for row in cells_of(ledger, ledger.rows(viewer).filter(pk__in=picked))}
    keys = [key for key in picked if key in found]
    count = rows.order_by()[: COUNT_UP_TO + 1].count()
    return Page(
        ledger.shown,
        keys,
        list(formatted(ledger, viewer, [found[key] for key in keys])),
        count,
        number,
        size,
    )


def formatted(ledger: Ledger, viewer: Viewer, rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Cells as they are shown: terms for codes, names for areas, masks where the viewer has no right to more."""
    columns = ledger.shown
    places = [position for position, column in enumerate(columns) if column.kind is CellKind.AREA]
    names = names_of(str(row[position]) for row in rows for position in places if row[position]) if places else {}
    plain = [_formatter(column, names) for column in columns]

    @cache
    def makers(area: str) -> list[Callable[[Any], Any]]:
        """How the cells of a row in that area are made: a permission counts where it was given."""
        return [
            _named_or_out_of_sight(column, make if _sees(viewer, column, area) else _masked(column))
            for column, make in zip(columns, plain, strict=True)
        ]

    for *cells, area in rows:
        yield [make(value) for make, value in zip(makers(area), cells, strict=True)]


def cells_of(ledger: Ledger, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The key, the unformatted cells and the area ("" where it has none) of each row, also of one that points at a
    record outside of the viewer's areas: a person may have moved, and what was recorded of them stays where it was.
    Those cells are empty."""
    area = ledger.area_field or Value("")
    cells = rows.values_list("pk", *(column.source or column.code for column in ledger.shown), area)
    joins, asked = cells.query.alias_map, rows.query.alias_refcount
    for alias, join in list(joins.items()):
        # The ORM takes it that what a foreign key points at can be seen. Row-level security has it otherwise. A join
        # that picks the rows stays as it is.
        if isinstance(join, Join) and join.join_type == INNER and not asked.get(alias):
            joins[alias] = join.promote()
    return cells


def _named_or_out_of_sight(column: Column, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Nobody is without a name: where there is none, the person is out of sight."""
    if column.kind is not CellKind.NAME:
        return make
    absent = str(OUT_OF_SIGHT)
    return lambda value: absent if value is None else make(value)


def _sees(viewer: Viewer, column: Column, area: str) -> bool:
    """Whether the viewer sees the whole value in a row of that area: a number nobody does, a name who may read it."""
    if column.readers is None:
        return not column.masked
    return viewer.may(column.readers, area) if area else viewer.has(column.readers)


_MASKS = {CellKind.NAME: mask_name, CellKind.ID_NUMBER: mask_id, CellKind.PHONE: mask_phone}


def _masked(column: Column) -> Callable[[Any], Any]:
    mask = _MASKS[column.kind]
    return lambda value: mask(value) if value else ""


def _formatter(column: Column, names: dict[str, str]) -> Callable[[Any], Any]:
    vocabulary = column.vocabulary
    if column.kind is CellKind.AREA:
        return lambda value: names.get(value, value or "")
    if vocabulary and column.kind is CellKind.MULTI_CHOICE:
        words = {member.value: str(member.term) for member in vocabulary}
        none = str(Term("none", "无"))
        return lambda value: "" if value is None else "、".join(words.get(code, code) for code in value) or none
    if vocabulary or column.words:
        words = {code: str(term) for code, term in column.choices.items()}
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


def _within(source: str, area: str) -> Q:
    lowest, beyond = bounds(area)
    return Q(**{f"{source}__gte": lowest, f"{source}__lt": beyond})


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
    except (ValueError, LookupError, ArithmeticError):
        raise _not_fit(column.code, text, column.title) from None


def _not_fit(code: str, text: str, title: Term) -> Refused:
    detail = f"{text!r} does not fit the column {title.en} / “{text}”不适用于“{title.zh}”列"
    return Refused(CommonProblem.INVALID, status=422, field=code, detail=detail)


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
        if not is_code(text):
            raise ValueError(text)
        return _within(source, text)
    if column.kind is CellKind.BOOLEAN:
        return Q(**{source: _BOOLEANS[text.casefold()]})
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
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    number: int | Decimal = int(text) if column.kind is CellKind.INTEGER else Decimal(text)
    if not -LARGEST < number < LARGEST:  # nor what is no number at all
        raise ValueError(text)
    return number


def _after(column: Column, value: Any) -> Any:
    """The first value that a bare date or number no longer means."""
    if column.kind in (CellKind.DATE, CellKind.DATETIME):
        return value + timedelta(days=1)
    return value + (1 if column.kind is CellKind.INTEGER else Decimal("0.1"))
