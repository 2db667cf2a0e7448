"""The menu: the ledgers of each domain that the viewer may read, and the pages beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from menshen.domains.reporting.vocabulary import Permission as Reporting
from menshen.domains.screening.vocabulary import Permission as Screening
from menshen.gateway.desk.parts import MenuGroup, MenuItem
from menshen.kernel.administration.vocabulary import Permission as Scope
from menshen.kernel.base.modules import all_modules
from menshen.kernel.base.terms import Term
from menshen.kernel.stewardship.vocabulary import Permission as Privacy
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
        overview = reverse("desk:overview")
        first.append(MenuItem(Term("Overview", "辖区总览"), overview, "map-2", 0, here.startswith(overview)))
        report = reverse("desk:report")
        work = reverse("desk:work_report")
        first.append(MenuItem(Term("Daily report", "日报"), report, "report", 0, here == report))
        first.append(MenuItem(Term("Work report", "工作情况报告"), work, "file-text", 0, here.startswith(work)))
    if viewer.has(Privacy.TEXT_CHECK):
        check = reverse("desk:publication")
        first.append(MenuItem(Term("Before publishing", "发布前检查"), check, "checklist", 0, here == check))
    groups = [MenuGroup(first)]
    for module in all_modules():
        items = [
            MenuItem(ledger.title, url, ICONS.get(module.name, PLAIN_ICON), 0, here.startswith(url))
            for ledger in module.ledgers
            if viewer.has(ledger.permission)
            for url in [reverse("desk:ledger", args=[ledger.code])]
        ]
        if module.name == "scope" and viewer.has(Scope.AREA_MANAGE):
            tree = reverse("desk:tree")
            items.insert(0, MenuItem(Term("Area tree", "区划树"), tree, "building-community", 0, here.startswith(tree)))
        if module.name == "screening" and viewer.has(Screening.FORM_READ):
            asked = reverse("desk:questionnaires")
            items.append(MenuItem(Term("Fill in a questionnaire", "填写问卷"), asked, "pencil", 0, here == asked))
        if module.name == "privacy" and viewer.has(Privacy.DESTRUCTION_READ):
            due = reverse("desk:destroying")
            items.insert(0, MenuItem(Term("Due for destruction", "到期待销毁"), due, PLAIN_ICON, 0, here == due))
        if items:
            groups.append(MenuGroup(items, module.title))
    return groups
