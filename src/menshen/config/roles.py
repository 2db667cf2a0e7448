"""The roles: who may hold each, where, and what it permits. A grant stores the code; the rest stands here.

There is no role that may do everything. Administration of access and reading of people are kept apart: who grants
roles does not need to see a household, and nobody can grant a role to themselves.
"""

from __future__ import annotations

from menshen.domains.policy.vocabulary import Permission as Policy
from menshen.domains.quarantine.vocabulary import Permission as Quarantine
from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.reporting.vocabulary import Permission as Reporting
from menshen.domains.screening.vocabulary import Permission as Screening
from menshen.kernel.administration.vocabulary import Permission as Scope
from menshen.kernel.approvals.vocabulary import Permission as Approvals
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.roles import Role, register_roles
from menshen.kernel.stewardship.vocabulary import Permission as Privacy


def _codes(*permissions: object) -> frozenset[str]:
    return frozenset(str(permission) for permission in permissions)


# Whoever may do one of these shows a second factor beside the password: reading full numbers, giving access.
GUARDED = _codes(Privacy.NUMBER_UNMASK, Scope.AREA_MANAGE, Scope.ACTOR_MANAGE)

_EVERYONE = _codes(Scope.AREA_READ, Policy.RULE_READ, Policy.RISK_AREA_READ)

_ASKING = _codes(Approvals.REQUEST_READ, Approvals.REQUEST_ASK)
_DECIDING = _ASKING | _codes(Approvals.REQUEST_DECIDE)

_SHIFT = _EVERYONE | _ASKING | _codes(
    Quarantine.RELEASE_ASK,
    Scope.TASK_ACKNOWLEDGE,
    Registry.PERSON_READ, Registry.PERSON_WRITE, Privacy.NUMBER_UNMASK, Privacy.TEXT_CHECK,
    Privacy.REQUEST_READ, Privacy.REQUEST_WRITE,
    Registry.HOUSEHOLD_READ,
    Registry.SPECIAL_NEED_READ, Registry.SPECIAL_NEED_WRITE, Registry.ORGANISATION_READ,
    Screening.CAMPAIGN_READ, Screening.ATTEMPT_WRITE, Screening.DEPARTURE_READ, Screening.DEPARTURE_WRITE,
    Screening.ARRIVAL_READ, Screening.ARRIVAL_WRITE,
    Screening.CLUE_READ, Screening.CLUE_VERIFY, Screening.LETTER_READ, Screening.LETTER_WRITE,
    Screening.INTENTION_READ, Screening.INTENTION_WRITE, Screening.WORKER_READ, Screening.WORKER_WRITE,
    Screening.MEDICINE_READ, Screening.MEDICINE_WRITE,
    Screening.FORM_READ, Screening.FORM_ANSWER, Screening.ANSWER_READ,
    Screening.DECLARATION_READ, Screening.DECLARATION_WRITE,
    Quarantine.ORDER_READ, Quarantine.CHECK_READ, Quarantine.CHECK_WRITE, Quarantine.REFERRAL_READ,
    Quarantine.SITE_READ, Quarantine.NEED_WRITE, Quarantine.HOME_WRITE, Quarantine.TEST_WRITE,
    Quarantine.SENSOR_READ, Quarantine.SENSOR_ANSWER, Quarantine.APPEAL_WRITE, Reporting.REPORT_READ,
)  # fmt: skip

_MEDICINE = _EVERYONE | _ASKING | _codes(
    Quarantine.RELEASE_ASK,
    Registry.PERSON_READ, Privacy.NUMBER_UNMASK, Registry.SPECIAL_NEED_READ, Screening.ARRIVAL_READ,
    Quarantine.ORDER_READ, Quarantine.SITE_READ, Quarantine.CHECK_READ, Quarantine.CHECK_WRITE,
    Quarantine.REFERRAL_READ, Quarantine.REFERRAL_WRITE,
    Quarantine.NEED_WRITE, Quarantine.OUTING_DECIDE, Quarantine.HOME_WRITE, Quarantine.TEST_WRITE,
    Quarantine.TRANSFER_WRITE, Scope.TASK_ACKNOWLEDGE,
)  # fmt: skip

