"""Questionnaires as an office sends them, and residents who declare themselves."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from factories.registry import COMMUNITY, phone
from factories.screening import EVENING, screener
from menshen.domains.screening.actions.declarations import Declare, declare
from menshen.domains.screening.actions.forms import PublishForm, publish_form
from menshen.domains.screening.models import Declaration, FormVersion
from menshen.domains.screening.queries.forms import current_form, load_shipped_forms
from menshen.kernel.actions.performing import perform
from menshen.kernel.scope.viewers import acting, system_viewer

if TYPE_CHECKING:
    from datetime import datetime

    from menshen.kernel.actions.declaration import Outcome
    from menshen.kernel.scope.viewers import Viewer

Rows = dict[str, list[list[str]]]


def xlsx(sheets: Rows) -> bytes:
    """The workbook with these sheets."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return content.getvalue()


def shipped_sheets(code: str) -> Rows:
    """The sheets of a form of the platform, to be edited."""
    load_shipped_forms()
    form = FormVersion.objects.get(code=code, area=None)
    return {name: [list(row) for row in rows] for name, rows in form.workbook.items()}


def pets() -> Rows:
    """A small questionnaire that an office thought of."""
    return {
        "survey": [
            ["type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "required"],
            ["select_one yn", "pet", "家里有宠物吗？", "Any pets?", "", "yes"],
            ["integer", "many", "有几只？", "How many?", "${pet} = 'yes'", "yes"],
        ],
        "choices": [
            ["list_name", "name", "label::中文 (zh)", "label::English (en)"],
            ["yn", "yes", "有", "Yes"],
            ["yn", "no", "没有", "No"],
        ],
        "settings": [["form_id", "form_title"], ["pets", "宠物登记 / Pets"]],
    }


def published(sheets: Rows, *, area: str = COMMUNITY, by: Viewer | None = None, at: datetime = EVENING) -> Outcome:
    command = PublishForm(area=area, workbook=base64.b64encode(xlsx(sheets)).decode())
    (outcome,) = perform(publish_form, [command], by=by or screener(), at=at)
    return outcome


def form(code: str, area: str = COMMUNITY) -> FormVersion:
    """The version that holds there."""
    found = current_form(code, area)
    assert found is not None
    return found


def declaration(name: str = "王喆", **said: Any) -> Declare:
    """What somebody tells."""
    home = {"area": COMMUNITY, "phone": phone(77), "address": "滨江花园3栋101"}
    return Declare.model_validate({**home, "name": name, "symptoms": [], **said})


def declared(*commands: Declare, at: datetime = EVENING, by: Viewer | None = None) -> list[Outcome]:
    return perform(declare, list(commands), by=by or screener(), at=at)


def declarations() -> list[Declaration]:
    with acting(system_viewer()):
        return list(Declaration.objects.order_by("pk"))
