"""The lists of areas and of who holds which role where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from menshen.kernel.administration.actions import give_grant, make_actor, open_area, recode_area
from menshen.kernel.administration.models import SignIn
from menshen.kernel.administration.tree import close_area, draw_outline
from menshen.kernel.administration.vocabulary import Permission, SignInEvent
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import kind_words
from menshen.kernel.journal.models import Entry
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.models import Area, Grant
from menshen.kernel.scope.roles import role_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from menshen.kernel.scope.viewers import Viewer


def _areas(viewer: Viewer) -> QuerySet[Area]:
    return Area.objects.filter(_inside(viewer, "code"))


def _grants(viewer: Viewer) -> QuerySet[Grant]:
    return Grant.objects.filter(_inside(viewer, "area_id")).select_related("actor")


def _sign_ins(viewer: Viewer) -> QuerySet[SignIn]:
    """Those of people who hold or held a role in the viewer's areas, and those of nobody whom we know."""
    colleagues = Grant.objects.filter(_inside(viewer, "area_id")).values("actor")
    return SignIn.objects.filter(Q(actor__in=colleagues) | Q(actor__isnull=True))


def _inside(viewer: Viewer, field: str) -> Q:
    """Areas and grants are not under row-level security: signing in has to read them before a viewer exists."""
    condition = Q(pk__in=[])
    for code in viewer.areas():
        condition |= Q(**{f"{field}__gte": code, f"{field}__lt": code + ":"})
    return condition


AREAS = Ledger(
    "scope.areas",
    Term("Areas", "区划网格"),
    Permission.AREA_READ,
    _areas,
    (
        Column("area", Term("Code", "代码"), CellKind.TEXT, aliases=("编码", "区划代码", "网格编码"), required=True,
               source="code", search=True, sort=True),
        Column("name", Term("Name", "名称"), CellKind.TEXT, aliases=("区划名称", "网格名称"), required=True,
               source="name", search=True),
        Column("level", Term("Level", "级别"), CellKind.CHOICE, vocabulary=Level, source="level", filter=True,
               imported=False),
        Column("english", Term("Name in English", "英文名称"), CellKind.TEXT, source="english"),
        Column("phone", Term("Phone", "联系电话"), CellKind.PHONE, aliases=("值班电话",), source="phone", public=True),
        Column("closed_on", Term("Closed on", "停用日期"), CellKind.DATE, source="closed_on", imported=False),
        Column("alias", Term("Other name or code", "别名"), CellKind.TEXT, aliases=("别称", "其他编码"), source=None),
    ),
    order=("code",),
    imports=ImportSpec(open_area),
    area_field="code",
    offers=(recode_area, close_area, draw_outline),
)  # fmt: skip

GRANTS = Ledger(
    "scope.grants",
    Term("Colleagues and roles", "人员与角色"),
    Permission.ACTOR_MANAGE,
    _grants,
    (
        Column("username", Term("Log-in", "登录名"), CellKind.TEXT, source="actor__username", search=True),
        Column("display_name", Term("Name", "姓名"), CellKind.TEXT, source="actor__display_name", search=True),
        Column(
            "role", Term("Role", "角色"), CellKind.CHOICE, words=role_words, source="role", filter=True, imported=False
        ),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id"),
        Column("valid_from", Term("From", "起始"), CellKind.DATE, source="valid_from"),
        Column("valid_until", Term("Until", "截止"), CellKind.DATE, source="valid_until"),
    ),
    order=("area_id", "pk"),
    offers=(make_actor, give_grant),
)

SIGN_INS = Ledger(
    "scope.sign_ins",
    Term("Sign-ins", "登录日志"),
    Permission.SIGN_IN_READ,
    _sign_ins,
    (
        Column("at", Term("When", "时间"), CellKind.DATETIME, source="at", sort=True),
        Column("event", Term("What", "事项"), CellKind.CHOICE, vocabulary=SignInEvent, source="event", filter=True),
        Column("username", Term("Log-in", "登录名"), CellKind.TEXT, source="actor__username", search=True),
        Column("display_name", Term("Name", "姓名"), CellKind.TEXT, source="actor__display_name", search=True),
        Column("address", Term("Network address", "网络地址"), CellKind.TEXT, source="address"),
        Column("device", Term("Device", "设备"), CellKind.TEXT, source="device"),
    ),
    order=("-at", "-pk"),
    area_field=None,
)


def _journal(viewer: Viewer) -> QuerySet[Entry]:  # noqa: ARG001  the database knows whose eyes these are
    """What happened in the viewer's areas."""
    return Entry.objects.all()


JOURNAL = Ledger(
    "scope.journal",
    Term("Journal", "工作日志"),
    Permission.JOURNAL_READ,
    _journal,
    (
        Column("recorded_at", Term("Recorded", "记录时间"), CellKind.DATETIME, source="recorded_at", filter=True,
               imported=False),
        Column("kind", Term("What", "事项"), CellKind.CHOICE, words=kind_words, source="kind", filter=True,
               imported=False),
        Column("area", Term("Area", "辖区"), CellKind.AREA, source="area_id", filter=True, imported=False),
        Column("actor", Term("By", "办理人"), CellKind.TEXT, source="actor__display_name", filter=True, search=True,
               imported=False),
        Column("happened_at", Term("Happened", "发生时间"), CellKind.DATETIME, source="happened_at", imported=False),
    ),
    order=("-id",),
)  # fmt: skip
