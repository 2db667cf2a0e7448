"""Ways of contact, states, places and health facts."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Channel(Vocabulary):
    """The rungs of the ladder, and the household calling back."""

    PHONE = ("phone", "By phone", "电话")
    DOOR = ("door", "At the door", "上门")
    NOTICE = ("notice", "Notice posted", "张贴温馨提示")
    CALL_BACK = ("call_back", "The household called back", "住户回电")


class AttemptOutcome(Vocabulary):
    """What one attempt brought. An attempt is never the state of a household."""

    REACHED = ("reached", "Reached, situation known", "已联系，情况已掌握")
    NO_ANSWER = ("no_answer", "No answer", "无人接听")
    NUMBER_WRONG = ("number_wrong", "Wrong or missing number", "号码错误或缺失")
    NOBODY_HOME = ("nobody_home", "Nobody at home", "家中无人")
    POSTED = ("posted", "Notice posted", "已张贴")
    REFUSED = ("refused", "Declined to answer", "拒绝")
    VACANT = ("vacant", "Nobody lives there", "空置")
    NOT_FOUND = ("not_found", "No such address or household", "查无此户")


class Step(Vocabulary):
    """What to do next for a household."""

    PHONE = ("phone", "Call by phone", "电话联系")
    DOOR = ("door", "Visit at the door", "上门走访")
    NOTICE = ("notice", "Post a notice", "张贴温馨提示")
    WAIT = ("wait", "Wait for the household to call", "等待回电")
    DONE = ("done", "Nothing more", "无需再联系")


class HouseholdState(Vocabulary):
    """What the attempts on a household established. All but 'not reached' are closed and equally valid ends."""

    NOT_REACHED = ("not_reached", "Not reached yet", "尚未联系上")
    SETTLED_BY_PHONE = ("settled_by_phone", "Settled by phone", "电话排查")
    SETTLED_AT_DOOR = ("settled_at_door", "Settled at the door", "上门排查")
    SETTLED_BY_CALL_BACK = ("settled_by_call_back", "Settled by call-back", "回电排查")
    REFUSED = ("refused", "Declined", "拒绝")
    VACANT = ("vacant", "Vacant", "空置")
    NOT_FOUND = ("not_found", "Not found", "查无此户")

    @property
    def is_settled(self) -> bool:
        """Whether the household's situation is known."""
        return self in _SETTLED

    @property
    def is_closed(self) -> bool:
        """Whether no further attempt is asked for."""
        return self is not HouseholdState.NOT_REACHED


_SETTLED = frozenset(
    {HouseholdState.SETTLED_BY_PHONE, HouseholdState.SETTLED_AT_DOOR, HouseholdState.SETTLED_BY_CALL_BACK}
)


class ClockState(Vocabulary):
    """The clock from arriving home to the situation being known."""

    KNOWN_IN_TIME = ("known_in_time", "Known in time", "按时掌握")
    KNOWN_LATE = ("known_late", "Known late", "超时掌握")
    RUNNING = ("running", "Running", "计时中")
    OVERDUE = ("overdue", "Overdue", "已超时")
    NOT_STARTED = ("not_started", "Time of arrival unknown", "到家时间未知")


class MovementState(Vocabulary):
    """The three ledgers, as views of departures and arrivals."""

    NOT_LEFT = ("not_left", "Has not left", "未外出")
    RETURNED = ("returned", "Left and returned, or arrived", "近期外出返回")
    NOT_YET_RETURNED = ("not_yet_returned", "Left, not returned yet", "外出未返回")


class OriginClass(Vocabulary):
    """Where someone stayed, in the classes of the daily sheet. Wuhan is counted within Hubei and shown beside it."""

    HUBEI = ("hubei", "Hubei", "湖北省")
    OTHER_PROVINCE = ("other_province", "Another province", "外省")
    WITHIN_PROVINCE = ("within_province", "Within the province", "省内")
    ABROAD = ("abroad", "Abroad", "境外")
    UNKNOWN = ("unknown", "Unknown", "未知")


class TransportMode(Vocabulary):
    TRAIN = ("train", "Train", "火车")
    FLIGHT = ("flight", "Flight", "飞机")
    COACH = ("coach", "Coach", "客车")
    OWN_CAR = ("own_car", "Own car", "自驾")
    SHARED_CAR = ("shared_car", "Shared car or taxi", "拼车、出租车")
    SHIP = ("ship", "Ship", "轮船")
    OTHER = ("other", "Other", "其他")
    UNKNOWN = ("unknown", "Unknown", "未知")


