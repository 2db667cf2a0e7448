"""What screening asks people to do, and what follows from its own journal."""

from __future__ import annotations

from menshen.domains.screening.jobs import clues, declaring, following, intentions, purchases
from menshen.domains.screening.jobs.following import ASK_ARRIVAL, COMPARE_ACCOUNTS, REACH_HOUSEHOLDS, VISIT_HOUSEHOLDS

TASKS = (*following.TASKS, *clues.TASKS, *declaring.TASKS, *intentions.TASKS, *purchases.TASKS)
REACTIONS = (
    *following.REACTIONS,
    *clues.REACTIONS,
    *declaring.REACTIONS,
    *intentions.REACTIONS,
    *purchases.REACTIONS,
)
JOBS = (*intentions.JOBS, *purchases.JOBS)

__all__ = ["ASK_ARRIVAL", "COMPARE_ACCOUNTS", "JOBS", "REACH_HOUSEHOLDS", "REACTIONS", "TASKS", "VISIT_HOUSEHOLDS"]
