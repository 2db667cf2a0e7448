"""The pages around the sign-in: second factor, recovery codes, one's own account."""

from __future__ import annotations

import segno

from gateway import samples
from menshen.gateway.desk import parts
from menshen.kernel.base.terms import Term

WRONG = Term("This code does not fit.", "验证码不正确。")
SIGN_IN_CODE = {"form_url": "/sign-in/code", "back_url": "/sign-in", "language_url": "/language", "error": None}
SET_UP = {
    "form_url": "/account/second-factor",
    "change_url": "/account/second-factor/change",
    "next": "/",
    "picture": segno.make("otpauth://totp/zhou?secret=JBSWY3DPEHPK3PXP", micro=False).svg_data_uri(scale=5),
    "secret": "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
    "owes": True,
    "has": False,
    "needed": "",
    "codes_left": 0,
    "error": None,
    "back_url": "",
    "sign_out_url": "/sign-out",
    "language_url": "/language",
}
SET_UP_ANEW = {
    **SET_UP,
    "owes": False,
    "has": True,
    "needed": Term("Your role needs the second factor.", "您的角色必须使用二次验证。"),
    "codes_left": 7,
    "error": WRONG,
    "back_url": "/account",
}
PAPER = {"codes": [f"{number}234 5678" for number in range(10)], "username": "zhou", "now": samples.NOW, "next": "/"}
ACCOUNT = {
    "title": Term("My account", "我的账号"),
    "facts": [parts.Fact(Term("Log-in", "登录名"), "zhou"), parts.Fact(Term("Name", "姓名"), "周敏")],
    "roles": [parts.Fact(Term("Community clerk", "社区信息员"), "临江社区")],
    "links": [parts.Link(Term("Change password", "修改密码"), "/account/password", "lock")],
    "has_factor": True,
    "codes_left": 2,
    "sessions": [
        {
            "number": number,
            "device": device,
            "address": "2001:db8:85a3::8a2e:370:7334",
            "begun": samples.NOW,
            "seen": samples.NOW,
            "mine": number == 1,
        }
        for number, device in ((1, "Firefox · Windows"), (2, "Chrome · Android"), (3, ""))
    ],
    "end_url": "/account/sessions/end",
}
