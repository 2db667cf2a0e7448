"""People under observation, and those who look after them, in the words of a ward.

The town is the small one of the registry's factory, with its street office and with the rules of early 2020 in force:
from Hubei to a site, from a listed province home, 14 days from leaving.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from factories.registry import COMMUNITY, GRID, OTHER_COMMUNITY, id_number, make_areas
from menshen.config.roles import ROLES
from menshen.domains.policy.models import Threshold
from menshen.domains.quarantine.models import HealthCheck, Placement, QuarantineOrder, Referral, Room, TeamSeat
from menshen.domains.quarantine.vocabulary import GroupKind, Shift, ZoneKind
from menshen.domains.screening.actions.arrivals import CorrectArrival, RegisterArrival, WithdrawArrival
from menshen.kernel.actions.performing import perform
from menshen.kernel.approvals.models import Request
from menshen.kernel.base.clock import day_of, local
from menshen.kernel.base.modules import find
from menshen.kernel.documents.models import Document
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import Held, Viewer, acting, system_viewer
from menshen.kernel.tasks.models import Task

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Outcome

STREET = COMMUNITY[:9]
DISTRICT = COMMUNITY[:6]
DAY = date(2020, 1, 23)  # the day on which people are registered unless a test says otherwise
LEFT = date(2020, 1, 22)  # the day on which they left: so the days end on 6 February at 0:00
UNTIL = date(2020, 2, 6)
_PERMISSIONS = {role.code: role.permissions for role in ROLES}


def observed_town(*further: str) -> None:
    """The areas, with names and phones as notices print them."""
    make_areas(STREET, DISTRICT, *further)
    for code, name, phone in (
        (STREET, "示范街道", "0999-8652000"),
        (COMMUNITY, "临江社区", "0999-8652001"),
        (OTHER_COMMUNITY, "铜都社区", "0999-8652002"),
        (GRID, "临江第一网格", "100-8652-0101"),
    ):
        Area.objects.filter(code=code).update(name=name, phone=phone)


def staff(role: str, area: str = COMMUNITY) -> Viewer:
    """Somebody who holds that role over the area, and nothing else."""
    name = f"{role}-{area}"
    actor, _ = Actor.objects.get_or_create(username=name, defaults={"display_name": name})
    return Viewer(actor.pk, name, (Held(role, area, _PERMISSIONS[role]),))


def secretary(area: str = COMMUNITY) -> Viewer:
    return staff("community_secretary", area)


def clerk() -> Viewer:
    """Of the street office, who runs the sites."""
    return staff("street_clerk", STREET)


def medic() -> Viewer:
    return staff("medic", STREET)


def on(day: date | int, hour: int = 10, minute: int = 0) -> datetime:
    """That hour of a day, or of so many days after the first."""
    return local(day if isinstance(day, date) else DAY + timedelta(days=day), hour, minute)


def act(code: str, by: Viewer, at: datetime, *commands: dict[str, Any]) -> list[Outcome]:
    """Do the action of that code for each command."""
    found = find("actions", code)
    return perform(found, [found.command.model_validate(command) for command in commands], by=by, at=at)


def do(code: str, by: Viewer, at: datetime, **command: Any) -> Outcome:
    """The same for one command."""
    return act(f"quarantine.{code}", by, at, command)[0]


def leader() -> Viewer:
    """Of the street office, who decides what a community may not decide alone."""
    return staff("street_leader", STREET)


def asked(order: QuarantineOrder, **condition: Any) -> list[Request]:
    """What was asked about an order, oldest first."""
    with everything():
        found = Request.objects.filter(subject_type="quarantine.quarantineorder", subject_id=order.pk)
        return list(found.filter(**condition).order_by("pk"))


def decide(request: int, at: datetime, answer: str = "approve", by: Viewer | None = None) -> Outcome:
    command = {"request": request, "answer": answer, "reason": "同意申请"}
    return act("approvals.decide", by or leader(), at, command)[0]


def shortened(order: QuarantineOrder, ends_on: date, at: datetime, reason: str = "检测排除") -> Outcome:
    """Asked for by the secretary and approved by the street at once; the refusal, where it cannot be asked."""
    community = secretary(order.area_id[:12])
    outcome = do("ask_early_release", community, at, order=order.pk, ends_on=ends_on, reason=reason)
    return outcome if state(outcome) != "done" else _approved(order, at)


def held_longer(order: QuarantineOrder, at: datetime, *, by: Viewer | None = None, **given: Any) -> Outcome:
    """The same for a new order in the place of a running one."""
    outcome = do("ask_longer", by or secretary(order.area_id[:12]), at, order=order.pk, **given)
    return outcome if state(outcome) != "done" else _approved(order, at)


def _approved(order: QuarantineOrder, at: datetime) -> Outcome:
    waiting = asked(order, closed_at__isnull=True)
    return decide(waiting[-1].pk, at)


def state(outcome: Outcome) -> str:
    """`done`, `known`, or the last word of the problem."""
    return outcome.problem.code.rpartition(":")[2] if outcome.problem else outcome.state


def run_job(code: str, at: datetime) -> None:
    find("jobs", f"quarantine.{code}").run(at)


def returned(name: str = "王喆", **known: Any) -> RegisterArrival:
    """Someone who left Wuhan yesterday, came home this morning, well, and was asked at once."""
    told = {
        "area": GRID, "address": "临江花园3栋501", "origin": "湖北省武汉市", "left_on": LEFT,
        "arrived_home_at": on(DAY, 8), "known_at": on(DAY, 9), "temperature": "36.5", "symptoms": [],
    }  # fmt: skip
    return RegisterArrival.model_validate(told | {"name": name} | known)


def register(*arrivals: RegisterArrival, at: datetime | None = None, by: Viewer | None = None) -> list[Outcome]:
    who = by or secretary(arrivals[0].area[:12])
    outcomes = perform(find("actions", "screening.register_arrival"), arrivals, by=who, at=at or on(DAY))
    assert [state(outcome) for outcome in outcomes] == ["done"] * len(arrivals), outcomes
    return outcomes


def proposed(
    name: str = "王喆", *, at: datetime | None = None, by: Viewer | None = None, **known: Any
) -> QuarantineOrder:
    """The proposal that follows from an arrival."""
    (outcome,) = register(returned(name, **known), at=at, by=by)
    return order_of_arrival(outcome.subject_id)


def under_order(
    name: str = "王喆", *, at: datetime | None = None, by: Viewer | None = None, place: str | None = None, **known: Any
) -> QuarantineOrder:
    """Someone under a confirmed order: in centralised quarantine, when from Hubei."""
    order = proposed(name, at=at, **known)
    chosen = {"place": place, "reason": "评估"} if place else {}
    outcome = do(
        "confirm_order", by or secretary(order.area_id[:12]), at or on(DAY), order=order.pk, assessed=True, **chosen
    )
    assert state(outcome) == "done", outcome
    return again(order)


def at_home(name: str = "李晞", **known: Any) -> QuarantineOrder:
    """Someone in home quarantine: from Guangdong."""
    return under_order(name, **({"origin": "广东省广州市"} | known))


def child(name: str = "王小宝", **known: Any) -> QuarantineOrder:
    """The proposal for a six-year-old from Wuhan."""
    return proposed(name, **({"id_number": id_number(7, born_on=date(2014, 3, 1))} | known))


def correct(arrival: int | None, at: datetime | None = None, *, by: Viewer | None = None, **changes: Any) -> Outcome:
    command = CorrectArrival.model_validate({"arrival": arrival, **changes})
    action = find("actions", "screening.correct_arrival")
    return perform(action, [command], by=by or secretary(), at=at or on(DAY, 15))[0]


def withdraw_arrival(arrival: int | None, at: datetime | None = None) -> Outcome:
    command = WithdrawArrival.model_validate({"arrival": arrival, "reason": "登记错误"})
    action = find("actions", "screening.withdraw_arrival")
    return perform(action, [command], by=secretary(), at=at or on(DAY, 15))[0]


def site(name: str = "江畔酒店", *, rooms: int = 3, beds: int = 1, at: datetime | None = None) -> int:
    """A site of the street with rooms 101, 102 …"""
    numbers = [str(101 + number) for number in range(rooms)]
    outcome = do("register_site", clerk(), at or on(DAY, 7), area=STREET, name=name, rooms=numbers, beds=beds)
    assert outcome.subject_id is not None
    return outcome.subject_id


DEVICE_KEY = "ab" * 32


def lay_out(site_id: int, *, at: datetime | None = None, groups: int = 5, staff_of: int = 2) -> None:
    """All that a site needs on a day: areas and passages, heads of groups, people on duty, a plan, a walk."""
    when = at or on(DAY, 7)
    for zone in ZoneKind:
        do("set_zone", clerk(), when, site=site_id, kind=zone, extent="2至7层")
    for group in tuple(GroupKind)[:groups]:
        do("name_group_head", clerk(), when, site=site_id, group=group, head="钱主任")
    for shift in Shift:
        for role, names in (("doctor", staff_of), ("nurse", staff_of), ("guard", 1)):
            holders = [f"{role}{number}" for number in range(names)]
            do(
                "roster_duty", clerk(), when,
                site=site_id, day=day_of(when), shift=shift, role=role, holders=holders,
            )  # fmt: skip
    do("write_security_plan", clerk(), when, site=site_id, valid_from=day_of(when), points=["安全出口不上锁"])
    do("check_site", clerk(), when, site=site_id, exits_open=True)


def local_number(code: str, value: int, unit: str = "x") -> None:
    """A row of the street's own, which wins over the platform's."""
    with everything():
        Threshold.objects.create(
            threshold_id=f"OWN-{code}", code=code, value=value, unit=unit, valid_from=DAY, jurisdiction=STREET,
            document="示范街道", grade="C", state="in_force",
        )  # fmt: skip


def contact_sensor(order: QuarantineOrder, serial: str = "DOOR-1", at: datetime | None = None) -> int:
    """A contact at the door of somebody in home quarantine."""
    outcome = do("install_sensor", secretary(), at or on(1), order=order.pk, serial=serial, key=DEVICE_KEY, told=True)
    assert outcome.subject_id is not None, outcome
    return outcome.subject_id


# What is recorded, seen with the platform's eyes.


def everything() -> Any:
    return acting(system_viewer())


def again(order: QuarantineOrder) -> QuarantineOrder:
    """The order as it is now."""
    with everything():
        return QuarantineOrder.objects.get(pk=order.pk)


def orders(**condition: Any) -> list[QuarantineOrder]:
    with everything():
        return list(QuarantineOrder.objects.filter(**condition).order_by("pk"))


def order_of_arrival(arrival: int | None) -> QuarantineOrder:
    (order,) = orders(arrival_id=arrival, declined_at__isnull=True)
    return order


def papers(kind: str, order: QuarantineOrder | None = None) -> list[Document]:
    """Notices, oldest first."""
    with everything():
        found = Document.objects.filter(kind=f"quarantine.{kind}").order_by("pk")
        return list(found.filter(subject_id=order.pk) if order else found)


def open_tasks(kind: str) -> list[Task]:
    with everything():
        return list(Task.objects.filter(kind=f"quarantine.{kind}", closed_at__isnull=True).order_by("area_id"))


def seats(order: QuarantineOrder) -> dict[str, str]:
    """`{role: who holds it}`."""
    with everything():
        return dict(TeamSeat.objects.filter(order=order).values_list("role", "holder"))


def placements(order: QuarantineOrder) -> list[Placement]:
    with everything():
        return list(Placement.objects.filter(order=order).select_related("room").order_by("pk"))


def rooms() -> list[Room]:
    with everything():
        return list(Room.objects.order_by("pk"))


def checks(order: QuarantineOrder) -> list[HealthCheck]:
    with everything():
        return list(HealthCheck.objects.filter(order=order).order_by("pk"))


def referrals() -> list[Referral]:
    with everything():
        return list(Referral.objects.order_by("pk"))
