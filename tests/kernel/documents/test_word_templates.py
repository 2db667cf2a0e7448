"""Word files of offices: what may stand in their places, and what is refused by name."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.vocabulary import DocumentProblem
from menshen.kernel.documents.word import WordPaper
from menshen.kernel.documents.word_templates import LARGEST, Link, ListOf, check, fill, text_of

OFFERED = {
    "title": None,
    "figures": {"registry": {"people": None}},
    "rows": ListOf({"name": None, "link": None}),
}
VALUES = {
    "title": "甲<b>&乙\x00\u202e",
    "figures": {"registry": {"people": "17021"}},
    "rows": [{"name": "一", "link": Link("查看", "https://a.example/?x=1&y=2")}, {"name": "二", "link": ""}],
}


def word(*texts, table=None):
    paper = WordPaper()
    for text in texts:
        paper.text(text)
    if table:
        paper.table(["甲", "乙"], table, [50, 50])
    return paper.as_bytes()


def filled(*texts, table=None):
    made = fill(word(*texts, table=table), OFFERED, VALUES)
    opened = docx.Document(io.BytesIO(made))
    cells = [cell.text for found in opened.tables for row in found.rows for cell in row.cells]
    return [one.text for one in opened.paragraphs] + cells


def refused(*texts, table=None):
    with pytest.raises(Refused) as problem:
        check(word(*texts, table=table), OFFERED, VALUES)
    assert problem.value.status == 422
    return problem.value


def test_texts_and_figures_are_filled_in_as_text():
    assert filled("{{ title }}：{{figures.registry.people}}人") == ["甲<b>&乙：17021人"]


def test_a_list_takes_its_paragraph_or_row_with_it():
    assert filled("{%p for each in rows %}", "{{ each.name }}。", "{%p endfor %}") == ["一。", "二。"]
    cells = filled(table=[["{%tr for each in rows %}"], ["{{ each.name }}", "{{r each.link }}"], ["{%tr endfor %}"]])
    assert [text for text in cells if text and text != "查看"] == ["甲", "乙", "一", "二"]


def test_a_link_leads_somewhere():
    rows = [["{%tr for each in rows %}"], ["{{ each.name }}", "{{r each.link }}"], ["{%tr endfor %}"]]
    made = docx.Document(io.BytesIO(fill(word(table=rows), OFFERED, VALUES)))
    targets = [one.target_ref for one in made.part.rels.values() if one.is_external]
    assert targets == ["https://a.example/?x=1&y=2"]


def test_a_condition_is_only_whether_something_is_there():
    assert filled("{%p if rows %}", "有", "{%p else %}", "无", "{%p endif %}") == ["有"]
    assert filled("{%p if not rows %}", "无", "{%p endif %}") == []


@pytest.mark.parametrize(
    ("text", "problem", "name"),
    [
        ("{{ nothing }}", DocumentProblem.PLACE_UNKNOWN, "nothing"),
        ("{{ figures.registry.peeple }}", DocumentProblem.PLACE_UNKNOWN, "figures.registry.peeple"),
        ("{{ title.__class__ }}", DocumentProblem.PLACE_UNKNOWN, "title.__class__"),
        ("{{ figures.registry }}", DocumentProblem.PLACE_IS_NO_TEXT, "figures.registry"),
        ("{{ rows }}", DocumentProblem.PLACE_IS_NO_TEXT, "rows"),
        ("{{ figures.registry.people + 1 }}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "people"),
        ("{{ 17022 }}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "const"),
        ("{{ '17022' }}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "const"),
        ("{% set title = 3 %}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "title"),
        ("{{ title|upper }}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "title"),
        ("{{ range(9) }}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "range"),
        ("{% include 'secret' %}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "include"),
        ("{% import 'os' as os %}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "import"),
        ("{% for each in title %}x{% endfor %}", DocumentProblem.PLACE_IS_NO_LIST, "title"),
        ("{% for title in rows %}x{% endfor %}", DocumentProblem.PLACE_NOT_UNDERSTOOD, "title"),
        ("{{ title", DocumentProblem.PLACES_CUT, ""),
        ("{%p for each in rows %}", DocumentProblem.PLACES_CUT, ""),
    ],
)
def test_what_is_not_offered_is_refused_by_its_name(text, problem, name):
    found = refused(text)
    assert found.code == problem, found
    assert name in found.term.zh
    assert name in found.term.en


def test_lists_do_not_stand_in_lists():
    found = refused("{%p for a in rows %}", "{%p for b in rows %}", "x", "{%p endfor %}", "{%p endfor %}")
    assert found.code == DocumentProblem.PLACE_UNKNOWN


def test_places_in_headers_and_footers_are_looked_at_too():
    paper = WordPaper()
    paper.document.sections[0].header.paragraphs[0].text = "{{ elsewhere }}"
    with pytest.raises(Refused) as found:
        check(paper.as_bytes(), OFFERED, VALUES)
    assert "elsewhere" in found.value.term.zh


def test_the_names_that_a_file_asks_for():
    content = word("{{ title }}{{ figures.registry.people }}", "{%p for r in rows %}", "{{ r.name }}", "{%p endfor %}")
    assert check(content, OFFERED, VALUES) == {"title", "figures.registry.people", "rows", "r.name"}
    assert text_of(word("甲{{ title }}乙")).startswith("甲乙")


def with_part(content, name, data):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", DocumentProblem.NO_WORD_FILE),
        (b"%PDF-1.7", DocumentProblem.NO_WORD_FILE),
        (b"x" * (LARGEST + 1), DocumentProblem.WORD_FILE_TOO_LARGE),
        (with_part(word("x"), "word/vbaProject.bin", b"program"), DocumentProblem.WORD_FILE_HOLDS_FOREIGN),
        (with_part(word("x"), "word/embeddings/a.xlsx", b"sheet"), DocumentProblem.WORD_FILE_HOLDS_FOREIGN),
        (
            with_part(
                word("x"),
                "word/_rels/settings.xml.rels",
                '<Relationships><Relationship Id="a" TargetMode="External" Target="http://a.example/t.dotx" '
                'Type="http://x/relationships/attachedTemplate"/></Relationships>',
            ),
            DocumentProblem.WORD_FILE_HOLDS_FOREIGN,
        ),
        (with_part(word("x"), "word/media/bomb.bin", b"\0" * (41 * 1024**2)), DocumentProblem.WORD_FILE_TOO_LARGE),
    ],
    ids=["empty", "pdf", "large", "macro", "embedded", "fetches", "bomb"],
)
def test_files_that_are_no_plain_word_file(content, problem):
    with pytest.raises(Refused) as found:
        check(content, OFFERED, VALUES)
    assert found.value.code == problem


def test_an_ordinary_zip_is_no_word_file():
    with pytest.raises(Refused) as found:
        check(zip_of("a.txt"), OFFERED, VALUES)
    assert found.value.code == DocumentProblem.NO_WORD_FILE


def zip_of(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()
