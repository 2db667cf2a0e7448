"""A city of ten million with one day's records, made inside the database by the set-based statements of city.sql.

People live in order of their numbers, three to a household, households in order of the grids, as rosters bring them in.
A day has, of 20 records: 3 arrivals, 3 orders confirmed for them, 6 health checks of 3 orders that were running, 4
households taken into a campaign and 4 attempts to reach them; and a journal entry for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.databases import loading
from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.vocabulary import CheckSession, CheckVerdict
from menshen.domains.registry.vocabulary import Gender, ResidenceKind
from menshen.domains.screening import vocabulary as screening
from menshen.kernel.scope.codes import LENGTHS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from menshen.config.cluster import Cluster

CITY = "9901"
HOUSEHOLD = 3
BYTES_A_PERSON = 1_000  # with household, residence, indexes and the log that the server keeps meanwhile
TABLES = (
    "scope_area", "registry_household", "registry_person", "registry_residence", "screening_campaign",
    "screening_campaign_share", "screening_campaign_household", "screening_attempt", "screening_arrival",
    "quarantine_order", "quarantine_health_check", "journal_entry",
)  # fmt: skip
_MEASURES = (
    Measure.CENTRALISED_QUARANTINE, Measure.HOME_QUARANTINE, Measure.HOME_HEALTH_MONITORING,
    Measure.SELF_HEALTH_MONITORING,
)  # fmt: skip
_LEVELS = [(level.value, digits) for level, digits in LENGTHS.items() if digits <= 15]  # noqa: PLR2004  to the grid


@dataclass(frozen=True, slots=True)
class City:
    """How large, and which day; `noon` is twelve o'clock of it."""

    people: int
    grids: int
    records: int
    noon: datetime
    actor: int

    @property
    def households(self) -> int:
        return -(-self.people // HOUSEHOLD)

    def parameters(self) -> dict[str, Any]:
        """What city.sql asks for."""
        return {
            "people": self.people,
            "grids": self.grids,
            "households": self.households,
            "arrivals": self.records * 3 // 20,
            "asked": self.records * 4 // 20,
            "noon": self.noon,
            "day": self.noon.date(),
            "actor": self.actor,
            "levels": [level for level, _ in _LEVELS],
            "digits": [digits for _, digits in _LEVELS],
            "resident": ResidenceKind.RESIDENT.value,
            "genders": [Gender.MALE.value, Gender.FEMALE.value],
            "classes": [each.value for each in screening.OriginClass],
            "groups": [each.value for each in screening.IdentityGroup],
            "by_phone": screening.HouseholdState.SETTLED_BY_PHONE.value,
            "not_reached": screening.HouseholdState.NOT_REACHED.value,
            "phone": screening.Channel.PHONE.value,
            "reached": screening.AttemptOutcome.REACHED.value,
            "no_answer": screening.AttemptOutcome.NO_ANSWER.value,
            "done": screening.Step.DONE.value,
            "door": screening.Step.DOOR.value,
            "measures": [each.value for each in _MEASURES],
            "sessions": [each.value for each in CheckSession],
            "normal": CheckVerdict.NORMAL.value,
            "refer": CheckVerdict.REFER.value,
        }


def build(cluster: Cluster, database: str, city: City, say: Callable[[str], None]) -> None:
    """Fill the empty database with the city and its day."""
    _, *statements = Path(__file__).with_suffix(".sql").read_text().split("\n\n-- ")
    with loading(cluster, database, TABLES) as connection:
        for block in statements:
            subject, _, statement = block.partition("\n")
            say(f"{subject} …")
            connection.execute(statement.encode(), city.parameters() if "%(" in statement else None)
        say("indexes and keys, with their checks …")
