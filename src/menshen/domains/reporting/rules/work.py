"""The work report (工作情况报告) from its figures: situation, measures taken, problems, next steps.

Nothing is typed: each sentence follows from figures, and says which. A next step follows from something that is not
done, and names the role that does it, never a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from menshen.domains.reporting.rules import sentences
from menshen.domains.reporting.rules.phrases import (
    FIGURE,
    HOUSEHOLD,
    ORDER,
    PERSON,
    REPORT,
    TASK,
    Gap,
    Noun,
    amount,
    change,
    joined,
    shared_out,
)
from menshen.domains.reporting.vocabulary import When
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

HOW_REACHED = (
    ("screening.settled_by_phone", Term("by phone", "电话排查")),
    ("screening.settled_at_door", Term("at the door", "上门排查")),
    ("screening.settled_by_call_back", Term("by call-back", "回电排查")),
    ("screening.closed_other", Term("declined, vacant or not found", "拒绝、空置或查无")),
)
ORIGINS = (
    ("screening.arrivals_total_hubei", Term("from Hubei", "来自湖北省")),
    ("screening.arrivals_total_other_province", Term("from other provinces", "外省")),
    ("screening.arrivals_total_within_province", Term("from within the province", "省内")),
    ("screening.arrivals_total_abroad", Term("from abroad", "境外")),
    ("screening.arrivals_total_unknown", Term("from an unknown place", "来源不详")),
)
UNKNOWN_NAMED = 5


@dataclass(frozen=True, slots=True)
class Use:
    """A figure as it stands in a sentence. `area` is empty for the area of the report."""

    code: str
    value: int | None
    when: When
    area: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph: what it is about, its text, and the figures in it."""

    code: str
    heading: Term
    text: Term
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What the report is made of. `now` and `before` are figures by code at the end of the period and before it,
    `sums` those that happened within it; `gaps` what is not done, by code; `titles` how figures are called."""

    now: Mapping[str, int | None]
    before: Mapping[str, int | None]
    sums: Mapping[str, int | None]
    reports: sentences.Tally
    gaps: Mapping[str, Sequence[Gap]]
    titles: Mapping[str, Term]
    measures: Mapping[str, Term]
    checked_on: date


@dataclass(frozen=True, slots=True)
class WorkReport:
    situation: tuple[Said, ...]
    measures: tuple[Said, ...]
    problems: tuple[Said, ...]
    next_steps: tuple[Said, ...]

    @property
    def sections(self) -> dict[str, tuple[Said, ...]]:
        return {
            "situation": self.situation,
            "measures": self.measures,
            "problems": self.problems,
            "next_steps": self.next_steps,
        }

    @property
    def sentences(self) -> list[Said]:
        return [said for section in self.sections.values() for said in section]


@dataclass(slots=True)
class _Taken:
    """Hands out figures and remembers which went into the sentence at hand."""

    facts: WorkFacts
    used: list[Use] = field(default_factory=list)

    def now(self, code: str) -> int | None:
        return self._use(code, self.facts.now.get(code), When.END)

    def before(self, code: str) -> int | None:
        return self._use(code, self.facts.before.get(code), When.START)

    def grown(self, code: str) -> int | None:
        """What came to a cumulative figure within the period; both ends are sources of it."""
        return self._use(code, change(self.now(code), self.before(code)), When.GROWN)

    def total(self, code: str) -> int | None:
        return self._use(code, self.facts.sums.get(code), When.SUM)

    def labelled(self, figures: Sequence[tuple[str, Term]]) -> list[tuple[Term, int | None]]:
        return [(label, self.now(code)) for code, label in figures]

    def _use(self, code: str, value: int | None, when: When) -> int | None:
        self.used.append(Use(code, value, when))
        return value

    def said(self, code: str, heading: Term, text: Term) -> Said:
        used, self.used = tuple(dict.fromkeys(self.used)), []
        return Said(code, heading, text, used)


def work_report(facts: WorkFacts) -> WorkReport:
    """The whole report in both languages."""
    lacking = [(lack, facts.gaps[lack.code]) for lack in LACKS if facts.gaps.get(lack.code)]
    situation, measures = _situation(facts), _measures(facts)
    uses = dict.fromkeys(use for said in (*situation, *measures) for use in said.uses)
    unknown = list(dict.fromkeys(use.code for use in uses if use.value is None and use.when is When.END))
    problems = [_problem(lack, gaps, facts) for lack, gaps in lacking] + _unknown(unknown, facts)
    steps = [_step(lack, gaps) for lack, gaps in lacking]
    return WorkReport(situation, measures, tuple(problems) or (_NO_PROBLEM,), tuple(steps) or (_GO_ON,))


def _situation(facts: WorkFacts) -> tuple[Said, ...]:
    taken = _Taken(facts)
    return (
        taken.said(
            "registers",
            Term("Residents", "辖区底数"),
            sentences.registers(taken.now("registry.households"), taken.now("registry.people")),
        ),
        taken.said(
            "coverage",
            Term("Screening", "摸底排查"),
            sentences.coverage(
                taken.now("screening.households_total"),
                taken.now("screening.not_reached"),
                taken.labelled(HOW_REACHED),
            ),
        ),
        taken.said(
            "arrivals",
            Term("Arrivals", "来返人员"),
            sentences.arrivals(
                taken.now("screening.arrivals_total"),
                taken.before("screening.arrivals_total"),
                taken.labelled(ORIGINS),
            ),
        ),
        taken.said("quarantine", Term("Quarantine", "隔离管理"), _under_orders(taken)),
        taken.said(
            "referrals",
            Term("Referrals", "转诊情况"),
            sentences.referrals(
                taken.grown("quarantine.referrals_total"),
                taken.now("quarantine.referrals_open"),
                taken.now("quarantine.referrals_confirmed"),
            ),
        ),
    )


def _under_orders(taken: _Taken) -> Term:
    """One sentence for each measure that anybody was under, one for all the others, one for the unknown."""
    said, quiet, unknown = [], [], []
    for measure, term in taken.facts.measures.items():
        prefix = f"quarantine.{measure}"
        if taken.facts.now.get(f"{prefix}.total") is taken.facts.now.get(f"{prefix}.in_force") is None:
            taken.now(f"{prefix}.in_force")
            unknown.append(term)
            continue
        sentence = sentences.in_force(
            term,
            taken.now(f"{prefix}.in_force"),
            taken.before(f"{prefix}.in_force"),
            households=taken.now(f"{prefix}.households"),
            added=taken.grown(f"{prefix}.total"),
            released=taken.grown(f"{prefix}.released_total"),
        )
        if sentence is None:
            quiet.append(term)
        else:
            said.append(sentence)
    if quiet:
        named = joined(quiet)
        said.append(Term(f"Nobody was under {named.en.lower()}.", f"{named.zh}无在管人员。"))
    if unknown:
        named = joined(unknown)
        said.append(Term(f"How many are under {named.en.lower()} is not reported.", f"{named.zh}人数未报，不作零计。"))
    return Term(" ".join(each.en for each in said), "".join(each.zh for each in said))


def _measures(facts: WorkFacts) -> tuple[Said, ...]:
    taken = _Taken(facts)
    figures = {name: taken.facts.sums.get(f"reporting.reports_{name}") for name in ("due", "late", "missing", "zero")}
    return (
        taken.said(
            "contacts",
            Term("Calls and visits", "入户和电话联系"),
            sentences.contacts(
                taken.now("screening.calls"), taken.now("screening.visits"), taken.now("screening.notices")
            ),
        ),
        taken.said(
            "clock",
            Term("Knowing within two hours", "到家两小时内掌握情况"),
            sentences.clock(taken.now("screening.known_within_limit"), taken.now("screening.known_too_late")),
        ),
        taken.said(
            "checks",
            Term("Health checks", "健康监测"),
            sentences.checks(taken.total("quarantine.checks_recorded"), taken.total("quarantine.checks_referred")),
        ),
        taken.said(
            "papers",
            Term("Notices", "文书送达"),
            sentences.papers(taken.grown("quarantine.start_notices"), taken.grown("quarantine.release_notices")),
        ),
        Said(
            "reports",
            Term("Daily reports", "日报和零报告"),
            sentences.reports(facts.reports),
            tuple(Use(f"reporting.reports_{name}", value, When.SUM) for name, value in figures.items()),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Lack:
    """Something that is not done: how it is said as a problem (`{count}`, `{places}`, `{day}`), and what follows."""

    code: str
    noun: Noun
    places: Noun
    heading: Term
    problem: Term
    step: Term
    when: When = When.END


_GRID, _UNIT = Noun("grid", "grids", "个网格"), Noun("unit", "units", "个单位")
LACKS = (
    _Lack(
        "screening.not_reached", HOUSEHOLD, _GRID,
        Term("Households not reached", "部分住户尚未联系上"),
        Term("{count} could not be reached yet, in {places}.", "{places}尚有{count}未联系上。"),
        Term("Go on asking the households that were not reached", "继续排查尚未联系上的住户"),
    ),
    _Lack(
        "screening.known_too_late", PERSON, _UNIT,
        Term("Known too late", "部分来返人员情况掌握不及时"),
        Term("The situation of {count} was not known within two hours of coming home, in {places}.",
             "{places}有{count}到家两小时内未掌握情况。"),
        Term("Ask people who come home within two hours", "落实到家两小时内掌握情况"),
    ),
    _Lack(
        "screening.arrivals_symptoms_unknown", PERSON, _UNIT,
        Term("Symptoms unknown", "部分来返人员症状不详"),
        Term("Whether {count} who came home have symptoms is not known, in {places}.",
             "{places}有{count}来返人员症状不详，不能视为无症状。"),
        Term("Ask those whose symptoms are unknown", "逐一问清症状不详的来返人员"),
    ),
    _Lack(
        "quarantine.orders_without_team", ORDER, _UNIT,
        Term("Teams incomplete", "包保小组人员不齐"),
        Term("The team of {count} has an empty seat, in {places}; no measure lasts longer for it.",
             "{places}有{count}隔离决定的包保小组人员不齐（不影响解除时间）。"),
        Term("Fill the teams", "补齐包保小组"),
        When.NOW,
    ),
    _Lack(
        "quarantine.people_unchecked", PERSON, _GRID,
        Term("Health checks missing", "健康监测有漏项"),
        Term("{count} had a check of {day} that nobody recorded, in {places}.",
             "{day}{places}有{count}的健康监测没有记录。"),
        Term("Make up the health checks", "补做健康监测并登记"),
        When.NOW,
    ),
    _Lack(
        "quarantine.referrals_open", PERSON, _UNIT,
        Term("Referrals open", "转诊尚无结论"),
        Term("The referral of {count} has no conclusion yet, in {places}.", "{places}有{count}转诊尚无结论。"),
        Term("Follow the referrals to their conclusion", "跟踪转诊人员直至有结论"),
    ),
    _Lack(
        "reporting.reports_missing", REPORT, _UNIT,
        Term("Reports missing", "日报缺报"),
        Term("{count} never came, from {places}.", "{places}缺报日报{count}。"),
        Term("Hand in the missing reports", "补报缺报的日报"),
        When.SUM,
    ),
    _Lack(
        "reporting.reports_late", REPORT, _UNIT,
        Term("Reports late", "日报迟报"),
        Term("{count} came late, from {places}.", "{places}迟报日报{count}。"),
        Term("Report in time", "按时上报日报"),
        When.SUM,
    ),
    _Lack(
        "reporting.figures_changed", FIGURE, _UNIT,
        Term("Reports that differ from the records", "上报数与现有记录不一致"),
        Term("{count} of the last day's report differ from the records, in {places}.",
             "{places}期末日报有{count}与现有记录不一致。"),
        Term("Correct the report by a new version", "核对并更正日报"),
        When.NOW,
    ),
    _Lack(
        "tasks.overdue", TASK, _UNIT,
        Term("Tasks overdue", "部分任务逾期"),
        Term("{count} should have been done by now, in {places}.", "{places}有{count}任务逾期未办结。"),
        Term("Finish the overdue tasks", "办结逾期任务"),
        When.NOW,
    ),
)  # fmt: skip
"""Everything that can be left undone, in the order in which it is said."""

_NO_PROBLEM = Said(
    "none",
    Term("Nothing found", "核对情况"),
    Term("Going by the records, nothing is left undone.", "经核对现有记录，没有未办结事项。"),
)
_GO_ON = Said(
    "go_on",
    Term("Go on", "继续做好日常工作"),
    Term(
        "Go on with the daily checks and reports, zero reports included.", "按规定继续做好每日健康监测、日报和零报告。"
    ),
)


def _problem(lack: _Lack, gaps: Sequence[Gap], facts: WorkFacts) -> Said:
    total = sum(gap.count for gap in gaps)
    count, places = amount(total, lack.noun), amount(len({gap.area for gap in gaps}), lack.places)
    day = facts.checked_on
    text = Term(
        lack.problem.en.format(count=count.en, places=places.en, day=f"{day.day} {day:%B %Y}"),
        lack.problem.zh.format(count=count.zh, places=places.zh, day=f"{day.month}月{day.day}日"),
    )
    return Said(lack.code.partition(".")[2], lack.heading, text, (Use(lack.code, total, lack.when),))


def _step(lack: _Lack, gaps: Sequence[Gap]) -> Said:
    shared = shared_out(gaps, lack.noun)
    text = Term(f"To be done by those in brackets. {shared.en}.", f"由括号内岗位负责：{shared.zh}。")
    uses: dict[str, int] = {}
    for gap in gaps:
        uses[gap.area] = uses.get(gap.area, 0) + gap.count
    return Said(
        f"{lack.code.partition('.')[2]}_step",
        lack.step,
        text,
        tuple(Use(lack.code, count, lack.when, area) for area, count in uses.items()),
    )


def _unknown(codes: Sequence[str], facts: WorkFacts) -> list[Said]:
    """What nobody reported is not zero, and is said."""
    if not codes:
        return []
    named = joined([facts.titles[code] for code in codes[:UNKNOWN_NAMED]])
    more = len(codes) > UNKNOWN_NAMED
    count = amount(len(codes), FIGURE)
    text = Term(
        f"Unknown, and not taken for zero: {count.en}{', among them' if more else ':'} {named.en}.",
        f"{count.zh}数据未报，不作零计：{named.zh}{'等' if more else ''}。",
    )
    return [Said("unknown", Term("Figures not reported", "部分数据未报"), text)]
