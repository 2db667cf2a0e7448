"""Notices of release for everyone whose days have ended, on paper."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.measuring import timed
from benchmarks.results import Comparison, Figure, Section
from menshen.demo.people import residents
from menshen.demo.town import build_town
from menshen.kernel.base import clock
from menshen.kernel.documents.declaration import document_kind
from menshen.kernel.documents.issuing import draft
from menshen.kernel.documents.rendering import render_each, render_pdf

if TYPE_CHECKING:
    from benchmarks.runner import Bench
    from menshen.kernel.documents.models import Document

TITLE = "500 notices of release on paper"
PAPERS = 500
SAMPLE = 50
TARGET_SECONDS = 2


def run(bench: Bench) -> Section:
    papers = _papers(bench.size(PAPERS))
    sample = papers[:SAMPLE]
    together = timed(lambda: render_pdf(papers), bench.runs(5))
    apart = timed(lambda: render_each(papers), bench.runs(5))
    one_by_one = timed(lambda: [render_pdf([paper]) for paper in sample], bench.runs(3))
    each, alone = Figure("", "", apart).median / len(papers), Figure("", "", one_by_one).median / len(sample)
    return Section(
        f"{len(papers)} notices of a page each, to people with names and addresses of their own, from their kept data "
        "to the file: PDF/A with the characters of its fonts that it needs, set in a process of its own.",
        [
            Figure("one file to print", "s", _seconds(together), TARGET_SECONDS),
            Figure("a zip with a file for each", "s", _seconds(apart), TARGET_SECONDS),
        ],
        [Comparison("each printed for itself, one after another", "ms a paper", each, alone)],
    )


def _papers(count: int) -> list[Document]:
    kind, at, made = document_kind("quarantine.release_notice"), clock.now(), []
    for serial, (home, one) in enumerate(islice(residents(build_town()), count), 1):
        data = kind.specimen()
        data["person"] |= {"name": one.name, "address": f"{home.place}{home.building}{home.unit}{home.door}"}
        paper = draft(kind, data, at=at)
        paper.number = kind.number_of("临江社区", at.year, serial)
        made.append(paper)
    return made


def _seconds(milliseconds: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(each / 1e3 for each in milliseconds)
