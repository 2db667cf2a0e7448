from __future__ import annotations

from menshen.kernel.base.modules import MenshenApp, Module
from menshen.kernel.base.terms import Term


class AdministrationApp(MenshenApp):
    name = "menshen.kernel.administration"
    label = "administration"

    def declare(self) -> Module:
        from menshen.kernel.administration import access, actions, jobs, ledgers, tree, vocabulary

        return Module(
            "scope",
            Term("Areas and access", "区划与权限"),
            permissions=vocabulary.Permission,
            kinds=vocabulary.Kind,
            problems=vocabulary.Problem,
            actions=(
                actions.open_area,
                actions.recode_area,
                tree.close_area,
                tree.draw_outline,
                actions.make_actor,
                actions.give_grant,
                actions.end_grant,
                access.reset_second_factor,
                access.lift_wait,
                access.close_access,
                access.reopen_access,
                actions.acknowledge_task,
            ),
            ledgers=(ledgers.AREAS, ledgers.GRANTS, ledgers.JOURNAL, ledgers.SIGN_INS),
            jobs=jobs.JOBS,
        )
