"""What performance claims are made of: `menshen bench` runs these files and writes RESULTS.md.

Each `bench_*` module has a `TITLE` and a function `run(bench) -> Section` and works in a process and a database of its
own on the embedded server, which writes as safely as in production. `runner` starts them one after another and keeps
what they found in results.json, from which RESULTS.md is made.
"""
