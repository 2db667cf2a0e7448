"""What the daily sheet (疫情防控日报表) holds, in its order. Every figure is an indicator; nothing in it is typed."""

from __future__ import annotations

from dataclasses import dataclass

from menshen.domains.quarantine.interface import MEASURES
from menshen.kernel.base.terms import Term
from menshen.kernel.indicators.declaration import Indicator, indicator


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One line of the sheet.

    `zero`: part of what makes a report a zero report; the registers' own totals are not. `cumulative`: counts from the
    first day on, so that a fall is odd and a rise is not.
    """

    code: str
    zero: bool = True
    cumulative: bool = False

    @property
    def indicator(self) -> Indicator:
        return indicator(self.code)


@dataclass(frozen=True, slots=True)
class SheetGroup:
    title: Term
    items: tuple[SheetItem, ...]

    def heading(self, item: SheetItem) -> Term:
        """What the item is called below the group's own name, which its title need not say again."""
        title = item.indicator.title
        short = Term(
            title.en.removeprefix(f"{self.title.en}, "), title.zh.removeprefix(self.title.zh).removeprefix("：")
        )
        return Term(short.en[:1].upper() + short.en[1:], short.zh)


def _items(*codes: str, zero: bool = True) -> tuple[SheetItem, ...]:
    """Items by code; a `+` in front marks a cumulative one."""
    return tuple(SheetItem(code.removeprefix("+"), zero, code.startswith("+")) for code in codes)


_SHAPES = ("+total", "new", "released", "+released_total", "handed_over", "in_force", "households")

GROUPS: tuple[SheetGroup, ...] = (
    SheetGroup(Term("Registers", "底数"), _items("registry.households", "registry.people", zero=False)),
    SheetGroup(
        Term("Screening", "摸排"),
        _items(
            "+screening.households_total", "+screening.settled_by_phone", "+screening.settled_at_door",
            "+screening.settled_by_call_back", "+screening.closed_other", "screening.not_reached",
            "+screening.calls", "+screening.visits", "+screening.notices", zero=False,
        ),
    ),
    SheetGroup(
        Term("Arrivals", "来返人员"),
        _items(
            "+screening.arrivals_total", "screening.arrivals_new", "+screening.arrival_households",
            *(
                f"{mark}screening.{figure}_{origin}"
                for origin in ("hubei", "wuhan", "other_province", "within_province")
                for mark, figure in (("+", "arrivals_total"), ("", "arrivals_new"), ("+", "arrival_households"))
            ),
            "+screening.arrivals_total_abroad", "+screening.arrivals_total_unknown",
            "+screening.arrivals_students", "+screening.arrivals_workers",
            "+screening.arrivals_with_symptoms", "screening.arrivals_symptoms_unknown",
            "screening.known_too_late", "screening.away",
        ),
    ),
    *(
        SheetGroup(
            measure.term,
            tuple(
                SheetItem(f"quarantine.{measure.value}.{shape.removeprefix('+')}", cumulative=shape.startswith("+"))
                for shape in _SHAPES
            ),
        )
        for measure in MEASURES
    ),
    SheetGroup(
        Term("Health", "健康监测"),
        _items(
            "quarantine.checks_recorded", "quarantine.checks_referred", "+quarantine.referrals_total",
            "quarantine.referrals_open", "+quarantine.referrals_confirmed",
        ),
    ),
    SheetGroup(Term("Papers", "文书"), _items("+quarantine.start_notices", "+quarantine.release_notices")),
)  # fmt: skip

ITEMS: tuple[SheetItem, ...] = tuple(item for group in GROUPS for item in group.items)
_BY_CODE = {item.code: item for item in ITEMS}

SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "screening.households_total",
        tuple(
            f"screening.{state}"
            for state in ("settled_by_phone", "settled_at_door", "settled_by_call_back", "closed_other", "not_reached")
        ),
    ),
    (
        "screening.arrivals_total",
        tuple(
            f"screening.arrivals_total_{origin}"
            for origin in ("hubei", "other_province", "within_province", "abroad", "unknown")
        ),
    ),
)
"""Items that are the sum of others: every household ends in one state, every arrival has one class of origin."""


def item(code: str) -> SheetItem:
    """The line of that code; KeyError for one the sheet does not have."""
    return _BY_CODE[code]
