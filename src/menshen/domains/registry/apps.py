from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class RegistryApp(MenshenApp):
    name = "menshen.domains.registry"
    label = "registry"

    def declare(self) -> Module:
        from menshen.domains.registry import (
            actions,
            holdings,
            indicators,
            jobs,
            ledgers,
            pages,
            vocabulary,
        )  # after the models

        return Module(
            "registry",
            Term("Registry", "登记"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                actions.register_resident,
                actions.move_resident,
                actions.end_residence,
                actions.correct_person,
                actions.add_special_need,
                actions.end_special_need,
                actions.register_organisation,
                actions.find_duplicates,
                actions.merge_people,
                actions.tell_apart,
                actions.undo_merge,
            ),
            ledgers=(
                ledgers.RESIDENTS,
                ledgers.HOUSEHOLDS,
                ledgers.SPECIAL_NEEDS,
                ledgers.ORGANISATIONS,
                ledgers.LIKELY_DUPLICATES,
                ledgers.MERGES,
            ),
            indicators=indicators.INDICATORS,
            holdings=holdings.HOLDINGS,
            histories=pages.HISTORIES,
            details=pages.DETAILS,
            jobs=jobs.JOBS,
        )
