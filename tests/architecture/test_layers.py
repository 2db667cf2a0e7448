"""Who may import whom: the contracts of pyproject.toml, and the purity of rules proved by running them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from architecture.project import DOMAINS, PROJECT

PURE = [f"menshen.domains.{domain}.{name}" for domain in DOMAINS for name in ("rules", "vocabulary")]


def test_the_contracts_hold():
    program = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_brings_neither_django_nor_a_clock(name):
    """In a process of its own, because here Django is loaded already."""
    asked = f"""
import sys, importlib
importlib.import_module({name!r})
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("django", "psycopg")), end=" ")
print("menshen.kernel.base.clock" if "menshen.kernel.base.clock" in sys.modules else "")
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("domain", DOMAINS)
def test_rules_never_ask_what_time_it_is(domain):
    """Not by the standard library either: the day of a fact is a fact."""
    folder = PROJECT / "src" / "menshen" / "domains" / domain
    patterns = ("rules.py", "rules/*.py", "actions.py", "actions/*.py")
    for path in [found for pattern in patterns for found in folder.glob(pattern)]:
        text = path.read_text()
        for call in ("clock.now(", "clock.today(", ".now()", ".today()", ".utcnow()", "time.time("):
            assert call not in text, f"{path.name} calls {call}"
