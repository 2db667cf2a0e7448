"""Opening what somebody sent: an Excel workbook, an .ods, a .csv, or something that only has the name of one.

Everything that cannot be read is refused with a sentence; nothing of the file is left on the disk, for rows of a
workbook wait in a nameless temporary file.
"""

from __future__ import annotations

import codecs
import csv
import json
import pickle
import re
import signal
import subprocess
import sys
import tempfile
import weakref
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

from menshen.kernel.base.problems import Refused
from menshen.kernel.ledgers.vocabulary import FileProblem, SheetSkip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from menshen.kernel.ledgers.parsed import Cell

_UNPACK = Path(__file__).with_name("unpack.py")
_MEBIBYTE = 1 << 20
_HEAD = 4096
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM, _BOOK_STREAMS = "WordDocument".encode("utf-16-le"), ("Workbook", "Book")
_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
}
_WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<body", b"<!--")
# How the unpacking ends that ran into a limit: aborted for want of memory, out of its time, killed by the system.
_OUT_OF_BOUNDS = (-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ)
_NO_ROOM = re.compile(rb"capacity overflow|memory allocation|MemoryError")
_DELIMITERS = ",\t;|"
_SNIFFED_LINES = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read. `memory` and `seconds` are those of the process that unpacks a workbook."""

    file_bytes: int = 64 * _MEBIBYTE
    unpacked_bytes: int = 1024 * _MEBIBYTE
    rows: int = 500_000
    cells: int = 20_000_000
    memory: int = 2048 * _MEBIBYTE
    seconds: int = 120


class RawRow(NamedTuple):
    """One row that is not empty, as it stands: `number` is the one that Excel shows."""

    sheet: str
    number: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: why it is not read (`skip`), or where its rows are. `merges`: column → (first, last row) of each."""

    name: str
    skip: SheetSkip | None = None
    rows: int = 0
    width: int = 0
    start: int = 0
    merges: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


class Source(Protocol):
    """A file as sheets of rows, to be read as often as one likes."""

    @property
    def sheets(self) -> list[RawSheet]: ...

    def rows(self, sheet: RawSheet) -> Iterator[RawRow]: ...

    def close(self) -> None: ...


def open_source(path: Path, limits: Limits | None = None, name: str = "") -> Source:
    """The sheets of the file; Refused with a `FileProblem` where there are none to be had.

    `name` is what it was called by who sent it: the one sheet of a text file is called so.
    """
    limits = limits or Limits()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise Refused(FileProblem.NOT_THERE, status=422, name=path.name) from error
    if size == 0:
        raise Refused(FileProblem.EMPTY, status=422)
    if size > limits.file_bytes:
        raise _too_large(size, limits.file_bytes)
    if head.startswith(_ZIP):
        _check_zip(path, limits)
        return Workbook(path, limits)
    if head.startswith(_OLE):
        _check_ole(path)
        return Workbook(path, limits)
    for magic, kind in _KINDS.items():
        if head.startswith(magic):
            raise _not_a_workbook(kind)
    text = head.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if text.startswith(_WEB_PAGES):
        raise Refused(FileProblem.WEB_PAGE, status=422)
    return TextTable(path, limits, name or path.name)


