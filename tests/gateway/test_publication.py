"""A text with a resident's name beside a phone or a door does not pass; the register knows who is one."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.test import Client

from factories.registry import COMMUNITY, make_areas, phone, register, row
from factories.scope import colleague
from menshen.config.cli import program
from menshen.kernel.scope.viewers import system_viewer

pytestmark = pytest.mark.django_db
TELLS = f"请王晞（{phone(1234).replace('100', '138', 1)}）到居委会领取物资。"
PLAIN = "今日起，各小区出入口测温登记，联系电话以社区公布为准。"


@pytest.fixture(autouse=True)
def _register():
    make_areas()
    register(row("王晞"), by=system_viewer())


def page(role, text):
    client = Client()
    client.force_login(colleague(role, COMMUNITY))
    return client.post("/publication/", {"text": text})


def test_a_name_with_a_phone_is_found_and_not_repeated_in_full():
    answer = page("community_secretary", TELLS)
    (notice,) = answer.context["notices"]
    assert notice.tone == "wrong"
    assert "王* … 138****1234" in notice.text.zh


def test_a_name_that_nobody_bears_is_a_word():
    (notice,) = page("community_secretary", TELLS.replace("王晞", "方便")).context["notices"]
    assert notice.tone == "good"


def test_a_plain_notice_passes():
    (notice,) = page("community_secretary", PLAIN).context["notices"]
    assert notice.tone == "good"


def test_who_publishes_nothing_has_no_such_page():
    assert page("policy_officer", PLAIN).status_code == 404


def test_too_much_at_once_is_said_and_kept():
    answer = page("community_secretary", "宣传" * 10_001)
    assert answer.status_code == 422
    assert "超过两万字" in answer.content.decode()


@pytest.mark.parametrize(("text", "code"), [(TELLS, 1), (PLAIN, 0)])
def test_the_program_says_the_same(text, code):
    done = CliRunner().invoke(program, ["check-text", "-"], input=text)
    assert done.exit_code == code
    assert ("line 1" in done.output) == bool(code)
