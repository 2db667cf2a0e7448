"""From when on the registry needs a record no longer. An address where nobody is registered tells of nobody."""

from __future__ import annotations

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from menshen.domains.registry.models import Person, Residence, SpecialNeed
from menshen.kernel.privacy.holdings import Holding
from menshen.kernel.privacy.marks import Keep

# What is left of a record that was merged goes with the one that it became part of.
_RESIDENCES = Residence.objects.order_by().filter(person=Coalesce(OuterRef("merged_into"), OuterRef("pk")))
_MOVED_AWAY = Case(
    When(Exists(_RESIDENCES.filter(until_on__isnull=True)), then=Value(None)),
    default=Subquery(_RESIDENCES.values("person").annotate(last=Max("until_on")).values("last")),
    output_field=DateField(),
)

HOLDINGS = (
    Holding(Person, Keep.RESIDENCE, _MOVED_AWAY, people=True),
    Holding(SpecialNeed, Keep.RESIDENCE, F("until_on")),
)
