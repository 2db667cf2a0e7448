"""Opening areas and changing their codes."""

from __future__ import annotations

from datetime import date

import pytest

from factories.kernel import NOON, SHOPS, Permission, open_shops, shop
from factories.scope import COPPER, GREENHILL, RIVERSIDE, STREET, colleague, grid, signed_in, somebody, town
from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.actions import OpenArea, RecodeArea, _columns_with_areas, open_area, recode_area
from menshen.kernel.administration.vocabulary import Kind, Problem
from menshen.kernel.base.problems import CommonProblem
from menshen.kernel.documents.models import Counter
from menshen.kernel.indicators.declaration import Span
from menshen.kernel.indicators.filling import ensure_filled, values
from menshen.kernel.indicators.models import FillMark
from menshen.kernel.journal.models import Entry
from menshen.kernel.scope.models import Actor, Area, AreaAlias, Grant
from menshen.kernel.scope.queries import resolve_area
from menshen.kernel.scope.viewers import PLATFORM, acting, system_viewer, viewer_of
from menshen.kernel.tasks.models import Task


@pytest.fixture
def keeper(db):
    town()
    return signed_in("administrator", "99")


def opened(*commands, by):
    return perform(open_area, [OpenArea(**command) for command in commands], by=by, at=NOON)


def recoded(old, new, *, by, year=2021):
    return perform(recode_area, [RecodeArea(area=old, new_code=new, year=year)], by=by, at=NOON)[0]


def codes(outcomes):
    return [outcome.problem.code if outcome.problem else outcome.state for outcome in outcomes]


# -- opening -----------------------------------------------------------------------------------------------------------


def test_children_may_stand_before_their_parents(keeper):
    outcomes = opened(
        {"area": "990101001009001", "name": "一网格", "alias": "东片"},
        {"area": "990101001009", "name": "新桥社区", "english": "New Bridge", "phone": "0999-8652009"},
        by=keeper,
    )
    assert codes(outcomes) == ["done", "done"]
    community = Area.objects.get(code="990101001009")
    assert (community.level, str(community), community.english, community.phone) == (
        "community",
        "新桥社区",
        "New Bridge",
        "0999-8652009",
    )
    assert Area.objects.get(code="990101001009001").level == "grid"
    assert resolve_area("东片").code == "990101001009001"
    with acting(keeper):
        assert Entry.objects.filter(kind="scope:area:opened").count() == 2


def test_without_a_parent_it_is_refused_and_all_below_it(keeper):
    outcomes = opened({"area": "990101008001001", "name": "网格"}, {"area": "990101008001", "name": "社区"}, by=keeper)
    assert codes(outcomes) == [Problem.PARENT_UNKNOWN] * 2
    assert outcomes[1].problem.facts["parent"] == "990101008"
    assert not Area.objects.filter(code__startswith="990101008").exists()


def test_what_is_there_already(keeper):
    outcomes = opened({"area": COPPER, "name": "铜都社区"}, {"area": COPPER, "name": "别名社区"}, by=keeper)
    assert codes(outcomes) == ["known", Problem.CODE_TAKEN]
    assert Area.objects.get(code=COPPER).name == "铜都社区"


def test_the_same_code_twice_in_one_list(keeper):
    new = "990101001009"
    outcomes = opened(
        {"area": new, "name": "新桥社区"},
        {"area": new, "name": "新桥社区", "alias": "桥头"},
        {"area": new, "name": "旧桥社区", "alias": "错"},
        by=keeper,
    )
    assert codes(outcomes) == ["done", "done", Problem.CODE_TAKEN]
    assert [outcome.kind for outcome in outcomes[:2]] == [Kind.AREA_OPENED, Kind.AREA_ALIASED]
    assert list(AreaAlias.objects.values_list("text", flat=True)) == ["桥头"]


def test_another_name_is_written_down_once(keeper):
    again = {"area": COPPER, "name": "铜都社区", "alias": "老城片区"}
    assert codes(opened(again, again, by=keeper)) == ["done", "known"]
    assert codes(opened(again, by=keeper)) == ["known"]
    with acting(keeper):
        assert [one.area_id for one in Entry.objects.filter(kind=Kind.AREA_ALIASED)] == [COPPER]


