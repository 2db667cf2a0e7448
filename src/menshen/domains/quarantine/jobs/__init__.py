"""What quarantine does when the journal says that something happened, and at set hours."""

from __future__ import annotations

from menshen.domains.policy.vocabulary import Kind as Policy
from menshen.domains.quarantine.jobs.changing import arrivals_corrected, arrivals_withdrawn
from menshen.domains.quarantine.jobs.daily import JOBS
from menshen.domains.quarantine.jobs.proposing import propose_orders, renew_proposals
from menshen.domains.quarantine.jobs.referring import hand_over_cases, refer_arrivals, refer_checks, refer_corrected
from menshen.domains.quarantine.jobs.running import close_orders, start_orders
from menshen.domains.quarantine.jobs.tasks import MOVED_BY, TASKS, keep_tasks
from menshen.domains.quarantine.vocabulary import Kind
from menshen.domains.screening.vocabulary import Kind as Screening
from menshen.kernel.journal.entries import Reaction

REACTIONS = (
    Reaction(Screening.ARRIVAL_REGISTERED, propose_orders),
    Reaction(Screening.ARRIVAL_REGISTERED, refer_arrivals),
    Reaction(Screening.ARRIVAL_CORRECTED, arrivals_corrected),
    Reaction(Screening.ARRIVAL_CORRECTED, refer_corrected),
    Reaction(Screening.ARRIVAL_WITHDRAWN, arrivals_withdrawn),
    *(
        Reaction(kind, renew_proposals)
        for kind in (
            Policy.RULE_APPROVED,
            Policy.RULE_WITHDRAWN,
            Policy.RISK_AREA_LISTED,
            Policy.RISK_AREA_LIFTED,
        )
    ),
    Reaction(Kind.ORDER_CONFIRMED, start_orders),
    *(
        Reaction(kind, close_orders)
        for kind in (Kind.ORDER_ENDED, Kind.ORDER_SHORTENED, Kind.ORDER_WITHDRAWN, Kind.ORDER_TRANSFERRED)
    ),
    Reaction(Kind.CHECK_RECORDED, refer_checks),
    Reaction(Kind.CHECK_CORRECTED, refer_checks),
    Reaction(Kind.REFERRAL_CONCLUDED, hand_over_cases),
    *(Reaction(kind, keep_tasks) for kind in MOVED_BY),
)

__all__ = ["JOBS", "REACTIONS", "TASKS"]
