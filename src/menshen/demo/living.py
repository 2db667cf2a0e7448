"""How the hotel is run and the quarantined live in the demonstration: by the actions of those whose work it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from menshen.demo.town import MAIN
from menshen.domains.quarantine.models import CarePlan, Need, QuarantineOrder, Site
from menshen.domains.quarantine.queries import homes_to_survey, in_force_on
from menshen.domains.quarantine.vocabulary import GroupKind, Shift
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.modules import find
from menshen.kernel.scope.viewers import acting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from menshen.demo.days import Hotel
    from menshen.kernel.scope.viewers import Viewer

    Act = Callable[..., object]

_ZONES: Final = {
    "observation": "2至7层客房",
    "passing": "1层东侧更衣、淋浴、缓冲间",
    "service": "1层西侧办公、库房、值班室",
    "staff_passage": "西门、西侧楼梯",
    "resident_passage": "东门、东侧电梯",
}
_HEADS: Final = ("程朗", "苏禾", "秦越", "贺川", "叶宁")
_PLAN: Final = (
    "安全出口日常不通行，不上锁、不加链，每日开启检查",
    "前后门各一名安保人员，三班值守",
    "东门只供隔离人员，西门只供工作人员，互不交叉",
    "火灾、急病等紧急情况先离开、后告知",
    "生活物资由工作服务区交接，无接触送至房门",
)
_CREWS: Final = 2  # for up to a hundred people, by the staffing in force
_FIT: Final = {"own_room": "yes", "own_toilet": "yes", "aired": "yes", "shared_air": "no", "vulnerable": "no"}
_NEEDS: Final = (("medicine", "降压药", "已从药店代购，放在门口"), ("food", "婴儿奶粉", "已送到门口"))
_NEEDED_ON: Final = date(2020, 2, 3)
_STILL_OPEN_ON: Final = date(2020, 2, 5)


def furnish(act: Act, clerk: Viewer, hotel: Hotel, at: datetime) -> None:
    """Areas and passages, what the rooms are like, heads of groups, the security plan."""
    with acting(clerk):
        site = Site.objects.get(name=hotel.name).pk
    for kind, extent in _ZONES.items():
        rooms = list(hotel.rooms) if kind == "observation" else []
        act("quarantine.set_zone", clerk, at, site=site, kind=kind, extent=extent, rooms=rooms)
    act("quarantine.describe_rooms", clerk, at, site=site, rooms=list(hotel.rooms), own_bath=True)
    barrier_free = [number for number in hotel.rooms if number.endswith("01")]
    act("quarantine.describe_rooms", clerk, at, site=site, rooms=barrier_free, barrier_free=True)
    for group, head in zip(GroupKind, _HEADS, strict=False):
        act("quarantine.name_group_head", clerk, at, site=site, group=group, head=head)
    act("quarantine.write_security_plan", clerk, at, site=site, valid_from=at.date(), points=list(_PLAN))


def run_hotel(act: Act, clerk: Viewer, hotel: Hotel, at: datetime) -> None:
    """Who is on duty that day, and the walk past the emergency exits."""
    with acting(clerk):
        site = Site.objects.get(name=hotel.name).pk
    for shift in Shift:
        for role, names in (("doctor", "医生"), ("nurse", "护士"), ("guard", "安保")):
            count = 2 if role == "guard" else 2 * _CREWS
            holders = [f"{names}{shift.zh}{number}" for number in range(1, count + 1)]
            act("quarantine.roster_duty", clerk, at, site=site, day=at.date(), shift=shift, role=role, holders=holders)
    act("quarantine.check_site", clerk, at, site=site, exits_open=True)


def look_at_homes(secretary: Viewer, code: str, at: datetime) -> None:
    """Every home in which somebody is to be quarantined is looked at first; all are fit."""
    with acting(secretary):
        homes = list(homes_to_survey().within(code).order_by("pk").values_list("pk", flat=True))
    survey: Any = find("actions", "quarantine.survey_home")
    perform(survey, [survey.command(order=order, **_FIT) for order in homes], by=secretary, at=at)


def care_for(act: Act, secretary: Viewer, code: str, at: datetime) -> None:
    """Who must not be alone has somebody with them, and the guardian of a child knows."""
    with acting(secretary):
        plans = list(CarePlan.objects.within(code).filter(arranged_at__isnull=True).order_by("pk"))
    for plan in plans:
        act("quarantine.arrange_care", secretary, at, order=plan.order_id, companion="家属陪同",
            arrangement="家属同住照护，需要时由社区送医")  # fmt: skip
        if plan.minor:
            act("quarantine.tell_guardian", secretary, at, order=plan.order_id, guardian="家长")


def need_something(act: Act, secretary: Viewer, code: str, day: date, at: datetime) -> None:
    """A few needs: two are settled within hours, one of the last evening waits for whoever signs in."""
    if code != MAIN or day not in (_NEEDED_ON, _STILL_OPEN_ON):
        return
    with acting(secretary):
        held = QuarantineOrder.objects.within(code).filter(in_force_on(day), measure="home_quarantine")
        orders = list(held.order_by("pk").values_list("pk", flat=True)[: len(_NEEDS)])
    asked_at = at - timedelta(hours=6)
    with acting(secretary):
        if Need.objects.within(code).filter(asked_at=asked_at).exists():  # the run goes on where one was killed
            return
    for order, (kind, words, _) in list(zip(orders, _NEEDS, strict=False))[: 2 if day == _NEEDED_ON else 1]:
        act("quarantine.note_need", secretary, at, order=order, kind=kind, words=words, asked_at=asked_at)
    if day == _NEEDED_ON:
        with acting(secretary):
            needs = list(Need.objects.filter(settled_at__isnull=True).order_by("pk"))
        for need, (*_, answer) in zip(needs, _NEEDS, strict=False):
            act("quarantine.settle_need", secretary, at, need=need.pk, answer=answer)
