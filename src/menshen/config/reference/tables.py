"""The decision tables, which stand in `tests/spec` because every row of them is a test."""

from __future__ import annotations

import importlib.util
import sys

from menshen.config.environment import PROJECT, ConfigurationError

SOURCE = PROJECT / "tests" / "spec" / "tables.py"


def rules_page() -> str:
    """All tables on one page."""
    spec = importlib.util.spec_from_file_location("menshen_spec_tables", SOURCE)
    if spec is None or spec.loader is None or not SOURCE.exists():
        raise ConfigurationError(f"The documentation is made in a clone of the project: {SOURCE} is not there.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    text: str = module.render_markdown()
    return text
