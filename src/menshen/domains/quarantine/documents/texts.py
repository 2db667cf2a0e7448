"""What every notice says alike, each with its source: the one place to change such words and numbers."""

from __future__ import annotations

from datetime import date

from menshen.domains.quarantine.vocabulary import EndReason
from menshen.kernel.base.terms import Term

APPEAL_DAYS = 60
"""Days to ask for administrative reconsideration: 行政复议法, art. 9 of 1999, art. 20 of 2023."""

CORRECTION_DAYS = 3
"""Days within which a wrong record is put right: what this platform promises; no law sets the number."""

_LAW = "《中华人民共和国传染病防治法》"
_NOTICE_OF_2020 = "国家卫生健康委员会公告2020年第1号"  # measures of class A for a disease of class B
_NOTICE_FROM, _NOTICE_UNTIL = date(2020, 1, 20), date(2023, 1, 8)


def legal_texts(day: date) -> list[str]:
    """The texts of law on which a measure of that day rests; the rule of the place stands beside them."""
    return [_LAW, _NOTICE_OF_2020] if _NOTICE_FROM <= day < _NOTICE_UNTIL else [_LAW]


AFTERWARDS = (
    Term("wear a mask outside, wash hands, avoid crowds", "外出戴口罩，勤洗手，少聚集"),
    Term("see a doctor and tell the community if you feel ill", "如有发热等不适，及时就医并告知社区"),
)

WHY_IT_ENDED = {
    EndReason.APPROVED: Term("The period is over and the release was approved", "期限届满，经批准解除"),
    EndReason.BY_RULE: Term("The period is over; the order ends by rule", "期限届满，按规定自动解除"),
    EndReason.SHORTENED: Term("The period was shortened", "隔离期限已缩短"),
    EndReason.WITHDRAWN: Term("The order was withdrawn, its ground was wrong", "作出决定的依据有误，决定已撤销"),
}
"""The ends after which a person is free, and hears so. The other ends lead into another measure, with its own paper."""
