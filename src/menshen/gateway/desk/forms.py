"""The form of any action, made from its command; a refusal comes back beside the field it concerns."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.shortcuts import redirect, render
from django.urls import reverse
from pydantic import ValidationError

from menshen.gateway.desk.home import task_url
from menshen.gateway.desk.links import Place, model_of, place_of, titles_of
from menshen.gateway.desk.parts import Empty, Fact, Field, FieldGroup, Form, Link, Option, Section, Todo
from menshen.gateway.desk.records import facts_of
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.gateway.desk.stale import SEEN, changed_since, last_entry
from menshen.kernel.actions.fields import FieldSpec, fields_of, sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.base import clock
from menshen.kernel.base.ids import uuid7
from menshen.kernel.base.modules import declared, find
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind
from menshen.kernel.ledgers.table import MAX_PAGE_SIZE, Question, page_of
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.queries import names_of
from menshen.kernel.scope.roles import role
from menshen.kernel.tasks.flow import opened_at, tasks_of, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, QueryDict

    from menshen.kernel.actions.declaration import Action, Command, Outcome
    from menshen.kernel.ledgers.columns import Column
    from menshen.kernel.ledgers.declaration import Ledger
    from menshen.kernel.scope.viewers import Viewer

KINDS = {
    "text": "text",
    "textarea": "textarea",
    "integer": "number",
    "decimal": "number",
    "boolean": "checkbox",
    "date": "date",
    "datetime": "datetime",
    "choice": "select",
    "multi_choice": "multiple",
    "area": "lookup",
    "phone": "tel",
    "id_number": "text",
    "record": "number",
    "file": "file",
    "photo": "file",
    "drawing": "drawing",
}
OWN_PAGE = {"answers": "desk:questionnaires"}  # kinds of fields that a page of their own fills in
LARGEST_FILE = 1_100_000  # bytes of a file that goes into a command
WIDE = ("textarea", "multiple", "drawing")
ACCEPTED = {"file": ".xlsx,.docx", "photo": "image/*"}
OPTIONS = 30
SHOWN_FACTS = 6
NONE = "-"
_CHOOSE = Term("Choose the record first", "请先选择记录")
_ABOUT = Term("It is about", "所涉记录")
_THEN = Term("Open it in the list, and start from its page.", "在台账中打开相应记录，再从记录页面办理。")
DONE = {
    "done": Term("Done and written down.", "已办理并登记。"),
    "known": Term("It was so already; nothing was changed.", "此前已登记，未作更改。"),
}


@desk_page
def action(request: HttpRequest, code: str) -> HttpResponse:
    """The form, filled with what the address says; on sending, the action or the reasons why not."""
    act: Action | None = find("actions", code)
    viewer = viewer_of(request)
    if act is None or not viewer.has(act.permission):
        raise not_found()
    specs = [spec for spec in fields_of(act.command) if spec.kind != "unshown"]
    own_page = next((OWN_PAGE[spec.kind] for spec in specs if spec.kind in OWN_PAGE), None)
    if own_page:
        return redirect(f"{reverse(own_page)}?{request.GET.urlencode()}")
    if request.method != "POST":
        start = _start(viewer, act, specs)
        if start and act.points_at and act.points_at.field not in request.GET:
            return draw(request, "desk/record.html", act.title, sections=[Section(act.title, empty=start)])
        return _show(request, act, specs, _prefilled(request.GET, specs, viewer, act), {}, [])
    given = _given(request.POST, specs) | _files(request, specs)
    errors: dict[str, str] = {}
    problems: list[Any] = []
    command = _command(act, given, errors)
    told = _told(act, given, request.POST) if command is not None else None
    if told:
        problems.append(told)
    elif command is not None:
        now = clock.now()
        outcome = perform(act, [command], by=viewer, at=now, command_ids=command_number(request.POST))[0]
        if outcome.problem is None:
            return _done(request, act, outcome, now)
        refused = outcome.problem
        if refused.field in given or any(spec.name == refused.field for spec in specs):
            errors[str(refused.field)] = str(refused.term)
        else:
            problems.append(refused.term)
    shown = {spec.name: _kept(request.POST, spec) for spec in specs}
    return _show(request, act, specs, shown, errors, problems, status=422)


def _start(viewer: Viewer, act: Action, specs: list[FieldSpec]) -> Empty | None:
    """Where to choose the record that the action cannot do without: nobody knows its number."""
    needed = act.points_at and any(spec.name == act.points_at.field and spec.required for spec in specs)
    model = act.points_at.model if act.points_at and needed else None
    found = next(
        (one for one in declared("ledgers") if model_of(one.code) is model and viewer.has(one.permission)), None
    )
    link = Link(found.title, reverse("desk:ledger", args=[found.code]), "table", primary=True) if found else None
    return Empty(_CHOOSE, _THEN, [link]) if link else None


def _told(act: Action, given: Mapping[str, Any], posted: QueryDict) -> Term | None:
    """What somebody else did with the record since the form was drawn."""
    number = str(given.get(act.points_at.field, "")) if act.points_at else ""
    if act.points_at is None or not number.isdecimal():
        return None
    return changed_since(act.points_at.model, int(number), posted.get(SEEN, ""), command_number(posted))


def command_number(posted: QueryDict) -> list[UUID] | None:
    """The number by which sending a form twice is told from doing something twice."""
    try:
        return [UUID(str(posted["command_id"]))]
    except (KeyError, ValueError):
        return None


def _command(act: Action, given: Mapping[str, Any], errors: dict[str, str]) -> Command | None:
    try:
        return act.command.model_validate(given)
    except ValidationError as invalid:
        for found in invalid.errors():
            name = str(found["loc"][0]) if found["loc"] else ""
            errors[name] = str(sentence_of(found))
        return None


def _given(posted: QueryDict, specs: list[FieldSpec]) -> dict[str, Any]:
    """What was sent, by the command's own types: empty is left out, so that defaults hold."""
    given: dict[str, Any] = {}
    for spec in specs:
        if spec.kind == "multi_choice":
            if ticked := posted.getlist(spec.name):  # nothing ticked is unknown; that there is none is ticked too
                given[spec.name] = [one for one in ticked if one != NONE]
        elif spec.kind == "boolean":
            given[spec.name] = posted.get(spec.name) == "true"
        elif spec.kind == "textarea":
            lines = [line.strip() for line in posted.get(spec.name, "").splitlines() if line.strip()]
            if lines:
                given[spec.name] = lines
        elif value := posted.get(spec.name, "").strip():
            given[spec.name] = value
    return given


