"""台账 of policy. The rows belong to no area: everyone on the platform may read what decides over people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.policy import queries
from menshen.domains.policy.actions.risk_areas import ListRiskArea, list_risk_area
from menshen.domains.policy.actions.rules import propose_rule
from menshen.domains.policy.vocabulary import (
    CountFrom,
    Grade,
    Measure,
    Permission,
    RiskLevel,
    RuleState,
    Subject,
    ThresholdCode,
)
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext
from menshen.kernel.ledgers.vocabulary import CellKind

if TYPE_CHECKING:
    from typing import Any

_LEVELS = {"低": "low", "中": "medium", "高": "high", "低风险": "low", "中风险": "medium", "高风险": "high"}
_FROM = Column(
    "valid_from",
    Term("From", "起始日"),
    CellKind.DATE,
    ("生效日期", "开始日期", "调整日期"),
    source="valid_from",
    sort=True,
)
_UNTIL = Column(
    "valid_until",
    Term("Until (exclusive)", "截止日（不含）"),
    CellKind.DATE,
    ("失效日期", "截止日期", "结束日期"),
    planned=True,
    source="valid_until",
    sort=True,
)
_DOCUMENT = Column("document", Term("Document", "依据文件"), CellKind.TEXT, ("文件", "依据", "文号"), source="document")
_GRADE = Column(
    "grade",
    Term("Grade of the source", "来源等级"),
    CellKind.CHOICE,
    ("来源级别",),
    Grade,
    {grade: grade.value for grade in Grade},
    source="grade",
    filter=True,
)
_STATE = Column(
    "state", Term("State", "状态"), CellKind.CHOICE, vocabulary=RuleState, source="state", filter=True, imported=False
)
_VERIFIED = Column(
    "verified_document", Term("Checked against", "核对所依据的文件"), source="verified_document", imported=False
)
_NOTE = Column("note", Term("Note", "备注"), CellKind.TEXT, ("说明",), source="note")

RULES = Ledger(
    "policy.rules",
    Term("Rules", "规则"),
    Permission.RULE_READ,
    queries.rules,
    (
        Column("rule_id", Term("Number", "规则编号"), source="rule_id", search=True, sort=True),
        Column("jurisdiction", Term("Holds in", "适用辖区"), source="jurisdiction", filter=True, sort=True),
        Column(
            "subject", Term("Situation", "适用情形"), CellKind.CHOICE, vocabulary=Subject, source="subject", filter=True
        ),
        Column(
            "first_measure",
            Term("Measure", "措施"),
            CellKind.CHOICE,
            vocabulary=Measure,
            source="first_measure",
            filter=True,
        ),
        Column("first_days", Term("Days", "天数"), CellKind.INTEGER, source="first_days"),
        Column(
            "second_measure",
            Term("Second measure", "第二阶段措施"),
            CellKind.CHOICE,
            vocabulary=Measure,
            source="second_measure",
        ),
        Column(
            "second_days", Term("Days of the second measure", "第二阶段天数"), CellKind.INTEGER, source="second_days"
        ),
        Column(
            "count_from", Term("Days count from", "起算点"), CellKind.CHOICE, vocabulary=CountFrom, source="count_from"
        ),
        _FROM,
        _UNTIL,
        Column("parent_rule", Term("Rule above", "上级规则编号"), source="parent_rule"),
        _DOCUMENT,
        _GRADE,
        _STATE,
        _VERIFIED,
        _NOTE,
    ),
    order=("subject", "jurisdiction", "valid_from"),
    area_field=None,
    offers=(propose_rule,),
)


def _listing(values: dict[str, Any], context: RowContext) -> ListRiskArea:
    """A published list seldom repeats its own day of effect: the import's day stands in."""
    written = {code: value for code, value in values.items() if code in ListRiskArea.model_fields and value is not None}
    return ListRiskArea.model_validate({"valid_from": context.day} | written)


RISK_AREAS = Ledger(
    "policy.risk_areas",
    Term("Risk areas", "风险地区"),
    Permission.RISK_AREA_READ,
    queries.risk_areas,
    (
        Column(
            "place",
            Term("Place", "地区"),
            CellKind.TEXT,
            ("风险地区", "地名", "城市", "省市"),
            source="place_name",
            required=True,
            search=True,
            sort=True,
        ),
        Column(
            "level",
            Term("Level", "风险等级"),
            CellKind.CHOICE,
            ("等级", "级别", "风险级别"),
            RiskLevel,
            _LEVELS,
            source="level",
            required=True,
            filter=True,
        ),
        _FROM,
        _UNTIL,
        _DOCUMENT,
        _GRADE,
        _STATE,
        _NOTE,
    ),
    order=("place_code", "valid_from"),
    imports=ImportSpec(list_risk_area, build=_listing),
    area_field=None,
)

THRESHOLDS = Ledger(
    "policy.thresholds",
    Term("Thresholds", "阈值"),
    Permission.RULE_READ,
    queries.thresholds,
    (
        Column(
            "code",
            Term("Threshold", "阈值"),
            CellKind.CHOICE,
            vocabulary=ThresholdCode,
            source="code",
            filter=True,
            sort=True,
        ),
        Column("value", Term("Value", "数值"), CellKind.DECIMAL, source="value"),
        Column("unit", Term("Unit", "单位"), source="unit"),
        Column("jurisdiction", Term("Holds in", "适用辖区"), source="jurisdiction", filter=True, sort=True),
        _FROM,
        _UNTIL,
        _DOCUMENT,
        _GRADE,
        _STATE,
        _NOTE,
    ),
    order=("code", "jurisdiction", "valid_from"),
    area_field=None,
)
