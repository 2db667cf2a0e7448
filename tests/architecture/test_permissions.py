"""Who may do what: every action by everybody, through the JSON door.

A role may do exactly what its permissions say. For a stranger there is no door; for whoever is responsible elsewhere,
no longer, or not yet, there is no such record.
"""

from __future__ import annotations

import pytest

from architecture.samples import samples
from architecture.town import ID_NUMBERS, NAMES, NOWHERE, PHONES, ROLES
from menshen.kernel.base.modules import declared
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

ACTIONS = {action.code: action for action in declared("actions")}
OUTSIDE = ("elsewhere", "formerly", "not_yet", "nobody")
ONLY_ITS_OWN = {
    # A task goes to one role, and only those who hold it have seen it.
    "tasks.acknowledge_task": {"grid_worker"},
    # A request waits for one role, and only who asked takes it back; a deputy stands in for who decides.
    "approvals.decide": {"community_secretary"},
    "approvals.delegate": {"community_secretary"},
    "approvals.withdraw": {"community_clerk"},
    "approvals.name_deputy": {"community_secretary", "street_leader"},
    "approvals.end_deputy": {"street_leader"},
}


def names_an_area(action) -> bool:
    """Whether its command says where, about a place that has to be there already."""
    return "area" in action.command.model_fields and action.code not in ("scope.open_area", "screening.record_attempt")


each_action = pytest.mark.parametrize("code", ACTIONS)


def test_every_action_has_a_sample(town):
    assert set(samples(town)) == set(ACTIONS)


@each_action
def test_a_role_may_do_what_its_permissions_say(code, town, door):
    permission = ACTIONS[code].permission.value
    may = {role for role, known in ROLES.items() if permission in known.permissions}
    for role in ROLES:
        answer = door.api(role, f"actions/{code}", samples(town)[code])
        if role not in may:
            assert answer.status_code == 404, f"{role} may not: {answer.content.decode()}"
        elif role in ONLY_ITS_OWN.get(code, may):
            assert answer.status_code == 200, f"{role} may: {answer.content.decode()}"
            assert answer.json()["state"] == "done", f"{role}: {answer.json()}"
        else:
            assert answer.status_code == 409, f"{role} may not yet: {answer.content.decode()}"


@each_action
def test_outside_there_is_no_such_record(code, town, door):
    for who in OUTSIDE:
        answer = door.api(who, f"actions/{code}", samples(town)[code])
        assert answer.status_code == 404, f"{who}: {answer.content.decode()}"
        assert not tells_of_people(answer), who


@each_action
def test_without_a_valid_key_there_is_no_door(code, town, door):
    for who in (None, "closed"):
        answer = door.api(who, f"actions/{code}", samples(town)[code])
        assert answer.status_code == 401, f"{who}: {answer.content.decode()}"


@pytest.mark.parametrize("code", [code for code, action in ACTIONS.items() if names_an_area(action)])
def test_an_area_that_was_never_opened_is_refused(code, town, door):
    """It lies in the own area by its digits, and does not exist."""
    sample = samples(town)[code]
    permission = ACTIONS[code].permission.value
    role = next(role for role, known in ROLES.items() if permission in known.permissions)
    answer = door.api(role, f"actions/{code}", sample | {"area": NOWHERE})
    assert answer.status_code in (404, 409, 422), answer.content.decode()


def test_a_refused_command_leaves_no_entry(town, door):
    with acting(system_viewer()):
        before = Entry.objects.count()
    for code, payload in samples(town).items():
        door.api("nobody", f"actions/{code}", payload)
    with acting(system_viewer()):
        assert Entry.objects.count() == before


# Reading

LEDGERS = {ledger.code: ledger for ledger in declared("ledgers")}
each_ledger = pytest.mark.parametrize("code", LEDGERS)


def tells_of_people(answer) -> list[str]:
    """What an answer says that only those responsible may read."""
    text = answer.content.decode(errors="replace")
    return [canary for canary in (*NAMES, *ID_NUMBERS, *PHONES) if canary in text]


@each_ledger
def test_a_ledger_is_read_by_those_who_may(code, door):
    permission = LEDGERS[code].permission.value
    for role, known in ROLES.items():
        answer = door.api(role, f"ledgers/{code}")
        assert answer.status_code == (200 if permission in known.permissions else 404), role
    assert door.api(None, f"ledgers/{code}").status_code == 401
    assert door.api("closed", f"ledgers/{code}").status_code == 401
    for who in ("formerly", "not_yet", "nobody"):
        assert door.api(who, f"ledgers/{code}").status_code == 404, who


@each_ledger
def test_a_ledger_shows_no_row_of_elsewhere(code, door):
    permission = LEDGERS[code].permission.value
    role = next(role for role, known in ROLES.items() if permission in known.permissions)
    ours = door.api(role, f"ledgers/{code}").json()
    theirs = door.api("elsewhere", f"ledgers/{code}")
    assert theirs.status_code == 200
    assert not tells_of_people(theirs)
    if LEDGERS[code].area_field:
        assert not set(ours["ids"]) & set(theirs.json()["ids"])
