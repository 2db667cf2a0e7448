"""Looking for people who were registered twice, among one million."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from django.db import connection

from benchmarks.measuring import timed
from benchmarks.population import load_areas, load_people
from benchmarks.results import Comparison, Figure, Section
from menshen.config.roles import STREET_CLERK
from menshen.demo.town import MAIN, STREET, build_town
from menshen.domains.registry.models import Person
from menshen.domains.registry.queries.duplicates import likely_duplicates
from menshen.domains.registry.rules import within_one_edit
from menshen.kernel.scope.viewers import PLATFORM, Held, Viewer, acting, system_viewer

if TYPE_CHECKING:
    from benchmarks.runner import Bench

TITLE = "Likely duplicates among one million people"
PEOPLE = 1_000_000
TARGET_SECONDS = 10
SOME = 1_000
# One of ten has no ID number, and of these each fiftieth is somebody of the same household registered once more.
_WITHOUT_NUMBER = "UPDATE registry_person SET id_number = '', id_number_index = '' WHERE id % 10 = 1"
_TWICE = """
    UPDATE registry_person AS p SET name = o.name, gender = '', born_on = NULL FROM registry_residence r
    JOIN registry_residence s ON s.household_id = r.household_id JOIN registry_person o ON o.id = s.person_id
    WHERE p.id % 500 = 1 AND r.person_id = p.id AND s.person_id = p.id + 1
"""


def run(bench: Bench) -> Section:
    town = build_town(max(bench.size(PEOPLE), build_town().people))
    load_areas(bench.cluster, bench.database, town)
    load_people(bench.cluster, bench.database, town, bench.say)
    clerk = Viewer(system_viewer().actor_id, "street", (Held("clerk", STREET, STREET_CLERK.permissions),))
    with acting(clerk):
        here = Person.objects.count()
        for statement in (_WITHOUT_NUMBER, _TWICE):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        pairs = len(likely_duplicates(STREET))
    bench.say(f"{here:,} people, {pairs:,} pairs")

    def look() -> None:
        with acting(clerk):
            likely_duplicates(STREET)

    seconds = tuple(taken / 1000 for taken in timed(look, bench.runs(5)))
    figure = Figure(f"likely duplicates of a street of {here:,}: {pairs:,} pairs", "s", seconds, TARGET_SECONDS)
    return Section(
        f"{town.people:,} people of the demonstration town; in the street one of ten has no ID number. Same ID number "
        "anywhere, same name and phone, name and address alike: candidates by SQL, the rule for each, as the clerk of "
        "the street sees them.",
        [figure],
        [
            Comparison(
                "comparing the names of each two people, reckoned from a thousand",
                "s",
                figure.median,
                _each_with_each() * (here / SOME) ** 2,
            )
        ],
    )


def _each_with_each() -> float:
    """Seconds to compare the names of some people with each other's, without any block."""
    with acting(PLATFORM):
        names = list(Person.objects.within(f"{MAIN}001").values_list("name", flat=True)[:SOME])
    return timed(lambda: [within_one_edit(one, other) for one, other in combinations(names, 2)], 1)[0] / 1000
