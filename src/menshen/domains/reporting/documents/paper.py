"""The daily report on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from menshen.domains.reporting.queries import GROUPS, notes_of
from menshen.domains.reporting.vocabulary import Permission, ReportState
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.declaration import DocumentField, DocumentKind
from menshen.kernel.documents.issuing import draft
from menshen.kernel.documents.rendering import render_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from menshen.domains.reporting.queries import Sheet
    from menshen.kernel.scope.models import Area

DAILY_REPORT = DocumentKind(
    code="reporting.daily_report",
    title=Term("Daily report", "疫情防控日报表"),
    permission=Permission.REPORT_READ,
    template=Path(__file__).parent.parent / "templates" / "reporting" / "daily_report.typ",
    number_pattern="{area}疫控日报〔{year}〕{number}号",
    issuer=None,
    fields={
        "unit": DocumentField(Term("Reporting unit", "填报单位"), "示范街道"),
        "day": DocumentField(Term("Day", "日期"), "2020-02-05"),
        "cutoff_at": DocumentField(Term("Figures up to", "截止时间"), "2020-02-05T18:00+08:00"),
        "submitted_at": DocumentField(Term("Handed in", "报送时间"), "2020-02-05T18:26+08:00"),
        "version": DocumentField(Term("Version", "版次"), 1),
        "columns": DocumentField(
            Term("The unit, then the units below it, each with its state", "填报单位及下级单位、报送状态"),
            [
                {"name": "示范街道", "state": "submitted", "at": None},
                {"name": "临江社区", "state": "submitted", "at": None},
                {"name": "铜都社区", "state": "late", "at": "2020-02-05T18:20+08:00"},
                {"name": "青山村", "state": "missing", "at": None},
            ],
        ),
        "groups": DocumentField(
            Term("Items with a value for each column; none is unknown", "项目及各列数值（空为未报）"),
            [
                {
                    "title": {"zh": "摸排", "en": "Screening"},
                    "items": [
                        {
                            "title": {"zh": "摸排户数（累计）", "en": "Households screened, cumulative"},
                            "unit": "户",
                            "values": [15549, 9623, 5926, None],
                        },
                        {
                            "title": {"zh": "未联系上户数", "en": "Households not reached"},
                            "unit": "户",
                            "values": [111, 0, 111, None],
                        },
                    ],
                },
                {
                    "title": {"zh": "居家隔离", "en": "Home quarantine"},
                    "items": [
                        {
                            "title": {"zh": "在管人数", "en": "In force"},
                            "unit": "人",
                            "values": [287, 287, 0, None],
                        },
                    ],
                },
            ],
        ),
        "notes": DocumentField(
            Term("Checks that fail, units a total lacks, remarks", "校核与说明"),
            [{"zh": "合计不含未报的青山村", "en": "The total lacks 青山村, which did not report"}],
        ),
        "prepared_by": DocumentField(Term("Prepared by", "填报人"), "周玥"),
        "reviewed_by": DocumentField(Term("Reviewed by", "审核人"), None),
        "signed_at": DocumentField(Term("Signed", "签发时间"), None, optional=True),
    },
)

_STATES: Mapping[ReportState | None, str] = {
    None: "none",
    ReportState.DUE: "due",
    ReportState.MISSING: "missing",
    ReportState.LATE: "late",
    ReportState.SUBMITTED_ZERO: "zero",
    ReportState.SUBMITTED_VALUES: "submitted",
}


def daily_report_data(sheet: Sheet) -> dict[str, Any]:
    """What the paper says: the unit's figures as handed in, or as they stand where nothing was, and its parts'."""
    handed_in = sheet.handed_in
    return {
        "unit": sheet.area.name,
        "day": sheet.span.day,
        "cutoff_at": sheet.cutoff_at,
        "submitted_at": handed_in.submitted_at if handed_in else None,
        "version": handed_in.version if handed_in else 1,
        "columns": [_column(sheet, area) for area in [sheet.area, *sheet.parts]],
        "groups": [
            {
                "title": group.title,
                "items": [
                    {
                        "title": group.heading(item),
                        "unit": item.indicator.unit.zh if item.indicator.unit else "",
                        "values": [
                            sheet.printed(item.code),
                            *(sheet.shown(part.code, item.code) for part in sheet.parts),
                        ],
                    }
                    for item in group.items
                ],
            }
            for group in GROUPS
        ],
        "notes": notes_of(sheet),
        "prepared_by": handed_in.submitted_by.display_name if handed_in else None,
        "reviewed_by": handed_in.signed_by.display_name if handed_in and handed_in.signed_by else None,
        "signed_at": handed_in.signed_at if handed_in else None,
    }


def _column(sheet: Sheet, area: Area) -> dict[str, Any]:
    standing = sheet.standings.get(area.code)
    first = standing.first if standing else None
    return {
        "name": area.name,
        "state": _STATES[sheet.states.get(area.code)],
        "at": first.submitted_at if first else None,
    }


def daily_report_pdf(sheet: Sheet, *, at: datetime) -> bytes:
    """The report on paper: the numbered one where the newest version is signed, else a draft of it as of `at`."""
    signed = sheet.handed_in and sheet.handed_in.signed_at and sheet.paper
    return render_pdf([signed or draft(DAILY_REPORT, daily_report_data(sheet), at=at)])
