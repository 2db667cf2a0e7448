"""A GeoJSON file of areas, as the map office or the city has it: which feature is which area, and drawing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from menshen.kernel.actions.fields import sentence_of
from menshen.kernel.actions.performing import perform
from menshen.kernel.administration.tree import DrawOutline, draw_outline
from menshen.kernel.base.problems import CommonProblem, Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.outlines import features_of
from menshen.kernel.scope.queries import resolve_area

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from menshen.kernel.scope.viewers import Viewer

NAMED_BY = ("code", "area", "area_code", "代码", "区划代码", "网格编码", "name", "名称", "网格名称")
LARGEST = 20 * 1024 * 1024
NO_AREA = Term("no single area is called that", "没有唯一对应的辖区")
UNNAMED = Term(
    f"the feature has none of the properties {', '.join(NAMED_BY)}", f"要素没有以下任一属性：{'、'.join(NAMED_BY)}"
)


@dataclass(slots=True)
class Drawn:
    """What became of a file: how many outlines are new, were so already, and why the others are not in."""

    done: int = 0
    known: int = 0
    refused: list[tuple[str, Term]] = field(default_factory=list)


def draw(content: bytes, *, by: Viewer, at: datetime) -> Drawn:
    """Draw every outline of the file that belongs to an area of the viewer's; Refused where it is no such file."""
    try:
        features = features_of(content.decode("utf-8-sig"))
    except ValueError as wrong:
        en, _, zh = str(wrong).partition(" / ")
        raise Refused(
            CommonProblem.INVALID, status=422, field="file", detail=Term(en, zh or "文件不是 UTF-8 编码")
        ) from None
    drawn, commands, names = Drawn(), [], []
    for number, (properties, geometry) in enumerate(features, start=1):
        name, area = _named(properties)
        if area is None:
            drawn.refused.append((name or str(number), NO_AREA if name else UNNAMED))
            continue
        try:
            commands.append(DrawOutline(area=area, outline=geometry))
            names.append(name)
        except ValidationError as invalid:
            drawn.refused.append((name, sentence_of(invalid.errors()[0])))
    for name, outcome in zip(names, perform(draw_outline, commands, by=by, at=at), strict=True):
        if outcome.problem:
            drawn.refused.append((name, outcome.problem.term))
        elif outcome.state == "done":
            drawn.done += 1
        else:
            drawn.known += 1
    return drawn


def _named(properties: dict[str, Any]) -> tuple[str, str | None]:
    """What the feature calls itself and the code of the area that is; the first property that leads to one."""
    called = [str(properties[name]).strip() for name in NAMED_BY if properties.get(name)]
    for text in called:
        if area := resolve_area(text):
            return text, area.code
    return (called[0] if called else ""), None
