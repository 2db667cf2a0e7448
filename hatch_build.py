"""Builds the front end before it goes into a wheel, so that whoever installs the wheel needs no Node."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]  # the plugin's own configuration is not generic
    """Runs npm where `make setup` has not run before; an editable install serves what `make setup` built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        root = Path(self.root)
        desk = root / "frontend" / "desk"
        if version == "editable" or (root / "src/menshen/gateway/static/desk/stamp").exists():
            return
        for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
            subprocess.run(command, cwd=desk, check=True)
