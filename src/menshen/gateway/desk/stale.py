"""Forms that were open while something changed: the record under them, the sign-in, the page itself. Nothing that was
typed is lost, and who sends is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.shortcuts import render
from django.urls import reverse

from menshen.kernel.base import clock
from menshen.kernel.base.terms import Term
from menshen.kernel.journal.entries import kind_words, subject_type
from menshen.kernel.journal.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

SEEN = "seen"
"""The field with the number of the last entry about the record when the form was drawn."""
MOST_FIELDS = 500
_CHANGED = Term(
    "{name} changed this record at {at} after you opened the form ({what}). Look at it again; what you typed is still "
    "here, and sending it once more saves it.",
    "您打开表单后，{name} 已于 {at} 变更此记录（{what}）。请核对记录；已填内容仍保留，再次提交即可保存。",
)


def last_entry(model: Any, number: int) -> int:
    """The newest entry about a record; 0 where there is none."""
    newest = _entries(model, number).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def changed_since(model: Any, number: int, seen: str, command_ids: Sequence[UUID] | None) -> Term | None:
    """Who changed the record since the form was drawn, unless it was this very form. Without a mark nothing is said."""
    if not seen.isdecimal() or len(seen) > 18:  # noqa: PLR2004  no key has more digits
        return None
    newer = _entries(model, number).filter(id__gt=int(seen)).select_related("actor").order_by("-id")
    entries = list(newer[:20])
    if any(entry.command_id in (command_ids or ()) for entry in entries):
        return None
    if not entries:
        return None
    one = entries[0]
    what = kind_words().get(one.kind, Term("changed", "变更"))
    at = f"{clock.in_local(one.recorded_at):%H:%M}"
    filled = {"name": one.actor.display_name, "at": at}
    return Term(_CHANGED.en.format(what=what.en, **filled), _CHANGED.zh.format(what=what.zh, **filled))


def _entries(model: Any, number: int) -> QuerySet[Entry]:
    entries: QuerySet[Entry] = Entry.objects.filter(subject_type=subject_type(model), subject_id=number)
    return entries


def worth_keeping(request: HttpRequest) -> bool:
    """Whether something was typed into a form of ours that another page would lose; passwords are not kept."""
    if request.method != "POST" or not _from_here(request):
        return False
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    return 0 < len(names) <= MOST_FIELDS and not any("password" in name for name in names)


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent it; a stranger's form is not offered to be sent again."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()


def kept_page(request: HttpRequest, *, status: int) -> HttpResponse:
    """What was typed, to be sent again; with the way to sign in, for who is signed out."""
    viewer = getattr(request, "viewer", None)
    signed_out = viewer is None or viewer.actor_id is None
    return render(
        request,
        "desk/kept.html",
        {
            "url": request.get_full_path(),
            "fields": [
                (name, value)
                for name, values in request.POST.lists()
                if name != "csrfmiddlewaretoken"
                for value in values
            ],
            "file": bool(request.FILES),
            "sign_in_url": f"{reverse('desk:sign_in')}?{urlencode({'next': reverse('desk:home')})}"
            if signed_out
            else "",
        },
        status=status,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """The page was drawn before the last sign-in, or somebody else's page sent the form."""
    if worth_keeping(request):
        return kept_page(request, status=403)
    return render(request, "403_csrf.html", status=403)
