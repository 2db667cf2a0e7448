"""All files of the demonstration, in the order in which they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from menshen.demo.days import DAYS, CommunityPlan, plan_community
from menshen.demo.people import populate
from menshen.demo.town import ACCEPTANCE, MAIN, SECOND, VILLAGE, Town
from menshen.demo.workbooks.forms import Flaw, Form
from menshen.demo.workbooks.hands import Hand
from menshen.demo.workbooks.registers import (
    ARRIVALS,
    ATTEMPTS,
    CHECKS,
    DEPARTURES,
    SECOND_CALLS,
    SECOND_NOTICES,
    SECOND_VISITS,
    WORKERS,
)
from menshen.demo.workbooks.rosters import write_community_roster
from menshen.demo.workbooks.sheets import KNOWN, BadRow, Expected, Row, Table, write_workbook
from menshen.demo.workers import REGISTERED_ON
from menshen.domains.screening.vocabulary import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from menshen.demo.arrivals import PlannedArrival

T = TypeVar("T")


class Content(StrEnum):
    """What a file is about. Calls, visits and notices are all attempts; one file may hold all three."""

    RESIDENTS = "residents"
    DEPARTURES = "departures"
    ARRIVALS = "arrivals"
    ATTEMPTS = "attempts"
    CHECKS = "checks"
    WORKERS = "workers"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A written file: of which community, about what, of which day (the rosters of none), and what to expect of it."""

    path: Path
    content: Content
    area: str
    day: date | None
    expected: Expected
    bad_rows: tuple[BadRow, ...]


_JANUARY: Final = {day.day: day for day in DAYS if day.month == 1}
# Faulty rows on each sheet of a register, by what it is about, community and day.
_FLAWS: Final[dict[tuple[Content, str, date], dict[Flaw, int]]] = {
    (Content.ARRIVALS, MAIN, _JANUARY[23]): {Flaw.REPEATED: 3, Flaw.CHECKSUM: 2, Flaw.ROUNDED: 1, Flaw.MASKED: 1},
    (Content.ARRIVALS, MAIN, _JANUARY[28]): {Flaw.REPEATED: 1, Flaw.CHECKSUM: 1},
    (Content.ARRIVALS, SECOND, _JANUARY[23]): {Flaw.REPEATED: 1, Flaw.MASKED: 1},
    (Content.ARRIVALS, VILLAGE, _JANUARY[23]): {Flaw.CHECKSUM: 1},
    (Content.DEPARTURES, MAIN, _JANUARY[23]): {Flaw.REPEATED: 2, Flaw.CHECKSUM: 1},
    (Content.DEPARTURES, SECOND, _JANUARY[24]): {Flaw.REPEATED: 1, Flaw.ROUNDED: 1},
    (Content.CHECKS, MAIN, _JANUARY[27]): {Flaw.REPEATED: 2},
    (Content.CHECKS, MAIN, _JANUARY[30]): {Flaw.CHECKSUM: 1},
    (Content.ATTEMPTS, MAIN, _JANUARY[24]): {Flaw.REPEATED: 3, Flaw.NO_SUCH_DOOR: 2},
    (Content.ATTEMPTS, SECOND, _JANUARY[23]): {Flaw.REPEATED: 2, Flaw.NO_SUCH_DOOR: 1},
    (Content.ATTEMPTS, SECOND, _JANUARY[27]): {Flaw.REPEATED: 1},
    (Content.ATTEMPTS, VILLAGE, _JANUARY[23]): {Flaw.NO_SUCH_DOOR: 1},
    (Content.WORKERS, MAIN, REGISTERED_ON): {Flaw.REPEATED: 3, Flaw.CHECKSUM: 2},
}
# Arrivals of earlier days that are listed once more on that day's sheet.
_CARRIED: Final = {(MAIN, _JANUARY[24]): 4, (MAIN, _JANUARY[29]): 2, (VILLAGE, _JANUARY[27]): 1}
_SECOND_ATTEMPTS: Final = (
    (Channel.PHONE, "电话排查登记表", SECOND_CALLS),
    (Channel.DOOR, "入户排查登记表", SECOND_VISITS),
    (Channel.NOTICE, "张贴温馨提示登记表", SECOND_NOTICES),
)