def test_nothing_is_opened_below_or_again_at_a_closed_code(keeper):
    Area.objects.filter(code=COPPER).update(closed_on=NOON.date())
    outcomes = opened(
        {"area": f"{COPPER}009", "name": "网格"}, {"area": COPPER, "name": "铜都社区", "alias": "老城"}, by=keeper
    )
    assert codes(outcomes) == [Problem.PARENT_UNKNOWN, Problem.CODE_TAKEN]
    assert recoded(grid(RIVERSIDE), f"{COPPER}009", by=keeper).problem.code == Problem.PARENT_UNKNOWN
    assert not AreaAlias.objects.exists()


@pytest.mark.parametrize("name", ["", "  "])
def test_an_area_has_a_name(name):
    with pytest.raises(ValueError, match="at least 1 character"):
        OpenArea(area=f"{COPPER}009", name=name)


def test_only_in_the_own_area(keeper):
    local = signed_in("administrator", COPPER)
    outcomes = opened({"area": f"{RIVERSIDE}009", "name": "网格"}, {"area": f"{COPPER}009", "name": "网格"}, by=local)
    assert codes(outcomes) == [CommonProblem.NOT_FOUND, "done"]
    assert codes(opened({"area": f"{COPPER}008", "name": "网格"}, by=signed_in("street_leader", STREET))) == [
        CommonProblem.NOT_FOUND
    ]


# -- another code ------------------------------------------------------------------------------------------------------

NEW = "990101002001"


@pytest.fixture
def moved(keeper):
    """The community of the river goes to another street of the district."""
    opened({"area": "990101002", "name": "新街道"}, by=keeper)
    worker = somebody(STREET, allowed={Permission.SHOP_WRITE})
    open_shops(shop(grid(RIVERSIDE), "一店"), shop(RIVERSIDE, "二店"), shop(grid(COPPER), "三店"), by=worker)
    with acting(PLATFORM):
        Task.objects.create(
            area_id=RIVERSIDE, kind="x", role="y", subject_type="z", subject_id=1, opened_at=NOON, due_at=NOON
        )
        Counter.objects.create(kind="sample.notice", issuer_id=RIVERSIDE, year=2020, last=7)
        AreaAlias.objects.create(text="江边", area_id=RIVERSIDE)
    colleague("grid_worker", grid(RIVERSIDE), username="worker")
    outcome = recoded(RIVERSIDE, NEW, by=keeper)
    assert outcome.state == "done"
    return outcome


def test_rows_move_along_with_everything_below(moved):
    with acting(PLATFORM):
        places = dict(Organisation.objects.values_list("name", "area_id"))
        assert places == {"一店": grid(NEW), "二店": NEW, "三店": grid(COPPER)}
        assert Task.objects.get().area_id == NEW
        assert Grant.objects.get(actor__username="worker").area_id == grid(NEW)
        assert Counter.objects.get().issuer_id == NEW, "the next number follows the last"


def test_who_worked_there_works_there_still(moved):
    with acting(viewer_of(Actor.objects.get(username="worker"), on=NOON.date())):
        assert [row.name for row in Organisation.objects.all()] == ["一店"]


def journal_of(username):
    with acting(viewer_of(Actor.objects.get(username=username), on=NOON.date())):
        return {row.area_id for row in Entry.objects.filter(kind="sample:shop:opened")}


def test_who_works_there_still_reads_what_was_written_under_the_old_code(moved):
    assert journal_of("worker") == {grid(RIVERSIDE)}
    colleague("community_secretary", NEW, username="secretary")
    assert journal_of("secretary") == {grid(RIVERSIDE), RIVERSIDE}


def test_who_works_there_writes_nothing_under_the_old_code(moved):
    worker = viewer_of(Actor.objects.get(username="worker"), on=NOON.date())
    assert worker.home == grid(NEW)
    assert not worker.may(next(iter(worker.held[0].permissions)), grid(RIVERSIDE))


def test_a_name_that_looks_like_an_old_code_opens_nothing(moved, keeper):
    colleague("community_secretary", COPPER, username="neighbour")
    opened({"area": COPPER, "name": "铜都社区", "alias": RIVERSIDE}, by=keeper)
    assert journal_of("neighbour") == {grid(COPPER)}


def test_the_old_code_still_finds_it(moved):
    assert resolve_area(RIVERSIDE).code == NEW
    assert resolve_area(grid(RIVERSIDE)).code == grid(NEW)
    assert resolve_area("江边").code == NEW
    assert resolve_area("临江社区").code == NEW
    assert Area.objects.get(code=RIVERSIDE).closed_on == date(2021, 1, 1)
    assert Area.objects.get(code=NEW).closed_on is None
    assert AreaAlias.objects.get(text=RIVERSIDE).year == 2020


