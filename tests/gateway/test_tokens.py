"""Programs with a right token are never slowed down; those with wrong ones are."""

from __future__ import annotations

import pytest
from django.test import Client

from gateway.signing import events, later, person
from menshen.gateway.viewing import digest_of_token
from menshen.kernel.scope.models import ApiToken

pytestmark = pytest.mark.django_db
PATH = "/api/v1/ledgers/scope.areas"


def ask(key, address="10.0.0.1"):
    return Client(headers={"Authorization": f"Bearer {key}"}, REMOTE_ADDR=address).get(PATH)


def test_wrong_tokens_are_slowed_down_and_a_right_one_behind_the_same_address_is_not():
    ApiToken.objects.create(actor=person(), digest=digest_of_token("right"), label="a program")
    assert [ask(f"wrong {number}").status_code for number in range(32)] == [401] * 30 + [429] * 2
    answer = ask("wrong")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "scope:actor:too_many_tries"
    assert 0 < int(answer["Retry-After"]) <= 60
    assert ask("right").status_code == 200
    assert ask("wrong", "10.0.0.2").status_code == 401
    assert events(None) == ["token_refused"], "one line, not one for each"
    with later(minutes=2):
        assert ask("wrong").status_code == 401


def test_a_token_needs_no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    actor = person("administrator", "990101001")
    ApiToken.objects.create(actor=actor, digest=digest_of_token("right"), label="a program")
    assert ask("right").status_code == 200
