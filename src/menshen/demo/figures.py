"""What the demonstration must come out as: the acceptance of the product, written down by hand and not computed.

Whatever the seed, the plan of the days gives these figures; the daily report of the report day must give them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from menshen.demo.town import MAIN, SECOND, VILLAGE
from menshen.domains.screening.vocabulary import OriginClass

GROUPS: Final = (OriginClass.HUBEI, OriginClass.OTHER_PROVINCE, OriginClass.WITHIN_PROVINCE)


@dataclass(frozen=True, slots=True)
class Count:
    """Households and the people in them."""

    households: int = 0
    people: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.households + other.households, self.people + other.people)


@dataclass(frozen=True, slots=True)
class Screening:
    """The campaign: `households` = `by_phone` + `at_door` + `not_reached`; calls, visits and notices are attempts."""

    households: int = 0
    by_phone: int = 0
    at_door: int = 0
    not_reached: int = 0
    calls: int = 0
    visits: int = 0
    notices: int = 0

    def __add__(self, other: Screening) -> Screening:
        return Screening(
            self.households + other.households,
            self.by_phone + other.by_phone,
            self.at_door + other.at_door,
            self.not_reached + other.not_reached,
            self.calls + other.calls,
            self.visits + other.visits,
            self.notices + other.notices,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """At the end of the report day, since the first day. Arrivals by group; a household counts in one group only.

    `in_force` are people still under a measure by group; `late` were known after more than two hours; `feverish` were
    referred and excluded; `away` have not come back; `students` and `workers` are counted for the village only;
    `outgoing_workers` are registered as leaving for work.
    """

    registered: Count
    compounds: Count
    village_groups: Count
    grids: int
    hubei: Count
    other_province: Count
    within_province: Count
    in_force: dict[OriginClass, int]
    released: int
    screening: Screening
    late: int
    feverish: int
    away: int
    students: int | None = None
    workers: int | None = None
    outgoing_workers: int = 0

    @property
    def arrivals(self) -> Count:
        return self.hubei + self.other_province + self.within_province


EXPECTED: Final[dict[str, Figures]] = {
    MAIN: Figures(
        registered=Count(9_623, 35_947),
        compounds=Count(8_652, 32_126),
        village_groups=Count(971, 3_821),
        grids=16,
        hubei=Count(18, 34),
        other_province=Count(255, 287),
        within_province=Count(389, 419),
        in_force={OriginClass.HUBEI: 34, OriginClass.OTHER_PROVINCE: 287, OriginClass.WITHIN_PROVINCE: 419},
        released=0,
        screening=Screening(9_623, 8_104, 1_297, 222, calls=12_126, visits=2_765, notices=1_468),
        late=5,
        feverish=3,
        away=412,
        outgoing_workers=981,
    ),
    SECOND: Figures(
        registered=Count(5_926, 17_236),
        compounds=Count(5_926, 17_236),
        village_groups=Count(),
        grids=5,
        hubei=Count(16, 24),
        other_province=Count(),
        within_province=Count(),
        in_force={OriginClass.HUBEI: 10, OriginClass.OTHER_PROVINCE: 0, OriginClass.WITHIN_PROVINCE: 0},
        released=14,
        screening=Screening(5_926, 4_789, 1_026, 111, calls=7_640, visits=2_176, notices=1_150),
        late=1,
        feverish=0,
        away=286,
    ),
    VILLAGE: Figures(
        registered=Count(196, 614),
        compounds=Count(),
        village_groups=Count(196, 614),
        grids=4,
        hubei=Count(),
        other_province=Count(),
        within_province=Count(14, 14),
        in_force={OriginClass.HUBEI: 0, OriginClass.OTHER_PROVINCE: 0, OriginClass.WITHIN_PROVINCE: 14},
        released=0,
        screening=Screening(196, 171, 25, 0, calls=232, visits=34, notices=9),
        late=0,
        feverish=0,
        away=23,
        students=7,
        workers=7,
    ),
}


def expected_street() -> Figures:
    """The same for the street: the sum of its three communities."""
    communities = list(EXPECTED.values())
    zero = Count()
    return Figures(
        registered=sum((figures.registered for figures in communities), zero),
        compounds=sum((figures.compounds for figures in communities), zero),
        village_groups=sum((figures.village_groups for figures in communities), zero),
        grids=sum(figures.grids for figures in communities),
        hubei=sum((figures.hubei for figures in communities), zero),
        other_province=sum((figures.other_province for figures in communities), zero),
        within_province=sum((figures.within_province for figures in communities), zero),
        in_force={group: sum(figures.in_force[group] for figures in communities) for group in GROUPS},
        released=sum(figures.released for figures in communities),
        screening=sum((figures.screening for figures in communities), Screening()),
        late=sum(figures.late for figures in communities),
        feverish=sum(figures.feverish for figures in communities),
        away=sum(figures.away for figures in communities),
        outgoing_workers=sum(figures.outgoing_workers for figures in communities),
    )
