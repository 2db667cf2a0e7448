"""The form of one action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menshen.gateway.desk.parts.ledger import Option
    from menshen.gateway.desk.parts.words import Text

Kind = Literal[
    "text",
    "number",
    "date",
    "datetime",
    "tel",
    "password",
    "select",
    "checkbox",
    "multiple",
    "textarea",
    "file",
    "drawing",
    "lookup",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One input. Dates are `2020-02-05`, date-times `2020-02-05T18:00` in local time.

    `lookup` finds a record by typing: `lookup_url` answers `components/lookup_options.html`, `value` is the record's
    key and `shown` its words. `span` is the width in the form: a third, a half, or all of it.
    """

    name: str
    label: Text
    kind: Kind = "text"
    value: str = ""
    required: bool = False
    help: Text = ""
    error: Text = ""
    options: Sequence[Option] = ()
    unit: Text = ""
    hint: Text = ""
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    accept: str = ""
    autocomplete: str = "off"
    readonly: bool = False
    lookup_url: str = ""
    shown: str = ""
    span: Literal["short", "half", "wide"] = "half"


@dataclass(frozen=True, slots=True)
class FieldGroup:
    fields: Sequence[Field]
    title: Text = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one action. `command_id` (a UUID) makes sending twice the same as sending once.

    `problems` are refusals that concern no single field. `hidden` travels along, such as the keys of ticked rows.
    """

    url: str
    groups: Sequence[FieldGroup]
    submit: Text
    command_id: str = ""
    cancel_url: str = ""
    intro: Text = ""
    problems: Sequence[Text] = ()
    hidden: Sequence[tuple[str, str]] = ()
    danger: bool = False

    @property
    def fields(self) -> list[Field]:
        return [item for group in self.groups for item in group.fields]

    @property
    def wrong(self) -> list[Field]:
        return [item for item in self.fields if item.error]

    @property
    def failed(self) -> bool:
        return bool(self.problems or self.wrong)

    @property
    def sends_file(self) -> bool:
        return any(item.kind == "file" for item in self.fields)
