"""From the answers of a questionnaire to the records that they are about, so that a fact is entered once.

A form whose code is known here is read by the names of its questions. An office may add questions, drop those that are
not needed and say everything in its own words; what a known question is called, and the codes of its choices, have to
stay, and publishing checks that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from menshen.domains.screening.actions.arrivals import RegisterArrival
from menshen.domains.screening.actions.attempts import RecordAttempt
from menshen.domains.screening.queries.forms import DOOR_VISIT, SELF_DECLARATION
from menshen.domains.screening.rules import OUTCOMES_OF
from menshen.domains.screening.vocabulary import Channel, IdentityGroup, Symptom, TransportMode
from menshen.kernel.forms.compiling import walk
from menshen.kernel.forms.vocabulary import Flaw, Found

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from menshen.domains.screening.models import CampaignHousehold
    from menshen.kernel.forms.compiling import Form
    from menshen.kernel.forms.sheets import Sheets

NONE = "none"


@dataclass(frozen=True, slots=True)
class Known:
    """A question that we read: its type, the codes its choices may have, and whether the form needs it."""

    type: str
    codes: frozenset[str] = frozenset()
    needed: bool = False


_SYMPTOMS = Known("many", frozenset(Symptom.codes()) | {NONE})
_YES_NO = frozenset({"yes", "no"})
KNOWN: dict[str, dict[str, Known]] = {
    DOOR_VISIT: {
        "outcome": Known("one", frozenset(outcome.value for outcome in OUTCOMES_OF[Channel.DOOR]), needed=True),
        "someone_came": Known("one", _YES_NO),
        "name": Known("text"),
        "phone": Known("text"),
        "origin": Known("text"),
        "identity_group": Known("one", frozenset(IdentityGroup.codes())),
        "left_on": Known("date"),
        "arrived_home_at": Known("datetime"),
        "transport": Known("one", frozenset(TransportMode.codes())),
        "transport_number": Known("text"),
        "symptoms": _SYMPTOMS,
        "temperature": Known("decimal"),
        "note": Known("text"),
    },
    SELF_DECLARATION: {
        "name": Known("text", needed=True),
        "phone": Known("text", needed=True),
        "address": Known("text", needed=True),
        "travelled": Known("one", _YES_NO),
        "origin": Known("text"),
        "back_on": Known("date"),
        "symptoms": _SYMPTOMS,
    },
}
_OF_ARRIVAL = (
    "name", "phone", "origin", "identity_group", "left_on", "arrived_home_at", "transport", "transport_number",
    "temperature",
)  # fmt: skip


def unfit(form: Form, sheets: Sheets) -> list[Found]:
    """What keeps a form of a code that we know from being understood, cell by cell."""
    known = KNOWN.get(form["code"], {})
    questions = {question["name"]: question for question in walk(form["questions"])}
    lacking = [name for name, one in known.items() if one.needed and name not in questions]
    found = [Found("survey", Flaw.NAME_LACKING, (("name", name),)) for name in lacking]
    for name, one in known.items():
        if name in questions:
            found += _unfit(questions[name], one, sheets)
    return found


def _unfit(question: Form, known: Known, sheets: Sheets) -> Iterator[Found]:
    name, survey = question["name"], sheets["survey"]
    line = next(line for line in survey.lines if line.cells.get("name") == name)
    if question["type"] != known.type:
        wanted = {"one": "select_one", "many": "select_multiple"}.get(known.type, known.type)
        yield Found(survey.cell(line, "type"), Flaw.TYPE_OTHER, (("name", name), ("wanted", wanted)))
        return
    strange = {code for code, _ in question.get("choices", [])} - known.codes
    list_name = line.cells["type"].split()[-1]
    for choice in sheets["choices"].lines if strange else ():
        code = choice.cells.get("name", "")
        if choice.cells.get("list_name") == list_name and code in strange:
            may = ", ".join(sorted(known.codes))
            yield Found(sheets["choices"].cell(choice, "name"), Flaw.CHOICE_UNKNOWN, (("name", code), ("known", may)))


def symptoms_of(answers: Mapping[str, Any]) -> list[str] | None:
    """None where nobody answered, [] where 'none of these' was chosen."""
    if "symptoms" not in answers:
        return None
    return [code for code in answers["symptoms"] if code != NONE]


def attempt_of(answers: Mapping[str, Any], target: CampaignHousehold, at: datetime) -> RecordAttempt:
    """The visit itself."""
    return RecordAttempt.model_validate(
        {"target": target.pk, "channel": Channel.DOOR.value, "outcome": answers["outcome"], "attempted_at": at}
        | _given(answers, ("note",))
    )


def arrival_of(answers: Mapping[str, Any], target: CampaignHousehold) -> RegisterArrival | None:
    """Whoever came, in the household that was visited; None where nobody did."""
    if answers.get("someone_came") != "yes" or not answers.get("name"):
        return None
    home = target.household
    given = {
        "area": target.area_id,
        "household": home.pk,
        "household_number": home.number,
        "address": str(home.dwelling or ""),
        "symptoms": symptoms_of(answers),
    }
    return RegisterArrival.model_validate(given | _given(answers, _OF_ARRIVAL))


def _given(answers: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: answers[name] for name in names if answers.get(name)}
