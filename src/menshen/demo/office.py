"""What a street office does beside the orders in the demonstration: lists from above, letters, declarations, trips,
requests about own data, and what is destroyed in time.

Nobody comes home, leaves or is quarantined by it, so every figure of the daily report stays as it is.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from math import sin
from random import Random
from typing import TYPE_CHECKING, Any, Final

from menshen.demo.days import DAYS
from menshen.demo.identity import phone_number
from menshen.demo.names import draw_name
from menshen.demo.town import DISTRICT, MAIN, STREET, Town
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.models import QuarantineOrder
from menshen.domains.registry.interface import people_facts, residents
from menshen.domains.screening.models import Arrival, Clue, OutgoingWorker
from menshen.kernel.base import clock
from menshen.kernel.ledgers.workbook_out import write_sheet
from menshen.kernel.scope.viewers import acting, system_viewer
from menshen.kernel.stewardship.models import Destruction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer

    Act = Callable[..., Outcome]
    Somebody = Callable[[str, date, str | None], Viewer]
    BringIn = Callable[[str, Path, str, datetime], Any]

CLUES: Final = "2月5日协查名单"
LETTER: Final = "居家健康承诺书"
_FIRST, _LAST = DAYS[0], DAYS[-1]
_STRANGERS: Final = 90_000_000  # serials of telephones that nobody on the rosters has
_FOUND: Final = ("not_located", "other_district", "no_ground", "number_wrong", "other_province", "no_ground", "refused")
_PROMISES: Final = (
    "按规定做好居家健康监测，早晚各测一次体温。",
    "出门戴口罩，少聚集，勤通风、勤洗手。",
    "如有发热、咳嗽等不适，第一时间告知社区并就医。",
)
_DECLARED: Final = {
    date(2020, 1, 24): (("秦越", "浙江省杭州市", []),),
    date(2020, 1, 26): (("叶宁", "四川省成都市", []),),
    _LAST: (("程朗", "广东省深圳市", []), ("苏禾", "湖北省武汉市", ["cough"])),
}
_COMING: Final = (("贺川", "江苏省南京市", 3), ("沈乔", "福建省厦门市", 6), ("顾晓", "湖北省孝感市", 9))
_BUYERS: Final = ("邵平", "龚敏", "严霞")


def run_the_office(act: Act, somebody: Somebody, bring_in: BringIn, folder: Path, town: Town, day: date) -> None:
    """The day's work; most of it is done on the last day, so that it waits for whoever signs in."""
    if day == _FIRST:
        _begin(act, somebody)
    _declare(act, somebody, town, day)
    if day == _LAST:
        _sign_destruction(act, somebody)
        _share_clues(act, somebody, bring_in, folder, town)
        _sign_letters(act, somebody)
        _expect(act, somebody, town)
        _send_workers(act, somebody)
        _ask_after_purchases(act, somebody)
        _answer_requests(act, somebody)
        _register_twice(act, somebody)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.local(day, hour, minute)


def _begin(act: Act, somebody: Somebody) -> None:
    """A poster for declarations, the text of a letter, and a shorter time of keeping for what is settled at once."""
    secretary, officer = (
        somebody("community_secretary", _FIRST, MAIN),
        somebody("data_protection_officer", _FIRST, None),
    )
    act("screening.issue_poster", secretary, _at(_FIRST, 8), area=MAIN, site="http://127.0.0.1:8000")
    act("screening.publish_letter_text", secretary, _at(_FIRST, 8), area=MAIN, title=LETTER, body=list(_PROMISES))
    act(
        "privacy.set_keep_time", officer, _at(_FIRST, 8),
        area=STREET, keep="event", days=10, from_on=_FIRST + timedelta(days=1), document="示范街道信息保存规定",
    )  # fmt: skip


def _declare(act: Act, somebody: Somebody, town: Town, day: date) -> None:
    """What residents told on the page behind the code; those of earlier days were called and needed nothing."""
    for serial, (name, origin, symptoms) in enumerate(_DECLARED.get(day, ()), start=day.toordinal()):
        told = act(
            "screening.declare", system_viewer(), _at(day, 10, 20),
            area=MAIN, name=name, phone=phone_number(_STRANGERS + serial), address=_door(town, serial), origin=origin,
            back_on=day, symptoms=symptoms,
        )  # fmt: skip
        if day != _LAST:
            clerk = somebody("community_clerk", day, MAIN)
            act("screening.settle_declaration", clerk, _at(day, 11),
                declaration=told.subject_id, outcome="nothing_to_do")  # fmt: skip


