"""Dotted paths that the documentation names: what they name, and in which file it stands."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any


def named(name: str) -> Any:
    """What a dotted path names: a module, or something inside one; AttributeError where there is nothing."""
    module = name
    rest: list[str] = []
    while True:
        try:
            found: Any = importlib.import_module(module)
            break
        except ModuleNotFoundError as error:
            if error.name is None or not (module == error.name or module.startswith(f"{error.name}.")):
                raise
            module, _, last = module.rpartition(".")
            if not module:
                raise AttributeError(name) from None
            rest.insert(0, last)
    for part in rest:
        found = getattr(found, part)
    return found


def source_of(name: str) -> Path:
    """The file in which a dotted path is defined; a constant is defined where the path says."""
    found = named(name)
    if inspect.ismodule(found):
        return Path(found.__file__ or "")
    if inspect.isclass(found) or inspect.isfunction(found):
        return Path(inspect.getfile(found))
    run = getattr(found, "run", None)
    if inspect.isfunction(run):
        return Path(inspect.getfile(run))
    return source_of(name.rpartition(".")[0])
