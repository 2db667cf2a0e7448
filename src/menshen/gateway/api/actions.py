"""`POST /api/v1/actions/{code}`: every declared action, typed by its command."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from menshen.gateway.api.answers import PROBLEMS, problem, refusal
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.modules import declared
from menshen.kernel.base.problems import CommonProblem

if TYPE_CHECKING:
    from ninja import NinjaAPI

    from menshen.kernel.actions.declaration import Action

COMMAND_HEADER = "Idempotency-Key"


class ActionAnswer(Schema):
    """`done`: written. `known`: it was so already and nothing was written. `replayed`: this command number had been
    done before, and this is its answer."""

    state: str
    subject_type: str
    subject_id: int
    area: str
    detail: dict[str, Any]
    replayed: bool


def add_to(api: NinjaAPI) -> None:
    for act in declared("actions"):
        api.post(
            f"/actions/{act.code}",
            response={200: ActionAnswer, **PROBLEMS},
            operation_id=act.code.replace(".", "_"),
            summary=act.title.en,
            description=f"{act.title.zh}。 {act.description}\n\nPermission: `{act.permission.value}`.",
            tags=[act.domain],
            openapi_extra={"parameters": [_COMMAND_PARAMETER]},
        )(_endpoint(act))


_COMMAND_PARAMETER = {
    "in": "header",
    "name": COMMAND_HEADER,
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "Number of the command: sent again, it is not done again and answers as before.",
}


def _endpoint(act: Action) -> Any:
    def endpoint(request: HttpRequest, command: Any) -> Any:
        text = request.headers.get(COMMAND_HEADER)
        try:
            numbers = [UUID(text)] if text else None
        except ValueError:
            return problem(CommonProblem.INVALID.value, f"{COMMAND_HEADER} is not a UUID", 422, field=COMMAND_HEADER)
        viewer = request.viewer  # type: ignore[attr-defined]
        outcome = perform(act, [command], by=viewer, at=clock.now(), command_ids=numbers)[0]
        if outcome.problem is not None:
            return refusal(outcome.problem)
        return {
            "state": outcome.state,
            "subject_type": outcome.subject_type,
            "subject_id": outcome.subject_id,
            "area": outcome.area,
            "detail": outcome.detail,
            "replayed": outcome.replayed,
        }

    parameters = [
        inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest),
        inspect.Parameter("command", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=act.command),
    ]
    endpoint.__signature__ = inspect.Signature(parameters, return_annotation=HttpResponse)  # type: ignore[attr-defined]
    endpoint.__name__ = act.code.replace(".", "_")
    return endpoint
