"""One bench in this process: `python -m benchmarks NAME DATABASE TEMPLATE [quick]`; `menshen bench` calls it so."""

from __future__ import annotations

import json
import sys

from benchmarks.runner import Bench, run_here

if __name__ == "__main__":
    name, database, template, *mode = sys.argv[1:]
    print(json.dumps(run_here(name, Bench(database, template, quick="quick" in mode)), ensure_ascii=False))
