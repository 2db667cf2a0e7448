"""What holds for every household, figure, text and place: properties, searched by hypothesis."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from menshen.domains.policy import rules as policy
from menshen.domains.policy.rules import shipped
from menshen.domains.policy.vocabulary import ThresholdCode
from menshen.domains.quarantine.rules import check_health
from menshen.domains.quarantine.vocabulary import CheckVerdict
from menshen.domains.registry import rules as registry
from menshen.domains.reporting import rules as reporting
from menshen.domains.reporting.vocabulary import CheckResult, ReportState
from menshen.domains.screening import rules as screening
from menshen.domains.screening.vocabulary import Channel, HouseholdState, Symptom
from menshen.kernel.base.clock import local

BOOK = policy.Rulebook(shipped.rules(), shipped.risk_areas())
FEVER = policy.threshold_in_force(shipped.thresholds(), ThresholdCode.FEVER, "99", date(2020, 2, 5))
moments = st.integers(0, 20_000).map(lambda minutes: local(date(2020, 1, 23)) + timedelta(minutes=minutes))


@st.composite
def attempts(draw):
    channel = draw(st.sampled_from(Channel))
    outcome = draw(st.sampled_from(sorted(screening.OUTCOMES_OF[channel])))
    return screening.AttemptFacts(channel, outcome, draw(moments))


histories = st.lists(attempts(), max_size=8, unique_by=lambda attempt: attempt.at)


@given(histories, st.randoms(use_true_random=False))
def test_a_households_state_does_not_depend_on_the_order_of_arrival(history, shuffler):
    """Attempts come in from phones without a network in any order."""
    shuffled = list(history)
    shuffler.shuffle(shuffled)
    assert screening.household_state(shuffled) == screening.household_state(history)


@given(histories, attempts())
def test_a_settled_household_stays_settled(history, later):
    before = screening.household_state(history).verdict
    later = screening.AttemptFacts(later.channel, later.outcome, local(date(2020, 3, 1)))
    after = screening.household_state([*history, later]).verdict
    if before.is_settled:
        assert after is before
    if before.is_closed:
        assert after.is_closed


@given(st.lists(histories, max_size=20))
def test_a_campaign_always_adds_up(campaign):
    found = screening.coverage(screening.household_state(history).verdict for history in campaign)
    assert found.households == len(campaign)
    assert found.settled + found.closed_otherwise + found.not_reached == found.households
    assert sum(found.by_state.values()) == found.households
    assert all(count > 0 for count in found.by_state.values())
    assert set(found.by_state) <= set(HouseholdState)


@given(st.none() | st.decimals(30, 45, places=1), st.none() | st.sets(st.sampled_from(Symptom)))
def test_what_is_unknown_is_never_normal(temperature, symptoms):
    verdict = check_health(temperature, symptoms, FEVER).verdict
    if verdict is CheckVerdict.NORMAL:
        assert temperature is not None
        assert temperature < FEVER.value
        assert symptoms == set()


@given(st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 9)), moments, moments, moments)
def test_silence_is_not_zero(values, due_at, submitted_at, now):
    silent = reporting.report_state(due_at=due_at, submission=None, now=now).verdict
    spoken = reporting.report_state(
        due_at=due_at, submission=reporting.SubmissionFacts(submitted_at, values), now=now
    ).verdict
    assert not silent.is_in
    assert spoken.is_in
    if spoken is ReportState.SUBMITTED_ZERO:
        assert set(values.values()) == {0}


@given(st.none() | st.integers(-5, 50), st.lists(st.none() | st.integers(0, 50), max_size=6))
def test_sums_with_something_unknown_are_not_checked(whole, parts):
    verdict = reporting.check_children(whole, dict(zip("abcdef", parts, strict=False))).verdict
    assert (verdict is CheckResult.UNCHECKABLE) == (whole is None or None in parts)


@given(st.none() | st.integers(-9, 99), st.lists(st.none() | st.integers(0, 99), max_size=9), st.booleans())
def test_flags_are_said_in_both_languages(value, history, cumulative):
    for flag in reporting.anomalies(value, history, cumulative=cumulative, jump_factor=Decimal("2.5")):
        assert flag.term.en
        assert flag.term.zh


@given(st.text(max_size=20))
def test_no_text_breaks_a_key(text):
    policy.resolve_place(text)
    registry.pinyin_initials(text)
    assert registry.name_key(registry.name_key(text)) == registry.name_key(text)
    assert registry.address_key(registry.address_key(text)) == registry.address_key(text)


@given(st.sampled_from([place.code for place in shipped.places()]), st.dates(date(2020, 1, 1), date(2020, 5, 1)))
def test_a_rulebook_answers_like_the_plain_lists(place_code, day):
    assert BOOK.risk_of(place_code, day) == policy.risk_of(shipped.risk_areas(), place_code, day)


@given(st.sampled_from([place for place in shipped.places() if place.level == "city"]))
def test_every_city_is_read_by_its_name_and_by_province_and_name(place):
    province = shipped.gazetteer()[place.parent]
    assert policy.resolve_place(place.name) == place
    assert policy.resolve_place(province.name + place.name) == place
    assert policy.resolve_place(province.spellings[-1 if len(province.spellings) == 1 else 1] + place.name) == place
