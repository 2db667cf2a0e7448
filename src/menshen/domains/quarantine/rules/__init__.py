"""Rules of quarantine: facts and a date in, a decision with its reasons out.

`proposing` turns stays and exposures into a proposed measure, `orders` says where an order stands and when it ends,
`checks` judges health checks, teams and waiting. No rule here lengthens an order.
"""

from __future__ import annotations

from menshen.domains.quarantine.rules.checks import (
    check_health,
    missed_checks,
    open_checks,
    special_groups,
    team_gaps,
    waiting,
)
from menshen.domains.quarantine.rules.orders import (
    Holding,
    OrderFacts,
    end_of,
    holding_gaps,
    may_set_until,
    measures_open,
    release_decision,
    release_due,
    release_opens_on,
    standing,
)
from menshen.domains.quarantine.rules.proposing import (
    NO_MEASURE,
    ArrivalFacts,
    Exposure,
    Phase,
    Proposal,
    Stay,
    may_confirm_in_batch,
    propose_change,
    propose_order,
)

__all__ = [
    "NO_MEASURE",
    "ArrivalFacts",
    "Exposure",
    "Holding",
    "OrderFacts",
    "Phase",
    "Proposal",
    "Stay",
    "check_health",
    "end_of",
    "holding_gaps",
    "may_confirm_in_batch",
    "may_set_until",
    "measures_open",
    "missed_checks",
    "open_checks",
    "propose_change",
    "propose_order",
    "release_decision",
    "release_due",
    "release_opens_on",
    "special_groups",
    "standing",
    "team_gaps",
    "waiting",
]
