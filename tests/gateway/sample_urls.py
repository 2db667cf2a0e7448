"""Addresses that answer with the sample pages, for the browser tests of the templates: no database, no sign-in."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, re_path

from gateway import samples
from gateway.sample_pages import PAGES
from menshen.gateway.desk import parts
from menshen.kernel.base.terms import speaking

if TYPE_CHECKING:
    from django.http import HttpRequest

POSTED: list[str] = []


def page(request: HttpRequest, language: str, name: str) -> HttpResponse:
    template, context = PAGES[name]
    with speaking(language):
        return render(request, template, context)


def arrivals(request: HttpRequest) -> HttpResponse:
    """The ledger, as its view answers: the whole page, or only the results to a swap."""
    query = request.GET.get("q", "")
    if query == "signed-out":
        return HttpResponseRedirect("/zh/sign_in")
    if query == "broken":
        return render(request, "500.html", status=500)
    rows = [row for row in samples.PEOPLE if query in str(row.cells[0].text)]
    table = dataclasses.replace(samples.TABLE, rows=rows, count=len(rows), search=query)
    if request.headers.get("HX-Request-Type") == "partial":
        return render(request, "desk/components/table_results.html", {"table": table})
    template, context = PAGES["ledger"]
    return render(request, template, {**context, "table": table})


def people(request: HttpRequest) -> HttpResponse:
    if request.GET["q"] == "signed-out":
        return HttpResponseRedirect("/zh/sign_in")
    found = [name for name in ("张三华", "张小玥") if request.GET["q"] in name]
    options = [parts.Option(str(number), name) for number, name in enumerate(found, 1)]
    context = {"options": options, "list_id": "field-person-options"}
    return render(request, "desk/components/lookup_options.html", context)


def register(request: HttpRequest) -> HttpResponse:
    """Takes its time, as a busy server does, so that an impatient finger can press twice."""
    POSTED.append(request.POST["command_id"])
    time.sleep(0.3)
    return HttpResponseRedirect("/zh/action_done")


urlpatterns = [
    path("arrivals", arrivals),
    path("arrivals/new", register),
    path("lookup/people", people),
    re_path(r"^(?P<language>zh|en)/(?P<name>\w+)$", page),
]
