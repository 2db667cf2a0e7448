"""What a site still lacks: zones, heads of groups, people on duty, a security plan, exits that open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from menshen.domains.quarantine.vocabulary import DutyRole, GroupKind, Shift, SiteGap, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many doctors and nurses a shift needs for each begun so many people: rows of policy."""

    people: int
    doctors: int
    nurses: int

    def needed(self, people: int) -> dict[DutyRole, int]:
        """By role, for one shift."""
        crews = -(-people // self.people)
        return {DutyRole.DOCTOR: crews * self.doctors, DutyRole.NURSE: crews * self.nurses}


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is recorded of a site for a day. `exits_open` is what the last check in time found; None: nobody looked."""

    people: int
    zones: frozenset[ZoneKind] = frozenset()
    groups: frozenset[GroupKind] = frozenset()
    on_duty: Mapping[tuple[Shift, DutyRole], int] = field(default_factory=dict)
    has_plan: bool = False
    exits_open: bool | None = None


def groups_asked(count: int) -> tuple[GroupKind, ...]:
    """The work groups of a pattern of so many."""
    return tuple(GroupKind)[:count]


def site_gaps(facts: SiteFacts, staffing: Staffing | None, groups: int | None) -> tuple[SiteGap, ...]:
    """What is missing, in the order of the vocabulary; without a rule of staffing nobody can say that it is enough.

    An empty site needs nobody on duty yet. Nothing here touches an order or its days.
    """
    found = {
        SiteGap.ZONES: facts.zones != set(ZoneKind),
        SiteGap.GROUPS: not set(groups_asked(groups or 0)) <= facts.groups,
        SiteGap.GUARDS: facts.people > 0 and _short(facts, DutyRole.GUARD, 1),
        SiteGap.PLAN: not facts.has_plan,
        SiteGap.EXITS: facts.exits_open is not True,
        SiteGap.STAFFING_RULE: staffing is None or groups is None,
    }
    if staffing is not None:
        needed = staffing.needed(facts.people)
        found[SiteGap.DOCTORS] = _short(facts, DutyRole.DOCTOR, needed[DutyRole.DOCTOR])
        found[SiteGap.NURSES] = _short(facts, DutyRole.NURSE, needed[DutyRole.NURSE])
    return tuple(gap for gap in SiteGap if found.get(gap))


def _short(facts: SiteFacts, role: DutyRole, needed: int) -> bool:
    """Whether some shift of the day has fewer of them."""
    return any(facts.on_duty.get((shift, role), 0) < needed for shift in Shift)
