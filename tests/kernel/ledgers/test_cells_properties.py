"""Properties of the cell parsers: nothing is raised, what we write we read, reading again changes nothing."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from menshen.kernel.base.folding import fold, tidy, word_key
from menshen.kernel.base.idnumbers import check_character
from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.cells import parser
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.privacy.masking import mask_id, mask_name, mask_phone

DAY = date(2020, 2, 5)


class Choice(Vocabulary):
    FEVER = "fever", "Fever", "发热"
    NONE = "none", "No symptom", "无症状"


PARSERS = {
    kind: parser(
        Column(
            "c",
            Term("Column", "列"),
            kind,
            vocabulary=Choice if kind in (CellKind.CHOICE, CellKind.MULTI_CHOICE) else None,
            units=("人",),
        ),
        DAY,
    )
    for kind in CellKind
}
TELLING = "0123456789xX×某_*?-./年月日时分点:：上午下午、，, 　+eE#%()（）无不详发热张三日星期半℃"
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.text(TELLING, max_size=24),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize("kind", CellKind)
@given(cell=CELLS)
def test_no_cell_raises_and_every_answer_is_one_thing(kind, cell):
    parsed = PARSERS[kind](cell)
    assert parsed.problem is None or parsed.value is None
    assert not (parsed.problem and parsed.unknown)
    assert not (parsed.unknown and parsed.value is not None)
    assert not (parsed.problem and parsed.note)
    for said in filter(None, (parsed.problem, parsed.note)):
        assert said.term.format(**parsed.facts).zh
    if isinstance(parsed.value, str):
        parsed.value.encode()  # no halves of characters
        assert "\0" not in parsed.value


@given(st.dates(date(1906, 1, 1), date(2099, 12, 31)))
def test_days_come_back_however_they_are_written(day):
    serial = (day - date(1899, 12, 30)).days
    for written in (
        day,
        float(serial),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert PARSERS[CellKind.DATE](written).value == day


@given(st.datetimes(datetime(1906, 1, 1), datetime(2099, 12, 30)))  # noqa: DTZ001  workbooks know no zones
def test_moments_come_back_to_the_second(moment):
    moment = moment.replace(microsecond=0)
    local = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    for written in (moment, serial, moment.isoformat(" "), f"{moment:%Y%m%d%H%M%S}"):
        if moment.time() != time():
            assert PARSERS[CellKind.DATETIME](written).value == local


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 999))
def test_identity_numbers_come_back_from_full_width_and_apostrophes(born, serial):
    first = f"990101{born:%Y%m%d}{serial:03d}"
    number = first + check_character(first)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    for written in (number, wide, f"'{number}", f" {number.lower()} "):
        assert PARSERS[CellKind.ID_NUMBER](written).value == number


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_come_back_from_floats_and_text(number):
    for written in (float(number), str(number), f"{number:,}"):
        assert PARSERS[CellKind.INTEGER](written).value == number


@given(st.decimals(-10_000, 10_000, places=2))
def test_decimals_come_back_exactly(number):
    for written in (float(number), str(number)):
        assert PARSERS[CellKind.DECIMAL](written).value == Decimal(number)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert word_key(word_key(text)) == word_key(text) or not text.isascii()


@given(st.text())
def test_tidied_text_can_be_stored(text):
    tidied = tidy(text)
    tidied.encode()
    assert "\0" not in tidied
    assert tidied == tidied.strip()


@given(st.text(min_size=1))
def test_masks_never_fail_and_never_show_all(text):
    for mask in (mask_name, mask_id, mask_phone):
        masked = mask(text)
        assert "*" in masked
        assume("*" not in text)
        assert masked != text


def test_masks_show_what_was_agreed():
    assert mask_name("张三丰") == "张*"
    assert mask_id("11010519491231002X") == "1101**********002X"
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("029-88886666") == "029****6666"
    assert [mask_name(""), mask_id(""), mask_phone("")] == ["", "", ""]
