"""Permissions, journal kinds, states and refusals of approvals."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    REQUEST_READ = "approvals:request:read", "See requests for approval", "查看审批事项"
    REQUEST_ASK = "approvals:request:ask", "Ask for an approval, take the request back", "提出、撤回申请"
    REQUEST_DECIDE = (
        "approvals:request:decide",
        "Decide requests that are waiting for the own role, stand in for a colleague",
        "审批本岗位事项、代行审批",
    )


class Kind(Vocabulary):
    ASKED = "approvals:request:asked", "Approval asked", "已提出申请"
    ADVANCED = "approvals:request:advanced", "Approved, goes to the next level", "本级已同意，报上一级"
    APPROVED = "approvals:request:approved", "Approved", "已批准"
    REJECTED = "approvals:request:rejected", "Rejected", "未批准"
    WITHDRAWN = "approvals:request:withdrawn", "Request taken back", "申请已撤回"
    OVERTAKEN = "approvals:request:overtaken", "Closed: there is nothing left to decide", "事项已了结，无需审批"
    DELEGATED = "approvals:request:delegated", "Handed to a colleague to decide", "已转交同事审批"
    DEPUTY_NAMED = "approvals:deputy:named", "Deputy named", "已指定代行人"
    DEPUTY_ENDED = "approvals:deputy:ended", "Deputy's time ended", "代行已终止"


class State(Vocabulary):
    """Where a request stands."""

    WAITING = "waiting", "Waits for a decision", "待审批"
    OVERDUE = "overdue", "Waits, overdue", "逾期未批"
    APPROVED = "approved", "Approved", "已批准"
    REJECTED = "rejected", "Rejected", "未批准"
    WITHDRAWN = "withdrawn", "Taken back", "已撤回"
    OVERTAKEN = "overtaken", "Closed: nothing left to decide", "已了结，无需审批"

    @property
    def is_open(self) -> bool:
        return self in (State.WAITING, State.OVERDUE)


class Answer(Vocabulary):
    """What one person decides."""

    APPROVE = "approve", "Approve", "同意"
    REJECT = "reject", "Reject", "不同意"


class Problem(Vocabulary):
    """Refusals; each sentence says what to do."""

    CLOSED = (
        "approvals:request:closed",
        "This request is closed already. Look at how it ended before you do anything.",
        "该申请已办结，请先查看结果。",
    )
    OWN_REQUEST = (
        "approvals:request:own",
        "Nobody decides on an own request, and no deputy does it in their place. Ask a colleague who holds the role.",
        "不能审批本人提出的申请，代行人也不能代为审批，请由同岗位其他人员办理。",
    )
    DECIDED_BEFORE = (
        "approvals:request:decided_before",
        "You have decided on a step of this request already. Another person decides the next one.",
        "您已审批过该申请的前一环节，下一环节须由另一人审批。",
    )
    NOT_YOURS = (
        "approvals:request:not_yours",
        "This request waits for somebody else. See on its page for whom.",
        "该申请不由您审批，请在申请页面查看当前审批人。",
    )
    NOT_YET = (
        "approvals:request:not_yet",
        "The level below has time to decide until {due}. After that you may decide in its place.",
        "下一级的审批时限为 {due}，逾期后您可直接审批。",
    )
    ASKED_ALREADY = (
        "approvals:request:asked_already",
        "This was asked already and waits for a decision. Take that request back before you ask for something else.",
        "该事项已有待审批的申请，如需变更请先撤回原申请。",
    )
    NOBODY_ABOVE = (
        "approvals:request:nobody_above",
        "Nobody decides on this for so large an area. Ask for the areas below one by one.",
        "该辖区级别过高，没有对应的审批人，请按下级辖区分别申请。",
    )
    NOT_THE_ASKER = (
        "approvals:request:not_the_asker",
        "Only who asked can take the request back. Reject it, or ask them to.",
        "只有申请人可以撤回，您可以不同意，或请申请人撤回。",
    )
    COLLEAGUE_UNKNOWN = (
        "approvals:deputy:unknown",
        "There is no colleague with the log-in {username} who may decide in this area. Check the log-in.",
        "没有登录名为 {username} 且在本辖区有审批权限的同事，请核对登录名。",
    )
    NOT_INDEPENDENT = (
        "approvals:deputy:not_independent",
        "{username} asked for this, has decided on it before, or is yourself. Choose somebody else.",
        "{username} 是申请人、已参与审批或就是您本人，请另选同事。",
    )
    NOTHING_TO_HAND_OVER = (
        "approvals:deputy:nothing_to_hand_over",
        "You hold no role here that decides requests, so there is nothing to stand in for.",
        "您在该辖区没有审批岗位，无需指定代行人。",
    )
    NOT_THE_HOLDER = (
        "approvals:deputy:not_the_holder",
        "Only who named the deputy can end it. Ask them to.",
        "只有指定代行人的本人可以终止，请由其办理。",
    )
    DATES_REVERSED = (
        "approvals:deputy:dates_reversed",
        "A deputy's days end after they begin, and not before today. Correct the dates.",
        "代行截止日须晚于起始日，且不早于今天，请更正。",
    )
    NAMED_ALREADY = (
        "approvals:deputy:named_already",
        "{username} stands in for you there in those days already. End that first if the days differ.",
        "{username} 在该期间已代您审批，如日期不同请先终止原代行。",
    )
