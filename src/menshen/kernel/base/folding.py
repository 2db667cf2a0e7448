"""One spelling for what people type in many: full-width letters, odd spaces, invisible characters, old characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# A text of these alone needs no folding; the test costs a fraction of a translation and nearly every cell passes it.
_PLAIN = re.compile(r"[!-~一-鿿、。，；：（）《》“”·℃]*")

_WIDE = {
    code: code - 0xFEE0
    for start, end in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(start), ord(end) + 1)
}
_WIDE |= {ord(wide): ord(narrow) for wide, narrow in zip("／－＃＊＿＋．＠＝", "/-#*_+.@=", strict=True)}
_INVISIBLE: dict[int, None] = dict.fromkeys(
    [
        *range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0xA0), 0xAD,  # control characters but not the line ends
        *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,  # zero width, direction marks
        *range(0xD800, 0xE000), *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF,  # halves of pairs and no characters at all
    ]
)  # fmt: skip
_FOLDS: dict[int, int | None] = {**_WIDE, **_INVISIBLE}


def fold(text: str) -> str:
    """Half-width letters, digits and signs, single spaces, nothing invisible; Chinese punctuation stays."""
    if _PLAIN.fullmatch(text):
        return text
    return " ".join(text.translate(_FOLDS).split())


def tidy(text: str) -> str:
    """Like `fold`, with every compatibility character in its plain form (`，` → `,`): for codes and numbers."""
    folded = fold(text)
    if folded.isascii():
        return folded
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def simplified(text: str) -> str:
    """Traditional characters as simplified ones."""
    return text if text.isascii() else _converter().convert(text)


def word_key(text: str) -> str:
    """What two spellings of one word have in common: simplified, lower case, letters and digits only."""
    return "".join(sign for sign in simplified(tidy(text)).casefold() if sign.isalnum())


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC  # here, because its dictionaries take 30 ms to load and only workbooks need them

    return OpenCC("t2s")
