"""What the days under an order ask of people: each a task for one record, settled by the entry that says it is done."""

from __future__ import annotations

from datetime import timedelta

from menshen.domains.quarantine.vocabulary import Kind
from menshen.kernel.base.terms import Term
from menshen.kernel.tasks.flow import TaskKind

OVER = (Kind.ORDER_ENDED, Kind.ORDER_SHORTENED, Kind.ORDER_WITHDRAWN, Kind.ORDER_TRANSFERRED, Kind.ORDER_VOIDED)
"""What is written when an order ends, or its end comes nearer."""
_CARERS = ("community_secretary", "street_leader")

MOVE_PERSON = TaskKind(
    "quarantine.move_person",
    Term("Somebody is to be moved: record departure, arrival and hand-over", "有人员待转运，请登记出发、到达和交接"),
    ladder=("street_clerk", "street_leader"),
    resolved_by=frozenset({Kind.TRANSFER_RECEIVED, Kind.TRANSFER_CANCELLED}),
    within=timedelta(hours=12),
    action="quarantine.depart_transfer",
    subject_field="transfer",
)
SETTLE_NEED = TaskKind(
    "quarantine.settle_need",
    Term("Somebody in quarantine needs something", "隔离人员有需求待办理"),
    ladder=("grid_worker", "community_secretary"),
    resolved_by=frozenset({Kind.NEED_SETTLED}),
    within=timedelta(hours=4),
    action="quarantine.settle_need",
    subject_field="need",
)
ARRANGE_OUTING = TaskKind(
    "quarantine.arrange_outing",
    Term("Somebody in quarantine has to go out: arrange it", "隔离人员确需外出，请安排"),
    ladder=("medic", "street_leader"),
    resolved_by=frozenset({Kind.OUTING_DECIDED}),
    within=timedelta(hours=2),
    action="quarantine.decide_outing",
    subject_field="outing",
)
ARRANGE_CARE = TaskKind(
    "quarantine.arrange_care",
    Term("Somebody must not be alone: assess, and say who is with them", "有人员不得单独隔离：请逐一评估并落实陪护"),
    ladder=_CARERS,
    resolved_by=frozenset({Kind.CARE_ARRANGED, *OVER}),
    within=timedelta(hours=2),
    action="quarantine.arrange_care",
    subject_field="order",
)
TELL_GUARDIAN = TaskKind(
    "quarantine.tell_guardian",
    Term("A child under 14 is under an order: tell the guardian", "未满14周岁儿童被采取措施：请告知监护人"),
    ladder=_CARERS,
    resolved_by=frozenset({Kind.GUARDIAN_TOLD, *OVER}),
    within=timedelta(hours=1),
    action="quarantine.tell_guardian",
    subject_field="order",
)
TAKE_TESTS = TaskKind(
    "quarantine.take_tests",
    Term("{people} people are due a test on {day}", "{day} 有 {people} 人应检测"),
    ladder=("medic", "street_leader"),
    within=timedelta(hours=10),
    acknowledged=True,
)
LOOK_INTO_OPENING = TaskKind(
    "quarantine.look_into_opening",
    Term("A door opened and nothing explains it: ask kindly", "有开门记录且无已知事由，请平和核实"),
    ladder=("grid_worker", "community_secretary"),
    resolved_by=frozenset({Kind.OPENING_ANSWERED}),
    within=timedelta(hours=2),
    action="quarantine.answer_opening",
    subject_field="event",
)
TAKE_OFF_SENSOR = TaskKind(
    "quarantine.take_off_sensor",
    Term("The order ended: take the door contact off", "隔离已结束，请拆除门磁"),
    ladder=_CARERS,
    resolved_by=frozenset({Kind.SENSOR_REMOVED}),
    within=timedelta(hours=12),
    action="quarantine.remove_sensor",
    subject_field="sensor",
)
OPEN_EXITS = TaskKind(
    "quarantine.open_exits",
    Term("An emergency exit is blocked: open it now", "安全出口受阻：请立即打通"),
    ladder=("street_clerk", "street_leader"),
    resolved_by=frozenset({Kind.SITE_CHECKED}),
    within=timedelta(hours=1),
    patience=timedelta(hours=1),
    action="quarantine.check_site",
    subject_field="site",
)
COMPLETE_SITE = TaskKind(
    "quarantine.complete_site",
    Term("A quarantine site lacks {count} things: see the list of sites", "隔离点尚有 {count} 项欠缺，详见隔离点台账"),
    ladder=("street_clerk", "street_leader"),
    within=timedelta(hours=12),
    acknowledged=True,
)
DECIDE_APPEAL = TaskKind(
    "quarantine.decide_appeal",
    Term("An appeal against an order waits: decide, with reasons", "有隔离申诉待处理，请作出附理由的决定"),
    ladder=("street_leader",),
    resolved_by=frozenset({Kind.APPEAL_DECIDED}),
    within=timedelta(hours=24),
    action="quarantine.decide_appeal",
    subject_field="appeal",
)

LIVING_TASKS = (
    MOVE_PERSON,
    SETTLE_NEED,
    ARRANGE_OUTING,
    ARRANGE_CARE,
    TELL_GUARDIAN,
    TAKE_TESTS,
    LOOK_INTO_OPENING,
    TAKE_OFF_SENSOR,
    OPEN_EXITS,
    COMPLETE_SITE,
    DECIDE_APPEAL,
)
