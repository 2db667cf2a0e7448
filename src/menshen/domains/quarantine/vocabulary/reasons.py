"""The sentences in which decisions about people are explained."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class QuarantineReason(Vocabulary):
    """Why a rule of quarantine decided as it did; printed on notices as they stand."""

    LISTED_STAY = (
        "quarantine:reason:listed_stay",
        "Stayed in {place}, listed under {risk_id}",
        "曾在{place}停留，该地列入名单（{risk_id}）",
    )
    EXPOSED = ("quarantine:reason:exposed", "Last exposure on {day}", "末次暴露日期 {day}")
    ENTERED = ("quarantine:reason:entered", "Entered from {place} on {day}", "{day} 自{place}入境")
    RULE_ASKS = (
        "quarantine:reason:rule_asks",
        "Rule {rule_id}: {days} days, counted from {counted_from}; ends on {until} at 0:00",
        "依据规则 {rule_id}：{days} 天，自 {counted_from} 起算，{until} 0时解除",
    )
    NO_LISTED_STAY = (
        "quarantine:reason:no_listed_stay",
        "No stay in a place that a list in force names",
        "无现行名单所列地区旅居史",
    )
    NO_RULE = (
        "quarantine:reason:no_rule",
        "No rule in force for this case ({subject})",
        "该情形（{subject}）无现行规则",
    )
    RULE_NONE = (
        "quarantine:reason:rule_none",
        "Rule {rule_id} asks for no measure",
        "规则 {rule_id} 不要求采取措施",
    )
    OUTSIDE_WINDOW = (
        "quarantine:reason:outside_window",
        "Left {place} on {day}, more than {window} days ago",
        "{day} 已离开{place}，超过 {window} 天",
    )
    PERIOD_OVER = (
        "quarantine:reason:period_over",
        "The {days} days since {counted_from} are over",
        "自 {counted_from} 起的 {days} 天已满",
    )
    PLACE_UNKNOWN = (
        "quarantine:reason:place_unknown",
        "Where the person stayed is not known: ask",
        "旅居地不明，请核实",
    )
    LEAVING_UNKNOWN = (
        "quarantine:reason:leaving_unknown",
        "The day of leaving {place} is not known: counted from the arrival on {day}; ask",
        "离开{place}的日期不明，按到达日 {day} 起算，请核实",
    )
    DATES_UNKNOWN = (
        "quarantine:reason:dates_unknown",
        "Neither leaving {place} nor arriving is known: no order without a date; ask",
        "离开{place}和到达日期均不明，无日期不得作出决定，请核实",
    )
    STRICTEST = (
        "quarantine:reason:strictest",
        "Several grounds: the strictest measure of each day counts",
        "存在多项依据，按每日最严措施执行",
    )
    ASSESS = (
        "quarantine:reason:assess",
        "To be assessed individually, never alone in a site",
        "须逐一评估，不得单独集中隔离",
    )
    HOME_FIT = ("quarantine:reason:home_fit", "At home, which is fit for it", "居家条件符合，居家执行")
    HOME_UNFIT = (
        "quarantine:reason:home_unfit",
        "The home is not fit for quarantine: a person decides where",
        "居家条件不符合，由人工确定地点",
    )
    HOME_UNASKED = (
        "quarantine:reason:home_unasked",
        "Whether the home is fit is not known: ask",
        "居家条件不明，请核实",
    )
    PLACE_OPEN = (
        "quarantine:reason:place_open",
        "The rule leaves the place open: the milder one is proposed, a person decides",
        "规则未限定地点，建议较宽措施，由人工确定",
    )
    ASSESSED = (
        "quarantine:reason:assessed",
        "After an individual assessment: {reason}",
        "经逐一评估：{reason}",
    )
    FOLLOWS = (
        "quarantine:reason:follows",
        "The next stretch under rule {rule_id}: from {starts_on}, ends on {until} at 0:00",
        "依据规则 {rule_id} 的后续阶段：{starts_on} 起，{until} 0时解除",
    )
    NEW_GROUND = ("quarantine:reason:new_ground", "A new ground: {reason}", "新的依据：{reason}")
    APPROVED_ABOVE = (
        "quarantine:reason:approved_above",
        "Approved by the level above on {day} (request no. {number})",
        "经上级 {day} 审批同意（审批事项第 {number} 号）",
    )
    RECORD_WRONG = (
        "quarantine:reason:record_wrong",
        "The arrival on which the order rests was entered by mistake",
        "作为依据的来返登记有误，已撤销",
    )
    FEVER = (
        "quarantine:reason:fever",
        "{temperature} °C, at or above {line} °C",
        "体温 {temperature} ℃，达到 {line} ℃",
    )
    SYMPTOMS = ("quarantine:reason:symptoms", "Symptoms: {count}", "有症状 {count} 项")
    NO_SIGNS = ("quarantine:reason:no_signs", "Below {line} °C and no symptoms", "低于 {line} ℃ 且无症状")
    TEMPERATURE_UNKNOWN = ("quarantine:reason:temperature_unknown", "Temperature not known", "体温未知")
    TEMPERATURE_IMPLAUSIBLE = (
        "quarantine:reason:temperature_implausible",
        "{temperature} °C cannot be: measure again",
        "体温 {temperature} ℃ 不合理，请复测",
    )
    SYMPTOMS_UNASKED = ("quarantine:reason:symptoms_unasked", "Symptoms not asked", "未询问症状")
    APPROVAL_OPEN = (
        "quarantine:reason:approval_open",
        "The approval is asked until {until} at 0:00; the order ends then in any case",
        "请在 {until} 0时前审批，届时无论是否审批均解除",
    )
    APPROVED_BY = ("quarantine:reason:approved", "Approved on {day}", "{day} 已批准")
    NOT_APPROVED = (
        "quarantine:reason:not_approved",
        "Nobody approved until {until}: the order ends, the lapse goes to the level above",
        "至 {until} 未审批：隔离解除，逾期情况上报上级",
    )
    OBJECTED_TO_RELEASE = (
        "quarantine:reason:release_refused",
        "A refusal does not hold anybody: longer takes a new order",
        "不同意解除不产生继续隔离的效力，须另行作出决定",
    )
    GOES_ON = ("quarantine:reason:goes_on", "In force until {until}", "执行至 {until}")
    SHORTER = (
        "quarantine:reason:shorter",
        "Under {rule_id} it would end on {until} instead of {old_until}",
        "按 {rule_id} 应于 {until} 解除（原为 {old_until}）",
    )
    MILDER = ("quarantine:reason:milder", "Under {rule_id} a milder measure is enough", "按 {rule_id} 可采取较宽措施")
    NO_LONGER_ASKED = (
        "quarantine:reason:no_longer_asked",
        "No rule in force asks for it any more",
        "现行规则已不要求该措施",
    )
    WAITING_LIMIT = (
        "quarantine:reason:waiting_limit",
        "{minutes} of at most {limit} minutes",
        "已等候 {minutes} 分钟，最长 {limit} 分钟",
    )
    OWN_TREATMENT = (
        "quarantine:reason:own_treatment",
        "A child, a pregnant or an ill person does not wait",
        "未成年人、孕产妇、患病者不等候",
    )
    HOME_NO_ROOM = ("quarantine:reason:home_no_room", "No room of one's own", "无独立房间")
    HOME_NO_TOILET = ("quarantine:reason:home_no_toilet", "No toilet of one's own", "无独立卫生间")
    HOME_NO_AIR = ("quarantine:reason:home_no_air", "The room cannot be aired", "房间不能通风")
    HOME_SHARED_AIR = (
        "quarantine:reason:home_shared_air",
        "Central air that other rooms share",
        "与其他房间共用中央空调",
    )
    HOME_VULNERABLE = (
        "quarantine:reason:home_vulnerable",
        "Somebody vulnerable lives in the same home",
        "同住人员中有易感人群",
    )
    SENSOR_OFF = (
        "quarantine:reason:sensor_off",
        "No order is in force at this door, or the contact was taken off",
        "该户无生效决定，或门磁已拆除",
    )
    OUTING_GRANTED = ("quarantine:reason:outing_granted", "An outing is arranged for that time", "该时段已安排外出")
    VISIT_KNOWN = (
        "quarantine:reason:visit_known",
        "A check, delivery or hand-over is recorded about that time",
        "该时段前后有随访、送达或转运记录",
    )
    OPENING_UNKNOWN = (
        "quarantine:reason:opening_unknown",
        "Nothing is recorded that explains it: ask kindly",
        "无相关记录，请平和核实",
    )
