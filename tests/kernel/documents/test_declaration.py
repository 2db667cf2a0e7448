"""Kinds of documents: what they refuse and how they number."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from menshen.domains.quarantine.documents import RELEASE_NOTICE, START_NOTICE
from menshen.domains.reporting.documents import DAILY_REPORT
from menshen.kernel.base.modules import DeclarationError
from menshen.kernel.documents import declaration
from menshen.kernel.documents.declaration import document_kind
from menshen.kernel.scope.codes import Level


def test_number_has_no_leading_zeros_and_the_year_in_hexagonal_brackets():
    assert START_NOTICE.number_of("临江社区", 2020, 7) == "临江社区隔告〔2020〕7号"


def test_number_pattern_may_fill_with_zeros():
    assert (
        replace(START_NOTICE, number_pattern="{area}〔{year}〕{number:03d}号").number_of("青山村", 2020, 7)
        == "青山村〔2020〕007号"
    )


@pytest.mark.parametrize(
    ("area", "community", "own"),
    [
        ("990101001001016001001", "990101001001", "990101001001016001001"),
        ("990101001001", "990101001001", "990101001001"),
        ("990101001", "990101001", "990101001"),
    ],
)
def test_a_document_is_numbered_by_the_level_of_its_kind_or_by_its_own_area(area, community, own):
    assert START_NOTICE.issuer is Level.COMMUNITY
    assert START_NOTICE.issuing_area(area) == community
    assert DAILY_REPORT.issuing_area(area) == own


def test_data_must_have_the_keys_of_the_kind():
    data = START_NOTICE.specimen()
    START_NOTICE.check(data)
    START_NOTICE.check({name: value for name, value in data.items() if name != "helpline"})
    with pytest.raises(ValueError, match=r"lacks \['appeal'\]"):
        START_NOTICE.check({name: value for name, value in data.items() if name != "appeal"})
    with pytest.raises(ValueError, match=r"knows no \['surname'\]"):
        START_NOTICE.check({**data, "surname": "王"})


@pytest.mark.parametrize("template", ["nowhere.typ", __file__])
def test_a_template_lies_inside_the_package(template):
    with pytest.raises(DeclarationError, match="no template"):
        replace(START_NOTICE, template=Path(template))


def test_a_pattern_that_cannot_be_filled_is_refused_at_once():
    with pytest.raises(KeyError):
        replace(START_NOTICE, number_pattern="{town}〔{year}〕{number}号")


def test_digest_changes_with_the_template_and_with_the_shared_library(tmp_path, monkeypatch):
    before = RELEASE_NOTICE.digest()
    assert START_NOTICE.digest() != before
    shutil.copytree(declaration.LIBRARY, tmp_path / "templates")
    monkeypatch.setattr(declaration, "LIBRARY", tmp_path / "templates")
    assert RELEASE_NOTICE.digest() == before
    (tmp_path / "templates" / "menshen.typ").write_text("changed")
    assert RELEASE_NOTICE.digest() != before


def test_an_undeclared_kind_is_not_found():
    with pytest.raises(KeyError):
        document_kind("quarantine.no_such_paper")
