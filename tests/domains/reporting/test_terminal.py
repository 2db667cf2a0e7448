"""`menshen report daily`."""

from __future__ import annotations

import json
import re

import openpyxl
import pypdf
import pytest
from click.testing import CliRunner

from factories.reporting import DAY, TOO_LATE, TOTAL, feverish, hand_in, reports_fall_due, sheet
from factories.scope import COPPER, RIVERSIDE, STREET, colleague, grid, town
from menshen.config.cli import program
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import speaking


@pytest.fixture(autouse=True)
def evening(db, monkeypatch):
    town(*(grid(COPPER, number) for number in range(3, 9)))
    reports_fall_due()
    monkeypatch.setattr(clock, "now", lambda: TOO_LATE)
    monkeypatch.setenv("COLUMNS", "160")
    feverish(grid(RIVERSIDE), 2)
    hand_in(RIVERSIDE)


def run(*options):
    return CliRunner().invoke(program, ["report", "daily", "--date", str(DAY), *options])


def said(*options):
    answer = run(*options)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_json_is_the_sheet():
    assert json.loads(said("--area", STREET, "--json")) == json.loads(json.dumps(sheet(now=TOO_LATE).as_json()))
    assert json.loads(said("--area", "临江社区", "--json"))["values"][TOTAL] == 2


def lines(text, start):
    """The cells of the lines with that word: between columns are two blanks at least."""
    return [re.split(r"\s{2,}", line.strip()) for line in text.splitlines() if start in line]


def test_a_table_with_a_column_for_each_unit():
    shown = said("--area", STREET)
    for word in (
        "示范街道 · 疫情防控日报表 · 2020-02-05",
        "临江社区",
        "铜都社区",
        "已报",
        "缺报",
        "截止时间 2020-02-06 00:00",
    ):
        assert word in shown
    assert lines(shown, "转诊累计") == [["转诊累计", "2", "0", "2", "未报", "未报"]]
    assert "! 铜都社区、青山村未报：其零值按未知处理" in shown


def test_in_english_too():
    with speaking("en"):
        shown = said("--area", RIVERSIDE)
    assert "Daily report" in shown
    assert "Submitted" in shown
    assert "owes no report" in shown


def test_too_many_units_are_no_columns():
    shown = said("--area", COPPER)
    assert "第008号" not in shown
    assert lines(shown, "转诊累计") == [["转诊累计", "0", "0"]]


def test_files(tmp_path):
    book, paper = tmp_path / "日报.xlsx", tmp_path / "日报.pdf"
    answer = run("--area", STREET, "--xlsx", str(book), "--pdf", str(paper))
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert str(book) in answer.stderr
    assert openpyxl.load_workbook(book)["日报表"].cell(1, 1).value == "疫情防控日报表"
    assert pypdf.PdfReader(paper).pages


def test_only_who_may_read_reports_there():
    colleague("community_secretary", RIVERSIDE, username="zhou")
    colleague("medic", STREET, username="doctor")
    assert json.loads(said("--area", RIVERSIDE, "--as", "zhou", "--json"))["area"] == RIVERSIDE
    for options in (("--area", STREET, "--as", "zhou"), ("--area", RIVERSIDE, "--as", "doctor")):
        answer = run(*options)
        assert isinstance(answer.exception, Refused)
        assert answer.exception.status == 404


@pytest.mark.parametrize("options", [("--area", "没有的地方"), ("--area", STREET, "--as", "nobody")])
def test_plain_errors(options):
    answer = run(*options)
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("day", ["yesterday", "0001-01-01", "9999-12-31"])
def test_a_wrong_day_is_a_wrong_call(day):
    assert CliRunner().invoke(program, ["report", "daily", "--area", STREET, "--date", day]).exit_code == 2
