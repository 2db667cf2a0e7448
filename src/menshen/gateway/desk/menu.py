"""The menu: the ledgers of each domain that the viewer may read, and the pages beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from menshen.domains.reporting.vocabulary import Permission as Reporting
from menshen.gateway.desk.parts import MenuGroup, MenuItem
from menshen.kernel.base.modules import all_modules
from menshen.kernel.base.terms import Term
from menshen.kernel.tasks.flow import tasks_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from menshen.kernel.scope.viewers import Viewer

ICONS = {
    "registry": "users",
    "policy": "scale",
    "screening": "clipboard-list",
    "quarantine": "shield-check",
    "reporting": "report",
    "scope": "building-community",
}
PLAIN_ICON = "table"


def menu_of(request: HttpRequest, viewer: Viewer) -> list[MenuGroup]:
    """Home and reports first, then a group for each module with something to see."""
    here = request.path
    home = reverse("desk:home")
    first = [MenuItem(Term("My tasks", "工作台"), home, "home", tasks_of(viewer).count(), here == home)]
    if viewer.has(Reporting.REPORT_READ):
        report = reverse("desk:report")
        first.append(MenuItem(Term("Daily report", "日报"), report, "report", 0, here.startswith(report)))
    groups = [MenuGroup(first)]
    for module in all_modules():
        items = [
            MenuItem(ledger.title, url, ICONS.get(module.name, PLAIN_ICON), 0, here.startswith(url))
            for ledger in module.ledgers
            if viewer.has(ledger.permission)
            for url in [reverse("desk:ledger", args=[ledger.code])]
        ]
        if items:
            groups.append(MenuGroup(items, module.title))
    return groups