def _too_large(size: int, limit: int) -> Refused:
    return Refused(FileProblem.TOO_LARGE, status=422, size=-(-size // _MEBIBYTE), limit=limit // _MEBIBYTE)


def _too_many(limits: Limits) -> Refused:
    return Refused(FileProblem.TOO_MANY_CELLS, status=422, rows=limits.rows, cells=limits.cells)


def _not_a_workbook(kind: str) -> Refused:
    return Refused(FileProblem.NOT_A_WORKBOOK, status=422, kind=kind)


def _check_zip(path: Path, limits: Limits) -> None:
    """Tell documents and archives from workbooks, and refuse what says of itself that it is too large.

    What lies about its size meets the limits of the process that unpacks it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(FileProblem.DAMAGED, status=422) from error
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise _not_a_workbook("Word" if "word/document.xml" in names else "PowerPoint")
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        raise _not_a_workbook("ZIP")
    if unpacked > limits.unpacked_bytes:
        raise _too_large(unpacked, limits.unpacked_bytes)


def _check_ole(path: Path) -> None:
    content = path.read_bytes()
    if _ENCRYPTED_STREAM in content:
        raise Refused(FileProblem.ENCRYPTED, status=422)
    if _WORD_STREAM in content and not any(name.encode("utf-16-le") in content for name in _BOOK_STREAMS):
        raise _not_a_workbook("Word")


class Workbook:
    """An .xlsx, .xlsb, .xls or .ods, unpacked by a process of its own into a file without a name."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115  closed by `close`, or with the last who reads it
        self._closed = weakref.finalize(self, self._spool.close)
        try:
            self.sheets = [_sheet(found, self._spool) for found in _unpacked(path, self._spool, limits)]
            if sum(sheet.rows for sheet in self.sheets) > limits.rows:
                raise _too_many(limits)
        except BaseException:
            self.close()
            raise

    def rows(self, sheet: RawSheet) -> Iterator[RawRow]:
        left, place, name = sheet.rows, sheet.start, sheet.name
        while left:
            self._spool.seek(place)
            batch = pickle.load(self._spool)  # noqa: S301  written by our own process
            place = self._spool.tell()
            left -= len(batch)
            for number, cells in batch:
                yield RawRow(name, number, cells)

    def close(self) -> None:
        self._closed()


def _sheet(found: dict[str, Any], spool: IO[bytes]) -> RawSheet:
    name = found["name"].replace("\0", "")  # which no text of a database can hold
    if found["state"] != "read":
        return RawSheet(name, SheetSkip(found["state"]))
    if not found["rows"]:
        return RawSheet(name, SheetSkip.EMPTY)
    spool.seek(found["merges"])
    merges: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for first, last, column in sorted(pickle.load(spool)):  # noqa: S301  written by our own process
        merges[column].append((first, last))
    return RawSheet(name, None, found["rows"], found["width"], found["start"], dict(merges))


def _unpacked(path: Path, spool: IO[bytes], limits: Limits) -> list[dict[str, Any]]:
    """Where the rows of each sheet begin in `spool`."""
    descriptor = spool.fileno()
    numbers = (descriptor, limits.memory, limits.seconds, limits.cells)
    program = [sys.executable, str(_UNPACK), str(path), *map(str, numbers)]
    try:
        done = subprocess.run(
            program,
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_many(limits) from error
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 and done.stdout else {}
    if "sheets" in answer:
        sheets: list[dict[str, Any]] = answer["sheets"]
        return sheets
    if answer.get("error") == "encrypted":
        raise Refused(FileProblem.ENCRYPTED, status=422)
    if answer.get("error") == "too_large" or done.returncode in _OUT_OF_BOUNDS or _NO_ROOM.search(done.stderr):
        raise _too_many(limits)
    raise Refused(FileProblem.DAMAGED, status=422)


class TextTable:
    """A .csv or the like: UTF-8, GB 18030 or UTF-16; comma, tab, semicolon or bar between the cells."""

    def __init__(self, path: Path, limits: Limits, name: str) -> None:
        self._path = path
        self._limits = limits
        self._encoding = _encoding(path)
        with path.open(encoding=self._encoding, newline="") as file:
            lines = [line for line, _ in zip(file, range(_SNIFFED_LINES), strict=False)]
        self._delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))
        title = Path(name).stem.replace("\0", "").encode(errors="replace").decode()
        widths = [len(row.cells) for row in self.rows(RawSheet(title))]
        self.sheets = [RawSheet(title, None if widths else SheetSkip.EMPTY, len(widths), max(widths, default=0))]

    def rows(self, sheet: RawSheet) -> Iterator[RawRow]:
        cells_left, count = self._limits.cells, 0
        with self._path.open(encoding=self._encoding, newline="") as file:
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=self._delimiter), 1):
                    if not any(cells):
                        continue
                    count += 1
                    cells_left -= len(cells)
                    if count > self._limits.rows or cells_left < 0:
                        raise _too_many(self._limits)
                    yield RawRow(sheet.name, number, list(cells))
            except csv.Error as error:
                raise Refused(FileProblem.DAMAGED, status=422) from error

    def close(self) -> None:
        """Nothing stays open between two readings."""


def _encoding(path: Path) -> str:
    """The first encoding that the whole file is written in."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\0" in head:
        raise _not_a_workbook("?")
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while text := file.read(_MEBIBYTE):
                    if "\0" in text:
                        raise _not_a_workbook("?")
        except UnicodeError:
            continue
        return encoding
    raise _not_a_workbook("?")
