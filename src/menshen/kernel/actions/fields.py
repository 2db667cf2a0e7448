"""What a form needs to know of a command: read from its types, so that no form is written by hand."""

from __future__ import annotations

import inspect
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from menshen.kernel.actions.declaration import Command, Label
from menshen.kernel.base.terms import Term, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (datetime, "datetime"),
    (date, "date"),
    (int, "integer"),
    (Decimal, "decimal"),
    (float, "decimal"),
)


@dataclass(frozen=True, slots=True)
class Widget:
    """Marks a field whose type alone does not say how it is entered, e.g. `Widget("area")`, `Widget("phone")`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Among:
    """Marks a text that is one of the codes registered when the program starts; a form lets choose by their words."""

    words: Callable[[], Mapping[str, Term]]


@dataclass(frozen=True, slots=True)
class From:
    """Marks the number of a record that a form lets choose among the rows of a ledger, named by these columns."""

    ledger: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form. `kind` is text, textarea, integer, decimal, boolean, date, datetime, choice, multi_choice,
    area, phone, id_number, record, file (a file in base64), photo (a JPEG likewise), drawing (strokes of a signature),
    answers (of a questionnaire, on a page of its own) or unshown (given by programs only)."""

    name: str
    term: Term
    kind: str
    required: bool
    choices: tuple[tuple[str, Term], ...] = ()
    help: Term | None = None
    default: Any = None
    source: From | None = None


HAPPENED_AT = Label("Happened at", "发生时间", Term("Leave empty if it is happening now.", "如为当前发生可不填。"))


def fields_of(command: type[Command]) -> list[FieldSpec]:
    """The fields of a form: a command's own before those it shares with others, `happened_at`, which all have, last."""
    hints = typing.get_type_hints(command, include_extras=True)
    own = [name for known in command.__mro__ for name in inspect.get_annotations(known)]
    names = dict.fromkeys(name for name in own if name in command.model_fields and name != "happened_at")
    return [_spec(command, name, hints[name]) for name in [*names, "happened_at"]]


_EMPTY = Term("Please fill this in.", "请填写此项。")
_NO_DATE = Term("Write a day such as 2020-02-05.", "请填写日期，如 2020-02-05。")
_NO_TIME = Term("Write a day and an hour such as 2020-02-05 18:00.", "请填写日期和时间，如 2020-02-05 18:00。")
_NO_NUMBER = Term("Write a number.", "请填写数字。")
_SENTENCES = {
    "missing": _EMPTY,
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "string_too_long": Term("At most {max_length} characters.", "不超过 {max_length} 个字。"),
    "too_long": Term("At most {max_length} lines.", "不超过 {max_length} 行。"),
    "enum": Term("Choose one from the list.", "请从所列选项中选择。"),
    "date_parsing": _NO_DATE,
    "date_from_datetime_parsing": _NO_DATE,
    "datetime_parsing": _NO_TIME,
    "datetime_from_date_parsing": _NO_TIME,
    "int_parsing": Term("Write a whole number.", "请填写整数。"),
    "decimal_parsing": _NO_NUMBER,
    "greater_than_equal": Term("Not less than {ge}.", "不小于 {ge}。"),
    "less_than_equal": Term("Not more than {le}.", "不大于 {le}。"),
}


def sentence_of(found: Any) -> Term:
    """A finding of pydantic's in words; checks of our own carry both languages already, as `English / 中文`."""
    if found["type"] in _SENTENCES:
        return _SENTENCES[found["type"]].format(**found.get("ctx", {}))
    message = str(found["msg"]).removeprefix("Value error, ")
    english, separator, chinese = message.partition(" / ")
    return Term(english, chinese if separator else message)


def _spec(command: type[Command], name: str, hint: Any) -> FieldSpec:
    info = command.model_fields[name]
    base, extras = _unwrap(hint)
    label = next((extra for extra in extras if isinstance(extra, Label)), None)
    label = label or (HAPPENED_AT if name == "happened_at" else Label(name, name))
    widget = next((extra.kind for extra in extras if isinstance(extra, Widget)), None)
    kind, choices = _kind(base)
    among = next((extra for extra in extras if isinstance(extra, Among)), None)
    if among:
        kind, choices = "choice", tuple(among.words().items())
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    source = next((extra for extra in extras if isinstance(extra, From)), None)
    return FieldSpec(name, label.term, widget or kind, info.is_required(), choices, label.help, default, source)


def _unwrap(hint: Any) -> tuple[Any, list[Any]]:
    """The bare type and every annotation around it, through `Annotated` and `| None`."""
    extras: list[Any] = []
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint, *more = get_args(hint)
            extras.extend(more)
        elif origin in (typing.Union, types.UnionType):
            inner = [part for part in get_args(hint) if part is not type(None)]
            if len(inner) != 1:
                return hint, extras
            hint = inner[0]
        else:
            return hint, extras


def _kind(base: Any) -> tuple[str, tuple[tuple[str, Term], ...]]:
    if get_origin(base) in (list, tuple, frozenset, set):
        inner, _ = _unwrap(get_args(base)[0])
        if isinstance(inner, type) and issubclass(inner, Vocabulary):
            return "multi_choice", tuple((member.value, member.term) for member in inner)
        return "textarea", ()
    if isinstance(base, type) and issubclass(base, Vocabulary):
        return "choice", tuple((member.value, member.term) for member in base)
    return next((kind for known, kind in _KINDS if isinstance(base, type) and issubclass(base, known)), "text"), ()
