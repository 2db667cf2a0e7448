"""Where orders, checks, referrals and releases stand."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Standing(Vocabulary):
    """Where an order stands on a day. In force and due are both 'in force' in every count."""

    PROPOSED = ("proposed", "Proposed, binds nobody", "建议（未生效）")
    DECLINED = ("declined", "Declined", "未予确认")
    TO_START = ("to_start", "Confirmed, begins later", "已确认，未到起始日")
    IN_FORCE = ("in_force", "In force", "在管")
    DUE = ("due", "In force, release is asked", "在管，待解除")
    ENDED = ("ended", "Ended", "已解除")

    @property
    def counts(self) -> bool:
        """Whether the order is in force in the daily sheet."""
        return self in (Standing.IN_FORCE, Standing.DUE)


class EndReason(Vocabulary):
    """Why an order ended."""

    APPROVED = ("approved", "Release approved", "审批解除")
    BY_RULE = ("by_rule", "Ended by rule without an approval", "到期自动解除")
    SHORTENED = ("shortened", "Shortened", "缩短后解除")
    WITHDRAWN = ("withdrawn", "Withdrawn, the ground was wrong", "撤销")
    VOIDED = ("voided", "Void from its start, upon an appeal", "申诉成立，自始撤销")
    TRANSFERRED = ("transferred", "Handed over to another area", "转出")
    HOSPITALISED = ("hospitalised", "Handed over to a hospital", "转送医院")
    SUPERSEDED = ("superseded", "Replaced by a new order", "由新决定替代")


class Place(Vocabulary):
    """Where quarantine is spent, by the codes of policy's measures: what a person chooses between."""

    HOME = ("home_quarantine", "At home", "居家隔离")
    SITE = ("centralised_quarantine", "In a site", "集中隔离")


class Ground(Vocabulary):
    """What may be a new ground to hold someone longer: the exposures among policy's situations, by the same codes."""

    CLOSE_CONTACT = ("close_contact", "Close contact", "密切接触者")
    SECONDARY_CONTACT = ("secondary_contact", "Contact of a close contact", "密接的密接")
    CLOSED_LOOP_LEAVER = ("closed_loop_leaver", "Worker leaving a closed loop", "脱离闭环作业人员")


class SpecialGroup(Vocabulary):
    """People who are assessed individually and are never alone in a site."""

    UNDER_FOURTEEN = ("under_fourteen", "Under 14", "未满14周岁")
    PREGNANT = ("pregnant", "Pregnant", "孕产妇")
    ILL = ("ill", "Ill or in regular treatment", "患病或需定期治疗")
    DEPENDENT = ("dependent", "Depends on others' care", "生活不能自理")


class CheckSession(Vocabulary):
    MORNING = ("morning", "Morning", "早")
    EVENING = ("evening", "Evening", "晚")


class CheckVerdict(Vocabulary):
    """What a health check says. Incomplete is not normal."""

    NORMAL = ("normal", "Normal", "正常")
    REFER = ("refer", "To be referred", "需转诊")
    INCOMPLETE = ("incomplete", "Incomplete: ask or measure again", "不完整，需补测")


class ReferralConclusion(Vocabulary):
    EXCLUDED = ("excluded", "Excluded", "排除")
    CONFIRMED = ("confirmed", "Confirmed", "确诊")
    OTHER_ILLNESS = ("other_illness", "Another illness", "其他疾病")


class ReleaseVerdict(Vocabulary):
    """What happens to an order on a day."""

    NOT_DUE = ("not_due", "Goes on", "继续")
    AWAITING_APPROVAL = ("awaiting_approval", "Approval is asked", "待审批")
    RELEASED = ("released", "Ends, approved in time", "按期解除")
    ENDED_BY_RULE = ("ended_by_rule", "Ends by rule; the missing approval is escalated", "到期自动解除，逾期审批上报")


class WaitingVerdict(Vocabulary):
    """A feverish person waits for a medical hand-over, and no longer than that."""

    WAIT = ("wait", "May be asked to wait", "可等候")
    HAND_OVER_NOW = ("hand_over_now", "Hand over to medicine at once", "立即移交医疗")
    GO = ("go", "May go; the time is over", "等候时间已满，可离开")


class SiteKind(Vocabulary):
    HOTEL = ("hotel", "Hotel", "宾馆酒店")
    SCHOOL = ("school", "School or training centre", "学校、培训中心")
    PURPOSE_BUILT = ("purpose_built", "Purpose-built site", "专用隔离点")
    OTHER = ("other", "Other", "其他")
