"""The program as a whole: found commands, exit codes, plain errors."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import pytest
from xlsxwriter.exceptions import FileCreateError

from conftest import OWN_DATABASE, environment_of
from menshen.config import cli, postgres
from menshen.config.cli import COMMANDS

PROGRAM = [sys.executable, "-m", "menshen.config.cli"]


def _run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], env=os.environ | variables, capture_output=True, text=True, check=False, timeout=60
    )


def test_help_lists_every_command_without_loading_django():
    program = (
        "import sys; from menshen.config import cli; cli.run(['--help']); "
        "print(sorted({'django', 'psycopg', 'pydantic'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.endswith("[]\n")
    for name, entry in COMMANDS.items():
        assert f"  {name} " in shown
        assert entry.help in shown


def test_what_few_ask_for_is_loaded_when_they_do():
    """Every process of the server would hold it."""
    program = (
        "import sys; from menshen.config.boot import set_up_django; set_up_django(); "
        "print(sorted({'docx', 'docxtpl', 'lxml', 'openpyxl', 'pyxform', 'pypinyin.phrases_dict'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown == "[]\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(django_db_setup, name, capsys):
    assert cli.run([name, "--help"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["frobnicate"], ["serve", "--port", "no"], ["jobs", "run", "no_such_job"]])
def test_called_wrongly_is_two(django_db_setup, arguments, capsys):
    assert cli.run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("Usage:")
    assert "Traceback" not in said


def test_a_database_that_does_not_answer_is_one_sentence():
    done = _run("actor", "list", MENSHEN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing", MENSHEN_POOL_SIZE="1")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "The database does not answer" in done.stderr


def test_a_bad_setting_is_one_sentence():
    done = _run("actor", "list", MENSHEN_DEBUG="perhaps")
    assert (done.returncode, done.stderr) == (1, "MENSHEN_DEBUG is 0 or 1, not 'perhaps'\n")


def test_a_clock_that_cannot_be_read_is_one_sentence():
    done = _run("jobs", "list", MENSHEN_CLOCK="yesterday")
    assert done.returncode == 1
    assert done.stderr.startswith("MENSHEN_CLOCK is a moment")
    assert "Traceback" not in done.stderr


def test_tables_that_are_missing_are_one_sentence(django_db_setup, django_db_blocker, cluster):
    name = f"{OWN_DATABASE}_empty"
    with django_db_blocker.unblock():
        postgres.create_database(cluster, name)
        try:
            done = _run("actor", "list", **environment_of(name))
        finally:
            postgres.drop_database(cluster, name)
    assert done.returncode == 1
    assert "run `menshen migrate`" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("wrap", [lambda error: error, FileCreateError])
def test_a_full_disk_is_one_sentence(monkeypatch, capsys, wrap):
    def write():
        raise wrap(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    monkeypatch.setattr(cli.program, "main", lambda *_, **__: write())
    assert cli.run([]) == 1
    assert capsys.readouterr().err == "No space left on device\n"


def test_our_own_server_is_not_for_a_database_of_your_own(capsys):
    assert cli.run(["db", "stop"]) == 1
    assert "MENSHEN_DATABASE_URL" in capsys.readouterr().err


def test_tables_are_up_to_date_and_stay_so(committed_db):
    assert _run("migrate", "--check").returncode == 0
    again = _run("migrate")
    assert again.returncode == 0
    assert "(0 migrations applied" in again.stdout


def test_people_get_names_passwords_roles_and_keys(committed_db):
    from allauth.mfa.models import Authenticator

    from menshen.kernel.administration.brakes import account_key, take
    from menshen.kernel.administration.models import SignIn
    from menshen.kernel.base import clock
    from menshen.kernel.scope.models import Actor, Area
    from menshen.kernel.scope.roles import all_roles

    Area.objects.create(code="990101001001", level="community", name="临江社区")
    role = all_roles()[0].code
    assert _run("actor", "create", "chen", "陈站长").returncode == 0
    assert _run("actor", "create", "chen", "陈站长").returncode == 1
    assert _run("actor", "grant", "chen", role, "临江社区", "--until", "2099-01-01").returncode == 0
    assert _run("actor", "grant", "chen", "emperor", "临江社区").returncode == 2
    assert _run("actor", "grant", "chen", role, "月球").returncode == 2
    listed = json.loads(_run("actor", "list", "--json").stdout)
    assert {
        "username": "chen",
        "name": "陈站长",
        "active": True,
        "roles": [{"role": role, "area": "990101001001"}],
    } in listed

    set_password = [*PROGRAM, "actor", "password", "chen"]
    short = subprocess.run(set_password, input="12345\n", capture_output=True, text=True, check=False)
    assert short.returncode == 1
    subprocess.run(set_password, input="a river and a bridge\n", text=True, check=True)
    assert Actor.objects.get(username="chen").check_password("a river and a bridge")

    assert "Nothing held chen up" in _run("actor", "unlock", "chen").stdout
    for _ in range(6):
        taken = take([account_key("chen")], at=clock.now())
    assert taken.until
    assert "can try again" in _run("actor", "unlock", "chen").stdout
    assert take([account_key("chen")], at=clock.now()).until is None

    assert _run("actor", "reset-factor", "chen").returncode == 1
    chen = Actor.objects.get(username="chen")
    Authenticator.objects.create(user=chen, type=Authenticator.Type.TOTP, data={"secret": "of a lost phone"})
    assert _run("actor", "reset-factor", "chen").returncode == 0
    assert not Authenticator.objects.exists()
    assert list(SignIn.objects.values_list("event", "actor")) == [
        ("password_changed", chen.pk),
        ("factor_removed", chen.pk),
    ]

    from menshen.gateway.viewing import actor_of_token

    key = _run("actor", "token", "chen", "--label", "the street's own program").stdout.strip()
    assert actor_of_token(key) == Actor.objects.get(username="chen")

    assert _run("actor", "revoke", "chen", role, "临江社区").returncode == 0
    assert _run("actor", "revoke", "chen", role, "临江社区").returncode == 1
