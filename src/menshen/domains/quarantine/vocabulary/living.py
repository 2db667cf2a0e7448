"""The words of the days in quarantine: moving, needs, homes, tests, doors, appeals."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Destination(Vocabulary):
    """Where a transfer leads."""

    SITE = ("site", "Quarantine site", "集中隔离点")
    HOSPITAL = ("hospital", "Hospital", "医疗机构")


class TransferState(Vocabulary):
    """Where a transfer stands."""

    ASKED = ("asked", "Asked, not left yet", "待出发")
    ON_THE_WAY = ("on_the_way", "On the way", "转运途中")
    ARRIVED = ("arrived", "Arrived, not received yet", "已到达，待交接")
    RECEIVED = ("received", "Received", "已交接")
    CANCELLED = ("cancelled", "Cancelled", "已取消")


class TransferStep(Vocabulary):
    """What can happen to a transfer."""

    LEAVE = ("leave", "Leave", "出发")
    ARRIVE = ("arrive", "Arrive", "到达")
    RECEIVE = ("receive", "Be received", "交接")
    CANCEL = ("cancel", "Be cancelled", "取消")


class NeedKind(Vocabulary):
    FOOD = ("food", "Food and daily goods", "食品和生活用品")
    MEDICINE = ("medicine", "Medicine", "药品")
    CARE = ("care", "Care of a person", "照护")
    COMFORT = ("comfort", "Somebody to talk to", "心理支持")
    REPAIR = ("repair", "Repair, water, heating", "维修、水电暖")
    OTHER = ("other", "Other", "其他")


class NeedOutcome(Vocabulary):
    DONE = ("done", "Done", "已办")
    NOT_POSSIBLE = ("not_possible", "Could not be done", "未能办理")
    WITHDRAWN = ("withdrawn", "No longer needed", "不再需要")


class OutingReason(Vocabulary):
    """Grounds on which somebody in home quarantine may have to go out. Danger to life asks for nobody's leave."""

    MEDICAL = ("medical", "Medical care", "就医")
    BIRTH = ("birth", "Birth", "分娩")
    CARING = ("caring", "Caring for somebody", "照护他人")
    BEREAVEMENT = ("bereavement", "Bereavement", "奔丧")
    OTHER = ("other", "Another necessity", "其他确需外出")


class HomeVerdict(Vocabulary):
    """Whether a home can be quarantined in, and so where it is spent."""

    HOME = ("home", "Fit: at home", "符合条件，居家隔离")
    SITE = ("site", "Not fit: a person decides on a site", "不符合条件，由人工确定集中隔离")
    ASK = ("ask", "Not known yet: ask", "情况不明，须核实")


class DoorVerdict(Vocabulary):
    """What is made of an opening that a contact reported."""

    FORGET = ("forget", "Not kept: no order is in force", "不予保存（无生效决定）")
    EXPECTED = ("expected", "Expected", "有已知事由")
    ASK = ("ask", "A person asks what it was", "由人工核实")


class DoorFinding(Vocabulary):
    """What a person found out. None of them has a consequence by itself."""

    FALSE_ALARM = ("false_alarm", "False alarm", "误报")
    DELIVERY = ("delivery", "Took something in or put rubbish out", "取物或放置垃圾")
    EMERGENCY = ("emergency", "Emergency: fire, illness, violence", "紧急情况（火灾、急病、人身危险）")
    HELP_NEEDED = ("help_needed", "Needed something: help was arranged", "有实际困难，已协助解决")
    WENT_OUT = ("went_out", "Went out without need: was talked to", "无必要外出，已劝导")
    NOT_FOUND_OUT = ("not_found_out", "Could not be found out", "无法核实")


class AppealDecision(Vocabulary):
    UPHELD = ("upheld", "Upheld: the order is void from its start", "申诉成立，决定自始撤销")
    DISMISSED = ("dismissed", "Dismissed", "申诉不成立")


class Seen(Vocabulary):
    """What somebody saw; left open it is not known."""

    YES = ("yes", "Yes", "是")
    NO = ("no", "No", "否")
