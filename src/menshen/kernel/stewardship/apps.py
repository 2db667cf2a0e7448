from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class StewardshipApp(MenshenApp):
    name = "menshen.kernel.stewardship"
    label = "stewardship"

    def declare(self) -> Module:
        from menshen.kernel.stewardship import (
            bulk,
            destruction,
            exiting,
            holdings,
            kept_lists,
            ledgers,
            pages,
            requests,
            unmasking,
            vocabulary,
        )

        return Module(
            "privacy",
            Term("Personal data", "个人信息保护"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                bulk.ask_bulk_unmask,
                destruction.sign_destruction,
                destruction.set_keep_time,
                *exiting.ACTIONS,
                *requests.ACTIONS,
            ),
            ledgers=(
                ledgers.LOOK_UPS,
                ledgers.EXPORTS,
                kept_lists.DESTRUCTIONS,
                kept_lists.KEEP_TIMES,
                kept_lists.EXITS,
                kept_lists.REQUESTS,
            ),
            documents=(destruction.REPORT, requests.ANSWER),
            tasks=(
                unmasking.REVIEW_LOOK_UPS,
                *bulk.BULK_UNMASK.tasks,
                destruction.SIGN,
                destruction.COUNTERSIGN,
                exiting.CONFIRM,
                requests.TO_ANSWER,
            ),
            approvals=(bulk.BULK_UNMASK,),
            reactions=(*destruction.REACTIONS, *exiting.REACTIONS, *requests.REACTIONS),
            jobs=(*destruction.JOBS, *exiting.JOBS),
            holdings=holdings.HOLDINGS,
            details=pages.DETAILS,
        )
