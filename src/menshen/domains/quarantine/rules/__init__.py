"""Rules of quarantine: facts and a date in, a decision with its reasons out.

`proposing` turns stays and exposures into a proposed measure, `orders` says where an order stands and when it ends,
`checks` judges health checks, teams and waiting, `living` homes, transfers and tests, `sites` what a site lacks,
`doors` the messages of door contacts. No rule here lengthens an order.
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
from menshen.domains.quarantine.rules.doors import DoorFacts, is_fresh, is_genuine, judge_opening, signature
from menshen.domains.quarantine.rules.living import HomeFacts, after_step, days_of_tests, home_suitability
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
from menshen.domains.quarantine.rules.sites import SiteFacts, Staffing, groups_asked, site_gaps

__all__ = [
    "NO_MEASURE",
    "ArrivalFacts",
    "DoorFacts",
    "Exposure",
    "Holding",
    "HomeFacts",
    "OrderFacts",
    "Phase",
    "Proposal",
    "SiteFacts",
    "Staffing",
    "Stay",
    "after_step",
    "check_health",
    "days_of_tests",
    "end_of",
    "groups_asked",
    "holding_gaps",
    "home_suitability",
    "is_fresh",
    "is_genuine",
    "judge_opening",
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
    "signature",
    "site_gaps",
    "special_groups",
    "standing",
    "team_gaps",
    "waiting",
]
