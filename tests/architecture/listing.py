"""Lists in the small town: clues at every step, announced returns, leaving workers, letters, a purchase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from menshen.kernel.scope.models import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from architecture.town import Town
    from menshen.kernel.scope.viewers import Viewer

_RULE = {
    "rule_id": "TOWN-MED", "subject": "fever_medicine", "valid_from": "2020-01-20", "valid_until": "2020-02-20",
    "first_measure": "follow_up", "first_days": 5, "count_from": "start", "document": "示范区通告", "grade": "C",
}  # fmt: skip


def build(town: Town, by: Viewer, before: datetime, now: datetime) -> None:
    """Everything once, so that every action on a list finds something to be done to."""
    from architecture.town import COMMUNITY, DISTRICT, GRID, NAMES, OTHER_GRID, PHONES, act

    def clue(batch: int, name: str, **known: str) -> int:
        return act("screening.receive_clue", by, before, area=COMMUNITY, name=name, batch=f"名单{batch}", **known)

    first, second = (
        act(
            "screening.open_clue_batch", by, before,
            area=COMMUNITY, title=f"名单{number}", sender="示范市公安局", received_at=before,
        )
        for number in (1, 2)
    )  # fmt: skip
    town.records["batch"], town.records["proposed_batch"] = first, second
    town.records["clue"] = clue(1, "对象甲", phone="10086530001")
    town.records["here"] = clue(1, "对象乙", address="滨江花园1栋101", origin="广东省深圳市")
    town.records["handed"] = clue(1, "对象丙", phone="10086530003")
    clue(2, "对象丁", phone="10086530004")
    act("screening.verify_clue", by, now, clue=town.here, outcome="at_home")
    act("screening.hand_over_clue", by, now, clue=town.handed, to_area=OTHER_GRID, reason="不在本网格")
    act("screening.propose_split", by, before, batch=second, way="evenly", level="grid")
    for number, name in enumerate(("announced", "leaving_off", "coming"), start=4):
        town.records[name] = act(
            "screening.announce_return", by, before,
            area=GRID, name=f"拟返者{number}", phone=f"1008654000{number}", origin="广东省深圳市",
            address=f"滨江花园{number}栋101", expected_on=date(2020, 2, 5),
        )  # fmt: skip
    workers = {}
    for number in (3, 4, 6):
        workers[number] = act(
            "screening.register_worker", by, before,
            area=GRID, name=NAMES[number], phone=PHONES[number], destination="广东省深圳市",
        )  # fmt: skip
        act("screening.certify_worker", by, now, worker=workers[number], temperature="36.5", symptoms=[])
    town.records["worker"], town.records["seated"], town.records["unseated"] = (workers[n] for n in (3, 4, 6))
    town.records["trip"], full = (
        act(
            "screening.open_trip", by, before,
            area=COMMUNITY, title=title, destination=place, seats=2, leaves_at=now.replace(day=7),
        )
        for title, place in (("一号车", "广东省深圳市"), ("二号车", "浙江省杭州市"))
    )  # fmt: skip
    act("screening.seat_worker", by, now, worker=town.seated, trip=full)
    act("screening.publish_letter_text", by, before, area=COMMUNITY, title="承诺书", body=["少聚集。"])
    town.records["letter"] = act(
        "screening.sign_letter", by, now,
        area=GRID, address="滨江花园1栋101", signer=NAMES[0], signed_on=now.date(), signature="M120 60L180 150",
    )  # fmt: skip
    proposed = act("policy.propose_rule", by, before, **_RULE, jurisdiction=DISTRICT)
    third = Actor.objects.create_user("third", display_name="third")
    act("policy.put_rule_in_force", replace(by, actor_id=third.pk), before, rule=proposed)
    town.records["purchase"] = act(
        "screening.report_purchase", by, now, area=GRID, name=NAMES[1], phone=PHONES[1], bought_on=now.date()
    )


def samples(town: Town) -> dict[str, dict[str, Any]]:
    """One command for each of these actions."""
    from architecture.town import COMMUNITY, GRID, NAMES, NEXT_COMMUNITY, NOW, PHONES

    today = NOW.date().isoformat()
    return {
        "screening.open_clue_batch": {"area": COMMUNITY, "title": "名单3", "sender": "示范市公安局"},
        "screening.receive_clue": {"area": COMMUNITY, "name": "对象戊", "phone": "10086530005"},
        "screening.propose_split": {"batch": town.batch, "way": "evenly", "level": "grid"},
        "screening.assign_clue": {"clue": town.clue, "to_area": GRID},
        "screening.send_clues": {"batch": town.proposed_batch},
        "screening.verify_clue": {"clue": town.clue, "outcome": "not_located"},
        "screening.correct_clue_answer": {"clue": town.here, "outcome": "refused", "reason": "误登"},
        "screening.register_clue_arrival": {"clue": town.here},
        "screening.hand_over_clue": {"clue": town.clue, "to_area": NEXT_COMMUNITY, "reason": "住在那边"},
        "screening.acknowledge_clue": {"clue": town.handed},
        "screening.announce_return": {"area": GRID, "name": "拟返者9", "expected_on": "2020-02-09"},
        "screening.inform_returnee": {"intention": town.announced},
        "screening.call_off_return": {"intention": town.leaving_off},
        "screening.register_announced_arrival": {"intention": town.coming},
        "screening.register_worker": {
            "area": GRID, "name": NAMES[2], "phone": PHONES[2], "destination": "浙江省杭州市",
        },
        "screening.withdraw_worker": {"worker": town.unseated},
        "screening.certify_worker": {"worker": town.worker, "temperature": "36.4", "symptoms": []},
        "screening.open_trip": {
            "area": COMMUNITY, "title": "三号车", "destination": "上海市", "leaves_at": f"{today}T20:00", "seats": 40,
        },
        "screening.seat_worker": {"worker": town.worker, "trip": town.trip},
        "screening.unseat_worker": {"worker": town.seated},
        "screening.fill_trip": {"trip": town.trip},
        "screening.depart_trip": {"trip": town.trip},
        "screening.publish_letter_text": {"area": COMMUNITY, "title": "承诺书", "body": ["少聚集。", "戴口罩。"]},
        "screening.sign_letter": {
            "area": GRID, "address": "滨江花园2栋101", "signer": NAMES[1], "signed_on": today, "kept_at": "档案柜",
        },
        "screening.withdraw_letter": {"letter": town.letter},
        "screening.report_purchase": {"area": GRID, "name": NAMES[2], "phone": PHONES[2], "bought_on": today},
        "screening.follow_up_purchase": {"purchase": town.purchase, "outcome": "well"},
    }  # fmt: skip
