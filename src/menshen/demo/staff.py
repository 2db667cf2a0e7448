"""Who works in the demonstration town, with the log-ins that are printed for trying it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from menshen.demo.town import DISTRICT, MAIN, SECOND, STREET, VILLAGE

PASSWORD: Final = "menshen-2020"  # noqa: S105  a demonstration on this machine; printed on the screen


@dataclass(frozen=True, slots=True)
class LogIn:
    username: str
    name: str
    role: str
    area: str


LOG_INS: Final = (
    LogIn("grid", "李晞", "grid_worker", f"{MAIN}001"),
    LogIn("secretary", "王喆", "community_secretary", MAIN),
    LogIn("secretary2", "孙玥", "community_secretary", SECOND),
    LogIn("secretary3", "赵镕", "community_secretary", VILLAGE),
    LogIn("clerk", "周敏", "community_clerk", MAIN),
    LogIn("medic", "吴医生", "medic", STREET),
    LogIn("street", "郑楠", "street_clerk", STREET),
    LogIn("leader", "钱主任", "street_leader", STREET),
    LogIn("privacy", "沈洁", "data_protection_officer", STREET),
    LogIn("inspector", "冯涛", "district_inspector", DISTRICT),
    LogIn("officer", "蒋欣", "district_officer", DISTRICT),
    LogIn("policy", "陈洁", "policy_officer", DISTRICT),
    LogIn("admin", "卫东", "administrator", DISTRICT),
)
