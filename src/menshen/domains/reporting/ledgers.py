"""Reports owed, and those to be chased."""

from __future__ import annotations

from menshen.domains.reporting.actions import issue_work_report, keep_work_form, submit_report
from menshen.domains.reporting.queries import chase_list, dues, work_forms, work_reports
from menshen.domains.reporting.vocabulary import Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import Ledger

_COLUMNS = (
    Column("area", Term("Unit", "填报单位"), CellKind.AREA, source="area_id", filter=True),
    Column("day", Term("Day", "日期"), CellKind.DATE, source="day", filter=True, sort=True),
    Column("cutoff_at", Term("Figures up to", "截止时间"), CellKind.DATETIME, source="cutoff_at"),
    Column("due_at", Term("Due", "应报时间"), CellKind.DATETIME, source="due_at", sort=True),
    Column("first_at", Term("Came in", "上报时间"), CellKind.DATETIME, source="first_at"),
    Column("nil", Term("Zero report", "零报告"), CellKind.BOOLEAN, source="nil"),
    Column("version", Term("Version", "版本"), CellKind.INTEGER, source="version"),
    Column("submitted_by", Term("Submitted by", "填报人"), CellKind.TEXT, source="submitted_by_name"),
    Column("signed_by", Term("Signed by", "审核签字"), CellKind.TEXT, source="signed_by_name"),
    Column("locked_at", Term("Locked", "锁定时间"), CellKind.DATETIME, source="locked_at"),
    Column("chased_at", Term("Last reminder", "最近催报"), CellKind.DATETIME, source="chased_at"),
)
_NEWEST_FIRST = ("-day", "area_id")

REPORTS = Ledger(
    "reporting.reports",
    Term("Reports", "日报台账"),
    Permission.REPORT_READ,
    dues,
    _COLUMNS,
    order=_NEWEST_FIRST,
    offers=(submit_report,),
)
CHASE_LIST = Ledger(
    "reporting.chase_list",
    Term("Missing reports", "催报清单"),
    Permission.REPORT_CHASE,
    chase_list,
    _COLUMNS,
    order=_NEWEST_FIRST,
)
_ISSUED = Column("issued_at", Term("Issued", "签发时间"), CellKind.DATETIME, source="issued_at", filter=True, sort=True)
_WITHDRAWN = Column("withdrawn_at", Term("Withdrawn", "停用时间"), CellKind.DATETIME, source="withdrawn_at")

WORK_REPORTS = Ledger(
    "reporting.work_reports",
    Term("Work reports issued", "已签发的工作情况报告"),
    Permission.REPORT_READ,
    work_reports,
    (
        Column("number", Term("Number", "文号"), CellKind.TEXT, source="number", search=True),
        Column("area", Term("Unit", "报告单位"), CellKind.AREA, source="area_id", filter=True),
        Column("first", Term("From", "起始日期"), CellKind.TEXT, source="data__first"),
        Column("last", Term("To", "截止日期"), CellKind.TEXT, source="data__last"),
        _ISSUED,
        Column("issued_by", Term("Issued by", "签发人"), CellKind.TEXT, source="issued_by__display_name"),
    ),
    order=("-issued_at", "-id"),
    offers=(issue_work_report,),
)
WORK_FORMS = Ledger(
    "reporting.work_forms",
    Term("Forms of work reports", "工作情况报告模板"),
    Permission.WORK_FORM_WRITE,
    work_forms,
    (
        Column("name", Term("Name", "模板名称"), CellKind.TEXT, source="name", search=True),
        Column("area", Term("For the area", "适用辖区"), CellKind.AREA, source="area_id", filter=True),
        Column("kept_at", Term("Uploaded", "上传时间"), CellKind.DATETIME, source="kept_at", filter=True, sort=True),
        Column("kept_by", Term("Uploaded by", "上传人"), CellKind.TEXT, source="kept_by__display_name"),
        _WITHDRAWN,
    ),
    order=("-kept_at", "-id"),
    offers=(keep_work_form,),
)
LEDGERS = (REPORTS, CHASE_LIST, WORK_REPORTS, WORK_FORMS)
