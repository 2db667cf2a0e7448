"""The tables of `reporting/`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from menshen.domains.reporting import rules
from menshen.kernel.base.terms import Term
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


# -- the work report ---------------------------------------------------------------------------------------------------


def both(term):
    return (term.zh, term.en) if term else ("", "")


def verdict(row):
    return row["中文"], row["English"]


@cases("reporting/work_phrases", "Change")
def test_changes(row):
    now, before = number(row["now"]), number(row["before"])
    assert rules.trend(now, before) == row["trend"]
    assert rules.change(now, before) == number(row["change"])
    assert both(rules.compared(now, before, rules.PERSON)) == verdict(row)


@cases("reporting/work_phrases", "Amounts")
def test_amounts(row):
    assert both(rules.amount(number(row["value"]), rules.HOUSEHOLD)) == verdict(row)


@cases("reporting/work_phrases", "Shares")
def test_shares(row):
    assert rules.share(int(row["part"]), int(row["whole"])) == row["share"]


@cases("reporting/work_phrases", "Lists")
def test_lists(row):
    assert both(rules.joined([Term(word, word) for word in row["parts"].split()])) == verdict(row)


GRID_WORKER = Term("Grid worker", "网格员")


@cases("reporting/work_phrases", "What is left to do")
def test_what_is_left_to_do(row):
    gaps = [
        rules.Gap(name, Term(name, name), GRID_WORKER, int(count))
        for name, count in (word.split("=") for word in row["places"].split())
    ]
    assert both(rules.shared_out(gaps, rules.HOUSEHOLD)) == verdict(row)


@cases("reporting/work_sentences", "Residents")
def test_residents(row):
    assert both(rules.registers(number(row["households"]), number(row["people"]))) == verdict(row)


@cases("reporting/work_sentences", "Screening")
def test_screening(row):
    how = [
        (Term("by phone", "电话排查"), number(row["by phone"])),
        (Term("at the door", "上门排查"), number(row["at the door"])),
    ]
    assert both(rules.coverage(number(row["to ask"]), number(row["not reached"]), how)) == verdict(row)


@cases("reporting/work_sentences", "Arrivals")
def test_arrivals(row):
    origins = [
        (Term("from Hubei", "来自湖北省"), number(row["from Hubei"])),
        (Term("from other provinces", "外省"), number(row["other provinces"])),
    ]
    assert both(rules.arrivals(number(row["now"]), number(row["before"]), origins)) == verdict(row)


@cases("reporting/work_sentences", "Under a measure")
def test_under_a_measure(row):
    said = rules.in_force(
        Term("Home quarantine", "居家隔离"),
        number(row["now"]),
        number(row["before"]),
        households=number(row["households"]),
        added=number(row["added"]),
        released=number(row["released"]),
    )
    assert both(said) == verdict(row)


@cases("reporting/work_sentences", "Referrals")
def test_referrals(row):
    said = rules.referrals(number(row["referred"]), number(row["open"]), number(row["confirmed"]))
    assert both(said) == verdict(row)


@cases("reporting/work_sentences", "Calls and visits")
def test_calls_and_visits(row):
    said = rules.contacts(number(row["calls"]), number(row["visits"]), number(row["notices"]))
    assert both(said) == verdict(row)


@cases("reporting/work_sentences", "Two hours")
def test_two_hours(row):
    assert both(rules.clock(number(row["within"]), number(row["late"]))) == verdict(row)


@cases("reporting/work_sentences", "Health checks")
def test_health_checks(row):
    assert both(rules.checks(number(row["recorded"]), number(row["with signs"]))) == verdict(row)


@cases("reporting/work_sentences", "Notices")
def test_notices(row):
    assert both(rules.papers(number(row["of start"]), number(row["of release"]))) == verdict(row)


@cases("reporting/work_sentences", "Daily reports")
def test_daily_reports(row):
    tally = rules.Tally(
        due=int(row["owed"]),
        in_time=int(row["in time"]),
        late=int(row["late"]),
        missing=int(row["missing"]),
        waiting=int(row["not due"]),
        zero=int(row["zero"]),
    )
    assert both(rules.reports(tally)) == verdict(row)


MEASURES = {"home_quarantine": Term("Home quarantine", "居家隔离")}


class Zeros(dict):
    """Every figure is known and zero, but for those that are set."""

    def get(self, code, default=0):
        return super().get(code, default)


def written(undone, unknown=""):
    gaps = {
        code: [rules.Gap("990101001001001", Term("Grid A", "甲网格"), GRID_WORKER, int(count))]
        for code, count in (word.split("=") for word in undone.split())
    }
    figures = Zeros(dict.fromkeys(unknown.split()))
    titles = {code: Term(code, code) for code in unknown.split()}
    return rules.work_report(
        rules.WorkFacts(figures, Zeros(), Zeros(), rules.Tally(0), gaps, titles, MEASURES, date(2020, 2, 4))
    )


@cases("reporting/work_steps", "What is undone")
def test_what_is_undone(row):
    made = written(row["undone"], row["unknown"])
    assert " ".join(said.code for said in made.problems) == row["problems"]
    assert " ".join(said.code for said in made.next_steps) == row["next steps"]
    assert all(said.text.en and said.heading.en for said in made.sentences)


@cases("reporting/work_steps", "How it is said")
def test_how_it_is_said(row):
    made = written(row["undone"])
    assert made.problems[0].text.zh == row["problem"]
    assert made.next_steps[0].text.zh == row["next step"]
    code, _, count = row["undone"].partition("=")
    assert {(use.code, use.value) for use in (*made.problems[0].uses, *made.next_steps[0].uses)} == {(code, int(count))}
