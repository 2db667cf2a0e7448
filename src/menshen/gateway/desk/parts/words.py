"""Words, tones and ways on: what every other part is made of, and the menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

Text = str | Term

# A tone is a meaning; the style sheet gives it a colour in both themes.
Tone = Literal["plain", "info", "good", "due", "wrong"]

# Four things that a number or a word can be: there, never recorded, asked for but not known, known but hidden.
Presence = Literal["known", "missing", "unknown", "masked"]


@dataclass(frozen=True, slots=True)
class Link:
    """A way on: button or link. `icon` is a name in `frontend/desk/src/icons.json`."""

    label: Text
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    text: Text
    tone: Tone = "plain"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the matter, with an optional way on."""

    text: Text
    tone: Tone = "info"
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands where there is nothing: why, and what to do next."""

    title: Text
    text: Text = ""
    links: Sequence[Link] = ()
    icon: str = "inbox"


@dataclass(frozen=True, slots=True)
class MenuItem:
    term: Text
    url: str
    icon: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A group without a title stands first, for the home page."""

    items: Sequence[MenuItem]
    title: Text = ""
