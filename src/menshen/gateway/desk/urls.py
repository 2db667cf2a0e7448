"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from menshen.gateway.desk import (
    destroying,
    forms,
    home,
    import_runs,
    imports,
    ledgers,
    overview,
    papers,
    pictures,
    publication,
    questionnaires,
    records,
    reports,
    reveal,
    search,
    tree,
    work_reports,
)
from menshen.gateway.desk.account import factor_pages, own, signing_in
from menshen.gateway.desk.account.language import language

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("language/", language, name="language"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="password"),
    path("account/sessions/end/", own.end_session, name="end_session"),
    path("account/second-factor/", factor_pages.set_up, name="second_factor"),
    path("account/second-factor/change/", factor_pages.change, name="second_factor_change"),
    path("tasks/", home.tasks, name="tasks"),
    path("search/", search.search, name="search"),
    path("overview/", overview.overview, name="overview"),
    path("areas/", tree.tree, name="tree"),
    path("areas/outlines/", tree.outlines, name="outlines"),
    path("report/", reports.report, name="report"),
    path("report/work/", work_reports.work_report, name="work_report"),
    path("report/work/form/", work_reports.work_report_form, name="work_report_form"),
    path("report/work/<int:number>/", work_reports.issued_work_report, name="issued_work_report"),
    path("figures/<str:code>/", ledgers.figure, name="figure"),
    path("ledgers/<str:code>/", ledgers.ledger, name="ledger"),
    path("ledgers/<str:code>/import/", imports.upload, name="import"),
    path("ledgers/<str:code>/import/template/", imports.template, name="import_template"),
    path("ledgers/<str:code>/import/<uuid:key>/", imports.preview, name="import_preview"),
    path("ledgers/<str:code>/import/<uuid:key>/errors/", import_runs.errors, name="import_errors"),
    path("ledgers/<str:code>/papers/", papers.papers, name="papers"),
    path("ledgers/<str:code>/<int:number>/", records.record, name="record"),
    path("ledgers/<str:code>/<int:number>/show/<str:column>/", reveal.reveal, name="reveal"),
    path("actions/<str:code>/", forms.action, name="action"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/<int:number>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<int:number>/workbook/", questionnaires.workbook, name="questionnaire_workbook"),
    path("destroying/", destroying.destroying, name="destroying"),
    path("publication/", publication.publication, name="publication"),
    path("lookup/areas/", forms.lookup_area, name="lookup_area"),
    path("pictures/<str:code>/<int:number>/", pictures.picture, name="picture"),
    path("documents/<int:number>/", records.document, name="document"),
]
