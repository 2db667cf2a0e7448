"""What quarantine knows for the page of a person, of an order and of a rule."""

from __future__ import annotations

from menshen.domains.policy.vocabulary import Permission as Policy
from menshen.domains.quarantine.models import QuarantineOrder, Referral
from menshen.domains.quarantine.pages.days import day_by_day
from menshen.domains.quarantine.pages.history import orders, referrals
from menshen.domains.quarantine.pages.homes import home_checked
from menshen.domains.quarantine.pages.preview import RULE, touched, touched_orders
from menshen.domains.quarantine.pages.wait import the_wait
from menshen.domains.quarantine.vocabulary import Permission
from menshen.kernel.approvals.pages import asked_about
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.ledgers.details import Detail, History

HISTORIES = (
    History("quarantine.orders", Permission.ORDER_READ, orders),
    History("quarantine.referrals", Permission.REFERRAL_READ, referrals),
)
DETAILS = (
    asked_about("quarantine.requests", subject_type(QuarantineOrder)),
    Detail(
        "quarantine.day_by_day",
        subject_type(QuarantineOrder),
        Term("Day by day", "逐日记录"),
        Permission.ORDER_READ,
        day_by_day,
    ),
    Detail(
        "quarantine.home_checked",
        subject_type(QuarantineOrder),
        Term("Check of the home", "居家条件核查"),
        Permission.ORDER_READ,
        home_checked,
    ),
    Detail(
        "quarantine.wait",
        subject_type(Referral),
        Term("The wait for a doctor", "等候转诊"),
        Permission.REFERRAL_READ,
        the_wait,
    ),
    Detail(
        "quarantine.touched_by_a_rule",
        RULE,
        Term("Whom this rule would touch", "该规则将影响的人员"),
        Policy.RULE_READ,
        touched,
    ),
    Detail(
        "quarantine.orders_touched_by_a_rule",
        RULE,
        Term("Orders that would be proposed to be shortened", "将建议缩短的隔离决定"),
        Permission.ORDER_READ,
        touched_orders,
    ),
)

__all__ = ["DETAILS", "HISTORIES"]
