"""Settings from outside: read, refused with a sentence, and the key that is made once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from menshen.config import postgres
from menshen.config.environment import Address, ConfigurationError, Environment


def test_without_variables_the_database_is_our_own(tmp_path):
    environment = Environment.read({"MENSHEN_DATA": str(tmp_path)})
    assert postgres.is_own(environment)
    assert postgres.address(environment, "app").user == "menshen_app"
    assert postgres.address(environment, "owner").user == "menshen_owner"
    assert postgres.django_database(environment)["USER"] == "menshen_app"


def test_migrations_enter_as_the_owner(tmp_path):
    environment = Environment.read({"MENSHEN_DATA": str(tmp_path), "MENSHEN_DB_ROLE": "owner"})
    assert postgres.django_database(environment)["USER"] == "menshen_owner"


def test_a_database_of_your_own_is_read_from_its_url():
    url = "postgresql://desk%40town:p%2Fw@db.example.cn:5433/menshen?sslmode=require"
    environment = Environment.read({"MENSHEN_DATABASE_URL": url})
    wanted = Address("menshen", "desk@town", "p/w", "db.example.cn", "5433", {"sslmode": "require"})
    assert postgres.address(environment, "app") == wanted
    assert postgres.address(environment, "owner") == wanted
    assert postgres.django_database(environment)["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MENSHEN_DEBUG", "yes"),
        ("MENSHEN_SECOND_FACTOR", "perhaps"),
        ("MENSHEN_SESSION_HOURS", "0"),
        ("MENSHEN_POOL_SIZE", "0"),
        ("MENSHEN_POOL_SIZE", "many"),
        ("MENSHEN_DB_ROLE", "root"),
        ("MENSHEN_DATA", "~no-such-account/data"),
        ("MENSHEN_OWNER_DATABASE_URL", "postgresql://owner@db/menshen"),  # the application would enter another one
    ],
)
def test_a_bad_value_is_refused_by_name(name, value):
    with pytest.raises(ConfigurationError, match=name):
        Environment.read({name: value})


@pytest.mark.parametrize(
    "url",
    [
        "mysql://here/menshen",
        "postgresql://here",
        "menshen",
        "postgresql://here/menshen",
        "postgresql://app@here:five/menshen",
        "postgresql://app@[::1/menshen",
    ],
)
def test_a_bad_url_is_refused_by_name(url):
    with pytest.raises(ConfigurationError, match="MENSHEN_DATABASE_URL"):
        postgres.address(Environment.read({"MENSHEN_DATABASE_URL": url}), "app")


@pytest.mark.parametrize(
    ("variables", "required"),
    [
        ({}, True),
        ({"MENSHEN_DEMONSTRATION": "1"}, False),
        ({"MENSHEN_SECOND_FACTOR": "offered"}, False),
        ({"MENSHEN_SECOND_FACTOR": "required", "MENSHEN_DEMONSTRATION": "1"}, True),
    ],
)
def test_the_second_factor_is_required_except_in_a_demonstration(variables, required):
    assert Environment.read(variables).second_factor_required() is required


def test_the_key_is_made_once_for_us_alone_also_by_programs_that_start_together(tmp_path):
    program = f"""
from menshen.config.environment import Environment
print(Environment.read({{"MENSHEN_DATA": {str(tmp_path)!r}}}).secret())
"""
    several = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keys = {each.communicate()[0].strip() for each in several}
    assert keys == {Environment.read({"MENSHEN_DATA": str(tmp_path)}).secret()}
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_lists_are_parted_by_commas():
    environment = Environment.read({"MENSHEN_HOSTS": "desk.example.cn, 10.0.0.8", "MENSHEN_OUT": "~/out"})
    assert environment.hosts == ("desk.example.cn", "10.0.0.8")
    assert environment.out == Path.home() / "out"
