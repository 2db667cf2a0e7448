"""The poster with the code that leads to the page on which residents declare."""

from __future__ import annotations

from pathlib import Path

import segno

from menshen.domains.screening.vocabulary import Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind

_EXAMPLE = "https://desk.example.cn/declare/AbCdEfGhIjKlMnOp/"

DECLARATION_POSTER = DocumentKind(
    code="screening.declaration_poster",
    title=Term("Poster for declarations", "自主申报二维码"),
    permission=Permission.DECLARATION_READ,
    template=Path(__file__).resolve().parents[1] / "templates" / "screening" / "declaration_poster.typ",
    number_pattern="{area}申报码〔{year}〕{number}号",
    fields={
        "community": DocumentField(Term("Community", "社区"), "铜都社区"),
        "place": DocumentField(Term("Where it is put up", "张贴范围"), "铜都社区"),
        "phone": DocumentField(Term("Whom to call instead", "也可拨打"), "100-5926-0001"),
        "url": DocumentField(Term("Address of the page", "网址"), _EXAMPLE),
        "host": DocumentField(Term("Server", "服务器"), "desk.example.cn"),
        "qr": DocumentField(
            Term("The code, as SVG", "二维码（SVG）"), segno.make(_EXAMPLE, error="m").svg_inline(border=2, scale=8)
        ),
        "kept": DocumentField(
            Term("How long answers are kept", "保存期限"),
            {"zh": "至核实处理后 30 天", "en": "until 30 days after a worker has dealt with it"},
        ),
    },
)
