"""Issuing numbered documents, any number of them in three statements, and withdrawing them."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.decisions import Reason
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.vocabulary import DocumentProblem
from menshen.kernel.scope.models import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from menshen.kernel.documents.declaration import DocumentKind
    from menshen.kernel.scope.viewers import Viewer


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A paper about to be issued. `data` may hold dates, decimals, terms, vocabulary members and reasons as they are.

    `supersedes` is the id of the document that this one corrects.
    """

    area: str
    subject_type: str
    subject_id: int
    data: Mapping[str, Any]
    supersedes: int | None = None


_COLUMNS = (
    "kind", "area", "number", "issuer", "year", "serial", "subject_type", "subject_id", "issued_at", "issued_by",
    "data", "template_digest", "supersedes",
)  # fmt: skip
_FOREIGN = {"area", "issuer", "issued_by", "supersedes"}
_ATTRIBUTES = ["id", *(f"{name}_id" if name in _FOREIGN else name for name in _COLUMNS), "withdrawn_at"]


def issue(kind: DocumentKind, items: Sequence[NewDocument], *, by: Viewer, at: datetime) -> list[Document]:
    """Number and keep the papers, in the order of `items`; what they supersede is withdrawn at the same moment.

    ValueError: an item's data does not fit the kind. Refused: nobody can number it.
    """
    for item in items:
        kind.check(item.data)
    year, digest = at.astimezone(LOCAL).year, kind.digest()
    issuers = [kind.issuing_area(item.area) for item in items]
    with transaction.atomic():
        names = _names(issuers)
        free = _reserve(kind, Tally(issuers), year)
        rows = []
        for item, issuer in zip(items, issuers, strict=True):
            serial = free[issuer]
            free[issuer] += 1
            rows.append(
                (
                    kind.code, item.area, kind.number_of(names[issuer], year, serial), issuer, year, serial,
                    item.subject_type, item.subject_id, at, by.actor_id, plain(item.data), digest, item.supersedes,
                )
            )  # fmt: skip
        ids = insert_rows(Document, _COLUMNS, rows)
        withdraw([item.supersedes for item in items if item.supersedes is not None], at=at)
    return [_kept(number, row) for number, row in zip(ids, rows, strict=True)]


def _kept(number: int, row: Sequence[Any]) -> Document:
    """The row as if it had been read back."""
    values = dict(zip(_ATTRIBUTES, (number, *row, None), strict=True))
    names = [column.attname for column in Document._meta.concrete_fields]
    return Document.from_db(connection.alias, names, [values[name] for name in names])


def withdraw(document_ids: Iterable[int], *, at: datetime) -> int:
    """Take papers back: they stay on record and print with a mark. Gives how many were still standing."""
    wanted = list(document_ids)
    if not wanted:
        return 0
    return Document.objects.filter(pk__in=wanted, withdrawn_at__isnull=True).update(withdrawn_at=at)


def draft(kind: DocumentKind, data: Mapping[str, Any], *, at: datetime) -> Document:
    """A paper without a number that is not kept: for a preview, or a sheet that nobody has signed yet."""
    kind.check(data)
    return Document(kind=kind.code, number="", issued_at=at, data=plain(data), template_digest=kind.digest())


def plain(value: Any) -> Any:
    """The value as JSON keeps it: dates in ISO 8601, terms and reasons in both languages."""
    match value:
        case Vocabulary():
            return value.value
        case Term(en=en, zh=zh):
            return {"en": en, "zh": zh}
        case Reason():
            return plain(value.as_json())
        case datetime():
            return value.astimezone(LOCAL).isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
    return value


def _names(codes: Iterable[str]) -> dict[str, str]:
    """Names of the issuing areas as a document number writes them, always in Chinese."""
    wanted = set(codes)
    names = dict(Area.objects.filter(code__in=wanted).values_list("code", "name"))
    for code in sorted(wanted - names.keys()):
        raise Refused(DocumentProblem.NO_SUCH_ISSUER, code=code)
    return {code: name.removesuffix("居民委员会").removesuffix("村民委员会") for code, name in names.items()}


def _reserve(kind: DocumentKind, counts: Mapping[str, int], year: int) -> dict[str, int]:
    """The first of the reserved serials of each issuing area.

    The counter's row stays locked until the transaction ends: whoever comes next waits, and a rollback gives the
    numbers back. Areas are taken in one order, so that two bulk issues cannot wait for each other.
    """
    codes = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO documents_counter AS held (kind, issuer_code, year, last)
            SELECT %s, code, %s, needed FROM unnest(%s::text[], %s::int[]) AS wanted (code, needed) ORDER BY code
            ON CONFLICT (kind, issuer_code, year) DO UPDATE SET last = held.last + EXCLUDED.last
            RETURNING issuer_code, last
            """,
            [kind.code, year, codes, [counts[code] for code in codes]],
        )
        return {code: last - counts[code] + 1 for code, last in cursor.fetchall()}
