"""What happens each night: people who may have been registered twice are looked for, street by street."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.registry.actions.duplicates import list_pairs, parts
from menshen.kernel.base.jobs import Job
from menshen.kernel.scope.codes import ROOT
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from datetime import datetime


def find_duplicates(at: datetime) -> None:
    """List the likely pairs of every street, each in a transaction of its own."""
    for street in parts(ROOT):
        with acting(PLATFORM):
            list_pairs(street, at=at)


JOBS = (Job("registry.find_duplicates", "20 3 * * *", find_duplicates),)
