"""The benches run, fifty times smaller; how long they take is not a test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.results import Comparison, Figure, Outcome, Section, report

from benchmarks import runner

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "menshen.config.cli", "bench"]


@pytest.mark.slow
def test_every_bench_still_measures_and_a_quick_one_leaves_the_results_alone(template):
    kept = {path: path.read_bytes() for path in runner.HOME.glob("*.*")}
    done = subprocess.run([*PROGRAM, "--quick", "--json"], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found) == runner.ordinary(quick=True)
    for outcome in found.values():
        assert all(figure["runs"] for figure in outcome["section"]["figures"])
        assert any(figure["target"] for figure in outcome["section"]["figures"])
        assert outcome["section"]["comparisons"]
    assert {path: path.read_bytes() for path in runner.HOME.glob("*.*")} == kept


def test_a_bench_that_does_not_exist_is_a_wrong_call():
    done = subprocess.run([*PROGRAM, "warp"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is no bench warp" in done.stderr


def outcome(**load):
    figures = [
        Figure("quick thing", "s", (2.0, 1.0, 9.0), target=4),
        Figure("slow thing", "ms", (123.4,), target=100, if_missed="the disk is a tape"),
        Figure("for information", "MB", (1234.5,)),
    ]
    section = Section("What was done.", figures, [Comparison("by hand", "s", 2, 30)], ["A note."])
    circumstances = {"seconds": 60, "others": 0.02, "stolen": 0.0} | load
    return Outcome("A thing", section, "2020-02-05 12:00+08:00", {"memory": "8 GiB"}, circumstances)


def test_the_report_says_by_how_much_a_target_is_missed_and_why():
    text = report({"thing": outcome()})
    assert "| quick thing | 4.00 s | 2.00 s | 1.00 – 9.00 | 3 | met, 50% of the target |" in text
    assert "| slow thing | 100 ms | 123 ms |  | 1 | **missed by 23%** |" in text
    assert "- slow thing: the disk is a tape" in text
    assert "| for information |  | 1,234 MB |  | 1 |  |" in text
    assert "| by hand | 2.00 s | 30.0 s | 15.0 times as long |" in text
    assert "busy" not in text


def test_the_report_says_when_the_machine_was_busy():
    assert "**The machine was busy" in report({"thing": outcome(others=0.4)})


def test_the_report_that_is_kept_is_what_its_figures_give():
    kept = json.loads((runner.HOME / "results.json").read_text())
    outcomes = {name: Outcome.from_json(data) for name, data in kept.items()}
    assert (runner.HOME / "RESULTS.md").read_text() == report(outcomes)
