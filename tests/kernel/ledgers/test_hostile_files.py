"""Files that are not what they say, or mean harm: each is refused with a sentence, in seconds, within its limits."""

import io
import re
import resource
import subprocess
import sys
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menshen.kernel.base.problems import Refused
from menshen.kernel.ledgers.files import Limits, open_source
from menshen.kernel.ledgers.vocabulary import FileProblem
from menshen.kernel.ledgers.workbook_in import read_table

DAY = date(2020, 2, 5)
_ENTITY = b'<c r="A2" t="inlineStr"><is><t>&boom;</t></is></c>'


def refusal(path, limits=None):
    with pytest.raises(Refused) as refused:
        open_source(path, limits)
    assert refused.value.status == 422
    assert refused.value.term.zh
    return refused.value


def small_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["张三", "10012345678"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def tampered(path, change, *, compress=zipfile.ZIP_DEFLATED):
    """A workbook whose sheet `change` has been at."""
    with zipfile.ZipFile(io.BytesIO(small_workbook())) as before, zipfile.ZipFile(path, "w", compress) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == "xl/worksheets/sheet1.xml" else content)
    return path


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"%PDF-1.7 ...", FileProblem.NOT_A_WORKBOOK),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), FileProblem.NOT_A_WORKBOOK),
        (b"Rar!\x1a\x07\x01\x00", FileProblem.NOT_A_WORKBOOK),
        (b"MZ\x90\x00\x03\x00" + bytes(200), FileProblem.NOT_A_WORKBOOK),
        (bytes(range(256)) * 10, FileProblem.NOT_A_WORKBOOK),
        (b"\xff\xfe\x00\xd8\x00\xd8", FileProblem.NOT_A_WORKBOOK),
        (b"\x80\x81\xff\xff\xff", FileProblem.NOT_A_WORKBOOK),
        (b"a" * 5000 + b"\0" * 10, FileProblem.NOT_A_WORKBOOK),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode("gb18030"), FileProblem.WEB_PAGE),
        (b"\xef\xbb\xbf\r\n  <!DOCTYPE html><table>", FileProblem.WEB_PAGE),
        ("<html><table>".encode("utf-16"), FileProblem.WEB_PAGE),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', FileProblem.WEB_PAGE),
        (b"PK\x03\x04", FileProblem.DAMAGED),
        (b"PK\x03\x04" + bytes(500), FileProblem.DAMAGED),
        (small_workbook()[:2000], FileProblem.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), FileProblem.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FileProblem.ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), FileProblem.NOT_A_WORKBOOK),
        (b'"' + b"a" * 200_000, FileProblem.DAMAGED),
    ],
    ids=lambda given: given.value if isinstance(given, FileProblem) else f"{len(given)}-bytes",
)
def test_what_is_no_workbook_is_refused(tmp_path, content, problem):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(content)
    assert refusal(path).code == problem


def test_what_is_no_file_is_refused(tmp_path):
    assert refusal(tmp_path).code == refusal(tmp_path / "nowhere.xlsx").code == FileProblem.NOT_THERE


@pytest.mark.parametrize(
    ("name", "kind"), [("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint"), ("a", "ZIP")]
)
def test_other_documents_are_named(tmp_path, name, kind):
    path = tmp_path / "名单.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    refused = refusal(path)
    assert refused.code == FileProblem.NOT_A_WORKBOOK
    assert refused.facts == {"kind": kind}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"'), id="one cell in the last corner"),
        pytest.param(lambda xml: xml.replace(b'r="A2"', b'r="CV1048576"'), id="a tall sheet"),
        pytest.param(lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZZ9999999999"'), id="a cell beyond every sheet"),
    ],
)
def test_stray_cells_that_would_cost_all_memory(tmp_path, change):
    assert refusal(tampered(tmp_path / "bomb.xlsx", change)).code == FileProblem.TOO_MANY_CELLS


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: xml[: len(xml) // 2], id="cut off"),
        pytest.param(lambda _: b"no xml", id="no XML"),
        pytest.param(lambda xml: re.sub(rb'<c r="A2".*?</c>', _ENTITY, xml), id="entities"),
        pytest.param(lambda xml: xml.replace(b'r="A2"', b'r="&#65;2"'), id="references in entities"),
    ],
)
def test_broken_sheets_never_show_a_traceback(tmp_path, change, columns):
    path = tampered(tmp_path / "broken.xlsx", change)
    with pytest.raises(Refused):
        list(read_table(path, columns, context_day=DAY))


