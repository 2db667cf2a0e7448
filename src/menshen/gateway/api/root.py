"""The API root: who may knock, and the endpoints that the declarations bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from menshen import __version__
from menshen.gateway.api import actions, answers, figures, ledgers
from menshen.kernel.base.problems import Refused, not_found

if TYPE_CHECKING:
    from django.http import HttpRequest


class Token(HttpBearer):
    """A program's token: `Authorization: Bearer …` (made with `menshen actor token`)."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002  the viewer is found already
        return _viewer(request)


class Session(APIKeyCookie):
    """The desk's own session; unsafe methods need its CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002  the viewer is found already
        return _viewer(request)


def _viewer(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    return viewer if viewer.actor_id is not None else None


def build() -> NinjaAPI:
    """The API with every declared action, ledger and figure."""
    api = NinjaAPI(
        title="Menshen",
        version=__version__,
        description="One endpoint for each action and each ledger. Times without a zone are Asia/Shanghai.",
        auth=[Token(), Session(csrf=True)],
        urls_namespace="api",
        docs_url=None,
    )
    api.add_exception_handler(Refused, answers.on_refused)
    api.add_exception_handler(ValidationError, answers.on_invalid)
    api.add_exception_handler(AuthenticationError, answers.on_unauthenticated)
    api.add_exception_handler(HttpError, answers.on_http)
    api.add_exception_handler(Http404, lambda request, _: answers.on_refused(request, not_found()))
    actions.add_to(api)
    ledgers.add_to(api)
    figures.add_to(api)
    return api
