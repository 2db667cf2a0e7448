"""The work report on the screen: choose an area and days, read it, take it away in Word or on paper, issue it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.urls import reverse

from menshen.domains.reporting.interface import (
    check_period,
    form_of,
    shipped_form,
    work_form,
    work_report_docx,
    work_report_draft,
    work_report_pdf,
    work_reports,
    work_sheet,
)
from menshen.domains.reporting.vocabulary import Permission
from menshen.gateway.desk.ledgers import day_from
from menshen.gateway.desk.links import action_url, source_url
from menshen.gateway.desk.parts import Badge, Field, Link, Todo
from menshen.gateway.desk.reports import area_asked
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from menshen.kernel.documents.models import Document
    from menshen.kernel.scope.models import Area
    from menshen.kernel.scope.viewers import Viewer

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = Term("Work report", "工作情况报告")
A_WEEK = timedelta(days=6)
SHOWN = 12
LANGUAGES = ("zh", "en")


@desk_page
def work_report(request: HttpRequest) -> HttpResponse:
    """The report of an area over some days; `format=docx` or `format=pdf` gives the file, `language=en` in English."""
    viewer, now = viewer_of(request), clock.now()
    area = area_asked(request, viewer)
    last = day_from(request.GET.get("to", ""))
    first = day_from(request.GET["from"]) if request.GET.get("from") else last - A_WEEK
    try:
        check_period(first, last, at=now)
    except Refused as refused:
        return _page(request, area, first, last, wrong=refused)
    form = work_form(area.code)
    paper = work_report_draft(work_sheet(area, first, last, at=now), template=form.pk if form else None, at=now)
    wanted = request.GET.get("format", "")
    if wanted in ("docx", "pdf"):
        return _file(request, paper, wanted, f"{area.name}_{TITLE.zh}_{first}_{last}")
    return _page(request, area, first, last, paper=paper, own_form=form.name if form else "")


@desk_page
def issued_work_report(request: HttpRequest, number: int) -> HttpResponse:
    """A report that was issued, as it was, in Word or as PDF."""
    viewer = viewer_of(request)
    paper = work_reports(viewer).filter(pk=number).first()
    if paper is None or not viewer.may(Permission.REPORT_READ, paper.area_id):
        raise not_found()
    wanted = "pdf" if request.GET.get("format") == "pdf" else "docx"
    return _file(request, paper, wanted, paper.number)


@desk_page
def work_report_form(request: HttpRequest) -> HttpResponse:
    """The Word form to begin with: the one that comes with the platform."""
    if not viewer_of(request).has(Permission.REPORT_READ):
        raise not_found()
    return _attached(shipped_form(_language(request)), DOCX, "工作情况报告模板.docx")


def _language(request: HttpRequest) -> str:
    """The paper is Chinese whatever the reader's language, unless English is asked for."""
    return "en" if request.GET.get("language") == "en" else "zh"


def _file(request: HttpRequest, paper: Document, wanted: str, name: str) -> HttpResponse:
    spoken = _language(request)
    if wanted == "pdf":
        return _attached(work_report_pdf(paper, language=spoken), "application/pdf", f"{name}.pdf")
    form = form_of(paper) if spoken == "zh" else None  # the forms of offices are Chinese
    content = work_report_docx(
        paper,
        form=bytes(form.content) if form else None,
        asked=form.places if form else (),
        language=spoken,
        link=lambda source: request.build_absolute_uri(source_url(source)) if source_url(source) else "",
    )
    return _attached(content, DOCX, f"{name}.docx")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    plain = f"work-report.{name.rpartition('.')[2]}"
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return answer


def _page(
    request: HttpRequest,
    area: Area,
    first: date,
    last: date,
    *,
    paper: Document | None = None,
    own_form: str = "",
    wrong: Refused | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    days = {"from": first.isoformat(), "to": last.isoformat()}
    here = f"{reverse('desk:work_report')}?{urlencode({'area': area.code} | days)}"
    return draw(
        request,
        "desk/work_report.html",
        Term(f"{TITLE.en} · {area}", f"{TITLE.zh} · {area.name}"),
        status=422 if wrong else 200,
        crumbs=[Link(Term("Daily report", "日报"), f"{reverse('desk:report')}?area={area.code}")],
        links=_links(viewer, area, first, last, here) if paper else [],
        url=reverse("desk:work_report"),
        fields=_fields(area, days, wrong),
        sections=_sections(paper) if paper else [],
        sources=_sources(paper) if paper else [],
        as_of=paper.issued_at if paper else None,
        own_form=own_form,
        form_links=_form_links(viewer),
        issued=_issued(viewer, area),
        may_issue=viewer.may(Permission.WORK_REPORT_ISSUE, area.code),
    )


def _fields(area: Area, days: Mapping[str, str], wrong: Refused | None) -> list[Field]:
    def error(field: str) -> Term | str:
        return wrong.term if wrong and wrong.field == field else ""

    return [
        Field("area", Term("Area", "报告单位"), "lookup", value=area.code, required=True, shown=str(area),
              lookup_url=reverse("desk:lookup_area")),
        Field("from", Term("From", "起始日期"), "date", value=days["from"], required=True, error=error("first_on")),
        Field("to", Term("To", "截止日期"), "date", value=days["to"], required=True, error=error("last_on")),
    ]  # fmt: skip


def _links(viewer: Viewer, area: Area, first: date, last: date, here: str) -> list[Link]:
    links = [
        Link(Term("Word", "Word 文档"), f"{here}&format=docx", "download"),
        Link(Term("PDF", "PDF"), f"{here}&format=pdf", "file-text"),
    ]
    if language() == "en":
        links.append(Link(Term("Word in English", "英文 Word"), f"{here}&format=docx&language=en", "download"))
    if viewer.may(Permission.WORK_REPORT_ISSUE, area.code):
        url = action_url("reporting.issue_work_report", area=area.code, first_on=first, last_on=last)
        links.append(Link(Term("Number and issue", "编号签发"), url, "send", primary=True))
    return links


def _sections(paper: Document) -> list[dict[str, Any]]:
    return [
        {"title": _said(section["title"]), "items": [(_said(i["heading"]), _said(i["text"])) for i in section["items"]]}
        for section in paper.data["sections"]
    ]


def _sources(paper: Document) -> list[dict[str, Any]]:
    return [
        {
            "title": _said(source["title"]),
            "when": _said(source["when"]),
            "value": source["value"],
            "area": _said(source["area"]),
            "days": " – ".join(dict.fromkeys((source["first"], source["last"]))),
            "filled_to": source["filled_at"][:16].replace("T", " "),
            "url": source_url(source),
        }
        for source in paper.data["sources"]
    ]


def _said(value: Mapping[str, str]) -> Term:
    return Term(value["en"], value["zh"])


def _form_links(viewer: Viewer) -> list[Link]:
    links = [Link(Term("Download the form", "下载模板"), reverse("desk:work_report_form"), "download")]
    if viewer.has(Permission.WORK_FORM_WRITE):
        links.append(Link(Term("Use our own", "上传本单位模板"), action_url("reporting.keep_work_form"), "upload"))
    return links


def _issued(viewer: Viewer, area: Area) -> list[Todo]:
    """The latest reports of the area that were issued."""
    papers = work_reports(viewer).filter(area_id=area.code).order_by("-pk")[:SHOWN]
    return [
        Todo(
            paper.number,
            reverse("desk:issued_work_report", args=[paper.pk]),
            f"{paper.data['first']} – {paper.data['last']}",
            Badge(Term("Withdrawn", "已撤回"), "plain") if paper.withdrawn_at else None,
        )
        for paper in papers
    ]
