"""The invented people: exact totals, valid and unique numbers, the same at every scale."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from menshen.demo.figures import EXPECTED, Count, expected_street
from menshen.demo.identity import AREA_CODE, IdentityNumbers, check_character, phone_number
from menshen.demo.people import REFERENCE_DAY, populate, residents
from menshen.demo.town import ACCEPTANCE, LEVELS, MAIN, STREET, build_town
from menshen.domains.registry.vocabulary import SpecialNeedKind

LEAST = 53_797


@pytest.fixture(scope="module")
def people():
    return list(residents(build_town()))


def test_check_characters_are_those_of_the_standard():
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"
    assert check_character("34052419800101001") == "X"


def test_a_birth_date_has_a_thousand_numbers_and_not_one_more():
    numbers = IdentityNumbers()
    born = date(1980, 2, 29).toordinal()
    given = {numbers.take(born, male=male) for male in (True, False) for _ in range(500)}
    assert len(given) == 1000
    with pytest.raises(ValueError, match="1980-02-29"):
        numbers.take(born, male=True)


def test_phones_do_not_repeat_and_were_never_assigned():
    phones = {phone_number(serial) for serial in range(100_000)}
    assert len(phones) == 100_000
    assert all(len(phone) == 11 and phone.startswith("100") for phone in phones)


def test_identity_numbers_agree_with_the_people(people):
    for _, person in people:
        number = person.id_number
        assert number.startswith(AREA_CODE)
        assert number[6:14] == f"{person.born_on:%Y%m%d}"
        assert int(number[16]) % 2 == person.male
        assert check_character(number[:17]) == number[17]
    assert len({person.id_number for _, person in people}) == len(people) == LEAST


def test_every_head_has_a_phone_and_nobody_shares_one(people):
    phones = [person.phone for _, person in people if person.phone]
    assert len(set(phones)) == len(phones)
    assert all(household.head.phone for household, _ in people)
    assert not any(person.phone for _, person in people if person.age_on(REFERENCE_DAY) < 12)


@pytest.mark.parametrize("seed", [1, 7])
def test_totals_of_the_three_communities_are_exact(seed):
    for community, households in populate(build_town(seed=seed)):
        expected = EXPECTED[community.code]
        compounds, groups, numbers = Count(), Count(), set()
        for household in households:
            counted = Count(1, len(household.members))
            if household.building:
                compounds += counted
            else:
                groups += counted
            numbers.add(household.number)
            assert household.area_code.startswith(household.grid_code)
        assert (compounds, groups) == (expected.compounds, expected.village_groups)
        assert compounds + groups == expected.registered
        assert len(numbers) == expected.registered.households
        assert len(community.grids) == expected.grids


def test_each_compound_has_its_own_total():
    blocks = Counter(household.area_code[:18] for household, _ in residents(build_town()))
    for block in build_town().community(MAIN).blocks:
        assert blocks[block.code] == block.people


def test_the_street_is_the_sum_of_its_communities():
    street = expected_street()
    assert street.registered == Count(15_745, LEAST)
    assert street.arrivals.people == 740 + 24 + 14
    assert street.released == 14


def test_the_same_seed_gives_the_same_people_and_another_seed_others(people):
    assert list(islice(residents(build_town()), 2000)) == people[:2000]
    assert [person.name for _, person in islice(residents(build_town(seed=2)), 50)] != [p.name for _, p in people[:50]]


def test_a_larger_town_has_the_same_three_communities_in_front(people):
    town = build_town(90_000)
    everyone = list(residents(town))
    assert len(everyone) == town.people == 90_000
    assert everyone[:LEAST] == people
    assert len({person.id_number for _, person in everyone}) == 90_000
    assert not any(household.grid_code.startswith(STREET) for household, _ in everyone[LEAST:])


@pytest.mark.parametrize("population", [LEAST, LEAST + 1, 70_000, 1_000_000, 3_000_001])
def test_a_town_has_exactly_the_people_asked_for(population):
    town = build_town(population)
    assert town.people == population
    assert tuple(community.code for community in town.communities[:3]) == ACCEPTANCE
    codes = [community.code for community in town.communities]
    assert len(set(codes)) == len(codes)


def test_a_town_smaller_than_its_three_communities_is_refused():
    with pytest.raises(ValueError, match="53,797"):
        build_town(50_000)


def test_the_area_tree_is_complete_and_every_dwelling_hangs_in_it(people):
    seen: set[str] = set()
    levels = sorted(LEVELS)
    for area in build_town().areas():
        assert area.code not in seen
        above = [length for length in levels if length < len(area.code)]
        # A village group is a grid without compounds; every other node hangs directly under the level above.
        assert not above or area.code[: above[-1]] in seen
        assert area.level == LEVELS[len(area.code)]
        seen.add(area.code)
    assert {household.area_code for household, _ in people} <= seen


def test_addresses_are_of_one_household_each(people):
    homes = {(household.grid_code, household.address): household.number for household, _ in people}
    assert len(homes) == 15_745


def test_ages_and_needs_are_plausible(people):
    ages = [person.age_on(REFERENCE_DAY) for _, person in people]
    assert 0.12 < sum(age < 15 for age in ages) / LEAST < 0.24
    assert 0.12 < sum(age >= 60 for age in ages) / LEAST < 0.26
    assert max(ages) < 100
    needs = Counter(need for _, person in people for need in person.needs)
    assert set(needs) == {
        SpecialNeedKind.ELDERLY_ALONE,
        SpecialNeedKind.DISABLED,
        SpecialNeedKind.LEFT_BEHIND_CHILD,
        SpecialNeedKind.PREGNANT,
        SpecialNeedKind.CHRONIC_ILLNESS,
        SpecialNeedKind.LANGUAGE,
        SpecialNeedKind.LITERACY,
    }
    assert all(
        len(household.members) == 1 for household, person in people if SpecialNeedKind.ELDERLY_ALONE in person.needs
    )
    assert {len(person.name) for _, person in people} == {2, 3, 4}
    names = "".join(person.name for _, person in people)
    assert all(character in names for character in "喆玥晞镕")
    assert any(person.name.startswith("欧阳") for _, person in people)
    assert 0.05 < sum(person.floating for _, person in people) / LEAST < 0.2


def test_people_are_streamed_and_cheap():
    """Counted in calls, because a clock on a shared machine says little."""
    town = build_town(5_000_000)
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    stream = residents(town)
    sys.setprofile(count)
    try:
        drawn = sum(1 for _ in islice(stream, 4_000))
    finally:
        sys.setprofile(None)
    assert drawn == 4_000
    assert calls / drawn < 35
