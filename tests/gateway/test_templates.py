"""Every page of the desk renders in both languages, whole, and within the content policy."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from gateway.sample_pages import PAGES
from menshen.gateway.desk import parts
from menshen.kernel.base.terms import speaking

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = PROJECT / "src/menshen/gateway/templates"
TEXT_TAG = re.compile(r'{% t "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"')
CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Outline(HTMLParser):
    """What the checks below ask of a page: its tags, ids, and whether every tag is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> is out of place at {self.getpos()}"


def rendered(name: str, language: str) -> str:
    template, context = PAGES[name]
    with speaking(language):
        return render_to_string(template, context, request=RequestFactory().get("/somewhere?page=2"))


def outline(text: str) -> Outline:
    parser = Outline()
    parser.feed(text)
    return parser


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_html(name, language):
    text = rendered(name, language)
    page = outline(text)
    assert page.open == [], "tags left open"
    ids = Counter(attributes["id"] for _, attributes in page.tags if attributes.get("id"))
    assert [one for one, count in ids.items() if count > 1] == [], "an id stands twice"
    for tag, attributes in page.tags:
        for pointer in ("for", "aria-controls", "aria-labelledby", "aria-describedby", "form"):
            for target in (attributes.get(pointer) or "").split():
                assert target in ids, f"<{tag} {pointer}> points at {target}, which is not there"
    assert dict(page.tags)["html"]["lang"] == ("en" if language == "en" else "zh-CN")
    assert "Term(" not in text
    assert "{{" not in text
    assert "{%" not in text


@pytest.mark.parametrize("name", PAGES)
def test_page_obeys_the_content_policy(name):
    for tag, attributes in outline(rendered(name, "zh")).tags:
        assert "style" not in attributes, f"<{tag}> has a style of its own"
        assert tag != "style"
        assert not [one for one in attributes if one.startswith(("on", "hx-on"))], f"<{tag}> has a handler"
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "application/json"
        for address in (attributes.get("src"), attributes.get("href")):
            assert not (address or "").startswith(("http:", "https:", "//")), f"<{tag}> loads from elsewhere"


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_say_the_same_amount(name):
    """The same tags in the same order: no block hangs on the language, except the switch itself."""
    skeletons = [
        [tag for tag, attributes in outline(rendered(name, language)).tags if attributes.get("name") != "language"]
        for language in ("zh", "en")
    ]
    assert skeletons[0] == skeletons[1]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_words_of_a_template_are_in_both_languages(path):
    text = path.read_text()
    for en, zh in TEXT_TAG.findall(text):
        assert not CHINESE.search(en), f"{en} is not English"
        assert CHINESE.search(zh) or not re.search(r"\w", zh), f"{zh} is not Chinese"
    rest = re.sub(r"{% comment %}.*?{% endcomment %}", "", TEXT_TAG.sub("", text), flags=re.DOTALL)
    assert CHINESE.findall(rest.replace("中文", "")) == [], "Chinese outside of a text tag"


def test_every_icon_is_in_the_sprite():
    known = json.loads((PROJECT / "frontend/desk/src/icons.json").read_text())
    assert known == sorted(set(known))
    used = {icon for name in PAGES for icon in re.findall(r"\.svg#([\w-]+)", rendered(name, "zh"))}
    for path in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))
    assert used - set(known) == set()


def test_a_value_is_escaped():
    nasty = "<img src=x onerror=alert(1)>"
    table = parts.Table("t", nasty, "/", [parts.Column(nasty)] * 2, [parts.Row([parts.Cell(nasty)] * 2, "/x")], 1)
    text = render_to_string("desk/components/table.html", {"table": table})
    assert "<img" not in text
    assert "&lt;img" in text


def test_missing_unknown_masked_and_zero_read_as_four_things():
    cells = [
        parts.Cell("x"),
        parts.Cell(presence="missing"),
        parts.Cell(presence="unknown"),
        parts.Cell("138****0000", presence="masked"),
        parts.Cell("0"),
    ]
    table = parts.Table("t", "T", "/", [parts.Column("c")] * 5, [parts.Row(cells)], 1)
    with speaking("en"):
        text = render_to_string("desk/components/table.html", {"table": table})
    shown = [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<td.*?</td>", text)]
    assert shown == [["—", "not", "recorded"], ["unknown"], ["138****0000", "partly", "hidden"], ["0"]]


@pytest.mark.parametrize(
    ("count", "number", "first", "last", "numbers"),
    [
        (0, 1, 0, 0, [1]),
        (50, 1, 1, 50, [1]),
        (51, 9, 51, 51, [1, 2]),
        (740, 3, 101, 150, [1, 2, 3, 4, None, 15]),
        (1_000_000, 500, 24_951, 25_000, [1, None, 499, 500, 501, None, 20_000]),
    ],
)
def test_pages_show_the_ends_and_the_neighbours(count, number, first, last, numbers):
    pages = parts.Pages.of(count, number=number, size=50, address=str)
    assert (pages.first_row, pages.last_row) == (first, last)
    assert [link and link[0] for link in pages.links] == numbers
    assert (pages.previous_url == "") == (pages.number == 1)
    assert (pages.next_url == "") == (pages.number == pages.last)
