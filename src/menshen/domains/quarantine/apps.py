from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class QuarantineApp(MenshenApp):
    name = "menshen.domains.quarantine"
    label = "quarantine"

    def declare(self) -> Module:
        from menshen.domains.quarantine import documents, indicators, jobs, ledgers, vocabulary
        from menshen.domains.quarantine.actions import (
            changes,
            checks,
            ending,
            longer,
            notices,
            orders,
            placements,
            referrals,
            releases,
            sheets,
            sites,
            teams,
        )

        return Module(
            "quarantine",
            Term("Quarantine", "隔离管理"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                orders.confirm_order,
                orders.confirm_batch,
                orders.decline_order,
                ending.shorten_order,
                ending.withdraw_order,
                ending.transfer_order,
                longer.extend_by_new_order,
                changes.approve_changes,
                changes.decline_change,
                notices.reissue_notice,
                sites.register_site,
                placements.assign_placement,
                placements.fill_site,
                placements.end_placement,
                teams.name_team_member,
                checks.record_health_check,
                checks.correct_health_check,
                sheets.enter_check,
                referrals.hand_over_referral,
                referrals.diagnose_referral,
                referrals.conclude_referral,
                releases.approve_release,
                releases.approve_releases,
            ),
            ledgers=ledgers.LEDGERS,
            indicators=indicators.INDICATORS,
            documents=(documents.START_NOTICE, documents.RELEASE_NOTICE),
            tasks=jobs.TASKS,
            reactions=jobs.REACTIONS,
            jobs=jobs.JOBS,
        )
