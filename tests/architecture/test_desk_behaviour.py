"""What pages of the desk offer, keep and say, in the town in which everything has happened once."""

from __future__ import annotations

import re
from datetime import date

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from architecture.conftest import traceless
from architecture.samples import samples
from architecture.test_desk_routes import SEES_NO_PERSON
from architecture.town import DISTRICT, GRID, NAMES, OTHER_GRID, YESTERDAY, _actor
from menshen.config.cli import program
from menshen.domains.quarantine.models import HealthCheck, QuarantineOrder
from menshen.domains.screening.models import Arrival
from menshen.gateway import viewing
from menshen.gateway.desk.links import model_of, subject_of
from menshen.kernel.base.modules import declared
from menshen.kernel.scope.viewers import acting, system_viewer

FIGURE = f"/figures/registry.people/?area={GRID}&day={YESTERDAY}"
# Done by the clock, or settled by what follows; from a task's own line; from the form of an export.
NOT_FROM_A_LEDGER = {
    "reporting.open_report", "quarantine.end_placement", "tasks.acknowledge_task", "privacy.ask_bulk_unmask",
}  # fmt: skip


def offered(answer) -> set[str]:
    """Codes of the actions that a page leads to."""
    assert answer.status_code == 200
    return set(re.findall(r'href="/actions/([\w.]+)/', answer.content.decode()))


def test_every_action_can_be_reached_from_a_ledger(town):
    reached = set()
    for ledger in declared("ledgers"):
        models = {model_of(ledger.code), subject_of(ledger)}
        reached |= {one.code for one in ledger.offers} | ({ledger.imports.action.code} if ledger.imports else set())
        reached |= {one.code for one in declared("actions") if one.points_at and one.points_at.model in models}
    assert {one.code for one in declared("actions")} - reached == NOT_FROM_A_LEDGER - reached
    assert not NOT_FROM_A_LEDGER & reached


def test_an_order_offers_what_fits_its_state(town, door):
    running = offered(door.desk("everyone", f"/ledgers/quarantine.orders/{town.running}/"))
    proposed = offered(door.desk("everyone", f"/ledgers/quarantine.proposals/{town.proposed}/"))
    deciding = {"quarantine.confirm_order", "quarantine.decline_order"}
    assert proposed == deciding | {"quarantine.survey_home"}
    assert not running & deciding
    assert {"quarantine.ask_early_release", "quarantine.record_health_check", "quarantine.name_team_member"} <= running
    with traceless():
        with acting(system_viewer()):
            QuarantineOrder.objects.filter(pk=town.running).update(
                ended_on=YESTERDAY, ended_at=f"{YESTERDAY}T08:00+08:00", end_reason="withdrawn"
            )
        ended = offered(door.desk("everyone", f"/ledgers/quarantine.orders/{town.running}/"))
        assert ended == {"quarantine.record_appeal"}


def test_a_report_offers_what_fits_its_state(town, door):
    handed_in = offered(door.desk("everyone", f"/ledgers/reporting.reports/{town.submitted}/"))
    missing = offered(door.desk("everyone", f"/ledgers/reporting.reports/{town.missing}/"))
    assert handed_in == {"reporting.sign_report", "reporting.correct_report"}
    assert missing == {"reporting.chase_report"}


def test_a_resident_offers_what_is_about_the_person_too(town, door):
    page = door.desk("community_secretary", f"/ledgers/registry.residents/{town.residence}/")
    assert {"registry.move_resident", "registry.correct_person", "registry.add_special_need"} <= offered(page)
    assert f"correct_person/?person={town.person}" in page.content.decode()
    assert [happening.title for happening in page.context["side"][0].happenings], "nothing is said of how it came"


@pytest.mark.parametrize("role", SEES_NO_PERSON)
def test_a_paper_about_a_person_is_not_there_for_who_sees_none(role, town, door):
    """The words of a PDF are packed, so that no search for names would find the leak."""
    assert door.desk(role, f"/documents/{town.document}/").status_code == 404
    assert door.desk("community_secretary", f"/documents/{town.document}/").status_code == 200


def test_two_roles_are_not_added_up(town, door):
    """Figures of the district and people of one grid are not people of the district."""
    with traceless():
        _actor(town, "both", [("district_inspector", DISTRICT, date(2020, 1, 1), None),
                              ("grid_worker", OTHER_GRID, date(2020, 1, 1), None)])  # fmt: skip
        for address in (f"/search/?q={NAMES[0][:2]}", "/ledgers/registry.residents/"):
            assert NAMES[0] not in door.desk("both", address).content.decode(), address
        assert door.desk("both", f"/ledgers/registry.residents/{town.residence}/").status_code == 404
        assert door.desk("both", f"/documents/{town.document}/").status_code == 404
    door._sessions.pop("both")


@pytest.mark.parametrize("language", ['"a\\012b"', "fr", "é", "x" * 3000])
def test_a_language_that_is_none_is_chinese(language, town):
    answer = Client(raise_request_exception=False, headers={"Cookie": f"menshen_language={language}"}).get("/sign-in/")
    assert answer.status_code == 200
    assert answer["Content-Language"] == "zh"


def test_no_answer_is_kept_by_a_browser(town, door):
    for answer in (
        door.desk(None, "/sign-in/"),
        door.desk(None, "/"),
        door.desk("everyone", "/"),
        door.desk("everyone", "/ledgers/registry.residents/999999/"),
        door.api("everyone", "ledgers/registry.residents"),
        door.api(None, "me"),
    ):
        assert answer["Cache-Control"] == "no-store"


