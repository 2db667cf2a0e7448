"""The printed code by which residents reach the page on which they declare."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.db.models import Q
from pydantic import StringConstraints, model_validator

from menshen.domains.screening.documents.poster import DECLARATION_POSTER
from menshen.domains.screening.models import Poster
from menshen.domains.screening.vocabulary import Kind, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, LongText, RecordId
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.issuing import NewDocument, issue
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.scope.codes import Level, at_level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting
from menshen.kernel.stewardship.retention import times_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from menshen.kernel.scope.viewers import Viewer

PAGE = "/declare/"
TOKEN_BYTES = 12
_KEPT = Term(
    "until {days} days after a worker has dealt with it; a confirmed return is kept like every registered return",
    "至核实处理后 {days} 天；确认登记的返乡情况，按来返登记的期限保存",
)
_POSTER = subject_type(Poster)
_SITE = Term(
    "Where phones reach this server, e.g. https://desk.example.cn. Empty: as the server was set up.",
    "手机可访问的网址，例如 https://desk.example.cn；不填按服务器设置。",
)


class IssuePoster(Command):
    """One code for an area. Issuing again prints the same code; to change it, withdraw the poster first."""

    area: Annotated[AreaCode, Label("Community or grid", "社区或网格")]
    site: Annotated[
        str,
        StringConstraints(max_length=100, pattern=r"^(https?://[A-Za-z0-9.\-:\[\]]+/?)?$", strip_whitespace=True),
        Label("Address of the server", "网址", _SITE),
    ] = ""

    @model_validator(mode="after")
    def _is_of_a_community(self) -> IssuePoster:
        if at_level(self.area, Level.COMMUNITY) is None:
            raise ValueError("choose a community or a grid / 请选择社区或网格")
        return self


@action(
    "screening.issue_poster",
    kind=Kind.POSTER_ISSUED,
    permission=Permission.POSTER_WRITE,
    command=IssuePoster,
    title=Term("Print a poster for declarations", "打印自主申报二维码"),
)
def issue_poster(commands: list[IssuePoster], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Make the code of each area where there is none, and a paper to put up."""
    held = {poster.area_id: poster for poster in _in_use().filter(area_id__in={one.area for one in commands})}
    sited = [command for command in commands if command.site or _site()]
    fresh = {one.area: Poster(area_id=one.area, token=_token(), opened_at=at) for one in sited if one.area not in held}
    held |= {poster.area_id: poster for poster in Poster.objects.bulk_create(fresh.values())}
    codes = {code for one in sited for code in (one.area, at_level(one.area, Level.COMMUNITY)) if code}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    items = {
        one.area: NewDocument(one.area, _POSTER, held[one.area].pk, _data(one, held[one.area], areas, day_of(at)))
        for one in sited
    }
    papers = {paper.subject_id: paper.pk for paper in issue(DECLARATION_POSTER, list(items.values()), by=by, at=at)}
    return [
        Outcome.done(Poster, held[one.area].pk, one.area, document=papers[held[one.area].pk])
        if one.area in items
        else Outcome.refused(Problem.NO_ADDRESS_OF_OURS, on="site")
        for one in commands
    ]


def kept_in(area: str, on: date) -> Term:
    """How long a declaration is kept there, in words."""
    with acting(PLATFORM):
        return _KEPT.format(days=times_of(area, on)[Keep.EVENT])


def _in_use() -> Any:
    return Poster.objects.filter(closed_at__isnull=True)


def _token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _site() -> str:
    """Where the server is reached, as it was set up; empty where only this machine reaches it."""
    return next(iter(settings.CSRF_TRUSTED_ORIGINS), "")


def _data(command: IssuePoster, poster: Poster, areas: dict[str, Area], on: date) -> dict[str, Any]:
    url = f"{(command.site or _site()).rstrip('/')}{PAGE}{poster.token}/"
    community = areas[at_level(command.area, Level.COMMUNITY) or command.area]
    return {
        "community": community.name,
        "place": areas[command.area].name,
        "phone": community.phone,
        "url": url,
        "host": urlsplit(url).netloc,
        "qr": segno.make(url, error="m", micro=False).svg_inline(border=2, scale=8),
        "kept": kept_in(command.area, on),
    }


class ClosePoster(Command):
    """For a code that is misused. Papers with it lead to a page that says so; a new poster gets a new code."""

    poster: Annotated[RecordId, Label("Poster", "申报二维码")]
    reason: Annotated[LongText, StringConstraints(min_length=1), Label("Reason", "停用原因")]


@action(
    "screening.close_poster",
    after_exit=True,
    kind=Kind.POSTER_CLOSED,
    permission=Permission.POSTER_WRITE,
    command=ClosePoster,
    title=Term("Withdraw a poster", "停用申报二维码"),
    areas_of=area_of_record(Poster, "poster", Q(closed_at__isnull=True)),
)
def close_poster(commands: list[ClosePoster], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take codes out of use."""
    posters = Poster.objects.select_for_update(no_key=True).in_bulk([command.poster for command in commands])
    closing = {number for number, poster in posters.items() if poster.closed_at is None}
    Poster.objects.filter(pk__in=closing).update(closed_at=at)
    outcomes = []
    for command in commands:
        if command.poster in closing:
            closing.discard(command.poster)
            area = posters[command.poster].area_id
            outcomes.append(Outcome.done(Poster, command.poster, area, reason=command.reason))
        else:
            outcomes.append(Outcome.refused(Problem.POSTER_CLOSED))
    return outcomes
