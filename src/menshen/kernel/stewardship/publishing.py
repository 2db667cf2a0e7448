"""A text before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.kernel.base.problems import not_found
from menshen.kernel.privacy.publication import Finding, check_text, possible_names
from menshen.kernel.stewardship.vocabulary import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from menshen.kernel.scope.viewers import Viewer


def flaws_in(text: str, *, borne: Callable[[Iterable[str]], set[str]], by: Viewer) -> list[Finding]:
    """What keeps the text from being published. `borne` tells which of some names are those of people; the text is
    neither kept nor logged."""
    if not by.has(Permission.TEXT_CHECK):
        raise not_found()
    return check_text(text, borne(possible_names(text)))
