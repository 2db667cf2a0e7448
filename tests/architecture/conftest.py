"""The town, built once a process, and knocking at its doors without leaving a trace."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from architecture.town import NOW, build, clock_at
from menshen.kernel.scope.models import Actor


@pytest.fixture(scope="module")
def town(committed_module):
    with clock_at(NOW):
        yield build()


@contextmanager
def traceless():
    """Whatever is done inside is taken back, after the checks that a commit would have made."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


class Door:
    """The API and the desk, asked by anybody; nothing stays."""

    def __init__(self, town) -> None:
        self.town = town
        self._sessions: dict[str, Client] = {}

    def api(self, who, path, payload=None, method=""):
        """By the token of `who` (None: without one): GET, or POST where there is a payload, as JSON or as it is."""
        headers = {"Authorization": f"Bearer {self.town.tokens[who]}"} if who else {}
        client = Client(raise_request_exception=False, headers=headers)
        body = payload if isinstance(payload, bytes) else json.dumps(payload, default=str)
        with traceless():
            return client.generic(
                method or ("GET" if payload is None else "POST"),
                f"/api/v1/{path}",
                b"" if payload is None else body,
                content_type="application/json",
            )

    def desk(self, who, path, payload=None):
        """By the session of `who` (None: not signed in): GET, or POST of a form where there is a payload."""
        client = self._session(who) if who else Client(raise_request_exception=False)
        with traceless():
            return client.get(path) if payload is None else client.post(path, payload)

    def _session(self, who):
        if who not in self._sessions:
            client = self._sessions[who] = Client(raise_request_exception=False)
            client.force_login(Actor.objects.get(username=who))
        return self._sessions[who]


@pytest.fixture(scope="module")
def door(town):
    return Door(town)
