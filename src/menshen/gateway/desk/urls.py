"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from menshen.gateway.desk import account, forms, home, imports, ledgers, records, reports, search

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("language/", account.language, name="language"),
    path("tasks/", home.tasks, name="tasks"),
    path("search/", search.search, name="search"),
    path("report/", reports.report, name="report"),
    path("figures/<str:code>/", ledgers.figure, name="figure"),
    path("ledgers/<str:code>/", ledgers.ledger, name="ledger"),
    path("ledgers/<str:code>/import/", imports.upload, name="import"),
    path("ledgers/<str:code>/import/template/", imports.template, name="import_template"),
    path("ledgers/<str:code>/import/<uuid:key>/", imports.preview, name="import_preview"),
    path("ledgers/<str:code>/import/<uuid:key>/errors/", imports.errors, name="import_errors"),
    path("ledgers/<str:code>/<int:number>/", records.record, name="record"),
    path("actions/<str:code>/", forms.action, name="action"),
    path("lookup/areas/", forms.lookup_area, name="lookup_area"),
    path("documents/<int:number>/", records.document, name="document"),
]
