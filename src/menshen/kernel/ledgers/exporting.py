"""A ledger going out as a workbook: what the table shows, all pages of it, masked as on the screen."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from menshen.kernel.ledgers.table import Question, cells_of, formatted, matching
from menshen.kernel.ledgers.workbook_out import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

BATCH = 5_000


def export_rows(ledger: Ledger, viewer: Viewer, question: Question) -> Iterator[list[Any]]:
    """Formatted rows of all pages, read from the server in batches."""
    raw = cells_of(ledger, matching(ledger, viewer, question)).iterator(chunk_size=BATCH)
    while batch := [cells for _, *cells in islice(raw, BATCH)]:
        yield from formatted(ledger, viewer, batch)


def export(ledger: Ledger, viewer: Viewer, question: Question, path: Path) -> int:
    """Write the workbook; the number of rows in it. Call inside `acting(viewer)`."""
    titles = [str(column.title) for column in ledger.shown]
    return write_sheet(path, str(ledger.title), titles, export_rows(ledger, viewer, question))
