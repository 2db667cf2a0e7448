"""Run as a program of its own: unpack one workbook into rows, under limits of memory, time and cells.

A workbook is a compressed tree of XML or a small file system, written by anybody. Whatever it does to its reader (one
cell in row 1 and one in the last column of the last row ask for 500 GB), it does it to this process and not to the
server. Rows go to the file whose descriptor is given, pickled in batches; what is where goes to standard output as
JSON, or `{"error": …}`.

    python unpack.py WORKBOOK DESCRIPTOR MEMORY_BYTES SECONDS CELLS
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
from pathlib import Path
from typing import IO, Any

BATCH = 1000
LARGEST_SPOOL = 2 << 30


class TooLargeError(Exception):
    """More cells than we read."""


def main(arguments: list[str]) -> None:
    path, descriptor, memory, seconds, cells = arguments
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_SPOOL, LARGEST_SPOOL))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(int(descriptor), "wb") as spool:
        answer = _answer(path, spool, int(cells))
    sys.stdout.write(json.dumps(answer))


def _answer(path: str, spool: IO[bytes], cells: int) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # after the limits are in force

    try:
        with Path(path).open("rb") as file:
            return {"sheets": _sheets(CalamineWorkbook.from_filelike(file), spool, cells)}
    except PasswordError:
        return {"error": "encrypted"}
    except (TooLargeError, MemoryError):
        return {"error": "too_large"}
    except (CalamineError, OSError, ValueError, OverflowError):
        return {"error": "damaged"}


def _sheets(workbook: Any, spool: IO[bytes], cells: int) -> list[dict[str, Any]]:
    sheets = []
    for meta in workbook.sheets_metadata:
        state = _state(meta)
        if state == "read":
            sheet = workbook.get_sheet_by_name(meta.name)
            cells -= sheet.height * sheet.width
            if cells < 0:
                raise TooLargeError
            sheets.append({"name": meta.name, "state": state, **_unpack(sheet, spool)})
        else:
            sheets.append({"name": meta.name, "state": state})
    return sheets


def _state(meta: Any) -> str:
    if str(meta.typ).rpartition(".")[2] != "WorkSheet":
        return "not_cells"
    return "read" if str(meta.visible).rpartition(".")[2] == "Visible" else "hidden"


def _unpack(sheet: Any, spool: IO[bytes]) -> dict[str, Any]:
    """Write the rows that are not empty with their numbers, then the vertical merges; say where."""
    start, rows, batch = spool.tell(), 0, []
    for number, row in enumerate(sheet.iter_rows(), 1):
        if row.count("") < len(row):
            batch.append((number, row))
            rows += 1
        if len(batch) == BATCH:
            pickle.dump(batch, spool, protocol=5)
            batch = []
    if batch:
        pickle.dump(batch, spool, protocol=5)
    merges = spool.tell()
    left = sheet.start[1] if sheet.start else 0
    # (first row, last row, column), the column counted as in the rows: from the first one that holds anything.
    vertical = [
        (top + 1, bottom + 1, column - left)
        for (top, column), (bottom, _) in sheet.merged_cell_ranges or ()
        if bottom > top and column >= left
    ]
    pickle.dump(vertical, spool, protocol=5)
    return {"rows": rows, "width": sheet.width, "start": start, "merges": merges}


if __name__ == "__main__":
    main(sys.argv[1:])
