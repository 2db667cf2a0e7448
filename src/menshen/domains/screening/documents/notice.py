"""The slip left at a door where nobody was reached."""

from __future__ import annotations

from pathlib import Path

from menshen.domains.screening.vocabulary import Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind

HOUSEHOLD_NOTICE = DocumentKind(
    code="screening.household_notice",
    title=Term("A note for your household", "温馨提示"),
    permission=Permission.CAMPAIGN_READ,
    template=Path(__file__).parent.parent / "templates" / "screening" / "household_notice.typ",
    number_pattern="{area}温馨提示〔{year}〕{number}号",
    fields={
        "issuer": DocumentField(Term("Issuing body", "发文单位"), "铜都社区居民委员会"),
        "address": DocumentField(Term("Door", "门牌"), "铜都新村7号楼1单元302室"),
        "purpose": DocumentField(
            Term("Purpose, said inside only", "目的（仅印在内页）"),
            {"zh": "春节期间健康服务", "en": "health services over the Spring Festival"},
        ),
        "attempts": DocumentField(
            Term("Earlier attempts", "此前联系情况"),
            [
                {"on": "2020-02-02", "channel": {"zh": "电话", "en": "by phone"}},
                {"on": "2020-02-03", "channel": {"zh": "上门", "en": "at the door"}},
            ],
        ),
        "community": DocumentField(
            Term("Whom to call", "社区联系方式"),
            {"name": "铜都社区", "phone": "100-5926-0001", "hours": "每天 8:00—20:00"},
        ),
        "grid_worker": DocumentField(Term("Grid worker", "网格员"), {"name": "赵镕", "phone": "100-5926-0102"}),
        "answer_by": DocumentField(Term("An answer helps until", "答复期限"), "2020-02-06"),
        "remove_on": DocumentField(Term("Day on which it is taken down", "取回日期"), "2020-02-07"),
        "kept_until": DocumentField(Term("Day on which answers are deleted", "信息删除日期"), "2020-05-01"),
        "correction": DocumentField(
            Term("Where to have a record corrected", "更正渠道"),
            {"office": "铜都社区居民委员会", "phone": "100-5926-0001", "days": 3},
        ),
    },
)
