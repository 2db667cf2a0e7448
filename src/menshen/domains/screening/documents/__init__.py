"""The papers of screening."""

from __future__ import annotations

from menshen.domains.screening.documents.certificate import COMMITMENT_LETTER, HEALTH_CERTIFICATE
from menshen.domains.screening.documents.notice import HOUSEHOLD_NOTICE
from menshen.domains.screening.documents.poster import DECLARATION_POSTER

DOCUMENTS = (HOUSEHOLD_NOTICE, DECLARATION_POSTER, HEALTH_CERTIFICATE, COMMITMENT_LETTER)

__all__ = ["COMMITMENT_LETTER", "DECLARATION_POSTER", "DOCUMENTS", "HEALTH_CERTIFICATE", "HOUSEHOLD_NOTICE"]
