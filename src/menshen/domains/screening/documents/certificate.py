"""The health certificate that a worker takes along, and the letter of commitment as it is handed out."""

from __future__ import annotations

from pathlib import Path

from menshen.domains.screening.vocabulary import Permission
from menshen.kernel.base.pictures import drawn
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind

_TEMPLATES = Path(__file__).parent.parent / "templates" / "screening"
_COMMUNITY = DocumentField(Term("Whom to call", "社区联系方式"), {"name": "铜都社区", "phone": "100-5926-0001"})

HEALTH_CERTIFICATE = DocumentKind(
    code="screening.health_certificate",
    title=Term("Health certificate for travel", "外出人员健康证明"),
    permission=Permission.WORKER_READ,
    template=_TEMPLATES / "health_certificate.typ",
    number_pattern="{area}健证〔{year}〕{number}号",
    fields={
        "issuer": DocumentField(Term("Issuing body", "出具单位"), "铜都社区居民委员会"),
        "person": DocumentField(
            Term("Person", "人员"),
            {"name": "赵镕", "id_number": "9901**********1234", "address": "铜都新村 7号楼 1单元 302"},
        ),
        "examined_on": DocumentField(Term("Examined on", "检查日期"), "2020-02-05"),
        "temperature": DocumentField(Term("Temperature, °C", "体温（℃）"), "36.5"),
        "destination": DocumentField(Term("Goes to", "务工地"), "广东省深圳市"),
        "community": _COMMUNITY,
    },
)

COMMITMENT_LETTER = DocumentKind(
    code="screening.commitment_letter",
    title=Term("Letter of commitment", "承诺书"),
    permission=Permission.LETTER_READ,
    template=_TEMPLATES / "commitment_letter.typ",
    number_pattern="{area}承诺〔{year}〕{number}号",
    fields={
        "issuer": DocumentField(Term("Handed out by", "发放单位"), "铜都社区居民委员会"),
        "title": DocumentField(Term("Title", "标题"), "居家健康承诺书"),
        "version": DocumentField(Term("Version of the text", "文本版本"), 1),
        "body": DocumentField(Term("Text", "正文"), ["出门戴口罩，少聚集。", "身体不适及时告知社区。"]),
        "address": DocumentField(Term("Door", "门牌"), "铜都新村 7号楼 1单元 302"),
        "signer": DocumentField(Term("Signed by", "签订人"), "赵镕"),
        "signed_on": DocumentField(Term("Signed on", "签订日期"), "2020-02-05"),
        "way": DocumentField(Term("How", "签订方式"), {"en": "On paper", "zh": "纸质签字"}),
        "kept_at": DocumentField(Term("Paper copy kept at", "纸质件存放处"), "社区档案柜 2 号"),
        "signature": DocumentField(
            Term("Signature, as SVG", "签名（SVG）"), drawn("M120 60L180 150M60 90L220 80M260 50L300 160L420 40")
        ),
        "community": _COMMUNITY,
    },
)
