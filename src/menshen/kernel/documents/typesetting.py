"""Turning templates and plain data into PDF with typst; knows nothing of the database.

Data goes in as JSON and is set as text, never as markup: a name may contain `#`, `*` or `$`. It stands in the source
as one quoted text, and not in `sys.inputs`: when those change, typst reads and evaluates every template anew. Pages are
PDF/A, which makes typst say when no font has a character; that character prints as 〓, the printer's mark for a sort
that is not in the case, and the page is marked, so that its template can ask to write the character in by hand.

As a program (`python -m menshen.kernel.documents.typesetting`) it reads one job as JSON and writes the file: typst
keeps the layout of what it set lately, over 1 MB a document, and only the end of a process gives that back.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).resolve().parent / "fonts"  # filled by the front-end build
GETA = "〓"
SET_HERE = 10  # documents up to which no process of its own is worth its start
TIME_LIMIT = 300  # seconds for one job in a process of its own

# Families that can set a Chinese paper, the ones that come with the platform first.
_SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "SimSun")
_SANS = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "SimHei")
# What GB/T 9704 asks for, where an office has bought it: 仿宋 for text, 小标宋 for titles, 楷体 for second headings.
_BODY = ("FangSong_GB2312", "FangSong", "STFangsong")
_TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05")
_KAI = ("KaiTi_GB2312", "KaiTi", "STKaiti")

_UNSETTABLE = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_STEERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_ATTEMPTS = 4
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the time of every file in a zip: the same papers make the same file


def fonts_available() -> list[str]:
    """The Chinese families that papers can be set in, best first; empty on a machine that can make none."""
    held = set(_fonts().families())
    return [family for family in (*_SERIF, *_SANS) if family in held]


def typeset(main: str, pages: list[dict[str, Any]], *, timestamp: int) -> bytes:
    """The PDF that the typst source `main` makes of `pages`, which it finds as `documents`; `timestamp` in seconds.

    PDF/A-2u, the same bytes for the same input. RuntimeError: the templates do not compile.
    """
    if len(pages) <= SET_HERE:
        return _compile(_compiler(), main, pages, timestamp)
    return _elsewhere({"main": main, "pages": pages, "timestamp": timestamp})


def typeset_each(main: str, pages: list[dict[str, Any]], names: list[str], *, timestamp: int) -> bytes:
    """A zip file with a PDF of its own for each of `pages`, under the names given; all processors set at once."""
    return _elsewhere({"main": main, "pages": pages, "timestamp": timestamp, "names": names})


def _elsewhere(job: dict[str, Any]) -> bytes:
    """Do a job in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "menshen.kernel.documents.typesetting"],
        input=json.dumps(job).encode(),
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout


def _zipped(job: dict[str, Any]) -> bytes:
    """Each page for itself. PDFs are compressed already and are only stored."""
    _fonts(), _families()  # searched once, before several threads ask at once
    pages, threads = job["pages"], os.cpu_count() or 1
    share = -(-len(pages) // threads)
    with ThreadPoolExecutor(threads) as pool:
        shares = pool.map(lambda first: _set_each(job, pages[first : first + share]), range(0, len(pages), share))
        made = [pdf for pdfs in shares for pdf in pdfs]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, pdf in zip(job["names"], made, strict=True):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), pdf)
    return held.getvalue()


def _set_each(job: dict[str, Any], pages: list[dict[str, Any]]) -> list[bytes]:
    """Pages for themselves, one after another by one compiler: it holds the templates evaluated."""
    compiler = _compiler()
    return [_compile(compiler, job["main"], [page], job["timestamp"]) for page in pages]


def _compiler() -> typst.Compiler:
    """For one thread."""
    return typst.Compiler(root=PACKAGE, font_paths=_fonts(), sys_inputs={"fonts": _families()})


def _compile(compiler: typst.Compiler, main: str, pages: list[dict[str, Any]], timestamp: int) -> bytes:
    pages = [settable(page) for page in pages]
    for _ in range(_ATTEMPTS):
        source = f"#let documents = json(bytes({_quoted(json.dumps(pages, ensure_ascii=False))}))\n{main}"
        try:
            made: bytes = compiler.compile(  # type: ignore[assignment]  # a list only where pages become images
                source.encode(), format="pdf", pdf_standards="a-2u", timestamp=timestamp
            )
            return made
        except typst.TypstError as error:
            missing = {char for text in _UNSETTABLE.findall(error.diagnostic) for char in _ESCAPED.sub(_char, text)}
            if not missing:
                raise
            pages = [_without(page, missing) for page in pages]
    raise RuntimeError(f"no font sets these even in the templates: {sorted(missing)}")


def _quoted(text: str) -> str:
    """The text as typst writes one down; only two characters mean something in it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def settable(value: Any) -> Any:
    """The value without characters that steer and do not print: they could hide or turn round what is printed."""
    if isinstance(value, str):
        return "".join(char for char in value if char == "\n" or not _steers(char))
    if isinstance(value, dict):
        return {key: settable(each) for key, each in value.items()}
    return [settable(each) for each in value] if isinstance(value, list) else value


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or unicodedata.bidirectional(char) in _STEERING


def _without(page: dict[str, Any], missing: set[str]) -> dict[str, Any]:
    """The page with 〓 in place of the characters that no font has, and marked if there were any."""
    table = str.maketrans(dict.fromkeys(missing, GETA))

    def replaced(value: Any) -> Any:
        if isinstance(value, str):
            return value.translate(table)
        if isinstance(value, dict):
            return {key: replaced(each) for key, each in value.items()}
        return [replaced(each) for each in value] if isinstance(value, list) else value

    clean = replaced(page)
    return page if clean == page else {**clean, "unsettable": True}


def _char(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our fonts and the machine's, searched once in a process."""
    return typst.Fonts(font_paths=[FONTS] if FONTS.is_dir() else [])


@lru_cache(maxsize=1)
def _families() -> str:
    """The families for each use as JSON, only those that are here: typst warns of others."""
    held = set(_fonts().families())
    uses = {
        "body": (*_BODY, *_SERIF, *_SANS),
        "title": (*_TITLE, *_SERIF, *_SANS),
        "kai": (*_KAI, *_SERIF, *_SANS),
        "sans": (*_SANS, *_SERIF),
        "serif": (*_SERIF, *_SANS),
    }
    return json.dumps({use: [family for family in families if family in held] for use, families in uses.items()})


if __name__ == "__main__":
    job = json.load(sys.stdin.buffer)
    made = _zipped(job) if "names" in job else _compile(_compiler(), job["main"], job["pages"], job["timestamp"])
    sys.stdout.buffer.write(made)
