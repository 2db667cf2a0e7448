"""Why a personal value is held, on what legal basis, and how long: said for each column of each table.

A model that belongs to an area says of every column that is not its key, a reference or a blind index either what it
is held for, in `personal`, or, in `impersonal`, that it tells nothing of a person:

    personal: ClassVar = marked(Mark(Purpose.IDENTIFY, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.RESIDENCE), "name")
    impersonal: ClassVar = ("kind",)

What an abstract base said holds for those who inherit it. A test fails for a column that stands in neither. The
collection list that the law asks for is printed from this, and retention works by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.kernel.base.terms import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models


class Purpose(Vocabulary):
    """What a value is needed for; it is used for nothing else."""

    IDENTIFY = "identify", "Tell one person from another", "确认身份，避免认错人"
    REACH = "reach", "Reach the person or the household", "联系本人或家庭"
    RESIDENCE = "residence", "Know who lives where", "掌握居住情况"
    EXPOSURE = "exposure", "Judge a possible exposure", "判断接触或旅居风险"
    MEASURE = "measure", "Decide on a measure, carry it out, end it on time", "决定、落实并按时解除管理措施"
    MEDICAL = "medical", "Notice illness early and hand over to medicine", "早发现症状并转诊"
    CARE = "care", "Help those who need help", "提供照护和帮助"
    ACCOUNT = "account", "Account for what was done", "留痕备查"


class Basis(Vocabulary):
    """What allows it to be held."""

    PUBLIC_HEALTH_EMERGENCY = (
        "public_health_emergency",
        "Personal Information Protection Law, article 13(4): a public health emergency",
        "《个人信息保护法》第十三条第一款第四项：应对突发公共卫生事件",
    )
    INFECTIOUS_DISEASES_LAW = (
        "infectious_diseases_law",
        "Law on the Prevention and Treatment of Infectious Diseases: investigation and measures",
        "《传染病防治法》：调查和预防控制措施",
    )
    STATUTORY_DUTY = (
        "statutory_duty",
        "Personal Information Protection Law, article 13(3): a statutory duty",
        "《个人信息保护法》第十三条第一款第三项：履行法定职责",
    )
    SECURITY_DUTY = (
        "security_duty",
        "Personal Information Protection Law, article 51: security of what is held",
        "《个人信息保护法》第五十一条：保障个人信息安全",
    )
    CONSENT = (
        "consent",
        "Personal Information Protection Law, article 13(1): the person agreed",
        "《个人信息保护法》第十三条第一款第一项：取得个人同意",
    )


class Keep(Vocabulary):
    """From when on it is kept no longer. How many days are added is policy; when collection ends, all of it ends."""

    RESIDENCE = "residence", "As long as the person lives here", "在本辖区居住期间"
    EPISODE = "episode", "Until the measure or the follow-up has ended", "至管理措施或随访结束"
    EVENT = "event", "Until the event is over", "至该事件结束"
    RECORD = "record", "As long as official papers must be kept", "按公文档案保存期限"
    LOG = "log", "As long as logs must be kept", "按日志保存期限"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one column."""

    purpose: Purpose
    basis: Basis
    keep: Keep


def marked(mark: Mark, *columns: str) -> dict[str, Mark]:
    """The same mark for several columns."""
    return dict.fromkeys(columns, mark)


def marks_of(model: type[models.Model]) -> dict[str, Mark]:
    """`{column: mark}` of the personal columns, those of abstract bases included."""
    return {name: mark for base in reversed(model.__mro__) for name, mark in base.__dict__.get("personal", {}).items()}


def impersonal_of(model: type[models.Model]) -> set[str]:
    """The columns that are said to tell nothing of a person."""
    return {name for base in model.__mro__ for name in base.__dict__.get("impersonal", ())}


def unmarked(model: type[models.Model]) -> Iterator[str]:
    """The columns of which nothing is said, or both; and names that are no column."""
    marked, plain = set(marks_of(model)), impersonal_of(model)
    columns = {field.name for field in model._meta.concrete_fields if not (field.primary_key or field.is_relation)}
    indexes = {f"{name}_index" for name in marked} & columns
    yield from sorted(columns - marked - plain - indexes)
    yield from sorted((marked & plain) | ((marked | plain) - columns))
