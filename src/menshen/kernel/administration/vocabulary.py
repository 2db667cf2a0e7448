"""Permissions, journal kinds and problems of administration."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    AREA_MANAGE = "scope:area:manage", "Manage areas", "管理区划网格"
    AREA_READ = "scope:area:read", "See the list of areas", "查看区划网格"
    ACTOR_MANAGE = "scope:actor:manage", "Manage people's access", "管理人员权限"
    SIGN_IN_READ = "scope:sign_in:read", "See the log of sign-ins", "查看登录日志"
    JOURNAL_READ = "scope:journal:read", "Read the journal", "查看工作日志"
    TASK_ACKNOWLEDGE = "tasks:task:acknowledge", "Close tasks that are only to be seen", "确认阅知事项"


class Kind(Vocabulary):
    AREA_OPENED = "scope:area:opened", "Area opened", "新建区划网格"
    AREA_ALIASED = "scope:area:aliased", "Area given another name or code", "区划网格增加别名"
    AREA_CLOSED = "scope:area:closed", "Area closed", "停用区划网格"
    AREA_OUTLINED = "scope:area:outlined", "Outline of an area drawn", "导入辖区边界"
    AREA_RECODED = "scope:area:recoded", "Area code changed", "区划代码变更"
    ACTOR_MADE = "scope:actor:made", "Person given access", "新增工作人员"
    GRANT_GIVEN = "scope:grant:given", "Role granted", "授予角色"
    GRANT_ENDED = "scope:grant:ended", "Role ended", "收回角色"
    FACTOR_RESET = "scope:second_factor:reset", "Second factor reset", "重置二次验证"
    WAIT_LIFTED = "scope:wait:lifted", "Wait after wrong passwords lifted", "解除登录等待"
    ACCESS_CLOSED = "scope:access:closed", "Access closed", "停用账号"
    ACCESS_REOPENED = "scope:access:reopened", "Access opened again", "恢复账号"
    TASK_ACKNOWLEDGED = "tasks:task:acknowledged", "Task seen and closed", "已阅知"


class Problem(Vocabulary):
    PARENT_UNKNOWN = (
        "scope:area:parent_unknown",
        "There is no area {parent} above {code} today: enter it first, or use the present code.",
        "{code} 的上级区划 {parent} 尚未录入或已停用，请先录入，或使用现行代码。",
    )
    CODE_TAKEN = (
        "scope:area:code_taken",
        "{code} is already used by {name}. Check the code list of the year.",
        "{code} 已被“{name}”使用，请核对当年区划代码表。",
    )
    LEVEL_DIFFERS = (
        "scope:area:level_differs",
        "{old} and {new} are codes of different levels: an area keeps its level when its code changes.",
        "{old} 与 {new} 级别不同，代码变更不能改变级别。",
    )
    ACTOR_UNKNOWN = (
        "scope:actor:unknown",
        "There is no one with the log-in {username}.",
        "没有登录名为 {username} 的人员。",
    )
    USERNAME_TAKEN = (
        "scope:actor:username_taken",
        "The log-in {username} belongs to someone else. Choose another.",
        "登录名 {username} 已被他人使用，请另选。",
    )
    AREA_UNKNOWN = ("scope:area:unknown", "There is no such area.", "没有该区划。")
    AREA_DIVIDED = (
        "scope:area:divided",
        "There are open areas below {name}. Close them first.",
        "“{name}”下仍有启用的区划，请先停用下级。",
    )
    AREA_LIVED_IN = (
        "scope:area:lived_in",
        "People are still registered in {name}. Hand them over to the area they belong to now.",
        "“{name}”内仍有登记人员，请先移交至其现属辖区。",
    )
    AREA_WORKED_IN = (
        "scope:area:worked_in",
        "Somebody still holds a role in {name}. End it first.",
        "“{name}”仍有人员授权，请先收回。",
    )
    GRANT_HELD = (
        "scope:grant:held",
        "{username} holds this role there already ({days}). Begin when that ends, or end it first.",
        "{username} 在该辖区已有此角色（{days}），请自其截止日起授予，或先收回。",
    )
    ROLE_UNKNOWN = ("scope:grant:role_unknown", "There is no role {role}.", "没有角色 {role}。")
    OUTSIDE_OWN = (
        "scope:area:outside_own",
        "{code} lies outside your area. Ask the level above.",
        "{code} 不在您的辖区内，请由上级办理。",
    )
    OWN_GRANT = (
        "scope:grant:own_grant",
        "Nobody can grant a role to themselves. Ask a second administrator.",
        "不能为本人授权，请由另一位管理员办理。",
    )
    OWN_ACCESS = (
        "scope:actor:own_access",
        "Nobody changes their own access. Ask a second administrator.",
        "不能变更本人账号，请由另一位管理员办理。",
    )
    ACCESS_ABOVE = (
        "scope:actor:access_above",
        "{username} also works outside your area. Ask the administrator of the level above.",
        "{username} 在您辖区以外还有授权，请由上级管理员办理。",
    )
    TASK_NEEDS_DOING = (
        "tasks:task:needs_doing",
        "This task closes when it is done, not when it is seen.",
        "该任务须办理完成后自动关闭，不能仅作阅知。",
    )
    TASK_OF_OTHERS = (
        "tasks:task:of_others",
        "This task waits for the role {role}. Only who holds it there can close it.",
        "该任务由角色 {role} 处理，仅该角色在本辖区的人员可确认。",
    )


class SignInEvent(Vocabulary):
    """What the log of sign-ins tells."""

    SIGNED_IN = "signed_in", "Signed in", "登录成功"
    WRONG_PASSWORD = "wrong_password", "Wrong password", "密码错误"
    WRONG_NAME = "wrong_name", "Unknown user name", "用户名不存在"
    HELD_UP = "held_up", "Held up after wrong tries", "多次错误，暂停尝试"
    WRONG_CODE = "wrong_code", "Wrong second factor", "验证码错误"
    RECOVERY_CODE_USED = "recovery_code_used", "Recovery code used", "使用备用码"
    SIGNED_OUT = "signed_out", "Signed out", "退出登录"
    SESSION_ENDED = "session_ended", "Session ended from another one", "在别处结束会话"
    PASSWORD_CHANGED = "password_changed", "Password changed", "修改密码"
    FACTOR_ADDED = "factor_added", "Second factor set up", "启用二次验证"
    FACTOR_REMOVED = "factor_removed", "Second factor turned off", "关闭二次验证"
    CODES_RENEWED = "codes_renewed", "New recovery codes", "重新生成备用码"
    TOKEN_REFUSED = "token_refused", "Wrong keys of a program, slowed down", "接口令牌多次错误，已限速"
