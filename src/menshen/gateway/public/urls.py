"""The addresses that are open to everybody."""

from __future__ import annotations

from django.urls import path

from menshen.gateway.public import asking, declaring

app_name = "public"
urlpatterns = [
    path("declare/<str:token>/", declaring.declare, name="declare"),
    path("declare/<str:token>/thanks/", declaring.thanks, name="declared"),
    path("declare/<str:token>/own-data/", asking.ask, name="ask"),
    path("declare/<str:token>/own-data/thanks/", asking.thanks, name="asked"),
]
