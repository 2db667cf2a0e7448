"""What was refused, and what to do."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


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
    ORDERED_TWICE = (
        "quarantine:order:twice",
        "That would put two orders on one person at the same time. Withdraw or end one of them first.",
        "同一人在同一时间将有两份隔离决定，请先撤销或结束其中一份。",
    )
    PLACED_TWICE = (
        "quarantine:placement:twice",
        "That would put one person in two places at the same time. Correct one of the placements first.",
        "同一人在同一时间将住在两处，请先更正其中一处安置。",
    )
    REFERRED_TWICE = (
        "quarantine:referral:twice",
        "That would be two open referrals of one person. Conclude one of them first.",
        "同一人将有两条未办结的转诊，请先办结其中一条。",
    )
    TRANSFERRED_TWICE = (
        "quarantine:transfer:twice",
        "That would be two transfers of one person under way. Finish or cancel one of them first.",
        "同一人将有两次进行中的转运，请先完成或取消其中一次。",
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
        "No proposal waits here that may be confirmed together with others; look at the rest one by one.",
        "没有可批量确认的建议；其余请逐一评估确认。",
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
    BEDS_IN_USE = (
        "quarantine:room:beds_in_use",
        "More people are in room {room} than {beds} beds. Move them first.",
        "房间 {room} 在住人数多于 {beds} 张床位，请先调整住宿。",
    )
    ROOM_NOT_HERE = (
        "quarantine:room:not_here",
        "This site has no room {room}. Correct the number, or register the room first.",
        "该隔离点没有房间 {room}，请更正房号或先登记房间。",
    )
    PLAN_MISSING = (
        "quarantine:plan:text_missing",
        "Write the plan, one point a line.",
        "请填写方案内容，每行一条。",
    )
    PLAN_EARLIER = (
        "quarantine:plan:begins_earlier",
        "The plan in force began on {day}. A new one begins later.",
        "现行方案自 {day} 起执行，新方案的起始日须在其后。",
    )
    NOBODY_NAMED = (
        "quarantine:duty:nobody_named",
        "Name who is on duty, one person a line.",
        "请填写值班人员姓名，每行一人。",
    )
    TRANSFER_OPEN = (
        "quarantine:transfer:under_way",
        "A transfer of this person is under way. Finish or cancel it first.",
        "该人员已有正在进行的转运，请先完成或取消。",
    )
    DESTINATION_MISSING = (
        "quarantine:transfer:destination_missing",
        "Say where to: choose the site, or write the hospital.",
        "请填写目的地：选择隔离点，或填写医疗机构名称。",
    )
    STEP_NOT_NEXT = (
        "quarantine:transfer:step_not_next",
        "This transfer stands at “{state}”, so that step does not come next. Look at it as it is now.",
        "该转运现为“{state}”，不能登记这一步，请查看当前状态。",
    )
    TRANSFER_TIMES = (
        "quarantine:transfer:times_reversed",
        "The times of a transfer follow each other: asked, left, arrived, received. Correct them.",
        "转运时间应依次为提出、出发、到达、交接，请更正。",
    )
    NEED_SETTLED = (
        "quarantine:need:already_settled",
        "This need is settled. Note a new one if it comes up again.",
        "该需求已办结，如再次出现请重新登记。",
    )
    WORDS_MISSING = (
        "quarantine:need:words_missing",
        "Write what was done, or why it could not be done.",
        "请填写办理情况或未能办理的原因。",
    )
    OUTING_DECIDED = (
        "quarantine:outing:already_decided",
        "This outing was already decided. Ask for a new one.",
        "该外出需求已答复，如有需要请重新提出。",
    )
    OUTING_TIMES = (
        "quarantine:outing:times_missing",
        "Say from when until when; the outing ends after it begins.",
        "请填写外出起止时间，结束时间须晚于开始时间。",
    )
    NO_HOME = (
        "quarantine:home:unknown",
        "No home is recorded for this person. Register the address first.",
        "未登记该人员的住所，请先登记住址。",
    )
    NO_MINOR = (
        "quarantine:guardian:no_minor",
        "No care is planned here for somebody under 14, so no guardian has to be told.",
        "该决定不涉及未满14周岁人员，无需告知监护人。",
    )
    NO_SPECIAL_CARE = (
        "quarantine:care:not_asked",
        "This order asks for no special care.",
        "该决定不涉及特殊照护。",
    )
    TEST_NOT_TAKEN = (
        "quarantine:test:not_taken",
        "No specimen is recorded as taken yet. Record that first.",
        "尚未登记采样，请先登记采样。",
    )
    SENSOR_NOT_HOME = (
        "quarantine:sensor:no_home_quarantine",
        "A door contact is put up only while an order of home quarantine is in force.",
        "只有居家隔离决定生效期间方可安装门磁。",
    )
    SENSOR_NOT_TOLD = (
        "quarantine:sensor:household_not_told",
        "First tell the household what the contact records, who sees it, and when it comes off; then tick that.",
        "请先告知住户门磁记录什么、谁能查看、何时拆除，并勾选已告知。",
    )
    SENSOR_HERE = (
        "quarantine:sensor:up_already",
        "A door contact is up for this order, or this device hangs elsewhere. Take that one off first.",
        "该决定已安装门磁，或该设备正在别处使用，请先拆除。",
    )
    OPENING_ANSWERED = (
        "quarantine:opening:already_answered",
        "Somebody has said already what this opening was.",
        "该次开门已有人核实。",
    )
    APPEAL_OPEN = (
        "quarantine:appeal:open_already",
        "An appeal against this order waits for its decision. Decide that one first.",
        "该决定已有待处理的申诉，请先作出处理。",
    )
    APPEAL_DECIDED = (
        "quarantine:appeal:already_decided",
        "This appeal was decided.",
        "该申诉已有决定。",
    )
    OWN_ORDER = (
        "quarantine:appeal:own_order",
        "You confirmed this order yourself. Somebody else decides the appeal against it.",
        "该隔离决定由您本人确认，申诉须由他人处理。",
    )
    APPEAL_NOT_YET = (
        "quarantine:appeal:nothing_to_appeal",
        "This order is not confirmed and binds nobody, or is void already.",
        "该决定尚未确认、不产生效力，或已撤销，无需申诉。",
    )
    DOOR_FORGED = (
        "quarantine:door:not_genuine",
        "The message is not signed with the key of a contact that is up. Check serial and key of the device.",
        "签名与在用门磁的密钥不符，请核对设备编号和密钥。",
    )
    DOOR_STALE = (
        "quarantine:door:not_fresh",
        "The message was signed too long ago, or the device's clock is wrong. Set its clock.",
        "报文已过期或设备时钟有误，请校准设备时间。",
    )
    DOOR_REPLAYED = (
        "quarantine:door:already_taken",
        "This message was taken already. Every message needs a number of its own.",
        "该报文已接收，每条报文须使用新的随机数。",
    )
    DOOR_UNREADABLE = (
        "quarantine:door:unreadable",
        'Send {{"event": "opened", "at": seconds since 1970}} in at most 1,000 bytes, with the four headers.',
        '请按格式发送 {{"event": "opened", "at": 秒数}}，不超过 1000 字节，并带齐四个报头。',
    )
