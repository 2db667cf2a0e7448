"""A small town in which everything has happened once, so that every action finds something to be done to.

It is built by the ordinary actions. What it knows of people are canaries: a test that finds one of them where it does
not belong has found a leak.
"""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from architecture import asking, listing, living
from menshen.domains.policy.models import Rule
from menshen.domains.quarantine.models import HealthCheck, OrderChange, Placement, QuarantineOrder, Referral, Room
from menshen.domains.registry.models import LikelyDuplicate, Merge, Person, Residence, SpecialNeed
from menshen.domains.reporting.documents import shipped_form
from menshen.domains.reporting.models import ReportDue
from menshen.domains.screening.models import CampaignHousehold
from menshen.gateway.viewing import digest_of_token
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.brakes import account_key, take
from menshen.kernel.approvals.models import Request
from menshen.kernel.base import clock
from menshen.kernel.base.idnumbers import check_character
from menshen.kernel.base.modules import find
from menshen.kernel.documents.models import Document
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.codes import level_of
from menshen.kernel.scope.models import Actor, ApiToken, Area, Grant
from menshen.kernel.scope.roles import all_roles
from menshen.kernel.scope.viewers import Viewer, acting, system_viewer, viewer_of
from menshen.kernel.stewardship.models import Destruction, Exit
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterator

PROVINCE, CITY, DISTRICT, STREET = "99", "9901", "990101", "990101001"
COMMUNITY, GRID, OTHER_GRID = "990101001001", "990101001001001", "990101001001002"
NEXT_COMMUNITY = "990101001002"
ELSEWHERE = "990102"
ELSEWHERE_GRID = "990102001001001"
NOWHERE = "990101001001888"  # lies in the town and was never opened

NOW = clock.local(date(2020, 2, 3), 10)
BEFORE = clock.local(date(2020, 1, 23), 10)
YESTERDAY = date(2020, 2, 2)

NAMES = ("欧阳锦绣", "司徒墨涵", "上官云舒", "夏侯望舒", "东方既明", "诸葛青阳", "慕容雪晴")
NEWCOMER = "令狐知秋"
TWICE, TWICE_MERGED = "宇文清扬", "公孙若水"
ID_NUMBERS = tuple(first + check_character(first) for first in ("99010119800517001", "99010119810517002"))
PHONES = tuple(f"100{number:08d}" for number in range(86520001, 86520008))
ROLES = {role.code: role for role in all_roles()}


@dataclass
class Town:
    """Numbers of the records, by what they are."""

    records: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        try:
            return self.records[name]
        except KeyError:
            raise AttributeError(name) from None


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """The platform's clock, as a rehearsal shifts it."""
    before, clock._shift = clock._shift, moment - datetime.now(UTC)
    try:
        yield
    finally:
        clock._shift = before


def act(code: str, by: Viewer, at: datetime, **fields: object) -> int:
    """Do it, and give the number of what it was done to; a refusal is a mistake of the town."""
    action = find("actions", code)
    outcome = perform(action, [action.command(**fields)], by=by, at=at)[0]
    assert outcome.problem is None, f"{code}: {outcome.problem}"
    return outcome.subject_id or 0


def build() -> Town:
    """Areas and people of the whole story, and those who will knock at the doors."""
    town = Town()
    codes = (PROVINCE, CITY, DISTRICT, STREET, COMMUNITY, GRID, OTHER_GRID, NEXT_COMMUNITY)
    codes += (ELSEWHERE, f"{ELSEWHERE}001", f"{ELSEWHERE}001001", ELSEWHERE_GRID)
    Area.objects.bulk_create(
        Area(code=code, level=level_of(code).value, name=f"区{code}", phone="0999-8652000") for code in codes
    )
    system = system_viewer()
    with acting(system):
        _policy(town, system)
        _screening(town, system)
        _quarantine(town, system)
        living.build(town, system, GRID, BEFORE, NOW)
        listing.build(town, system, BEFORE, NOW)
        _reporting(town, system)
        _registered_twice(town, system)
        find("jobs", "quarantine.find_missed_checks").run(at=clock.local(YESTERDAY, 21))
        town.records["task"] = Task.objects.get(kind="quarantine.missed_checks", area_id=GRID).pk
        town.records["document"] = Document.objects.order_by("pk").first().pk
        town.records["entry"] = Entry.objects.order_by("pk").first().pk
        town.records["asked"] = act(
            "privacy.record_request", system, BEFORE, area=GRID, kind="deletion", asked_by=NAMES[0], phone=PHONES[0],
            words="已搬离", person=town.person,
        )  # fmt: skip
        town.records["destruction"] = Destruction.objects.create(
            area_id=STREET, cause="time_over", begun_at=BEFORE, done_at=BEFORE, counts={"registry_person": 2},
            digest="9f" * 32, rules={"residence": 180}, backups_until=NOW.date(),
        ).pk  # fmt: skip
    _people(town)
    _exits(town)
    _approvals(town)
    return town


