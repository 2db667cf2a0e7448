"""The words of policy: what a rule speaks about, what it may ask for, and how far its source can be trusted."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary

NATIONAL = "CN"
"""The jurisdiction of a rule of the whole country; every other jurisdiction is the code of an area and its subtree."""


class Permission(Vocabulary):
    """`policy:noun:verb`."""

    RULE_READ = ("policy:rule:read", "Read the rules in force", "查看现行规则")
    RULE_PROPOSE = ("policy:rule:propose", "Propose a rule", "提出规则")
    RULE_APPROVE = ("policy:rule:approve", "Approve a proposed rule, end a rule", "批准、终止规则")
    RISK_AREA_READ = ("policy:risk_area:read", "Read the list of risk areas", "查看风险地区名单")
    RISK_AREA_WRITE = ("policy:risk_area:write", "List and lift risk areas", "维护风险地区名单")


class Kind(Vocabulary):
    """Journal kinds, `policy:noun:past`."""

    RULE_PROPOSED = ("policy:rule:proposed", "Rule proposed", "规则已提出")
    RULE_APPROVED = ("policy:rule:approved", "Rule approved", "规则已批准")
    RULE_REJECTED = ("policy:rule:rejected", "Rule rejected", "规则未获批准")
    RULE_WITHDRAWN = ("policy:rule:withdrawn", "Rule withdrawn", "规则已废止")
    RISK_AREA_LISTED = ("policy:risk_area:listed", "Risk area listed", "风险地区已列入")
    RISK_AREA_LIFTED = ("policy:risk_area:lifted", "Risk area lifted", "风险地区已解除")


class Problem(Vocabulary):
    """Refusals, `policy:noun:problem`; each sentence says what to do."""

    DATES_REVERSED = (
        "policy:rule:dates_reversed",
        "The rule ends on {valid_until} before it begins on {valid_from}. Correct one of the two dates.",
        "规则的截止日 {valid_until} 早于起始日 {valid_from}，请更正其中一个日期。",
    )
    OVERLAPS = (
        "policy:rule:overlaps",
        "Rule {rule_id} already covers this case in this area on these days. End it first or choose other dates.",
        "规则 {rule_id} 已在该辖区、该时段适用于同一情形，请先终止该规则或调整日期。",
    )
    STAGE_INCOMPLETE = (
        "policy:rule:stage_incomplete",
        "A measure needs its days, and days need a measure; tests lie within them. Fill in what is missing.",
        "措施须有天数，天数须有措施，检测日须在天数以内，请补充或更正。",
    )
    DOCUMENT_MISSING = (
        "policy:rule:document_missing",
        "A rule needs the document it comes from. Enter its title and number.",
        "规则必须注明依据文件，请填写文件名称和文号。",
    )
    UNVERIFIED = (
        "policy:rule:unverified",
        "This row comes from memory only. Check it against {document}, enter the grade of what you read, then approve.",
        "该规则来源未经核实，请对照“{document}”核对并填写来源等级后再批准。",
    )
    OWN_PROPOSAL = (
        "policy:rule:own_proposal",
        "You proposed this rule yourself. Ask a second person to approve it.",
        "该规则由您本人提出，请由另一人批准。",
    )
    ALREADY_DECIDED = (
        "policy:rule:already_decided",
        "This proposal was already decided. Make a new one, under a number of its own, if it should change.",
        "该提议已作出决定，如需更改请另编号重新提出。",
    )
    ID_TAKEN = (
        "policy:rule:id_taken",
        "There is a rule {rule_id} already. Rules are never rewritten: give the new one a number of its own.",
        "规则 {rule_id} 已存在。规则不得改写，请使用新的编号。",
    )
    PARENT_UNKNOWN = (
        "policy:rule:parent_unknown",
        "There is no rule {parent_rule}. Write the number of the rule above as it is listed, or nothing.",
        "没有编号为 {parent_rule} 的规则，请按列表填写上级规则编号，或留空。",
    )
    EXTENDS = (
        "policy:rule:extends",
        "This row ends on {valid_until} and is never made to last longer. Propose a new rule from that day on.",
        "该规则截止日为 {valid_until}，不得延长；如需继续，请自该日起另提新规则。",
    )
    STRICTER_WITHOUT_REASON = (
        "policy:rule:stricter_without_reason",
        "This rule is stricter than its parent {parent_rule}. Write the reason and the local document.",
        "该规则严于上级规则 {parent_rule}，请说明理由并注明本地文件。",
    )
    PLACE_UNKNOWN = (
        "policy:risk_area:place_unknown",
        "“{place}” is no province or city as a whole. Write province and city, e.g. 湖北省武汉市.",
        "“{place}”不是地名库中的省或市，请写明省、市，例如“湖北省武汉市”；区县不能以全市列入。",
    )
    END_MISSING = (
        "policy:risk_area:end_missing",
        "A risk area needs an end date; the list lapses on that day unless it is renewed. Enter one.",
        "风险地区必须填写截止日期，到期自动失效，需要时可续期。",
    )
    ALREADY_LISTED = (
        "policy:risk_area:already_listed",
        "{place} is already listed on these days. Lift that entry first or choose other dates.",
        "{place} 在该时段已列入名单，请先解除原记录或调整日期。",
    )
    NOT_LISTED = (
        "policy:risk_area:not_listed",
        "{place} is not listed on {day}, so there is nothing to lift.",
        "{place} 在 {day} 未列入名单，无需解除。",
    )


class Grade(Vocabulary):
    """How far a source can be trusted. M is never in force; HOUSE is a setting of the platform, no fact."""

    OFFICIAL = ("A", "Text of a government or standards body, or the statute", "官方文本或法律原文")
    RELAYED = ("B", "Main-line press or academic text that relays the wording", "主流媒体或学术文献转述")
    COPY = ("C", "Copy, notice or work report; wording matches, host has no authority", "转载、告知书或工作报告")
    MEMORY = ("M", "Not verified: a person has to check it", "未经核实，须人工核对")
    HOUSE = ("H", "The platform's own default, to be set by the area", "平台默认值，由辖区设定")


class RuleState(Vocabulary):
    DRAFT = ("draft", "Draft, decides nothing", "草稿（不生效）")
    IN_FORCE = ("in_force", "Approved, in force on its dates", "已批准，按期生效")
    WITHDRAWN = ("withdrawn", "Withdrawn", "已废止")


class Measure(Vocabulary):
    """What a rule asks of a person. Quarantine is for the exposed, isolation for the infected, monitoring neither."""

    NONE = ("none", "No measure", "无管控措施")
    FOLLOW_UP = ("follow_up", "Medical follow-up", "医学随访")
    SELF_HEALTH_MONITORING = ("self_health_monitoring", "Self health monitoring", "自我健康监测")
    HOME_HEALTH_MONITORING = ("home_health_monitoring", "Home health monitoring", "居家健康监测")
    HOME_QUARANTINE = ("home_quarantine", "Home quarantine", "居家隔离医学观察")
    CENTRALISED_QUARANTINE = ("centralised_quarantine", "Centralised quarantine", "集中隔离医学观察")
    # The next three stand in rule rows only: a proposal names one of the above and leaves a person the choice.
    CENTRALISED_OR_HOME = ("centralised_or_home", "Centralised or home quarantine", "集中或居家隔离医学观察")
    HOME_OR_VOLUNTARY_CENTRALISED = (
        "home_or_voluntary_centralised",
        "Home quarantine, centralised if the person wishes",
        "居家隔离（自愿可集中）",
    )
    PLACE_UNVERIFIED = ("place_unverified", "Quarantine; where is not verified", "隔离医学观察（地点待核实）")
    HOME_ISOLATION = ("home_isolation", "Home isolation of an infected person", "居家隔离治疗")
    CENTRALISED_ISOLATION = ("centralised_isolation", "Centralised isolation of an infected person", "集中隔离治疗")

    @property
    def strictness(self) -> int:
        """How much of a person's liberty it takes; one that leaves the place open counts as the milder."""
        return _STRICTNESS[self]


