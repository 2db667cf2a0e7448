"""Everything that a module declares is named by the grammar, said in both languages, and leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args, get_origin

import pytest
from croniter import croniter
from django.apps import apps

from architecture.project import SOURCE
from menshen.config.reference.glossary import vocabularies
from menshen.kernel.actions.fields import fields_of
from menshen.kernel.base.modules import all_modules, declared, find
from menshen.kernel.ledgers.headings import Headings
from menshen.kernel.scope.codes import LENGTHS, Level
from menshen.kernel.scope.roles import all_roles

CHINESE = re.compile(r"[\u4e00-\u9fff℃]")
ENGLISH = re.compile(r"[A-Za-z]{2}|°C")
CODE = re.compile(r"[a-z]+(\.[a-z_]+)+")
PLACES = re.compile(r"\{(\w+)")
KERNEL = {"scope": ("tasks",)}  # parts of the kernel that the platform's own module speaks for
ROLES = {role.code: role for role in all_roles()}
KINDS = {kind.value for module in all_modules() for kind in module.kinds or ()}
PACKAGES = {path.parent.name: path.parent for path in (SOURCE / "domains").glob("*/apps.py")}
PACKAGES["approvals"] = SOURCE / "kernel" / "approvals"
PACKAGES["ledgers"] = SOURCE / "kernel" / "ledgers"
PACKAGES["scope"] = SOURCE / "kernel" / "administration"
PACKAGES["privacy"] = SOURCE / "kernel" / "stewardship"
MODULES = pytest.mark.parametrize("module", all_modules(), ids=lambda module: module.name)


def each(part):
    return pytest.mark.parametrize("one", declared(part), ids=lambda one: one.code)


def says_both(term, what):
    """A sentence that is nothing but a place to fill is said by whoever fills it."""
    if not re.fullmatch(r"\{\w+\}", term.en):
        assert ENGLISH.search(term.en), f"{what} has no English: {term.en!r}"
        assert CHINESE.search(term.zh), f"{what} has no Chinese: {term.zh!r}"
    assert set(PLACES.findall(term.en)) == set(PLACES.findall(term.zh)), f"{what} fills other places in one language"


@MODULES
def test_codes_are_unique_and_begin_with_the_module(module):
    for part in ("actions", "ledgers", "indicators", "documents", "tasks", "approvals", "jobs"):
        codes = [one.code for one in getattr(module, part)]
        assert len(codes) == len(set(codes))
        for code in codes:
            assert CODE.fullmatch(code), code
            assert code.partition(".")[0] in (module.name, *KERNEL.get(module.name, ())), code
    says_both(module.title, module.name)


@pytest.mark.parametrize("words", vocabularies(), ids=lambda words: f"{words.__module__}.{words.__name__}")
def test_a_vocabulary_speaks_both_languages(words):
    for word in words:
        says_both(word.term, word)


@cache
def written_in(folder):
    """What stands there beside the vocabularies; and not in the roles, which may hold any permission."""
    paths = [path for path in folder.rglob("*.py") if "vocabulary" not in path.as_posix()]
    return "".join(path.read_text(encoding="utf-8") for path in paths if path != SOURCE / "config" / "roles.py")


@pytest.mark.parametrize("part", ["permissions", "kinds", "problems"])
@MODULES
def test_every_word_is_used(module, part):
    """By its name in its own package, or by its code anywhere."""
    own = set(re.findall(r"\.([A-Z_]+)\b", written_in(PACKAGES[module.name])))
    codes = set(re.findall(r"[\w:]+", written_in(SOURCE)))
    words = getattr(module, part) or ()
    assert {word.value for word in words if word.name not in own and word.value not in codes} == set()


SETS = {set, frozenset}


def parts_of(hint):
    yield hint
    for part in get_args(hint):
        yield from parts_of(part)


@each("actions")
def test_an_action(one):
    says_both(one.title, one.code)
    assert one.description, "says what it does"
    module = next(module for module in all_modules() if one in module.actions)
    assert one.permission in (module.permissions or ())
    assert one.kind in (module.kinds or ())
    for spec in fields_of(one.command):
        says_both(spec.term, f"{one.code} {spec.name}")
        ordered = not SETS & {get_origin(hint) for hint in parts_of(one.command.model_fields[spec.name].annotation)}
        assert ordered, (
            f"{spec.name}: a set is written in another order by another process, and a retry not known again"
        )
        if spec.help:
            says_both(spec.help, f"help of {one.code} {spec.name}")


@each("ledgers")
def test_a_ledger(one):
    says_both(one.title, one.code)
    module = next(module for module in all_modules() if one in module.ledgers)
    assert one.permission in (module.permissions or ())
    codes = [column.code for column in one.columns]
    assert len(codes) == len(set(codes))
    for column in one.columns:
        says_both(column.title, f"{one.code} {column.code}")
    if one.imports:
        Headings(one.columns)  # no heading means two columns
        assert find("actions", one.imports.action.code) is one.imports.action
        if one.imports.build is None:
            brought = {column.code for column in one.columns if column.imported} - set(one.imports.area_from)
            assert brought <= set(one.imports.action.command.model_fields)


@each("indicators")
def test_an_indicator(one):
    says_both(one.title, one.code)
    assert one.ledger is None or find("ledgers", one.ledger), f"{one.ledger} shows its records"


@each("documents")
def test_a_kind_of_document(one):
    says_both(one.title, one.code)
    for name, field in one.fields.items():
        says_both(field.title, f"{one.code} {name}")
    one.check(one.specimen())


@each("tasks")
def test_a_kind_of_task(one):
    says_both(one.title, one.code)
    assert one.ladder
    assert set(one.ladder) <= set(ROLES)
    assert {str(kind) for kind in one.resolved_by} <= KINDS
    if one.action:
        act = find("actions", one.action)
        assert act, f"{one.action} does it"
        assert one.subject_field is None or one.subject_field in act.command.model_fields
        # Those above see that it was not done; they do not do it themselves.
        assert act.permission in ROLES[one.ladder[0]].permissions, f"{one.ladder[0]} may not do {one.action}"


@each("approvals")
def test_a_kind_of_approval(one):
    says_both(one.title, one.code)
    says_both(one.asks, f"what {one.code} asks")
    module = next(module for module in all_modules() if one in module.approvals)
    assert one.code.partition(".")[0] == module.name
    assert set(one.tasks) <= set(module.tasks), "each step is a task of the module"
    levels = [LENGTHS[step.level] for step in one.steps]
    assert levels == sorted(levels, reverse=True), "the steps go up the tree"


@each("jobs")
def test_a_job(one):
    assert croniter.is_valid(one.cron)
    assert one.run.__doc__, "says what it does"


def test_reactions_hang_on_kinds_that_exist():
    for reaction in declared("reactions"):
        assert str(reaction.kind) in KINDS
        assert reaction.handler.__doc__, f"{reaction.handler.__name__} says what it does"


def test_every_permission_is_held_and_every_held_one_exists():
    declared_ones = {word.value for module in all_modules() for word in module.permissions or ()}
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert held <= declared_ones
    assert declared_ones <= held


def test_no_role_may_do_everything():
    everything = {word.value for module in all_modules() for word in module.permissions or ()}
    for role in ROLES.values():
        assert set(role.permissions) < everything
        says_both(role.title, role.code)
        says_both(role.description, role.code)
        assert Level(role.level)


def test_who_gives_access_sees_no_resident():
    managing = [role for role in ROLES.values() if "scope:actor:manage" in role.permissions]
    assert managing
    for role in managing:
        assert not [permission for permission in role.permissions if permission.startswith("registry:")]


def test_models_explain_themselves():
    for model in apps.get_models():
        if model.__module__.startswith("menshen.") and not model._meta.auto_created:
            said = (model.__doc__ or "").strip()
            assert said, model
            assert not said.startswith(f"{model.__name__}("), f"{model.__name__} says only what Django wrote"
            for constraint in model._meta.constraints:
                assert constraint.name.count("_") >= 2, f"{constraint.name} reads as no sentence"
