"""Whatever a few colleagues do in whatever order, four eyes decide, once, while the request is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from factories.approvals import (
    HOUR,
    LONG_EVENING,
    NOON,
    SHOP,
    asked,
    clerk,
    decide,
    decisions,
    do,
    leader,
    open_tasks,
    secretary,
    shops_that_ask,
    state,
    street_clerk,
)  # fmt: skip
from factories.scope import RIVERSIDE, STREET, TODAY, colleague, town
from menshen.kernel.approvals.asking import overtake
from menshen.kernel.approvals.models import Deputy, Request
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer, viewer_of
from menshen.kernel.tasks.flow import escalate

people = st.integers(0, 5)


class Office(RuleBasedStateMachine):
    """One request after another about one shop, and six colleagues: two of them hold two steps' roles."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.deeds = []
        self.module = shops_that_ask(self.deeds)
        self.module.__enter__()
        self.at = NOON
        self.number = None
        self.withdrawn = set()

    @initialize()
    def open_the_office(self):
        town()
        colleague("community_secretary", RIVERSIDE, username="both")
        both = viewer_of(colleague("street_leader", STREET, username="both"), on=TODAY)
        self.people = [clerk(), secretary(), secretary(), leader(), street_clerk(), both]

    @rule(who=people)
    def ask(self, who):
        with acting(PLATFORM):
            if Request.objects.filter(closed_at__isnull=True).exists():
                return
        self.number = asked(self.people[who], at=self.at)

    @precondition(lambda self: self.number)
    @rule(who=people, answer=st.sampled_from(["approve", "approve", "reject"]))
    def decide(self, who, answer):
        before = decisions(self.number)
        was_open = self.request.closed_at is None
        done = state(decide(self.number, self.people[who], answer, at=self.at)) == "done"
        assert len(decisions(self.number)) == len(before) + done
        assert not done or was_open, "decided after it was closed"

    @precondition(lambda self: self.number)
    @rule(who=people)
    def withdraw(self, who):
        asker = self.request.asked_by_id == self.people[who].actor_id
        if state(do("withdraw", self.people[who], self.at, request=self.number)) == "done":
            assert asker
            self.withdrawn.add(self.number)

    @precondition(lambda self: self.number)
    @rule(who=people, to=people)
    def delegate(self, who, to):
        do("delegate", self.people[who], self.at, request=self.number, username=self.log_in(to))

    @rule(who=people, to=people, area=st.sampled_from([STREET, RIVERSIDE]))
    def name_deputy(self, who, to, area):
        do(
            "name_deputy", self.people[who], self.at, area=area, username=self.log_in(to), valid_from=TODAY,
            valid_until=TODAY + timedelta(days=3),
        )  # fmt: skip

    @rule(who=people)
    def end_deputies(self, who):
        with acting(PLATFORM):
            named = list(Deputy.objects.filter(request__isnull=True).values_list("pk", flat=True))
        for number in named:
            do("end_deputy", self.people[who], self.at, deputy=number)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours):
        self.at += hours * HOUR
        escalate(at=self.at)

    @precondition(lambda self: self.number)
    @rule()
    def overtake(self):
        with acting(system_viewer()):
            overtake([LONG_EVENING], SHOP, [1], by=system_viewer(), at=self.at)

    @property
    def request(self):
        with acting(PLATFORM):
            return Request.objects.get(pk=self.number)

    def log_in(self, who):
        return Actor.objects.get(pk=self.people[who].actor_id).username

    @invariant()
    def four_eyes(self):
        with acting(PLATFORM):
            requests = list(Request.objects.prefetch_related("decisions"))
        for request in requests:
            said = sorted(request.decisions.all(), key=lambda one: one.step)
            voices = [one.decided_by_id for one in said] + [one.in_place_of_id for one in said if one.in_place_of_id]
            assert request.asked_by_id not in voices, "decided on an own request"
            assert len(voices) == len(set(voices)), "one voice counted twice"
            assert len({one.step for one in said}) == len(said), "a step was decided twice"
            rejected = [one for one in said if one.answer == "reject"]
            assert bool(rejected) == (request.closed_as == "rejected")
            assert (request.closed_as == "withdrawn") == (request.pk in self.withdrawn)
            assert self.deeds.count(request.pk) == (request.closed_as == "approved"), "done once, and only if approved"
            if request.closed_as == "approved":
                assert said[-1].role == "street_leader", "the last step is never left out"

    @invariant()
    def what_is_open_is_somebodys_task(self):
        with acting(PLATFORM):
            waiting = set(Request.objects.filter(closed_at__isnull=True).values_list("pk", flat=True))
        assert [task.subject_id for task in open_tasks()] == sorted(waiting)

    def teardown(self):
        self.module.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@pytest.mark.slow
def test_four_eyes_in_any_order(db):
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
