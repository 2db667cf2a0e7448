"""Roles are small classes: a name, who may hold it, and its permissions; `config/roles.py` writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from menshen.kernel.base.terms import Term


@dataclass(frozen=True)
class Role:
    """`code` is what a grant stores; `level` is the level of area it is usually granted on, for the forms."""

    code: str
    title: Term
    description: Term
    permissions: frozenset[str]
    level: str


_roles: dict[str, Role] = {}
_guarded: set[str] = set()


def register_roles(*roles: Role, guarded: frozenset[str] = frozenset()) -> None:
    """Make the roles known; a later registration of the same code replaces the earlier one.

    Who holds one with a `guarded` permission signs in with a second factor, where the settings ask for it.
    """
    _roles.update({role.code: role for role in roles})
    _guarded.difference_update({role.code for role in roles})
    _guarded.update({role.code for role in roles if role.permissions & guarded})


def is_guarded(code: str) -> bool:
    """Whether the role is one for which a password alone is too little."""
    return code in _guarded


def role(code: str) -> Role | None:
    """The role of that code; None for a code that no longer exists, which then grants nothing."""
    return _roles.get(code)


def all_roles() -> tuple[Role, ...]:
    return tuple(_roles.values())


def role_words() -> dict[str, Term]:
    """Code → title of every role."""
    return {code: known.title for code, known in _roles.items()}
