"""`menshen import` and `menshen export`, called as a person would."""

from __future__ import annotations

import json

import openpyxl
import pytest

from factories.registry import COMMUNITY, make_areas
from factories.rosters import called, names, resident, write
from factories.scope import colleague
from menshen.config import cli

pytestmark = pytest.mark.django_db


@pytest.fixture
def menshen(capsys):
    """Run the program: exit code, output, complaints."""
    make_areas()

    def run(*arguments):
        code = cli.run([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def roster(tmp_path):
    rows = [resident(1), resident(2)]
    rows[1][2] = "123"
    return write(tmp_path / "名单.xlsx", rows)


def test_a_dry_run_then_the_import_then_the_mended_rows(menshen, roster):
    bring = ("import", "registry.residents", roster, "--area", COMMUNITY)
    code, said, _ = menshen(*bring, "--dry-run")
    assert (code, names()) == (1, [])
    assert said.startswith("2 rows: 1 would be accepted, 0 known, 1 refused.\n  名单 row 3: ")
    code, said, _ = menshen(*bring, "--json")
    answer = json.loads(said)
    assert (code, answer["accepted"], answer["refused"]) == (1, 1, 1)
    back = answer["error_workbook"]
    book = openpyxl.load_workbook(back)
    book["名单"]["C2"] = ""
    book.save(back)
    code, said, _ = menshen("import", "registry.residents", back, "--area", COMMUNITY)
    assert (code, said) == (0, "1 rows: 1 were accepted, 0 known, 0 refused.\n")
    assert len(names()) == 2


def test_where_refused_rows_cannot_go_nothing_is_imported(menshen, roster, tmp_path):
    bring = ("import", "registry.residents", roster, "--area", COMMUNITY)
    code, _, complaint = menshen(*bring, "--errors", tmp_path / "nowhere" / "back.xlsx")
    assert code == 2
    assert "cannot be written to" in complaint
    assert names() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ledger": "registry.nothing"}, 1),
        ({"ledger": "registry.households"}, 1),
        ({"area": "月球"}, 1),
        ({"file": "/nonexistent.xlsx"}, 2),
        ({"username": "nobody"}, 1),
        ({"username": "inspector"}, 1),
    ],
    ids=str,
)
def test_what_cannot_be_imported_is_one_sentence(menshen, roster, changed, code):
    colleague("district_inspector", COMMUNITY, username="inspector")
    asked = {"ledger": "registry.residents", "file": roster, "area": COMMUNITY, "username": None} | changed
    who = ["--as", asked["username"]] if asked["username"] else []
    done, said, complaint = menshen("import", asked["ledger"], asked["file"], "--area", asked["area"], *who)
    assert (done, said, names()) == (code, "", [])
    assert complaint


WHY = ("--reason", "paper")


def test_an_export_is_filtered_and_masked(menshen, tmp_path):
    menshen(
        "import", "registry.residents", write(tmp_path / "in.xlsx", [resident(1), resident(2)]), "--area", COMMUNITY
    )
    path = tmp_path / "out.xlsx"
    code, said, _ = menshen(
        "export", "registry.residents", path, "--area", COMMUNITY, "--filter", "compound=滨江", *WHY
    )
    assert (code, said) == (0, f"2 rows written to {path}.\n")
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [called(1), called(2)]
    assert rows[1][1].count("*") == 10
    assert menshen("export", "registry.residents", path, "--filter", "gender=male", "--search", "滨江", *WHY)[0] == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--filter", "id_number=990101"], 2),
        (["--filter", "born_on"], 2),
        (["--filter", "born_on=yesterday"], 1),
        (["--area", "月球"], 1),
        (["--as", "nobody"], 1),
        ([], 1),
    ],
    ids=str,
)
def test_what_cannot_be_exported_is_one_sentence(menshen, tmp_path, options, code):
    done, said, complaint = menshen("export", "registry.residents", tmp_path / "out.xlsx", *options)
    assert (done, said) == (code, "")
    assert complaint
    assert not (tmp_path / "out.xlsx").exists()


def test_an_export_to_nowhere_is_one_sentence(menshen, tmp_path):
    done, _, complaint = menshen("export", "registry.residents", tmp_path / "nowhere" / "out.xlsx", *WHY)
    assert done == 1
    assert "out.xlsx" in complaint
