"""What a form learns of a command from its types."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from factories.kernel import OpenShop
from menshen.kernel.actions.declaration import Command, Label
from menshen.kernel.actions.fields import Widget, fields_of, sentence_of
from menshen.kernel.actions.types import (
    AreaCode,
    IdNumber,
    LongText,
    Moment,
    PhoneNumber,
    RecordId,
    ShortText,
    Temperature,
)
from menshen.kernel.base.terms import Term, Vocabulary


class Colour(Vocabulary):
    RED = "red", "Red", "红"
    BLUE = "blue", "Blue", "蓝"


HELP = Term("As it is written at the door.", "以门牌为准。")


class Everything(Command):
    area: Annotated[AreaCode, Label("Area", "辖区")]
    name: Annotated[ShortText, Label("Name", "名称", HELP)]
    story: Annotated[LongText, Widget("textarea"), Label("Story", "经过")] = ""
    lines: Annotated[list[str], Label("Lines", "各行")] = Field(default_factory=list)
    number: Annotated[int, Label("Number", "数量")] = 3
    share: Annotated[Decimal | None, Label("Share", "份额")] = None
    warmth: Annotated[Temperature | None, Label("Temperature", "体温")] = None
    asked: Annotated[bool, Label("Asked", "已询问")] = False
    day: Annotated[date | None, Label("Day", "日期")] = None
    moment: Annotated[Moment | None, Label("Moment", "时刻")] = None
    colour: Annotated[Colour | None, Label("Colour", "颜色")] = None
    colours: Annotated[frozenset[Colour], Label("Colours", "各色")] = frozenset()
    record: Annotated[RecordId, Label("Record", "记录")]
    phone: Annotated[PhoneNumber | None, Label("Phone", "电话")] = None
    card: Annotated[IdNumber, Label("Card", "证件")] = ""
    bare: datetime | None = None


FIELDS = {field.name: field for field in fields_of(Everything)}


def test_each_type_has_its_way_of_being_entered():
    assert {name: field.kind for name, field in FIELDS.items()} == {
        "area": "area",
        "name": "text",
        "story": "textarea",
        "lines": "textarea",
        "number": "integer",
        "share": "decimal",
        "warmth": "decimal",
        "asked": "boolean",
        "day": "date",
        "moment": "datetime",
        "colour": "choice",
        "colours": "multi_choice",
        "record": "record",
        "phone": "phone",
        "card": "id_number",
        "bare": "datetime",
        "happened_at": "datetime",
    }


def test_what_must_be_filled_in_and_what_stands_there_before():
    assert [name for name, field in FIELDS.items() if field.required] == ["area", "name", "record"]
    assert FIELDS["number"].default == 3
    assert FIELDS["lines"].default == []
    assert FIELDS["area"].default is None


def test_labels_help_and_choices_in_both_languages():
    assert FIELDS["name"].term == Term("Name", "名称")
    assert FIELDS["name"].help == HELP
    assert FIELDS["bare"].term == Term("bare", "bare")
    red = [("red", Term("Red", "红")), ("blue", Term("Blue", "蓝"))]
    assert list(FIELDS["colour"].choices) == list(FIELDS["colours"].choices) == red


def test_when_it_happened_comes_last_on_every_form():
    assert list(FIELDS)[-1] == "happened_at"
    last = fields_of(OpenShop)[-1]
    assert (last.name, last.term.zh, last.required) == ("happened_at", "发生时间", False)


class Limits(Command):
    words: Annotated[str, Field(min_length=1, max_length=5)] = "x"
    count: Annotated[int, Field(ge=1, le=9)] = 1
    day: date = date(2020, 2, 5)
    colour: Colour = Colour.RED


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"words": ""}, "请填写此项。"),
        ({"words": "六个字六个字"}, "不超过 5 个字。"),
        ({"count": "很多"}, "请填写整数。"),
        ({"count": 0}, "不小于 1。"),
        ({"count": 10}, "不大于 9。"),
        ({"day": "昨天"}, "请填写日期，如 2020-02-05。"),
        ({"colour": "绿"}, "请从所列选项中选择。"),
    ],
)
def test_what_is_wrong_is_said_in_words_of_both_languages(given, said):
    with pytest.raises(ValidationError) as refused:
        Limits.model_validate(given)
    sentence = sentence_of(refused.value.errors()[0])
    assert sentence.zh == said
    assert sentence.en != said