def _files(request: HttpRequest, specs: list[FieldSpec]) -> dict[str, str]:
    """Files as a command has them, in base64; of one that is too large more than it may have, so that it is refused."""
    sent = {spec.name: request.FILES.get(spec.name) for spec in specs if spec.kind in ACCEPTED}
    return {name: b64encode(file.read(LARGEST_FILE)).decode() for name, file in sent.items() if file}


def _kept(posted: QueryDict, spec: FieldSpec) -> str | list[str]:
    return posted.getlist(spec.name) if spec.kind == "multi_choice" else posted.get(spec.name, "")


def _prefilled(query: QueryDict, specs: list[FieldSpec], viewer: Viewer, act: Action) -> dict[str, str | list[str]]:
    """Enter once: the address, the area of the record or the viewer's own, and today, where the form asks for them."""
    filled: dict[str, str | list[str]] = {}
    place = _place(viewer, act, query)
    for spec in specs:
        if spec.name in query:
            filled[spec.name] = _kept(query, spec)
        elif spec.kind == "area" and spec.name == "area":
            filled[spec.name] = (_said(act, place, "area_id")[0] if place else viewer.home) or ""
        elif spec.kind == "date" and spec.required:
            filled[spec.name] = clock.today().isoformat()
        elif spec.default is not None and spec.kind in ("choice", "text", "integer", "decimal"):
            filled[spec.name] = str(spec.default)
        elif spec.default is True:
            filled[spec.name] = "true"
    return filled


