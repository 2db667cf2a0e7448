"""What a bench found, and how it reads: figures beside their targets, ratios beside what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: a value for each run, in `unit`. Smaller is better; without `target` it is for information.

    `if_missed` says why a target may be out of reach; it is printed only then.
    """

    name: str
    unit: str
    runs: tuple[float, ...]
    target: float | None = None
    if_missed: str = ""

    @property
    def median(self) -> float:
        return median(self.runs)

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.median <= self.target

    def verdict(self) -> str:
        if self.target is None:
            return ""
        share = self.median / self.target
        return f"met, {share:.0%} of the target" if share <= 1 else f"**missed by {share - 1:.0%}**"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against another way to do the same, measured in the same run, per `unit`."""

    other: str
    unit: str
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours


@dataclass(slots=True)
class Section:
    """Everything that one bench found. `what` says what was measured; `notes` what a reader should know beside it."""

    what: str
    figures: list[Figure] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A section with its circumstances.

    `load` has the share of all processors that other programs took meanwhile (`others`), that the host of a virtual
    machine took away (`stolen`), and the seconds of the whole bench.
    """

    title: str
    section: Section
    at: str
    machine: dict[str, str]
    load: dict[str, float]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Outcome:
        section = data["section"]
        figures = [Figure(**{**each, "runs": tuple(each["runs"])}) for each in section["figures"]]
        comparisons = [Comparison(**each) for each in section["comparisons"]]
        whole = Section(section["what"], figures, comparisons, section["notes"])
        return cls(data["title"], whole, data["at"], data["machine"], data["load"])


BUSY = 0.15  # share of the processors taken by others from which absolute times deserve a warning


def written(value: float) -> str:
    """Three digits that matter, thousands apart."""
    if value == 0:
        return "0"
    digits = max(0, 3 - len(str(int(abs(value))))) if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}"


def report(outcomes: dict[str, Outcome]) -> str:
    """The text of RESULTS.md."""
    latest = max(outcomes.values(), key=lambda outcome: outcome.at)
    lines = [
        "# Results",
        "",
        "Written by `menshen bench`; do not edit. Each section was measured in a database of its own, with everything",
        "committed to disk as in production, and tells what else the machine was doing. Times are the median of the",
        "runs, with the fastest and the slowest; “CPU” is processor time of the application and of all processes of",
        "the database server together.",
        "",
        "| machine | |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in latest.machine.items()),
        "",
        "| bench | measured | target | median | |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    for name, outcome in outcomes.items():
        lines += [
            f"| [{name}](#{name}) | {figure.name} | {written(figure.target)} {figure.unit} "
            f"| {written(figure.median)} {figure.unit} | {figure.verdict()} |"
            for figure in outcome.section.figures
            if figure.target is not None
        ]
    for name, outcome in outcomes.items():
        lines += ["", *_section(name, outcome, latest.machine)]
    return "\n".join(lines) + "\n"


def _section(name: str, outcome: Outcome, machine: dict[str, str]) -> list[str]:
    section = outcome.section
    lines = [f"## {name}", "", f"{outcome.title}.", "", section.what, ""]
    lines += [
        "| measured | target | median | fastest – slowest | runs | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for figure in section.figures:
        target = "" if figure.target is None else f"{written(figure.target)} {figure.unit}"
        spread = f"{written(min(figure.runs))} – {written(max(figure.runs))}" if len(figure.runs) > 1 else ""
        lines.append(
            f"| {figure.name} | {target} | {written(figure.median)} {figure.unit} | {spread} | {len(figure.runs)} "
            f"| {figure.verdict()} |"
        )
    if section.comparisons:
        lines += ["", "| instead of ours | ours | theirs | theirs takes |", "| --- | ---: | ---: | ---: |"]
        lines += [
            f"| {each.other} | {written(each.ours)} {each.unit} | {written(each.theirs)} {each.unit} "
            f"| {written(each.ratio)} times as long |"
            for each in section.comparisons
        ]
    missed = [figure for figure in section.figures if figure.met is False]
    notes = [f"{figure.name}: {figure.if_missed}" for figure in missed if figure.if_missed] + section.notes
    lines += ["", *(f"- {note}" for note in notes), *([""] if notes else []), _circumstances(outcome, machine)]
    return lines


def _circumstances(outcome: Outcome, machine: dict[str, str]) -> str:
    load = outcome.load
    said = (
        f"Measured {outcome.at} in {written(load['seconds'])} s; other programs took {load['others']:.0%} of the "
        f"processors and the host took {load['stolen']:.0%} away."
    )
    if load["others"] + load["stolen"] > BUSY:
        said += " **The machine was busy: all times are too long, those by the clock most of all.**"
    different = [f"{name} {value}" for name, value in outcome.machine.items() if machine.get(name) != value]
    return said + (f" Otherwise than above: {'; '.join(different)}." if different else "")
