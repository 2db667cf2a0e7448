"""Parts of sentences: amounts, changes, shares, lists of what is left to do. The wording follows the number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.reporting.vocabulary import Trend
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED = 8
"""So many places are named in a sentence; the others are added up."""


UNREPORTED = Term("not reported", "未报")


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted, with its English forms for one and for many and its Chinese measure word."""

    one: str
    many: str
    zh: str


PERSON = Noun("person", "people", "人")
HOUSEHOLD = Noun("household", "households", "户")
TIME = Noun("time", "times", "次")
PAPER = Noun("paper", "papers", "份")
ORDER = Noun("order", "orders", "份")
REPORT = Noun("report", "reports", "份")
TASK = Noun("task", "tasks", "项")
FIGURE = Noun("figure", "figures", "项")


def amount(value: int | None, noun: Noun) -> Term:
    """`1 person`, `1,200 people`, `not reported`."""
    if value is None:
        return UNREPORTED
    return Term(f"{value:,} {noun.one if value == 1 else noun.many}", f"{value}{noun.zh}")


def trend(now: int | None, before: int | None) -> Trend:
    """How a figure moved; one of them unknown says nothing about it."""
    if now is None or before is None:
        return Trend.UNKNOWN
    return Trend.SAME if now == before else Trend.ROSE if now > before else Trend.FELL


def change(now: int | None, before: int | None) -> int | None:
    """By how much a figure grew; below zero where records were corrected."""
    return None if now is None or before is None else now - before


def compared(now: int | None, before: int | None, noun: Noun) -> Term:
    """The figure beside the one from before the period, as half a sentence."""
    moved = trend(now, before)
    if moved is Trend.UNKNOWN:
        return Term("a comparison with the start is not possible", "期初或期末数未报，无法比较")
    if moved is Trend.SAME:
        return Term("as many as at the start", "与期初持平")
    difference = amount(abs((now or 0) - (before or 0)), noun)
    if moved is Trend.ROSE:
        return Term(f"{difference.en} more than at the start", f"比期初增加{difference.zh}")
    return Term(f"{difference.en} fewer than at the start", f"比期初减少{difference.zh}")


def share(part: int, whole: int) -> str:
    """A proportion in per cent, never rounded up: 100 % is only what is complete."""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def joined(parts: Sequence[Term]) -> Term:
    """Parts of a list as one."""
    english = [part.en for part in parts]
    last = " and ".join(english[-2:])
    return Term(", ".join([*english[:-2], last]), "、".join(part.zh for part in parts))


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not done at a place, and who is to do it: a role and never a person. `area` is the code of the place."""

    area: str
    place: Term
    who: Term
    count: int


def shared_out(gaps: Sequence[Gap], noun: Noun) -> Term:
    """What is left to do place by place, each with who does it; the largest first, the smallest added up."""
    ordered = sorted(gaps, key=lambda gap: (-gap.count, gap.area))
    parts = [
        Term(f"{gap.place.en}: {amount(gap.count, noun).en} ({gap.who.en})",
             f"{gap.place.zh}{amount(gap.count, noun).zh}（{gap.who.zh}）")
        for gap in ordered[:NAMED]
    ]  # fmt: skip
    if rest := ordered[NAMED:]:
        left = amount(sum(gap.count for gap in rest), noun)
        who = joined(list(dict.fromkeys(gap.who for gap in rest)))
        places = "1 other place" if len(rest) == 1 else f"{len(rest)} other places"
        parts.append(Term(f"{places}: {left.en} ({who.en})", f"其余{len(rest)}处共{left.zh}（{who.zh}）"))
    return Term("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))
