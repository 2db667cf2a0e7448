"""`GET /api/v1/ledgers/{code}`: every declared ledger, a page at a time, masked as on the desk."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field, StringConstraints

from menshen.gateway.api.answers import PROBLEMS
from menshen.kernel.base.modules import declared
from menshen.kernel.base.problems import CommonProblem, Refused, not_found
from menshen.kernel.ledgers.table import MAX_PAGE, MAX_PAGE_SIZE, PAGE_SIZE, Question, page_of
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from ninja import NinjaAPI

    from menshen.kernel.ledgers.declaration import Ledger


class LedgerColumn(Schema):
    code: str
    en: str
    zh: str
    kind: str


class LedgerPage(Schema):
    """`rows` are cells in the order of `columns`, as a person may see them; `ids` the record behind each row. A `count`
    over 50,000 says only that there are more."""

    ledger: str
    columns: list[LedgerColumn]
    ids: list[int]
    rows: list[list[Any]]
    count: int
    page: int
    pages: int


Plain = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


def add_to(api: NinjaAPI) -> None:
    for ledger in declared("ledgers"):
        api.get(
            f"/ledgers/{ledger.code}",
            response={200: LedgerPage, **PROBLEMS},
            operation_id=f"ledger_{ledger.code.replace('.', '_')}",
            summary=ledger.title.en,
            description=f"{ledger.title.zh}\n\nPermission: `{ledger.permission.value}`.",
            tags=[ledger.domain],
        )(_endpoint(ledger))


def _endpoint(ledger: Ledger) -> Any:
    filters = [column.code for column in ledger.shown if column.filter]

    def endpoint(request: HttpRequest, **asked: Any) -> Any:
        viewer = request.viewer  # type: ignore[attr-defined]
        if not viewer.has(ledger.permission):
            raise not_found()
        question = Question(
            search=asked["search"],
            area=asked["area"],
            filters={code: asked[code] for code in filters},
            sort=asked["sort"],
            page=asked["page"],
            size=asked["size"],
        )
        if question.sort and question.sort.removeprefix("-") not in {
            column.code for column in ledger.shown if column.sort
        }:
            raise Refused(CommonProblem.INVALID, status=422, field="sort", detail=f"cannot sort by {question.sort!r}")
        with acting(viewer):
            page = page_of(ledger, viewer, question)
        return {
            "ledger": ledger.code,
            "columns": [
                {"code": column.code, "en": column.title.en, "zh": column.title.zh, "kind": column.kind.value}
                for column in page.columns
            ],
            "ids": page.ids,
            "rows": page.rows,
            "count": page.count,
            "page": page.number,
            "pages": page.pages,
        }

    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest),
            _parameter("search", Plain, ""),
            _parameter("area", Plain, ""),
            _parameter("sort", Plain, ""),
            _parameter("page", Annotated[int, Field(ge=1, le=MAX_PAGE)], 1),
            _parameter("size", Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)], PAGE_SIZE),
            *(
                _parameter(code, Plain, "")
                for code in filters
                if code not in ("search", "area", "sort", "page", "size")
            ),
        ]
    )
    return endpoint


def _parameter(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=Query(default), annotation=kind)  # type: ignore[type-arg]
