"""Personal names as they are distributed among the living: surnames by share, given names by sex and birth decade."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

# Shares in hundredths of a per cent of the population, rounded; the tail stands for the rare ones.
_SURNAMES: Final = (
    "王721 李719 张683 刘538 陈453 杨308 黄223 赵229 吴205 周202 徐166 孙153 马129 朱126 胡126 郭115 何117 "
    "林113 高100 罗95 郑93 梁84 谢76 宋71 唐69 许66 韩62 冯64 邓63 曹60 彭59 曾58 肖57 田52 "
    "董51 潘50 袁49 蔡47 蒋47 余46 于44 杜47 叶43 程45 魏44 苏46 吕47 丁42 任41 卢39 姚38 "
    "沈41 钟39 姜38 崔37 谭38 陆36 范36 汪38 廖34 石35 金34 韦30 贾33 夏34 付32 方33 邹31 "
    "熊30 白30 孟29 秦29 邱29 侯27 江28 尹26 薛25 闫24 段23 雷24 龙22 史23 黎21 贺20 陶21 "
    "顾20 毛20 郝20 龚20 邵20 万19 覃17 武17 钱18 戴18 严17 莫15 孔15 向14 常14 汤14 康13 "
    "易13 乔12 赖12 文12 查9 鲍9 凤5 盛8 佘6 章9 仝3 缪4 逄2 邬3 阚3 璩2 欧阳9 "
    "上官3 诸葛2 司马2 皇甫2 夏侯2 令狐2 端木1"
)
# (born before, characters of the first place, of the second place, single ones) by sex.
_GIVEN_MALE: Final = (
    (1950, "德福金永文玉振世家国明长兴宝", "才贵山生福祥林海清荣华昌田根", "福贵林海祥"),
    (1965, "建国志爱卫新解援社东永立振光", "国军民华平生东明强胜利成忠义", "军平明刚勇"),
    (1980, "建志文永国海晓德卫宏光立春小", "军华明平勇强辉斌林东刚峰伟波", "军勇伟强刚斌辉波涛磊"),
    (1990, "志俊建文晓海小国伟明永春家亚", "伟强鹏飞杰涛峰超亮辉龙波平磊", "伟磊涛鹏超杰飞亮浩凯"),
    (2000, "俊志嘉文浩子宇明家天一晓思伟", "杰鹏豪辉涛凯龙伟翔宇峰明阳轩", "浩鑫凯帅宇杰鹏磊旭晨"),
    (2100, "子浩宇俊梓皓一天博嘉奕思铭镕", "轩宇泽涵睿辰豪然杰熙航铭喆琛", "睿喆昊镕奕晨宸恺"),
)
_GIVEN_FEMALE: Final = (
    (1950, "秀桂玉兰淑素凤金春翠月荷腊菊", "英兰珍芳华莲梅香云仙花娣姑妹", "英珍兰芳"),
    (1965, "秀桂玉爱红丽美淑春建小月翠金", "英芳兰珍华梅平霞琴红玲凤荣萍", "英萍芳敏琴"),
    (1980, "丽小晓春海红艳美玉秀雪慧月文", "丽芳敏霞艳萍燕娟玲红琴梅华英", "丽艳敏芳静燕霞娟玲红"),
    (1990, "丽晓海小文雪婷慧佳春艳思秋玉", "丽娜婷燕静娟敏琴萍雯洁莉霞红", "静婷娜丽敏洁雪倩莉燕"),
    (2000, "佳思雨雅欣梦慧文婷晓嘉静诗子", "婷怡琪雯悦欣颖敏倩洁慧雪瑶琳", "婷欣悦颖静雪倩琪玥"),
    (2100, "梓欣子诗雨若可思语一依沐晨玥", "涵怡萱彤妍琪晴瑶汐玥晞诺菲宁", "玥晞彤悦妍昕珞妤"),
)
# Share of names with one given character: common among those born 1965–1995, rare before and after.
_SINGLE_SHARE: Final = ((1950, 0.06), (1965, 0.12), (1980, 0.32), (1990, 0.34), (2000, 0.2), (2100, 0.09))


def _expanded_surnames() -> tuple[str, ...]:
    table: list[str] = []
    for entry in _SURNAMES.split():
        surname = entry.rstrip("0123456789")
        table.extend([surname] * int(entry[len(surname) :]))
    return tuple(table)


_SURNAME_TABLE: Final = _expanded_surnames()
_BORN_BEFORE: Final = tuple(row[0] for row in _GIVEN_MALE)


def draw_surname(rng: Random) -> str:
    """One or, rarely, two characters."""
    return _SURNAME_TABLE[int(rng.random() * len(_SURNAME_TABLE))]


def draw_given(rng: Random, *, male: bool, birth_year: int) -> str:
    """One or two characters in the fashion of the birth year (1900–2099)."""
    era = bisect_right(_BORN_BEFORE, birth_year)
    _, first, second, single = (_GIVEN_MALE if male else _GIVEN_FEMALE)[era]
    random = rng.random
    if random() < _SINGLE_SHARE[era][1]:
        return single[int(random() * len(single))]
    return first[int(random() * len(first))] + second[int(random() * len(second))]


def draw_name(rng: Random, *, male: bool, birth_year: int) -> str:
    """A whole name, surname first."""
    return draw_surname(rng) + draw_given(rng, male=male, birth_year=birth_year)