_COMMUNITY = _SHIFT | _DECIDING | _codes(
    Scope.JOURNAL_READ,
    Registry.PERSON_MERGE, Registry.ORGANISATION_WRITE, Screening.CAMPAIGN_WRITE,
    Screening.FORM_PUBLISH, Screening.POSTER_WRITE,
    Screening.CLUE_SPLIT, Screening.LETTER_PUBLISH, Screening.TRIP_WRITE,
    Quarantine.ORDER_CONFIRM, Quarantine.ORDER_CORRECT, Quarantine.ORDER_TRANSFER,
    Quarantine.PLACEMENT_WRITE, Quarantine.TEAM_WRITE, Quarantine.REFERRAL_WRITE, Quarantine.NOTICE_ISSUE,
    Quarantine.RELEASE_APPROVE, Quarantine.TRANSFER_WRITE, Quarantine.CARE_WRITE, Quarantine.SENSOR_WRITE,
    Reporting.REPORT_SUBMIT, Reporting.REPORT_CORRECT,
)  # fmt: skip

_STREET = _EVERYONE | _DECIDING | _codes(
    Quarantine.RELEASE_ASK,
    Scope.TASK_ACKNOWLEDGE, Privacy.TEXT_CHECK, Scope.JOURNAL_READ, Privacy.REQUEST_READ, Privacy.REQUEST_WRITE,
    Registry.PERSON_READ, Registry.PERSON_MERGE,
    Registry.HOUSEHOLD_READ, Registry.ORGANISATION_READ, Registry.ORGANISATION_WRITE,
    Screening.CAMPAIGN_READ, Screening.CAMPAIGN_WRITE, Screening.ARRIVAL_READ, Screening.DEPARTURE_READ,
    Screening.CLUE_READ, Screening.CLUE_SPLIT, Screening.CLUE_VERIFY, Screening.LETTER_READ, Screening.LETTER_PUBLISH,
    Screening.INTENTION_READ, Screening.WORKER_READ, Screening.TRIP_WRITE,
    Screening.FORM_READ, Screening.FORM_PUBLISH, Screening.ANSWER_READ, Screening.DECLARATION_READ,
    Screening.DECLARATION_WRITE,
    Quarantine.ORDER_READ, Quarantine.SITE_READ, Quarantine.SITE_WRITE, Quarantine.PLACEMENT_WRITE,
    Quarantine.CHECK_READ, Quarantine.REFERRAL_READ, Quarantine.RELEASE_APPROVE, Quarantine.TRANSFER_WRITE,
    Quarantine.APPEAL_WRITE,
    Reporting.REPORT_READ, Reporting.REPORT_SUBMIT, Reporting.REPORT_SIGN, Reporting.REPORT_CORRECT,
    Reporting.REPORT_CHASE, Reporting.REPORT_SETTLE, Reporting.WORK_REPORT_ISSUE, Reporting.WORK_FORM_WRITE,
)  # fmt: skip

_DISTRICT = _codes(
    Scope.TASK_ACKNOWLEDGE, Reporting.REPORT_READ, Reporting.REPORT_SUBMIT, Reporting.REPORT_SIGN,
    Reporting.REPORT_CORRECT, Reporting.REPORT_CHASE, Reporting.REPORT_SETTLE, Reporting.WORK_REPORT_ISSUE,
    Reporting.WORK_FORM_WRITE,
)  # fmt: skip

