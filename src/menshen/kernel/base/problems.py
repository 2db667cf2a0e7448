"""Refusals: one exception for every 'no' that a person can act on.

Each domain lists its problems in its vocabulary as `class Problem(Vocabulary)` with codes `domain:noun:problem`
and, as terms, sentences that say what to do. Doors turn a refusal into an RFC 9457 answer, a form error, an exit
code or a cell of an error workbook; nothing else in the platform formats errors.
"""

from __future__ import annotations

from typing import Any

from menshen.kernel.base.terms import Term, Vocabulary


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error of ours
    """An act or a row that cannot be accepted, with the code, the sentence and the field it concerns."""

    def __init__(self, problem: Vocabulary, *, field: str | None = None, status: int = 409, **facts: Any) -> None:
        self.code = problem.value
        self.term: Term = problem.term.format(**facts)
        self.field = field
        self.status = status
        self.facts = facts
        super().__init__(f"{self.code}: {self.term.en}")


class CommonProblem(Vocabulary):
    """Problems that any domain may meet."""

    NOT_FOUND = (
        "scope:record:not_found",
        "There is no such record in your area. Check the number or choose it from the list.",
        "您的辖区内没有这条记录，请核对编号或从列表中选择。",
    )
    NOT_SIGNED_IN = ("scope:actor:not_signed_in", "Please sign in first.", "请先登录。")
    TOO_MANY_TRIES = (
        "scope:actor:too_many_tries",
        "Too many wrong keys came from this network. Correct the key and try again in {seconds} seconds.",
        "本网络多次使用错误的接口令牌，请更正后在 {seconds} 秒后重试。",
    )
    INVALID = ("base:input:invalid", "{detail}", "{detail}")
    TOO_LARGE = (
        "base:input:too_large",
        "That is more than can be sent at once. Send it in several parts.",
        "提交的内容过大，请分次提交。",
    )
    CONTRADICTION = (
        "base:record:contradiction",
        "This contradicts a record that is there already ({detail}). Look at the existing record first.",
        "与已有记录矛盾（{detail}），请先核对已有记录。",
    )
    COMMAND_REUSED = (
        "actions:command:reused",
        "This command number was already used for something else. Reload the page and try again.",
        "该指令编号已用于其他操作，请刷新页面后重试。",
    )
    COLLECTION_ENDED = (
        "scope:collection:ended",
        "Collection has ended here, so nothing new is taken down. What holds somebody can still be ended.",
        "本辖区已停止采集，不再登记新信息；正在执行的措施仍可解除、申诉仍可办理。",
    )


def not_found(**facts: Any) -> Refused:
    """The one answer to both 'not there' and 'not yours', so that nobody can probe for records."""
    return Refused(CommonProblem.NOT_FOUND, status=404, **facts)
