"""Cells that came in with somebody else's sheet and go back in it: the same headings in the same order.

Whoever sent the sheet has the numbers of the people on it; they do not travel a second time, so they go back masked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from menshen.kernel.base.folding import fold
from menshen.kernel.base.idnumbers import id_flaw
from menshen.kernel.privacy.masking import mask_id, mask_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def written_down(cells: Iterable[tuple[str, str]]) -> str:
    """Headings and cells as one text to be kept; nothing for nothing."""
    kept = [list(cell) for cell in cells]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def carried_cells(texts: Iterable[str]) -> tuple[list[str], list[list[str]]]:
    """All headings that occur, in the order in which they first do, and the cells of each row under them."""
    rows = [_numbered(json.loads(text) if text else []) for text in texts]
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return headings, [[masked(row.get(heading, "")) for heading in headings] for row in rows]


def _numbered(cells: Iterable[Sequence[str]]) -> dict[str, str]:
    """By heading; one that comes again in a sheet is numbered."""
    found: dict[str, str] = {}
    for heading, cell in cells:
        name, number = heading or "-", 1
        while name in found:
            number += 1
            name = f"{heading or '-'} ({number})"
        found[name] = cell
    return found


def masked(cell: str) -> str:
    """The cell with whatever looks like an identity number or a phone masked; any other as it came."""
    text = fold(cell)
    if id_flaw(text.upper().replace(" ", "")) is None:
        return mask_id(text.upper().replace(" ", ""))
    hidden = mask_numbers(text)
    return cell if hidden == text else hidden


def different(titles: Iterable[str]) -> list[str]:
    """The titles; one that was there before is numbered."""
    seen: set[str] = set()
    chosen = []
    for title in titles:
        name, number = title, 1
        while name.casefold() in seen:
            number += 1
            name = f"{title} ({number})"
        seen.add(name.casefold())
        chosen.append(name)
    return chosen
