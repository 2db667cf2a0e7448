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
from menshen.kernel.base.terms import Term
from menshen.kernel.scope.codes import Level
from menshen.kernel.scope.roles import Role, register_roles


def _codes(*permissions: object) -> frozenset[str]:
    return frozenset(str(permission) for permission in permissions)


_EVERYONE = _codes(Scope.AREA_READ, Policy.RULE_READ, Policy.RISK_AREA_READ)

_SHIFT = _EVERYONE | _codes(
    Scope.TASK_ACKNOWLEDGE,
    Registry.PERSON_READ, Registry.PERSON_WRITE, Registry.CONTACT_READ,
    Registry.HOUSEHOLD_READ,
    Registry.SPECIAL_NEED_READ, Registry.SPECIAL_NEED_WRITE, Registry.ORGANISATION_READ,
    Screening.CAMPAIGN_READ, Screening.ATTEMPT_WRITE, Screening.DEPARTURE_READ, Screening.DEPARTURE_WRITE,
    Screening.ARRIVAL_READ, Screening.ARRIVAL_WRITE,
    Quarantine.ORDER_READ, Quarantine.CHECK_READ, Quarantine.CHECK_WRITE, Quarantine.REFERRAL_READ,
    Quarantine.SITE_READ, Reporting.REPORT_READ,
)  # fmt: skip

_MEDICINE = _EVERYONE | _codes(
    Registry.PERSON_READ, Registry.CONTACT_READ, Registry.SPECIAL_NEED_READ, Screening.ARRIVAL_READ,
    Quarantine.ORDER_READ, Quarantine.SITE_READ, Quarantine.CHECK_READ, Quarantine.CHECK_WRITE,
    Quarantine.REFERRAL_READ, Quarantine.REFERRAL_WRITE,
)  # fmt: skip

_COMMUNITY = _SHIFT | _codes(
    Registry.PERSON_UNMASK, Registry.ORGANISATION_WRITE, Screening.CAMPAIGN_WRITE,
    Quarantine.ORDER_CONFIRM, Quarantine.ORDER_CORRECT, Quarantine.ORDER_TRANSFER,
    Quarantine.PLACEMENT_WRITE, Quarantine.TEAM_WRITE, Quarantine.REFERRAL_WRITE, Quarantine.NOTICE_ISSUE,
    Quarantine.RELEASE_APPROVE, Reporting.REPORT_SUBMIT, Reporting.REPORT_CORRECT,
)  # fmt: skip

_STREET = _EVERYONE | _codes(
    Scope.TASK_ACKNOWLEDGE,
    Registry.PERSON_READ, Registry.HOUSEHOLD_READ, Registry.ORGANISATION_READ, Registry.ORGANISATION_WRITE,
    Screening.CAMPAIGN_READ, Screening.CAMPAIGN_WRITE, Screening.ARRIVAL_READ, Screening.DEPARTURE_READ,
    Quarantine.ORDER_READ, Quarantine.SITE_READ, Quarantine.SITE_WRITE, Quarantine.PLACEMENT_WRITE,
    Quarantine.CHECK_READ, Quarantine.REFERRAL_READ, Quarantine.RELEASE_APPROVE,
    Reporting.REPORT_READ, Reporting.REPORT_SUBMIT, Reporting.REPORT_SIGN, Reporting.REPORT_CORRECT,
    Reporting.REPORT_CHASE, Reporting.REPORT_SETTLE,
)  # fmt: skip

GRID_WORKER = Role(
    "grid_worker",
    Term("Grid worker", "网格员"),
    Term("Visits, calls and checks the households of the own grid.", "负责本网格入户、电话、随访登记。"),
    _SHIFT | _codes(Registry.PERSON_UNMASK),
    Level.GRID.value,
)
COMMUNITY_SECRETARY = Role(
    "community_secretary",
    Term("Community secretary", "社区书记"),
    Term(
        "Leads a community or village; confirms orders and signs its report.",
        "主持社区（村）工作，确认隔离决定、签报日报。",
    ),
    _COMMUNITY | _codes(Reporting.REPORT_SIGN),
    Level.COMMUNITY.value,
)
COMMUNITY_CLERK = Role(
    "community_clerk",
    Term("Community clerk", "社区信息员"),
    Term("Keeps the registers of a community and prepares its report.", "维护社区台账，准备日报。"),
    _SHIFT
    | _codes(Screening.CAMPAIGN_WRITE, Registry.ORGANISATION_WRITE, Quarantine.TEAM_WRITE, Reporting.REPORT_SUBMIT),
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
    _STREET | _codes(Quarantine.ORDER_CONFIRM, Quarantine.ORDER_CORRECT, Quarantine.TEAM_WRITE),
    Level.STREET.value,
)
DISTRICT_INSPECTOR = Role(
    "district_inspector",
    Term("District inspector", "区级督查员"),
    Term("Sees figures and coverage, and no person.", "只看汇总数据和覆盖率，不看个人信息。"),
    _EVERYONE | _codes(Reporting.REPORT_READ, Reporting.REPORT_CHASE),
    Level.DISTRICT.value,
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
    _EVERYONE | _codes(Scope.AREA_MANAGE, Scope.ACTOR_MANAGE),
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
    POLICY_OFFICER,
    ADMINISTRATOR,
)


def register() -> None:
    """Make them known; called once all apps are ready."""
    register_roles(*ROLES)
