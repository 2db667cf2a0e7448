"""Why screening refuses; each sentence says what to do."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


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
    ARRIVED_TWICE = (
        "screening:arrival:twice",
        "That would be the same arrival twice. Withdraw one of the two first.",
        "同一次返回将登记两次，请先撤销其中一条。",
    )
    LEFT_TWICE = (
        "screening:departure:twice",
        "That would be the same departure twice. Withdraw one of the two first.",
        "同一次外出将登记两次，请先撤销其中一条。",
    )
    WORKER_TWICE = (
        "screening:worker:twice",
        "That would be the same journey to work twice. Withdraw one of the two first.",
        "同一次外出务工将登记两次，请先撤销其中一条。",
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
    BATCH_TITLE_TAKEN = (
        "screening:batch:title_taken",
        "A list of this title was received here already. Give this one another title.",
        "本单位已有同名协查批次，请更换名称。",
    )
    BATCH_MISSING = (
        "screening:batch:missing",
        "There is no list of this title here. Register the list first: who sent it and when it came.",
        "本单位没有该协查批次，请先登记批次（推送单位、接收时间），再导入名单。",
    )
    BATCH_IN_THE_FUTURE = (
        "screening:batch:in_the_future",
        "The time of receipt lies in the future. Correct it.",
        "接收时间晚于当前时间，请更正。",
    )
    NOTHING_TO_SPLIT = (
        "screening:batch:nothing_to_split",
        "Every clue of this list is with a unit already. Hand single clues over instead.",
        "该批次线索均已派出，如需调整请逐条移交。",
    )
    NO_UNITS = (
        "screening:batch:no_units",
        "There is no open unit of this level in the area. Choose the other level.",
        "辖区内没有该层级的单位，请改选其他层级。",
    )
    SPLIT_NOT_PROPOSED = (
        "screening:batch:split_not_proposed",
        "No split was proposed yet. Propose one, look at it, then send the clues out.",
        "尚未提出拆分方案，请先拆分并核对后再下发。",
    )
    SPLIT_SENT_ALREADY = (
        "screening:clue:sent_already",
        "This clue was sent out already. Hand it over instead.",
        "该线索已派出，请改用移交。",
    )
    AREA_NOT_BELOW = (
        "screening:clue:area_not_below",
        "The unit does not lie below the one that received the list. Choose one that does, or hand the clue over.",
        "该单位不在接收单位辖区内，请选择下级单位，或改用移交。",
    )
    RECEIVER_UNKNOWN = (
        "screening:clue:receiver_unknown",
        "There is no other open area of this code here. Choose another one, or answer that it was handed on.",
        "本平台没有该代码的其他辖区，请另选，或登记“移交”类核查结果。",
    )
    CLUE_CLOSED = (
        "screening:clue:closed",
        "This clue was answered already: {outcome}. Correct the answer if it is wrong.",
        "该线索已核查：{outcome}。如有误请更正核查结果。",
    )
    CLUE_OPEN = (
        "screening:clue:open",
        "Record first that the person is here; then the arrival follows.",
        "请先登记核查结果为“居家”或“集中”，再转来返登记。",
    )
    VERIFIED_IN_THE_FUTURE = (
        "screening:clue:verified_in_the_future",
        "The verification lies in the future. Correct the time.",
        "核查时间晚于当前时间，请更正。",
    )
    VERIFIED_BEFORE_RECEIPT = (
        "screening:clue:verified_before_receipt",
        "The verification lies before the list was received. Correct the time.",
        "核查时间早于名单接收时间，请更正。",
    )
    LETTER_TEXT_MISSING = (
        "screening:letter:text_missing",
        "No text of this letter is published here. Publish one first.",
        "本辖区尚未发布该承诺书文本，请先发布。",
    )
    LETTER_NOT_DRAWN = (
        "screening:letter:not_drawn",
        "Nobody has signed in the box yet. Let them sign, or choose another way.",
        "签名框为空，请本人签名，或改选其他签订方式。",
    )
    LETTER_IN_THE_FUTURE = (
        "screening:letter:in_the_future",
        "The day of signing lies in the future. Correct it.",
        "签订日期晚于今天，请更正。",
    )
    LETTER_BEFORE_TEXT = (
        "screening:letter:before_text",
        "The text was not published yet on that day. Choose the text that was signed.",
        "该文本在签订日期尚未发布，请选择当时签订的文本。",
    )
    INTENTION_OVER = (
        "screening:intention:over",
        "This announcement has ended: the person came or called it off.",
        "该拟返登记已结束（已返回或已取消）。",
    )
    EXPECTED_TOO_EARLY = (
        "screening:intention:expected_too_early",
        "The expected day has gone by. Register the arrival instead, or correct the day.",
        "预计返回日期已过，请直接登记来返，或更正日期。",
    )
    WORKER_LEAVES_ALREADY = (
        "screening:worker:leaves_already",
        "This person is registered as leaving for {destination} already. Withdraw that registration first.",
        "该人员已登记外出务工（{destination}），如需变更请先撤销原登记。",
    )
    WORKER_LEFT = (
        "screening:worker:has_left",
        "This person has left already. Record the return as an arrival.",
        "该人员已出发，返回时请登记来返。",
    )
    NOT_FIT = (
        "screening:worker:not_fit",
        "A certificate needs a temperature below the fever line and no symptoms. Refer the person to a doctor.",
        "体温达到发热线或有症状的不能出具健康证明，请转诊。",
    )
    NO_FEVER_LINE = (
        "screening:worker:no_fever_line",
        "No fever line is in force on that day, so nothing can be certified. Ask the policy officer.",
        "当日没有现行发热体温线，无法出具证明，请联系政策规则员。",
    )
    EXAMINED_IN_THE_FUTURE = (
        "screening:worker:examined_in_the_future",
        "The examination lies in the future. Correct the day.",
        "检查日期晚于今天，请更正。",
    )
    CERTIFICATE_MISSING = (
        "screening:trip:certificate_missing",
        "A seat needs a health certificate of the last {days} days. Issue one first.",
        "乘车须有 {days} 天内的健康证明，请先出具。",
    )
    TRIP_FULL = (
        "screening:trip:full",
        "All {seats} seats of this trip are taken. Choose another trip or arrange one.",
        "该车次 {seats} 个座位已满，请另选车次或增开。",
    )
    TRIP_LEFT = (
        "screening:trip:left",
        "This trip has left already.",
        "该车次已发车。",
    )
    TRIP_TITLE_TAKEN = (
        "screening:trip:title_taken",
        "A trip of this title was arranged here already. Give this one another title.",
        "已有同名车次，请更换名称。",
    )
    TRIP_UNKNOWN = (
        "screening:trip:unknown",
        "There is no such trip in this person's area. Choose one of the community.",
        "该人员所在辖区没有此车次，请选择本社区的车次。",
    )
    NO_MEDICINE_RULE = (
        "screening:purchase:no_rule",
        "No dated rule for following up medicine purchases is in force here, so nothing may be recorded.",
        "本辖区当日没有规定期限的购药随访规则，不得登记购药人信息。",
    )
    PURCHASE_OVER = (
        "screening:purchase:over",
        "The days of follow-up are over and the personal data are deleted.",
        "随访期已过，个人信息已删除。",
    )
    PURCHASE_TOO_OLD = (
        "screening:purchase:too_old",
        "The purchase lies outside of the days that may be followed up, or in the future. Correct the day or leave it.",
        "购药日期不在可随访期限内，请更正日期或不予登记。",
    )
    FORM_UNUSABLE = ("screening:form:unusable", "Not published. {said}", "未发布。{said}")
    ANSWERS_WRONG = (
        "screening:answer:wrong",
        "At the question “{question}”: {said}",
        "问题“{question}”：{said}",
    )
    FORM_NOT_HERE = (
        "screening:form:not_here",
        "There is no such questionnaire for this area. Choose one from the list.",
        "本辖区没有此问卷，请从列表中选择。",
    )
    HOUSEHOLD_NEEDED = (
        "screening:answer:household_needed",
        "This questionnaire is about a household of a campaign. Open it from the household's page.",
        "此问卷针对排查对象户，请从该户页面打开。",
    )
    NO_ADDRESS_OF_OURS = (
        "screening:poster:no_address",
        "The address at which phones reach this server is not set. Write it here, e.g. https://desk.example.cn.",
        "尚未设置手机可访问的网址，请在此填写，例如 https://desk.example.cn。",
    )
    POSTER_CLOSED = ("screening:poster:closed", "This poster was withdrawn already.", "该二维码此前已停用。")
    DECLARATION_SETTLED = (
        "screening:declaration:settled_already",
        "This declaration was settled already.",
        "该申报此前已处理。",
    )
    OUTCOME_NOT_CHOSEN = (
        "screening:declaration:outcome_not_chosen",
        "This outcome follows from the records by itself. Choose another.",
        "该结果由系统按记录得出，请选择其他结果。",
    )
