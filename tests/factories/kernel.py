"""A domain made for tests: shops of an area, written down by one action and counted by a few figures.

It keeps to a real table, registry's organisations, and is a module like any other while `sample_module` is open.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Count, Sum
from pydantic import Field

from menshen.domains.registry.models import Organisation
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.performing import perform
from menshen.kernel.actions.types import AreaCode
from menshen.kernel.base import modules
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.indicators.declaration import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from menshen.kernel.indicators.declaration import Span
    from menshen.kernel.scope.viewers import Viewer

NOON = datetime(2020, 2, 5, 12, tzinfo=LOCAL)


class Permission(Vocabulary):
    SHOP_WRITE = "sample:shop:write", "Write shops down", "登记商铺"


class Kind(Vocabulary):
    SHOP_OPENED = "sample:shop:opened", "Shop written down", "已登记商铺"
    SHOP_CLOSED = "sample:shop:closed", "Shop closed", "已关闭商铺"


class Problem(Vocabulary):
    BAD_LUCK = "sample:shop:bad_luck", "{name} cannot be written down.", "{name} 不能登记。"


class OpenShop(Command):
    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    name: Annotated[str, Field(min_length=1), Label("Name", "名称")]
    headcount: Annotated[int | None, Label("People", "人数")] = None


@action(
    "sample.open_shop",
    kind=Kind.SHOP_OPENED,
    permission=Permission.SHOP_WRITE,
    command=OpenShop,
    title=Term("Write a shop down", "登记商铺"),
)
def open_shop(commands: Sequence[OpenShop], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Write shops down; an area has a shop of a name once, and the database says so."""
    if any(command.name == "招摇" for command in commands):
        raise Refused(Problem.BAD_LUCK, field="name", name="招摇")
    rows = [(command.area, command.name, "shop", "", "", "", "", command.headcount) for command in commands]
    columns = ("area", "name", "kind", "credit_code", "address", "contact_name", "contact_number", "headcount")
    ids = insert_rows(Organisation, columns, rows)
    return [
        Outcome.done(Organisation, number, command.area, people=command.headcount)
        for number, command in zip(ids, commands, strict=True)
    ]


class CloseShop(Command):
    shop: Annotated[int, Label("Shop", "商铺")]


@action(
    "sample.close_shop",
    kind=Kind.SHOP_CLOSED,
    permission=Permission.SHOP_WRITE,
    command=CloseShop,
    title=Term("Close a shop", "关闭商铺"),
    areas_of=area_of_record(Organisation, "shop"),
)
def close_shop(commands: Sequence[CloseShop], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Take shops off the list."""
    held = Organisation.objects.in_bulk([command.shop for command in commands])
    Organisation.objects.filter(pk__in=held).delete()
    return [Outcome.done(Organisation, shop.pk, shop.area_id) for shop in (held[command.shop] for command in commands)]


def _shops(_span: Span) -> QuerySet[Organisation]:
    rows: QuerySet[Organisation] = Organisation.objects.all()
    return rows


SHOPS = Indicator("sample.shops", Term("Shops", "商铺数"), _shops)
PEOPLE = Indicator(
    "sample.people",
    Term("People in shops", "商铺人数"),
    lambda span: _shops(span).filter(headcount__isnull=False),
    value=Sum("headcount"),
)
NAMES = Indicator(
    "sample.names",
    Term("Different names", "不同名称数"),
    _shops,
    value=Count("name", distinct=True),
)
INDICATORS = (SHOPS, PEOPLE, NAMES)


@contextmanager
def sample_module(**parts: Any) -> Iterator[None]:
    """Declare the module `sample` with those parts (tasks, reactions, …) for as long as the block lasts."""
    modules.register(
        modules.Module(
            "sample",
            Term("Sample", "样例"),
            permissions=Permission,
            kinds=Kind,
            problems=Problem,
            **{"actions": (open_shop, close_shop), "indicators": INDICATORS, **parts},
        )
    )
    try:
        yield
    finally:
        modules._modules.pop("sample")


def open_shops(
    *shops: OpenShop, by: Viewer, at: datetime = NOON, command_ids: Sequence[UUID] | None = None
) -> list[Outcome]:
    return perform(open_shop, shops, by=by, at=at, command_ids=command_ids)


def shop(area: str, name: str = "便民超市", **known: Any) -> OpenShop:
    return OpenShop(area=area, name=name, **known)
