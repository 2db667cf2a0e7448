"""What is printed, read back from the PDF."""

from __future__ import annotations

import copy
import io
import re
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from menshen.domains.policy.vocabulary import Measure
from menshen.domains.quarantine.documents import RELEASE_NOTICE, START_NOTICE
from menshen.domains.reporting.documents import DAILY_REPORT
from menshen.domains.screening.documents import HOUSEHOLD_NOTICE
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.problems import Refused
from menshen.kernel.documents import rendering, typesetting
from menshen.kernel.documents.issuing import draft
from menshen.kernel.documents.rendering import render_pdf
from menshen.kernel.documents.typesetting import fonts_available

KINDS = {kind.code: kind for kind in (START_NOTICE, RELEASE_NOTICE, HOUSEHOLD_NOTICE, DAILY_REPORT)}
AT = datetime(2020, 1, 24, 10, 0, tzinfo=LOCAL)
# The measures that a notice can be about; the rest of the vocabulary stands in rule rows only.
MEASURES = [
    Measure.CENTRALISED_QUARANTINE,
    Measure.HOME_QUARANTINE,
    Measure.HOME_HEALTH_MONITORING,
    Measure.SELF_HEALTH_MONITORING,
    Measure.FOLLOW_UP,
]
# A plane of Unicode where nothing is assigned: no font can have it.
UNKNOWN_CHARACTER = "\U0003fff0"


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(rendering, "document_kind", KINDS.__getitem__)


def paper(kind, number=12, **changed):
    document = draft(kind, {**copy.deepcopy(kind.specimen()), **changed}, at=AT)
    document.number = kind.number_of("临江社区", 2020, number) if number else ""
    return document


