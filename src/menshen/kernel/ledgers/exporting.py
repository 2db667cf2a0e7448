"""A ledger going out as a workbook: what the table shows, all pages of it, masked as on the screen."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.carrying import carried_cells, different
from menshen.kernel.ledgers.table import Question, cells_of, formatted, matching
from menshen.kernel.ledgers.workbook_out import write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

BATCH = 5_000
MARK = Term("Exported by", "导出人")


def export_rows(ledger: Ledger, viewer: Viewer, question: Question) -> Iterator[list[Any]]:
    """Formatted rows of all pages, read from the server in batches."""
    raw = cells_of(ledger, matching(ledger, viewer, question)).iterator(chunk_size=BATCH)
    while batch := [cells for _, *cells in islice(raw, BATCH)]:
        yield from formatted(ledger, viewer, batch)


def export(ledger: Ledger, viewer: Viewer, question: Question, path: Path, *, mark: str = "") -> int:
    """Write the workbook; the number of rows in it. Call inside `acting(viewer)`.

    A `mark` stands at the end of every row, so that a part of the list still tells who took it out.
    """
    titles = [str(column.title) for column in ledger.shown] + [str(MARK)] * bool(mark)
    rows = export_rows(ledger, viewer, question)
    if mark:
        rows = ([*row, mark] for row in rows)
    if not ledger.carried:
        return write_sheet(path, str(ledger.title), titles, rows)
    headings, carried = carried_cells(matching(ledger, viewer, question).values_list(ledger.carried, flat=True))
    joined = ([*cells, *row] for cells, row in zip(carried, rows, strict=True))
    return write_sheet(path, str(ledger.title), different([*headings, *titles]), joined)
