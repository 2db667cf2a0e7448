"""Runs a module for as long as the process lives that started it: killed without warning, it takes this one along.

The other end of this one's standard input is held by that process and closes with it, however it ends.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from threading import Thread


def _follow() -> None:
    os.read(0, 1)  # and not sys.stdin, whose lock would be held when the interpreter shuts down
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Thread(target=_follow, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
