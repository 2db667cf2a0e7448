"""Words of answering for personal data."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    """What somebody may do with personal data, or see of what others did."""

    NUMBER_UNMASK = ("privacy:number:unmask", "See a full number, with a reason", "查看完整证件或电话（须说明理由）")
    TEXT_CHECK = ("privacy:text:check", "Have a text checked before it is published", "发布前检查文稿")
    LOOK_UP_READ = ("privacy:look_up:read", "Read the look-up log", "查看查阅日志")
    KEEP_TIME_READ = ("privacy:keep_time:read", "See how long things are kept", "查看保存期限")
    KEEP_TIME_WRITE = ("privacy:keep_time:write", "Set how long things are kept", "设定保存期限")
    DESTRUCTION_READ = ("privacy:destruction:read", "See what was destroyed", "查看销毁记录")
    DESTRUCTION_SIGN = ("privacy:destruction:sign", "Sign a report of destruction", "签署销毁报告")
    REQUEST_READ = ("privacy:request:read", "See what people ask about their own data", "查看个人信息请求")
    REQUEST_WRITE = ("privacy:request:write", "Take down what somebody asks about their own data", "登记个人信息请求")
    REQUEST_DECIDE = ("privacy:request:decide", "Decide what somebody asks about their own data", "答复个人信息请求")
    EXIT_READ = ("privacy:exit:read", "See how far the end of collection is", "查看信息采集终止进度")
    EXIT_CARRY_OUT = (
        "privacy:exit:carry_out",
        "End collection and destroy all personal data",
        "终止采集并销毁全部个人信息",
    )


class Kind(Vocabulary):
    """What is written down in the journal."""

    BULK_ASKED = ("privacy:bulk:asked", "Full numbers of a list asked", "已申请导出完整号码")
    BULK_HANDED_OUT = ("privacy:bulk:handed_out", "List handed out with full numbers", "已导出完整号码")
    KEEP_TIME_SET = "privacy:keep_time:set", "Time of keeping set", "已设定保存期限"
    RECORDS_DESTROYED = "privacy:records:destroyed", "Records destroyed, their time was over", "已销毁到期信息"
    DESTRUCTION_DONE = "privacy:destruction:done", "Destruction finished, waits for signatures", "销毁完成，待签署"
    DESTRUCTION_SIGNED = "privacy:destruction:signed", "Destruction signed by one", "销毁报告已一人签署"
    DESTRUCTION_COUNTERSIGNED = "privacy:destruction:countersigned", "Destruction signed by two", "销毁报告已双人签署"
    REQUEST_RECORDED = "privacy:request:recorded", "Request about own data taken down", "已登记个人信息请求"
    REQUEST_DECIDED = "privacy:request:decided", "Request about own data decided", "已答复个人信息请求"
    EXIT_ASKED = "privacy:exit:asked", "End of collection asked for", "已提出终止采集"
    COLLECTION_STOPPED = "privacy:collection:stopped", "Collection stopped", "已停止采集"
    EXIT_FROZEN = "privacy:exit:frozen", "Records frozen, figures kept", "已冻结并导出统计"
    EXIT_DESTROYING = "privacy:exit:destroying", "Destruction of all personal data begun", "已开始销毁全部个人信息"
    EXIT_TAKEN_BACK = "privacy:exit:taken_back", "End of collection taken back", "已撤回终止采集"


class Cause(Vocabulary):
    """Why something was destroyed."""

    TIME_OVER = "time_over", "The time of keeping was over", "保存期限届满"
    EXIT = "exit", "Collection has ended", "采集终止"


class Problem(Vocabulary):
    """Why a value is not shown or a list not handed out."""

    NOTE_MISSING = (
        "privacy:reason:note_missing",
        "Say in a few words what it is needed for; whoever checks the look-up log will read it.",
        "请用一句话写明用途，查阅日志的核查人员会看到。",
    )
    REASON_MISSING = ("privacy:reason:missing", "Choose a reason first.", "请先选择理由。")
    LIST_UNKNOWN = (
        "privacy:bulk:list_unknown",
        "There is no list “{name}” with hidden numbers that you may read. Ask from the list's own export page.",
        "没有您可查看且含隐藏号码的台账“{name}”，请从该台账的导出页面提出申请。",
    )
    NOT_APPROVED = (
        "privacy:bulk:not_approved",
        "No approved request of yours for this list is left: it was used, or a day has passed. Ask again.",
        "您没有可用的已批准申请（已使用或已超过一天），请重新申请。",
    )
    NOTHING_HIDDEN = (
        "privacy:number:nothing_hidden",
        "Nothing is hidden here: no number is on record.",
        "此处没有登记号码，无可查看内容。",
    )
    SIGNED = (
        "privacy:destruction:signed_already",
        "Both signatures are there. Read the report among the papers of this record.",
        "该报告已双人签署，可在本记录的文书中查看。",
    )
    NOT_DONE = (
        "privacy:destruction:not_done",
        "This destruction has not finished. It goes on with the next run; sign it afterwards.",
        "本次销毁尚未完成，将在下次运行时继续，完成后再签署。",
    )
    SAME_PERSON = (
        "privacy:person:same",
        "You did the step before this one. Ask a second person who may do this.",
        "上一步由您本人办理，请由另一名有权限的人员办理。",
    )
    EXIT_OPEN = (
        "privacy:exit:open",
        "Collection is being ended already here, or in an area above or below. Look at the list of exits.",
        "本辖区或其上下级辖区已有终止采集事项，请先查看终止采集台账。",
    )
    EXIT_NOT_YET = (
        "privacy:exit:not_yet",
        "Not in this order. A second person confirms first, then the records are frozen, then they are destroyed.",
        "请按顺序办理：先由第二人确认停止采集，再冻结，最后销毁。",
    )
    EXIT_NO_WAY_BACK = (
        "privacy:exit:no_way_back",
        "Destruction has begun: there is no way back.",
        "销毁已开始，无法撤回。",
    )
    STILL_BOUND = (
        "privacy:exit:still_bound",
        "{count} records still hold somebody or wait for an answer ({tables}). End or answer them first.",
        "仍有 {count} 条记录未了结（{tables}），请先解除或答复。",
    )
    REQUEST_DECIDED = (
        "privacy:request:decided_already",
        "This was answered already. Read the answer among the papers of this record.",
        "该请求已答复，可在本记录的文书中查看。",
    )
    ASKED_LATER = (
        "privacy:request:in_the_future",
        "Nobody has asked yet at that time. Correct the time.",
        "提出时间晚于当前时间，请更正。",
    )
    TOO_SHORT = (
        "privacy:keep_time:too_short",
        "The law wants logs kept for at least six months. Enter 183 days or more.",
        "依法日志留存不得少于六个月，请填写 183 天以上。",
    )
    IN_THE_PAST = (
        "privacy:keep_time:in_the_past",
        "A new time holds from tomorrow at the earliest. Enter a later day.",
        "新的期限最早自明日起生效，请改填日期。",
    )


class Reason(Vocabulary):
    """What a full number or a list outside of the platform is needed for."""

    CALL = "call", "To call the person or the household", "电话联系本人或家庭"
    VISIT = "visit", "To compare papers at the door", "上门核对证件"
    MEDICAL = "medical", "To hand over to a hospital or the disease control centre", "移交医疗机构或疾控中心"
    REPORT = "report", "To answer the level above or another department", "答复上级或有关部门"
    PAPER = "paper", "To work without the network or on paper", "断网或纸质作业"
    CORRECT = "correct", "To correct the record", "更正登记信息"
    OTHER = "other", "Something else (say what)", "其他（请注明）"


def in_words(reason: Reason, note: str) -> str:
    """The reason as it stands in the log, for people who will read it."""
    return f"{reason.term.zh}：{note}" if note else reason.term.zh


class RequestKind(Vocabulary):
    """What somebody asks for about data on themselves."""

    ACCESS = "access", "To see what is held", "查阅、复制"
    CORRECTION = "correction", "To correct it", "更正、补充"
    DELETION = "deletion", "To delete it", "删除"
    OBJECTION = "objection", "Not to be used", "拒绝或限制处理"
    APPEAL = "appeal", "Appeal against an answer", "对答复不服"


class RequestWay(Vocabulary):
    """How it was asked."""

    IN_PERSON = "in_person", "In person", "当面"
    PHONE = "phone", "By phone", "电话"
    LETTER = "letter", "In writing", "书面"
    PAGE = "page", "On the public page", "网页"


class RequestDecision(Vocabulary):
    """What was answered."""

    GRANTED = "granted", "Granted", "同意"
    PARTLY = "partly", "Granted in part", "部分同意"
    REFUSED = "refused", "Refused", "不同意"
