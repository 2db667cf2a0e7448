"""The tables of `reporting/`."""

from __future__ import annotations

from decimal import Decimal

from menshen.domains.reporting import rules
from spec.reading import cases, codes, hour, number, numbers, said

DUE_AT = hour("14:00")


def figures(cell):
    return {code: number(value) for code, value in (word.split("=") for word in cell.split())}


@cases("reporting/states", "When a report is due")
def test_due_time(row):
    assert f"{rules.due_time(hour(row['cut-off'])):%Y-%m-%d %H:%M}" == row["due"]


@cases("reporting/states", "Due at 14:00")
def test_report_states(row):
    submitted_at = hour(row["submitted"])
    submission = rules.SubmissionFacts(submitted_at, figures(row["figures"])) if submitted_at else None
    decision = rules.report_state(due_at=DUE_AT, submission=submission, now=hour(row["now"]))
    assert decision.verdict == row["state"]
    assert codes(decision.reasons) == row["reasons"]


@cases("reporting/states", "Zero reports")
def test_zero_reports(row):
    assert said(rules.is_zero_report(figures(row["figures"]))) == row["zero report"]


@cases("reporting/sums", "In force")
def test_in_force(row):
    decision = rules.check_in_force(
        yesterday=number(row["yesterday"]),
        new=number(row["new"]),
        released=number(row["released"]),
        transferred=number(row["transferred"]),
        in_force=number(row["in force"]),
    )
    assert decision.verdict == row["result"]
    assert codes(decision.reasons) == row["reasons"]


@cases("reporting/sums", "Parts and whole")
def test_children(row):
    parts = {f"9901010010{count:02}": value for count, value in enumerate(numbers(row["parts"]))}
    decision = rules.check_children(number(row["whole"]), parts)
    assert decision.verdict == row["result"]
    assert codes(decision.reasons) == row["reasons"]


@cases("reporting/odd_figures", "Daily figures")
def test_daily_figures(row):
    assert codes(odd(row, cumulative=False)) == row["asked about"]


@cases("reporting/odd_figures", "Cumulative figures")
def test_cumulative_figures(row):
    assert codes(odd(row, cumulative=True)) == row["asked about"]


def odd(row, *, cumulative):
    return rules.anomalies(number(row["today"]), numbers(row["before"]), cumulative=cumulative, jump_factor=Decimal(3))
