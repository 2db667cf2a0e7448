"""Living through the fourteen days of the demonstration town, by the ordinary doors and nothing else.

Everything comes in through imports of workbooks and actions of the people whose work it is, at the moments of the
plan; the jobs run at their hours. Each step may be repeated: a run that was killed is started again and goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from menshen.demo import days as plan
from menshen.demo import living
from menshen.demo.office import run_the_office
from menshen.demo.outlines import outlines
from menshen.demo.requests import ask_above
from menshen.demo.staff import LOG_INS, PASSWORD, LogIn
from menshen.demo.town import DISTRICT, MAIN, STREET, VILLAGE, Town, build_town
from menshen.demo.workbooks import Content, DemoFile, write_files
from menshen.domains.quarantine.models import Referral, Site
from menshen.domains.quarantine.queries import waiting_for_room, waiting_to_confirm
from menshen.domains.reporting.models import ReportDue
from menshen.kernel.actions.performing import note, perform
from menshen.kernel.administration.tree import DrawOutline, draw_outline
from menshen.kernel.base import clock
from menshen.kernel.base.modules import find
from menshen.kernel.journal.entries import NewEntry, subject_type
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.importing import ImportReport, run_import
from menshen.kernel.ledgers.workbook_out import write_sheet
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import Viewer, acting, system_viewer, viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from menshen.kernel.actions.declaration import Outcome

BEFORE = clock.local(date(2020, 1, 22), 9)
PROVINCE = DISTRICT[:2]
MAIN_MEDICS = "临江社区卫生服务站"
BEGUN, LIVED = "demo:town:begun", "demo:town:lived"
SILENT_DAY = date(2020, 1, 27)  # the village hands nothing in for this day: missing is not zero
UNAPPROVED_DAY = date(2020, 2, 2)  # on that evening nobody approves: the orders end all the same, and it escalates
LEDGERS = {
    Content.RESIDENTS: "registry.residents",
    Content.DEPARTURES: "screening.departures",
    Content.ARRIVALS: "screening.arrivals",
    Content.ATTEMPTS: "screening.attempts",
    Content.CHECKS: "quarantine.health_checks",
    Content.WORKERS: "screening.outgoing_workers",
}
CAMPAIGN = "春节返乡人员大排查"


class DemoError(Exception):
    """The demonstration did not come out as its plan says: a mistake of ours."""


class NotForDemonstration(Exception):  # noqa: N818  a state of the database and no mistake
    """The database holds something else, among which invented people would be mixed; the message says what."""


@dataclass(frozen=True, slots=True)
class Story:
    """Who is told how it goes: `say(sentence)`, and `step(label, done, total)` as the days pass."""

    say: Callable[[str], None]
    step: Callable[[str, int, int], None]


def is_lived(town: Town) -> bool:
    """Whether this town, or a larger one around it, has been lived through in this database."""
    with acting(system_viewer()):
        lived = Entry.objects.filter(kind=LIVED, area_id=DISTRICT)
        return lived.filter(detail__people__gte=town.people, detail__seed=town.seed).exists()


def _check_free(town: Town) -> None:
    """Only an empty database, or one in which this town was begun: log-ins with a printed password are made in it."""
    if Area.objects.exclude(code__startswith=PROVINCE).exists():
        raise NotForDemonstration("This database holds areas of a real tree.")
    with acting(system_viewer()):
        begun = Entry.objects.filter(kind__in=(BEGUN, LIVED), area_id=DISTRICT)
        seeds = set(begun.values_list("detail__seed", flat=True))
    if seeds - {town.seed}:
        raise NotForDemonstration(f"This database holds the people of seed {min(seeds)}.")


def live_through(directory: Path, *, population: int | None = None, seed: int = 1, story: Story) -> Town:
    """Load the town and live through its days; the town, for what comes after."""
    town = build_town(population, seed)
    _check_free(town)
    if is_lived(town):
        story.say("The town has lived through its days already.")
        return town
    directory.mkdir(parents=True, exist_ok=True)
    files = write_files(town, directory)
    _Run(town, directory, story).live(files)
    return town


class _Run:
    """One run, with its people."""

    def __init__(self, town: Town, directory: Path, story: Story) -> None:
        self.town = town
        self.directory = directory
        self.story = story
        self.rows = 0
        self.system = system_viewer()

    def live(self, files: Iterator[DemoFile]) -> None:
        self._open_areas()
        self._note(BEGUN, BEFORE)
        self._give_access()
        pending = self._rosters(files)
        self._prepare()
        plans = list(plan.plans(self.town))
        for number, day in enumerate(plan.DAYS):
            self.story.step(f"{day:%d %B}", number, len(plan.DAYS))
            self._jobs(day)
            todays = []
            while pending is not None and pending.day == day:
                todays.append(pending)
                pending = next(files, None)
            self._day(day, todays, plans)
        ask_above(self._act, self._viewer, plan.DAYS[-1])
        self._note(LIVED, self._evening(plan.DAYS[-1]))
        self.story.step("", len(plan.DAYS), len(plan.DAYS))
        self.story.say(f"{self.rows:,} rows of Excel were read.")

    def _note(self, kind: str, at: datetime) -> None:
        detail = {"people": self.town.people, "seed": self.town.seed}
        with acting(self.system):
            district = Area.objects.get(code=DISTRICT)
            note([NewEntry(kind, DISTRICT, subject_type(Area), district.pk, at, detail=detail)], by=self.system, at=at)

    def _open_areas(self) -> None:
        """The province by hand; the tree below it comes in as a workbook too."""
        self._act("scope.open_area", self.system, BEFORE, area=PROVINCE, name="示范省")
        path = self.directory / "区划网格.xlsx"
        phones = {STREET: "0999-8652000", MAIN: "0999-8652001", VILLAGE: "0999-8652003"}
        rows = (
            [area.code, area.name, phones.get(area.code, "")]
            for area in self.town.areas()
            if len(area.code) <= len(MAIN) + 6
        )
        write_sheet(path, "区划网格", ["代码", "名称", "联系电话"], rows)
        self._import("scope.areas", path, PROVINCE, BEFORE)
        self._draw_outlines()

    def _draw_outlines(self) -> None:
        """Where each grid lies, for the map."""
        grids = [area.code for area in self.town.areas() if len(area.code) == len(MAIN) + 3]
        commands = [
            DrawOutline(area=code, outline=json.dumps(shape))
            for code, shape in outlines(grids, seed=self.town.seed).items()
        ]
        perform(draw_outline, commands, by=self.system, at=BEFORE)

    def _give_access(self) -> None:
        for who in LOG_INS:
            self._act(
                "scope.make_actor", self.system, BEFORE,
                area=who.area, username=who.username, display_name=who.name, role=who.role, valid_from=date(2020, 1, 1),
            )  # fmt: skip
            actor = Actor.objects.get(username=who.username)
            if not actor.has_usable_password() or not actor.check_password(PASSWORD):
                actor.set_password(PASSWORD)
                actor.save(update_fields=["password"])

    def _rosters(self, files: Iterator[DemoFile]) -> DemoFile | None:
        """Import the rosters; the first file of the days, which was read on the way."""
        for number, file in enumerate(files):
            if file.content is not Content.RESIDENTS:
                return file
            self.story.step(f"Rosters: {file.path.stem}", number, len(self.town.communities))
            self._import_file(file, BEFORE)
        return None

    def _prepare(self) -> None:
        morning = clock.local(plan.DAYS[0], 7)
        clerk = self._viewer("street_clerk", plan.DAYS[0])
        self._act(
            "quarantine.register_site", clerk, morning,
            area=STREET, name=plan.HOTEL.name, address=plan.HOTEL.address, rooms=list(plan.HOTEL.rooms),
        )  # fmt: skip
        living.furnish(self._act, clerk, plan.HOTEL, morning)
        for code in self._communities():
            secretary = self._viewer("community_secretary", plan.DAYS[0], code)
            self._act("screening.start_campaign", secretary, morning, area=code, title=CAMPAIGN, starts_on=plan.DAYS[0])

    def _day(self, day: date, files: list[DemoFile], plans: list[plan.CommunityPlan]) -> None:
        evening = self._evening(day)
        living.run_hotel(self._act, self._viewer("street_clerk", day), plan.HOTEL, clock.local(day, 8))
        checks = [file for file in files if file.content is Content.CHECKS]
        for file in files:
            if file.content is not Content.CHECKS:
                self._import_file(file, evening)
        for code in self._communities():
            self._decide(code, day, evening)
        for file in checks:
            self._import_file(file, evening)
        for one in plans:
            self._referrals(one, day)
        run_the_office(self._act, self._viewer, self._import, self.directory, self.town, day)
        if day != plan.DAYS[-1]:
            self._report(day)

    def _decide(self, code: str, day: date, at: datetime) -> None:
        """What the secretary does in the evening: confirm by rule, name the teams, approve tomorrow's releases."""
        secretary = self._viewer("community_secretary", day, code)
        living.look_at_homes(secretary, code, at)
        with acting(secretary):
            rules = set(waiting_to_confirm().filter(needs_assessment=False).values_list("rule_id", flat=True))
            single = list(waiting_to_confirm().filter(needs_assessment=True).values_list("pk", flat=True))
        for rule in sorted(rules):
            self._act("quarantine.confirm_batch", secretary, at, area=code, rule_id=rule, managed_by=MAIN_MEDICS)
        for order in single:
            self._act("quarantine.confirm_order", secretary, at, order=order, managed_by=MAIN_MEDICS, assessed=True)
        living.care_for(self._act, secretary, code, at)
        living.need_something(self._act, secretary, code, day, at)
        if rules or single:
            self._name_teams(code, secretary, at)
            self._fill_rooms(code, day, at)
        if day not in (UNAPPROVED_DAY, plan.DAYS[-1]):  # those of the last evening wait for whoever signs in
            self._act("quarantine.approve_releases", secretary, at, may_refuse=True, area=code)

    def _name_teams(self, code: str, secretary: Viewer, at: datetime) -> None:
        community = self.town.community(code)
        medic = LOG_INS_BY_ROLE["medic"].name
        police, volunteer = "周警官", "何平"
        everywhere = {
            "community_cadre": secretary.name,
            "town_cadre": "钱主任",
            "medic": medic,
            "police_officer": police,
            "volunteer": volunteer,
        }
        for role, holder in everywhere.items():
            self._act(
                "quarantine.name_team_member", secretary, at, may_refuse=True, area=code, role=role, holder=holder
            )
        for grid in community.grids:
            self._act(
                "quarantine.name_team_member", secretary, at, may_refuse=True,
                area=grid.code, role="grid_worker", holder=grid.leader,
            )  # fmt: skip

    def _fill_rooms(self, code: str, day: date, at: datetime) -> None:
        clerk = self._viewer("street_clerk", day)
        with acting(clerk):
            site = Site.objects.get(name=plan.HOTEL.name)
            accompanied = list(waiting_for_room().filter(never_alone=True).within(code).values_list("pk", flat=True))
            free = [room.pk for room in site.rooms.filter(placements__isnull=True).order_by("-pk")]
        self._act("quarantine.fill_site", clerk, at, may_refuse=True, area=code, site=site.pk)
        for order, room in zip(accompanied, free, strict=False):
            self._act("quarantine.assign_placement", clerk, at, order=order, room=room, accompanied=True)

    def _referrals(self, one: plan.CommunityPlan, day: date) -> None:
        medic = self._viewer("medic", day)
        for planned in one.referrals:
            if day not in (planned.found_at.date(), planned.excluded_at.date()):
                continue
            with acting(medic):
                referral = Referral.objects.filter(
                    person__id_number=planned.arrival.person.id_number, concluded_at__isnull=True
                ).first()
            if referral is None:
                continue
            if day == planned.found_at.date():
                self._act("quarantine.hand_over_referral", medic, self._evening(day), referral=referral.pk,
                          facility=planned.facility, handed_over_at=planned.referred_at)  # fmt: skip
                self._act("quarantine.diagnose_referral", medic, self._evening(day), referral=referral.pk,
                          diagnosed_at=planned.first_diagnosed_at)  # fmt: skip
            else:
                self._act("quarantine.conclude_referral", medic, self._evening(day), referral=referral.pk,
                          conclusion="excluded", concluded_at=planned.excluded_at)  # fmt: skip

    def _report(self, day: date) -> None:
        """The next morning the clerks hand the reports in and the leaders sign."""
        morning = clock.local(day + timedelta(days=1), 7)
        for code in self._communities():
            if (code, day) == (VILLAGE, SILENT_DAY):
                continue
            late = timedelta(hours=2) if code == VILLAGE and day == plan.DAYS[2] else timedelta(0)
            secretary = self._viewer("community_secretary", day, code)
            self._hand_in(code, day, secretary, morning + late)
        self._hand_in(STREET, day, self._viewer("street_leader", day), morning + timedelta(minutes=40))
        self._hand_in(DISTRICT, day, self._viewer("district_officer", day), morning + timedelta(minutes=80))

    def _hand_in(self, code: str, day: date, leader: Viewer, at: datetime) -> None:
        self._act("reporting.submit_report", leader, at, may_refuse=True, area=code, day=day)
        with acting(leader):
            due = ReportDue.objects.get(area_id=code, day=day)
        self._act("reporting.sign_report", leader, at + timedelta(minutes=10), report=due.pk)

    def _jobs(self, day: date) -> None:
        for code, hour in (
            ("quarantine.end_due_orders", 0),
            ("privacy.destroy_what_fell_due", 2),
            ("reporting.open_reports", 0),
            ("quarantine.ask_tests", 7),
            ("quarantine.ask_releases", 8),
        ):
            job = find("jobs", code)
            if job is not None:
                job.run(clock.local(day, hour))

    def _import_file(self, file: DemoFile, at: datetime) -> None:
        report = self._import(LEDGERS[file.content], file.path, file.area, at)
        came, planned = (report.accepted, report.known, report.refused), file.expected
        if came[2] != planned.refused or sum(came) != planned.rows:
            raise DemoError(
                f"{file.path.name}: accepted, known, refused {came}, expected {planned}: {report.refusals[:3]}"
            )

    def _import(self, ledger: str, path: Path, area: str, at: datetime) -> ImportReport:
        declared: Any = find("ledgers", ledger)
        report = run_import(declared, path, area=area, by=self.system, at=at)
        self.rows += report.rows
        return report

    def _act(self, code: str, by: Viewer, at: datetime, *, may_refuse: bool = False, **fields: Any) -> Outcome:
        act: Any = find("actions", code)
        outcome = perform(act, [act.command(**fields)], by=by, at=at)[0]
        if outcome.problem and not may_refuse:
            raise DemoError(f"{code} {fields}: {outcome.problem}")
        return outcome

    def _viewer(self, role: str, day: date, code: str | None = None) -> Viewer:
        who = next(one for one in LOG_INS if one.role == role and code in (None, one.area))
        return viewer_of(Actor.objects.get(username=who.username), on=day)

    def _communities(self) -> list[str]:
        return [community.code for community in self.town.communities[:3]]

    @staticmethod
    def _evening(day: date) -> datetime:
        """When the sheets of the day are typed in: at the end of it; on the last day before the desk opens."""
        return clock.local(day, 18, 30) if day == plan.DAYS[-1] else clock.local(day, 23, 59)


LOG_INS_BY_ROLE: dict[str, LogIn] = {who.role: who for who in LOG_INS}
