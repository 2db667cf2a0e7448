"""From when on the registry needs a record no longer. An address where nobody is registered tells of nobody."""

from __future__ import annotations

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Subquery, Value, When

from menshen.domains.registry.models import Person, Residence, SpecialNeed
from menshen.kernel.privacy.holdings import Holding
from menshen.kernel.privacy.marks import Keep

_RESIDENCES = Residence.objects.order_by().filter(person=OuterRef("pk"))
_MOVED_AWAY = Case(
    When(Exists(_RESIDENCES.filter(until_on__isnull=True)), then=Value(None)),
    default=Subquery(_RESIDENCES.values("person").annotate(last=Max("until_on")).values("last")),
    output_field=DateField(),
)

HOLDINGS = (
    Holding(Person, Keep.RESIDENCE, _MOVED_AWAY, people=True),
    Holding(SpecialNeed, Keep.RESIDENCE, F("until_on")),
)
