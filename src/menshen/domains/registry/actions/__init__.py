"""What can be done in the registry."""

from __future__ import annotations

from menshen.domains.registry.actions.duplicates import find_duplicates, tell_apart
from menshen.domains.registry.actions.merging import merge_people, undo_merge
from menshen.domains.registry.actions.moving import end_residence, move_resident
from menshen.domains.registry.actions.organisations import register_organisation
from menshen.domains.registry.actions.people import add_special_need, correct_person, end_special_need
from menshen.domains.registry.actions.registering import register_resident

__all__ = [
    "add_special_need",
    "correct_person",
    "end_residence",
    "end_special_need",
    "find_duplicates",
    "merge_people",
    "move_resident",
    "register_organisation",
    "register_resident",
    "tell_apart",
    "undo_merge",
]
