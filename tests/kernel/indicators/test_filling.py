"""Numbers by area and day: whatever happens in between, they are what counting anew would give."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from factories.kernel import INDICATORS, NAMES, NOON, PEOPLE, SHOPS, Kind
from factories.scope import COPPER, DISTRICT, GREENHILL, RIVERSIDE, STREET, grid, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators import filling
from menshen.kernel.indicators.declaration import Indicator, Span
from menshen.kernel.indicators.filling import collect, ensure_filled, forget, records, transactions, values
from menshen.kernel.indicators.models import AreaFigures, FillMark
from menshen.kernel.journal.entries import NewEntry, subject_type, write
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer

DAY = date(2020, 2, 5)
SPAN = Span(DAY)
CODES = [known.code for known in INDICATORS]
DEEP = f"{grid(RIVERSIDE)}001002003"
# Where shops may lie: on every level, above the grid and below it.
PLACES = [
    grid(RIVERSIDE), grid(RIVERSIDE, 2), grid(COPPER), grid(GREENHILL), f"{grid(RIVERSIDE)}001", DEEP,
    RIVERSIDE, COPPER, STREET, DISTRICT, "9901",
]  # fmt: skip


@pytest.fixture
def system(db):
    town(DEEP)
    viewer = system_viewer()
    with acting(viewer):
        yield viewer


def note(system, *areas):
    """What every act leaves behind: an entry for each area whose records it touched."""
    entries = [NewEntry(Kind.SHOP_OPENED, area, subject_type(Organisation), 1, NOON) for area in areas]
    write(entries, by=system, at=NOON)


def opened(system, area, name="店", headcount=None):
    made = Organisation.objects.create(area_id=area, name=name, kind="shop", headcount=headcount)
    note(system, area)
    return made


def fill(span=SPAN, known=INDICATORS):
    ensure_filled(known, span, at=NOON)


def stored(span=SPAN):
    """Everything that is kept for the day, but for zeros, which need no row."""
    rows = AreaFigures.objects.filter(day=span.day, cutoff_hour=span.cutoff_hour)
    return {(code, row.area_id): value for row in rows for code, value in row.figures.items()}


def counted():
    """The same by plain counting in Python: names are different within a grid, and grids add up."""
    totals = Counter()
    names = {(shop.area_id[:15], shop.name) for shop in Organisation.objects.all()}
    for shop in Organisation.objects.all():
        for size in (2, 4, 6, 9, 12, 15):
            if len(shop.area_id) >= size:
                totals[SHOPS.code, shop.area_id[:size]] += 1
                totals[PEOPLE.code, shop.area_id[:size]] += shop.headcount or 0
    for area, _ in names:
        for size in (2, 4, 6, 9, 12, 15):
            if len(area) >= size:
                totals[NAMES.code, area[:size]] += 1
    return {key: value for key, value in totals.items() if value}


@pytest.mark.parametrize("seed", range(12))
def test_after_any_acts_the_kept_values_are_the_counted_ones(system, seed):
    dice = random.Random(seed)
    serial = 0
    for _ in range(60):
        act = dice.choice(["open", "open", "open", "close", "move", "change", "look"])
        shops = list(Organisation.objects.all())
        if act == "open" or (not shops and act != "look"):
            serial += 1
            name = dice.choice(["便民超市", "药店", f"店{serial}"])
            area = dice.choice(PLACES)
            if not Organisation.objects.filter(area_id=area, name=name).exists():
                opened(system, area, name, dice.choice([None, 0, 1, 7]))
        elif act == "look":
            fill()
            assert stored() == counted()
        else:
            shop = dice.choice(shops)
            areas = {shop.area_id}
            if act == "close":
                shop.delete()
            elif act == "move":
                shop.area_id = dice.choice(PLACES)
                shop.name = f"{shop.name}·{serial}"
                serial += 1
                shop.save()
                areas.add(shop.area_id)
            else:
                shop.headcount = dice.choice([None, 0, 3, 11])
                shop.save()
            note(system, *sorted(areas))
    fill()
    kept = stored()
    assert kept == counted()
    forget()
    fill()
    assert stored() == kept


def test_collecting_and_refreshing_at_every_level(system):
    for number, place in enumerate(PLACES):
        opened(system, place, f"店{number}", number)
    collect(INDICATORS, SPAN)
    assert stored() == counted()
    filling.refresh(INDICATORS, SPAN, PLACES[:4] + PLACES[6:])
    assert stored() == counted()  # nothing had changed


def test_a_record_on_a_community_itself_counts_there_and_above_and_in_no_grid(system):
    opened(system, grid(RIVERSIDE))
    fill()
    opened(system, RIVERSIDE, "居委会")
    fill()
    held = values([SHOPS.code], SPAN, [grid(RIVERSIDE), grid(RIVERSIDE, 2), RIVERSIDE, STREET, COPPER])
    assert {area: known[SHOPS.code] for area, known in held.items()} == {
        grid(RIVERSIDE): 1,
        grid(RIVERSIDE, 2): 0,
        RIVERSIDE: 2,
        STREET: 2,
        COPPER: 0,
    }
    Organisation.objects.filter(area_id=RIVERSIDE).delete()
    note(system, RIVERSIDE)
    fill()
    assert stored() == counted()


def test_what_was_withheld_below_stays_in_the_sum(system):
    """Collection has ended in a grid; what it had is gone, and something else happens in its community."""
    gone = opened(system, grid(RIVERSIDE))
    opened(system, grid(RIVERSIDE, 2), "另一家")
    fill()
    gone.delete()
    AreaFigures.objects.filter(area_id=grid(RIVERSIDE)).update(figures=dict.fromkeys(CODES))
    note(system, RIVERSIDE)
    fill()
    held = values([SHOPS.code], SPAN, [grid(RIVERSIDE), RIVERSIDE, STREET])
    assert held == {grid(RIVERSIDE): {}, RIVERSIDE: {SHOPS.code: 2}, STREET: {SHOPS.code: 2}}


def test_unknown_is_not_zero(system):
    before = values(CODES, SPAN, [RIVERSIDE])
    assert before == {RIVERSIDE: {}}
    fill(known=[SHOPS])
    assert values(CODES, SPAN, [RIVERSIDE]) == {RIVERSIDE: {SHOPS.code: 0}}
    assert values(CODES, SPAN.before, [RIVERSIDE]) == {RIVERSIDE: {}}
    fill()
    assert values(CODES, SPAN, [RIVERSIDE]) == {RIVERSIDE: dict.fromkeys(CODES, 0)}


def test_what_nobody_counted_is_no_sum_of_nothing(system):
    """A sum over records of which none has the figure is zero, not an error."""
    opened(system, grid(RIVERSIDE), headcount=None)
    fill()
    opened(system, grid(RIVERSIDE), "二店", headcount=None)
    fill()
    assert values([PEOPLE.code], SPAN, [RIVERSIDE]) == {RIVERSIDE: {PEOPLE.code: 0}}


def test_days_and_cut_off_hours_are_kept_apart(system):
    by_hour = Indicator(
        "sample.by_span",
        Term("Shops", "商铺"),
        lambda span: Organisation.objects.filter(headcount__lt=span.cutoff_hour),
    )
    opened(system, grid(RIVERSIDE), headcount=15)
    for span in (Span(DAY, 12), Span(DAY, 20)):
        fill(span, [by_hour])
    both = [values([by_hour.code], Span(DAY, hour), [STREET])[STREET] for hour in (12, 20, 24)]
    assert both == [{by_hour.code: 0}, {by_hour.code: 1}, {}]


def test_drilling_down_shows_the_very_records_that_were_counted(system):
    for number, place in enumerate(PLACES):
        opened(system, place, f"店{number}", number)
    fill()
    for area in Area.objects.filter(code__in=[key[1] for key in stored()]):
        shops = records(SHOPS, SPAN, area.code)
        assert {shop.pk for shop in shops} == {
            shop.pk for shop in Organisation.objects.all() if shop.area_id.startswith(area.code)
        }
        assert shops.count() == values([SHOPS.code], SPAN, [area.code])[area.code][SHOPS.code]
        people = records(PEOPLE, SPAN, area.code).aggregate(total=PEOPLE.value)["total"]
        assert people == values([PEOPLE.code], SPAN, [area.code])[area.code][PEOPLE.code]


def test_beyond_a_number_of_grids_everything_is_collected_again(system, monkeypatch):
    fill()
    for number, place in enumerate(PLACES):
        opened(system, place, f"店{number}", number)
    monkeypatch.setattr(filling, "FULL_AFTER", 3)
    collected = []
    monkeypatch.setattr(filling, "collect", lambda known, span: (collected.extend(known), collect(known, span)))
    fill()
    assert collected == list(INDICATORS)
    assert stored() == counted()


def test_many_stale_grids_are_refreshed_in_several_queries(system, monkeypatch):
    fill()
    for number, place in enumerate(PLACES):
        opened(system, place, f"店{number}", number)
    monkeypatch.setattr(filling, "AT_ONCE", 2)
    collected = []
    monkeypatch.setattr(filling, "collect", lambda known, _span: collected.extend(known))
    fill()
    assert collected == []
    assert stored() == counted()


def test_an_unchanged_day_takes_one_question(system, django_assert_num_queries):
    for span in (SPAN, SPAN.before):
        fill(span)
    FillMark.objects.update(seen_before=transactions()[1])  # as if everything until now were in
    with django_assert_num_queries(1):
        ensure_filled(INDICATORS, SPAN, SPAN.before, at=NOON)


def test_several_days_at_once(system):
    days = [SPAN, SPAN.before, Span(DAY, 12)]
    opened(system, grid(RIVERSIDE))
    fill(SPAN.before)
    opened(system, grid(COPPER))
    ensure_filled(INDICATORS, *days, at=NOON)
    for span in days:
        assert stored(span) == counted()
    assert filling.values_of_days([SHOPS.code], [*days, Span(DAY, 1)], [STREET]) == {
        **{span: {STREET: {SHOPS.code: 2}} for span in days},
        Span(DAY, 1): {STREET: {}},
    }


def test_as_many_statements_for_many_areas_above_the_grids_as_for_one(system):
    fill()

    def statements(*areas):
        note(system, *areas)
        with CaptureQueriesContext(connection) as captured:
            fill()
        return len(captured)

    assert statements(RIVERSIDE, COPPER, GREENHILL, STREET, DISTRICT) <= statements(RIVERSIDE)


def test_a_mark_from_another_server_is_none(system):
    fill()
    Organisation.objects.create(area_id=grid(RIVERSIDE), name="店", kind="shop")
    FillMark.objects.update(seen_before=2**62)  # restored from a dump: transactions had other numbers there
    fill()
    assert stored() == counted()


def test_a_span_runs_from_cut_off_to_cut_off():
    span = Span(DAY, 12)
    assert (span.start, span.end) == (datetime(2020, 2, 4, 12, tzinfo=LOCAL), datetime(2020, 2, 5, 12, tzinfo=LOCAL))
    assert span.before.end == span.start
    whole = Span(DAY)
    assert (whole.start, whole.end) == (datetime(2020, 2, 5, tzinfo=LOCAL), datetime(2020, 2, 6, tzinfo=LOCAL))
    assert whole.end - whole.start == timedelta(days=1)


def test_a_distinct_count_adds_up_over_the_grids(system):
    for place in (grid(RIVERSIDE), f"{grid(RIVERSIDE)}001", DEEP, grid(RIVERSIDE, 2)):
        opened(system, place, "连锁药店")
    fill(known=[NAMES])
    held = values([NAMES.code], SPAN, [grid(RIVERSIDE), grid(RIVERSIDE, 2), RIVERSIDE])
    assert [known[NAMES.code] for known in held.values()] == [1, 1, 2]
    assert NAMES.value == Count("name", distinct=True)