def write_files(town: Town, directory: Path) -> Iterator[DemoFile]:
    """Write every file and yield it: rosters of all communities first, then day by day, community by community.

    Within a day people who are away come first, then arrivals, then attempts, then temperatures. Only the three
    communities of the acceptance send more than a roster. Files of the same name are overwritten.
    """
    directory.mkdir(parents=True, exist_ok=True)
    plans = []
    for community, households in populate(town):
        members = tuple(households)
        path = directory / f"{community.code}_{community.name}_居民花名册.xlsx"
        expected, bad_rows = write_community_roster(path, community, members, town.seed)
        yield DemoFile(path, Content.RESIDENTS, community.code, None, expected, tuple(bad_rows))
        if community.code in ACCEPTANCE:
            plans.append(plan_community(community, members, town.seed))
    for day in DAYS:
        for plan in plans:
            yield from _Day(plan, day, directory, town.seed).write()


@dataclass(frozen=True, slots=True)
class _Day:
    """The files of one community and day; a register without rows is not sent."""

    plan: CommunityPlan
    day: date
    directory: Path
    seed: int

    def write(self) -> Iterator[DemoFile]:
        plan, day, code = self.plan, self.day, self.plan.community.code
        departures = plan.departures_on(day)
        yield from self._file(Content.DEPARTURES, "外出人员登记表", {"外出人员": (DEPARTURES[code], departures)})
        arrivals = plan.arrivals_on(day)
        yield from self._file(
            Content.ARRIVALS, "来返人员登记表", {"来返人员": (ARRIVALS[code], arrivals)}, self._carried()
        )
        attempts = plan.attempts_on(day)
        if code == SECOND:
            for channel, name, form in _SECOND_ATTEMPTS:
                chosen = [attempt for attempt in attempts if attempt.channel is channel]
                yield from self._file(Content.ATTEMPTS, name, {"Sheet1": (form, chosen)})
        else:
            yield from self._file(Content.ATTEMPTS, "排查登记表", {"Sheet1": (ATTEMPTS[code], attempts)})
        workers = plan.workers if day == REGISTERED_ON else ()
        yield from self._file(Content.WORKERS, "外出务工人员登记表", {"外出务工": (WORKERS, workers)})
        checks = groupby(plan.checks_on(day), lambda check: check.half)
        halves = {half: (CHECKS[code], list(run)) for half, run in checks}
        yield from self._file(Content.CHECKS, "体温登记表", halves)

    def _file(
        self,
        content: Content,
        name: str,
        sheets: Mapping[str, tuple[Form[T], Sequence[T]]],
        carried: Sequence[T] = (),
    ) -> Iterator[DemoFile]:
        """One file of the given sheets; `carried` are records that an import knows from earlier days."""
        if not any(records for _, records in sheets.values()) and not carried:
            return
        community, day = self.plan.community, self.day
        hand = Hand(Random(f"{self.seed}:{name}:{community.code}:{day}"))
        flaws = _FLAWS.get((content, community.code, day), {})
        titles = (f"{community.name}{name}（{day.year}年{day.month}月{day.day}日）",)
        tables = [
            Table(sheet, titles, form.headings, _rows(form, records, hand, flaws, carried))
            for sheet, (form, records) in sheets.items()
        ]
        path = self.directory / f"{day}_{community.code}_{community.name}_{name}.xlsx"
        expected, bad_rows = write_workbook(path, tables)
        yield DemoFile(path, content, community.code, day, expected, tuple(bad_rows))

    def _carried(self) -> list[PlannedArrival]:
        code = self.plan.community.code
        earlier = [arrival for arrival in self.plan.arrivals if arrival.registered_on < self.day]
        count = min(len(earlier), _CARRIED.get((code, self.day), 0))
        return Random(f"{self.seed}:carried:{code}:{self.day}").sample(earlier, count)


def _rows(
    form: Form[T], records: Sequence[T], hand: Hand, flaws: Mapping[Flaw, int], carried: Sequence[T]
) -> Iterator[Row]:
    yield from form.rows(records, hand, flaws)
    yield from (Row(row.cells, KNOWN) for row in form.rows(carried, hand))
