"""What stands below the figures of a sheet in words: who is silent, what does not add up, what changed, remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.reporting.queries.items import item
from menshen.domains.reporting.vocabulary import ReportingReason
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from menshen.domains.reporting.queries.sheets import Flag, Sheet
    from menshen.kernel.scope.models import Area


def notes_of(sheet: Sheet) -> list[Term]:
    """One sentence each, the gravest first; empty when there is nothing to say."""
    notes = [
        *_of_units(ReportingReason.PARTS_SILENT, sheet.silent),
        *_of_units(ReportingReason.PARTS_OPEN, sheet.incomplete),
    ]
    notes += [_sentence(flag) for flag in [*sheet.flags, *sheet.changed()]]
    if sheet.handed_in and sheet.handed_in.note:
        notes.append(Term(sheet.handed_in.note, sheet.handed_in.note))
    return notes


def _of_units(reason: ReportingReason, units: list[Area]) -> list[Term]:
    """One sentence about all of them, none about nobody."""
    english, chinese = ", ".join(unit.english or unit.name for unit in units), "、".join(unit.name for unit in units)
    return [Term(reason.en.format(units=english), reason.zh.format(units=chinese))] if units else []


def _sentence(flag: Flag) -> Term:
    title, said = item(flag.figure).indicator.title, flag.reason.term
    return Term(f"{title.en}: {said.en}", f"{title.zh}：{said.zh}")
