"""Outcomes and states of the lists: clues, letters, intentions, workers, purchases."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class ClueOutcome(Vocabulary):
    """What a verification found. Each is a valid end: none is better than another, and refusal has no consequence."""

    AT_HOME = ("at_home", "Here, stays at home", "在本地，居家")
    CENTRALISED = ("centralised", "Here, in a quarantine site", "在本地，集中")
    HOSPITAL = ("hospital", "Taken to a doctor", "送医")
    UNDER_ORDER = ("under_order", "Already under an order", "已在管控")
    NO_GROUND = ("no_ground", "Here, no ground for a measure", "在本地，无管控依据")
    NOT_LOCATED = ("not_located", "Cannot be located", "查找不到本人")
    NUMBER_WRONG = ("number_wrong", "Wrong or missing number", "号码错误或空号")
    REFUSED = ("refused", "Declined to answer", "拒绝核实")
    OTHER_STREET = ("other_street", "Handed to another street", "移交其他街道")
    OTHER_DISTRICT = ("other_district", "Handed to another district", "移交其他区县")
    OTHER_CITY = ("other_city", "Handed to another city", "移交其他地市")
    OTHER_PROVINCE = ("other_province", "Reported to another province", "已上报协查至外省")
    LEFT_COUNTRY = ("left_country", "Left the country", "已出境")

    @property
    def is_here(self) -> bool:
        """Whether an arrival may follow."""
        return self in _HERE


_HERE = frozenset({ClueOutcome.AT_HOME, ClueOutcome.CENTRALISED})


class SplitWay(Vocabulary):
    """How a list is shared out. Nothing moves before somebody has looked at the proposal."""

    BY_ADDRESS = ("by_address", "By address; the rest stays here", "按地址，无法判断的留在本级")
    EVENLY = ("evenly", "Evenly", "平均分配")
    ADDRESS_THEN_EVENLY = ("address_then_evenly", "By address, the rest evenly", "先按地址，其余平均分配")


class SplitLevel(Vocabulary):
    """Among whom."""

    COMMUNITY = ("community", "Communities", "社区（村）")
    GRID = ("grid", "Grids", "网格")


class LetterSigner(Vocabulary):
    """How a letter was signed."""

    PAPER = ("paper", "On paper", "纸质签字")
    DRAWN = ("drawn", "Signed on screen", "屏幕签名")
    NAME_TYPED = ("name_typed", "Name typed in the signer's presence", "当面录入姓名确认")


class IntentionState(Vocabulary):
    """What became of an announced return."""

    EXPECTED = ("expected", "Expected", "拟返")
    CAME = ("came", "Came", "已返回")
    CALLED_OFF = ("called_off", "Called off", "已取消")


class WorkerState(Vocabulary):
    """How far somebody is who leaves for work."""

    REGISTERED = ("registered", "Registered", "已登记")
    CERTIFIED = ("certified", "Has a health certificate", "已出具健康证明")
    SEATED = ("seated", "Has a seat on a trip", "已安排车次")
    LEFT = ("left", "Left", "已出发")


class FollowUp(Vocabulary):
    """What a call after a purchase of medicine found; each ends the follow-up."""

    WELL = ("well", "Well, or bought for stock", "无不适或备用")
    ILL_ADVISED = ("ill_advised", "Ill, told where to get help", "有不适，已告知就医途径")
    NOT_REACHED = ("not_reached", "Not reached", "未联系上")
    DECLINED = ("declined", "Declined to answer", "不愿答复")
