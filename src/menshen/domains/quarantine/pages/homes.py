"""What the page of an order says of the home in which it would be, or is, spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.models import HomeSurvey, QuarantineOrder
from menshen.domains.quarantine.vocabulary import HomeVerdict
from menshen.kernel.base.clock import in_local
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.details import DetailTable, cell

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

MOST = 5
_COLUMNS = (Term("When", "核查时间"), Term("Verdict", "判定"))
_NOT_YET = Term(
    "Nobody has looked at the home yet. Check it before the order is confirmed; what nobody knows counts as not known.",
    "尚未核查居家条件，请在确认隔离决定前上门核查；未核实的按不详处理。",
)
_TONES = {HomeVerdict.ASK: "due"}


def home_checked(viewer: Viewer, number: int, at: datetime) -> DetailTable | None:  # noqa: ARG001  a detail's signature
    """The latest checks of the home, for quarantine at home."""
    order = QuarantineOrder.objects.filter(pk=number, measure=Measure.HOME_QUARANTINE.value).first()
    if order is None or order.household_id is None:
        return None
    surveys = HomeSurvey.objects.filter(household_id=order.household_id).order_by("-surveyed_at")[:MOST]
    rows = [
        (
            cell(f"{in_local(one.surveyed_at):%Y-%m-%d %H:%M}"),
            cell(HomeVerdict(one.verdict).term, tone=_TONES.get(HomeVerdict(one.verdict), "")),
        )
        for one in surveys
    ]
    return DetailTable(_COLUMNS, rows, "" if rows else _NOT_YET)
