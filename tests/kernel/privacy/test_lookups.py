"""The look-up log is appended to by everybody and changed by nobody; whoever changes it is found out."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from factories.scope import COPPER, GREENHILL, RIVERSIDE, TODAY, grid, signed_in, town
from menshen.config import postgres
from menshen.kernel.base.clock import local, now
from menshen.kernel.privacy.lookups import Broken, End, LookUpKind, log_end, look_up, shorten, verify
from menshen.kernel.privacy.models import LogEnd, LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting

NOON = local(TODAY, 12)
OPENED, UNMASKED = LookUpKind.OPENED, LookUpKind.UNMASKED


@pytest.fixture
def clerk():
    town()
    return signed_in("street_clerk", "990101001")


def person(number, area=RIVERSIDE):
    return ("registry.person", number, grid(area))


def written(viewer, *numbers, kind=OPENED, area=RIVERSIDE, **told):
    with acting(viewer):
        return look_up(viewer, kind, at=NOON, subjects=[person(number, area) for number in numbers], **told)


@pytest.mark.django_db
def test_a_line_says_who_saw_what_of_whom_and_why(clerk):
    assert written(clerk, 7, kind=UNMASKED, fields=["id_number"], reason="核对门诊登记", detail={"ledger": "x"}) == [1]
    with acting(clerk):
        line = LookUp.objects.get()
    assert (line.kind, line.actor_id, line.at, line.area_id) == ("unmasked", clerk.actor_id, NOON, grid(RIVERSIDE))
    assert (line.subject_type, line.subject_id, line.fields) == ("registry.person", 7, ["id_number"])
    assert (line.reason, line.detail) == ("核对门诊登记", {"ledger": "x"})
    assert verify() is None


@pytest.mark.django_db
def test_lines_are_numbered_without_gaps_and_the_end_is_known(clerk):
    assert written(clerk, 1, 2, 3) == [1, 2, 3]
    assert written(clerk) == []
    assert written(clerk, 1) == [4]
    with acting(PLATFORM):
        last = LookUp.objects.get(line=4)
    assert log_end() == End(4, last.digest)


@pytest.mark.django_db
def test_a_line_taken_back_with_its_transaction_leaves_no_gap(clerk):
    written(clerk, 1)
    with acting(clerk):
        look_up(clerk, OPENED, at=NOON, subjects=[person(2)])
        transaction.set_rollback(True)
    assert written(clerk, 3) == [2]
    assert verify() is None


@pytest.mark.django_db
def test_a_batch_of_three_hundred_takes_three_statements(clerk, django_assert_num_queries):
    with acting(clerk), django_assert_num_queries(3):
        look_up(clerk, LookUpKind.EXPORTED, at=NOON, subjects=[person(number) for number in range(300)])
    assert verify() is None


@pytest.mark.django_db
def test_each_sees_the_lines_of_the_own_areas(clerk):
    written(clerk, 1, area=COPPER)
    written(clerk, 2, area=GREENHILL)
    with acting(signed_in("community_secretary", COPPER)):
        assert list(LookUp.objects.values_list("subject_id", flat=True)) == [1]


@pytest.mark.django_db
def test_nobody_writes_a_line_for_an_area_of_others(clerk):
    secretary = signed_in("community_secretary", COPPER)
    with pytest.raises(DatabaseError, match="row-level security"), acting(secretary):
        look_up(secretary, OPENED, at=NOON, subjects=[person(1, GREENHILL)])


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"reason": "x"}, None])
def test_the_application_can_neither_change_nor_delete(clerk, change):
    written(clerk, 1)
    with pytest.raises(DatabaseError, match="permission denied"), acting(PLATFORM), transaction.atomic():
        LookUp.objects.update(**change) if change else LookUp.objects.all().delete()


@pytest.mark.django_db
def test_figures_and_nested_details_are_read_back_as_they_were_written(clerk):
    written(clerk, 1, detail={"share": 0.1, "huge": 1e16, "rows": 5, "of": {"b": [1, 2.5, None], "a": "‘引号’\n"}})
    assert verify() is None


@pytest.mark.django_db
def test_an_empty_log_is_sound():
    assert verify() is None
    assert log_end() == End(0, "")


@pytest.mark.django_db
def test_the_first_lines_go_and_the_rest_still_verifies(clerk):
    written(clerk, 1, 2, 3)
    with acting(PLATFORM):
        shorten(2)
        assert list(LookUp.objects.values_list("line", flat=True)) == [3]
    assert verify() is None
    assert written(clerk, 4) == [4]
    with acting(PLATFORM):
        shorten(4)
    assert verify() is None
    assert written(clerk, 5) == [5]
    assert verify() is None


@pytest.mark.django_db
@pytest.mark.parametrize("forged", [{"cut": 3, "cut_digest": "0" * 64}, {"cut": 0, "cut_digest": "", "seal": ""}])
def test_who_cuts_off_lines_without_the_key_is_found_out(clerk, forged):
    written(clerk, 1, 2, 3, 4)
    with acting(PLATFORM):
        shorten(2)
    LogEnd.objects.update(**forged)
    assert isinstance(verify(), Broken)


@pytest.mark.django_db
def test_a_log_is_kept_for_half_a_year_whatever_is_asked(clerk):
    with acting(clerk):
        look_up(clerk, OPENED, at=now(), subjects=[person(1)])
    with pytest.raises(DatabaseError, match="half a year"), acting(PLATFORM):
        shorten(1)


def changed(cluster, statement):
    """What somebody does who owns the whole server."""
    with postgres.connect(postgres.superuser(cluster, connection.settings_dict["NAME"])) as direct:
        direct.execute("ALTER TABLE privacy_look_up DISABLE TRIGGER USER")
        direct.execute(statement)


@pytest.fixture(scope="module")
def log(committed_module):
    """Nine lines, committed."""
    town()
    clerk = signed_in("street_clerk", "990101001")
    for number in range(1, 10):
        written(clerk, number, reason=f"第{number}次", fields=["phone"], detail={"rows": number})
    return clerk


ONE_BYTE = {
    "kind": "kind = 'openee'",
    "actor_id": "actor_id = (SELECT min(id) FROM scope_actor WHERE id <> actor_id)",
    "at": "at = at + interval '1 microsecond'",
    "subject_type": "subject_type = 'registry.persom'",
    "subject_id": "subject_id = 6",
    "area_code": f"area_code = '{grid(COPPER)}'",
    "fields": """fields = '["phona"]'""",
    "reason": "reason = '第6次'",
    "detail": """detail = '{"rows": 6}'""",
    "digest": "digest = overlay(digest placing (CASE WHEN digest LIKE 'a%' THEN 'b' ELSE 'a' END) from 1 for 1)",
}


@pytest.mark.parametrize("column", ONE_BYTE)
def test_one_byte_changed_anywhere_is_found_in_its_line(log, cluster, column):
    with postgres.connect(postgres.superuser(cluster, connection.settings_dict["NAME"])) as direct:
        before = direct.execute(f"SELECT {column}::text FROM privacy_look_up WHERE line = 5").fetchone()[0]
    signed_in("administrator", None)  # so that there is another actor
    changed(cluster, f"UPDATE privacy_look_up SET {ONE_BYTE[column]} WHERE line = 5")
    broken = verify()
    changed(cluster, f"UPDATE privacy_look_up SET {column} = $${before}$$ WHERE line = 5")
    assert isinstance(broken, Broken)
    assert broken.line == 5
    assert verify() is None


def test_every_column_is_tried(log):
    assert {field.column for field in LookUp._meta.concrete_fields} - {"line"} == set(ONE_BYTE)


@pytest.mark.parametrize(
    ("statement", "undo", "line"),
    [
        ("look_up SET line = 55 WHERE line = 5", "look_up SET line = 5 WHERE line = 55", 5),
        ("log_end SET line = 8", "log_end SET line = 9", 9),
        ("log_end SET line = 10", "log_end SET line = 9", 10),
    ],
)
def test_numbers_that_do_not_follow_are_found(log, cluster, statement, undo, line):
    changed(cluster, f"UPDATE privacy_{statement}")
    broken = verify()
    changed(cluster, f"UPDATE privacy_{undo}")
    assert broken.line == line
    assert verify() is None


def test_two_lines_that_changed_places_are_found(log, cluster):
    swap = (
        "UPDATE privacy_look_up SET line = 100 WHERE line = 3; UPDATE privacy_look_up SET line = 3 WHERE line = 4; "
        "UPDATE privacy_look_up SET line = 4 WHERE line = 100"
    )
    changed(cluster, swap)
    assert verify().line == 3
    changed(cluster, swap)
    assert verify() is None


def test_those_who_append_at_once_form_one_chain(log):
    before = log_end().line

    def many(number):
        try:
            for each in range(10):
                written(log, 1000 * number + each)
        finally:
            connection.close()

    threads = [threading.Thread(target=many, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log_end().line == before + 40
    assert verify() is None


def test_lines_removed_are_found_where_they_are_missing(log, cluster):
    changed(cluster, "DELETE FROM privacy_look_up WHERE line >= 12")
    assert verify().line == 12
    changed(cluster, "DELETE FROM privacy_look_up WHERE line = 2")
    assert verify().line == 2


def test_days_pass(log):
    """The next line is written on another day and after the damage; the first damaged line is still the answer."""
    with acting(log):
        look_up(log, OPENED, at=NOON + timedelta(days=1), subjects=[person(1)])
    assert verify().line == 2
