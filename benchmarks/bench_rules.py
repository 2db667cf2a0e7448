"""Rules over 100,000 arrivals."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import timed
from benchmarks.results import Comparison, Figure, Section
from menshen.domains.policy import rules as policy
from menshen.domains.policy.rules import shipped
from menshen.domains.quarantine.rules.proposing import ArrivalFacts, Stay, propose_order

if TYPE_CHECKING:
    from benchmarks.runner import Bench

TITLE = "Proposed orders for 100,000 arrivals"
ARRIVALS = 100_000
SAMPLE = 2_000
TARGET_SECONDS = 5
ON = date(2020, 2, 5)


class PlainLists:
    """The same rows without the sorting of a `Rulebook`: every question goes through all of them."""

    def rule_in_force(self, *question: Any) -> policy.RuleRow | None:
        return policy.rule_in_force(shipped.rules(), *question)

    def risk_of(self, *question: Any) -> policy.RiskRow | None:
        return policy.risk_of(shipped.risk_areas(), *question)


def run(bench: Bench) -> Section:
    arrivals = list(_arrivals(bench.size(ARRIVALS)))
    rulebook = policy.Rulebook(shipped.rules(), shipped.risk_areas())
    verdicts = Counter(_decide(arrivals, rulebook))
    bench.say(f"{len(arrivals):,} arrivals: {', '.join(f'{many:,} {verdict}' for verdict, many in verdicts.items())}")
    taken = timed(lambda: _decide(arrivals, rulebook), bench.runs(5))
    ours = Figure("deciding all of them", "s", tuple(each / 1000 for each in taken), TARGET_SECONDS)
    sample: Any = arrivals[: bench.size(SAMPLE)]
    plain = Figure("", "", timed(lambda: _decide(sample, PlainLists()), bench.runs(3)))
    shared = Figure("", "", timed(lambda: _decide(sample, rulebook), bench.runs(3)))
    return Section(
        f"{len(arrivals):,} arrivals with one to three stays anywhere in China in the three weeks before, each decided "
        "by `propose_order` with its reasons under the shipped rules and risk areas, in one thread: "
        + ", ".join(f"{many:,} × {verdict}" for verdict, many in verdicts.most_common())
        + ".",
        [ours],
        [
            Comparison(
                "every rule and risk row looked through for each question",
                "µs an arrival",
                shared.median * 1000 / len(sample),
                plain.median * 1000 / len(sample),
            )
        ],
    )


def _arrivals(count: int) -> list[ArrivalFacts]:
    rng = Random(1)  # noqa: S311  the same arrivals each time
    places = shipped.places()
    listed = [risk.place_code for risk in shipped.risk_areas() if risk.valid_from <= ON < risk.valid_until]
    found = []
    for serial in range(count):
        stays = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            left_on = ON - timedelta(days=rng.randrange(21))
            # Every second stay in a listed place: a town asks those first whom the lists name.
            stays.append(Stay(rng.choice((rng.choice(listed), rng.choice(places).code)), left_on))
        area = f"990101{serial % 10:03d}{serial % 7:03d}{serial % 30:03d}"
        found.append(ArrivalFacts(area, max(stay.left_on or ON for stay in stays), tuple(stays)))
    return found


def _decide(arrivals: list[ArrivalFacts], rulebook: Any) -> list[str]:
    return [propose_order(facts, rulebook=rulebook, on=ON).verdict.measure.value for facts in arrivals]
