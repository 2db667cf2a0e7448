"""How alike a heading and a column's word are where they differ; careful with words that change the sense.

`返回日期` resembles `返回的日期`, but `预计返回日期` is another fact, `监护人姓名` another person, `第2次` once more.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

ENOUGH = 0.7  # below this a resemblance is no match
_SURE_CONTAINMENT = 0.9
_SHORTEST_PART = 2
_SHORTEST_TYPO = 4
_TYPO = 0.8

# Words around a heading that add nothing to it.
_HARMLESS = re.compile(
    r"来返|返乡|人员|居民|公民|本人|您的?|的|请|如实|填写|具体|详细|信息|情况|号码|号|名称|现|当前|目前|必填|选填|登记|手机|联系"
    r"|日期|时间|年月日"
)
_TIME_WORDS = re.compile(r"日期|时间|年月日")
# What stands before a word and makes it somebody else's: 监护人, 网格员, 户主, 组长, 密接者, 医生.
_SOMEBODY_ELSE = "人员主长者生师属友亲"
_HIMSELF = ("人员", "居民", "本人", "来返", "返乡")
_OTHER_SENSE = re.compile(
    r"预计|预期|计划|拟|应|实际|上次|首次|末次|最后|最近|第.次|是否|有无|次数|拼音|归属|有效|代码|类[型别]|方式|原因|备注"
    r"|人数|户数|结果|机构|单位|附件"
)
_TELLING = frozenset(
    "0123456789一二三四五六七八九十早中晚上下起止始终开结入离返来去往回进出前后内外收发省市县区乡镇街村户室男女父母"
)


def resemblance(heading: str, word: str) -> float:
    """From 0 to 1, both given as `word_key`s; below `ENOUGH` they are two things."""
    short, long = sorted((heading, word), key=len)
    if len(short) < _SHORTEST_PART:
        return 0.0
    if short in long:
        return _contained(short, long)
    return _mistyped(heading, word)


def changes_sense(before: str) -> bool:
    """Whether a word with `before` in front of it (`监护人` before `姓名`) is another fact than the word alone."""
    somebody_else = bool(before) and before[-1] in _SOMEBODY_ELSE and not before.endswith(_HIMSELF)
    return somebody_else or _OTHER_SENSE.search(before) is not None


def _contained(short: str, long: str) -> float:
    before, _, after = long.partition(short)
    if changes_sense(before) or _OTHER_SENSE.search(after):
        return 0.0
    if _TIME_WORDS.search(before + after) and not _TIME_WORDS.search(short):
        return 0.0
    if not _HARMLESS.sub("", before + after):
        return _SURE_CONTAINMENT
    share = len(short) / len(long)
    return 0.5 + 0.4 * share if share >= 1 / 2 else 0.0


def _mistyped(heading: str, word: str) -> float:
    """One wrong character in a word long enough, unless that character tells one thing from another."""
    if min(len(heading), len(word)) < _SHORTEST_TYPO or abs(len(heading) - len(word)) > 1:
        return 0.0
    if len(set(heading) & set(word)) < _TYPO * min(len(set(heading)), len(set(word))):
        return 0.0
    matcher = SequenceMatcher(None, heading, word, autojunk=False)
    ratio = matcher.ratio()
    if ratio < _TYPO:
        return 0.0
    differing = "".join(heading[a:b] + word[c:d] for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    return 0.0 if _TELLING & set(differing) else ratio * 0.9
