"""Decision tables: what is written in a cell → what is understood."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.ledgers.cells import parse
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.dates import from_serial
from menshen.kernel.ledgers.vocabulary import CellNote, CellProblem, FileProblem, RowSkip, SheetSkip

DAY = date(2020, 2, 5)
LOCAL = ZoneInfo("Asia/Shanghai")
P, N = CellProblem, CellNote
UNKNOWN = object()


class Symptom(Vocabulary):
    FEVER = "fever", "Fever", "发热"
    COUGH = "cough", "Cough", "咳嗽"
    OTHER = "other", "Other", "其他"


def column(kind, **options):
    if kind in (CellKind.CHOICE, CellKind.MULTI_CHOICE):
        options = {"vocabulary": Symptom, "choice_aliases": {"发烧": "fever", "有": "fever"}, **options}
    return Column("c", Term("Column", "列"), kind, **options)


def check(kind, written, expected, note=None, **options):
    parsed = parse(written, column(kind, **options), DAY)
    if isinstance(expected, CellProblem):
        assert parsed.problem is expected
        sentence = expected.term.format(**parsed.facts)
        assert sentence.en
        assert sentence.zh
        assert parsed.value is None
    elif expected is UNKNOWN:
        assert parsed.unknown
        assert parsed.value is None
        assert parsed.problem is None
    else:
        assert parsed.problem is None, parsed
        assert not parsed.unknown
        assert parsed.value == expected
        assert type(parsed.value) is type(expected)
    assert parsed.note is note
    if note:
        assert note.term.format(**parsed.facts).zh


@pytest.mark.parametrize("kind", [kind for kind in CellKind if kind is not CellKind.TEXT])
@pytest.mark.parametrize(
    "written", ["不详", "未知", "?", "——", "____", "-", "－", "/", "x", "X", "xx", "某", "…", "N/A", " 不详 "]
)
def test_marks_of_the_unknown_are_unknown_in_every_kind_and_never_zero(kind, written):
    check(kind, written, UNKNOWN)


@pytest.mark.parametrize("kind", CellKind)
@pytest.mark.parametrize("written", [None, "", " ", "　", "\u200b", "\n"])
def test_blank_is_missing_and_not_unknown(kind, written):
    check(kind, written, None)


@pytest.mark.parametrize("kind", CellKind)
@pytest.mark.parametrize("written", ["#N/A", "#REF!", "#DIV/0!", "########"])
def test_errors_of_formulas_are_problems(kind, written):
    check(kind, written, P.FORMULA_ERROR)


@pytest.mark.parametrize(
    ("kind", "expected", "note"),
    [
        (CellKind.TEXT, "无", None),
        (CellKind.NAME, UNKNOWN, None),
        (CellKind.PHONE, None, N.SAID_NONE),
        (CellKind.ID_NUMBER, None, N.SAID_NONE),
        (CellKind.DATE, None, N.SAID_NONE),
        (CellKind.INTEGER, None, N.SAID_NONE),
        (CellKind.DECIMAL, None, N.SAID_NONE),
        (CellKind.CHOICE, None, N.SAID_NONE),
        (CellKind.AREA, None, N.SAID_NONE),
        (CellKind.MULTI_CHOICE, (), None),
        (CellKind.BOOLEAN, False, None),
    ],
)
def test_none_means_what_the_kind_makes_of_it(kind, expected, note):
    check(kind, "无", expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("张三", "张三", None),
        ("张  三", "张三", None),
        ("　张三　", "张三", None),
        ("张\u200b三", "张三", None),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", None),
        ("John  Smith", "John Smith", None),
        ("張三豐", "張三豐", None),
        ("张三（户主）", "张三", N.LEFT_OUT),
        ("张某", UNKNOWN, N.MASKED),
        ("张某某", UNKNOWN, N.MASKED),
        ("李xx", UNKNOWN, N.MASKED),
        ("李X", UNKNOWN, N.MASKED),
        ("王**", UNKNOWN, N.MASKED),
        ("王＊", UNKNOWN, N.MASKED),
        ("13812345678", P.NOT_A_NAME, None),
        (5.0, P.NOT_A_NAME, None),
        ("名" * 61, P.TOO_LONG, None),
    ],
)
def test_names(written, expected, note):
    check(CellKind.NAME, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("11010519491231002X", "11010519491231002X", None),
        ("11010519491231002x", "11010519491231002X", None),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", None),
        ("'11010519491231002X", "11010519491231002X", None),
        ("‘11010519491231002X", "11010519491231002X", None),
        ("110105 19491231 002X", "11010519491231002X", None),
        ("110105-19491231-002X", "11010519491231002X", None),
        ("身份证号：11010519491231002X", "11010519491231002X", None),
        ("11010519491231002×", "11010519491231002X", None),
        ("11010519491231002Х", "11010519491231002X", None),  # a Cyrillic letter
        ("110105491231002", "11010519491231002X", N.ID_UPGRADED),
        (110105491231002.0, "11010519491231002X", N.ID_UPGRADED),
        ("E12345678", "E12345678", N.OTHER_DOCUMENT),
        ("h1234567890", "H1234567890", N.OTHER_DOCUMENT),
        ("1101**********002X", UNKNOWN, N.MASKED),
        ("110105xxxxxxxx002X", UNKNOWN, N.MASKED),
        ("11010519491231****", UNKNOWN, N.MASKED),
        (1.10105194912310e17, P.DIGITS_LOST, None),
        ("1.10105E+17", P.DIGITS_LOST, None),
        ("110105194912310000", P.DIGITS_LOST, None),
        ("110105194912310021", P.ID_CHECKSUM, None),
        ("11010519491331002X", P.ID_DATE, None),
        ("110105491331002", P.ID_DATE, None),
        ("1101051949123100", P.ID_LENGTH, None),
        ("1101051949123100211", P.ID_LENGTH, None),
        ("张三", P.ID_CHARACTERS, None),
        ("1101051949123A002X", P.ID_CHARACTERS, None),
        (43835.5, P.ID_CHARACTERS, None),
        (True, P.ID_CHARACTERS, None),
    ],
)
def test_identity_numbers(written, expected, note):
    check(CellKind.ID_NUMBER, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("13812345678", "13812345678", None),
        (13812345678.0, "13812345678", None),
        (13812345678, "13812345678", None),
        ("13812345678.0", "13812345678", None),
        ("１３８１２３４５６７８", "13812345678", None),
        ("+86 138-1234-5678", "13812345678", None),
        (8613812345678.0, "13812345678", None),
        ("13812345678（父亲）", "13812345678", None),
        ("张三13812345678", "13812345678", None),
        ("0913-2345678", "0913-2345678", None),
        ("（029）88886666", "029-88886666", None),
        (2988886666.0, "029-88886666", N.ZERO_RESTORED),
        (1088886666.0, "010-88886666", N.ZERO_RESTORED),
        ("88886666", "88886666", N.NO_AREA_CODE),
        ("13812345678/13912345678", "13812345678", N.MORE_PHONES),
        ("13812345678、029-88886666", "13812345678", N.MORE_PHONES),
        ("13812345678 13912345678", "13812345678", N.MORE_PHONES),
        ("138****5678", UNKNOWN, N.MASKED),
        ("138xxxx5678", UNKNOWN, N.MASKED),
        ("1381234567", P.NOT_A_PHONE, None),
        ("138123456789", P.NOT_A_PHONE, None),
        ("661234", P.NOT_A_PHONE, None),
        ("13812345678 1391234567", P.NOT_A_PHONE, None),
        ("1.38123E+10", P.DIGITS_LOST, None),
        ("没电话", P.NOT_A_PHONE, None),
    ],
)
def test_phones(written, expected, note):
    check(CellKind.PHONE, written, expected, note)


def test_further_phones_are_kept_in_the_note():
    parsed = parse("13812345678，13912345678；029-88886666", column(CellKind.PHONE), DAY)
    assert parsed.facts["others"] == ("13912345678", "029-88886666")


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (date(2020, 1, 5), date(2020, 1, 5), None),
        (datetime(2020, 1, 5, 3), date(2020, 1, 5), None),  # noqa: DTZ001  workbooks know no zones
        (43835.0, date(2020, 1, 5), None),
        (43835.75, date(2020, 1, 5), None),
        (18264.0, date(1950, 1, 1), None),
        ("43835", date(2020, 1, 5), None),
        ("2020-1-5", date(2020, 1, 5), None),
        ("2020.1.5", date(2020, 1, 5), None),
        ("2020/01/05", date(2020, 1, 5), None),
        ("20200105", date(2020, 1, 5), None),
        (20200105.0, date(2020, 1, 5), None),
        ("2020年1月5日", date(2020, 1, 5), None),
        ("２０２０年１月５号", date(2020, 1, 5), None),
        ("2020年1月5日（星期日）", date(2020, 1, 5), None),
        ("2020-01-05 10:30", date(2020, 1, 5), None),
        ("2020-01-05T10:30:00Z", date(2020, 1, 5), None),
        ("1/25/2020", date(2020, 1, 25), None),
        ("25/1/2020", date(2020, 1, 25), None),
        ("1月5日", date(2020, 1, 5), N.YEAR_ASSUMED),
        ("2月5日", date(2020, 2, 5), N.YEAR_ASSUMED),
        ("2月6日", date(2019, 2, 6), N.YEAR_ASSUMED),
        ("12月30日", date(2019, 12, 30), N.YEAR_ASSUMED),
        ("2月29日", date(2016, 2, 29), N.YEAR_ASSUMED),
        ("1.25", date(2020, 1, 25), N.YEAR_ASSUMED),
        ("1/25", date(2020, 1, 25), N.YEAR_ASSUMED),
        (1.25, date(2020, 1, 25), N.YEAR_ASSUMED),
        (1.4, date(2020, 1, 4), N.YEAR_ASSUMED),
        ("20年1月5日", date(2020, 1, 5), N.YEAR_ASSUMED),
        ("20.1.5", date(2020, 1, 5), N.YEAR_ASSUMED),
        ("85.3.2", date(1985, 3, 2), N.YEAR_ASSUMED),
        ("98年5月1日", date(1998, 5, 1), N.YEAR_ASSUMED),
        (1.1, P.DATE_AMBIGUOUS, None),
        ("25/1", P.DATE_AMBIGUOUS, None),
        ("1/5/20", P.DATE_AMBIGUOUS, None),
        ("1/5/2020", P.DATE_AMBIGUOUS, None),
        ("2020-02-30", P.NO_SUCH_DAY, None),
        ("2020-13-01", P.NO_SUCH_DAY, None),
        ("13月45日", P.NO_SUCH_DAY, None),
        ("2999-01-01", P.NO_SUCH_DAY, None),
        ("2020年1月", P.DATE_INCOMPLETE, None),
        ("2020", P.DATE_INCOMPLETE, None),
        (2020.0, P.DATE_INCOMPLETE, None),
        ("202001", P.DATE_INCOMPLETE, None),
        ("1月", P.DATE_INCOMPLETE, None),
        ("5日", P.DATE_INCOMPLETE, None),
        (5.0, P.DATE_INCOMPLETE, None),
        ("10:30", P.DATE_MISSING, None),
        (0.4375, P.DATE_MISSING, None),
        (time(10, 30), P.DATE_MISSING, None),
        (timedelta(hours=30), P.DATE_MISSING, None),
        ("2020年x月x日", UNKNOWN, N.MASKED),
        ("1月x日", UNKNOWN, N.MASKED),
        ("2020-01-__", UNKNOWN, N.MASKED),
        ("昨天", P.NOT_A_DATE, None),
        ("1月5日-1月8日", P.NOT_A_DATE, None),
        (date(1905, 7, 12), P.NOT_A_DATE, None),  # 2020, typed into a cell with the format of a date
        (1e300, P.NOT_A_DATE, None),
        (float("nan"), P.NOT_A_DATE, None),
        (float("inf"), P.NOT_A_DATE, None),
        (-5.0, P.NOT_A_DATE, None),
        (True, P.NOT_A_DATE, None),
    ],
)
def test_days(written, expected, note):
    check(CellKind.DATE, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2月10日", date(2020, 2, 10)), ("1月30日", date(2020, 1, 30)), ("12月20日", date(2019, 12, 20))],
)
def test_a_planned_day_without_year_is_the_nearest(written, expected):
    check(CellKind.DATE, written, expected, N.YEAR_ASSUMED, planned=True)


@pytest.mark.parametrize(
    ("serial", "expected"),
    [(1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1)), (43831, date(2020, 1, 1))],
)
def test_serials_count_the_day_that_never_was(serial, expected):
    assert from_serial(serial).date() == expected


@pytest.mark.parametrize("serial", [0, 60, 60.5])
def test_there_is_no_29_february_1900(serial):
    with pytest.raises(ValueError, match="no day has the serial number"):
        from_serial(serial)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (43835.4375, datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        (datetime(2020, 1, 5, 10, 29, 59, 999_999), datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),  # noqa: DTZ001
        ("2020-1-5 10:30", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020-1-5 10：30：15", datetime(2020, 1, 5, 10, 30, 15, tzinfo=LOCAL), None),
        ("2020年1月5日10时30分", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020年1月5日 上午10点", datetime(2020, 1, 5, 10, tzinfo=LOCAL), None),
        ("2020年1月5日下午3点半", datetime(2020, 1, 5, 15, 30, tzinfo=LOCAL), None),
        ("2020年1月5日晚上8时许", datetime(2020, 1, 5, 20, tzinfo=LOCAL), None),
        ("2020年1月5日中午12点", datetime(2020, 1, 5, 12, tzinfo=LOCAL), None),
        ("2020年1月5日凌晨12点10分", datetime(2020, 1, 5, 0, 10, tzinfo=LOCAL), None),
        ("2020-1-5 3:05 PM", datetime(2020, 1, 5, 15, 5, tzinfo=LOCAL), None),
        ("2020-1-5 24:00", datetime(2020, 1, 6, tzinfo=LOCAL), None),
        ("202001051030", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        (202001051030.0, datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020-01-05T02:30:00Z", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("2020-01-05T10:30:00+0800", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), None),
        ("1月5日 10:30", datetime(2020, 1, 5, 10, 30, tzinfo=LOCAL), N.YEAR_ASSUMED),
        (date(2020, 1, 5), datetime(2020, 1, 5, tzinfo=LOCAL), N.TIME_MISSING),
        ("2020.1.5", datetime(2020, 1, 5, tzinfo=LOCAL), N.TIME_MISSING),
        (43835.0, datetime(2020, 1, 5, tzinfo=LOCAL), N.TIME_MISSING),
        ("1月5日 25:00", P.NO_SUCH_TIME, None),
        ("2020-1-5 10:75", P.NO_SUCH_TIME, None),
        ("2020-1-5 晚上2点", P.NO_SUCH_TIME, None),
        ("10时30分", P.DATE_MISSING, None),
        ("2020-1-5 一早", P.NOT_A_DATE, None),
        ("2020-1-5 1x:30", UNKNOWN, N.MASKED),
    ],
)
def test_moments(written, expected, note):
    check(CellKind.DATETIME, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (3.0, 3, None),
        (0.0, 0, None),
        ("0", 0, None),
        ("０３", 3, None),
        ("1,234", 1234, None),
        ("-2", -2, None),
        ("3.0", 3, None),
        (3.5, P.NOT_WHOLE, None),
        ("3.5", P.NOT_WHOLE, None),
        ("3人", P.NOT_A_NUMBER, None),
        ("三", P.NOT_A_NUMBER, None),
        (True, P.NOT_A_NUMBER, None),
        (date(2020, 1, 5), P.NOT_A_NUMBER, None),
        (float("nan"), P.NOT_A_NUMBER, None),
        ("10万余", P.NUMBER_APPROXIMATE, None),
        ("约30", P.NUMBER_APPROXIMATE, None),
        ("30左右", P.NUMBER_APPROXIMATE, None),
        ("12x", UNKNOWN, N.MASKED),
        ("__人", UNKNOWN, N.MASKED),
        (1e20, P.DIGITS_LOST, None),
        ("9" * 5000, P.NOT_A_NUMBER, None),
    ],
)
def test_whole_numbers(written, expected, note):
    check(CellKind.INTEGER, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        (36.6, Decimal("36.6"), None),
        (36.599999999999994, Decimal("36.6"), None),
        ("36.5℃", Decimal("36.5"), None),
        ("36.5 度", Decimal("36.5"), None),
        ("36。5", Decimal("36.5"), None),
        ("３６．５", Decimal("36.5"), None),
        ("1,234.5", Decimal("1234.5"), None),
        ("__℃", UNKNOWN, None),
        ("37,5", P.NOT_A_NUMBER, None),
        ("正常", P.NOT_A_NUMBER, None),
        ("36.5.", P.NOT_A_NUMBER, None),
    ],
)
def test_numbers_with_declared_units(written, expected, note):
    check(CellKind.DECIMAL, written, expected, note, units=("℃", "度"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((word, True) for word in ("是", "有", "√", "✓", "Y", "yes", "TRUE", "１", True, 1.0)),
        *((word, False) for word in ("否", "无", "無", "没有", "×", "✗", "N", "no", "false", "0", False, 0.0)),
        ("x", UNKNOWN),
        ("X", UNKNOWN),
        ("□", None),
        ("也许", P.NOT_YES_NO),
    ],
)
def test_yes_and_no(written, expected):
    check(CellKind.BOOLEAN, written, expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("发热", "fever"),
        ("發熱", "fever"),
        ("发 热", "fever"),
        ("Fever", "fever"),
        ("FEVER", "fever"),
        ("发烧", "fever"),
        ("頭痛", P.NOT_A_CHOICE),
        (3.0, P.NOT_A_CHOICE),
    ],
)
def test_choices(written, expected):
    check(CellKind.CHOICE, written, expected)


def test_a_refused_choice_says_what_there_is():
    parsed = parse("头痛", column(CellKind.CHOICE), DAY)
    assert parsed.facts["allowed"] == "发热、咳嗽、其他"


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("发热、咳嗽", ("fever", "cough"), None),
        ("咳嗽，发烧", ("cough", "fever"), None),
        ("发热;咳嗽／其他", ("fever", "cough", "other"), None),
        ("发热 咳嗽", ("fever", "cough"), None),
        ("发热\n咳嗽", ("fever", "cough"), None),
        ("发热、发烧", ("fever",), None),
        ("、发热、", ("fever",), None),
        ("有", ("fever",), None),
        ("发热、无", ("fever",), None),
        ("发热、不详", ("fever",), N.PARTLY_UNKNOWN),
        ("不详、x", UNKNOWN, None),
        ("发热、头痛", P.NOT_A_CHOICE, None),
    ],
)
def test_several_choices(written, expected, note):
    check(CellKind.MULTI_CHOICE, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("临江花园３栋　２单元", "临江花园3栋 2单元", None),
        ("第一行\n第二行", "第一行 第二行", None),
        ("“引号”，标点。", "“引号”，标点。", None),
        ("某酒店", "某酒店", None),
        ("a\x00b\ud800c", "abc", None),
        (501.0, "501", None),
        (3.25, "3.25", None),
        (True, "是", None),
        (date(2020, 3, 2), "2020-03-02", N.TURNED_INTO_DATE),
        ("/", UNKNOWN, None),
        (1e20, P.DIGITS_LOST, None),
        ("长" * 2001, P.TOO_LONG, None),
    ],
)
def test_text(written, expected, note):
    check(CellKind.TEXT, written, expected, note)


@pytest.mark.parametrize(
    ("written", "expected", "note"),
    [
        ("臨江社區", "临江社区", None),
        ("990101001001", "990101001001", None),
        (990101001001.0, "990101001001", None),
        ("９９０１０１００１００１", "990101001001", None),
        ("某社区", UNKNOWN, N.MASKED),
        (9.90101001001015e17, P.DIGITS_LOST, None),
    ],
)
def test_areas(written, expected, note):
    check(CellKind.AREA, written, expected, note)


def test_choices_need_a_vocabulary_and_aliases_that_lead_somewhere():
    with pytest.raises(ValueError, match="without a vocabulary"):
        Column("c", Term("C", "列"), CellKind.CHOICE)
    with pytest.raises(ValueError, match="aliases for codes that do not exist: flu"):
        column(CellKind.CHOICE, choice_aliases={"流感": "flu"})


@pytest.mark.parametrize("vocabulary", [CellProblem, CellNote, FileProblem, SheetSkip, RowSkip])
def test_every_sentence_is_there_in_both_languages(vocabulary):
    for member in vocabulary:
        assert member.en != member.value
        assert any("一" <= sign <= "鿿" for sign in member.zh)
