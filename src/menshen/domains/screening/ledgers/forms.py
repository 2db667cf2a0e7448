"""Questionnaires and their answers; what residents declared; the posters by which they reach the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening.actions.declarations import Declare, declare
from menshen.domains.screening.actions.forms import publish_form
from menshen.domains.screening.actions.posters import issue_poster
from menshen.domains.screening.ledgers.columns import GRID, given
from menshen.domains.screening.models import Poster
from menshen.domains.screening.queries import forms as queries
from menshen.domains.screening.vocabulary import NO_SYMPTOMS, DeclarationOutcome, Permission, Symptom
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from menshen.kernel.actions.declaration import Command
    from menshen.kernel.scope.viewers import Viewer

FORMS = Ledger(
    "screening.forms",
    Term("Questionnaires", "问卷"),
    Permission.FORM_READ,
    queries.forms,
    (
        Column("title", Term("Title", "名称"), source="title", search=True),
        Column("english", Term("English title", "英文名称"), source="english"),
        Column("code", Term("Form code", "问卷代码"), source="code", search=True),
        Column("version", Term("Version", "版本"), CellKind.INTEGER, source="version"),
        Column("area", Term("For the area", "适用辖区"), CellKind.AREA, source="area_id"),
        Column("published_at", Term("Published at", "发布时间"), CellKind.DATETIME, source="published_at"),
        Column("published_by", Term("Published by", "发布人"), source="published_by__display_name"),
    ),
    order=("code", "-published_at", "-id"),
    area_field=None,
    offers=(publish_form,),
)

ANSWERS = Ledger(
    "screening.form_answers",
    Term("Answered questionnaires", "已填问卷"),
    Permission.ANSWER_READ,
    queries.form_answers,
    (
        Column("title", Term("Questionnaire", "问卷"), source="form__title"),
        Column("version", Term("Version", "版本"), CellKind.INTEGER, source="form__version"),
        GRID,
        Column("household", Term("Household number", "户编号"), source="target__household__number", search=True),
        Column("answered_at", Term("Answered at", "填写时间"), CellKind.DATETIME, source="answered_at", filter=True),
    ),
    order=("-answered_at", "-id"),
)


def _declaration(values: dict[str, Any], context: RowContext) -> Command:
    return Declare.model_validate(given(values, Declare, context))


DECLARATIONS = Ledger(
    "screening.declarations",
    Term("Declared by residents", "居民自主申报"),
    Permission.DECLARATION_READ,
    queries.every_declaration,
    (
        Column("name", Term("Name", "姓名"), CellKind.NAME, aliases=("申报人", "填报人", "居民姓名"), required=True,
               source="name", search=True, readers=Registry.PERSON_READ),
        Column("phone", Term("Phone", "联系电话"), CellKind.PHONE, required=True, source="phone",
               aliases=("电话", "手机", "手机号", "手机号码", "联系方式")),
        Column("symptoms", Term("Symptoms", "症状"), CellKind.MULTI_CHOICE, vocabulary=Symptom, none_words=NO_SYMPTOMS,
               aliases=("有无症状", "健康状况", "身体状况"), source="symptoms", filter=True),
        Column("address", Term("Address", "住址"), required=True, source="address",
               aliases=("现住址", "居住地址", "家庭住址", "地址", "详细地址")),
        Column("origin", Term("Came back from", "从何地返回"), source="origin",
               aliases=("返回地", "来自", "旅居地", "来源地", "从哪里来")),
        Column("back_on", Term("Came home on", "到家日期"), CellKind.DATE, source="back_on", filter=True,
               aliases=("返回日期", "返回时间", "到家时间", "抵达日期")),
        GRID,
        Column("declared_at", Term("Declared at", "申报时间"), CellKind.DATETIME, source="declared_at", sort=True,
               aliases=("填报时间", "上报时间", "提交时间")),
        Column("outcome", Term("Outcome", "处理结果"), CellKind.CHOICE, vocabulary=DeclarationOutcome,
               source="outcome", filter=True, imported=False),
        Column("settled_at", Term("Settled at", "处理时间"), CellKind.DATETIME, source="settled_at", imported=False),
        Column("temperature", Term("Temperature taken, °C", "测得体温（℃）"), CellKind.DECIMAL, source="temperature",
               imported=False),
    ),
    order=("-declared_at", "-id"),
    imports=ImportSpec(declare, build=_declaration, area_from=("grid", "compound")),
)  # fmt: skip


def _posters(viewer: Viewer) -> QuerySet[Poster]:  # noqa: ARG001  row-level security knows the viewer
    return Poster.objects.all()


POSTERS = Ledger(
    "screening.posters",
    Term("Posters for declarations", "自主申报二维码"),
    Permission.POSTER_WRITE,
    _posters,
    (
        Column("area", Term("Community or grid", "社区或网格"), CellKind.AREA, source="area_id"),
        Column("opened_at", Term("In use since", "启用时间"), CellKind.DATETIME, source="opened_at"),
        Column("closed_at", Term("Withdrawn at", "停用时间"), CellKind.DATETIME, source="closed_at"),
    ),
    order=("area_id", "-opened_at"),
    offers=(issue_poster,),
)

LEDGERS = (FORMS, ANSWERS, DECLARATIONS, POSTERS)
