"""Counting tries, so that guessing takes too long; shared by all processes of all servers through the database.

A try is counted before it is looked at, in one statement. However many arrive at once, no more than the limit are
looked at before the wait begins, and a wait does not grow while it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F, Q

from menshen.kernel.administration.models import Brake
from menshen.kernel.privacy.encryption import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries, each within `wait` of the one before; then nothing for as long as `wait`."""

    name: str
    tries: int
    wait: timedelta

    def of(self, who: str) -> Key:
        """The counter of this limit for somebody or something."""
        return Key(self, f"{self.name}:{who}")


@dataclass(frozen=True, slots=True)
class Key:
    limit: Limit
    text: str


_QUARTER = timedelta(minutes=15)
# A machine on which the person has signed in before counts by itself: whoever tries names and passwords from elsewhere,
# or from the next desk, shuts nobody out of their own machine.
DEVICE = Limit("device", 5, _QUARTER)
ACCOUNT = Limit("account", 5, _QUARTER)
ADDRESS = Limit("address", 30, _QUARTER)  # an office stands behind one address
FACTOR = Limit("factor", 5, _QUARTER)
CONFIRM = Limit("confirm", 5, _QUARTER)  # one's own password, asked for again
TOKEN = Limit("token", 30, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a try: `until` when nothing is looked at, where it came too often; else how many are `left`."""

    until: datetime | None
    left: int


# In a wait nothing moves; after it, or where the last try is long ago, counting begins anew.
_TAKE = """
INSERT INTO administration_brake AS brake (key, tries, last_at) VALUES (%(key)s, 1, %(at)s)
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN brake.last_at <= %(since)s THEN 1 ELSE least(brake.tries + 1, %(limit)s + 1) END,
  last_at = CASE WHEN brake.last_at > %(since)s AND brake.tries >= %(limit)s THEN brake.last_at ELSE %(at)s END
RETURNING tries, last_at
"""


def take(keys: Sequence[Key], *, at: datetime) -> Taken:
    """Count a try under each key. It may be looked at only if `until` is None; if it was right, `release` the keys."""
    untils: list[datetime] = []
    lefts: list[int] = []
    passed: list[Key] = []
    for key in sorted(keys, key=lambda key: key.text):  # in one order, so that two tries never wait for each other
        limit = key.limit
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"key": key.text, "at": at, "since": at - limit.wait, "limit": limit.tries})
            tries, last_at = cursor.fetchone() or (1, at)
        if tries > limit.tries:
            untils.append(last_at + limit.wait)
        else:
            lefts.append(limit.tries - tries)
            passed.append(key)
    if untils:
        give_back(passed)
        return Taken(max(untils), 0)
    return Taken(None, min(lefts, default=0))


def give_back(keys: Sequence[Key]) -> None:
    """One try less: it was right, or was never looked at. For counters that other people's tries count in, too."""
    Brake.objects.filter(pk__in=[key.text for key in keys], tries__gt=0).update(tries=F("tries") - 1)


def release(keys: Sequence[Key]) -> None:
    """Begin anew: somebody has shown who they are."""
    Brake.objects.filter(pk__in=[key.text for key in keys]).delete()


def braked(people: Mapping[int, str]) -> dict[str, int]:
    """The counters of people, given as `{actor: log-in}`, on whatever machine: `{key: actor}`."""
    keys = {key.text: actor for actor, username in people.items() for key in _own(actor, username)}
    beginnings = {f"{DEVICE.name}:{actor}": actor for actor in people}
    condition = Q(pk__in=keys)
    for beginning in beginnings:
        condition |= Q(pk__startswith=f"{beginning}:")
    found = Brake.objects.filter(condition).values_list("pk", flat=True)
    return {key: keys.get(key) or beginnings[key.rpartition(":")[0]] for key in found}


def waiting(people: Mapping[int, str], *, at: datetime) -> set[int]:
    """Those of the people, given as `{actor: log-in}`, of whom nothing is looked at now on some machine."""
    limits = {limit.name: limit for limit in (DEVICE, ACCOUNT, FACTOR, CONFIRM)}
    held = braked(people)
    return {
        held[one.pk]
        for one in Brake.objects.filter(pk__in=held)
        for limit in [limits[one.pk.partition(":")[0]]]
        if one.tries >= limit.tries and one.last_at > at - limit.wait
    }


def _own(actor: int, username: str) -> tuple[Key, ...]:
    return account_key(username), FACTOR.of(str(actor)), CONFIRM.of(str(actor))


def account_key(username: str) -> Key:
    """The counter of a log-in, whether or not there is one of that name; it does not hold what was typed."""
    return ACCOUNT.of(fingerprint(username))
