"""The work report in Word and on paper, in the shipped form and in the form of an office."""

from __future__ import annotations

import io
from base64 import b64encode
from datetime import timedelta

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from factories.reporting import DAY, OPEN, TOO_LATE, feverish, hand_in, leader_of, reports_fall_due
from factories.scope import COPPER, RIVERSIDE, STREET, grid, signed_in, town
from menshen.domains.reporting.actions import (
    IssueWorkReport,
    KeepWorkForm,
    WithdrawWorkForm,
    issue_work_report,
    keep_work_form,
    withdraw_work_form,
)
from menshen.domains.reporting.documents import (
    WORK_REPORT,
    check_form,
    shipped_form,
    work_report_docx,
    work_report_draft,
    work_report_pdf,
)
from menshen.domains.reporting.documents.work_word import OFFERED, period_of
from menshen.domains.reporting.models import WorkForm
from menshen.domains.reporting.queries import form_of, work_form, work_sheet
from menshen.domains.reporting.vocabulary import Problem
from menshen.kernel.actions.performing import perform
from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.vocabulary import DocumentProblem
from menshen.kernel.documents.word import WordPaper
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import acting, system_viewer

BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def street(db):
    town()
    reports_fall_due()
    feverish(grid(RIVERSIDE), 3)
    hand_in(RIVERSIDE)


def draft(area=STREET, first=BEFORE):
    return work_report_draft(work_sheet(Area.objects.get(code=area), first, DAY, at=TOO_LATE), at=TOO_LATE)


def opened(content):
    return docx.Document(io.BytesIO(content))


def texts(content):
    return [one.text for one in opened(content).paragraphs if one.text]


def flat(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


# -- the shipped form --------------------------------------------------------------------------------------------------


def test_the_word_file_says_what_the_report_says(street):
    paper = draft()
    lines = texts(work_report_docx(paper))
    assert lines[0] == "示范街道"
    assert lines[1] == "（未编号）"
    assert lines[2] == "关于2020年2月4日至2月5日疫情防控工作情况的报告"
    assert lines[3] == "示范区："
    headings = ["一、基本情况", "二、主要措施", "三、存在问题", "四、下一步工作"]
    assert [line for line in lines if line in headings] == headings
    for section in paper.data["sections"]:
        for item in section["items"]:
            assert any(line.endswith(item["text"]["zh"]) and item["heading"]["zh"] in line for line in lines)
    closing = lines[lines.index("特此报告。") :]
    assert closing[1:4] == ["附件：数据来源清单", "示范街道", "2020年2月6日"]


def test_the_list_of_sources_stands_at_the_end_with_links(street):
    paper = draft()
    made = opened(work_report_docx(paper, link=lambda source: f"https://a.example/{source['code']}"))
    (table,) = made.tables
    assert [cell.text for cell in table.rows[0].cells][:3] == ["项目", "数值", "指标代码"]
    assert len(table.rows) == len(paper.data["sources"]) + 1
    row = next(row for row in table.rows if row.cells[2].text == OPEN)
    assert [cell.text for cell in row.cells][:6] == [
        "转诊尚无结论（期末）", "3", OPEN, "示范街道", "2020-02-05", "2020-02-06 09:00",
    ]  # fmt: skip
    targets = {one.target_ref for one in made.part.rels.values() if one.is_external}
    assert f"https://a.example/{OPEN}" in targets
    unknown = next(row for row in table.rows if row.cells[2].text == "screening.arrivals_total")
    assert unknown.cells[1].text == "未报"


def test_the_measures_of_the_standard_survive_the_filling(street):
    made = opened(work_report_docx(draft()))
    section = made.sections[0]
    assert [round(getattr(section, f"{side}_margin").mm) for side in ("top", "bottom", "left", "right")] == [
        37, 35, 28, 26,
    ]  # fmt: skip
    assert made.element.body.sectPr.find(qn("w:docGrid")).get(qn("w:type")) == "lines"
    for one in made.paragraphs:
        for run in one.runs:
            assert run.font.element.rPr.rFonts.get(qn("w:eastAsia")), run.text
    assert not [one.text for one in made.paragraphs if "{" in one.text or "%}" in one.text]


def test_the_paper_says_the_same(street):
    paper = draft()
    pages = pypdf.PdfReader(io.BytesIO(work_report_pdf(paper))).pages
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} == {(595, 842)}
    printed = flat(work_report_pdf(paper))
    for section in paper.data["sections"]:
        for item in section["items"]:
            assert item["text"]["zh"].replace(" ", "") in printed, item
    assert "关于2020年2月4日至2月5日疫情防控工作情况的报告" in printed
    assert "草稿" in printed
    assert "—1—" in printed
    assert "数据来源清单" in printed


