"""The documentation says what the code says, and names only what is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest

from architecture.project import PROJECT, files, name_of
from menshen.config.reference import PAGES, generated
from menshen.config.reference.mission import OUT_OF_SCOPE, mission_page, path_of, rows, services
from menshen.config.reference.names import named
from menshen.kernel.base.modules import all_modules

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
IN_CODE = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|md|toml|csv|ts|typ|html)|(?:src|tests|docs|frontend)/[\w./-]*)`")
MADE = {"benchmarks/RESULTS.md"}  # by `make bench`, and committed with it
LARGEST_PICTURE = 150_000  # bytes
PAPERS = [path for path in files() if path.suffix == ".md" and "node_modules" not in path.parts]
DOMAINS = {row.domain for row in rows()}


@pytest.fixture(scope="module")
def pages():
    return generated()


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name, pages):
    path = PROJECT / name
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == pages[name], "run `make docs`"


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_a_paper_names_only_what_is_there(paper):
    text = paper.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        found = (paper.parent / target).resolve()
        assert found.exists() or found.relative_to(PROJECT).as_posix() in MADE, f"{target} is not there"
    if paper.is_relative_to(PROJECT / "docs") or paper.parent == PROJECT:
        for target in IN_CODE.findall(text):
            near = [paper.parent / target, PROJECT / target, PROJECT / "src" / "menshen" / target]
            near += [PROJECT / "src" / "menshen" / "domains" / target, PROJECT / "frontend" / "desk" / target]
            assert target in MADE or any(path.exists() for path in near), f"{target} is not there"


def test_every_picture_is_shown_and_small():
    how_to = PROJECT / "docs" / "how-to"
    shown = {target for paper in how_to.glob("*.md") for target in LINK.findall(paper.read_text(encoding="utf-8"))}
    for picture in (how_to / "images").iterdir():
        assert f"images/{picture.name}" in shown
        assert picture.stat().st_size < LARGEST_PICTURE, f"{picture.name}: see `make pictures`"


def test_every_decision_is_in_the_list():
    listed = (PROJECT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    decisions = sorted((PROJECT / "docs" / "adr").glob("0*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        assert f"({path.name})" in listed
        assert 10 <= path.read_text(encoding="utf-8").count("\n") <= 40, f"{path.name}: ten to forty lines"


def test_architecture_is_one_page():
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 80
    assert text.rstrip().rpartition("\n## ")[2].startswith("Where does my code go?")


def test_both_readmes_say_the_same_in_size():
    """Sections and tables of one language have their match in the other."""
    english, chinese = ((PROJECT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert len(re.findall(r"^## ", english, re.MULTILINE)) == len(re.findall(r"^## ", chinese, re.MULTILINE))
    assert len(re.findall(r"^\|", english, re.MULTILINE)) == len(re.findall(r"^\|", chinese, re.MULTILINE))
    commands = re.compile(r"^    (?:menshen|make) (\S+)", re.MULTILINE)
    assert commands.findall(english) == commands.findall(chinese)


# The mission


@cache
def functions_of(file):
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return names


OF_THE_KERNEL = {"scope", "privacy", "approvals", "ledgers"}  # modules; the mission says `kernel` of all of them


def test_the_mission_is_whole():
    known = rows()
    assert len(known) == len({row.id for row in known}) == 445
    for row in known:
        assert re.fullmatch(r"[0-4]-\d{3}", row.id)
        assert row.description.strip()
        assert row.description.isascii(), f"{row.id} is in our own English words"
    assert {module.name for module in all_modules()} - OF_THE_KERNEL <= DOMAINS


@pytest.mark.parametrize("service", services(), ids=lambda service: " ".join(service.rows))
def test_what_serves_the_mission_exists(service):
    known = {row.id: row for row in rows()}
    for number in service.rows:
        assert known[number].domain != OUT_OF_SCOPE
    assert service.by.strip()
    assert service.code
    assert service.tests
    for name in service.code:
        if "/" in name:
            assert (PROJECT / name).is_file(), name
        else:
            named(name)
        assert (PROJECT / path_of(name)).is_file(), name
    for test in service.tests:
        file, _, function = test.partition("::")
        assert file.startswith("tests/")
        assert function in functions_of(file), test


def test_a_row_is_claimed_once():
    claimed = Counter(number for service in services() for number in service.rows)
    assert [number for number, times in claimed.items() if times > 1] == []


def test_every_row_is_on_the_page():
    page = mission_page()
    for row in rows():
        assert page.count(f"| {row.id} |") == 1