def test_more_than_any_form_takes_is_not_read(town, monkeypatch):
    monkeypatch.setattr(viewing, "LARGEST", 1_000)
    sent = {"username": "x", "file": SimpleUploadedFile("roster.xlsx", b"x" * 2_000)}
    answer = Client(raise_request_exception=False).post("/sign-in/", sent)
    assert answer.status_code == 413
    assert "过大" in answer.content.decode()


def test_nothing_chosen_stands_once_in_a_list(door):
    for address in ("/ledgers/quarantine.orders/", "/actions/screening.register_arrival/"):
        for options in re.findall(r"<select.*?</select>", door.desk("everyone", address).content.decode(), re.DOTALL):
            assert options.count('<option value="">') == 1, options[:200]


def test_a_filter_is_said_in_words_and_can_be_taken_away(door):
    page = door.desk("everyone", f"/ledgers/quarantine.orders/?grid={GRID}&team_incomplete=1&sort=starts_on")
    chips = [str(chip.text) for chip in page.context["table"].chips]
    assert chips == [f"所属网格：区{GRID}", "包保人员不齐：是"]
    assert page.context["table"].clear_url == "/ledgers/quarantine.orders/?sort=starts_on"


def test_a_page_that_is_no_longer_there_shows_the_last(door):
    page = door.desk("everyone", "/ledgers/registry.residents/?page=7")
    assert page.context["table"].rows
    assert page.context["table"].pages.number == 1


def test_the_import_is_offered_to_who_may(door):
    nothing = "/ledgers/registry.organisations/?q="
    assert "/import/" in door.desk("community_secretary", nothing).content.decode()
    assert "/import/" not in door.desk("grid_worker", nothing).content.decode()


def test_the_records_behind_a_figure_are_a_ledger_like_any(door):
    page = door.desk("community_secretary", f"{FIGURE}&q=x")
    assert door.desk("community_secretary", page.context["table"].clear_url).context["table"].rows
    kept = dict(page.context["table"].kept)
    assert (kept["area"], kept["day"]) == (GRID, str(YESTERDAY))
    workbook = door.desk("community_secretary", f"{FIGURE}&format=xlsx", {"reason": "paper"})
    assert workbook.content[:2] == b"PK"
    with traceless():
        swapped = door._session("community_secretary").get(FIGURE, headers={"HX-Request-Type": "partial"})
    assert "<!doctype" not in swapped.content.decode()


@pytest.mark.parametrize(("ticked", "kept"), [([], None), (["-"], []), (["fever"], ["fever"])])
def test_nothing_ticked_is_unknown_and_none_is_none(ticked, kept, town, door):
    sample = samples(town)["quarantine.record_health_check"]
    sent = {name: value for name, value in sample.items() if name != "symptoms"} | {"symptoms": ticked}
    with traceless():
        assert door._session("everyone").post("/actions/quarantine.record_health_check/", sent).status_code == 200
        with acting(system_viewer()):
            assert HealthCheck.objects.order_by("-pk").first().symptoms == kept


def test_after_a_refusal_the_form_is_another_command(town, door):
    number = "018f0000-0000-7000-8000-00000000abcd"
    refused = door.desk("everyone", "/actions/quarantine.confirm_order/", {"order": "x", "command_id": number})
    assert refused.status_code == 422
    assert refused.context["form"].command_id not in ("", number)


def test_a_form_leads_back_to_its_record(town, door):
    page = door.desk("everyone", f"/actions/quarantine.ask_early_release/?order={town.running}")
    assert page.context["form"].cancel_url == f"/ledgers/quarantine.orders/{town.running}/"
    assert NAMES[0] in [fact.text for fact in page.context["facts"]], "whom it is about is not said"
    assert ("order", str(town.running)) in page.context["form"].hidden
    assert {"order", "ends_on", "reason"} <= set(re.findall(r'name="(\w+)"', page.content.decode()))
    person = door.desk("everyone", f"/actions/registry.correct_person/?person={town.person}")
    assert person.context["form"].cancel_url == f"/ledgers/registry.residents/{town.residence}/"
    other = door.desk("elsewhere", f"/actions/quarantine.ask_early_release/?order={town.running}")
    assert not other.context["facts"]


def test_what_is_over_offers_nothing_any_more(town, door):
    arrival = f"/ledgers/screening.arrivals/{town.arrival}/"
    assert offered(door.desk("everyone", arrival)) == {"screening.correct_arrival", "screening.withdraw_arrival"}
    with traceless():
        with acting(system_viewer()):
            Arrival.objects.filter(pk=town.arrival).update(withdrawn_at=f"{YESTERDAY}T08:00+08:00")
        assert offered(door.desk("everyone", arrival)) == set()


def test_who_holds_no_role_is_told_so(door):
    for who in ("nobody", "formerly", "not_yet"):
        text = door.desk(who, "/").content.decode()
        assert "没有任何角色" in text
        assert "一切正常" not in text
        assert 'type="search"' not in text


def test_the_list_of_tasks_says_nothing_about_figures(door):
    text = door.desk("everyone", "/tasks/").content.decode()
    assert "一切正常" not in text
    assert "暂无数据" not in text


def test_a_refused_page_has_the_tasks_in_its_menu(door):
    counts = [
        door.desk("grid_worker", address).context["menu"][0].items[0].count for address in ("/", "/report/?day=never")
    ]
    assert counts[0] == counts[1] > 0


def test_a_search_for_nothing_asks_for_something(door):
    assert "请输入" in door.desk("everyone", "/search/").content.decode()


def test_a_field_that_is_no_json_is_said_to_be_none(town):
    said = CliRunner().invoke(program, ["act", "screening.register_arrival", "symptoms=[fever"])
    assert said.exit_code == 2
    assert "symptoms" in said.output