def _show(
    request: HttpRequest,
    act: Action,
    specs: list[FieldSpec],
    values: Mapping[str, str | list[str]],
    errors: Mapping[str, str],
    problems: list[Any],
    *,
    status: int = 200,
) -> HttpResponse:
    areas = {str(value) for spec in specs if spec.kind == "area" and (value := values.get(spec.name))}
    names = {area.code: str(area) for area in Area.objects.filter(code__in=areas)}
    place = _place(viewer_of(request), act, values)
    if place and act.points_at:
        specs = [spec for spec in specs if spec.name not in act.points_at.spares]
    stray = [text for name, text in errors.items() if not any(spec.name == name for spec in specs)]
    viewer = viewer_of(request)
    hidden = _hidden(specs, values)
    if place and act.points_at:
        hidden[act.points_at.field] = str(place.number)
    marks = [(SEEN, str(last_entry(act.points_at.model, place.number)))] if place and act.points_at else []
    form = Form(
        url=request.get_full_path(),
        groups=[
            FieldGroup(
                [
                    _field(spec, values.get(spec.name, ""), errors.get(spec.name, ""), names, _listed(viewer, spec))
                    for spec in specs
                    if spec.name not in hidden or spec.name in errors
                ]
            )
        ],
        submit=act.title,
        command_id=str(uuid7()),  # a new one after a refusal: what is sent next is another command
        cancel_url=place.url if place else _back(act),
        hidden=[*((name, number) for name, number in hidden.items() if name not in errors), *marks],
        problems=[*problems, *stray],
    )
    facts = _facts(viewer, act, place) if place else []
    return draw(request, "desk/action_form.html", act.title, status=status, form=form, facts=facts)


def _facts(viewer: Viewer, act: Action, place: Place) -> list[Fact]:
    """What the record says of itself; of one that is about another, which that is."""
    facts = (facts_of(viewer, place.ledger, place.row) or [])[:SHOWN_FACTS]
    if act.points_at and hasattr(act.points_at.model, "subject_type"):
        about = _said(act, place, "subject_type", "subject_id")
        facts += [Fact(_ABOUT, title) for title in titles_of(viewer, [about]).values()]
    return facts


def _said(act: Action, place: Place, *names: str) -> Any:
    """Fields of the record that the form is about."""
    model: Any = act.points_at.model if act.points_at else None
    return model.objects.values_list(*names).get(pk=place.number)


def _hidden(specs: list[FieldSpec], values: Mapping[str, str | list[str]]) -> dict[str, str]:
    """Numbers of records that nobody knows by heart: an address may give them, and other fields say the same."""
    unknown = [spec.name for spec in specs if spec.kind == "record" and not spec.required and not spec.source]
    return {name: str(values.get(name, "")) for name in unknown}


def _listed(viewer: Viewer, spec: FieldSpec) -> list[Option]:
    """The rows among which a record is chosen, as the viewer sees them."""
    found: Ledger | None = find("ledgers", spec.source.ledger) if spec.source else None
    if spec.source is None or found is None or not viewer.has(found.permission):
        return []
    page = page_of(found, viewer, Question(size=MAX_PAGE_SIZE))
    shown = [(place, column) for place, column in enumerate(page.columns) if column.code in spec.source.columns]
    return [
        Option(str(number), " · ".join(_told_apart(column, row[place]) for place, column in shown))
        for number, row in zip(page.ids, page.rows, strict=True)
    ]


def _told_apart(column: Column, value: Any) -> str:
    """A figure says what it counts."""
    return f"{column.title} {value}" if column.kind is CellKind.INTEGER else str(value)


def _place(viewer: Viewer, act: Action, values: Mapping[str, str | list[str]]) -> Place | None:
    """Where the record stands that the form is about, if it is filled already and the viewer sees it."""
    number = str(values.get(act.points_at.field, "")) if act.points_at else ""
    if act.points_at is None or not number.isdecimal() or len(number) > 18:  # noqa: PLR2004  no key has more digits
        return None
    return place_of(viewer, act.points_at.model, int(number))


