"""What can be done, what was done, and what was refused."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    """`quarantine:noun:verb`."""

    ORDER_READ = ("quarantine:order:read", "See orders", "查看隔离决定")
    ORDER_CONFIRM = ("quarantine:order:confirm", "Confirm or decline an order", "确认或不予确认隔离决定")
    ORDER_CORRECT = ("quarantine:order:correct", "Correct, shorten or withdraw an order", "更正、缩短或撤销隔离决定")
    ORDER_TRANSFER = ("quarantine:order:transfer", "Hand an order over to another area", "转出隔离对象")
    SITE_READ = ("quarantine:site:read", "See sites and rooms", "查看隔离点")
    SITE_WRITE = ("quarantine:site:write", "Set up sites and rooms", "维护隔离点和房间")
    PLACEMENT_WRITE = ("quarantine:placement:write", "Assign and end placements", "安排和结束安置")
    TEAM_WRITE = ("quarantine:team:write", "Name the responsible team", "指定包保人员")
    CHECK_READ = ("quarantine:health_check:read", "See health checks", "查看健康监测")
    CHECK_WRITE = ("quarantine:health_check:write", "Record health checks", "登记健康监测")
    REFERRAL_READ = ("quarantine:referral:read", "See referrals", "查看转诊")
    REFERRAL_WRITE = ("quarantine:referral:write", "Follow a referral", "登记转诊过程")
    RELEASE_APPROVE = ("quarantine:release:approve", "Approve a release", "批准解除")
    NOTICE_ISSUE = ("quarantine:notice:issue", "Issue notices of start and release", "出具告知书")


class Kind(Vocabulary):
    """Journal kinds, `quarantine:noun:past`."""

    ORDER_PROPOSED = ("quarantine:order:proposed", "Order proposed", "隔离建议已提出")
    ORDER_CONFIRMED = ("quarantine:order:confirmed", "Order confirmed", "隔离决定已确认")
    BATCH_CONFIRMED = ("quarantine:batch:confirmed", "Proposals of a rule confirmed", "已按规则批量确认")
    RELEASES_APPROVED = ("quarantine:batch:released", "Releases of an area approved", "已批量批准解除")
    SITE_FILLED = ("quarantine:site:filled", "Rooms of a site allocated", "隔离点房间已安排")
    PROPOSAL_LAPSED = ("quarantine:order:lapsed", "Days over before anybody decided", "期限已过，建议失效")
    ORDER_DECLINED = ("quarantine:order:declined", "Order declined", "隔离建议未予确认")
    ORDER_SHORTENED = ("quarantine:order:shortened", "Order shortened", "隔离期限已缩短")
    PROPOSAL_WITHDRAWN = ("quarantine:proposal:withdrawn", "Proposal withdrawn, its facts changed", "隔离建议已撤回")
    ORDER_WITHDRAWN = ("quarantine:order:withdrawn", "Order withdrawn", "隔离决定已撤销")
    CHANGE_PROPOSED = ("quarantine:change:proposed", "Shortening proposed", "已提出缩短建议")
    CHANGE_WITHDRAWN = ("quarantine:change:withdrawn", "Shortening withdrawn, the facts changed", "缩短建议已撤回")
    CHANGE_DECLINED = ("quarantine:change:declined", "Shortening declined", "缩短建议未采纳")
    CHANGES_APPROVED = ("quarantine:batch:shortened", "Shortenings of an area approved", "已批量缩短期限")
    ORDER_TRANSFERRED = ("quarantine:order:transferred", "Order handed over", "隔离对象已转出")
    SITE_REGISTERED = ("quarantine:site:registered", "Site registered", "隔离点已登记")
    PLACEMENT_ASSIGNED = ("quarantine:placement:assigned", "Placement assigned", "安置已安排")
    PLACEMENT_ENDED = ("quarantine:placement:ended", "Placement ended", "安置已结束")
    TEAM_ASSIGNED = ("quarantine:team:assigned", "Team member named", "包保人员已指定")
    CHECK_RECORDED = ("quarantine:health_check:recorded", "Health check recorded", "健康监测已登记")
    CHECK_CORRECTED = ("quarantine:health_check:corrected", "Health check corrected", "健康监测已更正")
    REFERRAL_OPENED = ("quarantine:referral:opened", "Referral opened", "转诊已发起")
    REFERRAL_HANDED_OVER = ("quarantine:referral:handed_over", "Handed over to medicine", "已移交医疗机构")
    REFERRAL_DIAGNOSED = ("quarantine:referral:diagnosed", "First diagnosis made", "已作出首次诊断")
    REFERRAL_CONCLUDED = ("quarantine:referral:concluded", "Referral concluded", "转诊已有结论")
    RELEASE_APPROVED = ("quarantine:release:approved", "Release approved", "解除已批准")
    ORDER_ENDED = ("quarantine:order:ended", "Order ended", "隔离已解除")
    NOTICE_REISSUED = ("quarantine:notice:reissued", "Notice issued anew", "告知书已重新出具")
    APPROVAL_LAPSED = (
        "quarantine:release:lapsed",
        "Ended by rule, nobody had approved in time",
        "审批逾期，按规定自动解除",
    )


class Problem(Vocabulary):
    """Refusals, `quarantine:noun:problem`; each sentence says what to do."""

    NO_BASIS = (
        "quarantine:order:no_basis",
        "No rule in force asks for a measure here. An order needs a stay in a listed area or an exposure.",
        "没有现行规则要求对此采取管控措施，须有风险地区旅居史或暴露史。",
    )
    ALREADY_ORDERED = (
        "quarantine:order:already_ordered",
        "An order is in force for this person until {until}. Correct or end that one first.",
        "该人员已有隔离决定（至 {until}），请先更正或结束原决定。",
    )
    ALREADY_DECIDED = (
        "quarantine:order:already_decided",
        "This order was already confirmed or declined. Correct it or make a new one.",
        "该建议已处理，请更正原决定或重新提出。",
    )
    NOT_CONFIRMED = (
        "quarantine:order:not_confirmed",
        "This order is not confirmed. Confirm or decline it first.",
        "该隔离建议尚未确认，请先处理。",
    )
    NOTHING_TO_CONFIRM = (
        "quarantine:batch:nothing_to_confirm",
        "No proposal under rule {rule_id} waits here that may be confirmed in a batch.",
        "没有依据 {rule_id} 提出、可批量确认的建议。",
    )
    RECEIVER_UNKNOWN = (
        "quarantine:order:receiver_unknown",
        "Choose another area that takes the person over.",
        "请选择接收该人员的其他辖区。",
    )
    ASSESS_FIRST = (
        "quarantine:order:assess_first",
        "This person has to be assessed individually and cannot be confirmed in a batch. Open the order.",
        "该人员须逐一评估，不能批量确认，请单独办理。",
    )
    PROPOSAL_CHANGED = (
        "quarantine:order:proposal_changed",
        "The facts or the rule have changed since the proposal. Look at the new one before you confirm.",
        "提出建议后事实或规则已变化，请查看新的建议后再确认。",
    )
    PLACE_NOT_OPEN = (
        "quarantine:order:place_not_open",
        "The rule leaves no choice of the place here. Confirm the proposal as it is, or decline it.",
        "规则未允许在此选择隔离地点，请按建议确认或不予确认。",
    )
    LIMIT_MISSING = (
        "quarantine:order:limit_missing",
        "“{what}” is not set for this area on {day}, and nothing may be assumed. Ask the policy officer to set it.",
        "该辖区 {day} 未设定“{what}”，不得自行假定，请联系政策规则员设定。",
    )
    ORDER_ENDED = (
        "quarantine:order:ended",
        "This order ended on {ended_on}. A new one needs its own ground.",
        "该隔离已于 {ended_on} 结束，如需继续须另行作出决定。",
    )
    LONGER_NEEDS_NEW_ORDER = (
        "quarantine:order:longer_needs_new_order",
        "An order cannot be made longer. Make a new order with its reason, rule, notice and the way to object.",
        "隔离期限不得延长。确需继续的，须另行作出附理由、依据、告知书和申诉渠道的决定。",
    )
    NOT_LONGER = (
        "quarantine:order:not_longer",
        "Under rule {rule_id} the order would not last longer than it does ({until}). Leave it as it is.",
        "按规则 {rule_id} 不会超过现有期限（{until}），无需另行作出决定。",
    )
    CHANGE_DECIDED = (
        "quarantine:change:already_decided",
        "This was already decided. Look at the order as it is now.",
        "该建议已处理，请查看当前隔离决定。",
    )
    NO_CHANGE_WAITING = (
        "quarantine:change:none_waiting",
        "No shortening waits for a decision here.",
        "该辖区没有待处理的缩短建议。",
    )
    REASON_MISSING = (
        "quarantine:order:reason_missing",
        "Write the reason. It is printed on the notice.",
        "请填写理由，理由将写入告知书。",
    )
    RULE_MISSING = (
        "quarantine:order:rule_missing",
        "Name the rule in force that this order rests on.",
        "请注明所依据的现行规则。",
    )
    NOTICE_MISSING = (
        "quarantine:order:notice_missing",
        "Issue the notice first; it tells the person the reasons and how to object.",
        "请先出具告知书，写明理由和申诉渠道。",
    )
    APPEAL_MISSING = (
        "quarantine:order:appeal_missing",
        "Name where the person can object.",
        "请写明申诉渠道。",
    )
    SITE_UNKNOWN = (
        "quarantine:placement:site_unknown",
        "There is no such site in your area. Choose one from the list of sites.",
        "辖区内没有该隔离点，请从列表中选择。",
    )
    NOBODY_TO_PLACE = (
        "quarantine:placement:nobody_to_place",
        "Nobody waits for a room here, or {site} has no free bed.",
        "没有待安排人员，或“{site}”已无空床。",
    )
    NO_RELEASE_ASKED = (
        "quarantine:release:none_asked",
        "No release of this area is due tomorrow.",
        "该辖区明日没有到期人员。",
    )
    ROOM_UNKNOWN = (
        "quarantine:placement:room_unknown",
        "There is no such room in your area. Choose one from the list of rooms.",
        "辖区内没有该房间，请从房间列表中选择。",
    )
    ROOM_FULL = (
        "quarantine:placement:room_full",
        "Room {room} has no free bed then. Choose another room.",
        "房间 {room} 在该时段已满，请另选房间。",
    )
    NEVER_ALONE = (
        "quarantine:placement:never_alone",
        "This person may not be placed alone. Place someone with them, or choose the home.",
        "该人员不得单独安置，请安排陪护或改为居家。",
    )
    SPENT_AT_HOME = (
        "quarantine:placement:spent_at_home",
        "This order is spent at home and gives no ground for a room in a site.",
        "该决定为居家执行，不得安排入住集中隔离点。",
    )
    OUTSIDE_ORDER = (
        "quarantine:placement:outside_order",
        "The placement reaches beyond the order ({starts_on} to {until}). Correct the times.",
        "安置时间超出隔离期限（{starts_on} 至 {until}），请更正。",
    )
    NO_ACTIVE_ORDER = (
        "quarantine:health_check:no_active_order",
        "No order is in force for this person on {day}, so no check is asked for.",
        "该人员在 {day} 没有生效的隔离决定，无需监测。",
    )
    PERSON_AMBIGUOUS = (
        "quarantine:health_check:person_ambiguous",
        "Several people under an order have this name. Add the identity number.",
        "有多名同名的在管人员，请补充身份证号。",
    )
    CORRECTED_ALREADY = (
        "quarantine:health_check:already_corrected",
        "This check was already corrected. Correct the newest entry.",
        "该次监测已更正过，请在最新记录上更正。",
    )
    CHECK_TWICE = (
        "quarantine:health_check:already_recorded",
        "This check is already recorded. Correct it if something differs.",
        "该次监测已登记，如有不同请更正。",
    )
    DAY_DIFFERS = (
        "quarantine:health_check:day_differs",
        "The check was taken on another day than {day}. Correct one of the two.",
        "测量时间与日期 {day} 不一致，请更正其中一项。",
    )
    IN_THE_FUTURE = (
        "quarantine:health_check:in_the_future",
        "The time lies in the future. Correct it.",
        "时间晚于当前时间，请更正。",
    )
    ROLE_NOT_ASKED = (
        "quarantine:team:role_not_asked",
        "The team of this order has no such role.",
        "该隔离决定的包保模式中没有这一角色。",
    )
    REFERRAL_ORDER = (
        "quarantine:referral:times_reversed",
        "The times of a referral follow each other: found, handed over, first diagnosis, conclusion. Correct them.",
        "转诊时间应依次为发现、移交、首诊、结论，请更正。",
    )
    REFERRAL_CLOSED = (
        "quarantine:referral:already_concluded",
        "This referral is concluded. Open a new one if symptoms return.",
        "该转诊已有结论，如再次出现症状请重新发起。",
    )
    NOT_DUE = (
        "quarantine:release:not_due",
        "The approval can be given from {opens_on} on. To end earlier, shorten the order with a reason.",
        "自 {opens_on} 起可审批解除；如需提前结束，请说明理由缩短期限。",
    )
