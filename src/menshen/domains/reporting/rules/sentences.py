"""The sentences of the work report, each from its figures: none, one and many, risen and fallen, known and unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.reporting.rules.phrases import (
    HOUSEHOLD,
    PAPER,
    PERSON,
    REPORT,
    TIME,
    Noun,
    amount,
    compared,
    joined,
    share,
)
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

Labelled = tuple[Term, int | None]
"""A figure with the word that stands before it."""

CALL, VISIT, SLIP = Noun("call", "calls", "次"), Noun("visit", "visits", "次"), Noun("notice", "notices", "张")


def _parts(figures: Sequence[Labelled], noun: Noun) -> list[Term]:
    """Those of the figures that are not zero; an unknown one is said to be so."""
    found = []
    for label, value in figures:
        if value != 0:
            said = amount(value, noun)
            found.append(Term(f"{label.en}: {said.en}", f"{label.zh}{said.zh}"))
    return found


def _split(figures: Sequence[Labelled], noun: Noun) -> Term:
    """`其中…` for what a total is made of; nothing where there is nothing to tell apart."""
    parts = _parts(figures, noun)
    if not parts:
        return Term("", "")
    return Term(f" Of these, {joined(parts).en}.", f"其中{joined(parts).zh}。")


def registers(households: int | None, people: int | None) -> Term:
    """Who lives here."""
    if households == 0 and people == 0:
        return Term("Nobody is registered in the area.", "辖区暂无在册住户。")
    homes, living = amount(households, HOUSEHOLD), amount(people, PERSON)
    if households is None or people is None:
        return Term(
            f"Registered households: {homes.en}; registered people: {living.en}.",
            f"在册户数{homes.zh}，在册人数{living.zh}。",
        )
    return Term(f"{homes.en} with {living.en} are registered.", f"辖区在册{homes.zh}{living.zh}。")


def coverage(total: int | None, not_reached: int | None, how: Sequence[Labelled] = ()) -> Term:
    """How far the round of asking every household has come; `how` says in which way those reached were."""
    if total is None:
        return Term("How many households are to be asked is not reported.", "应排查户数未报，排查进度无法计算。")
    if total == 0:
        return Term("No household is to be asked.", "目前没有需要排查的住户。")
    homes = amount(total, HOUSEHOLD)
    if not_reached is None:
        return Term(
            f"{homes.en} to be asked; how many were not reached is not reported, and is not taken for zero.",
            f"应排查{homes.zh}，尚未联系上的户数未报，不作零计。",
        )
    if not_reached == 0:
        said = Term(f"{homes.en} to be asked, and all were.", f"应排查{homes.zh}，已全部排查完毕。")
    else:
        done, left = total - not_reached, amount(not_reached, HOUSEHOLD)
        said = Term(
            f"{homes.en} to be asked; {done:,} ({share(done, total)}) were, {left.en} could not be reached yet.",
            f"应排查{homes.zh}，已排查{done}户，占{share(done, total)}，尚有{left.zh}未联系上。",
        )
    split = _split(how, HOUSEHOLD)
    return Term(said.en + split.en, said.zh + split.zh)


def arrivals(now: int | None, before: int | None, origins: Sequence[Labelled] = ()) -> Term:
    """Who came home, and from where."""
    if now is None:
        return Term("How many people came home is not reported.", "来返人员累计数未报，不作零计。")
    if now == 0:
        return Term("Nobody is registered as having come home.", "没有登记在册的来返人员。")
    people, moved = amount(now, PERSON), compared(now, before, PERSON)
    split = _split(origins, PERSON)
    have = "has" if now == 1 else "have"
    return Term(
        f"{people.en} {have} come home so far, {moved.en}.{split.en}",
        f"累计登记来返人员{people.zh}，{moved.zh}。{split.zh}",
    )


def in_force(
    measure: Term,
    now: int | None,
    before: int | None,
    *,
    households: int | None = None,
    added: int | None = None,
    released: int | None = None,
) -> Term | None:
    """How many people are under a measure; None where there were none, before, during or after."""
    if now == before == added == released == 0:
        return None
    came, left = amount(added, PERSON), amount(released, PERSON)
    flows = Term(f"added in the period: {came.en}, released: {left.en}", f"本期新增{came.zh}，解除{left.zh}")
    if now is None:
        return Term(
            f"{measure.en}: how many are in force is not reported; {flows.en}.",
            f"{measure.zh}在管人数未报，不作零计；{flows.zh}。",
        )
    moved = compared(now, before, PERSON)
    if now == 0:
        return Term(f"{measure.en}: nobody any more, {moved.en}; {flows.en}.",
                    f"{measure.zh}已无在管人员，{moved.zh}；{flows.zh}。")  # fmt: skip
    people, homes = amount(now, PERSON), amount(households, HOUSEHOLD) if households else None
    return Term(
        f"{measure.en}: {people.en}{f' in {homes.en}' if homes else ''}, {moved.en}; {flows.en}.",
        f"{measure.zh}在管{people.zh}{f'（{homes.zh}）' if homes else ''}，{moved.zh}；{flows.zh}。",
    )


def referrals(added: int | None, waiting: int | None, confirmed: int | None) -> Term:
    """Who was handed to medicine, and what came of it."""
    if added == waiting == confirmed == 0:
        return Term("Nobody was referred with fever or symptoms.", "没有因发热或有症状转诊的人员。")
    parts = [(Term("referred in the period", "本期转诊"), added), (Term("without a conclusion", "尚无结论"), waiting),
             (Term("confirmed so far", "累计确诊"), confirmed)]  # fmt: skip
    said = [
        Term(f"{label.en}: {amount(value, PERSON).en}", f"{label.zh}{amount(value, PERSON).zh}")
        for label, value in parts
    ]  # fmt: skip
    return Term(f"{'; '.join(part.en for part in said).capitalize()}.", f"{'，'.join(part.zh for part in said)}。")


def contacts(calls: int | None, visits: int | None, notices: int | None) -> Term:
    """What was tried to reach the households."""
    if calls == visits == notices == 0:
        return Term("No call, visit or notice is recorded.", "没有电话、上门或张贴提示的记录。")
    parts = [
        *_parts([(Term("by phone", "电话排查"), calls)], CALL),
        *_parts([(Term("at the door", "上门走访"), visits)], VISIT),
        *_parts([(Term("posted", "张贴温馨提示"), notices)], SLIP),
    ]
    return Term(f"{joined(parts).en.capitalize()}.", f"累计{joined(parts).zh}。")


def clock(within: int | None, late: int | None) -> Term:
    """Whether the situation of those who came home was known within two hours."""
    if within == late == 0:
        return Term("Nobody's two hours have run out or been kept yet.", "没有适用两小时时限的来返人员。")
    known, missed = amount(within, PERSON), amount(late, PERSON)
    if within is not None and late == 0:
        return Term(f"Known within two hours of coming home: {known.en}, nobody later.",
                    f"{known.zh}全部在到家两小时内掌握情况。")  # fmt: skip
    return Term(
        f"Known within two hours of coming home: {known.en}; not known by then: {missed.en}.",
        f"到家两小时内掌握情况{known.zh}，超时{missed.zh}。",
    )


def checks(recorded: int | None, referred: int | None) -> Term:
    """The health checks of the period."""
    if recorded == 0:
        return Term("No health check was recorded in the period.", "本期没有健康监测记录。")
    done = amount(recorded, Noun("health check", "health checks", "次"))
    if referred == 0:
        return Term(f"{done.en} in the period, none with fever or symptoms.",
                    f"本期健康监测{done.zh}，未发现发热或有症状情形。")  # fmt: skip
    signs = amount(referred, TIME)
    return Term(f"{done.en} in the period; with fever or symptoms: {signs.en}.",
                f"本期健康监测{done.zh}，其中发热或有症状{signs.zh}。")  # fmt: skip


def papers(started: int | None, released: int | None) -> Term:
    """The notices that people were handed."""
    if started == released == 0:
        return Term("No notice of quarantine was issued.", "本期没有送达隔离文书。")
    begun, ended = amount(started, PAPER), amount(released, PAPER)
    return Term(
        f"Issued in the period: notices of start: {begun.en}; notices of release: {ended.en}.",
        f"本期送达隔离告知书{begun.zh}、解除告知书{ended.zh}。",
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Reports of a period by what became of them; `waiting` are those whose time has not run out."""

    due: int
    in_time: int = 0
    late: int = 0
    missing: int = 0
    waiting: int = 0
    zero: int = 0


def reports(tally: Tally) -> Term:
    """Whether the daily reports came. A zero report is a report."""
    if tally.due == 0:
        return Term("No daily report was owed.", "本期没有应报日报。")
    owed = amount(tally.due, REPORT)
    nil = amount(tally.zero, REPORT)
    zero = Term(f", {tally.zero:,} of them zero", f"，其中零报告{nil.zh}") if tally.zero else Term("", "")
    if tally.in_time == tally.due:
        came = "all came" if tally.due > 1 else "it came"
        return Term(
            f"{owed.en} owed; {came} in time{zero.en}.",
            f"应报日报{owed.zh}，全部按时上报{zero.zh}。",
        )
    parts = _parts(
        [
            (Term("in time", "按时"), tally.in_time),
            (Term("late", "迟报"), tally.late),
            (Term("missing", "缺报"), tally.missing),
            (Term("not due yet", "未到时限"), tally.waiting),
        ],
        REPORT,
    )
    return Term(f"{owed.en} owed; {joined(parts).en}{zero.en}.", f"应报日报{owed.zh}，{joined(parts).zh}{zero.zh}。")