def _screening(town: Town, by: Viewer) -> None:
    for number, name in enumerate(NAMES):
        known = {"id_number": ID_NUMBERS[number]} if number < len(ID_NUMBERS) else {}
        act(
            "registry.register_resident", by, BEFORE,
            area=GRID, name=name, phone=PHONES[number], compound="滨江花园", building=f"{number + 1}栋", door="101",
            **known,
        )  # fmt: skip
    town.records["campaign"] = act(
        "screening.start_campaign", by, BEFORE, area=COMMUNITY, title="大排查", starts_on=BEFORE.date()
    )
    town.records["target"] = CampaignHousehold.objects.order_by("pk").first().pk
    town.records["attempt"] = act(
        "screening.record_attempt", by, NOW, target=town.target, channel="phone", outcome="no_answer"
    )
    act(
        "registry.register_resident", by, NOW, area=GRID, name=NEWCOMER, compound="滨江花园", building="9栋", door="901"
    )
    town.records["departure"] = act(
        "screening.record_departure", by, NOW, area=GRID, name=NAMES[5], phone=PHONES[5], left_on=YESTERDAY
    )
    asking.build(town, by, COMMUNITY, GRID, NOW)
    town.records["person"] = Person.objects.get(name=NAMES[0]).pk
    town.records["residence"] = Residence.objects.get(person_id=town.person).pk
    act("registry.add_special_need", by, NOW, person=town.person, kind="literacy")
    town.records["special_need"] = SpecialNeed.objects.get(person_id=town.person).pk


def _registered_twice(town: Town, by: Viewer) -> None:
    """Two people at two doors each: of the one the records are merged, of the other they are a pair on the list."""
    for number, name in enumerate((TWICE, TWICE_MERGED)):
        for door in ("101", "102"):
            act(
                "registry.register_resident", by, BEFORE,
                area=GRID, name=name, compound="江景苑", building=f"{number + 1}栋", door=door,
            )  # fmt: skip
    act("registry.find_duplicates", by, BEFORE, area=COMMUNITY)
    pairs = dict(LikelyDuplicate.objects.values_list("earlier__name", "pk"))
    act("registry.merge_people", by, NOW, pair=pairs[TWICE_MERGED], stays="earlier", home_checked=True)
    town.records["pair"], town.records["merge"] = pairs[TWICE], Merge.objects.get().pk


def _came_back(by: Viewer, number: int, left_on: date, at: datetime) -> int:
    return act(
        "screening.register_arrival", by, at,
        area=GRID, name=NAMES[number], phone=PHONES[number], origin="湖北省武汉市", left_on=left_on, arrived_home_at=at,
    )  # fmt: skip


def _quarantine(town: Town, by: Viewer) -> None:
    """Two run until tomorrow (one has a room), one is feverish, one rests on a mistake, one is proposed today."""
    for number in (0, 1, 2, 6):
        _came_back(by, number, date(2020, 1, 20), BEFORE)
    for order in QuarantineOrder.objects.order_by("pk"):
        act("quarantine.confirm_order", by, BEFORE, order=order.pk)
    running = {order.person.name: order.pk for order in QuarantineOrder.objects.select_related("person")}
    town.records["running"], town.records["unplaced"] = running[NAMES[0]], running[NAMES[1]]
    town.records["site"] = act(
        "quarantine.register_site", by, BEFORE, area=STREET, name="江畔宾馆", rooms=["201", "202", "203"]
    )
    town.records["room"] = Room.objects.get(number="203").pk
    first = Room.objects.get(number="201").pk
    act("quarantine.assign_placement", by, BEFORE, order=town.running, room=first)
    town.records["placement"] = Placement.objects.get(order_id=town.running).pk
    act(
        "quarantine.record_health_check", by, NOW,
        order=running[NAMES[2]], day=YESTERDAY, session="morning", temperature="38.2", symptoms=["cough"],
    )  # fmt: skip
    town.records["check"] = HealthCheck.objects.get().pk
    town.records["referral"] = Referral.objects.get().pk
    mistaken = QuarantineOrder.objects.get(pk=running[NAMES[6]]).arrival_id
    act("screening.withdraw_arrival", by, NOW, arrival=mistaken, reason="误登")
    town.records["change"] = OrderChange.objects.get().pk
    town.records["arrival"] = _came_back(by, 3, date(2020, 2, 1), NOW)
    town.records["proposed"] = QuarantineOrder.objects.get(arrival_id=town.arrival).pk


def _reporting(town: Town, by: Viewer) -> None:
    for day in (date(2020, 2, 1), YESTERDAY):
        act("reporting.open_report", by, BEFORE, area=COMMUNITY, day=day)
    act("reporting.submit_report", by, NOW, area=COMMUNITY, day=date(2020, 2, 1))
    due = {report.day: report.pk for report in ReportDue.objects.all()}
    town.records["submitted"], town.records["missing"] = due[date(2020, 2, 1)], due[YESTERDAY]
    content = b64encode(shipped_form()).decode()
    town.records["work_form"] = act(
        "reporting.keep_work_form", by, BEFORE, area=COMMUNITY, name="样式", content=content
    )
    town.records["work_report"] = act(
        "reporting.issue_work_report", by, NOW, area=COMMUNITY, first_on=date(2020, 2, 1), last_on=YESTERDAY
    )


