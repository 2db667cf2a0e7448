"""Whether a text may be published, before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from menshen.domains.registry.interface import names_borne
from menshen.gateway.desk.parts import Field, FieldGroup, Form, Notice
from menshen.gateway.desk.shell import desk_page, draw, viewer_of
from menshen.kernel.base.problems import not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.stewardship.publishing import flaws_in
from menshen.kernel.stewardship.vocabulary import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 20_000
_INTRO = Term(
    "Paste what is to go on a banner, into a group or on the web page. It is not kept.",
    "把要贴出、发群或上网的文字粘贴进来。内容不会保存。",
)
_CLEAN = Term(
    "Nothing in it says who somebody is together with where they live or how to reach them. Read it once more all the "
    "same: the machine does not know everything.",
    "未发现姓名与住址、电话或证件号同时出现。仍请再读一遍，机器并非无所不知。",
)
_TOO_LONG = Term("Longer than 20,000 characters: check it in parts.", "超过两万字，请分段检查。")


@desk_page
def publication(request: HttpRequest) -> HttpResponse:
    """The text, and what in it must not go out."""
    if not viewer_of(request).has(Permission.TEXT_CHECK):
        raise not_found()
    text = request.POST.get("text", "")
    too_long = len(text) > LONGEST
    notices = []
    if text.strip() and not too_long:
        found = flaws_in(text, borne=names_borne, by=viewer_of(request))
        notices = [
            Notice(Term(f"“{one.quote}”: {one.flaw.term.en}", f"“{one.quote}”：{one.flaw.term.zh}"), "wrong")
            for one in found
        ] or [Notice(_CLEAN, "good")]
    field = Field(
        "text", Term("Text", "文稿"), "textarea", text[:LONGEST], required=True, span="wide",
        error=_TOO_LONG if too_long else "",
    )  # fmt: skip
    form = Form(reverse("desk:publication"), [FieldGroup([field])], Term("Check", "检查"), intro=_INTRO)
    title = Term("Before publishing", "发布前检查")
    return draw(request, "desk/action_form.html", title, form=form, notices=notices, status=422 if too_long else 200)
