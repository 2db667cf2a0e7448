"""What falls due for destruction, before it is destroyed, and the reports that wait for a signature."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Length
from django.urls import reverse

from menshen.gateway.desk.ledgers import ledger_url
from menshen.gateway.desk.parts import Badge, Cell, Column, Empty, Link, Notice, Row, Section, Table, Todo
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.queries import subtree
from menshen.kernel.stewardship.kept_lists import DESTRUCTIONS, KEEP_TIMES
from menshen.kernel.stewardship.models import Destruction
from menshen.kernel.stewardship.records import called
from menshen.kernel.stewardship.retention import past_their_time, preview_of
from menshen.kernel.stewardship.vocabulary import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from menshen.kernel.scope.models import Area
    from menshen.kernel.scope.viewers import Viewer

AHEAD = timedelta(days=30)
WAITING = 20
_STAYS = Term(
    "What a measure in force, an open request or an approval still needs stays until that is over. Nothing has to be "
    "done here: the run at night destroys the rest, and its report then waits for two signatures.",
    "仍被在执行措施、未答复请求或未决审批需要的信息继续保留。此处无需操作：其余信息由夜间任务自动销毁，销毁报告再由两人签署。",
)
_NOTHING = Empty(Term("Nothing falls due tonight", "今晚没有到期信息"))
_TONIGHT = Term("Tonight's run destroys", "今晚将销毁")
_DRY_RUN = Term("Reckon tonight's run", "试算今晚销毁")
_TIMES = Term("How long things are kept here", "本辖区保存期限")


@desk_page
def destroying(request: HttpRequest) -> HttpResponse:
    """How much of each kind falls due for one office, and a dry run of tonight, which takes longer, when asked for."""
    viewer, now = viewer_of(request), clock.now()
    offices = _offices(viewer)
    asked = request.GET.get("area", "")
    office = next((one for one in offices if one.code == asked), None if asked else next(iter(offices), None))
    if office is None:
        raise not_found()
    tonight = clock.local(clock.day_of(now) + timedelta(days=1))
    others = [Todo(one.name, f"{reverse('desk:destroying')}?area={one.code}") for one in offices if one != office]
    dry_run = "dry-run" in request.GET
    sections = [
        *_waiting(),
        *([Section(_TONIGHT, table=_tonight(office.code, tonight))] if dry_run else []),
        Section(_TIMES, table=_times(office.code, tonight)),
    ]
    return draw(
        request,
        "desk/record.html",
        Term("What falls due for destruction", "到期待销毁信息"),
        subtitle=office,
        links=_links(viewer, office, dry_run=dry_run),
        notices=[Notice(_STAYS)],
        sections=sections,
        side=[Section(Term("Other offices", "其他单位"), todos=others)] if others else [],
    )


def _links(viewer: Viewer, office: Area, *, dry_run: bool) -> list[Link]:
    url = f"{reverse('desk:destroying')}?area={office.code}&dry-run=1"
    ledgers = [ledger for ledger in (DESTRUCTIONS, KEEP_TIMES) if viewer.has(ledger.permission)]
    links = [Link(ledger.title, ledger_url(ledger.code), "table") for ledger in ledgers]
    return links if dry_run else [Link(_DRY_RUN, url, "search"), *links]


def _offices(viewer: Viewer) -> list[Area]:
    """The streets of the viewer, and before them what lies above those."""
    codes = viewer.areas(Permission.DESTRUCTION_READ)
    below = [subtree(code).annotate(depth=Length("code")).filter(depth__lte=LENGTHS[Level.STREET]) for code in codes]
    return [area for found in below for area in found.order_by("-depth", "code")]


def _waiting() -> list[Section]:
    """The viewer's reports that lack a signature, the oldest first."""
    reports = Destruction.objects.filter(done_at__isnull=False, countersigned_at__isnull=True).order_by("done_at")
    todos = [
        Todo(
            Term("{rows:,} rows destroyed", "已销毁 {rows:,} 条").format(rows=sum(report.counts.values())),
            reverse("desk:record", args=["privacy.destructions", report.pk]),
            f"{clock.in_local(report.done_at):%Y-%m-%d}" if report.done_at else "",
            Badge(_SECOND if report.signed_at else _FIRST, "due"),
        )
        for report in reports[:WAITING]
    ]
    return [Section(Term("Reports that wait for a signature", "待签署的销毁报告"), todos=todos)] if todos else []


_FIRST = Term("waits for the first signature", "待第一人签署")
_SECOND = Term("waits for the second signature", "待第二人签署")


def _tonight(office: str, at: datetime) -> Table:
    counts = preview_of(office, at=at)
    rows = [[Cell(called()[table]), Cell(f"{count:,}")] for table, count in counts.items()]
    return _table("tonight", _TONIGHT, (Term("Records", "信息类别"), Term("Rows", "条数")), rows, _NOTHING)


def _times(office: str, at: datetime) -> Table:
    rows = [
        [
            Cell(aged.holding.model.called), Cell(aged.holding.keep.term),
            *(Cell(f"{count:,}") for count in (aged.days, aged.now, aged.then)),
        ]
        for aged in past_their_time(office, at=at, then=at + AHEAD)
    ]  # fmt: skip
    columns = (
        Term("Records", "信息类别"),
        Term("Counted from", "起算"),
        Term("Days", "天数"),
        Term("Past their time", "已到期"),
        Term("Within 30 days", "30 日内到期"),
    )
    return _table("times", _TIMES, columns, rows, None)


def _table(
    name: str, title: Term, columns: Sequence[Term], cells: Sequence[Sequence[Cell]], empty: Empty | None
) -> Table:
    """Words first, figures after them."""
    words = 1 if len(columns) == 2 else 2  # noqa: PLR2004  a list of two columns has one of words
    heads = [Column(term, "text" if place < words else "number") for place, term in enumerate(columns)]
    return Table(name, title, "", heads, [Row(row) for row in cells], len(cells), empty=empty)
