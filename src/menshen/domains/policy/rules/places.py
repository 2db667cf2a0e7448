"""Places of origin: what people write in a roster, read as a GB/T 2260 code.

The text is what someone said about where they actually stayed. A number plate, a native place or a registered address
is not such a text and is not read here: the one-character names of provinces (鄂, 粤) count only alone, so that a plate
such as 鄂A12345 gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.domains.policy.vocabulary import PlaceLevel
from menshen.kernel.base.folding import word_key

if TYPE_CHECKING:
    from collections.abc import Iterable

_PADDED = 6  # digits of a GB/T 2260 code
_LEADING = re.compile(r"^(?:从|由|自|在|去|往|到|离开|中国|省内|本省|外省|省外)")
# What follows a name and makes it something else than a stay there: 湖北以外, 湖北籍, 武汉人 (but not 武汉人民医院).
_NO_STAY = re.compile(r"(?:以|之|省|市)?外(?:$|地|的|省)|[以之省市]外|籍|人(?!民)|户籍|户口|老家|牌|车")
# After a short city name these make it a street, an estate or a district elsewhere: 中山路 is not 中山市.
_NOT_A_CITY_BEFORE = "路街道区县乡镇村巷里园苑花"


@dataclass(frozen=True, slots=True)
class Place:
    """A province, a city or prefecture, or a place outside the border control; `aliases` are other ways to write it."""

    code: str
    name: str
    level: PlaceLevel
    parent: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def stem(place_code: str) -> str:
    """The code without the padding of GB/T 2260, so that it is a prefix of what lies in it: 420000 → 42, 420100 → 4201.

    Codes of our own area tree carry no padding and come back unchanged where they are not six digits long.
    """
    if len(place_code) != _PADDED:
        return place_code
    return place_code.removesuffix("00").removesuffix("00")


class Gazetteer:
    """Places indexed for reading text; the longest spelling wins, so that 吉林市 is not 吉林省."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code = {place.code: place for place in places}
        self._provinces: list[tuple[str, Place]] = []
        self._cities: list[tuple[str, Place]] = []
        self._alone: dict[str, Place] = {}
        for place in self._by_code.values():
            for spelling in place.spellings:
                if len(spelling) == 1:
                    self._alone[spelling] = place
                elif place.level is PlaceLevel.CITY:
                    self._cities.append((spelling, place))
                else:
                    self._provinces.append((spelling, place))
        for spellings in (self._provinces, self._cities):
            spellings.sort(key=lambda pair: -len(pair[0]))

    def __getitem__(self, code: str) -> Place:
        return self._by_code[code]

    def get(self, code: str) -> Place | None:
        return self._by_code.get(code)

    def resolve(self, text: str) -> Place | None:
        """The smallest place of the list that the text names, or None when it names none for certain."""
        words = word_key(text)
        found = self._read(words)
        while found is None and (leading := _LEADING.match(words)):
            words = words[leading.end() :]
            found = self._read(words)
        return found

    def named(self, text: str) -> Place | None:
        """The place that the text names as a whole: 武汉市 and 湖北武汉, but not 武汉市江夏区 or what lies in it."""
        place = self.resolve(text)
        if place is None:
            return None
        above = self._by_code.get(place.parent)
        before = ("", *above.spellings) if above else ("",)
        whole = {outer + inner for outer in before for inner in place.spellings}
        return place if word_key(text).removeprefix("中国") in whole else None

    def _read(self, words: str) -> Place | None:
        if words in self._alone:
            return self._alone[words]
        city = self._city_at(words, full_names_only=True)
        if city is not None:
            return city
        for spelling, province in self._provinces:
            if words.startswith(spelling):
                rest = words[len(spelling) :]
                if _NO_STAY.match(rest):
                    return None
                return self._city_at(rest, within=province.code) or province
        return self._city_at(words)

    def _city_at(self, words: str, *, within: str | None = None, full_names_only: bool = False) -> Place | None:
        for spelling, place in self._cities:
            if within is not None and place.parent != within:
                continue
            if not words.startswith(spelling) or _NO_STAY.match(words, len(spelling)):
                continue
            if spelling == place.name:
                return place
            following = words[len(spelling) : len(spelling) + 1]
            if not full_names_only and (not following or following not in _NOT_A_CITY_BEFORE):
                return place
        return None