_STRICTNESS = {
    Measure.NONE: 0,
    Measure.FOLLOW_UP: 1,
    Measure.SELF_HEALTH_MONITORING: 2,
    Measure.HOME_HEALTH_MONITORING: 3,
    Measure.PLACE_UNVERIFIED: 4,
    Measure.HOME_OR_VOLUNTARY_CENTRALISED: 4,
    Measure.CENTRALISED_OR_HOME: 4,
    Measure.HOME_QUARANTINE: 4,
    Measure.HOME_ISOLATION: 4,
    Measure.CENTRALISED_QUARANTINE: 5,
    Measure.CENTRALISED_ISOLATION: 5,
}


class Subject(Vocabulary):
    """The situation of a person that a rule row speaks about. Never where someone was born or is registered."""

    KEY_AREA_STAY = ("key_area_stay", "Stayed in a key area (early 2020)", "重点疫区旅居史（2020年初）")
    REPORTED_AREA_STAY = (
        "reported_area_stay",
        "Stayed in an area with reported cases (early 2020)",
        "病例报告地区旅居史",
    )
    PROVINCE_AREA_STAY = ("province_area_stay", "Stayed in a listed place of the province", "省内报告地区旅居史")
    LOW_RISK_STAY = ("low_risk_stay", "Stayed in a low-risk area", "低风险区旅居史")
    MEDIUM_RISK_STAY = ("medium_risk_stay", "Stayed in a medium-risk area", "中风险区旅居史")
    HIGH_RISK_STAY = ("high_risk_stay", "Stayed in a high-risk area", "高风险区旅居史")
    HIGH_RISK_CITY_STAY = ("high_risk_city_stay", "Stayed in the city of a high-risk area", "高风险区所在市旅居史")
    POSITIVE_CITY_STAY = ("positive_city_stay", "Stayed in a city with a local positive", "有本土阳性地市旅居史")
    DOMESTIC_TRAVEL = ("domestic_travel", "Travelled within the country", "国内流动人员")
    RURAL_RETURN_TESTED = ("rural_return_tested", "Returned to a village with a recent negative", "持阴性证明返乡人员")
    INBOUND = ("inbound", "Entered from abroad", "入境人员")
    CLOSE_CONTACT = ("close_contact", "Close contact", "密切接触者")
    SECONDARY_CONTACT = ("secondary_contact", "Contact of a close contact", "密接的密接")
    CLOSED_LOOP_LEAVER = ("closed_loop_leaver", "Worker leaving a closed loop", "脱离闭环作业人员")
    FEVER_MEDICINE = ("fever_medicine", "Bought fever medicine", "购买退热、止咳药品人员")
    MILD_CASE = ("mild_case", "Asymptomatic or mild case", "无症状或轻型病例")
    ASYMPTOMATIC_INFECTION = ("asymptomatic_infection", "Asymptomatic infection", "无症状感染者")