GRID_WORKER = Role(
    "grid_worker",
    Term("Grid worker", "网格员"),
    Term("Visits, calls and checks the households of the own grid.", "负责本网格入户、电话、随访登记。"),
    _SHIFT,
    Level.GRID.value,
)
COMMUNITY_SECRETARY = Role(
    "community_secretary",
    Term("Community secretary", "社区书记"),
    Term(
        "Leads a community or village; confirms orders and signs its report.",
        "主持社区（村）工作，确认隔离决定、签报日报。",
    ),
    _COMMUNITY
    | _codes(Privacy.REQUEST_DECIDE, Reporting.REPORT_SIGN, Reporting.WORK_REPORT_ISSUE, Reporting.WORK_FORM_WRITE),
    Level.COMMUNITY.value,
)
COMMUNITY_CLERK = Role(
    "community_clerk",
    Term("Community clerk", "社区信息员"),
    Term("Keeps the registers of a community and prepares its report.", "维护社区台账，准备日报。"),
    _SHIFT
    | _DECIDING
    | _codes(
        Screening.CAMPAIGN_WRITE,
        Screening.CLUE_SPLIT,
        Screening.TRIP_WRITE,
        Registry.PERSON_MERGE,
        Registry.ORGANISATION_WRITE,
        Quarantine.TEAM_WRITE,
        Reporting.REPORT_SUBMIT,
    ),
    Level.COMMUNITY.value,
)
MEDIC = Role(
    "medic",
    Term("Community medic", "社区医生"),
    Term("Takes the daily checks and follows referrals.", "负责每日随访和转诊跟踪。"),
    _MEDICINE,
    Level.STREET.value,
)
STREET_CLERK = Role(
    "street_clerk",
    Term("Street-office data clerk", "街道数据员"),
    Term("Sees that reports come in and add up; runs the quarantine sites.", "汇总核对日报、催报，维护隔离点。"),
    _STREET,
    Level.STREET.value,
)
STREET_LEADER = Role(
    "street_leader",
    Term("Street-office leader", "街道负责人"),
    Term("Receives what the communities leave undone and signs for the street.", "处理逾期事项，签发街道日报。"),
    _STREET
    | _codes(
        Quarantine.ORDER_CONFIRM,
        Quarantine.ORDER_CORRECT,
        Quarantine.TEAM_WRITE,
        Quarantine.REFERRAL_WRITE,
        Quarantine.APPEAL_DECIDE,
        Privacy.REQUEST_DECIDE,
        Privacy.KEEP_TIME_READ,
        Privacy.DESTRUCTION_READ,
        Privacy.DESTRUCTION_SIGN,
    ),
    Level.STREET.value,
)
DISTRICT_INSPECTOR = Role(
    "district_inspector",
    Term("District inspector", "区级督查员"),
    Term("Sees figures and coverage, and no person.", "只看汇总数据和覆盖率，不看个人信息。"),
    _EVERYONE | _codes(Reporting.REPORT_READ, Reporting.REPORT_CHASE),
    Level.DISTRICT.value,
)
DISTRICT_OFFICER = Role(
    "district_officer",
    Term("District prevention officer", "区防控办负责人"),
    Term(
        "Reports for the district and signs; sees figures and coverage, and no person.",
        "汇总并签发区级日报；只看汇总数据和覆盖率，不看个人信息。",
    ),
    _EVERYONE | _DISTRICT | _codes(Privacy.EXIT_READ, Privacy.EXIT_CARRY_OUT, Privacy.DESTRUCTION_READ),
    Level.DISTRICT.value,
)
DATA_PROTECTION_OFFICER = Role(
    "data_protection_officer",
    Term("Data protection officer", "个人信息保护专员"),
    Term("Watches who looks at whose data; sees no resident.", "核查谁查阅、导出了个人信息，不看居民信息。"),
    _EVERYONE
    | _codes(
        Scope.TASK_ACKNOWLEDGE,
        Privacy.LOOK_UP_READ,
        Privacy.TEXT_CHECK,
        Privacy.KEEP_TIME_READ,
        Privacy.KEEP_TIME_WRITE,
        Privacy.DESTRUCTION_READ,
        Privacy.DESTRUCTION_SIGN,
    ),
    Level.STREET.value,
)
POLICY_OFFICER = Role(
    "policy_officer",
    Term("Policy officer", "政策规则员"),
    Term(
        "Proposes rules and keeps the list of risk areas; a second one approves.",
        "提出规则、维护风险地区名单，由另一人批准。",
    ),
    _EVERYONE | _codes(Policy.RULE_PROPOSE, Policy.RULE_APPROVE, Policy.RISK_AREA_WRITE),
    Level.DISTRICT.value,
)
ADMINISTRATOR = Role(
    "administrator",
    Term("Administrator", "系统管理员"),
    Term("Keeps the area tree and people's access; sees no resident.", "维护区划和人员权限，不看居民信息。"),
    _EVERYONE | _codes(Scope.AREA_MANAGE, Scope.ACTOR_MANAGE, Scope.SIGN_IN_READ, Scope.JOURNAL_READ),
    Level.DISTRICT.value,
)

ROLES = (
    GRID_WORKER,
    COMMUNITY_SECRETARY,
    COMMUNITY_CLERK,
    MEDIC,
    STREET_CLERK,
    STREET_LEADER,
    DISTRICT_INSPECTOR,
    DISTRICT_OFFICER,
    DATA_PROTECTION_OFFICER,
    POLICY_OFFICER,
    ADMINISTRATOR,
)


def register() -> None:
    """Make them known; called once all apps are ready."""
    register_roles(*ROLES, guarded=GUARDED)
