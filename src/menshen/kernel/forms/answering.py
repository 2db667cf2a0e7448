"""Answers to a form: what is asked in the light of what was said, each value in its plain form, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from menshen.kernel.base.clock import FIRST_YEAR, LAST_YEAR
from menshen.kernel.base.folding import fold, tidy
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.compiling import walk
from menshen.kernel.forms.evaluating import Asked, evaluate, text, truth
from menshen.kernel.forms.vocabulary import AnswerProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from menshen.kernel.forms.compiling import Form

LONGEST = 200  # characters of a short answer
LONGEST_LINES = 1000  # of one with several lines
_UNASKED = ("note", "group")
_DIGITS = 15
Raw = str | Sequence[str]


@dataclass(slots=True)
class Filled:
    """`values` of the questions that are asked and answered: texts, and lists of codes where several may be chosen;
    `asked` names what is to be shown; `problems` by question."""

    values: dict[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    problems: dict[str, Term] = field(default_factory=dict)


def fill(form: Form, given: Mapping[str, Raw], *, at: datetime) -> Filled:
    """Go through the form from the top. An answer to what is not asked does not count."""
    filled, known = Filled(), dict[str, str]()
    _go(form["questions"], given, filled, known, at)
    return filled


def defaults(form: Form, *, at: datetime) -> dict[str, Raw]:
    """What stands in the form before anybody has answered."""
    found: dict[str, str] = {}
    for question in walk(form["questions"]):
        if "default" in question:
            found[question["name"]] = text(evaluate(question["default"], Asked(at, found)))
    many = {question["name"] for question in walk(form["questions"]) if question["type"] == "many"}
    return {name: value.split() if name in many else value for name, value in found.items()}


def _go(questions: list[Form], given: Mapping[str, Raw], filled: Filled, known: dict[str, str], at: datetime) -> None:
    for question in questions:
        name = question["name"]
        if "relevant" in question and not truth(evaluate(question["relevant"], Asked(at, known))):
            continue
        filled.asked.add(name)
        if question["type"] == "group":
            _go(question["questions"], given, filled, known, at)
        elif question["type"] == "calculate":
            _keep(filled, known, name, text(evaluate(question.get("calculation", ["'", ""]), Asked(at, known))))
        elif question["type"] not in _UNASKED:
            _answer(question, given.get(name, ""), filled, known, at)


def _keep(filled: Filled, known: dict[str, str], name: str, value: str | list[str]) -> None:
    if value:
        filled.values[name] = value
        known[name] = value if isinstance(value, str) else " ".join(value)


def _answer(question: Form, raw: Raw, filled: Filled, known: dict[str, str], at: datetime) -> None:
    name = question["name"]
    try:
        value = _plain(question, raw)
    except _Wrong as wrong:
        filled.problems[name] = wrong.term
        return
    own = value if isinstance(value, str) else " ".join(value)
    asked = Asked(at, {**known, name: own}, own)
    if not value:
        if "required" in question and truth(evaluate(question["required"], asked)):
            filled.problems[name] = _said(question, "required_message", AnswerProblem.MISSING)
    elif "constraint" in question and not truth(evaluate(question["constraint"], asked)):
        filled.problems[name] = _said(question, "constraint_message", AnswerProblem.NOT_ALLOWED)
    _keep(filled, known, name, value)


def _said(question: Form, column: str, otherwise: AnswerProblem) -> Term:
    own = question.get(column)
    return Term(own["en"], own["zh"]) if own else otherwise.term


class _Wrong(Exception):  # noqa: N818  caught beside its question
    def __init__(self, problem: AnswerProblem, **facts: Any) -> None:
        self.term = problem.term.format(**facts)


def _plain(question: Form, raw: Raw) -> str | list[str]:
    """The answer in the one form in which it is kept; empty where there is none."""
    kind = question["type"]
    if kind in ("one", "many"):
        return _chosen(question, raw)
    written = raw if isinstance(raw, str) else " ".join(raw)
    if kind == "text":
        lines = question.get("appearance") == "multiline"
        limit = LONGEST_LINES if lines else LONGEST
        if len(written) > limit * 4:  # nobody folds a megabyte
            raise _Wrong(AnswerProblem.TOO_LONG, limit=limit)
        plain = "\n".join(map(fold, written.splitlines())).strip() if lines else fold(written)
        if len(plain) > limit:
            raise _Wrong(AnswerProblem.TOO_LONG, limit=limit)
        return plain
    return _READERS[kind](tidy(written[:LONGEST])) if written.strip() else ""


def _chosen(question: Form, raw: Raw) -> str | list[str]:
    codes = list(dict.fromkeys(raw.split() if isinstance(raw, str) else [code for code in raw if code]))
    known = [code for code, _ in question["choices"]]
    if not set(codes) <= set(known) or (question["type"] == "one" and len(codes) > 1):
        raise _Wrong(AnswerProblem.NO_CHOICE)
    if question["type"] == "one":
        return codes[0] if codes else ""
    return [code for code in known if code in codes]


def _integer(written: str) -> str:
    if not re.fullmatch(rf"[+-]?\d{{1,{_DIGITS}}}", written, re.ASCII):
        raise _Wrong(AnswerProblem.NO_INTEGER)
    return str(int(written))


def _decimal(written: str) -> str:
    found = re.fullmatch(rf"([+-]?)(\d{{1,{_DIGITS}}})(?:\.(\d{{1,6}}))?", written, re.ASCII)
    if not found:
        raise _Wrong(AnswerProblem.NO_NUMBER)
    sign, whole, part = found[1].strip("+"), str(int(found[2])), (found[3] or "").rstrip("0")
    return f"{sign}{whole}{'.' if part else ''}{part}"


def _date(written: str) -> str:
    """Also as people write days: 2020/2/5, 2020年2月5日."""
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", written, re.ASCII)
    try:
        day = date(*map(int, parts.groups())) if parts else date.fromisoformat(written)
    except ValueError:
        raise _Wrong(AnswerProblem.NO_DATE) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Wrong(AnswerProblem.NO_DATE)
    return day.isoformat()


def _time(written: str) -> str:
    try:
        return f"{time.fromisoformat(written):%H:%M}"
    except ValueError:
        raise _Wrong(AnswerProblem.NO_TIME) from None


def _moment(written: str) -> str:
    day, _, hour = written.replace("T", " ").partition(" ")
    try:
        return f"{_date(day)}T{_time(hour)}"
    except _Wrong:
        raise _Wrong(AnswerProblem.NO_MOMENT) from None


_READERS = {"integer": _integer, "decimal": _decimal, "date": _date, "time": _time, "datetime": _moment}
