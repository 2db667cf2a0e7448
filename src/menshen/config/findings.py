"""What `menshen doctor` says of one thing."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Level(enum.StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, and what to do (empty when nothing)."""

    subject: str
    level: Level
    sentence: str
    remedy: str = ""