def test_in_english_too(street):
    paper = draft()
    lines = texts(work_report_docx(paper, language="en"))
    assert "Report on epidemic prevention and control, 4 February to 5 February 2020" in lines
    assert "4. Next steps" in lines
    assert any("Referred in the period: 3 people" in line for line in lines)
    assert "Referredintheperiod:3people" in flat(work_report_pdf(paper, language="en"))


@pytest.mark.parametrize(
    ("first", "last", "chinese", "english"),
    [
        ("2020-02-05", "2020-02-05", "2020年2月5日", "5 February 2020"),
        ("2020-01-23", "2020-02-05", "2020年1月23日至2月5日", "23 January to 5 February 2020"),
        ("2019-12-30", "2020-01-05", "2019年12月30日至2020年1月5日", "30 December 2019 to 5 January 2020"),
    ],
)
def test_periods_in_words(first, last, chinese, english):
    assert period_of(first, last, "zh") == chinese
    assert period_of(first, last, "en") == english


# -- the form of an office ---------------------------------------------------------------------------------------------


def office_form(*texts, sources=True):
    """A form as somebody makes it in Word."""
    paper = WordPaper()
    for text in texts:
        paper.text(text)
    if sources:
        rows = [["{%tr for each in sources %}"], ["{{ each.code }}", "{{ each.value }}"], ["{%tr endfor %}"]]
        paper.table(["代码", "数值"], rows, [100, 50])
    return paper.as_bytes()


def keep(content, area=STREET, *, by=None, now=TOO_LATE):
    asked = KeepWorkForm(area=area, name="本单位样式", content=b64encode(content).decode())
    return perform(keep_work_form, [asked], by=by or leader_of(area), at=now)[0]


def issued(area=STREET):
    asked = IssueWorkReport(area=area, first_on=BEFORE, last_on=DAY)
    done = perform(issue_work_report, [asked], by=leader_of(area), at=TOO_LATE)[0]
    with acting(system_viewer()):
        return Document.objects.get(pk=done.subject_id)


def printed(paper):
    form = form_of(paper)
    return opened(
        work_report_docx(paper, form=bytes(form.content) if form else None, asked=form.places if form else ())
    )


def test_the_shipped_form_passes_its_own_check():
    asked = check_form(shipped_form(), WORK_REPORT.specimen())
    assert {"issuer", "situation", "sources", "each.text"} <= asked


def test_an_office_changes_the_words_and_not_the_figures(street):
    content = office_form(
        "我街道转诊{{ figures.quarantine.referrals_open }}人，期初{{ before.quarantine.referrals_open }}人。"
    )
    assert keep(content).problem is None
    paper = issued()
    made = printed(paper)
    assert made.paragraphs[0].text == "我街道转诊3人，期初0人。"
    cells = {row.cells[0].text: row.cells[1].text for row in made.tables[0].rows}
    assert cells[OPEN] in ("3", "0")


def test_a_figure_that_only_the_form_asks_for_has_its_source_too(street):
    keep(office_form("外出{{ figures.screening.away }}人。"))
    codes = [row.cells[0].text for row in printed(issued()).tables[0].rows]
    assert "screening.away" in codes
    plain = [source["code"] for source in draft().data["sources"]]
    assert "screening.away" not in plain


