"""What must not be published is found, however it is written; what may is let through."""

from __future__ import annotations

import pytest

from menshen.kernel.privacy.publication import PublicationFlaw, check_text, possible_names

NAMES = {"张伟", "欧阳小敏", "王喆"}
ID, PHONE, ADDRESS = PublicationFlaw.ID_NUMBER, PublicationFlaw.NAME_WITH_PHONE, PublicationFlaw.NAME_WITH_ADDRESS


def flaws(text, names=NAMES):
    return [finding.flaw for finding in check_text(text, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张伟，住临江花园3栋2单元501室，请邻居注意。", [ADDRESS]),
        ("临江花园三号楼的张伟已返回", [ADDRESS]),
        ("张伟 滨江路88号", [ADDRESS]),
        ("青山村4组12号 王喆", [ADDRESS]),
        ("王喆 3-2-501", [ADDRESS]),
        ("联系人张伟 13812345678", [PHONE]),
        ("联系人：张 伟，电话 138 1234 5678", [PHONE]),
        ("欧阳小敏（０９９９－８６５２０００）", [PHONE]),
        ("证件 11010519491231002X", [ID]),
        ("证件 １１０１０５１９４９１２３１００２Ｘ", [ID]),
        ("证件 110105 19491231 002x", [ID]),
        ("证件 110105194912310021，尾号抄错也不行", [ID]),
        ("老证件 110105491231002", [ID]),
        ("证件110105\u200b19491231002X", [ID]),
        ("張偉住臨江花園3棟2單元501", [ADDRESS]),
        ("姓名：李不详 住临江花园3栋", [ADDRESS]),
        ("患者张某，现住临江花园3栋2单元", [ADDRESS]),
        ("张伟13812345678，住临江花园3栋501室", [PHONE, ADDRESS]),
        ("张伟，男，58岁。\n1月23日乘G1001次到达。\n现住临江花园3栋2单元501。", [ADDRESS]),
    ],
)
def test_what_tells_who_somebody_is_is_blocked(text, expected):
    assert sorted(flaws(text)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "临江社区提醒：戴口罩、勤洗手、少聚集。咨询电话 0999-8652000，地址滨江路88号。",
        "病例3：1月23日乘G1001次列车到达，1月25日到临江花园3栋购物中心。",
        "感谢志愿者张伟、王喆连续值守十四天。",
        "张伟的身份证号为1101**********002X",
        "累计排查 53797 户，来返人员 1234 人。文号 临江社区隔告〔2020〕1号",
        "订单号 20200123456789012345",
        "高度重视，严防输入；临江花园3栋已解除管理。",
    ],
)
def test_what_tells_nobody_is_let_through(text):
    assert flaws(text) == []


def test_far_apart_and_in_another_paragraph_is_not_together():
    assert flaws("感谢张伟。\n" + "大家继续努力。" * 30 + "\n临江花园3栋2单元501室漏水，请报修。") == []
    assert flaws("感谢张伟。" + "大家继续努力。" * 30 + "临江花园3栋2单元501室漏水，请报修。") == [ADDRESS]


def test_a_finding_says_where_and_quotes_nothing_in_full():
    text = "通知：ＩＤ 11010519491231002X，张伟 13812345678"
    number, called = check_text(text, NAMES)
    assert text[number.start : number.end] == "11010519491231002X"
    assert number.quote == "1101**********002X"
    assert text[called.start : called.end] == "张伟 13812345678"
    assert called.quote == "张* … 138****5678"


def test_what_may_be_a_name_is_proposed_for_the_register_to_decide():
    found = possible_names("业主欧阳小敏与王喆到场，高度重视。")
    assert {"欧阳小", "欧阳小敏", "王喆", "高度"} <= found
    assert "业主" not in found


def test_hostile_text_is_read_in_reasonable_time():
    assert flaws("张" * 20_000 + "1" * 20_000 + "-" * 20_000) == []
