"""When collection ends: two people, nothing new, figures kept, and nothing of a person left anywhere."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from factories.quarantine import COMMUNITY, DAY, OTHER_COMMUNITY, STREET, act, observed_town, on
from factories.registry import GRID, id_number, phone, register, row
from factories.scope import signed_in
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.registry.models import ContactPoint, Person
from menshen.kernel.base.modules import find
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, forget, values
from menshen.kernel.indicators.models import AreaFigures
from menshen.kernel.journal.models import Entry
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.encryption import decrypt, refresh
from menshen.kernel.privacy.lookups import LookUpKind, look_up, verify
from menshen.kernel.scope.models import Actor
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer, viewer_of
from menshen.kernel.stewardship import ending
from menshen.kernel.stewardship.exiting import statistics_path
from menshen.kernel.stewardship.models import Destruction, Exit
from menshen.kernel.stewardship.statistics import anonymous_figures

PEOPLE = ("欧阳锦绣", "司徒墨涵", "上官云舒")
END = on(30)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keys of its own, because they are destroyed."""
    before = settings.KEYS
    settings.KEYS, settings.OUT, settings.DATA = tmp_path / "keys.json", tmp_path / "out", tmp_path
    keys.create(END)
    refresh()
    yield
    settings.KEYS = before
    refresh()


def held() -> int:
    """Three people, one of them held by an order in force; its number."""
    observed_town()
    by = system_viewer()
    register(
        *(row(name, area=GRID, phone=phone(4000 + n), id_number=id_number(n + 1)) for n, name in enumerate(PEOPLE)),
        by=by,
    )
    (arrival,) = act(
        "screening.register_arrival", by, on(0),
        {"area": GRID, "name": PEOPLE[0], "phone": phone(4000), "origin": "湖北省武汉市",
         "left_on": DAY - timedelta(days=1), "arrived_home_at": on(0), "note": f"与{PEOPLE[1]}同行"},
    )  # fmt: skip
    assert arrival.problem is None, arrival.problem
    with acting(PLATFORM):
        order = QuarantineOrder.objects.get().pk
    assert act("quarantine.confirm_order", by, on(0), {"order": order})[0].problem is None
    check = {"order": order, "day": DAY, "session": "morning", "temperature": "36.5", "symptoms": []}
    assert act("quarantine.record_health_check", by, on(0), check)[0].problem is None
    return order


def lived_in() -> None:
    """Everything that a town leaves behind: people, a journey, an order, an appeal, tasks, papers, a look-up."""
    order, by = held(), system_viewer()
    appeal = {"order": order, "asked_by": PEOPLE[0], "grounds": f"{PEOPLE[0]}并未到过"}
    (asked,) = act("quarantine.record_appeal", by, on(1), appeal)
    decided = {"appeal": asked.subject_id, "decision": "upheld", "reasons": f"{PEOPLE[0]}所述属实"}
    assert act("quarantine.decide_appeal", signed_in("street_leader", STREET), on(1), decided)[0].problem is None
    with acting(by):
        person = Person.objects.get(name=PEOPLE[0])
        subject = ("registry.person", person.pk, person.area_id)
        look_up(by, LookUpKind.UNMASKED, at=END, subjects=[subject], fields=["phone"], reason=f"致电{PEOPLE[0]}")


def officers():
    return [signed_in("district_officer", STREET[:6]) for _ in range(2)]


def fresh(viewer):
    return viewer_of(Actor.objects.get(pk=viewer.actor_id), on=END.date())


def stopped(area: str = "99") -> tuple[int, object, object]:
    first, second = signed_in("district_officer", None), signed_in("district_officer", None)
    (asked,) = act("privacy.begin_exit", first, END, {"area": area, "reason": "应急响应结束"})
    assert asked.problem is None, asked.problem
    (done,) = act("privacy.confirm_exit", second, END, {"exit": asked.subject_id})
    assert done.problem is None, done.problem
    return asked.subject_id, first, second


def end_binding() -> None:
    with acting(PLATFORM):
        from menshen.domains.quarantine.models import Placement

        assert not QuarantineOrder.objects.filter(ended_on=None, declined_at=None).exists()
        Placement.objects.filter(until_at=None).update(until_at=END)


@pytest.mark.django_db
def test_it_takes_two_people_and_then_nothing_new_is_taken_down():
    observed_town()
    first, second = officers()
    district = {"area": STREET[:6], "reason": "应急响应结束"}
    (asked,) = act("privacy.begin_exit", first, END, district)
    (again,) = act("privacy.begin_exit", second, END, {"area": STREET, "reason": "应急响应结束"})
    assert again.problem.code == "privacy:exit:open"
    (alone,) = act("privacy.confirm_exit", first, END, {"exit": asked.subject_id})
    assert alone.problem.code == "privacy:person:same"
    newcomer = {"area": GRID, "name": PEOPLE[0], "compound": "滨江花园", "door": "9-901"}
    worker = signed_in("grid_worker", GRID)
    assert act("registry.register_resident", fresh(worker), END, newcomer)[0].state == "done"
    assert act("privacy.confirm_exit", second, END, {"exit": asked.subject_id})[0].state == "done"
    other = newcomer | {"name": PEOPLE[1]}
    for who in (fresh(worker), system_viewer()):
        assert not who.collects(GRID)
        (refused,) = act("registry.register_resident", who, END, other)
        assert refused.problem.code == "scope:collection:ended"
    back = {"exit": asked.subject_id, "reason": "响应恢复"}
    assert act("privacy.take_exit_back", first, END, back)[0].state == "done"
    assert act("registry.register_resident", fresh(worker), END, other)[0].state == "done"


