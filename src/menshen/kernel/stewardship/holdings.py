"""From when on what the platform itself keeps is needed no longer."""

from __future__ import annotations

from django.db.models import F

from menshen.kernel.approvals.models import Request
from menshen.kernel.documents.models import Document
from menshen.kernel.ledgers.models import ImportRun
from menshen.kernel.privacy.holdings import Holding
from menshen.kernel.privacy.marks import Keep
from menshen.kernel.stewardship.records import DataRequest
from menshen.kernel.tasks.models import Task

HOLDINGS = (
    Holding(Task, Keep.EPISODE, F("closed_at")),
    Holding(ImportRun, Keep.EVENT, F("finished_at"), emptied={"file_name": "", "refusals": []}),
    Holding(DataRequest, Keep.RECORD, F("decided_at"), binds=True),
    Holding(Request, Keep.RECORD, F("closed_at")),
    Holding(Document, Keep.RECORD, F("issued_at")),
)
