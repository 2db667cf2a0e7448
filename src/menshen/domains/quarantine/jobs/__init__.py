"""What quarantine does when the journal says that something happened, and at set hours."""

from __future__ import annotations

from menshen.domains.policy.vocabulary import Kind as Policy
from menshen.domains.quarantine.jobs import daily, doors, living
from menshen.domains.quarantine.jobs.approved import APPROVALS, do_approved, overtake_requests
from menshen.domains.quarantine.jobs.changing import arrivals_corrected, arrivals_withdrawn, ask_about_moves
from menshen.domains.quarantine.jobs.proposing import propose_orders, renew_proposals
from menshen.domains.quarantine.jobs.referring import hand_over_cases, refer_arrivals, refer_checks, refer_corrected
from menshen.domains.quarantine.jobs.running import close_orders, start_orders
from menshen.domains.quarantine.jobs.tasks import MOVED_BY, keep_tasks
from menshen.domains.quarantine.jobs.tasks import TASKS as OF_ORDERS
from menshen.domains.quarantine.vocabulary import Kind
from menshen.domains.registry.vocabulary import Kind as Registry
from menshen.domains.screening.vocabulary import Kind as Screening
from menshen.kernel.approvals.vocabulary import Kind as Approvals
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
    Reaction(Registry.PERSON_MOVED, ask_about_moves),
    Reaction(Kind.ORDER_CONFIRMED, start_orders),
    *(
        Reaction(kind, close_orders)
        for kind in (Kind.ORDER_ENDED, Kind.ORDER_SHORTENED, Kind.ORDER_WITHDRAWN, Kind.ORDER_TRANSFERRED)
    ),
    *(
        Reaction(kind, overtake_requests)
        for kind in (Kind.ORDER_ENDED, Kind.ORDER_SHORTENED, Kind.ORDER_WITHDRAWN, Kind.ORDER_TRANSFERRED)
    ),
    Reaction(Approvals.APPROVED, do_approved),
    Reaction(Kind.CHECK_RECORDED, refer_checks),
    Reaction(Kind.CHECK_CORRECTED, refer_checks),
    Reaction(Kind.REFERRAL_CONCLUDED, hand_over_cases),
    *living.REACTIONS,
    *(Reaction(kind, keep_tasks) for kind in MOVED_BY),
)
TASKS = (*OF_ORDERS, *(task for kind in APPROVALS for task in kind.tasks))
JOBS = (*daily.JOBS, *living.JOBS, *doors.JOBS)

__all__ = ["APPROVALS", "JOBS", "REACTIONS", "TASKS"]
