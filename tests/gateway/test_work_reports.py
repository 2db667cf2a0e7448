"""The work report at its doors: the page, the files, the terminal."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from urllib.parse import unquote

import docx
import pypdf
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.reporting import DAY, TOO_LATE, feverish, hand_in, reports_fall_due
from factories.scope import RIVERSIDE, STREET, colleague, grid, town
from menshen.config.cli import program
from menshen.domains.reporting.documents import shipped_form
from menshen.domains.reporting.models import WorkForm
from menshen.kernel.base import clock
from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.word import WordPaper
from menshen.kernel.scope.viewers import acting, system_viewer

PAGE = "/report/work/"
DAYS = {"from": (DAY - timedelta(days=1)).isoformat(), "to": DAY.isoformat()}


@pytest.fixture(autouse=True)
def street(db, monkeypatch):
    town()
    reports_fall_due()
    monkeypatch.setattr(clock, "now", lambda: TOO_LATE)
    feverish(grid(RIVERSIDE), 3)
    hand_in(RIVERSIDE)


def eyes(role, area):
    client = Client()
    client.force_login(colleague(role, area))
    return client


def text(answer):
    return answer.content.decode().replace("&amp;", "&")


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_report_its_sources_and_the_ways_on():
    clerk = eyes("street_clerk", STREET)
    answer = clerk.get(PAGE, {"area": STREET, **DAYS})
    assert answer.status_code == 200
    shown = text(answer)
    for word in ("本期转诊3人", "下一步工作", "（社区书记）", "数据来源清单", "编号签发", "上传本单位模板"):
        assert word in shown
    assert f"/figures/quarantine.referrals_open/?area={STREET}&day={DAY}&cutoff=24" in shown
    assert "未报" in shown
    assert clerk.get(f"/figures/quarantine.referrals_open/?area={STREET}&day={DAY}&cutoff=24").status_code == 200


def test_the_last_week_of_ones_own_area_is_shown_where_nothing_is_asked():
    shown = text(eyes("community_secretary", RIVERSIDE).get(PAGE))
    assert 'value="2020-02-06"' in shown
    assert 'value="2020-01-31"' in shown
    assert "临江社区" in shown


def test_who_may_only_read_is_offered_no_act():
    shown = text(eyes("district_inspector", "990101").get(PAGE, {"area": STREET, **DAYS}))
    assert "本期转诊3人" in shown
    assert "编号签发" not in shown
    assert "上传本单位模板" not in shown


@pytest.mark.parametrize("role", ["medic", "administrator"])
def test_who_may_not_read_reports_finds_nothing(role):
    client = eyes(role, STREET)
    for address in (f"{PAGE}?area={STREET}", f"{PAGE}form/", f"{PAGE}1/"):
        assert client.get(address).status_code == 404


def test_another_area_is_not_there():
    assert eyes("community_secretary", RIVERSIDE).get(PAGE, {"area": STREET, **DAYS}).status_code == 404


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"from": "2020-02-05", "to": "2020-02-04"}, "截止日期早于起始日期"),
        ({"from": "2020-02-05", "to": "2020-02-28"}, "尚未到来"),
        ({"from": "2017-02-05", "to": "2020-02-05"}, "最多 366 天"),
        ({"from": "yesterday", "to": "2020-02-05"}, "不是日期"),
    ],
)
def test_days_that_cannot_be_are_said_to_be_none(days, sentence):
    answer = eyes("street_clerk", STREET).get(PAGE, {"area": STREET, **days})
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_files_to_take_away():
    clerk = eyes("street_clerk", STREET)
    word = clerk.get(PAGE, {"area": STREET, **DAYS, "format": "docx"})
    assert word["Content-Type"].endswith("wordprocessingml.document")
    assert "示范街道_工作情况报告_2020-02-04_2020-02-05.docx" in unquote(word["Content-Disposition"])
    made = docx.Document(io.BytesIO(word.content))
    assert any("本期转诊3人" in one.text for one in made.paragraphs)
    targets = [one.target_ref for one in made.part.rels.values() if one.is_external]
    assert f"http://testserver/figures/quarantine.referrals_open/?area={STREET}&day={DAY}&cutoff=24" in targets
    paper = clerk.get(PAGE, {"area": STREET, **DAYS, "format": "pdf"})
    assert pypdf.PdfReader(io.BytesIO(paper.content)).pages
    english = clerk.get(PAGE, {"area": STREET, **DAYS, "format": "docx", "language": "en"})
    assert any("Next steps" in one.text for one in docx.Document(io.BytesIO(english.content)).paragraphs)
    form = clerk.get(f"{PAGE}form/")
    assert form.content[:2] == b"PK"


def test_an_issued_report_can_be_fetched_again_by_who_may_read_there():
    clerk = eyes("street_clerk", STREET)
    done = clerk.post(
        "/actions/reporting.issue_work_report/", {"area": STREET, "first_on": DAYS["from"], "last_on": DAYS["to"]}
    )
    assert done.status_code == 200
    with acting(system_viewer()):
        paper = Document.objects.get(kind="reporting.work_report")
    shown = text(clerk.get(PAGE, {"area": STREET, **DAYS}))
    assert paper.number in shown
    assert f"{PAGE}{paper.pk}/" in shown
    feverish(grid(RIVERSIDE), 5)
    made = docx.Document(io.BytesIO(clerk.get(f"{PAGE}{paper.pk}/").content))
    assert paper.number in [one.text for one in made.paragraphs]
    assert any("本期转诊3人" in one.text for one in made.paragraphs)
    assert clerk.get(f"{PAGE}{paper.pk}/?format=pdf").content.startswith(b"%PDF")
    assert clerk.get(f"/documents/{paper.pk}/").content.startswith(b"%PDF")
    assert eyes("community_secretary", RIVERSIDE).get(f"{PAGE}{paper.pk}/").status_code == 404
    assert paper.number in text(clerk.get("/ledgers/reporting.work_reports/"))


def upload(client, content, area=STREET):
    file = SimpleUploadedFile("样式.docx", content)
    return client.post("/actions/reporting.keep_work_form/", {"area": area, "name": "街道样式", "content": file})


def test_a_form_is_uploaded_used_and_withdrawn_on_the_desk():
    clerk = eyes("street_clerk", STREET)
    assert upload(clerk, shipped_form()).status_code == 200
    with acting(system_viewer()):
        form = WorkForm.objects.get()
    assert "街道样式" in text(clerk.get(PAGE, {"area": STREET, **DAYS}))
    record = text(clerk.get(f"/ledgers/reporting.work_forms/{form.pk}/"))
    assert f"/actions/reporting.withdraw_work_form/?form={form.pk}" in record


def test_a_form_with_an_unknown_place_comes_back_with_its_name():
    paper = WordPaper()
    paper.text("{{ figures.quarantine.peeple }}")
    answer = upload(eyes("street_clerk", STREET), paper.as_bytes())
    assert answer.status_code == 422
    assert "figures.quarantine.peeple" in text(answer)


# -- the terminal ------------------------------------------------------------------------------------------------------


def run(*options):
    return CliRunner().invoke(program, ["report", "work", "--from", DAYS["from"], "--to", DAYS["to"], *options])


def test_word_and_paper_from_the_terminal(tmp_path):
    word, paper, form = (tmp_path / name for name in ("报告.docx", "报告.pdf", "模板.docx"))
    answer = run("--area", "示范街道", "--docx", str(word), "--pdf", str(paper), "--form", str(form))
    assert (answer.exit_code, answer.stdout) == (0, ""), answer.output
    assert any("本期转诊3人" in one.text for one in docx.Document(word).paragraphs)
    assert pypdf.PdfReader(paper).pages
    assert form.read_bytes()[:2] == b"PK"


def test_the_terminal_uses_the_form_of_the_office(tmp_path):
    paper = WordPaper()
    paper.text("本街道样式：{{ period }}")
    rows = [["{%tr for each in sources %}"], ["{{ each.code }}", "{{ each.value }}"], ["{%tr endfor %}"]]
    paper.table(["代码", "数值"], rows, [50, 50])
    assert upload(eyes("street_clerk", STREET), paper.as_bytes()).status_code == 200
    word = tmp_path / "报告.docx"
    assert run("--area", STREET, "--docx", str(word)).exit_code == 0
    assert docx.Document(word).paragraphs[0].text == "本街道样式：2020年2月4日至2月5日"


def test_json_and_text_from_the_terminal():
    data = json.loads(run("--area", STREET, "--json").stdout)
    assert [section["code"] for section in data["sections"]] == ["situation", "measures", "problems", "next_steps"]
    assert {source["code"] for source in data["sources"]} >= {"quarantine.referrals_open", "reporting.reports_due"}
    assert re.search(r"1\. 基本情况\n   辖区底数: ", run("--area", STREET).stdout)
    assert "4. Next steps" in run("--area", STREET, "--english").stdout


def test_only_who_may_read_there_and_plain_errors():
    colleague("community_secretary", RIVERSIDE, username="zhou")
    assert run("--area", RIVERSIDE, "--as", "zhou", "--json").exit_code == 0
    assert isinstance(run("--area", STREET, "--as", "zhou").exception, Refused)
    assert CliRunner().invoke(program, ["report", "work"]).exit_code == 2
    late = CliRunner().invoke(program, ["report", "work", "--area", STREET, "--to", "2020-03-01"])
    assert isinstance(late.exception, Refused)