def _policy(town: Town, by: Viewer) -> None:
    """A draft, a rule in force for contacts, one that came with the platform, a listed city."""
    town.records["draft"] = act("policy.propose_rule", by, BEFORE, **PROPOSAL)
    contacts = PROPOSAL | {"rule_id": "TOWN-0", "subject": "close_contact", "first_days": 14}
    proposed = act("policy.propose_rule", by, BEFORE, **contacts)
    second = Actor.objects.create_user("second", display_name="second")
    act("policy.put_rule_in_force", replace(by, actor_id=second.pk), BEFORE, rule=proposed)
    town.records["rule"] = Rule.objects.get(rule_id="DEMO-KEY").pk
    town.records["risk_area"] = act(
        "policy.list_risk_area", by, BEFORE,
        area=DISTRICT, place="浙江省温州市", level="key_area", valid_from=BEFORE.date(), valid_until=date(2020, 3, 1),
        document="示范区通告", grade="C",
    )  # fmt: skip


PROPOSAL = {
    "rule_id": "TOWN-1",
    "jurisdiction": DISTRICT,
    "subject": "secondary_contact",
    "valid_from": "2020-02-01",
    "first_measure": "home_quarantine",
    "first_days": 7,
    "count_from": "last_exposure",
    "document": "示范区通告",
    "grade": "C",
}


def _people(town: Town) -> None:
    """One for each role here; one with every role elsewhere, no longer, not yet; with none; with the access closed."""
    ever = date(2020, 1, 1)
    for code in ROLES:
        _actor(town, code, [(code, DISTRICT, ever, None)])
    _actor(town, "everyone", [(code, DISTRICT, ever, None) for code in ROLES])
    _actor(town, "elsewhere", [(code, ELSEWHERE, ever, None) for code in ROLES])
    _actor(town, "formerly", [(code, DISTRICT, ever, NOW.date()) for code in ROLES])
    _actor(town, "not_yet", [(code, DISTRICT, date(2020, 2, 4), None) for code in ROLES])
    _actor(town, "nobody", [])
    _actor(town, "closed", [(code, DISTRICT, ever, None) for code in ROLES])
    Actor.objects.filter(username="closed").update(is_active=False)
    granted = Actor.objects.create_user("granted", display_name="granted")
    town.records["grant"] = Grant.objects.create(
        actor=granted, role="medic", area_id=COMMUNITY, valid_from=date(2020, 1, 1)
    ).pk
    Authenticator.objects.create(user=granted, type=Authenticator.Type.TOTP, data={"secret": "of a lost phone"})
    take([account_key("granted")], at=NOW)
    gone = Actor.objects.create_user("gone", display_name="gone")
    town.records["shut"] = Grant.objects.create(
        actor=gone, role="medic", area_id=COMMUNITY, valid_from=date(2020, 1, 1)
    ).pk
    Actor.objects.filter(pk=gone.pk).update(is_active=False)


def _exits(town: Town) -> None:
    """In three communities collection ends: one waits for the second person, one has stopped, one is frozen."""
    second = Actor.objects.get(username="second").pk
    for number, (name, steps) in enumerate({
        "exit_asked": ("asked",), "exit_stopped": ("asked", "stopped"), "exit_frozen": ("asked", "stopped", "frozen"),
    }.items()):  # fmt: skip
        area = Area.objects.create(code=f"{STREET}70{number}", level="community", name=f"已合并社区{number}")
        who = {"asked": second, "stopped": Actor.objects.get(username="granted").pk, "frozen": second}
        fields = {f"{step}_at": BEFORE for step in steps} | {f"{step}_by_id": who[step] for step in steps}
        with acting(system_viewer()):
            town.records[name] = Exit.objects.create(area=area, reason="应急响应结束", **fields).pk


def _approvals(town: Town) -> None:
    """The community's clerk asks, the secretary decides first; the street's leader is on leave next week."""
    clerk, leader = (
        viewer_of(Actor.objects.get(username=name), on=NOW.date()) for name in ("community_clerk", "street_leader")
    )
    act("quarantine.ask_early_release", clerk, NOW, order=town.unplaced, ends_on=NOW.date(), reason="检测阴性")
    town.records["deputy"] = act(
        "approvals.name_deputy", leader, NOW,
        area=STREET, username="street_clerk", valid_from=date(2020, 2, 10), valid_until=date(2020, 2, 14),
    )  # fmt: skip
    with acting(system_viewer()):
        town.records["request"] = Request.objects.get().pk


def _actor(town: Town, name: str, grants: list[tuple[str, str, date, date | None]]) -> None:
    actor = Actor.objects.create_user(name, display_name=name)
    Grant.objects.bulk_create(
        Grant(actor=actor, role=role, area_id=area, valid_from=first, valid_until=until)
        for role, area, first, until in grants
    )
    town.tokens[name] = f"key of {name}"
    ApiToken.objects.create(actor=actor, digest=digest_of_token(town.tokens[name]), label="sweep")
