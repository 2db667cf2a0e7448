"""What administration does by the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.administration.sign_ins import forget
from menshen.kernel.base.jobs import Job
from menshen.kernel.tasks.flow import escalate

if TYPE_CHECKING:
    from datetime import datetime


def escalate_tasks(at: datetime) -> None:
    """Tasks that waited too long go to the next role of their ladder."""
    escalate(at=at)


def forget_sign_ins(at: datetime) -> None:
    """Lines of the log of sign-ins that are old enough, and what ended sessions left behind."""
    forget(at)


JOBS = (
    Job("tasks.escalate", "*/10 * * * *", escalate_tasks),
    Job("scope.forget_sign_ins", "40 3 * * *", forget_sign_ins),
)
