"""The work report (工作情况报告) as a numbered document: its data, and the paper in PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from menshen.domains.reporting.queries import WORK_REPORT_CODE
from menshen.domains.reporting.vocabulary import Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind
from menshen.kernel.documents.issuing import draft
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.domains.reporting.queries import Source, WorkSheet
    from menshen.kernel.scope.models import Area

SECTIONS = {
    "situation": Term("Situation", "基本情况"),
    "measures": Term("Measures taken", "主要措施"),
    "problems": Term("Problems", "存在问题"),
    "next_steps": Term("Next steps", "下一步工作"),
}
_STREET = {"zh": "示范街道", "en": "Shifan Street"}

WORK_REPORT = DocumentKind(
    code=WORK_REPORT_CODE,
    title=Term("Work report", "工作情况报告"),
    permission=Permission.REPORT_READ,
    template=Path(__file__).parent.parent / "templates" / "work_report" / "work_report.typ",
    number_pattern="{area}疫控报〔{year}〕{number}号",
    issuer=None,
    fields={
        "language": DocumentField(Term("Language", "语言"), "zh"),
        "unit": DocumentField(Term("Area of the report", "报告单位"), _STREET),
        "above": DocumentField(Term("Who it is addressed to", "主送机关"), {"zh": "示范区", "en": "Shifan District"}),
        "first": DocumentField(Term("First day", "起始日期"), "2020-01-23"),
        "last": DocumentField(Term("Last day", "截止日期"), "2020-02-05"),
        "cutoff_at": DocumentField(Term("Figures up to", "统计截止"), "2020-02-05T18:00+08:00"),
        "as_of": DocumentField(Term("Recorded until", "数据截至"), "2020-02-05T19:30+08:00"),
        "sections": DocumentField(
            Term("Sections with their paragraphs", "各部分内容"),
            [
                {
                    "code": "situation",
                    "title": {"zh": "基本情况", "en": "Situation"},
                    "items": [
                        {
                            "code": "coverage",
                            "heading": {"zh": "摸底排查", "en": "Screening"},
                            "text": {
                                "zh": "应排查5926户，已排查5815户，占98.1%，尚有111户未联系上。",
                                "en": "5,926 households to be asked; 5,815 (98.1%) were, 111 could not be reached yet.",
                            },
                        }
                    ],
                }
            ],
        ),
        "sources": DocumentField(
            Term("Where each figure comes from", "数据来源"),
            [
                {
                    "title": {"zh": "尚未联系上户数", "en": "Not reached yet"},
                    "value": 111,
                    "code": "screening.not_reached",
                    "area": _STREET,
                    "area_code": "990101001",
                    "when": {"zh": "期末", "en": "End of the period"},
                    "first": "2020-02-05",
                    "last": "2020-02-05",
                    "cutoff_hour": 18,
                    "filled_at": "2020-02-05T19:30+08:00",
                }
            ],
        ),
        "figures": DocumentField(
            Term("Figures that the form of an office may ask for", "可供模板引用的数据"),
            {
                "screening.not_reached": {
                    "now": 111,
                    "before": None,
                    "title": {"zh": "尚未联系上户数", "en": "Not reached"},
                }
            },
        ),
        "template": DocumentField(Term("Form of the office, by number", "所用模板"), None),
    },
)


def work_report_data(sheet: WorkSheet, *, template: int | None = None) -> dict[str, Any]:
    """What the report says, in both languages, with everything that its figures come from."""
    return {
        "language": "zh",
        "unit": _name(sheet.area),
        "above": _name(sheet.above) if sheet.above else None,
        "first": sheet.first,
        "last": sheet.last,
        "cutoff_at": sheet.cutoff_at,
        "as_of": sheet.at,
        "sections": [
            {
                "code": code,
                "title": SECTIONS[code],
                "items": [{"code": said.code, "heading": said.heading, "text": said.text} for said in section],
            }
            for code, section in sheet.report.sections.items()
        ],
        "sources": [_source(source) for source in sheet.sources],
        "figures": {
            code: {"now": value, "before": sheet.facts.before.get(code), "title": sheet.facts.titles[code]}
            for code, value in sheet.facts.now.items()
        },
        "template": template,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "value": source.use.value,
        "code": source.use.code,
        "area": _name(source.area),
        "area_code": source.area.code,
        "when": source.use.when.term,
        "first": source.first,
        "last": source.last,
        "cutoff_hour": source.cutoff_hour,
        "filled_at": source.filled_at,
    }


def _name(area: Area) -> Term:
    return Term(area.english or area.name, area.name)


def work_report_draft(sheet: WorkSheet, *, template: int | None = None, at: datetime) -> Document:
    """The report as it would be issued now, without a number and not kept."""
    return draft(WORK_REPORT, work_report_data(sheet, template=template), at=at)


def spoken(paper: Document, language: str) -> Document:
    """The same paper in the other language; the Chinese one is the official text."""
    names = [column.attname for column in Document._meta.concrete_fields]
    values = {name: getattr(paper, name) for name in names}
    return Document(**(values | {"data": {**paper.data, "language": language}}))


def work_report_pdf(paper: Document, *, language: str = "zh") -> bytes:
    return render_pdf([spoken(paper, language)])
