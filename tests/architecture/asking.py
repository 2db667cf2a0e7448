"""Questionnaires, a printed code and a resident who declared, in the small town."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from factories.forms import pets, xlsx

if TYPE_CHECKING:
    from datetime import datetime

    from architecture.town import Town
    from menshen.kernel.scope.viewers import Viewer

WORKBOOK = b64encode(xlsx(pets() | {"settings": [["form_id", "form_title"], ["guests", "访客 / Guests"]]})).decode()
SITE = "https://desk.example.cn"


def build(town: Town, by: Viewer, community: str, grid: str, now: datetime) -> None:
    """A form of the community, its poster, and somebody who told of a fever."""
    from architecture.town import NAMES, PHONES, act

    sheets = b64encode(xlsx(pets())).decode()
    town.records["form"] = act("screening.publish_form", by, now, area=community, workbook=sheets)
    town.records["answer"] = act(
        "screening.answer_form", by, now, form=town.form, area=grid, answers={"pet": "yes", "many": "2"}
    )
    town.records["poster"] = act("screening.issue_poster", by, now, area=community, site=SITE)
    town.records["declaration"] = act(
        "screening.declare", by, now,
        area=grid, name=NAMES[6], phone=PHONES[6], address="滨江花园7栋101", symptoms=["fever"],
    )  # fmt: skip
