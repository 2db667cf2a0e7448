"""The words of reporting."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    """`reporting:noun:verb`."""

    REPORT_READ = ("reporting:report:read", "Read reports of the area", "查看辖区报告")
    REPORT_SUBMIT = ("reporting:report:submit", "Submit the report of a unit", "上报本单位日报")
    REPORT_SIGN = ("reporting:report:sign", "Sign and lock a report", "审核签字并锁定")
    REPORT_CORRECT = ("reporting:report:correct", "Correct a locked report", "更正已锁定的报告")
    REPORT_CHASE = ("reporting:report:chase", "Chase missing reports", "催报")
    REPORT_SETTLE = ("reporting:report:open", "Say which units owe reports", "设定应报单位和时限")
    WORK_REPORT_ISSUE = ("reporting:work_report:issue", "Issue work reports", "签发工作情况报告")
    WORK_FORM_WRITE = ("reporting:work_form:write", "Change the form of work reports", "维护工作情况报告模板")


class Kind(Vocabulary):
    """Journal kinds, `reporting:noun:past`."""

    REPORT_OPENED = ("reporting:report:opened", "Report due", "应报已生成")
    REPORT_SUBMITTED = ("reporting:report:submitted", "Report submitted", "已上报")
    REPORT_SIGNED = ("reporting:report:signed", "Report signed and locked", "已审核签字并锁定")
    REPORT_CORRECTED = ("reporting:report:corrected", "Report corrected by a new version", "已更正（新版本）")
    REPORT_CHASED = ("reporting:report:chased", "Report chased", "已催报")
    WORK_REPORT_ISSUED = ("reporting:work_report:issued", "Work report issued", "工作情况报告已签发")
    WORK_FORM_KEPT = ("reporting:work_form:kept", "Form of work reports changed", "工作情况报告模板已更换")
    WORK_FORM_WITHDRAWN = ("reporting:work_form:withdrawn", "Form of work reports withdrawn", "工作情况报告模板已停用")


class Problem(Vocabulary):
    """Refusals, `reporting:noun:problem`; each sentence says what to do."""

    NOT_DUE = (
        "reporting:report:not_due",
        "No report is due from this unit for {day}. Check the day and the unit.",
        "该单位 {day} 无应报任务，请核对日期和单位。",
    )
    BEFORE_CUT_OFF = (
        "reporting:report:before_cut_off",
        "The figures are still growing until {cut_off}. Submit after that.",
        "统计截止时间为 {cut_off}，请在截止后上报。",
    )
    ALREADY_SUBMITTED = (
        "reporting:report:already_submitted",
        "This report is submitted already. Correct it by a new version.",
        "该报告已上报，如需修改请更正为新版本。",
    )
    LOCKED = (
        "reporting:report:locked",
        "This report is locked. Ask the level above to correct it.",
        "该报告已锁定，请联系上级更正。",
    )
    NOT_SUBMITTED = (
        "reporting:report:not_submitted",
        "There is nothing to sign yet. Submit the report first.",
        "尚未上报，无法签字，请先上报。",
    )
    NEWER_VERSION = (
        "reporting:report:newer_version",
        "Version {version} has come in since. Read it before you sign.",
        "已有第 {version} 版，请核对新版本后再签字。",
    )
    REASON_MISSING = (
        "reporting:report:reason_missing",
        "Write why the report is corrected. The reason stays beside both versions.",
        "请填写更正理由，理由将与两个版本一并保留。",
    )
    ALREADY_CHASED = (
        "reporting:report:already_chased",
        "This unit was chased at {at}. Give it {minutes} minutes before the next reminder.",
        "已于 {at} 催报，请间隔 {minutes} 分钟后再催。",
    )
    NOT_MISSING = (
        "reporting:report:not_missing",
        "This report is not missing. There is nothing to chase.",
        "该报告并未缺报，无需催报。",
    )
    PERIOD_TURNED_ROUND = (
        "reporting:work_report:period_turned_round",
        "The period ends before it begins. Give the earlier day first.",
        "截止日期早于起始日期，请先填较早的日期。",
    )
    PERIOD_AHEAD = (
        "reporting:work_report:period_ahead",
        "{day} has not come yet. A report ends today at the latest.",
        "{day} 尚未到来，报告截止日期不能晚于今天。",
    )
    PERIOD_TOO_LONG = (
        "reporting:work_report:period_too_long",
        "A report covers {days} days at most. Divide the period.",
        "一份报告最多 {days} 天，请分段生成。",
    )
    FORM_WITHOUT_SOURCES = (
        "reporting:work_form:without_sources",
        "The list of sources is missing. Keep the table that goes through `sources`.",
        "模板缺少数据来源清单，请保留逐项列出 sources 的表格。",
    )
    FIGURE_TYPED = (
        "reporting:work_form:figure_typed",
        "“{figure}” is typed into the form. Write a place that is filled in, e.g. {{{{ figures.registry.people }}}}.",
        "模板中写有具体数字“{figure}”，请改用占位符，如 {{{{ figures.registry.people }}}}。",
    )


class ReportState(Vocabulary):
    """Where a due report stands. Silence is not zero: missing and submitted zero never look alike."""

    DUE = ("due", "Due, time is left", "待报")
    MISSING = ("missing", "Missing", "缺报")
    LATE = ("late", "Submitted late", "迟报")
    SUBMITTED_ZERO = ("submitted_zero", "Zero report submitted", "零报告")
    SUBMITTED_VALUES = ("submitted_values", "Submitted", "已报")

    @property
    def is_in(self) -> bool:
        """Whether something was handed in."""
        return self in (ReportState.LATE, ReportState.SUBMITTED_ZERO, ReportState.SUBMITTED_VALUES)


class Trend(Vocabulary):
    """How a figure moved over a period."""

    ROSE = ("rose", "Rose", "增加")
    FELL = ("fell", "Fell", "减少")
    SAME = ("same", "Unchanged", "持平")
    UNKNOWN = ("unknown", "Not known", "无法比较")


class When(Vocabulary):
    """Of which time a figure in a work report speaks."""

    END = ("end", "End of the period", "期末")
    START = ("start", "Before the period", "期初")
    GROWN = ("grown", "Change over the period", "本期增减")
    SUM = ("sum", "Within the period", "本期")
    NOW = ("now", "When it was written", "成文时")


class CheckResult(Vocabulary):
    """Whether parts and whole agree. What is unknown cannot be checked, and is not taken for zero."""

    HOLDS = ("holds", "Adds up", "相符")
    BROKEN = ("broken", "Does not add up", "不符")
    UNCHECKABLE = ("uncheckable", "A figure is missing", "缺少数据，无法核对")


class ReportingReason(Vocabulary):
    """Why a rule of reporting decided as it did, and what is asked about odd figures. A flag is a question."""

    TIME_LEFT = ("reporting:reason:time_left", "Due at {due_at}", "应于 {due_at} 前上报")
    NOTHING_CAME = ("reporting:reason:nothing_came", "Nothing came until {due_at}", "至 {due_at} 未上报")
    CAME_LATE = ("reporting:reason:came_late", "Came {minutes} minutes late", "迟报 {minutes} 分钟")
    ALL_ZERO = ("reporting:reason:all_zero", "Every figure is zero", "各项均为零")
    SOME_VALUE = ("reporting:reason:some_value", "{count} figures are not zero", "{count} 项不为零")
    SOME_UNKNOWN = ("reporting:reason:some_unknown", "{count} figures are unknown", "{count} 项未知")
    IDENTITY_HOLDS = ("reporting:reason:identity_holds", "{whole}, as the parts give", "{whole}，与分项合计相符")
    IDENTITY_BROKEN = (
        "reporting:reason:identity_broken",
        "{whole} reported, the parts give {parts}",
        "报 {whole}，按分项应为 {parts}",
    )
    IDENTITY_UNKNOWN = ("reporting:reason:identity_unknown", "Unknown: {missing}", "未知项：{missing}")
    NEGATIVE = ("reporting:reason:negative", "{value} is below zero", "{value} 为负数")
    CUMULATIVE_FELL = (
        "reporting:reason:cumulative_fell",
        "A cumulative figure fell from {before} to {value}",
        "累计数由 {before} 降为 {value}",
    )
    JUMPED = (
        "reporting:reason:jumped",
        "{value} is more than {factor} times the usual {median}",
        "{value} 超过平时 {median} 的 {factor} 倍",
    )
    WENT_UNKNOWN = ("reporting:reason:went_unknown", "The figure is not known today", "今日数据未知")
    PARTS_SILENT = (
        "reporting:reason:parts_silent",
        "{units} did not report: zeros there are unknown, and the total holds only what is recorded",
        "{units}未报：其零值按未知处理，合计仅含已登记数",
    )
    PARTS_OPEN = (
        "reporting:reason:parts_open",
        "{units} reported without knowing every figure: zeros there are unknown",
        "{units}所报数据有未知项：其零值按未知处理",
    )
    CHANGED_SINCE = (
        "reporting:reason:changed_since",
        "{before} was handed in, the records now give {value}",
        "已上报 {before}，现有记录为 {value}",
    )
