"""The project as files: what the architecture tests walk over."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "menshen"
DOMAINS = sorted(path.parent.name for path in (SOURCE / "domains").glob("*/apps.py"))


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: in git, or new and not ignored."""
    asked = ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    paths = (PROJECT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files() -> tuple[Path, ...]:
    return tuple(path for path in files() if path.suffix == ".py")


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()
