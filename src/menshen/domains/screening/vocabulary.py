"""The words of screening, and those of a person's first health facts, which quarantine shares."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    """`screening:noun:verb`."""

    CAMPAIGN_READ = ("screening:campaign:read", "See campaigns and their coverage", "查看排查进度")
    CAMPAIGN_WRITE = ("screening:campaign:write", "Start and close campaigns", "发起和结束排查")
    ATTEMPT_WRITE = ("screening:attempt:write", "Record attempts", "登记联系记录")
    DEPARTURE_READ = ("screening:departure:read", "See departures", "查看外出人员")
    DEPARTURE_WRITE = ("screening:departure:write", "Record departures", "登记外出人员")
    ARRIVAL_READ = ("screening:arrival:read", "See arrivals", "查看来返人员")
    ARRIVAL_WRITE = ("screening:arrival:write", "Register and correct arrivals", "登记和更正来返人员")


class Kind(Vocabulary):
    """Journal kinds, `screening:noun:past`."""

    CAMPAIGN_STARTED = ("screening:campaign:started", "Campaign started", "排查已发起")
    CAMPAIGN_SHARED = ("screening:campaign:shared", "Households of a grid taken in", "网格住户已纳入排查")
    CAMPAIGN_EXTENDED = ("screening:campaign:extended", "Campaign extended", "排查范围已补充")
    CAMPAIGN_CLOSED = ("screening:campaign:closed", "Campaign closed", "排查已结束")
    ATTEMPT_RECORDED = ("screening:attempt:recorded", "Attempt recorded", "联系记录已登记")
    ATTEMPT_WITHDRAWN = ("screening:attempt:withdrawn", "Attempt withdrawn", "联系记录已撤销")
    NOTICE_ISSUED = ("screening:notice:issued", "Note for the household printed", "温馨提示已打印")
    DEPARTURE_RECORDED = ("screening:departure:recorded", "Departure recorded", "外出已登记")
    DEPARTURE_CORRECTED = ("screening:departure:corrected", "Departure corrected", "外出登记已更正")
    DEPARTURE_ENDED = ("screening:departure:ended", "Came back, or the return was taken back", "外出人员返回状态已更新")
    DEPARTURE_WITHDRAWN = ("screening:departure:withdrawn", "Departure withdrawn", "外出登记已撤销")
    DEPARTURE_SUPERSEDED = ("screening:departure:superseded", "A correction took its place", "外出登记已被更正记录取代")
    ARRIVAL_REGISTERED = ("screening:arrival:registered", "Arrival registered", "来返人员已登记")
    ARRIVAL_CORRECTED = ("screening:arrival:corrected", "Arrival corrected", "来返登记已更正")
    ARRIVAL_WITHDRAWN = ("screening:arrival:withdrawn", "Arrival withdrawn", "来返登记已撤销")
    ARRIVAL_CONTRADICTED = ("screening:arrival:contradicted", "Another account differs", "来返信息存在出入")
    ARRIVAL_SUPERSEDED = ("screening:arrival:superseded", "A correction took its place", "来返登记已被更正记录取代")


class Problem(Vocabulary):
    """Refusals, `screening:noun:problem`; each sentence says what to do."""

    CAMPAIGN_TITLE_TAKEN = (
        "screening:campaign:title_taken",
        "A campaign of this title exists in this area. Choose another title or continue that one.",
        "辖区内已有同名排查，请更换名称或继续原排查。",
    )
    CAMPAIGN_EMPTY = (
        "screening:campaign:empty",
        "There are no households in this area yet. Import the household roster first.",
        "辖区内尚无住户，请先导入住户名册。",
    )
    CAMPAIGN_CLOSED = (
        "screening:campaign:closed",
        "This campaign was closed on {closed_on}. Start a new one.",
        "该排查已于 {closed_on} 结束，请发起新的排查。",
    )
    HOUSEHOLD_NOT_IN_CAMPAIGN = (
        "screening:attempt:household_not_in_campaign",
        "This household is not part of the campaign. Check the household or the campaign.",
        "该户不在此次排查范围内，请核对户或排查任务。",
    )
    NOTHING_TO_ASK = (
        "screening:notice:nothing_to_ask",
        "The situation of this household is known already, so no note is needed.",
        "该户情况已掌握，无需再打印温馨提示。",
    )
    OUTCOME_IMPOSSIBLE = (
        "screening:attempt:outcome_impossible",
        "“{outcome}” cannot come from this way of contact. Choose one that fits.",
        "该联系方式不会产生“{outcome}”这一结果，请重新选择。",
    )
    ATTEMPT_DIFFERS = (
        "screening:attempt:differs",
        "An attempt at this very time is recorded with another outcome ({outcome}). Correct the time or withdraw it.",
        "该时间的联系记录已登记为“{outcome}”，请更正时间，或先撤销原记录。",
    )
    IN_THE_FUTURE = (
        "screening:attempt:in_the_future",
        "The time lies in the future. Correct it.",
        "时间晚于当前时间，请更正。",
    )
    ALREADY_AWAY = (
        "screening:departure:already_away",
        "This person is recorded as away since {left_on}. Correct that record, or register the return first.",
        "该人员自 {left_on} 起已登记为外出，请更正原记录，或先登记返回。",
    )
    DEPARTURE_IN_THE_FUTURE = (
        "screening:departure:in_the_future",
        "The departure lies in the future. Record it once the person has left.",
        "外出日期晚于今天，请在实际外出后登记。",
    )
    DEPARTURE_CORRECTED = (
        "screening:departure:already_corrected",
        "This record was already corrected. Correct the newest version.",
        "该记录已被更正，请在最新记录上更正。",
    )
    RETURN_BEFORE_LEAVING = (
        "screening:departure:return_before_leaving",
        "The return lies before the departure. Correct one of the dates.",
        "返回日期早于外出日期，请更正。",
    )
    PLACE_UNKNOWN = (
        "screening:arrival:place_unknown",
        "“{place}” was not recognised. Write province and city where the person stayed, e.g. 湖北省武汉市.",
        "无法识别“{place}”，请写明旅居地的省、市，例如“湖北省武汉市”。",
    )
    PLACE_IS_A_PLATE = (
        "screening:arrival:place_is_a_plate",
        "A number plate says nothing about where someone stayed. Write the place.",
        "车牌不能说明旅居地，请填写实际停留地。",
    )
    LEFT_AFTER_ARRIVAL = (
        "screening:arrival:left_after_arrival",
        "The person left the place of origin after arriving here. Correct one of the dates.",
        "离开来源地的日期晚于到达日期，请更正。",
    )
    ARRIVAL_IN_THE_FUTURE = (
        "screening:arrival:in_the_future",
        "The arrival lies in the future. Announce it as expected instead, or correct the time.",
        "到达时间晚于当前时间，请更正或按预计到达登记。",
    )
    KNOWN_IN_THE_FUTURE = (
        "screening:arrival:known_in_the_future",
        "The time at which the situation was known lies in the future. Correct it.",
        "掌握情况的时间晚于当前时间，请更正。",
    )
    ARRIVED_ALREADY = (
        "screening:arrival:arrived_already",
        "Another arrival of this person is recorded for this day. Withdraw one of the two.",
        "该人员当日已有另一条来返记录，请撤销其中一条。",
    )
    ARRIVAL_CORRECTED = (
        "screening:arrival:already_corrected",
        "This record was already corrected. Correct the newest version.",
        "该记录已被更正，请在最新记录上更正。",
    )


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