@pytest.mark.django_db
def test_who_is_held_can_be_released_and_nothing_is_destroyed_before():
    order = held()
    exit_, first, _ = stopped()
    (bound,) = act("privacy.freeze_exit", first, END, {"exit": exit_})
    assert bound.problem.code == "privacy:exit:still_bound"
    assert "quarantine_order: 1" in bound.problem.term.en
    (early,) = act("privacy.destroy_exit", first, END, {"exit": exit_})
    assert early.problem.code == "privacy:exit:not_yet"
    withdrawn = {"order": order, "reason": "采集终止"}
    secretary = fresh(signed_in("community_secretary", COMMUNITY))
    assert not secretary.collects(GRID)
    (ended,) = act("quarantine.withdraw_order", secretary, on(3), withdrawn)
    assert ended.problem is None, ended.problem


@pytest.mark.django_db
def test_afterwards_nothing_of_a_person_is_left_anywhere_in_the_database(own_folder):
    lived_in()
    with acting(PLATFORM):
        cipher = raw("SELECT number FROM registry_contact_point")[0]
        figures = AreaFigures.objects.count()
        entries = Entry.objects.count()
    assert decrypt(cipher)
    assert leaks()  # the search finds what there is
    exit_, first, second = stopped()
    end_binding()
    assert act("privacy.freeze_exit", first, END, {"exit": exit_})[0].problem is None
    assert act("privacy.destroy_exit", first, END, {"exit": exit_})[0].problem.code == "privacy:person:same"
    assert act("privacy.destroy_exit", second, END, {"exit": exit_})[0].problem is None
    back = {"exit": exit_, "reason": "响应恢复"}
    assert act("privacy.take_exit_back", first, END, back)[0].problem.code == "privacy:exit:no_way_back"
    (report,) = ending.destroy_all(at=END)
    assert leaks() == []
    assert report.counts["registry_person"] == 3
    with acting(PLATFORM):
        assert Exit.objects.get().destroyed_at == END
        assert Destruction.objects.get().done_at == END
        assert AreaFigures.objects.count() >= figures
        assert Entry.objects.count() >= entries
        assert not ContactPoint.objects.exists()
    assert verify() is None
    with pytest.raises(Exception, match="key"):
        decrypt(cipher)
    assert ending.destroy_all(at=END) == []
    assert statistics_path("99").exists()


def raw(query: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [value for (value,) in cursor.fetchall()]


def leaks() -> list[str]:
    """Columns of any table that hold a name, an ID number or a phone of the people, or a cipher."""
    found = []
    numbers = [phone(4000 + n) for n in range(3)] + [id_number(n + 1) for n in range(3)]
    wanted = "|".join((*PEOPLE, *numbers, *(number[-4:].join(("^", "$")) for number in numbers[:3])))
    with acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
            "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
            "AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea', 'character')"
        )
        for table, column in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~ %s', [wanted])
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    return found


@pytest.mark.django_db
def test_the_logs_cannot_be_forgotten_before():
    lived_in()
    with pytest.raises(DatabaseError, match="no destruction was begun"), transaction.atomic(), acting(PLATFORM):
        raw("SELECT privacy_forget_logs('99', true)")
    assert verify() is None


@pytest.mark.django_db
def test_figures_by_which_people_could_be_told_go_with_them_and_become_unknown():
    observed_town()
    register(*(row(f"王{n}", area=GRID, phone=phone(n), door=f"{n}-101") for n in range(7)), by=system_viewer())
    code, span, areas = "registry.people", Span(DAY, 17), [STREET, COMMUNITY, OTHER_COMMUNITY, GRID]
    people = find("indicators", code)

    def shown():
        with acting(PLATFORM):
            return [values([code], span, areas)[area].get(code, "unknown") for area in areas]

    with acting(PLATFORM):
        ensure_filled([people], span, at=END)
        AreaFigures.objects.update_or_create(
            area_id=OTHER_COMMUNITY, day=DAY, cutoff_hour=17, defaults={"figures": {code: 3}}
        )
    assert shown() == [7, 7, 3, 7]
    exit_, first, second = stopped()
    for step, who in (("freeze", first), ("destroy", second)):
        assert act(f"privacy.{step}_exit", who, END, {"exit": exit_})[0].problem is None
    ending.destroy_all(at=END)
    left = [7, "unknown", "unknown", "unknown"]  # of the two communities neither, or the three could be reckoned
    assert shown() == left
    with acting(PLATFORM):
        ensure_filled([people], span, at=END)
        assert shown() == left
        forget()
        ensure_filled([people], span, at=END)
    assert shown() == left


@pytest.mark.django_db
def test_small_numbers_are_not_among_the_figures_that_remain():
    observed_town()
    street, other = COMMUNITY, f"{STREET}002"
    counts = {STREET: 30, street: 27, other: 3, GRID: 2}
    with acting(PLATFORM):
        for area, count in counts.items():
            AreaFigures.objects.create(
                area_id=area, day=DAY, cutoff_hour=17, figures={"registry.people": count, "quarantine.none": 0}
            )
    lines = list(csv.reader(anonymous_figures("99").decode("utf-8-sig").splitlines()))
    shown = {line[1]: line[5] for line in lines[1:] if line[3] == "registry.people"}
    assert shown == {STREET: "30", street: "*", other: "<5"}
