"""A questionnaire as a page shows it: the questions that are asked in the light of what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from menshen.gateway.desk.parts import Option
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.compiling import walk
from menshen.kernel.forms.expressions import names_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from menshen.kernel.forms.answering import Filled, Raw
    from menshen.kernel.forms.compiling import Form

PREFIX = "q_"
ECHO = 1000  # characters of an answer that are shown again
INPUTS = {
    "text": "text",
    "integer": "text",
    "decimal": "text",
    "date": "date",
    "time": "time",
    "datetime": "datetime-local",
}
MODES = {"integer": "numeric", "decimal": "decimal"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `kind` is text, lines, radio, select, multiple, note or group; `input` the type of its input.

    `drives`: what else is asked may depend on the answer.
    """

    name: str
    kind: str
    label: Term
    hint: Term | str = ""
    error: Term | str = ""
    value: str = ""
    options: Sequence[Option] = ()
    input: str = "text"
    mode: str = ""
    required: bool = False
    drives: bool = False

    @property
    def id(self) -> str:
        return f"field-{self.name}"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """`shown` names the questions on the page, so that those which an answer adds can be told."""

    questions: Sequence[Question]
    problems: Sequence[Term | str] = ()
    added: bool = False

    @property
    def shown(self) -> str:
        return " ".join(question.name.removeprefix(PREFIX) for question in self.questions)

    @property
    def wrong(self) -> list[Question]:
        return [question for question in self.questions if question.error]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back from the page: answers by question, and the questions that had been shown."""

    answers: Mapping[str, Raw] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()


def read(form: Form, posted: QueryDict) -> Sent:
    """The answers of a form that was sent."""
    answers: dict[str, Raw] = {}
    for question in walk(form["questions"]):
        name = question["name"]
        sent = posted.getlist(PREFIX + name)
        if sent:
            answers[name] = sent if question["type"] == "many" else sent[0]
    return Sent(answers, frozenset(posted.get("shown", "").split()))


def added(form: Form, sent: Sent, filled: Filled) -> bool:
    """Whether the answers ask for more than was on the page."""
    silent = {question["name"] for question in walk(form["questions"]) if question["type"] in ("calculate", "group")}
    return bool(filled.asked - sent.shown - silent)


def drawn(
    form: Form, answers: Mapping[str, Raw], filled: Filled, *, problems: Sequence[Term | str] = (), more: bool = False
) -> Questionnaire:
    """The questions to be shown now. Those that were just added are not yet wrong for being empty."""
    driving = _driving(form)
    questions = [
        _drawn(question, answers, filled, driving)
        for question in walk(form["questions"])
        if question["name"] in filled.asked and question["type"] != "calculate"
    ]
    return Questionnaire(questions, problems, more)


def _driving(form: Form) -> set[str]:
    """The questions on which the showing of others depends, also by way of what is calculated."""
    found: set[str] = set()
    for question in walk(form["questions"]):
        for column in ("relevant", "calculation"):
            if column in question:
                found |= names_in(question[column])
    return found


def _drawn(question: Form, answers: Mapping[str, Raw], filled: Filled, driving: set[str]) -> Question:
    name, kind = question["name"], question["type"]
    given: Any = answers.get(name, "")
    chosen = [given] if isinstance(given, str) else list(given)
    value = given if isinstance(given, str) else ""
    return Question(
        name=PREFIX + name,
        kind=_kind(question),
        label=_term(question["label"]),
        hint=_term(question["hint"]) if "hint" in question else "",
        error=filled.problems.get(name, ""),
        value=value[:ECHO],
        options=[Option(code, _term(label), code in chosen) for code, label in question.get("choices", [])],
        input=INPUTS.get(kind, "text"),
        mode=MODES.get(kind, ""),
        required="required" in question,
        drives=name in driving,
    )


def _kind(question: Form) -> str:
    minimal, lines = (question.get("appearance") == word for word in ("minimal", "multiline"))
    if question["type"] == "one":
        return "select" if minimal else "radio"
    if question["type"] == "many":
        return "multiple"
    if question["type"] in ("note", "group"):
        return str(question["type"])
    return "lines" if lines else "text"


def _term(text: Mapping[str, str]) -> Term:
    return Term(text["en"], text["zh"])
