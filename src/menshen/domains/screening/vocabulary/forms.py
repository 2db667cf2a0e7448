"""Words of questionnaires and of what residents declare themselves."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class DeclarationOutcome(Vocabulary):
    """What became of a declaration. None is better than another; not finding somebody is a valid end."""

    ARRIVAL = ("arrival", "Confirmed, registered as an arrival", "已核实，登记为来返")
    VISITED = ("visited", "Visited or called; situation known", "已上门或电话核实")
    NOTHING_TO_DO = ("nothing_to_do", "Confirmed, nothing to do", "已核实，无需处理")
    NOT_FOUND = ("not_found", "Cannot be found", "查找不到")
    MISTAKEN = ("mistaken", "Entered by mistake or by somebody else", "误填或他人冒填")
    KNOWN_ALREADY = ("known_already", "The arrival was registered already", "此前已登记来返")
    REPLACED = ("replaced", "A later declaration took its place", "已被后一次申报取代")


BY_ITSELF = (DeclarationOutcome.KNOWN_ALREADY, DeclarationOutcome.REPLACED)
"""Outcomes that follow from records and that nobody chooses."""