def test_the_journal_keeps_what_it_wrote(moved):
    with acting(PLATFORM):
        opening = Entry.objects.filter(kind="sample:shop:opened").order_by("id")
        assert [one.area_id for one in opening] == [grid(RIVERSIDE), RIVERSIDE, grid(COPPER)]
        recoding = Entry.objects.get(kind="scope:area:recoded")
        assert (recoding.area_id, recoding.detail) == (NEW, {"old": RIVERSIDE, "year": 2021})


def test_figures_are_counted_anew(keeper):
    worker = somebody(STREET, allowed={Permission.SHOP_WRITE})
    open_shops(shop(grid(RIVERSIDE), "一店"), shop(grid(COPPER), "三店"), by=worker)
    opened({"area": "990101002", "name": "新街道"}, by=keeper)
    span = Span(NOON.date())

    def figures():
        with acting(system_viewer()):
            ensure_filled([SHOPS], span, at=NOON)
            held = values([SHOPS.code], span, [STREET, "990101002", "990101"])
            return [known[SHOPS.code] for known in held.values()]

    assert figures() == [2, 0, 2]
    recoded(RIVERSIDE, NEW, by=keeper)
    assert not FillMark.objects.exists()
    assert figures() == [1, 1, 2]


def test_a_second_change_keeps_every_old_code(moved, keeper):
    assert recoded(NEW, "990101002002", by=keeper, year=2022).state == "done"
    for old in (RIVERSIDE, NEW, "江边"):
        assert resolve_area(old).code == "990101002002"


def test_what_was_closed_below_stays_closed(keeper):
    """The grid got another number first, then the community it lies in got another code."""
    assert recoded(grid(RIVERSIDE), grid(RIVERSIDE, 7), by=keeper, year=2020).state == "done"
    new = f"{STREET}009"
    assert recoded(RIVERSIDE, new, by=keeper, year=2021).state == "done"
    standing = Area.objects.filter(code__startswith=new, closed_on__isnull=True)
    assert sorted(area.code for area in standing) == [new, grid(new, 2), grid(new, 7)]
    for known in (grid(RIVERSIDE), grid(RIVERSIDE, 7)):
        assert resolve_area(known).code == grid(new, 7)


def test_the_area_is_the_same_under_its_new_code(keeper):
    number = Area.objects.get(code=RIVERSIDE).pk
    assert recoded(RIVERSIDE, f"{STREET}009", by=keeper).subject_id == number
    assert Area.objects.get(pk=number).code == f"{STREET}009"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (RIVERSIDE, COPPER, Problem.CODE_TAKEN),
        (RIVERSIDE, RIVERSIDE, Problem.CODE_TAKEN),
        (RIVERSIDE, "990101002", Problem.LEVEL_DIFFERS),
        (RIVERSIDE, "990109001001", Problem.PARENT_UNKNOWN),
        ("990101001999", "990101001998", CommonProblem.NOT_FOUND),
    ],
)
def test_what_cannot_be(keeper, old, new, problem):
    outcome = recoded(old, new, by=keeper)
    assert outcome.problem.code == problem
    assert Area.objects.get(code=GREENHILL).closed_on is None


def test_not_into_an_area_of_others(keeper):
    opened({"area": "990102", "name": "邻区"}, {"area": "990102001", "name": "邻街道"}, by=keeper)
    local = signed_in("administrator", "990101")
    assert recoded(RIVERSIDE, "990102001001", by=local).problem.code == Problem.OUTSIDE_OWN
    assert recoded("990102001", "990101009", by=local).problem.code == CommonProblem.NOT_FOUND


@pytest.mark.parametrize("year", [0, 10_000, 32_769])
def test_a_year_that_no_code_list_has(year):
    with pytest.raises(ValueError, match="year"):
        RecodeArea(area=RIVERSIDE, new_code=NEW, year=year)


def test_every_column_with_an_area_moves_but_for_the_journal(db):
    columns = _columns_with_areas()
    for expected in (
        ("registry_person", "area_code"),
        ("documents_document", "issuer_code"),
        ("scope_grant", "area_code"),
    ):
        assert expected in columns
    assert not {table for table, _ in columns} & {"journal_entry", "privacy_look_up"}
