"""One record: its facts, its history, what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from menshen.gateway.desk.parts.ledger import Table
    from menshen.gateway.desk.parts.words import Badge, Empty, Link, Presence, Text, Tone


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history: what, when, by whom. A date is a day whose hour does not count."""

    title: Text
    at: datetime | date
    by: str = ""
    text: Text = ""
    url: str = ""
    icon: str = "check"
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Todo:
    """A task or something that needs attention: title, where it stands, when it is due."""

    title: Text
    url: str
    note: Text = ""
    badge: Badge | None = None
    due: Text = ""


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """Tasks that are equally urgent, under a heading."""

    title: Text
    todos: Sequence[Todo]
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value of a record. `reveal_url` leads to the form that unmasks it for a reason."""

    label: Text
    text: Text = ""
    presence: Presence = "known"
    url: str = ""
    reveal_url: str = ""
    badge: Badge | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled block of a record's page; it holds one of its kinds of content, the first that is given."""

    title: Text
    facts: Sequence[Fact] = ()
    happenings: Sequence[Happening] = ()
    todos: Sequence[Todo] = ()
    table: Table | None = None
    empty: Empty | None = None
    links: Sequence[Link] = ()
    note: Text = ""
    picture_url: str = ""
