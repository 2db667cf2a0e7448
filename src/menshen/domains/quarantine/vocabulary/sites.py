"""The words of a site of centralised quarantine."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class ZoneKind(Vocabulary):
    """Three areas and two passages: people, staff and what is clean never cross what is not."""

    OBSERVATION = ("observation", "Observation area", "隔离观察区（污染区）")
    PASSING = ("passing", "Passing area", "卫生通过区（缓冲区）")
    SERVICE = ("service", "Work and service area", "工作服务区（清洁区）")
    STAFF_PASSAGE = ("staff_passage", "Passage of staff", "工作人员通道")
    RESIDENT_PASSAGE = ("resident_passage", "Passage of people in quarantine", "隔离人员通道")


class GroupKind(Vocabulary):
    """Work groups of a site, in the order in which a pattern of five or seven takes them."""

    DISINFECTION = ("disinfection", "Disinfection", "防控消毒组")
    OBSERVATION = ("observation", "Health observation", "健康观察组")
    INFORMATION = ("information", "Information", "信息联络组")
    SECURITY = ("security", "Security", "安全保卫组")
    LOGISTICS = ("logistics", "Logistics", "后勤保障组")
    TRANSFER = ("transfer", "Transfer of cases", "病例转运组")
    COMFORT = ("comfort", "Comfort and counselling", "人文关怀组")


class DutyRole(Vocabulary):
    """Who is on duty in a shift."""

    DOCTOR = ("doctor", "Doctor", "医生")
    NURSE = ("nurse", "Nurse", "护士")
    GUARD = ("guard", "Guard", "安保人员")
    ATTENDANT = ("attendant", "Attendant", "服务人员")


class Shift(Vocabulary):
    DAY = ("day", "Day", "白班")
    EVENING = ("evening", "Evening", "中班")
    NIGHT = ("night", "Night", "夜班")


class SiteGap(Vocabulary):
    """What a site still lacks. It is work for the office, and holds nobody a day longer."""

    ZONES = ("zones", "Areas or passages not laid out", "三区两通道未划定")
    GROUPS = ("groups", "Work groups without a head", "工作组负责人不齐")
    DOCTORS = ("doctors", "Too few doctors on duty", "医生配备不足")
    NURSES = ("nurses", "Too few nurses on duty", "护士配备不足")
    GUARDS = ("guards", "No guard on duty", "无安保人员值班")
    PLAN = ("plan", "No security plan in force", "无现行安保方案")
    EXITS = ("exits", "Emergency exits not checked, or blocked", "安全出口未巡查或受阻")
    STAFFING_RULE = ("staffing_rule", "No staffing rule in force: unknown how many are needed", "人员配备标准未设定")
