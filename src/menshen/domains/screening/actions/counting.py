"""How often a page that is open to everybody was used: counted in the database, so that all processes count as one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from menshen.domains.screening.models import PublicCount
from menshen.kernel.privacy.encryption import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

_KEPT = timedelta(days=1)
_COUNT = """
    INSERT INTO screening_public_count (key, hour, uses)
    SELECT key, date_trunc('hour', %s::timestamptz), 1 FROM unnest(%s::text[]) AS asked (key) ORDER BY key
    ON CONFLICT (key, hour) DO UPDATE SET uses = screening_public_count.uses + 1
    RETURNING key, uses
"""


def count_use(page: str, address: str, area: str, *, at: datetime) -> bool:
    """Count what is sent from a network address for an area; whether it is within what people need.

    The address itself is not kept. Call it in a transaction of its own, so that what is refused counts too.
    """
    by_address, by_area = fingerprint(f"{page} from {address}"), f"{page} in {area}"
    PublicCount.objects.filter(hour__lt=at - _KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [at, [by_address, by_area]])
        uses = dict(cursor.fetchall())
    return bool(uses[by_address] <= settings.PUBLIC_PER_ADDRESS and uses[by_area] <= settings.PUBLIC_PER_AREA)
