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


def register_roles(*roles: Role) -> None:
    """Make the roles known; a later registration of the same code replaces the earlier one."""
    _roles.update({role.code: role for role in roles})


def role(code: str) -> Role | None:
    """The role of that code; None for a code that no longer exists, which then grants nothing."""
    return _roles.get(code)


def all_roles() -> tuple[Role, ...]:
    return tuple(_roles.values())
