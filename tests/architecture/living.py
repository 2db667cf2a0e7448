"""The days under an order in the small town: transfers at every step, needs, a child, tests, a door, an appeal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from menshen.domains.quarantine.models import DoorEvent, DoorSensor, QuarantineOrder, TestDue
from menshen.kernel.base.idnumbers import check_character

if TYPE_CHECKING:
    from datetime import datetime

    from architecture.town import Town
    from menshen.kernel.scope.viewers import Viewer

DEVICE_KEY = "ab" * 32
_CHILD = "99010120140301700"


def build(town: Town, by: Viewer, grid: str, before: datetime, now: datetime) -> None:
    """Everything once, on people of its own who are quarantined at home."""
    from architecture.town import act

    def came(name: str, origin: str, **known: str) -> int:
        arrival = act(
            "screening.register_arrival", by, before,
            area=grid, name=name, address="滨江花园30栋", origin=origin, left_on=date(2020, 1, 22),
            arrived_home_at=before, **known,
        )  # fmt: skip
        order = QuarantineOrder.objects.get(arrival_id=arrival)
        act("quarantine.confirm_order", by, before, order=order.pk, assessed=True)
        return order.pk

    homes = [came(f"居家者{number}", "广东省广州市") for number in range(6)]
    town.records["home"] = homes[5]
    for order, name, steps in (
        (homes[0], "to_leave", 0),
        (homes[1], "on_the_way", 1),
        (homes[2], "to_receive", 2),
    ):
        transfer = act(
            "quarantine.ask_transfer", by, before,
            order=order, destination="hospital", facility="示范区人民医院", reason="持续发热",
        )  # fmt: skip
        for step in ("depart", "arrive")[:steps]:
            act(f"quarantine.{step}_transfer", by, before, transfer=transfer)
        town.records[name] = transfer
    town.records["need"] = act("quarantine.note_need", by, now, order=homes[3], kind="medicine")
    town.records["outing"] = act("quarantine.ask_outing", by, now, order=homes[3], reason="medical")
    town.records["cared"] = came("居家儿童", "湖北省武汉市", id_number=_CHILD + check_character(_CHILD))
    for name, day, taken_at in (("untaken", 12, None), ("unanswered", 13, now - timedelta(hours=2))):
        town.records[name] = TestDue.objects.create(
            area_id=grid, order_id=homes[3], due_on=before.date() + timedelta(days=day), taken_at=taken_at
        ).pk
    town.records["sensor"] = act(
        "quarantine.install_sensor", by, before, order=homes[4], serial="DOOR-1", key=DEVICE_KEY, told=True
    )
    town.records["opening"] = DoorEvent.objects.create(
        area_id=grid, sensor=DoorSensor.objects.get(), order_id=homes[4], opened_at=now, nonce="n" * 16, verdict="ask"
    ).pk
    town.records["appeal"] = act(
        "quarantine.record_appeal", by, now, order=homes[4], asked_by="居家者4", grounds="并未到过广州"
    )