def _door(town: Town, serial: int) -> str:
    """A door in the main community."""
    blocks = [block for grid in town.community(MAIN).grids for block in grid.blocks]
    return f"{blocks[serial % len(blocks)].name}{1 + serial % 5}栋{101 + serial % 4}"


def _sign_destruction(act: Act, somebody: Somebody) -> None:
    """The first of two signatures under what was destroyed last night; the second is left to do."""
    officer = somebody("data_protection_officer", _LAST, None)
    with acting(officer):
        reports = list(Destruction.objects.filter(signed_at__isnull=True).values_list("pk", flat=True))
    for report in reports:
        act("privacy.sign_destruction", officer, _at(_LAST, 9), destruction=report)


def _share_clues(act: Act, somebody: Somebody, bring_in: BringIn, folder: Path, town: Town) -> None:
    """A list of the city's: shared out among the communities by address, two thirds of the main one's answered."""
    clerk, secretary = somebody("street_clerk", _LAST, None), somebody("community_secretary", _LAST, MAIN)
    batch = act("screening.open_clue_batch", clerk, _at(_LAST, 8, 30), area=STREET, title=CLUES, sender="示范市公安局")
    path = folder / "协查名单.xlsx"
    rng = Random(f"{town.seed}:clues")
    rows = (
        [
            f"XC-{serial:04d}", draw_name(rng, male=serial % 2 == 0, birth_year=1990),
            phone_number(_STRANGERS + serial), _door(town, serial), "湖北省武汉市", "急",
        ]
        for serial in range(1, 19)
    )  # fmt: skip
    write_sheet(path, "协查名单", ["流水号", "姓名", "手机号", "住址", "来源地", "推送备注"], rows)
    bring_in("screening.clues", path, STREET, _at(_LAST, 8, 40))
    act("screening.propose_split", clerk, _at(_LAST, 8, 45), batch=batch.subject_id)
    act("screening.send_clues", clerk, _at(_LAST, 8, 50), batch=batch.subject_id)
    with acting(secretary):
        ours = list(Clue.objects.within(MAIN).order_by("pk").values_list("pk", flat=True))
    for number, clue in enumerate(ours[: 2 * len(ours) // 3]):
        found = _FOUND[number % len(_FOUND)]
        act("screening.verify_clue", secretary, _at(_LAST, 10, number), clue=clue, outcome=found)


def _sign_letters(act: Act, somebody: Somebody) -> None:
    """Three households that stay at home: one signs on the screen, one on paper, of one the name is typed."""
    clerk = somebody("community_clerk", _LAST, MAIN)
    with acting(clerk):
        orders = QuarantineOrder.objects.within(MAIN).filter(measure=Measure.HOME_QUARANTINE, ended_on__isnull=True)
        homes = list(orders.order_by("pk").values_list("area_id", "household_id", "person_id")[:3])
        names = {number: facts.name for number, facts in people_facts(person for *_, person in homes).items()}
    ways: tuple[dict[str, str], ...] = (
        {"signature": _signature()}, {"way": "paper", "kept_at": "社区档案柜 2 号"}, {"way": "name_typed"},
    )  # fmt: skip
    for (area, household, person), way in zip(homes, ways, strict=False):
        act(
            "screening.sign_letter", clerk, _at(_LAST, 14),
            area=area, household=household, signer=names[person], signed_on=_LAST, **way,
        )  # fmt: skip


def _signature() -> str:
    """A line of writing that says nothing."""
    points = [(60 + 4 * step, round(100 + 45 * sin(step / 4) * sin(step / 17))) for step in range(120)]
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _expect(act: Act, somebody: Somebody, town: Town) -> None:
    """Announced returns; one was told of the advice to stay."""
    worker, grid = somebody("grid_worker", _LAST, None), town.community(MAIN).grids[0].code
    for serial, (name, origin, days) in enumerate(_COMING, start=700):
        coming = act(
            "screening.announce_return", worker, _at(_LAST, 15),
            area=grid, name=name, phone=phone_number(_STRANGERS + serial), origin=origin,
            expected_on=_LAST + timedelta(days=days), transport="train",
        )  # fmt: skip
        if serial == 700:
            act("screening.inform_returnee", worker, _at(_LAST, 15, 5), intention=coming.subject_id)


def _send_workers(act: Act, somebody: Somebody) -> None:
    """Health certificates for some who leave soon, and a coach that takes those who go to one place."""
    clerk = somebody("community_clerk", _LAST, MAIN)
    with acting(clerk):
        waiting = OutgoingWorker.objects.within(MAIN).filter(leaves_on__isnull=False).order_by("leaves_on", "pk")
        place = waiting.values_list("destination", flat=True)[0]
        workers = list(waiting.filter(destination=place).values_list("pk", flat=True)[:12])
    for worker in workers:
        act("screening.certify_worker", clerk, _at(_LAST, 16), worker=worker, temperature="36.5", symptoms=[])
    trip = act(
        "screening.open_trip", clerk, _at(_LAST, 16, 30),
        area=MAIN, title="返岗专车 1 号", destination=place, leaves_at=_at(_LAST + timedelta(days=3), 7), seats=45,
    )  # fmt: skip
    act("screening.fill_trip", clerk, _at(_LAST, 16, 40), trip=trip.subject_id)


def _ask_after_purchases(act: Act, somebody: Somebody) -> None:
    """Calls after purchases of fever medicine, under a rule of the district that lapses."""
    officer, worker = somebody("policy_officer", _LAST, None), somebody("grid_worker", _LAST, None)
    rule = act(
        "policy.propose_rule", officer, _at(_LAST, 8),
        rule_id="MED-1", jurisdiction=DISTRICT, subject="fever_medicine", valid_from=_LAST - timedelta(days=1),
        valid_until=_LAST + timedelta(days=14), first_measure="follow_up", first_days=7, count_from="start",
        document="示范区疫情防控通告第 6 号", grade="C",
    )  # fmt: skip
    act("policy.put_rule_in_force", system_viewer(), _at(_LAST, 8, 10), rule=rule.subject_id)
    for serial, name in enumerate(_BUYERS, start=800):
        bought = act(
            "screening.report_purchase", worker, _at(_LAST, 17),
            area=f"{MAIN}001", name=name, phone=phone_number(_STRANGERS + serial), bought_on=_LAST,
        )  # fmt: skip
    act("screening.follow_up_purchase", worker, _at(_LAST, 17, 30), purchase=bought.subject_id, outcome="well")


def _answer_requests(act: Act, somebody: Somebody) -> None:
    """One request about own data was answered, one came by the open page and waits."""
    secretary = somebody("community_secretary", _LAST, MAIN)
    asked = act(
        "privacy.record_request", somebody("community_clerk", _LAST, MAIN), _at(_LAST, 9, 30),
        area=MAIN, kind="correction", asked_by="常乔", phone=phone_number(_STRANGERS + 900), words="门牌号登记有误",
        way="phone",
    )  # fmt: skip
    act(
        "privacy.decide_request", secretary, _at(_LAST, 11),
        request=asked.subject_id, decision="granted", reasons="经核对属实，已更正。",
    )  # fmt: skip
    act(
        "privacy.record_request", system_viewer(), _at(_LAST, 17, 40),
        area=MAIN, kind="deletion", asked_by="向晴", phone=phone_number(_STRANGERS + 901), way="page",
        words="已搬离本社区，请删除我的登记信息",
    )  # fmt: skip


def _register_twice(act: Act, somebody: Somebody) -> None:
    """Two whom the rosters brought in twice, the second time without a number: next door, and in the same household.

    It counts them as the rosters did. They are people of the main community to whom nothing else happens.
    """
    clerk, at = somebody("community_clerk", _LAST, MAIN), _at(_LAST, 16)
    with acting(clerk):
        quiet = residents(clerk).exclude(pk__in=Arrival.objects.values("person")).order_by("-pk")
        known = [facts for facts in people_facts(quiet.values_list("pk", flat=True)[:60]).values() if facts.phone]
    first, *others = known
    neighbour = next(facts for facts in others if facts.household_id != first.household_id)
    second, member = next(
        (one, other)
        for one, other in combinations(others, 2)
        if neighbour not in (one, other) and one.household_id == other.household_id
    )
    for right, twice, phone in ((first, neighbour, first.phone), (second, member, "")):
        act(
            "registry.correct_person", clerk, at,
            person=twice.id, name=right.name, born_on=right.born_on, gender=right.gender, id_number="", phone=phone,
        )  # fmt: skip
    act("registry.find_duplicates", clerk, at, area=MAIN)