class IdentityGroup(Vocabulary):
    """What brings someone here; asked for sub-totals and for care, and never a ground for a measure."""

    STUDENT = ("student", "Student", "学生")
    WORKER = ("worker", "Worker from elsewhere", "务工人员")
    BUSINESS = ("business", "On business", "经商、出差")
    VISITOR = ("visitor", "Visiting family or friends", "探亲访友")
    TRAVELLER = ("traveller", "Traveller", "旅游")
    OTHER = ("other", "Other", "其他")
    UNKNOWN = ("unknown", "Unknown", "未知")


class DepartureReason(Vocabulary):
    """Why someone is away; asked for care and planning only."""

    WORK = ("work", "Work", "务工")
    STUDY = ("study", "Study", "求学")
    BUSINESS = ("business", "Business", "经商、出差")
    FAMILY = ("family", "Visiting family", "探亲")
    MEDICAL = ("medical", "Medical treatment", "就医")
    TRAVEL = ("travel", "Travel", "旅游")
    OTHER = ("other", "Other", "其他")


NO_SYMPTOMS = ("正常", "无症状", "无异常", "良好", "健康", "未见异常")
"""How registers write that symptoms were asked and there were none, beside 无."""


class Symptom(Vocabulary):
    """What is asked at the door, on arrival and in daily checks. An empty list means asked and none."""

    FEVER = ("fever", "Fever", "发热")
    COUGH = ("cough", "Cough", "咳嗽")
    SHORTNESS_OF_BREATH = ("shortness_of_breath", "Shortness of breath", "气促")
    FATIGUE = ("fatigue", "Fatigue", "乏力")
    SORE_THROAT = ("sore_throat", "Sore throat", "咽痛")
    RUNNY_NOSE = ("runny_nose", "Runny or blocked nose", "鼻塞流涕")
    MUSCLE_PAIN = ("muscle_pain", "Muscle pain", "肌肉酸痛")
    DIARRHOEA = ("diarrhoea", "Diarrhoea", "腹泻")
    LOSS_OF_SMELL = ("loss_of_smell", "Loss of smell or taste", "嗅（味）觉减退")
    CONJUNCTIVITIS = ("conjunctivitis", "Red eyes", "结膜炎")


class ScreeningReason(Vocabulary):
    """Why a rule of screening decided as it did."""

    REACHED = ("screening:reason:reached", "Reached on {day}", "{day} 已联系上")
    CLOSED = ("screening:reason:closed", "Closed as it was found on {day}", "{day} 查明情况，已结束")
    NOT_TRIED = ("screening:reason:not_tried", "Not tried yet", "尚未联系")
    CALLS_LEFT = ("screening:reason:calls_left", "{made} of {wanted} calls made", "已拨打 {made}/{wanted} 次")
    CALLS_USED_UP = ("screening:reason:calls_used_up", "{made} calls without an answer", "已拨打 {made} 次均未接通")
    NUMBER_WRONG = ("screening:reason:number_wrong", "There is no working number", "无有效电话号码")
    NOBODY_HOME = ("screening:reason:nobody_home", "Nobody at home on {day}", "{day} 上门无人")
    NOTICE_POSTED = ("screening:reason:notice_posted", "Notice posted on {day}", "{day} 已张贴温馨提示")
    HOURS_TAKEN = (
        "screening:reason:hours_taken",
        "Known after {minutes} minutes, limit {limit} h",
        "用时 {minutes} 分钟，时限 {limit} 小时",
    )
    HOURS_RUN = (
        "screening:reason:hours_run",
        "{minutes} minutes since arrival, limit {limit} h",
        "到家已 {minutes} 分钟，时限 {limit} 小时",
    )
    ANNOUNCED = ("screening:reason:announced", "Known before the arrival", "到家前已掌握")
    PLACE_DIFFERS = ("screening:reason:place_differs", "Another account names another place", "旅居地与另一来源不同")
    LEAVING_DIFFERS = (
        "screening:reason:leaving_differs",
        "Another account names another day",
        "离开日期与另一来源不同",
    )
    ARRIVAL_TIME_UNKNOWN = ("screening:reason:arrival_time_unknown", "Ask when the person came home", "请核实到家时间")
