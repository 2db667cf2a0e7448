"""The generated documentation is what the code says."""

from __future__ import annotations

from menshen.config import cli


def test_every_generated_page_is_what_the_code_says(capsys):
    code = cli.run(["docs", "--check"])
    assert (code, capsys.readouterr().out) == (0, "")