class RiskLevel(Vocabulary):
    """How a dated list calls a place; schemes followed each other, so the levels of several stand side by side."""

    KEY_AREA = ("key_area", "Key area (early 2020)", "重点疫区")
    REPORTED_AREA = ("reported_area", "Area with reported cases (early 2020)", "有病例报告地区")
    PROVINCE_AREA = ("province_area", "Listed place within the province (early 2020)", "省内有病例报告地区")
    LOW = ("low", "Low-risk area", "低风险地区")
    MEDIUM = ("medium", "Medium-risk area", "中风险地区")
    HIGH = ("high", "High-risk area", "高风险地区")


class CountFrom(Vocabulary):
    """The event from which the days of a rule are counted."""

    LEAVING = ("leaving", "Leaving the area", "离开当地之日")
    LAST_EXPOSURE = ("last_exposure", "Last exposure", "末次暴露之日")
    ENTRY = ("entry", "Entry into the country", "入境之日")
    START = ("start", "Start of the measure", "措施开始之日")


class CheckedBy(Vocabulary):
    """Who takes and reports the daily temperature under a measure."""

    SITE_STAFF = ("site_staff", "Staff of the quarantine site", "隔离点工作人员")
    DOCTOR_VISIT = ("doctor_visit", "A doctor's visit", "医生上门")
    SELF_REPORT = ("self_report", "The person, reported to the clinic", "本人监测并上报卫生院")


class TeamPattern(Vocabulary):
    """How many responsible people stand beside one person under observation."""

    THREE_TO_ONE = ("three_to_one", "Three to one", "三包一")
    FOUR_TO_ONE = ("four_to_one", "Four to one", "四包一")
    FIVE_TO_ONE = ("five_to_one", "Five to one", "五包一")


class TeamRole(Vocabulary):
    TOWN_CADRE = ("town_cadre", "Town or street cadre", "镇（街道）干部")
    COMMUNITY_CADRE = ("community_cadre", "Community or village cadre", "村（社区）干部")
    GRID_WORKER = ("grid_worker", "Grid worker", "网格员")
    MEDIC = ("medic", "Community medic", "社区医护人员")
    POLICE_OFFICER = ("police_officer", "Community police officer", "社区民警")
    VOLUNTEER = ("volunteer", "Volunteer", "志愿者")
    CHOSEN_PERSON = ("chosen_person", "Family member or a person of their choice", "家属或本人指定的人")


