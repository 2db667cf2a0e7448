"""Problem answers in the form of RFC 9457, and the schemas that OpenAPI shows for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from ninja import Schema

from menshen.kernel.base.problems import CommonProblem, Refused

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProblemAnswer(Schema):
    """`code` is stable for programs; `title` is the sentence in the reader's language."""

    code: str
    title: str
    status: int
    field: str | None = None
    errors: list[dict[str, Any]] | None = None


PROBLEMS = dict.fromkeys((400, 401, 404, 409, 413, 422), ProblemAnswer)


def problem(
    code: str, title: str, status: int, *, field: str | None = None, errors: list[dict[str, Any]] | None = None
) -> HttpResponse:
    body = {"code": code, "title": title, "status": status, "field": field, "errors": errors}
    kept = {key: value for key, value in body.items() if value is not None}
    return JsonResponse(kept, status=status, content_type="application/problem+json")


def refusal(refused: Refused) -> HttpResponse:
    return problem(refused.code, str(refused.term), refused.status, field=refused.field)


def on_refused(request: HttpRequest, refused: Any) -> HttpResponse:  # noqa: ARG001  ninja's signature
    return refusal(refused)


def on_invalid(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001  ninja's signature
    """What pydantic found, field by field, without echoing the values: they may be personal."""
    errors = [
        {"field": ".".join(str(part) for part in found["loc"][1:]), "message": found["msg"]} for found in error.errors
    ]
    detail = "; ".join(f"{found['field']}: {found['message']}" for found in errors)
    return problem(
        CommonProblem.INVALID.value,
        str(CommonProblem.INVALID.term.format(detail=detail)),
        HTTPStatus.UNPROCESSABLE_ENTITY,
        errors=errors,
    )


def on_unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001  ninja's signature
    return problem(CommonProblem.NOT_SIGNED_IN.value, str(CommonProblem.NOT_SIGNED_IN.term), HTTPStatus.UNAUTHORIZED)


def on_http(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001  ninja's signature
    return problem(CommonProblem.INVALID.value, str(error), error.status_code)
