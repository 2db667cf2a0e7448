"""What stands below the figures of a sheet in words: who is silent, what does not add up, what changed, remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menshen.domains.reporting.queries.items import item
from menshen.domains.reporting.vocabulary import ReportingReason
from menshen.kernel.base.terms import Term

if TYPE_CHECKING:
    from menshen.domains.reporting.queries.sheets import Flag, Sheet


def notes_of(sheet: Sheet) -> list[Term]:
    """One sentence each, the gravest first; empty when there is nothing to say."""
    notes = []
    if sheet.silent:
        english = ", ".join(part.english or part.name for part in sheet.silent)
        chinese = "、".join(part.name for part in sheet.silent)
        silent = ReportingReason.PARTS_SILENT.term
        notes.append(Term(silent.en.format(units=english), silent.zh.format(units=chinese)))
    notes += [_sentence(flag) for flag in [*sheet.flags, *sheet.changed()]]
    if sheet.handed_in and sheet.handed_in.note:
        notes.append(Term(sheet.handed_in.note, sheet.handed_in.note))
    return notes


def _sentence(flag: Flag) -> Term:
    title, said = item(flag.figure).indicator.title, flag.reason.term
    return Term(f"{title.en}: {said.en}", f"{title.zh}：{said.zh}")
