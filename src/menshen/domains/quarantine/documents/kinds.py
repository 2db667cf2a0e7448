"""The papers of a quarantine order: the notice that it begins and the notice that it has ended."""

from __future__ import annotations

from pathlib import Path

from menshen.domains.quarantine.vocabulary import Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind

_TEMPLATES = Path(__file__).parents[1] / "templates" / "quarantine"

_ISSUER = DocumentField(Term("Issuing body", "发文单位"), "临江社区居民委员会")
_PERSON = DocumentField(
    Term("Person, ID masked", "当事人（证件号码已脱敏）"),
    {"name": "王喆", "id_number": "9901**********0014", "address": "临江花园3号楼2单元501室"},
)
_MEASURE = DocumentField(Term("Measure", "措施"), "home_quarantine")
_SITE = DocumentField(Term("Site and room of centralised quarantine", "集中隔离点及房号"), None)
_RULE = DocumentField(
    Term("Rule row that decided", "适用规则"),
    {"id": "TOWN-2020-B", "document": "示范区疫情防控指挥部2020年第3号通告"},
)
_DECISION = DocumentField(Term("Number of the order", "决定编号"), 4711)
_COMMUNITY = DocumentField(Term("Whom to call", "社区联系方式"), {"name": "临江社区", "phone": "100-8652-0001"})
_APPEAL = DocumentField(
    Term("Where to appeal", "申诉渠道"), {"office": "示范街道办事处", "phone": "100-8652-0002", "days": 60}
)
_CORRECTION = DocumentField(
    Term("Where to have a record corrected", "更正渠道"),
    {"office": "临江社区居民委员会", "phone": "100-8652-0001", "days": 3},
)

START_NOTICE = DocumentKind(
    code="quarantine.start_notice",
    title=Term("Notice of quarantine", "隔离医学观察告知书"),
    permission=Permission.ORDER_READ,
    template=_TEMPLATES / "start_notice.typ",
    number_pattern="{area}隔告〔{year}〕{number}号",
    fields={
        "issuer": _ISSUER,
        "person": _PERSON,
        "measure": _MEASURE,
        "site": _SITE,
        "counted_from": DocumentField(
            Term("Day and event from which the days count", "起算日期及事由"),
            {"on": "2020-01-23", "event": {"zh": "离开广东省", "en": "left Guangdong"}},
        ),
        "starts_on": DocumentField(Term("First day", "起始日"), "2020-01-24"),
        "until_on": DocumentField(Term("First day free again", "解除日"), "2020-02-07"),
        "reasons": DocumentField(
            Term("Reasons", "理由"),
            [{"zh": "2020年1月23日自广东省返回，14天内", "en": "Returned from Guangdong on 23 January 2020"}],
        ),
        "basis": DocumentField(
            Term("Legal texts", "法律依据"),
            ["《中华人民共和国传染病防治法》", "国家卫生健康委员会公告2020年第1号"],
        ),
        "rule": _RULE,
        "decision": _DECISION,
        "fever_line": DocumentField(Term("Temperature that needs a doctor, °C", "发热线（℃）"), "37.3"),
        "checks_per_day": DocumentField(Term("Temperature checks a day", "每日测温次数"), 2),
        "community": _COMMUNITY,
        "grid_worker": DocumentField(Term("Grid worker", "网格员"), {"name": "李晞", "phone": "100-8652-0101"}),
        "visitor": DocumentField(Term("Visiting medic", "随访医务人员"), None),
        "helpline": DocumentField(Term("Helpline", "心理援助"), None, optional=True),
        "appeal": _APPEAL,
        "correction": _CORRECTION,
    },
)

RELEASE_NOTICE = DocumentKind(
    code="quarantine.release_notice",
    title=Term("Notice of release", "解除隔离医学观察告知书"),
    permission=Permission.ORDER_READ,
    template=_TEMPLATES / "release_notice.typ",
    number_pattern="{area}隔解〔{year}〕{number}号",
    fields={
        "issuer": _ISSUER,
        "person": _PERSON,
        "measure": _MEASURE,
        "site": _SITE,
        "start_notice": DocumentField(Term("Number of the first notice", "起始告知书编号"), "临江社区隔告〔2020〕12号"),
        "starts_on": DocumentField(Term("First day", "起始日"), "2020-01-24"),
        "ended_on": DocumentField(Term("First day free again", "解除日"), "2020-02-07"),
        "reasons": DocumentField(
            Term("Reasons", "理由"),
            [{"zh": "期限届满，无发热等症状", "en": "The period is over, without fever or other symptoms"}],
        ),
        "rule": _RULE,
        "decision": _DECISION,
        "afterwards": DocumentField(
            Term("What to do now", "解除后注意事项"),
            [
                {"zh": "外出戴口罩，勤洗手，少聚集", "en": "wear a mask outside, wash hands, avoid crowds"},
                {"zh": "如有发热等不适，及时就医并告知社区", "en": "see a doctor and call us if you feel ill"},
            ],
        ),
        "community": _COMMUNITY,
        "appeal": _APPEAL,
        "correction": _CORRECTION,
    },
)

VOID_NOTICE = DocumentKind(
    code="quarantine.void_notice",
    title=Term("Notice that an order is void", "撤销隔离决定告知书"),
    permission=Permission.ORDER_READ,
    template=_TEMPLATES / "void_notice.typ",
    number_pattern="{area}隔撤〔{year}〕{number}号",
    fields={
        "issuer": _ISSUER,
        "person": _PERSON,
        "measure": _MEASURE,
        "site": _SITE,
        "start_notice": DocumentField(Term("Number of the first notice", "起始告知书编号"), "临江社区隔告〔2020〕12号"),
        "starts_on": DocumentField(Term("First day", "起始日"), "2020-01-24"),
        "voided_on": DocumentField(Term("Day of the decision", "撤销日期"), "2020-01-30"),
        "reasons": DocumentField(
            Term("Reasons", "理由"),
            [{"zh": "本人未到过名单所列地区", "en": "The person never stayed in a listed place"}],
        ),
        "rule": _RULE,
        "decision": _DECISION,
        "community": _COMMUNITY,
        "appeal": _APPEAL,
        "correction": _CORRECTION,
    },
)
