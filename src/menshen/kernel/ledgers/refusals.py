"""The workbook that goes back: the refused rows as they were sent, with the reasons beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.ledgers.importing import read_sent
from menshen.kernel.ledgers.vocabulary import RowVerdict
from menshen.kernel.ledgers.workbook_out import RowResult, write_results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.ledgers.models import Refusal


def write_refusals(
    ledger: Ledger, sent: Path, back: Path, refusals: Sequence[Refusal], *, area: str, day: date, name: str = ""
) -> int:
    """Write the rows of `sent` that were refused; the number of rows. Mended, the workbook can be sent in as it is."""
    table = read_sent(ledger, sent, area=area, day=day, name=name)
    results = {(one.sheet, one.row): RowResult(RowVerdict.REFUSED, str(one.reason)) for one in refusals}
    try:
        return write_results(table, back, results, refused_only=True)
    finally:
        table.close()
