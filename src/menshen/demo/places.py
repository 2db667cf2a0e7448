"""Where people come from: real provinces with some of their cities, and the cities of the fictional province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from menshen.domains.screening.vocabulary import OriginClass


@dataclass(frozen=True, slots=True)
class City:
    """A city, or a municipality without one: GB/T 2260 code of six digits, province and city as people write them."""

    code: str
    province: str
    name: str

    @property
    def text(self) -> str:
        return self.province + self.name


HOME_PROVINCE: Final = "示范省"
HOME_CITY: Final = "示范市"
WUHAN: Final = City("420100", "湖北省", "武汉市")


def _cities(table: str) -> tuple[City, ...]:
    """`province code name code name …`, one province a line, codes of four digits."""
    cities: list[City] = []
    for line in table.strip().splitlines():
        province, *pairs = line.split()
        cities.extend(City(f"{code}00", province, name) for code, name in zip(pairs[::2], pairs[1::2], strict=True))
    return tuple(cities)


HUBEI_CITIES: Final = _cities(
    "湖北省 4201 武汉市 4202 黄石市 4205 宜昌市 4206 襄阳市 4207 鄂州市 4209 孝感市 4210 荆州市 4211 黄冈市"
)
OTHER_CITIES: Final = _cities("""
广东省 4401 广州市 4403 深圳市 4404 珠海市 4406 佛山市 4413 惠州市 4419 东莞市 4420 中山市
广西壮族自治区 4501 南宁市 4502 柳州市 4503 桂林市
贵州省 5201 贵阳市 5203 遵义市 5205 毕节市
湖南省 4301 长沙市 4302 株洲市 4304 衡阳市 4306 岳阳市
四川省 5101 成都市 5105 泸州市 5107 绵阳市
安徽省 3401 合肥市 3402 芜湖市 3411 滁州市
""")
# Cities of the fictional province: in the first five there were cases, in the last three none.
HOME_CITIES: Final = _cities("示范省 9902 云岭市 9903 青石市 9904 望川市 9905 白石市 9906 锦河市")
LOW_RISK_CITIES: Final = _cities("示范省 9907 南浦市 9908 竹海市 9909 晴川市")
# Where people had gone to work and stay: drawn as often as listed.
DESTINATIONS: Final = (
    *_cities("浙江省 3301 杭州市 3302 宁波市 3303 温州市 3307 金华市"),
    *_cities("江苏省 3201 南京市 3205 苏州市 3202 无锡市"),
    *_cities("广东省 4401 广州市 4403 深圳市 4419 东莞市"),
    City("310000", "上海市", ""),
    WUHAN,
)


@dataclass(frozen=True, slots=True)
class Transport:
    """A way of travelling: its word and its shortest and longest hours from door to door."""

    name: str
    hours: tuple[float, float]
    overnight: bool = False


RAIL: Final = "高铁"
TRAIN: Final = "火车"
COACH: Final = "长途汽车"
CAR: Final = "自驾"
FLIGHT: Final = "飞机"
_FAR: Final = (Transport(RAIL, (3.5, 8)), Transport(CAR, (4, 9)))
# Drawn as often as listed.
TRANSPORTS: Final = {
    OriginClass.HUBEI: (*_FAR, *_FAR, Transport(COACH, (4, 7))),
    OriginClass.OTHER_PROVINCE: (
        *_FAR,
        *_FAR,
        Transport(TRAIN, (12.5, 15), overnight=True),
        Transport(FLIGHT, (4.5, 8)),
    ),
    OriginClass.WITHIN_PROVINCE: (Transport(COACH, (2, 5)), Transport(CAR, (1.5, 4)), Transport(RAIL, (1, 2.5))),
}
ORIGINS: Final = {
    # Every other one from Hubei had been in Wuhan.
    OriginClass.HUBEI: (*HUBEI_CITIES, *([WUHAN] * 6)),
    OriginClass.OTHER_PROVINCE: OTHER_CITIES,
    OriginClass.WITHIN_PROVINCE: HOME_CITIES,
}
