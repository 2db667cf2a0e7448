"""What runs by the calendar and not because somebody did something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job of a domain, listed in its `Module`.

    `code` is `domain.what_it_does`; `cron` is five fields in local time; `run(at=…)` gets the moment it runs for and
    must be idempotent, because a job is retried after a failure and may be run by hand for any day.
    """

    code: str
    cron: str
    run: Callable[[datetime], None]
