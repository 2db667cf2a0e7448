"""Whether a text may be published: it must not tell who somebody is together with where they live or how to reach them.

Blocked are an identity number anywhere, and a name near an address or a phone. Two things are near in one line, or at
most 120 characters apart. Who the names belong to is for the caller to know: `possible_names` gives what in a text
may be one, the register says which of them are borne by somebody, and `check_text` is told those. Names that say of
themselves that they are (`姓名：…`, `患者张某`) are seen without a register.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.kernel.base.folding import fold, simplified
from menshen.kernel.base.idnumbers import OLD_LENGTH, IdFlaw, id_flaw, phone_spans, upgraded
from menshen.kernel.base.terms import Vocabulary
from menshen.kernel.privacy.masking import mask_id, mask_name, mask_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Span = tuple[int, int]

_NEAR = 120
_QUOTED = 40
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹"
    "申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司"
    "卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻"
    "苑迟邝封官谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平"
)
_COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "皇甫",
    "令狐",
    "诸葛",
    "司徒",
    "司马",
    "申屠",
    "夏侯",
    "尉迟",
    "公孙",
    "慕容",
    "东方",
)
_HAN = "一-鿿"
_POSSIBLE = re.compile(rf"(?=((?:{'|'.join(_COMPOUND_SURNAMES)}|[{_SURNAMES}])[{_HAN}]{{1,2}}))")
_SAID = re.compile(
    rf"姓\s*名\s*[:：]?\s*(?P<labelled>[{_HAN}]{{2,4}})"
    rf"|(?P<veiled>(?:{'|'.join(_COMPOUND_SURNAMES)}|[{_SURNAMES}])某{{1,2}})"
    rf"|(?:患者|病例|确诊者|密接者?|居民|业主|户主)(?P<called>[{_SURNAMES}][{_HAN}]{{1,2}})(?![{_HAN}])"
)
_ID = re.compile(r"(?<!\d)(?:\d(?:[ -]?\d){16}[ -]?[\dXx]|\d(?:[ -]?\d){14})(?!\d)", re.ASCII)
_NUMBER = "(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})"
_ADDRESS = re.compile(
    rf"[{_HAN}]{{0,8}}{_NUMBER}(?:号楼|号院|栋|幢|座|单元)[0-9A-Za-z{_HAN}]{{0,10}}"
    rf"|[{_HAN}]{{0,6}}(?:路|街|巷|道|胡同|弄){_NUMBER}号"
    rf"|[{_HAN}]{{0,6}}{_NUMBER}组{_NUMBER}号"
    rf"|(?<![0-9-])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])"
    rf"|[0-9]{{3,4}}室"
)


class PublicationFlaw(Vocabulary):
    """Why a text may not go out."""

    ID_NUMBER = "id_number", "An identity number: take it out.", "含身份证号，请删除。"
    NAME_WITH_PHONE = (
        "name_with_phone",
        "A name with a phone: take out one of them; an office can be called by its own number.",
        "姓名与电话同时出现，请删去其一；单位电话请勿与个人姓名并列。",
    )
    NAME_WITH_ADDRESS = (
        "name_with_address",
        "A name with an address: take out the name, or say the place no closer than the compound.",
        "姓名与住址同时出现，请删去姓名，或地址只写到小区。",
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that blocks the text: what, from where to where in it, and a masked quote to find it by."""

    flaw: PublicationFlaw
    start: int
    end: int
    quote: str


def check_text(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """Everything that keeps the text from being published, in its order; empty for one that may go out.

    `names` are those that somebody bears; full-width digits, spaces within numbers and names, and invisible
    characters hide nothing.
    """
    reading = _Reading(text)
    found = [reading.finding(PublicationFlaw.ID_NUMBER, span, mask_id) for span in _id_numbers(reading.plain)]
    called = list(_names(reading.plain, names))
    for flaw, spans, mask in (
        (PublicationFlaw.NAME_WITH_PHONE, list(phone_spans(reading.plain)), mask_phone),
        (PublicationFlaw.NAME_WITH_ADDRESS, [hit.span() for hit in _ADDRESS.finditer(reading.plain)], _address),
    ):
        for span in spans:
            near = [name for name in called if reading.near(name, span)]
            if near:
                name = min(near, key=lambda each: abs(each[0] - span[0]))
                found.append(reading.pair(flaw, name, span, mask))
    return sorted(set(found), key=lambda finding: (finding.start, finding.end, finding.flaw))


def possible_names(text: str) -> set[str]:
    """Whatever in the text begins like a name; most of it is none. To be looked up in the register."""
    plain = "".join(_Reading(text).plain.split())
    return {found[1][:length] for found in _POSSIBLE.finditer(plain) for length in range(2, len(found[1]) + 1)}


class _Reading:
    """The text as it is read: one width, simplified, nothing invisible; `places` lead back to the original."""

    def __init__(self, text: str) -> None:
        signs, places = [], []
        for place, sign in enumerate(text):
            read = sign if sign.isspace() else fold(unicodedata.normalize("NFKC", sign))
            for each in read:
                signs.append(each)
                places.append(place)
        plain = "".join(signs)
        turned = simplified(plain)
        self.plain = turned if len(turned) == len(plain) else plain
        self._places = places

    def near(self, one: Span, other: Span) -> bool:
        between = self.plain[min(one[1], other[1]) : max(one[0], other[0])]
        return len(between) <= _NEAR or "\n" not in between

    def finding(self, flaw: PublicationFlaw, span: Span, mask: Callable[[str], str]) -> Finding:
        start, end = span
        return Finding(flaw, self._places[start], self._places[end - 1] + 1, mask(self.plain[start:end]))

    def pair(self, flaw: PublicationFlaw, name: Span, span: Span, mask: Callable[[str], str]) -> Finding:
        start, end = min(name[0], span[0]), max(name[1], span[1])
        quote = f"{mask_name(self.plain[slice(*name)])} … {mask(self.plain[slice(*span)])}"
        return Finding(flaw, self._places[start], self._places[end - 1] + 1, quote)


def _id_numbers(plain: str) -> Iterator[Span]:
    """Numbers of 18 and 15 signs with a day of birth in them; a wrong check character does not make it harmless."""
    for hit in _ID.finditer(plain):
        number = hit[0].replace(" ", "").replace("-", "").upper()
        whole = upgraded(number) if len(number) == OLD_LENGTH else number
        if id_flaw(whole) in (None, IdFlaw.CHECKSUM):
            yield hit.span()


def _names(plain: str, names: Iterable[str]) -> Iterator[Span]:
    wanted = sorted({simplified(name) for name in names if len(name) > 1}, key=len, reverse=True)
    if wanted:
        spaced = [r"[\s·]*".join(map(re.escape, "".join(name.split()))) for name in wanted]
        yield from (hit.span() for hit in re.finditer("|".join(spaced), plain))
    for hit in _SAID.finditer(plain):
        yield hit.span(hit.lastgroup or 0)


def _address(text: str) -> str:
    """The kind of place without its numbers."""
    return re.sub(r"[0-9]", "*", text)[:_QUOTED]