def test_a_form_serves_the_area_and_those_below_without_one(street):
    keep(office_form("街道样式"))
    assert bytes(work_form(RIVERSIDE).content) == bytes(work_form(STREET).content)
    assert work_form("990101") is None
    keep(office_form("社区样式"), RIVERSIDE)
    assert texts(bytes(work_form(RIVERSIDE).content))[0] == "社区样式"
    assert texts(bytes(work_form(COPPER).content))[0] == "街道样式"


def test_the_newest_is_in_use_until_it_is_withdrawn_and_reports_keep_theirs(street):
    keep(office_form("旧样式"))
    paper = issued()
    newer = keep(office_form("新样式"))
    assert printed(issued()).paragraphs[0].text == "新样式"
    assert printed(paper).paragraphs[0].text == "旧样式"
    withdraw = WithdrawWorkForm(form=newer.subject_id)
    done = perform(withdraw_work_form, [withdraw, withdraw], by=leader_of(STREET), at=TOO_LATE)
    assert [one.state for one in done] == ["done", "known"]
    assert printed(issued()).paragraphs[0].text == "旧样式"


@pytest.mark.parametrize(
    ("texts_", "sources", "problem"),
    [
        (["在管{{ figures.quarantine.home }}人"], True, DocumentProblem.PLACE_UNKNOWN),
        (["{{ title }}"], False, Problem.FORM_WITHOUT_SOURCES),
        (["全街道在管287人"], True, Problem.FIGURE_TYPED),
        (["完成率 100%"], True, Problem.FIGURE_TYPED),
        (["{{ figures.quarantine.referrals_open + 1 }}人"], True, DocumentProblem.PLACE_NOT_UNDERSTOOD),
    ],
)
def test_what_a_form_may_not_do_is_named_at_the_upload(street, texts_, sources, problem):
    refused = keep(office_form(*texts_, sources=sources)).problem
    assert refused.code == problem
    assert refused.field == "content"
    with acting(system_viewer()):
        assert not WorkForm.objects.exists()


def test_the_days_and_numbers_of_a_law_are_no_figures():
    check_form(office_form("按照第2号公告，隔离14天，每日2测。"), WORK_REPORT.specimen())


@pytest.mark.parametrize("content", ["", "kein base64!", b64encode(b"no word file").decode()])
def test_what_is_no_word_file(street, content):
    asked = KeepWorkForm(area=STREET, name="x", content=content)
    refused = perform(keep_work_form, [asked], by=leader_of(STREET), at=TOO_LATE)[0].problem
    assert refused.code == DocumentProblem.NO_WORD_FILE


def test_only_who_may_change_forms_there(street):
    assert keep(office_form("x"), by=signed_in("community_clerk", RIVERSIDE)).problem.status == 404
    assert keep(office_form("x"), by=leader_of(RIVERSIDE)).problem.status == 404
    newer = keep(office_form("x"))
    withdraw = WithdrawWorkForm(form=newer.subject_id)
    assert perform(withdraw_work_form, [withdraw], by=leader_of(RIVERSIDE), at=TOO_LATE)[0].problem.status == 404


def test_every_place_that_is_offered_can_be_filled(street):
    def names(offered, before=""):
        for name, inner in offered.items():
            if inner is None:
                yield before + name
            elif isinstance(inner, dict):
                yield from names(inner, f"{before}{name}.")

    content = office_form(*(f"{{{{ {name} }}}}" for name in names(OFFERED)))
    lines = texts(work_report_docx(draft(), form=content))
    assert len(lines) > 150


def test_a_hostile_name_of_an_area_is_text(street):
    Area.objects.filter(code=STREET).update(name="<w:p>{{ title }}&\u202e\x01街道")
    lines = texts(work_report_docx(draft()))
    assert lines[0] == "<w:p>{{ title }}&街道"
    assert "街道" in flat(work_report_pdf(draft()))


def test_a_form_that_takes_long_is_refused_as_it_is_read():
    with pytest.raises(Refused):
        check_form(office_form(*["{%p for a in sources %}"] * 6, "x", *["{%p endfor %}"] * 6), WORK_REPORT.specimen())
