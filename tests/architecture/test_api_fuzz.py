"""No input breaks the API: schemathesis reads its own description of itself and asks the oddest things.

Everything is asked by somebody who may do everything in the town, with values of the right and of the wrong types. Once
more with areas and numbers that exist there, or many inputs would never come further than 'no such record'.
"""

from __future__ import annotations

import copy
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from architecture.conftest import traceless
from architecture.town import COMMUNITY, DISTRICT, ELSEWHERE_GRID, GRID, NOWHERE, STREET
from menshen.gateway.api.root import build
from menshen.kernel.base.modules import declared

ROOT = "/api/v1/"
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
AREAS = ["9", NOWHERE, ELSEWHERE_GRID, DISTRICT, STREET, COMMUNITY, GRID]
MODES = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
quick = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache
def described():
    return build().get_openapi_schema(path_prefix=ROOT)


def at_home():
    """The same description with the town's own areas, and numbers that some record has."""
    narrowed = copy.deepcopy(described())
    commands = {action.command.__name__ for action in declared("actions")}
    for schema in [known for name, known in narrowed["components"]["schemas"].items() if name in commands]:
        for name, known in schema.get("properties", {}).items():
            if name in ("area", "to_area", "new_code"):
                known.update({"type": "string", "enum": AREAS})
            elif known.get("minimum") == 1 and known.get("maximum", 0) > 2**40:
                known["maximum"] = 12
    return narrowed


OPERATIONS = [(method.upper(), path) for path, methods in described()["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def application():
    """Our WSGI application, which leaves the connection open, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("narrowed", [False, True], ids=["anything", "at home"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part.removeprefix(ROOT))
def test_no_input_breaks(method, path, narrowed, town, application):
    schema = schemathesis.openapi.from_dict(at_home() if narrowed else described())
    schema.app = application
    operation = schema[path][method]

    @quick
    @given(case=MODES.flatmap(operation.as_strategy))
    def ask(case):
        with traceless():
            case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {town.tokens['everyone']}"})

    ask()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_answered(method, door):
    assert door.api("everyone", "actions/scope.open_area", method=method).status_code == 405


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"area": "\x00"}', b'{"area": 1e999}', b"[" * 20_000],
    ids=["nothing", "cut off", "a list", "null", "no text", "a NUL", "infinity", "deeply nested"],
)
def test_bodies_that_are_no_command(body, door):
    answer = door.api("everyone", "actions/scope.open_area", body)
    assert answer.status_code in (400, 422), answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
