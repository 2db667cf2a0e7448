"""Many papers at once: one file to print, or a zip with a file for each."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from menshen.kernel.documents.declaration import document_kind
from menshen.kernel.documents.issuing import draft
from menshen.kernel.documents.rendering import render_each, render_pdf

ISSUED_AT = datetime(2020, 2, 6, tzinfo=UTC)


def notices(count):
    kind = document_kind("quarantine.release_notice")
    made = []
    for number in range(count):
        paper = draft(kind, kind.specimen(), at=ISSUED_AT)
        paper.number = f"临江社区隔解〔2020〕{number + 1}号/.."
        made.append(paper)
    return made


@pytest.mark.django_db
def test_each_paper_is_a_file_of_its_own_named_by_its_number():
    archive = zipfile.ZipFile(io.BytesIO(render_each(notices(3))))
    assert archive.namelist() == [f"{number:04d} 临江社区隔解〔2020〕{number}号.pdf" for number in (1, 2, 3)]
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


@pytest.mark.django_db
def test_the_same_papers_make_the_same_file():
    assert render_each(notices(2)) == render_each(notices(2))


@pytest.mark.django_db
@pytest.mark.slow
def test_five_hundred_notices_are_one_file():
    assert len(PdfReader(io.BytesIO(render_pdf(notices(500)))).pages) == 500


@pytest.mark.django_db
def test_nothing_is_no_file():
    with pytest.raises(ValueError, match="nothing to print"):
        render_each([])