class ThresholdCode(Vocabulary):
    """Numbers that rules compare with; each is a dated row with a unit."""

    FEVER = ("fever", "Temperature from which a person is referred", "发热转诊体温线")
    CHECKS_PER_DAY = ("checks_per_day", "Health checks a day", "每日健康监测次数")
    ARRIVAL_KNOWN_WITHIN = ("arrival_known_within", "From arrival home to situation known", "到家至掌握情况时限")
    CONTACT_TRANSFER_WITHIN = ("contact_transfer_within", "Close contact moved to the site", "密接转运时限")
    CASE_INVESTIGATION_WITHIN = ("case_investigation_within", "Case investigation", "个案调查时限")
    NETWORK_REPORT_WITHIN = ("network_report_within", "Report by the hospital's network", "网络直报时限")
    CONTACT_WINDOW = ("contact_window", "Days before onset in which contacts count", "密接判定前推天数")
    PHONE_ATTEMPTS = ("phone_attempts", "Phone calls before a door visit", "上门前电话联系次数")
    RELEASE_ASKED_BEFORE = (
        "release_asked_before",
        "Approval of a release is asked before it falls due",
        "解除审批提前时间",
    )
    WAITING_AT_MOST = ("waiting_at_most", "A feverish person waits for medical hand-over", "发热人员等候转诊最长时间")
    REPORT_CUT_OFF = ("report_cut_off", "Hour of the day at which the daily report is cut off", "日报截止时刻")
    CLUE_SPLIT_WITHIN = ("clue_split_within", "A verification list is with who verifies it", "协查名单拆分下发时限")
    CLUE_FIRST_WITHIN = ("clue_first_within", "First answers to a verification list", "协查首次反馈时限")
    CLUE_ALL_WITHIN = ("clue_all_within", "Every clue of a verification list answered", "协查全部核查时限")
    CLUE_ANSWER_HOLDS = ("clue_answer_holds", "An answer about the same person is shown", "同一人核查结果可参考期限")
    CERTIFICATE_HOLDS = ("certificate_holds", "A health certificate for travel holds", "外出健康证明有效期")
    JUMP_FACTOR = ("jump_factor", "A figure this many times its median is asked about", "日报异常倍数")
    SITE_CREW_PEOPLE = ("site_crew_people", "People in a site for whom a shift has one crew", "隔离点每班医护对应人数")
    SITE_CREW_DOCTORS = ("site_crew_doctors", "Doctors of a crew", "每班配备医生数")
    SITE_CREW_NURSES = ("site_crew_nurses", "Nurses of a crew", "每班配备护士数")
    SITE_GROUPS = ("site_groups", "Work groups of a site", "隔离点工作组数")
    SITE_EXITS_CHECKED = ("site_exits_checked", "From one check of emergency exits to the next", "安全出口巡查间隔")
    DOOR_EVENTS_KEPT = ("door_events_kept", "Openings of doors are kept", "开门记录保存期限")
    DOOR_KNOWN_AROUND = (
        "door_known_around",
        "An opening this near a recorded visit needs no question",
        "开门与已登记事由的间隔",
    )
    APPEAL_DECIDED_WITHIN = ("appeal_decided_within", "An appeal against an order is decided", "隔离申诉处理时限")


class PlaceLevel(Vocabulary):
    ABROAD = ("abroad", "Outside the border control of the mainland", "境外")
    PROVINCE = ("province", "Province", "省级")
    CITY = ("city", "City or prefecture", "地级")


_OWN_BORDER = {"71", "81", "82"}


def is_abroad(place_code: str) -> bool:
    """Whether a place code lies outside the border control of the mainland: a country, 境外, or codes 71, 81, 82."""
    return place_code[:2].isalpha() or place_code[:2] in _OWN_BORDER


class PolicyReason(Vocabulary):
    """Reasons that policy gives when it compares a local rule with its parent."""

    LONGER = (
        "policy:reason:longer",
        "{days} days instead of {parent_days} under {parent_rule}",
        "本规则 {days} 天，上级规则 {parent_rule} 为 {parent_days} 天",
    )
    STRICTER_PLACE = (
        "policy:reason:stricter_place",
        "A stricter measure than under {parent_rule}",
        "管控措施严于上级规则 {parent_rule}",
    )
    MORE_TESTS = (
        "policy:reason:more_tests",
        "{tests} tests instead of {parent_tests} under {parent_rule}",
        "检测 {tests} 次，上级规则 {parent_rule} 为 {parent_tests} 次",
    )
    NO_PARENT = (
        "policy:reason:no_parent",
        "No parent rule is named",
        "未注明上级规则",
    )
