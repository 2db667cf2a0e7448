"""Answers: what is asked in the light of what was said, in one form each, and what cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from menshen.kernel.base.clock import local
from menshen.kernel.base.terms import Term
from menshen.kernel.forms.answering import LONGEST, defaults, fill
from menshen.kernel.forms.compiling import compile_form
from menshen.kernel.forms.sheets import read_table
from menshen.kernel.forms.vocabulary import AnswerProblem

AT = local(date(2020, 2, 5), 18, 30)
FORM = compile_form(
    read_table("""
| settings |
| | form_id | form_title |
| | health | 健康 |
| survey |
| | type | name | label | required | relevant | constraint | constraint_message::zh | constraint_message::en | default | calculation | appearance |
| | text | name | 姓名 | yes | | | | | | | |
| | integer | age | 年龄 | | | . < 120 | 年龄不对 | That is not an age | | | |
| | begin group | grown | 成人 | | ${age} >= 18 | | | | | | |
| | decimal | temperature | 体温 | ${name} = '王喆' | | | | | | | |
| | select_multiple ill | symptoms | 症状 | | | | | | | | |
| | end group | | | | | | | | | | |
| | calculate | fever | | | | | | | | ${temperature} >= 37.3 or selected(${symptoms}, 'fever') | |
| | note | doctor | 请就诊 | | ${fever} = 'true' | | | | | | |
| | select_one yn | seen | 已就诊 | | ${fever} = 'true' | | | | | | |
| | date | day | 日期 | | | | | | today() | | |
| | time | hour | 时间 | | | | | | | | |
| | datetime | moment | 时刻 | | | | | | | | |
| | text | long | 情况 | | | | | | | | multiline |
| choices |
| | list_name | name | label |
| | ill | cough | 咳嗽 |
| | ill | fever | 发热 |
| | yn | yes | 是 |
| | yn | no | 否 |
""")  # noqa: E501  a table of many columns
)  # fmt: skip


def filled(**given):
    return fill(FORM, {"name": "王喆", "age": "5", **given}, at=AT)


def test_only_what_is_asked_counts():
    child = filled(temperature="39", symptoms=["fever"], seen="yes")
    assert child.asked.isdisjoint({"grown", "temperature", "symptoms", "doctor", "seen"})
    assert child.values == {"name": "王喆", "age": "5", "fever": "false"}
    adult = filled(age="18", temperature="39", seen="no")
    assert {"grown", "temperature", "doctor", "seen"} <= adult.asked
    assert adult.values["seen"] == "no"
    assert adult.values["fever"] == "true"


def test_required_may_depend_on_another_answer():
    assert filled(age="30").problems == {"temperature": AnswerProblem.MISSING.term}
    assert filled(age="30", name="李四").problems == {}
    assert fill(FORM, {}, at=AT).problems == {"name": AnswerProblem.MISSING.term}


def test_a_constraint_says_its_own_sentence():
    assert filled(age="121").problems["age"] == Term("That is not an age", "年龄不对")


@pytest.mark.parametrize(
    ("name", "raw", "kept"),
    [
        ("age", "００７", "7"),
        ("temperature", " 36.50 ", "36.5"),
        ("temperature", "36．8", "36.8"),
        ("day", "2020/2/5", "2020-02-05"),
        ("day", "2020年2月5日", "2020-02-05"),
        ("hour", "18:30:59", "18:30"),
        ("moment", "2020-02-05T18:30", "2020-02-05T18:30"),
        ("moment", "2020-02-05 18:30", "2020-02-05T18:30"),
        ("symptoms", ["fever", "cough", "fever"], ["cough", "fever"]),
        ("symptoms", "fever cough", ["cough", "fever"]),
        ("name", " 王\u202e喆\u200b ", "王喆"),
        ("name", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("long", "一\n\n二\u202e", "一\n\n二"),
    ],
)
def test_an_answer_is_kept_in_one_form(name, raw, kept):
    answers = {"age": "30", "temperature": "36", name: raw}
    assert filled(**answers).values[name] == kept


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("age", "seven", AnswerProblem.NO_INTEGER),
        ("age", "1e3", AnswerProblem.NO_INTEGER),
        ("age", "9" * 1000, AnswerProblem.NO_INTEGER),
        ("temperature", "37,3", AnswerProblem.NO_NUMBER),
        ("temperature", "nan", AnswerProblem.NO_NUMBER),
        ("day", "2020-02-30", AnswerProblem.NO_DATE),
        ("day", "0020-02-03", AnswerProblem.NO_DATE),
        ("day", "明天", AnswerProblem.NO_DATE),
        ("hour", "25:00", AnswerProblem.NO_TIME),
        ("moment", "2020-02-05", AnswerProblem.NO_MOMENT),
        ("symptoms", ["plague"], AnswerProblem.NO_CHOICE),
        ("seen", "yes no", AnswerProblem.NO_CHOICE),
    ],
)
def test_what_is_no_answer(name, raw, problem):
    answers = {"age": "30", "temperature": "39", name: raw}
    assert filled(**answers).problems == {name: problem.term}


def test_a_megabyte_is_no_answer():
    assert filled(name="字" * 1_000_000).problems["name"] == AnswerProblem.TOO_LONG.term.format(limit=LONGEST)


def test_what_stands_there_before():
    assert defaults(FORM, at=AT) == {"day": "2020-02-05"}
