"""How many statements things cost. `query_budgets.json` holds what each may; a number in it grows in a reviewed diff.

`BUDGETS=write pytest tests/architecture/test_query_budgets.py` writes down what is measured now.
"""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from architecture.conftest import traceless
from architecture.samples import samples
from architecture.town import COMMUNITY, GRID, NAMES, NOW, PHONES, YESTERDAY
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.modules import declared, find
from menshen.kernel.ledgers.table import Question, page_of
from menshen.kernel.scope.viewers import acting, system_viewer

FILE = Path(__file__).with_name("query_budgets.json")
SLACK = 2  # plans of the planner's own do not count, a cache more or less does
PAGES = {
    "desk:home": "/",
    "desk:ledger": "/ledgers/registry.residents/",
    "desk:report": f"/report/?area={GRID}&day={YESTERDAY}",
    "desk:form": "/actions/screening.register_arrival/",
}


@pytest.fixture(scope="module")
def keeps_budget():
    """Compares what something cost with its budget, or notes it down where new budgets are asked for."""
    held = json.loads(FILE.read_text()) if FILE.exists() else {}
    measured = {}

    def check(name, captured):
        measured[name] = statements(captured)
        if os.environ.get("BUDGETS") != "write":
            assert name in held, f"{name} has no budget yet"
            assert measured[name] <= held[name] + SLACK, f"{name}: {measured[name]} statements, {held[name]} allowed"

    yield check
    if os.environ.get("BUDGETS") == "write":
        FILE.write_text(json.dumps(dict(sorted(measured.items())), indent=1) + "\n")


def statements(captured) -> int:
    """Without those that only mark a place to go back to."""
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


@pytest.mark.parametrize("code", [action.code for action in declared("actions")])
def test_one_command(code, town, keeps_budget):
    """Through `perform`: transaction, settings, permission, the action, journal, tasks, reactions."""
    action = find("actions", code)
    command = action.command(**samples(town)[code])
    with traceless(), CaptureQueriesContext(connection) as captured:
        perform(action, [command], by=system_viewer(), at=NOW)
    keeps_budget(code, captured)


@pytest.mark.parametrize("code", [ledger.code for ledger in declared("ledgers")])
def test_a_page_of_a_ledger(code, town, keeps_budget):
    viewer = system_viewer()
    with traceless(), acting(viewer), CaptureQueriesContext(connection) as captured:
        page_of(find("ledgers", code), viewer, Question(area=COMMUNITY))
    keeps_budget(f"page:{code}", captured)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_desk(name, door, keeps_budget):
    door.desk("community_secretary", PAGES[name])
    with CaptureQueriesContext(connection) as captured:
        assert door.desk("community_secretary", PAGES[name]).status_code == 200
    keeps_budget(name, captured)


# What comes in as workbooks comes by the thousand.

CITIES = ("杭州市", "宁波市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市", "丽水市")
MANY = {
    "scope.open_area": lambda number: {"area": f"{COMMUNITY}{500 + number}", "name": f"第{number}网格"},
    "registry.register_resident": lambda number: {"name": f"王喆{number}", "door": f"9-{number}"},
    "registry.register_organisation": lambda number: {"name": f"江畔超市{number}"},
    "policy.list_risk_area": lambda number: {"place": f"浙江省{CITIES[number]}"},
    "screening.record_attempt": lambda number: {"attempted_at": f"2020-02-03T08:{number:02d}"},
    "screening.register_arrival": lambda number: {"arrived_home_at": f"2020-02-0{1 + number % 2}T08:00", **who(number)},
    "screening.declare": lambda number: {"address": f"滨江花园{1 + number % 7}栋101", **who(number)},
    "screening.record_departure": lambda number: {"left_on": f"2020-02-0{1 + number % 3}", **who(number)},
    "screening.receive_clue": lambda number: {"phone": f"1008653{number:04d}"},
    "screening.announce_return": lambda number: {"phone": f"1008654{number:04d}"},
    "screening.register_worker": lambda number: {**who(number)},
    "screening.sign_letter": lambda number: {"address": f"滨江花园{1 + number % 7}栋101"},
    "screening.report_purchase": lambda number: {"phone": f"1008655{number:04d}"},
    "quarantine.enter_check": lambda number: {"name": NAMES[number % 2], "session": SESSIONS[number // 2 % 2]},
}
VARIETY = 6
SESSIONS = ("morning", "evening")


def who(number):
    return {"name": NAMES[number % 7], "phone": PHONES[number % 7]}


def test_everything_that_workbooks_bring_is_tried():
    assert set(MANY) == {ledger.imports.action.code for ledger in declared("ledgers") if ledger.imports}


@pytest.mark.parametrize("code", MANY)
def test_many_commands_cost_as_many_statements_as_two(code, town):
    action, sample = find("actions", code), samples(town)[code]
    commands = [action.command(**sample | MANY[code](number)) for number in range(10)]
    # Less than one more for each further command; a few for what the first two do not have among them.
    assert cost(action, commands) <= cost(action, list(islice(commands, 2))) + VARIETY


def cost(action, commands) -> int:
    with traceless(), CaptureQueriesContext(connection) as captured:
        outcomes = perform(action, commands, by=system_viewer(), at=NOW)
    assert any(outcome.state == "done" for outcome in outcomes), [outcome.problem for outcome in outcomes]
    return statements(captured)
