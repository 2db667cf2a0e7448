"""What the demonstration leaves in the out folder: daily sheets, the work report, notices and ledgers, as a street
leader gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.demo.days import DAYS
from menshen.demo.staff import LOG_INS
from menshen.demo.town import ACCEPTANCE, STREET
from menshen.domains.reporting.interface import (
    daily_sheet,
    work_report_docx,
    work_report_draft,
    work_report_pdf,
    work_sheet,
    write_daily_sheet,
)
from menshen.kernel.base.modules import find
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.ledgers.table import Question
from menshen.kernel.scope.models import Actor, Area
from menshen.kernel.scope.viewers import acting, viewer_of
from menshen.kernel.stewardship.exports import hand_out
from menshen.kernel.stewardship.vocabulary import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from menshen.kernel.scope.viewers import Viewer

LEDGERS = (
    "registry.residents",
    "screening.households",
    "screening.arrivals",
    "screening.departures",
    "quarantine.orders",
    "quarantine.health_checks",
    "quarantine.referrals",
    "reporting.reports",
)
NOTICES = {"quarantine.start_notice": "隔离告知书", "quarantine.release_notice": "解除告知书"}


def write_results(folder: Path, *, at: datetime) -> list[Path]:
    """Write everything; the files, in the order they were written."""
    folder.mkdir(parents=True, exist_ok=True)
    leader = next(one for one in LOG_INS if one.role == "street_leader")
    viewer = viewer_of(Actor.objects.get(username=leader.username), on=DAYS[-1])
    with acting(viewer):
        return [
            *_sheets(folder, at),
            *_work_report(folder, at),
            *_notices(folder),
            *_ledgers(folder, viewer, at),
        ]


def _sheets(folder: Path, at: datetime) -> Iterator[Path]:
    for area in Area.objects.filter(code__in=[STREET, *ACCEPTANCE]).order_by("code"):
        path = folder / f"日报_{DAYS[-1]}_{area.name}.xlsx"
        write_daily_sheet(daily_sheet(area, DAYS[-1], at=at), path)
        yield path


def _work_report(folder: Path, at: datetime) -> Iterator[Path]:
    """All the days of the town in one report of the street."""
    paper = work_report_draft(work_sheet(Area.objects.get(code=STREET), DAYS[0], DAYS[-1], at=at), at=at)
    for ending, write in (("docx", work_report_docx), ("pdf", work_report_pdf)):
        path = folder / f"工作情况报告_{DAYS[0]}_{DAYS[-1]}.{ending}"
        path.write_bytes(write(paper))
        yield path


def _notices(folder: Path) -> Iterator[Path]:
    for kind, name in NOTICES.items():
        for code in ACCEPTANCE:
            papers = list(Document.objects.within(code).filter(kind=kind).order_by("serial"))
            if papers:
                path = folder / f"{name}_{Area.objects.get(code=code).name}.pdf"
                path.write_bytes(render_pdf(papers))
                yield path


def _ledgers(folder: Path, viewer: Viewer, at: datetime) -> Iterator[Path]:
    for code in LEDGERS:
        ledger = find("ledgers", code)
        if ledger is not None and viewer.has(ledger.permission):
            path = folder / f"台账_{ledger.title.zh}.xlsx"
            hand_out(ledger, Question(), path, why=Reason.PAPER, by=viewer, at=at)
            yield path
