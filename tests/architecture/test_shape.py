"""The shape of the files: every domain alike, none too long, no name that only one machine understands."""

from __future__ import annotations

import ast
import re

import pytest

from architecture.project import DOMAINS, PROJECT, SOURCE, files, name_of, python_files

MODULES = {
    "__init__", "vocabulary", "rules", "models", "queries", "actions", "ledgers", "indicators", "documents", "jobs",
    "pages", "interface", "holdings", "apps",
}  # fmt: skip
FOLDERS = {"migrations", "templates", "data"}
LONGEST = {True: 400, False: 500}  # ours; tests, where a table of cases is long
CHARTER = ("Owns:", "Does not own:", "Words:", "Talks to:")


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_the_files_that_every_domain_has(domain):
    for path in (SOURCE / "domains" / domain).iterdir():
        if path.name == "__pycache__":
            continue
        if path.is_dir():
            assert path.name in FOLDERS | MODULES, f"{path.name} is no part of a domain"
        else:
            assert path.suffix == ".py", f"{path.name} lies loose in {domain}"
            assert path.stem in MODULES, f"{path.name} is no part of a domain"


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_a_charter(domain):
    charter = ast.get_docstring(ast.parse((SOURCE / "domains" / domain / "__init__.py").read_text())) or ""
    assert charter.startswith(f"{domain}: ")
    for part in CHARTER:
        assert part in charter, f"{domain} does not say: {part}"


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_a_file_is_short_and_explains_itself(path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if "migrations" in path.parts:
        return  # written by Django
    ours = path.is_relative_to(SOURCE)
    assert lines <= LONGEST[ours], f"{lines} lines: make it a folder of the same name"
    if ours and lines and path.name != "apps.py":
        assert ast.get_docstring(ast.parse(text)), "a module says what it is for"


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_identifiers_are_english(path):
    """What is called so by ourselves; a keyword of a call may be data, e.g. the name of a sheet."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for part in ("name", "id", "arg", "attr", "asname"):
            name = None if isinstance(node, ast.keyword) else getattr(node, part, None)
            assert not isinstance(name, str) or name.isascii(), f"line {getattr(node, 'lineno', '?')}: {name}"


def test_nothing_names_the_place_it_was_made_in():
    for path in files():
        assert str(PROJECT).encode() not in path.read_bytes(), name_of(path)


def test_nothing_is_left_to_do():
    left = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
    for path in files():
        if path.suffix in (".py", ".ts", ".css", ".html", ".typ", ".toml"):
            found = left.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{name_of(path)}: {found}"
