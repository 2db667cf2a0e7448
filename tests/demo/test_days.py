"""The fortnight: whatever the seed, it adds up to the figures of the acceptance."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise

import pytest

from menshen.demo.arrivals import FIRST_DAY, REPORT_DAY
from menshen.demo.days import DAYS, HOTEL, plans
from menshen.demo.figures import EXPECTED, GROUPS, Count, Figures, Screening
from menshen.demo.health import FEVER_LINE
from menshen.demo.places import DESTINATIONS, HOME_CITIES, HUBEI_CITIES, LOW_RISK_CITIES, OTHER_CITIES, WUHAN
from menshen.demo.town import MAIN, SECOND, VILLAGE, build_town
from menshen.domains.screening.vocabulary import AttemptOutcome, Channel, OriginClass
from menshen.kernel.base.clock import local


@pytest.fixture(scope="module", params=[1, 2020])
def fortnight(request):
    return {plan.community.code: plan for plan in plans(build_town(seed=request.param))}


def counted(plan) -> Figures:
    """The figures of a plan, counted from its records alone."""
    households: dict[bool, Count] = {True: Count(), False: Count()}
    for household in plan.households:
        households[bool(household.building)] += Count(1, len(household.members))
    groups = {
        group: Count(
            len({arrival.household.number for arrival in plan.arrivals if arrival.group is group}),
            sum(arrival.group is group for arrival in plan.arrivals),
        )
        for group in OriginClass
    }
    settled = Counter(attempt.channel for attempt in plan.attempts if attempt.settles)
    made = Counter(attempt.channel for attempt in plan.attempts)
    standings = Counter(arrival.standing for arrival in plan.arrivals)
    village = plan.community.code == VILLAGE
    return Figures(
        registered=households[True] + households[False],
        compounds=households[True],
        village_groups=households[False],
        grids=len({household.grid_code for household in plan.households}),
        hubei=groups[OriginClass.HUBEI],
        other_province=groups[OriginClass.OTHER_PROVINCE],
        within_province=groups[OriginClass.WITHIN_PROVINCE],
        in_force={
            group: sum(a.group is group and a.left_on <= REPORT_DAY < a.observed_until for a in plan.arrivals)
            for group in GROUPS
        },
        released=sum(arrival.observed_until <= REPORT_DAY for arrival in plan.arrivals),
        screening=Screening(
            households=len({attempt.household.number for attempt in plan.attempts}),
            by_phone=settled[Channel.PHONE],
            at_door=settled[Channel.DOOR],
            not_reached=len(plan.households) - sum(settled.values()),
            calls=made[Channel.PHONE],
            visits=made[Channel.DOOR],
            notices=made[Channel.NOTICE],
        ),
        late=sum(arrival.is_late for arrival in plan.arrivals),
        feverish=len({c.arrival.person.serial for d in DAYS for c in plan.checks_on(d) if c.celsius >= FEVER_LINE}),
        away=len(plan.departures),
        students=standings["学生"] if village else None,
        workers=standings["务工"] if village else None,
        outgoing_workers=len(plan.workers),
    )


@pytest.mark.parametrize("code", [MAIN, SECOND, VILLAGE])
def test_the_plan_gives_the_expected_figures(fortnight, code):
    assert counted(fortnight[code]) == EXPECTED[code]


def test_days_are_the_fourteen():
    assert (len(DAYS), DAYS[0], DAYS[-1]) == (14, date(2020, 1, 23), date(2020, 2, 5))


def test_the_plan_is_the_same_for_the_same_seed():
    first, again = next(plans(build_town(seed=5))), next(plans(build_town(seed=5)))
    assert first.arrivals == again.arrivals
    assert first.departures == again.departures
    assert first.attempts == again.attempts
    assert [list(first.checks_on(day)) for day in DAYS] == [list(again.checks_on(day)) for day in DAYS]


def test_arrivals_are_residents_who_travelled_before_they_were_known(fortnight):
    for plan in fortnight.values():
        members = {person.id_number: household for household in plan.households for person in household.members}
        assert len({arrival.person.id_number for arrival in plan.arrivals}) == len(plan.arrivals)
        groups = defaultdict(set)
        for arrival in plan.arrivals:
            assert members[arrival.person.id_number] == arrival.household
            assert arrival.left_at < arrival.arrived_home_at < arrival.known_at < local(REPORT_DAY, 18)
            assert arrival.reported_at is None or arrival.reported_at < arrival.left_at
            assert FIRST_DAY <= arrival.registered_on <= REPORT_DAY
            groups[arrival.household.number].add(arrival.group)
        assert all(len(group) == 1 for group in groups.values())
        assert sum(len(plan.arrivals_on(day)) for day in DAYS) == len(plan.arrivals)


def test_parties_travel_together_with_a_grown_up(fortnight):
    for plan in fortnight.values():
        parties = defaultdict(list)
        for arrival in plan.arrivals:
            parties[arrival.household.number].append(arrival)
        for party in parties.values():
            assert len({(a.origin, a.left_at, a.arrived_home_at, a.known_at, a.vehicle) for a in party}) == 1
            for arrival in party:
                assert set(arrival.companions) == {a.person.name for a in party if a is not arrival}
            assert max(arrival.person.age_on(FIRST_DAY) for arrival in party) >= 15
            assert len(party) == 1 or max(arrival.person.age_on(FIRST_DAY) for arrival in party) >= 18


def test_places_of_origin_fit_the_rules(fortnight):
    assert {arrival.origin for arrival in fortnight[SECOND].arrivals} == {WUHAN}
    assert {arrival.origin for arrival in fortnight[VILLAGE].arrivals} <= set(LOW_RISK_CITIES)
    main = fortnight[MAIN].arrivals
    assert {a.origin.province for a in main if a.group is OriginClass.OTHER_PROVINCE} == {
        "广东省", "广西壮族自治区", "贵州省", "湖南省", "四川省", "安徽省",
    }  # fmt: skip
    assert {a.origin.province for a in main if a.group is OriginClass.HUBEI} == {"湖北省"}
    # Wuhan was closed on the 23rd.
    assert all(a.left_on <= date(2020, 1, 22) for a in main if a.origin == WUHAN)
    assert all(a.left_on >= date(2020, 1, 22) for a in main)


def test_the_policy_data_know_the_places_and_their_risk():
    data = resources.files("menshen.domains.policy") / "data"
    with (data / "places.csv").open(encoding="utf-8") as lines:
        places = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    with (data / "risk_areas.csv").open(encoding="utf-8") as lines:
        risks = {row["place_code"]: row["level"] for row in csv.DictReader(lines)}
    for city in {*HUBEI_CITIES, *OTHER_CITIES, *HOME_CITIES, *LOW_RISK_CITIES, *DESTINATIONS}:
        assert places[city.code] == (city.name or city.province)
        assert places[f"{city.code[:2]}0000"] == city.province
    assert {risks[f"{city.code[:2]}0000"] for city in HUBEI_CITIES} == {"key_area"}
    assert {risks[f"{city.code[:2]}0000"] for city in OTHER_CITIES} == {"reported_area"}
    assert {risks[city.code] for city in HOME_CITIES} == {"province_area"}
    assert {risks[city.code] for city in LOW_RISK_CITIES} == {"low"}


def test_the_hotel_has_a_room_for_everyone_from_hubei():
    assert len(set(HOTEL.rooms)) >= EXPECTED[MAIN].hubei.people + EXPECTED[SECOND].hubei.people


def test_a_household_is_settled_once_and_left_alone_afterwards(fortnight):
    for plan in fortnight.values():
        by_household = defaultdict(list)
        for attempt in plan.attempts:
            by_household[attempt.household.number].append(attempt)
        assert len(by_household) == len(plan.households)
        for attempts in by_household.values():
            assert all(not attempt.settles for attempt in attempts[:-1])
            assert attempts[0].channel is Channel.PHONE
            assert len({(attempt.channel, attempt.at) for attempt in attempts}) == len(attempts)
            empty = sum(attempt.outcome is AttemptOutcome.NOBODY_HOME for attempt in attempts)
            assert empty == sum(attempt.channel is Channel.NOTICE for attempt in attempts) <= 2
        assert sum(len(plan.attempts_on(day)) for day in DAYS) == len(plan.attempts)


def test_people_away_are_not_among_the_arrivals(fortnight):
    for plan in fortnight.values():
        back = {arrival.household.number for arrival in plan.arrivals}
        assert not any(departure.household.number in back for departure in plan.departures)
        assert len({departure.person.id_number for departure in plan.departures}) == len(plan.departures)
        assert all(d.left_on < FIRST_DAY <= d.registered_on for d in plan.departures)
        assert all(d.expected_back_on is None or d.expected_back_on > REPORT_DAY for d in plan.departures)


def test_everyone_under_observation_is_measured_twice_a_day(fortnight):
    for plan in fortnight.values():
        measured = defaultdict(list)
        for day in DAYS:
            for check in plan.checks_on(day):
                assert check.measured_at.date() == day
                measured[check.arrival.person.serial].append(check)
        for arrival in plan.arrivals:
            checks = measured[arrival.person.serial]
            last_day = min(REPORT_DAY, arrival.observed_until - timedelta(days=1))
            assert all(check.half != following.half for check, following in pairwise(checks))
            moments = [check.measured_at for check in checks]
            assert moments == sorted(moments)
            assert moments[0] > arrival.known_at
            assert moments[-1].date() == last_day
            whole_days = (last_day - moments[0].date()).days
            assert len(checks) in (2 * whole_days + 1, 2 * whole_days + 2)
            assert moments[-1] < local(REPORT_DAY, 18)


def test_three_fevers_are_referred_and_excluded_and_none_among_those_from_wuhan(fortnight):
    for code, plan in fortnight.items():
        checks = [check for day in DAYS for check in plan.checks_on(day)]
        assert all(35.9 <= check.celsius <= 38.5 for check in checks)
        fevers = [check for check in checks if check.celsius >= FEVER_LINE]
        assert len(fevers) == len(plan.referrals) == (3 if code == MAIN else 0)
        assert not any(check.symptoms for check in checks if check.celsius < FEVER_LINE)
        by_person = {check.arrival.person.serial: check for check in fevers}
        for referral in plan.referrals:
            assert by_person[referral.arrival.person.serial].measured_at == referral.found_at
            times = (referral.found_at, referral.referred_at, referral.first_diagnosed_at, referral.excluded_at)
            assert list(times) == sorted(times)
            assert times[-1] < local(REPORT_DAY, 18)
