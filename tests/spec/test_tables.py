"""The tables themselves: complete, honest about what they call, and readable as documentation."""

from __future__ import annotations

from importlib import import_module
from inspect import isclass, isfunction

from menshen.kernel.base.terms import Vocabulary
from spec.tables import CHAPTERS, VERDICT, package_of, render_markdown, specs


def public_rules():
    """Every public function of the rules of every chapter, and the classes that carry a rule as a method."""
    for chapter in CHAPTERS:
        module = import_module(f"{package_of(chapter)}.rules")
        names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
        for name in names:
            found = getattr(module, name)
            if isfunction(getattr(found, "__wrapped__", found)) and found.__module__.startswith(module.__name__):
                yield f"{chapter}.{name}"


def test_every_rule_has_its_table():
    assert set(public_rules()) <= {rule for spec in specs() for rule in spec.rules}


def test_what_the_tables_name_exists():
    for spec in specs():
        for rule in spec.rules:
            chapter, _, name = rule.partition(".")
            assert hasattr(import_module(f"{package_of(chapter)}.rules"), name), (spec.path, rule)
            assert chapter == spec.path.parent.name


def test_every_table_has_facts_and_verdicts():
    for spec in specs():
        assert spec.tables
        for table in spec.tables:
            assert table.facts, (spec.path, table.name)
            assert table.verdicts, (spec.path, table.name)


def test_every_table_is_run():
    """Each section is named by a test, so that no row stands unproved."""
    run = "".join(
        path.read_text(encoding="utf-8")
        for path in {spec.path.parent.parent / f"test_{spec.path.parent.name}.py" for spec in specs()}
    )
    for spec in specs():
        for table in spec.tables:
            assert f'"{spec.path.parent.name}/{spec.path.stem}", "{table.name}"' in run, (spec.path, table.name)


def test_documentation():
    page = render_markdown()
    assert page.startswith("# Decision tables\n")
    assert all(f"### {spec.title}\n" in page for spec in specs())
    rows = sum(len(table.rows) for spec in specs() for table in spec.tables)
    assert sum(line.startswith("| ") for line in page.splitlines()) == rows + 2 * sum(
        len(spec.tables) for spec in specs()
    )
    assert VERDICT in page


def test_vocabularies_keep_their_grammar_and_speak_both_languages():
    for chapter in CHAPTERS:
        module = import_module(f"{package_of(chapter)}.vocabulary")
        for name, words in vars(module).items():
            if not (isclass(words) and issubclass(words, Vocabulary) and words is not Vocabulary):
                continue
            for word in words:
                assert word.en
                assert word.zh
                assert word.zh != word.en, (name, word)
                parts = word.value.split(":")
                assert len(parts) == (3 if name in ("Permission", "Kind", "Problem") else len(parts)), (name, word)
                assert len(parts) == 1 or parts[0] == chapter, (name, word)
