"""What can be wrong with a form, and with an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from menshen.kernel.base.terms import Term, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence


class Flaw(Vocabulary):
    """Why a workbook is no form that we can show; said of one cell."""

    NO_WORKBOOK = (
        "forms:file:no_workbook",
        "This is no Excel workbook (.xlsx). Save the form as .xlsx and upload it again.",
        "这不是 Excel 工作簿（.xlsx），请另存为 .xlsx 后重新上传。",
    )
    TOO_LARGE = (
        "forms:file:too_large",
        "The workbook is too large for a form. Remove pictures and sheets that are not part of it.",
        "工作簿过大，请删除图片和与问卷无关的工作表。",
    )
    SHEET_MISSING = ("forms:file:sheet_missing", "there is no sheet of this name", "缺少该名称的工作表")
    COLUMN_MISSING = ("forms:sheet:column_missing", "the column “{name}” is missing", "缺少“{name}”列")
    NOT_SUPPORTED = ("forms:cell:not_supported", "“{what}” is not supported", "不支持“{what}”")
    NAME_WRONG = (
        "forms:cell:name_wrong",
        "a name is a letter, then letters, digits or _; at most 40, lower case",
        "名称须以小写字母开头，只含小写字母、数字和下划线，不超过 40 个字符",
    )
    NAME_TAKEN = ("forms:cell:name_taken", "the name “{name}” is used twice", "名称“{name}”重复")
    NAME_LACKING = ("forms:cell:name_lacking", "the question “{name}” is needed here", "此问卷须有名为“{name}”的问题")
    LABEL_MISSING = ("forms:cell:label_missing", "there is no text to show", "缺少显示文字")
    LIST_UNKNOWN = (
        "forms:cell:list_unknown",
        "there is no list “{name}” in the sheet choices",
        "选项表中没有“{name}”列表",
    )
    CHOICE_UNKNOWN = (
        "forms:cell:choice_unknown",
        "“{name}” is not understood here; use one of: {known}",
        "此处不能识别“{name}”，可用：{known}",
    )
    TYPE_OTHER = (
        "forms:cell:type_other",
        "“{name}” has to be of the type {wanted} here",
        "“{name}”在此处的类型须为 {wanted}",
    )
    GROUP_OPEN = ("forms:cell:group_open", "this group is never ended", "此分组没有结束行")
    GROUP_NOT_OPEN = ("forms:cell:group_not_open", "no group was begun before", "此前没有开始分组")
    EMPTY = ("forms:sheet:empty", "there is no question", "没有任何问题")
    TOO_MANY = ("forms:sheet:too_many", "there are more than {limit} rows", "超过 {limit} 行")
    TOO_LONG = ("forms:cell:too_long", "longer than {limit} characters", "超过 {limit} 个字符")
    DEFAULT_WRONG = ("forms:cell:default_wrong", "this is no answer to the question", "默认值不符合该问题的类型")
    EXPRESSION = ("forms:cell:expression", "cannot be read at “{rest}”", "无法识别表达式“{rest}”处")
    EXPRESSION_LONG = ("forms:cell:expression_long", "the expression is too long or too deep", "表达式过长或嵌套过深")
    FUNCTION_UNKNOWN = ("forms:cell:function_unknown", "the function {name}() is not supported", "不支持函数 {name}()")
    ARGUMENTS = ("forms:cell:arguments", "{name}() takes another number of arguments", "{name}() 的参数个数不对")
    LATER = (
        "forms:cell:later",
        "“{name}” is no question that stands before; move it up or correct the name",
        "“{name}”不是前面的问题，请前移该问题或更正名称",
    )
    PATTERN = ("forms:cell:pattern", "regex() needs a plain pattern in quotes", "regex() 须使用引号内的简单模式")
    CHECKER = ("forms:file:checker", "XLSForm check: {said}", "XLSForm 检查：{said}")


class AnswerProblem(Vocabulary):
    """Why an answer is not taken; said beside its question."""

    MISSING = ("forms:answer:missing", "Please answer this.", "请填写此项。")
    NO_NUMBER = ("forms:answer:no_number", "Please write a number, such as 36.5.", "请填写数字，例如 36.5。")
    NO_INTEGER = ("forms:answer:no_integer", "Please write a whole number, such as 3.", "请填写整数，例如 3。")
    NO_DATE = ("forms:answer:no_date", "Please write a day, such as 2020-02-05.", "请填写日期，例如 2020-02-05。")
    NO_TIME = ("forms:answer:no_time", "Please write a time, such as 18:30.", "请填写时间，例如 18:30。")
    NO_MOMENT = (
        "forms:answer:no_moment",
        "Please write day and time, such as 2020-02-05 18:30.",
        "请填写日期和时间，例如 2020-02-05 18:30。",
    )
    NO_CHOICE = ("forms:answer:no_choice", "Please choose one of those given.", "请从所列选项中选择。")
    TOO_LONG = ("forms:answer:too_long", "At most {limit} characters, please.", "请不要超过 {limit} 个字。")
    NOT_ALLOWED = ("forms:answer:not_allowed", "This cannot be; please check.", "该内容不符合要求，请核对。")


@dataclass(frozen=True, slots=True)
class Found:
    """One flaw and its place, as Excel names it: `survey!C7`; "" for the file as a whole."""

    cell: str
    flaw: Flaw
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def term(self) -> Term:
        said = self.flaw.term.format(**dict(self.facts))
        return Term(f"{self.cell}: {said.en}", f"{self.cell}：{said.zh}") if self.cell else said


class FormUnusable(Exception):  # noqa: N818  an answer to whoever uploads, not an error of ours
    """The workbook cannot be shown as a form; `found` says why, cell by cell."""

    def __init__(self, found: Sequence[Found]) -> None:
        self.found = tuple(found)
        super().__init__("; ".join(one.term.en for one in found))

    @property
    def term(self) -> Term:
        return Term("; ".join(one.term.en for one in self.found), "；".join(one.term.zh for one in self.found))