def pages(*documents):
    """The text of each page without white space, which setting may put anywhere."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(render_pdf(documents))).pages]


def person(name):
    return START_NOTICE.specimen()["person"] | {"name": name}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_specimen_of_every_kind_prints_with_its_number(kind):
    text = "".join(pages(paper(kind)))
    assert paper(kind).number in text
    assert "〓" not in text


def test_start_notice_fills_one_sheet_and_the_release_notice_one_page():
    for measure in MEASURES:
        site = {"name": "江畔酒店（集中隔离点）", "room": "8602"} if measure == Measure.CENTRALISED_QUARANTINE else None
        assert len(pages(paper(START_NOTICE, measure=measure, site=site))) == 2
        assert len(pages(paper(RELEASE_NOTICE, measure=measure, site=site))) == 1


def test_long_texts_take_a_third_page_with_the_signature_and_lose_nothing():
    long = START_NOTICE.specimen()["person"] | {"name": "欧阳" * 15, "address": "临江花园三期" * 20}
    reasons = [{"zh": f"第{number}项理由，" + "说明" * 30, "en": ""} for number in range(5)]
    texts = pages(paper(START_NOTICE, person=long, reasons=reasons))
    assert len(texts) == 3
    assert long["name"] in texts[0]
    assert long["address"] in texts[0]
    assert all(reason["zh"] in "".join(texts[:2]) for reason in reasons)
    assert "2020年1月24日" in texts[2]


def test_page_size_is_a4_and_numbers_begin_again_with_each_document():
    reader = PdfReader(io.BytesIO(render_pdf([paper(START_NOTICE), paper(START_NOTICE, 13)])))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(595, 842)}
    assert ["—2—" in re.sub(r"\s", "", page.extract_text()) for page in reader.pages] == [False, True, False, True]


@pytest.mark.parametrize("name", ["王喆", "刘玥", "李晞", "赵镕", "欧阳䶮", "買買提·吐尔逊", "Nguyễn Văn Å"])
def test_rare_characters_of_names_are_set(name):
    text = "".join(pages(paper(START_NOTICE, person=person(name))))
    assert name.replace(" ", "") in text
    assert "〓" not in text


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        "#include",
        "*粗*_斜_$x^2$`raw`",
        "@ref<label>",
        "=标题",
        "-列表+枚举",
        "/*注释*/甲//乙",
        "[]{}()\\u{41}\\",
        "https://example.org/#a",
        "a~b---c...",
        "\"'“”‘’",
        "{{name}}{name}%s%(x)s",
        '"),(panic("',
    ],
)
def test_a_name_is_text_and_never_markup_or_code(name):
    assert name in "".join(pages(paper(START_NOTICE, person=person(name))))


def test_every_part_of_the_data_is_text():
    hostile = "#sys.inputs*_$"
    data = paper(HOUSEHOLD_NOTICE).data
    data["address"] = data["purpose"]["zh"] = data["community"]["name"] = data["grid_worker"]["name"] = hostile
    assert "".join(pages(paper(HOUSEHOLD_NOTICE, **data))).count(hostile) == 4


def test_characters_that_turn_the_text_round_are_left_out():
    text = "".join(pages(paper(START_NOTICE, person=person("王\u202e喆\u2066甲\x00\x1b\ud800"))))
    assert "王喆甲：" in text


def test_a_character_without_a_glyph_prints_as_a_mark_to_fill_in_by_hand():
    rare, common = pages(paper(RELEASE_NOTICE, person=person(f"王{UNKNOWN_CHARACTER}"))), pages(paper(RELEASE_NOTICE))
    assert "王〓：" in rare[0]
    assert "请手写补正" in rare[0]
    assert "请手写补正" not in common[0]


def test_one_rare_name_marks_only_its_own_paper():
    texts = pages(paper(RELEASE_NOTICE, person=person(UNKNOWN_CHARACTER)), paper(RELEASE_NOTICE, 13))
    assert ["请手写补正" in text for text in texts] == [True, False]


def test_start_notice_gives_reasons_rule_appeal_and_correction():
    text = "".join(pages(paper(START_NOTICE)))
    for said in ("2020年1月23日自广东省返回", "规则编号TOWN-2020-B", "决定4711", "申诉渠道", "更正渠道", "60日内"):
        assert said in text
    assert "行政复议" in text


def test_start_notice_ends_by_itself_and_states_the_last_day_not_the_day_after():
    text = "".join(pages(paper(START_NOTICE)))
    assert "自2020年1月24日起至2020年2月6日止实行居家隔离医学观察" in text
    assert "共14天，期满二十四时自行解除，不因审批未办而延长" in text


def test_an_empty_seat_is_said_not_to_lengthen_the_measure():
    assert "待补（不影响期限）" in "".join(pages(paper(START_NOTICE, grid_worker=None)))


@pytest.mark.parametrize("measure", MEASURES)
def test_both_notices_name_the_measure_in_its_own_words(measure):
    assert measure.zh + "告知书" in pages(paper(START_NOTICE, measure=measure))[0]
    assert "解除" + measure.zh + "告知书" in pages(paper(RELEASE_NOTICE, measure=measure))[0]


def test_sentences_keep_one_full_stop():
    ending = [{"zh": "期限届满，按规定自动解除。", "en": "The period is over."}]
    for kind in (START_NOTICE, RELEASE_NOTICE):
        text = "".join(pages(paper(kind, reasons=ending)))
        assert "期限届满，按规定自动解除。" in text
        assert "。。" not in text


def test_what_is_not_known_yet_is_left_blank_to_be_written_in():
    nobody = {"name": "临江社区", "phone": ""}
    text = "".join(pages(paper(START_NOTICE, measure=Measure.CENTRALISED_QUARANTINE, community=nobody, visitor=nobody)))
    assert "观察地点" in text
    assert "（）" not in "".join(pages(paper(RELEASE_NOTICE, start_notice="", community=nobody)))


def test_emergencies_need_no_permission():
    text = "".join(pages(paper(START_NOTICE)))
    assert "紧急时先离开、后告知" in text
    assert "不必等候许可" in text


def test_papers_about_a_person_say_that_they_are_sealed():
    for kind in (START_NOTICE, RELEASE_NOTICE):
        assert "不张贴、不公示" in "".join(pages(paper(kind)))


def test_the_outside_of_a_slip_says_nothing_about_who_and_why():
    outside, inside = pages(paper(HOUSEHOLD_NOTICE))
    assert "铜都新村7号楼1单元302室" in outside
    assert "未取走的，投递人员2020年2月7日取回" in outside
    for word in ("疫情", "隔离", "排查", "健康", "返", "赵镕", "武汉", "湖北"):
        assert word not in outside
    assert "春节期间健康服务" in inside
    assert "不愿答复的，不因此受到任何限制" in inside


def test_silence_and_zero_are_two_things_on_the_daily_report():
    specimen = copy.deepcopy(DAILY_REPORT.specimen())
    for group in specimen["groups"]:
        for item in group["items"]:
            item["values"] = [7, 0, 7, None]
    (text,) = pages(paper(DAILY_REPORT, groups=specimen["groups"]))
    rows = sum(len(group["items"]) for group in specimen["groups"])
    assert text.count("707未报") == rows
    assert "截止时间：2020年2月5日18:00" in text
    assert "迟报18:20" in text


@pytest.mark.parametrize("units", [1, 4, 6, 13, 17])
@pytest.mark.parametrize("items", [1, 12, 36])
def test_daily_report_stays_on_one_page(units, items):
    columns = [{"name": f"第{number}网格", "state": "zero", "at": None} for number in range(units)]
    groups = [
        {
            "title": {"zh": "居家隔离", "en": "Home quarantine"},
            "items": [
                {"title": {"zh": "其中解除人数（累计）", "en": ""}, "unit": "人", "values": [12345] * units}
                for _ in range(items // 2 + items % 2 * (1 - part))
            ],
        }
        for part in (0, 1)
    ]
    groups = [group for group in groups if group["items"]]
    notes = [{"zh": "居家隔离在管人数不等于上期在管加新增减解除减转出，请核对", "en": ""}] * 8
    assert len(pages(paper(DAILY_REPORT, columns=columns, groups=groups, notes=notes))) == 1


def test_a_zero_report_is_called_one():
    columns = [{"name": "青山村", "state": "zero", "at": None}]
    groups = [
        {
            "title": {"zh": "摸排", "en": "Screening"},
            "items": [{"title": {"zh": "户", "en": ""}, "unit": "户", "values": [0]}],
        }
    ]
    assert "（零报告）" in pages(paper(DAILY_REPORT, columns=columns, groups=groups))[0]


def test_a_draft_and_a_withdrawn_paper_are_marked_across():
    assert "DRAFT" in pages(paper(RELEASE_NOTICE, None))[0]
    withdrawn = paper(RELEASE_NOTICE)
    withdrawn.withdrawn_at = AT + timedelta(days=1)
    assert "WITHDRAWN2020-01-25" in pages(withdrawn)[0]
    assert "WITHDRAWN" not in pages(paper(RELEASE_NOTICE))[0]


def test_a_reprint_on_a_newer_template_says_so():
    old = paper(RELEASE_NOTICE)
    old.template_digest = "0" * 64
    assert "样式00000000" in pages(old)[0]
    assert "按现行样式重印" in pages(old)[0]
    assert "重印" not in pages(paper(RELEASE_NOTICE))[0]


def test_several_kinds_go_into_one_file_in_the_order_asked_for():
    first, second, *_ = pages(paper(RELEASE_NOTICE), paper(START_NOTICE))
    assert "解除居家隔离医学观察告知书" in first
    assert "居家隔离医学观察告知书" in second


def test_the_same_papers_give_the_same_bytes_here_and_in_a_process_of_its_own(monkeypatch):
    documents = [paper(RELEASE_NOTICE, number) for number in (1, 2)]
    here = render_pdf(documents)
    monkeypatch.setattr(typesetting, "SET_HERE", 0)
    assert render_pdf(documents) == here


def test_without_a_chinese_font_nothing_is_printed(monkeypatch):
    monkeypatch.setattr(rendering, "fonts_available", list)
    with pytest.raises(Refused) as refused:
        render_pdf([paper(RELEASE_NOTICE)])
    assert refused.value.code == "documents:font:missing"


def test_our_fonts_come_before_those_of_the_machine():
    assert fonts_available()[0] in {"Noto Serif SC", "Noto Serif CJK SC"}


def test_nothing_to_print_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="nothing to print"):
        render_pdf([])