def _back(act: Action) -> str:
    """The ledger from which the form was opened, else the home page."""
    found = _ledger_of(act)
    return reverse("desk:ledger", args=[found.code]) if found else reverse("desk:home")


def _ledger_of(act: Action) -> Ledger | None:
    """The ledger from which the action is done."""
    found = (one for one in declared("ledgers") if act in one.offers or (one.imports and one.imports.action is act))
    return next(found, None)


def _field(
    spec: FieldSpec, value: str | list[str], error: str, names: Mapping[str, str], listed: list[Option]
) -> Field:
    chosen = value if isinstance(value, list) else [value]
    options: list[Option] = [Option(code, term, code in chosen) for code, term in spec.choices]
    options += [replace(option, chosen=option.value in chosen) for option in listed]
    if spec.kind == "multi_choice" and not spec.required:
        options.append(Option(NONE, Term("none of these", "均无"), NONE in chosen))
    text = "" if isinstance(value, list) else value
    return Field(
        name=spec.name,
        label=spec.term,
        kind="select" if spec.source else KINDS[spec.kind],  # type: ignore[arg-type]
        value=text,
        required=spec.required and spec.kind not in ("boolean", "multi_choice"),
        help=spec.help or "",
        error=error,
        options=options,
        step="0.1" if spec.kind == "decimal" else "",
        accept=ACCEPTED.get(spec.kind, ""),
        lookup_url=f"{reverse('desk:lookup_area')}?{urlencode({'field': spec.name})}" if spec.kind == "area" else "",
        shown=names.get(text, text),
        span="wide" if KINDS[spec.kind] in WIDE else "half",
    )


def _done(request: HttpRequest, act: Action, outcome: Outcome, at: datetime) -> HttpResponse:
    """What was done, what follows from it, and the ways on."""
    links = [
        Link(Term("Next one", "继续办理"), reverse("desk:action", args=[act.code]), "plus"),
        Link(Term("My work", "返回工作台"), reverse("desk:home"), "home", primary=True),
    ]
    found = _ledger_of(act)
    if found:
        links.insert(1, Link(found.title, reverse("desk:ledger", args=[found.code]), "table"))
    follows = _follows(viewer_of(request), outcome, at) if outcome.state == "done" else []
    sentence = DONE[outcome.state]
    return draw(request, "desk/action_done.html", act.title, sentence=sentence, follows=follows, links=links)


def _follows(viewer: Viewer, outcome: Outcome, at: datetime) -> list[Todo]:
    """The tasks that it opened, for whomever: what is to be done and by whom. Who has none of them may not open it."""
    opened = opened_at(at, outcome.area)
    mine = set(tasks_of(viewer).filter(pk__in=[task.pk for task in opened]).values_list("pk", flat=True))
    names = names_of(task.area_id for task in opened)
    return [
        Todo(
            title_of(task),
            task_url(viewer, task) if task.pk in mine else "",
            _whose(task.role, names.get(task.area_id, "")),
            due=f"{clock.in_local(task.due_at):%m-%d %H:%M}",
        )
        for task in opened
    ]


def _whose(code: str, area: str) -> Term:
    known = role(code)
    title = known.title if known else Term(code, code)
    return Term(f"{title.en} · {area}", f"{title.zh} · {area}")


@desk_page
def lookup_area(request: HttpRequest) -> HttpResponse:
    """Areas of the viewer whose name or code begins with, or contains, what was typed."""
    words, field = request.GET.get("q", "").strip(), request.GET.get("field", "area")
    found: list[Area] = []
    for code in viewer_of(request).areas():
        inside = Area.objects.filter(code__gte=code, code__lt=code + ":", closed_on__isnull=True)
        found += list((inside.filter(name__contains=words) | inside.filter(code__startswith=words))[: OPTIONS + 1])
    options = [Option(area.code, f"{area} {area.code}") for area in found[:OPTIONS]]
    context = {"options": options, "list_id": f"field-{field}-options", "more": len(found) > OPTIONS}
    return render(request, "desk/components/lookup_options.html", context)
