"""Two people at one report, on connections of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from factories.reporting import DAY, IN_TIME, due, hand_in, leader_of, reports_fall_due, sign
from factories.scope import COPPER, RIVERSIDE, STREET, town
from menshen.domains.reporting.actions import CorrectReport, SubmitReport, correct_report, submit_report
from menshen.domains.reporting.models import Submission
from menshen.kernel.actions.performing import perform
from menshen.kernel.scope.viewers import PLATFORM, acting


@pytest.fixture(autouse=True)
def street(committed_db):
    town()
    reports_fall_due()


def test_a_version_that_comes_while_somebody_signs_is_the_one_that_is_signed():
    """Nobody signs a version that is no longer the newest, and nothing unlocked is left behind a lock."""
    hand_in()
    started = threading.Event()

    def signing():
        try:
            started.set()
            return sign().detail["version"]
        finally:
            connection.close()

    corrector, number = leader_of(RIVERSIDE), due().pk
    with ThreadPoolExecutor(1) as pool:
        with acting(corrector):
            asked = CorrectReport(report=number, reason="补登")
            assert perform(correct_report, [asked], by=corrector, at=IN_TIME)[0].detail == {"version": 2}
            signed = pool.submit(signing)
            assert started.wait(10)
            with pytest.raises(TimeoutError):
                signed.result(1)
        assert signed.result(10) == 2
    with acting(PLATFORM):
        locked = Submission.objects.order_by("version").values_list("locked_at", flat=True)
        assert [moment is not None for moment in locked] == [False, True]


def test_lists_in_any_order_do_not_wait_for_each_other():
    """Each holds its reports before it asks for the figures, which all share."""
    leader, together = leader_of(STREET), threading.Barrier(2)

    def submit(areas):
        try:
            together.wait(10)
            asked = [SubmitReport(area=area, day=DAY) for area in areas]
            return [outcome.state for outcome in perform(submit_report, asked, by=leader, at=IN_TIME)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = pool.map(submit, [[RIVERSIDE, COPPER], [COPPER, RIVERSIDE]])
        assert sorted(both) == [["done", "done"], ["refused", "refused"]]
