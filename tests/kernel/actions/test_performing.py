"""Performing: the beats of every write."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.kernel import (
    NOON,
    CloseShop,
    Kind,
    OpenShop,
    Permission,
    Problem,
    close_shop,
    open_shop,
    open_shops,
    sample_module,
    shop,
)
from factories.scope import COPPER, RIVERSIDE, TODAY, colleague, grid, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.declaration import Label, Outcome
from menshen.kernel.actions.performing import note, perform
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import NewEntry, Reaction, subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import NOBODY, PLATFORM, Held, Viewer, acting, viewer_of
from menshen.kernel.tasks.flow import NewTask, TaskKind, open_tasks
from menshen.kernel.tasks.models import Task

GRID = grid(RIVERSIDE)
SHOP = subject_type(Organisation)
WRITE = {Permission.SHOP_WRITE.value}


class _GivenUpError(Exception):
    """A reaction that fails."""


@pytest.fixture
def worker(db):
    town()
    return somebody(RIVERSIDE, allowed=WRITE)


def kept():
    with acting(PLATFORM):
        return sorted(Organisation.objects.values_list("name", flat=True))


def journal():
    with acting(PLATFORM):
        return list(Entry.objects.order_by("id"))


def codes(outcomes):
    return [outcome.problem.code if outcome.problem else outcome.state for outcome in outcomes]


# -- what is written -------------------------------------------------------------------------------------------------


def test_one_entry_for_each_thing_done(worker):
    earlier = NOON - timedelta(hours=3)
    outcomes = open_shops(shop(GRID, "甲", headcount=3, happened_at=earlier), shop(GRID, "乙"), by=worker)
    assert codes(outcomes) == ["done", "done"]
    first, second = journal()
    assert (first.kind, first.area_id, first.subject_type, first.subject_id) == (
        Kind.SHOP_OPENED,
        GRID,
        SHOP,
        outcomes[0].subject_id,
    )
    assert (first.happened_at, first.recorded_at) == (earlier, NOON)
    assert (second.happened_at, second.recorded_at) == (NOON, NOON)
    assert first.detail == {"people": 3}
    assert first.actor_id == worker.actor_id
    assert first.command_id is None


def test_nothing_asked_is_nothing_done(worker):
    assert open_shops(by=worker) == []
    assert journal() == []


# -- who may ---------------------------------------------------------------------------------------------------------


def test_another_area_answers_as_if_it_were_not_there(worker):
    (theirs,) = open_shops(shop(grid(COPPER), "别家"), by=somebody(COPPER, allowed=WRITE))
    asked = [CloseShop(shop=theirs.subject_id), CloseShop(shop=2**60)]
    by_number = [outcome.problem for outcome in perform(close_shop, asked, by=worker, at=NOON)]
    nowhere = "990101001001999"
    by_area = [outcome.problem for outcome in open_shops(shop(grid(COPPER)), shop(nowhere), by=worker)]
    for problem in by_number + by_area:
        assert (problem.code, problem.status, problem.field, problem.facts) == (CommonProblem.NOT_FOUND, 404, None, {})
    assert kept() == ["别家"]


def test_a_closed_area_is_not_there(worker):
    Area.objects.filter(code=GRID).update(closed_on=TODAY)
    other = grid(RIVERSIDE, 2)
    assert codes(open_shops(shop(GRID), shop(other), by=worker)) == [CommonProblem.NOT_FOUND, "done"]


def test_a_reference_to_what_is_not_there_is_refused_alone(worker):
    """References are checked at the end of a transaction, where it would be too late to say which row it was."""
    outcomes = open_shops(shop(GRID, "甲"), shop("990101001001999"), shop(GRID, "乙"), by=worker)
    assert codes(outcomes) == ["done", CommonProblem.NOT_FOUND, "done"]
    assert kept() == ["乙", "甲"]


@pytest.mark.parametrize("allowed", [set(), {"registry:person:read"}])
def test_without_the_permission_the_area_is_not_there(worker, allowed):
    assert codes(open_shops(shop(GRID), by=somebody(RIVERSIDE, allowed=allowed))) == [CommonProblem.NOT_FOUND]


def test_the_permission_counts_where_it_was_granted(worker):
    held = (Held("a", RIVERSIDE, frozenset(WRITE)), Held("b", COPPER, frozenset({"registry:person:read"})))
    viewer = Viewer(worker.actor_id, "两处", held)
    outcomes = open_shops(shop(GRID, "甲"), shop(grid(COPPER), "乙"), by=viewer)
    assert codes(outcomes) == ["done", CommonProblem.NOT_FOUND]


def test_an_expired_grant_and_nobody_are_strangers(worker):
    left = viewer_of(colleague("community_clerk", RIVERSIDE, until=TODAY), on=TODAY)
    assert codes(open_shops(shop(GRID), by=left)) == [CommonProblem.NOT_FOUND]
    assert codes(open_shops(shop(GRID), by=NOBODY)) == [CommonProblem.NOT_FOUND]


# -- a batch ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 8, 33])
def test_a_bad_row_is_refused_alone(worker, size):
    names = [f"店{number:02d}" for number in range(size)]
    open_shops(shop(GRID, names[size // 2]), by=worker)
    outcomes = open_shops(*(shop(GRID, name) for name in names), by=worker)
    expected = ["done"] * size
    expected[size // 2] = CommonProblem.CONTRADICTION
    assert codes(outcomes) == expected
    assert kept() == names
    assert len(journal()) == size
    refused = outcomes[size // 2].problem
    assert refused.facts["constraint"] == "an_organisation_is_in_its_area_once"
    assert "an organisation is in its area once" in refused.term.en


def test_a_row_that_the_action_refuses_is_refused_alone(worker):
    outcomes = open_shops(shop(GRID, "甲"), shop(GRID, "招摇"), shop(GRID, "乙"), by=worker)
    assert codes(outcomes) == ["done", Problem.BAD_LUCK, "done"]
    assert outcomes[1].problem.field == "name"
    assert kept() == ["乙", "甲"]


def test_a_value_that_no_column_holds_is_a_refusal_and_no_crash(worker):
    outcomes = open_shops(shop(GRID, "甲"), shop(GRID, "大店", headcount=2**40), by=worker)
    assert codes(outcomes) == ["done", CommonProblem.INVALID]
    assert outcomes[1].problem.status == 422


def test_many_good_rows_cost_as_many_queries_as_one(worker):
    with CaptureQueriesContext(connection) as few:
        open_shops(shop(GRID, "甲"), shop(GRID, "乙"), by=worker)
    with CaptureQueriesContext(connection) as many:
        open_shops(*(shop(GRID, f"店{number}") for number in range(500)), by=worker)
    assert len(many) == len(few)


# -- the same command again --------------------------------------------------------------------------------------------


def test_a_command_number_acts_once(worker):
    number = uuid4()
    (first,) = open_shops(shop(GRID, headcount=4), by=worker, command_ids=[number])
    (again,) = open_shops(shop(GRID, headcount=4), by=worker, command_ids=[number], at=NOON + timedelta(days=1))
    assert (first.state, first.replayed) == ("done", False)
    assert (again.state, again.replayed) == ("done", True)
    assert (again.subject_id, again.area, again.detail) == (first.subject_id, GRID, {"people": 4})
    assert len(journal()) == len(kept()) == 1


def test_other_content_under_the_same_number_is_refused(worker):
    number = uuid4()
    open_shops(shop(GRID, "甲"), by=worker, command_ids=[number])
    assert codes(open_shops(shop(GRID, "乙"), by=worker, command_ids=[number])) == [CommonProblem.COMMAND_REUSED]
    assert kept() == ["甲"]


def test_a_retry_is_the_same_after_its_form_got_another_field(worker):
    class OpenShopLater(OpenShop):
        lights: Annotated[bool, Label("Lights", "照明")] = True

    number = uuid4()
    open_shops(shop(GRID), by=worker, command_ids=[number])
    later = OpenShopLater(**shop(GRID).model_dump())
    (again,) = perform(replace(open_shop, command=OpenShopLater), [later], by=worker, at=NOON, command_ids=[number])
    assert (again.state, again.replayed) == ("done", True)


def test_another_action_under_the_same_number_is_refused(worker):
    """Two actions can ask for the same fields: a report is signed and corrected by its number alone."""
    number = uuid4()
    (opened,) = open_shops(shop(GRID, "甲"), by=worker, command_ids=[number])
    closing = CloseShop(shop=opened.subject_id)
    assert codes(perform(close_shop, [closing], by=worker, at=NOON, command_ids=[number])) == [
        CommonProblem.COMMAND_REUSED
    ]
    same = replace(close_shop, code="sample.close_twice")
    other = uuid4()
    perform(close_shop, [closing], by=worker, at=NOON, command_ids=[other])
    assert codes(perform(same, [closing], by=worker, at=NOON, command_ids=[other])) == [CommonProblem.COMMAND_REUSED]


def test_a_number_that_somebody_used_elsewhere_is_refused_and_tells_nothing(worker):
    number = uuid4()
    open_shops(shop(grid(COPPER), "别家"), by=somebody(COPPER, allowed=WRITE), command_ids=[number])
    outcomes = open_shops(shop(GRID, "甲"), shop(GRID, "乙"), by=worker, command_ids=[number, uuid4()])
    assert codes(outcomes) == [CommonProblem.COMMAND_REUSED, "done"]
    assert outcomes[0].subject_id is None
    assert kept() == ["乙", "别家"]


def test_a_colleague_with_the_same_right_sends_what_the_first_one_could_not(worker):
    number = uuid4()
    (first,) = open_shops(shop(GRID), by=worker, command_ids=[number])
    (again,) = open_shops(shop(GRID), by=somebody(GRID, allowed=WRITE), command_ids=[number])
    assert (again.replayed, again.subject_id) == (True, first.subject_id)
    assert codes(open_shops(shop(GRID), by=somebody(GRID), command_ids=[number])) == [CommonProblem.COMMAND_REUSED]


def test_a_number_twice_in_one_list(worker):
    number = uuid4()
    outcomes = open_shops(
        shop(GRID, "甲"), shop(GRID, "甲"), shop(GRID, "乙"), by=worker, command_ids=[number, number, number]
    )
    assert codes(outcomes) == ["done", "done", CommonProblem.COMMAND_REUSED]
    assert [outcome.replayed for outcome in outcomes] == [False, True, False]
    assert kept() == ["甲"]
    assert len(journal()) == 1


def test_a_refused_command_may_be_tried_again(worker):
    number = uuid4()
    open_shops(shop(GRID, "甲"), by=worker)
    assert codes(open_shops(shop(GRID, "甲"), by=worker, command_ids=[number])) == [CommonProblem.CONTRADICTION]
    with acting(PLATFORM):
        Organisation.objects.all().delete()
    assert codes(open_shops(shop(GRID, "甲"), by=worker, command_ids=[number])) == ["done"]


# -- what follows -----------------------------------------------------------------------------------------------------


def test_reactions_get_all_entries_of_their_kind_at_once_and_see_what_was_written(worker):
    seen = []

    def look(entries, *, by, at):
        """Remembers what it is told."""
        seen.append((len(entries), Organisation.objects.count(), by, at))

    with sample_module(reactions=(Reaction(Kind.SHOP_OPENED, look), Reaction(Kind.SHOP_CLOSED, look))):
        open_shops(shop(GRID, "甲"), shop(GRID, "乙"), by=worker)
    assert seen == [(2, 2, worker, NOON)]


def test_what_a_reaction_does_is_undone_with_the_act_and_the_act_with_it(worker):
    def react(entries, *, by, at):
        """Writes and then fails."""
        Organisation.objects.create(area_id=GRID, name="跟着来的", kind="shop")
        raise _GivenUpError

    with sample_module(reactions=(Reaction(Kind.SHOP_OPENED, react),)), pytest.raises(_GivenUpError):
        open_shops(shop(GRID, "甲"), by=worker)
    assert kept() == []
    assert journal() == []


def test_a_command_falls_alone_with_what_cannot_follow_from_it(worker):
    """Whether the reaction says so or the database; nothing of the command stays, nor of what followed from it."""
    open_shops(shop(GRID, "分店"), by=worker)
    before = len(journal())

    def react(entries, *, by, at):
        """Opens a branch of each shop, which one of them has, another may not have, and one has nowhere."""
        names = {row.pk: row.name for row in Organisation.objects.filter(pk__in=[one.subject_id for one in entries])}
        for entry in entries:
            if (name := names[entry.subject_id]) == "招摇二":
                raise Refused(Problem.BAD_LUCK, name=name)
            area = "990101001001999" if name == "无处" else GRID
            Organisation.objects.create(area_id=area, name="分店" if name == "重复" else f"{name}分店", kind="shop")

    asked = [shop(GRID, name) for name in ("甲", "重复", "乙", "招摇二", "无处", "丙")]
    with sample_module(reactions=(Reaction(Kind.SHOP_OPENED, react),)):
        outcomes = open_shops(*asked, by=worker, command_ids=[uuid4() for _ in asked])
    assert codes(outcomes) == [
        "done",
        CommonProblem.CONTRADICTION,
        "done",
        Problem.BAD_LUCK,
        CommonProblem.NOT_FOUND,
        "done",
    ]
    assert kept() == sorted(["分店", "甲", "甲分店", "乙", "乙分店", "丙", "丙分店"])
    assert [one.subject_id for one in journal()[before:]] == [outcomes[place].subject_id for place in (0, 2, 5)]


def test_a_reaction_may_note_acts_of_its_own_which_others_react_to(worker):
    heard = []

    def close(entries, *, by, at):
        """Says that the shops closed again."""
        closed = [NewEntry(Kind.SHOP_CLOSED, one.area_id, SHOP, one.subject_id, at) for one in entries]
        note(closed, by=by, at=at)

    def hear(entries, *, by, at):
        """Remembers the closing."""
        heard.extend(one.kind for one in entries)

    with sample_module(reactions=(Reaction(Kind.SHOP_OPENED, close), Reaction(Kind.SHOP_CLOSED, hear))):
        open_shops(shop(GRID), by=worker)
    assert heard == [Kind.SHOP_CLOSED]
    assert [one.kind for one in journal()] == [Kind.SHOP_OPENED, Kind.SHOP_CLOSED]


INSPECT = TaskKind(
    "sample.inspect_shop",
    Term("Look at the shop", "查看商铺"),
    ladder=("community_clerk", "street_leader"),
    resolved_by=frozenset({Kind.SHOP_CLOSED}),
    within=timedelta(hours=1),
)


def test_an_act_settles_the_tasks_that_wait_for_it(worker):
    with sample_module(tasks=(INSPECT,)):
        one, other = open_shops(shop(GRID, "甲"), shop(GRID, "乙"), by=worker)
        waiting = [NewTask(GRID, SHOP, outcome.subject_id) for outcome in (one, other)]
        open_tasks(INSPECT, waiting, at=NOON)
        later = NOON + timedelta(minutes=10)
        perform(close_shop, [CloseShop(shop=one.subject_id)], by=worker, at=later)
    entry = journal()[-1]
    with acting(PLATFORM):
        assert set(Task.objects.values_list("subject_id", "closed_at", "closed_by")) == {
            (one.subject_id, later, entry.pk),
            (other.subject_id, None, None),
        }


def test_known_is_written_nowhere(worker):
    (opened,) = open_shops(shop(GRID), by=worker)

    def run(commands, *, by, at):
        return [Outcome.known(Organisation, opened.subject_id) for _ in commands]

    (outcome,) = perform(replace(open_shop, run=run), [shop(GRID)], by=worker, at=NOON, command_ids=[uuid4()])
    assert (outcome.state, outcome.subject_id) == ("known", opened.subject_id)
    assert len(journal()) == 1
