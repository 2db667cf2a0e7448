"""Every address of the desk, asked by everybody: what is not yours is not there, and nobody reads more than needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote_plus, urlencode

import pytest
from django.urls import get_resolver

from architecture.samples import samples
from architecture.test_permissions import OUTSIDE, tells_of_people
from architecture.town import COMMUNITY, GRID, ID_NUMBERS, NAMES, PHONES, ROLES, YESTERDAY
from menshen.kernel.base.modules import declared, find
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.viewers import acting, system_viewer

OPEN = {"sign_in", "sign_in_code", "sign_out", "language", "declare", "declared", "ask", "asked"}  # for whoever comes
NO_KEY = "018f0000-0000-7000-8000-000000000000"
DAY = YESTERDAY.isoformat()
SEES_NO_PERSON = ("district_inspector", "policy_officer", "administrator")
RECORDS = {
    "registry.residents": "person",
    "screening.arrivals": "arrival",
    "quarantine.orders": "running",
    "quarantine.health_checks": "check",
    "quarantine.referrals": "referral",
    "quarantine.sites": "site",
    "reporting.reports": "submitted",
}


def routes(patterns=None, prefix=""):
    """`name → pattern` of every address but those of the API, which have their own sweep."""
    found = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        place = prefix + str(pattern.pattern)
        if place.startswith("api/v1/"):
            continue
        if hasattr(pattern, "url_patterns"):
            found |= routes(pattern.url_patterns, place)
        else:
            found[pattern.name] = place
    return found


def addresses(town):
    """Addresses that lead to something in the town, by the name of their route."""
    ledgers = [ledger.code for ledger in declared("ledgers")]
    importable = [ledger.code for ledger in declared("ledgers") if ledger.imports]
    figures = {indicator.code.partition(".")[0]: indicator.code for indicator in declared("indicators")}.values()
    return {
        "home": ["/"],
        "tasks": ["/tasks/"],
        "overview": ["/overview/", f"/overview/?area={COMMUNITY}&colour=in_force"],
        "tree": ["/areas/", f"/areas/?area={GRID}"],
        "outlines": ["/areas/outlines/"],
        "search": [f"/search/?{urlencode({'q': word})}" for word in (NAMES[0][:2], PHONES[0][-4:], "滨江")],
        "report": [f"/report/?area={COMMUNITY}&day={DAY}"],
        "work_report": [
            f"/report/work/?area={COMMUNITY}&to={DAY}{more}" for more in ("", "&format=docx", "&format=pdf")
        ],
        "work_report_form": ["/report/work/form/"],
        "issued_work_report": [f"/report/work/{town.work_report}/?format={kind}" for kind in ("docx", "pdf")],
        "figure": [f"/figures/{code}/?area={GRID}&day={DAY}" for code in figures],
        "ledger": [f"/ledgers/{code}/" for code in ledgers],
        "import": [f"/ledgers/{code}/import/" for code in importable],
        "import_template": [f"/ledgers/{code}/import/template/" for code in importable],
        "import_preview": [f"/ledgers/{code}/import/{NO_KEY}/" for code in importable],
        "import_errors": [f"/ledgers/{code}/import/{NO_KEY}/errors/" for code in importable],
        "record": [f"/ledgers/{code}/{town.records[name]}/" for code, name in RECORDS.items() if code in ledgers],
        "destroying": ["/destroying/"],
        "publication": ["/publication/"],
        "reveal": [f"/ledgers/registry.residents/{town.records[RECORDS['registry.residents']]}/show/phone/"],
        "action": [f"/actions/{code}/?{urlencode(payload)}" for code, payload in samples(town).items()],
        "questionnaires": ["/questionnaires/", f"/questionnaires/?target={town.target}"],
        "questionnaire": [f"/questionnaires/{town.form}/", f"/questionnaires/{town.form}/?target={town.target}"],
        "questionnaire_workbook": [f"/questionnaires/{town.form}/workbook/"],
        "lookup_area": [f"/lookup/areas/?q={GRID}"],
        "picture": [f"/pictures/screening.signature/{town.records['letter']}/"],
        "document": [f"/documents/{town.document}/"],
        "papers": [f"/ledgers/{code}/papers/" for code in ("quarantine.notices", "registry.residents")],
        "account": ["/account/"],
        "password": ["/account/password/"],
        "end_session": ["/account/sessions/end/"],
        "second_factor": ["/account/second-factor/"],
        "second_factor_change": ["/account/second-factor/change/"],
    }


@dataclass(frozen=True)
class Page:
    """An address as somebody found it; `told`: what it says of people that the address had not said."""

    route: str
    address: str
    status: int
    told: tuple[str, ...]


@pytest.fixture(scope="module")
def opened(town, door):
    """Every address opened once by whoever is asked for."""

    @cache
    def by(who):
        pages = []
        for route, found in addresses(town).items():
            for address in found:
                answer = door.desk(who, address)
                said = tuple(word for word in tells_of_people(answer) if quote_plus(word) not in address)
                pages.append(Page(route, address, answer.status_code, said))
        return pages

    return by


def test_every_route_is_asked(town):
    assert set(routes()) - OPEN == set(addresses(town))


def test_who_is_not_signed_in_is_sent_to_sign_in(town, door):
    for address in [address for found in addresses(town).values() for address in found]:
        for payload in (None, {}):
            answer = door.desk(None, address, payload)
            assert answer.status_code in (302, 405), f"{address}: {answer.status_code}"
            assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/"), address


@pytest.mark.parametrize("who", OUTSIDE)
def test_outside_nothing_is_told(who, opened):
    for page in opened(who):
        assert page.status < 500, page
        assert not page.told, page
        if page.route in ("record", "reveal", "document", "picture", "report", "figure"):
            assert page.status == 404, page


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_form_of_outside_does_anything(who, town, door):
    with acting(system_viewer()):
        before = Entry.objects.count()
    for code, payload in samples(town).items():
        answer = door.desk(who, f"/actions/{code}/", payload)
        assert answer.status_code < 500, code
        assert not [word for word in tells_of_people(answer) if word not in payload.values()], code
    with acting(system_viewer()):
        assert Entry.objects.count() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_the_pages_that_are_its(role, opened):
    for page in opened(role):
        assert page.status in (200, 302, 404), page
        if page.route == "ledger":
            ledger = find("ledgers", page.address.split("/")[2])
            assert page.status == (200 if ledger.permission.value in ROLES[role].permissions else 404), page


@pytest.mark.parametrize("role", SEES_NO_PERSON)
def test_who_needs_no_person_reads_of_none(role, opened):
    for page in opened(role):
        assert not page.told, page


@pytest.mark.parametrize("role", ROLES)
def test_numbers_are_masked_for_everybody(role, opened, door):
    hidden = {*ID_NUMBERS, *PHONES}
    for page in opened(role):
        assert not set(page.told) & hidden, page
    for ledger in declared("ledgers"):
        shown = set(tells_of_people(door.api(role, f"ledgers/{ledger.code}"))) & hidden
        assert not shown, f"{ledger.code} shows {shown}"


ODD = (
    "", "\0", "-1", "0", "9" * 40, "1e9", "'", "<script>alert(1)</script>", "2020-13-45", "9999-12-31", "..", "😀",
    "x" * 3000,
)  # fmt: skip
ASKED = (
    "q", "search", "area", "under", "day", "date", "sort", "page", "size", "order", "name", "state", "next", "level",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:12]))
def test_no_question_breaks_a_page(odd, town, door):
    """Every page with every parameter that some page reads, set to something that nobody meant."""
    query = urlencode(dict.fromkeys(ASKED, odd))
    pages = {found[0].partition("?")[0] for found in addresses(town).values()}
    pages |= {f"/ledgers/{ledger.code}/" for ledger in declared("ledgers")}
    for address in pages:
        answer = door.desk("everyone", f"{address}?{query}")
        assert answer.status_code < 500, f"{address}?{query[:200]}"
        assert "<script>alert(1)</script>" not in answer.content.decode(errors="replace"), address


@pytest.mark.parametrize("code", [action.code for action in declared("actions")])
def test_no_form_breaks(code, town, door):
    """A form sent back with each field as something that nobody meant."""
    sample = samples(town)[code]
    for odd in ODD:
        answer = door.desk("everyone", f"/actions/{code}/", dict.fromkeys(sample, odd))
        assert answer.status_code < 500, f"{code}: {odd[:40]!r}"
    for name in sample:
        answer = door.desk("everyone", f"/actions/{code}/", {**sample, name: "\0"})
        assert answer.status_code < 500, f"{code}: {name}"


@pytest.mark.parametrize("odd", [*ODD, "//evil.example", "https://evil.example/"], ids=lambda odd: repr(odd[:12]))
def test_the_open_pages_take_anything_and_lead_nowhere_else(odd, town, door):
    said = dict.fromkeys(("username", "password", "next", "language"), odd)
    for address in ("/sign-in/", "/sign-in/code/", "/sign-out/", "/language/"):
        for payload in (None, said):
            answer = door.desk(None, f"{address}?{urlencode({'next': odd})}", payload)
            assert answer.status_code < 500, address
            assert "evil" not in answer.headers.get("Location", "")
