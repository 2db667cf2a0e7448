"""The acceptance: the daily report of the town gives the figures of the reports it is made after."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from menshen.config.cli import program
from menshen.demo.days import DAYS
from menshen.demo.figures import EXPECTED, expected_street
from menshen.demo.town import MAIN, SECOND, STREET, VILLAGE
from menshen.domains.screening.vocabulary import OriginClass
from menshen.kernel.base.modules import find
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import records
from menshen.kernel.scope.viewers import acting, system_viewer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("town")]

MEASURE_OF = {
    OriginClass.HUBEI: "quarantine.centralised_quarantine",
    OriginClass.OTHER_PROVINCE: "quarantine.home_quarantine",
    OriginClass.WITHIN_PROVINCE: "quarantine.self_health_monitoring",
}


def report(area: str) -> dict:
    """What `menshen report daily … --json` prints."""
    answer = CliRunner().invoke(program, ["report", "daily", "--area", area, "--date", str(DAYS[-1]), "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


@pytest.mark.parametrize("code", [MAIN, SECOND, VILLAGE, STREET])
def test_registers_and_campaign_come_out(code):
    figures = expected_street() if code == STREET else EXPECTED[code]
    values = report(code)["values"]
    assert values["registry.households"] == figures.registered.households
    assert values["registry.people"] == figures.registered.people
    screening = figures.screening
    assert values["screening.households_total"] == screening.households
    assert values["screening.settled_by_phone"] == screening.by_phone
    assert values["screening.settled_at_door"] == screening.at_door
    assert values["screening.not_reached"] == screening.not_reached
    assert values["screening.calls"] == screening.calls
    assert values["screening.visits"] == screening.visits
    assert values["screening.notices"] == screening.notices


@pytest.mark.parametrize("code", [MAIN, SECOND, VILLAGE, STREET])
def test_arrivals_come_out_by_origin(code):
    figures = expected_street() if code == STREET else EXPECTED[code]
    values = report(code)["values"]
    assert values["screening.arrivals_total"] == figures.arrivals.people
    for group in ("hubei", "other_province", "within_province"):
        count = getattr(figures, group)
        assert values[f"screening.arrivals_total_{group}"] == count.people
        assert values[f"screening.arrival_households_{group}"] == count.households
    assert values["screening.known_too_late"] == figures.late
    assert values["screening.away"] == figures.away


def test_main_community_has_its_orders():
    values = report(MAIN)["values"]
    assert values["quarantine.centralised_quarantine.in_force"] == 34
    assert values["quarantine.centralised_quarantine.households"] == 18
    assert values["quarantine.home_quarantine.in_force"] == 287
    assert values["quarantine.home_quarantine.households"] == 255
    assert values["quarantine.self_health_monitoring.in_force"] == 419
    assert values["quarantine.self_health_monitoring.households"] == 389
    assert values["quarantine.referrals_total"] == 3
    assert values["quarantine.referrals_confirmed"] == 0


def test_second_community_released_fourteen_of_twenty_four():
    values = report(SECOND)["values"]
    assert values["screening.arrivals_total_wuhan"] == 24
    assert values["quarantine.centralised_quarantine.total"] == 24
    assert values["quarantine.centralised_quarantine.released_total"] == 14
    assert values["quarantine.centralised_quarantine.in_force"] == 10
    assert values["quarantine.release_notices"] == 14
    assert values["screening.arrivals_with_symptoms"] == 0


@pytest.mark.parametrize("code", [MAIN, SECOND, VILLAGE, STREET])
def test_leaving_workers_come_out(code):
    figures = expected_street() if code == STREET else EXPECTED[code]
    indicator = find("indicators", "screening.outgoing_workers")
    with acting(system_viewer()):
        assert records(indicator, Span(DAYS[-1]), code).count() == figures.outgoing_workers


def test_village_has_seven_students_and_seven_workers():
    values = report(VILLAGE)["values"]
    assert values["screening.arrivals_students"] == 7
    assert values["screening.arrivals_workers"] == 7
    assert values["quarantine.home_health_monitoring.in_force"] == 14


def test_the_street_is_the_sum_and_everything_adds_up():
    sheet = report(STREET)
    assert [part["area"] for part in sheet["parts"]] == [MAIN, SECOND, VILLAGE]
    assert {check["result"] for check in sheet["checks"]} == {"holds"}
    for code, value in sheet["values"].items():
        assert value == sum(part["values"][code] for part in sheet["parts"]), code


def test_a_missing_report_is_missing_and_not_zero():
    answer = CliRunner().invoke(program, ["report", "daily", "--area", STREET, "--date", "2020-01-27", "--json"])
    states = {part["area"]: part["state"] for part in json.loads(answer.output)["parts"]}
    assert states == {MAIN: "submitted_values", SECOND: "submitted_values", VILLAGE: "missing"}
