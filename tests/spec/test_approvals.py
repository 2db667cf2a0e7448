"""The tables of `approvals/`, and that no order of questions lets one pair of eyes through."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from menshen.kernel.approvals import rules
from menshen.kernel.approvals.vocabulary import Answer, Problem, State
from menshen.kernel.base.clock import LOCAL
from spec.reading import cases, numbers, said

ASKER, PERSON = 1, 2


def moment(cell):
    return datetime.strptime(cell, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)


def capacities(cell):
    """`1` is a role of one's own that decides step 1, `1 for 7` the same in the place of person 7."""
    found = []
    for part in filter(None, map(str.strip, cell.split(","))):
        step, _, holder = part.partition(" for ")
        found.append(rules.Capacity(int(step), int(holder) if holder else None))
    return found


def case(row):
    return rules.Case(
        ASKER,
        int(row.get("waits at", "0")),
        State(row.get("state", "waiting")),
        frozenset(numbers(row.get("decided before by", ""))),
    )


def word(found):
    return found.value.rpartition(":")[2] if isinstance(found, Problem) else ""


@cases("approvals/decisions", "Where a request stands")
def test_state(row):
    state = rules.state_of(row["closed as"], moment("2020-02-05 12:00"), moment(row["at"]))
    assert (state.value, said(state.is_open)) == (row["state"], row["open"])


@cases("approvals/decisions", "At which step it begins")
def test_first_step(row):
    own = [number in numbers(row["asker holds"]) for number in range(int(row["steps"]))]
    assert rules.first_step(own) == int(row["begins at"])


@cases("approvals/decisions", "Who decides")
def test_who_decides(row):
    found = rules.who_decides(case(row), PERSON, capacities(row["capacities of 2"]))
    decided = ("", "") if isinstance(found, Problem) else (str(found.step), str(found.in_place_of or ""))
    assert (*decided, word(found)) == (row["decides step"], row["in the place of"], row["refused"])


@cases("approvals/decisions", "The asker never decides")
def test_the_asker(row):
    assert word(rules.who_decides(case(row), ASKER, capacities(row["capacities of 1"]))) == row["refused"]


@cases("approvals/decisions", "Who hands over, and to whom")
def test_handing_over(row):
    asked = case(row) if row["request"] == "yes" else None
    found = rules.who_hands_over(asked, PERSON, capacities(row["capacities of 2"])) if asked else None
    if not isinstance(found, Problem):
        found = rules.may_take(asked, PERSON, int(row["colleague"]))
    assert word(found) == row["refused"]


@cases("approvals/decisions", "What follows")
def test_what_follows(row):
    assert rules.after(Answer(row["answer"]), int(row["step"]), int(row["steps"])).value == row["state"]


people = st.integers(1, 5)
held = st.lists(st.builds(rules.Capacity, st.integers(0, 2), st.none() | people), max_size=4)


@given(people, st.integers(0, 2), st.sampled_from(list(State)), st.frozensets(people), people, held)
def test_whoever_decides_is_another_person_in_nobody_elses_name(asker, step, state, decided, person, capacities):
    found = rules.who_decides(rules.Case(asker, step, state, decided), person, capacities)
    if isinstance(found, Problem):
        return
    assert found in capacities
    assert not {person, found.in_place_of} & (decided | {asker})
    assert state.is_open
    assert found.step == step or (state is State.OVERDUE and found.step > step)
