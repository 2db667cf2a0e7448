"""Ledger pages, counts and searches among one million people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.measuring import timed
from benchmarks.population import load_areas, load_people
from benchmarks.results import Comparison, Figure, Section
from menshen.config.roles import STREET_CLERK
from menshen.demo.town import DISTRICT, MAIN, STREET, build_town
from menshen.domains.registry.models import Person
from menshen.kernel.base.modules import find
from menshen.kernel.ledgers.table import COUNT_UP_TO, Question, matching, page_of, starting_with
from menshen.kernel.scope.viewers import Held, Viewer, acting, system_viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.runner import Bench
    from menshen.kernel.ledgers.declaration import Ledger

TITLE = "Lists of one million people"
PEOPLE = 1_000_000
TARGET_PAGE = 20
TARGET_COUNT = 30
TARGET_SEARCH = 50
UNINDEXED = (
    "no index leads to genders or kinds of residence, so people of the area are looked at one by one until "
    "the count stops; the roles that see names cover a street at most."
)
# What is typed into the search box: a name, initials, the end of a phone number, an address.
SEARCHES = {"name": "王建", "initials": "wj", "phone tail": "1234", "address": "锦江花园-3"}


def run(bench: Bench) -> Section:
    town = build_town(max(bench.size(PEOPLE), build_town().people))
    load_areas(bench.cluster, bench.database, town)
    load_people(bench.cluster, bench.database, town, bench.say)
    ledger: Any = find("ledgers", "registry.residents")
    figures = []
    for level, area in (("street", STREET), ("district", DISTRICT)):
        viewer = Viewer(system_viewer().actor_id, level, (Held("clerk", area, STREET_CLERK.permissions),))
        with acting(viewer):
            seen = Person.objects.count()
        bench.say(f"{level}: {seen:,} people")
        figures += [
            Figure(f"{name}, clerk of a {level} of {seen:,}", "ms", timed(work, bench.runs(15)), target, why)
            for name, target, work, why in _questions(ledger, viewer)
        ]
    return Section(
        f"{town.people:,} people of the demonstration town. Each figure is a whole question as the desk asks it: "
        "transaction, the viewer's area set for row-level security, rows, count, masks and names of areas. A count "
        f"stops at {COUNT_UP_TO:,}, where the page says “more than”.",
        figures,
        [_like(bench, viewer)],
    )


def _questions(ledger: Ledger, viewer: Viewer) -> Iterator[tuple[str, float, Callable[[], object], str]]:
    """What is asked, in how many milliseconds it should be answered, asking it, and why that may take longer."""

    def page(question: Question) -> Callable[[], object]:
        return lambda: _seen_by(viewer, lambda: page_of(ledger, viewer, question))

    def count(question: Question) -> Callable[[], object]:
        return lambda: _seen_by(viewer, matching(ledger, viewer, question).order_by()[: COUNT_UP_TO + 1].count)

    yield "first page of 50", TARGET_PAGE, page(Question()), ""
    yield "tenth page of 50", TARGET_PAGE, page(Question(page=10)), ""
    yield "count of a grid", TARGET_COUNT, count(Question(filters={"grid": f"{MAIN}001"})), ""
    yield "count of tenants", TARGET_COUNT, count(Question(filters={"kind": "floating"})), UNINDEXED
    yield "count of women", TARGET_COUNT, count(Question(filters={"gender": "female"})), UNINDEXED
    for name, words in SEARCHES.items():
        yield f"search by {name}", TARGET_SEARCH, page(Question(search=words)), ""


def _seen_by(viewer: Viewer, work: Callable[[], object]) -> object:
    with acting(viewer):
        return work()


def _like(bench: Bench, viewer: Viewer) -> Comparison:
    """A prefix as a range against `LIKE '%…%'`, which row-level security keeps from any index."""
    name = SEARCHES["name"]
    ranged = timed(
        lambda: _seen_by(viewer, lambda: list(Person.objects.filter(starting_with("name", name))[:50])), bench.runs(9)
    )
    like = timed(lambda: _seen_by(viewer, lambda: list(Person.objects.filter(name__contains=name)[:50])), bench.runs(9))
    return Comparison(
        "`LIKE '%王建%'` under row-level security", "ms", Figure("", "", ranged).median, Figure("", "", like).median
    )