def test_a_bomb_that_says_so(tmp_path):
    path = tampered(tmp_path / "bomb.xlsx", lambda xml: xml + b" " * (2 << 20))
    refused = refusal(path, Limits(unpacked_bytes=1 << 20))
    assert refused.code == FileProblem.TOO_LARGE
    assert path.stat().st_size < 20_000


def test_a_bomb_that_lies_about_its_size_meets_the_limits_of_memory(tmp_path):
    row = b"<row>" + b"<c t='inlineStr'><is><t>" + b"x" * 1000 + b"</t></is></c>" * 10 + b"</row>"
    path = tampered(tmp_path / "bomb.xlsx", lambda xml: xml.replace(b"</sheetData>", row * 100_000 + b"</sheetData>"))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    for found in re.finditer(re.escape(true_size.to_bytes(4, "little")), bytes(content)):
        content[found.start() : found.start() + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path, Limits(memory=256 << 20)).code in (FileProblem.TOO_MANY_CELLS, FileProblem.DAMAGED)


def test_too_many_bytes_rows_and_cells(tmp_path, workbook):
    path = workbook([["姓名", "电话"], *[["张三", ""]] * 20])
    assert refusal(path, Limits(file_bytes=100)).code == FileProblem.TOO_LARGE
    assert refusal(path, Limits(rows=10)).code == FileProblem.TOO_MANY_CELLS
    assert refusal(path, Limits(cells=10)).code == FileProblem.TOO_MANY_CELLS
    text = tmp_path / "long.csv"
    text.write_text("姓名,电话\n" + "张三,\n" * 20)
    assert refusal(text, Limits(rows=10)).code == FileProblem.TOO_MANY_CELLS
    assert refusal(text, Limits(cells=10)).code == FileProblem.TOO_MANY_CELLS


def test_a_workbook_that_takes_too_long(workbook):
    path = workbook([["姓名", "电话"], ["张三", ""]])
    assert refusal(path, Limits(seconds=0)).code == FileProblem.TOO_MANY_CELLS


@pytest.mark.slow
def test_the_server_itself_needs_no_memory_for_a_large_workbook(tmp_path):
    """200,000 rows: the process that asks stays small, the one that unpacks is gone afterwards."""
    program = """
import re, resource, sys
from datetime import date
from pathlib import Path
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.workbook_in import read_table
from menshen.kernel.ledgers.workbook_out import write_sheet
path = Path(sys.argv[1])
columns = [Column(f"c{i}", Term(f"C{i}", f"列{i}"), CellKind.TEXT) for i in range(12)]
write_sheet(path, "S", [f"列{i}" for i in range(12)], ([f"值{row}-{i}" for i in range(12)] for row in range(200_000)))
rows = sum(1 for _ in read_table(path, columns, context_day=date(2020, 2, 5)))
own = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(rows, own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "big.xlsx")], capture_output=True, text=True, check=True
    )
    rows, own, unpacking = map(int, done.stdout.split())
    assert rows == 200_000
    assert own < 150 * 1024  # KiB
    assert unpacking < 400 * 1024


def test_reading_leaves_no_limit_behind(workbook, columns):
    before = resource.getrlimit(resource.RLIMIT_AS)
    list(read_table(workbook([["姓名", "电话"], ["张三", ""]]), columns, context_day=DAY))
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    content=st.binary(min_size=1, max_size=300) | st.text(min_size=1).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_bytes_break_the_reader(tmp_path, columns, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    try:
        list(read_table(path, columns, context_day=DAY))
    except Refused as refused:
        assert refused.term.en  # noqa: PT017  either rows or a refusal; anything else fails


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(place=st.integers(0, 4000), value=st.integers(0, 255))
def test_a_flipped_byte_never_shows_a_traceback(tmp_path, columns, place, value):
    content = bytearray(small_workbook())
    content[place % len(content)] = value
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(content)
    try:
        list(read_table(path, columns, context_day=DAY))
    except Refused as refused:
        assert refused.term.en  # noqa: PT017
