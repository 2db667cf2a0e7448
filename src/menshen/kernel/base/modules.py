"""The list of what every domain declares: one `Module` per package, read by every door of the platform.

A domain's `apps.py` subclasses `MenshenApp` and returns its `Module`; that declaration is the whole of what the
domain plugs in, and the generated reference is made from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menshen.kernel.base.terms import Term, Vocabulary


@dataclass(frozen=True)
class Module:
    """Everything that one package contributes. The element types live in the kernel part that serves them.

    `contradictions` are the problems that stand for constraints of its tables, by the constraint's name.
    """

    name: str
    title: Term
    permissions: type[Vocabulary] | None = None
    kinds: type[Vocabulary] | None = None
    problems: type[Vocabulary] | None = None
    actions: tuple[Any, ...] = ()
    ledgers: tuple[Any, ...] = ()
    indicators: tuple[Any, ...] = ()
    rules: tuple[Any, ...] = ()
    documents: tuple[Any, ...] = ()
    tasks: tuple[Any, ...] = ()
    approvals: tuple[Any, ...] = ()
    reactions: tuple[Any, ...] = ()
    jobs: tuple[Any, ...] = ()
    holdings: tuple[Any, ...] = ()
    histories: tuple[Any, ...] = ()
    details: tuple[Any, ...] = ()
    sights: tuple[Any, ...] = ()
    contradictions: Mapping[str, Vocabulary] = field(default_factory=dict)
    urls: str | None = None
    menu: tuple[Any, ...] = field(default_factory=tuple)


class DeclarationError(Exception):
    """Two declarations share a name, or a name does not follow its grammar: a mistake of the programmer."""


_modules: dict[str, Module] = {}
_COLON_NAME = re.compile(r"^[a-z_]+(:[a-z_]+){2}$")


def register(module: Module) -> None:
    """Add one module; refuses a second one of the same name and names that break the grammar."""
    if module.name in _modules:
        raise DeclarationError(f"module {module.name} is declared twice")
    for vocabulary in (module.permissions, module.kinds, module.problems):
        for code in vocabulary.codes() if vocabulary else ():
            if not _COLON_NAME.match(code):
                raise DeclarationError(f"{code} in {module.name} is not domain:noun:word")
    _modules[module.name] = module


def all_modules() -> tuple[Module, ...]:
    return tuple(_modules.values())


def declared(part: str) -> list[Any]:
    """All declarations of one part, e.g. `declared("actions")`, in module order."""
    return [item for module in _modules.values() for item in getattr(module, part)]


def find(part: str, code: str) -> Any | None:
    """The declaration of `part` whose `code` is given, or None."""
    return next((item for item in declared(part) if item.code == code), None)


class MenshenApp(AppConfig):
    """An app that declares a module once Django has loaded the models. Each `apps.py` has one; it is the default."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        cls.default = True

    def declare(self) -> Module:
        """The app's module (Django keeps the name `module` for the Python module)."""
        raise NotImplementedError

    def ready(self) -> None:
        register(self.declare())
