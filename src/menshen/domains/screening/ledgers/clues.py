"""The registers of verification lists: the lists, who verifies what, the clues, and the answers that go back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menshen.domains.registry.vocabulary import Permission as Registry
from menshen.domains.screening.actions.clue_lists import ReceiveClue, open_clue_batch, receive_clue
from menshen.domains.screening.ledgers.columns import given
from menshen.domains.screening.queries import clues as queries
from menshen.domains.screening.vocabulary import ClueOutcome, Permission
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.carrying import written_down
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger, RowContext

if TYPE_CHECKING:
    from menshen.kernel.actions.declaration import Command


def _number(code: str, en: str, zh: str) -> Column:
    return Column(code, Term(en, zh), CellKind.INTEGER, source=code)


_PUSHED = (
    Column("title", Term("List", "批次"), source="title", search=True),
    Column("sender", Term("Sent by", "推送单位"), source="sender", search=True),
    Column(
        "received_at", Term("Received", "接收时间"), CellKind.DATETIME, source="received_at", filter=True, sort=True
    ),
)
_STANDING = (
    _number("received", "Clues", "线索数"),
    _number("verified", "Verified", "已核查"),
    _number("unanswered", "Not verified", "未核查"),
    _number("percent", "Verified, %", "核查率（%）"),
    _number("hours", "Hours since receipt", "已接收小时数"),
    _number("in_split_time", "Verified by the first mark", "第一时限内核查"),
    _number("in_first_time", "Verified by the second mark", "第二时限内核查"),
    _number("in_time", "Verified by the last mark", "最后时限内核查"),
    _number("at_home", "At home", "居家"),
    _number("centralised", "In a site", "集中"),
    _number("hospital", "To a doctor", "送医"),
    _number("handed_on", "Handed on", "移交、上报"),
    _number("otherwise", "Other answers", "其他结果"),
)
_MARKS = (
    Column("split_by", Term("First mark", "第一时限"), CellKind.DATETIME, source="split_by"),
    Column("first_by", Term("Second mark", "第二时限"), CellKind.DATETIME, source="first_by"),
    Column("all_by", Term("Last mark", "最后时限"), CellKind.DATETIME, source="all_by"),
)
_UNIT = Column("area", Term("Unit", "单位"), CellKind.AREA, source="area_id", filter=True, imported=False)

CLUE_BATCHES = Ledger(
    "screening.clue_batches",
    Term("Verification lists", "协查批次"),
    Permission.CLUE_READ,
    queries.batches,
    (
        *_PUSHED,
        _UNIT,
        *_STANDING,
        _number("at_hand", "Still here", "本级待处理"),
        _number("proposed", "Of those, proposed for a unit", "其中已拟派"),
        *_MARKS,
    ),
    order=("-received_at", "-id"),
    offers=(open_clue_batch,),
)

CLUE_SHARES = Ledger(
    "screening.clue_shares",
    Term("Verification by unit", "协查进度（分单位）"),
    Permission.CLUE_READ,
    queries.shares,
    (
        _UNIT,
        *_PUSHED,
        _number("proposed", "Proposed, not sent yet", "拟派未下发"),
        Column("sent_at", Term("Sent out", "下发时间"), CellKind.DATETIME, source="sent_at"),
        *_STANDING,
        *_MARKS,
    ),
    order=("-received_at", "area_id"),
)

_NAME = Column(
    "name", Term("Name", "姓名"), CellKind.NAME, aliases=("人员姓名", "被协查人", "协查对象", "对象姓名"),
    required=True, source="name", search=True, readers=Registry.PERSON_READ,
)  # fmt: skip
_ANSWERED_BEFORE = (
    Column("earlier", Term("Answered before", "此前核查结果"), CellKind.CHOICE, vocabulary=ClueOutcome,
           source="earlier__outcome", filter=True, imported=False),
    Column("earlier_at", Term("On", "此前核查时间"), CellKind.DATETIME, source="earlier__verified_at", imported=False),
)  # fmt: skip
_ABOUT = (
    Column("id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER,
           aliases=("身份证", "身份证号码", "公民身份号码", "证件号码"), source="id_number"),
    Column("phone", Term("Phone", "联系电话"), CellKind.PHONE,
           aliases=("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"), source="phone"),
    Column("address", Term("Address", "住址"),
           aliases=("现住址", "居住地址", "家庭住址", "地址", "现居住地址", "详细地址", "落脚点", "可能地址"),
           source="address"),
    Column("origin", Term("Came from", "来源地"),
           aliases=("从何地返回", "来自", "旅居地", "旅居史", "涉疫地区", "来源地区"), source="origin"),
    Column("left_on", Term("Left there on", "离开日期"), CellKind.DATE, aliases=("离开时间", "出发日期"),
           source="left_on"),
)  # fmt: skip
_FOUND = (
    Column("outcome", Term("Found", "核查结果"), CellKind.CHOICE, vocabulary=ClueOutcome, source="outcome", filter=True,
           imported=False),
    Column("verified_at", Term("Verified at", "核查时间"), CellKind.DATETIME, source="verified_at", filter=True,
           sort=True, imported=False),
)  # fmt: skip


def _clue(values: dict[str, Any], context: RowContext) -> Command:
    known = given(values, ReceiveClue, context)
    return ReceiveClue.model_validate(known | {"original": written_down(context.written)})


CLUES = Ledger(
    "screening.clues",
    Term("Clues to be verified", "协查线索"),
    Permission.CLUE_READ,
    queries.clues,
    (
        _NAME,
        *_ANSWERED_BEFORE,
        *_ABOUT,
        _UNIT,
        Column("meant_for", Term("Meant for", "拟派单位"), CellKind.AREA, source="share__area_id", filter=True,
               imported=False),
        *_FOUND,
        Column("handed_from", Term("Handed over by", "移交单位"), CellKind.AREA, source="handed_from", imported=False),
        Column("acknowledged_at", Term("Acknowledged", "签收时间"), CellKind.DATETIME, source="acknowledged_at",
               imported=False),
        Column("batch", Term("List", "批次"), aliases=("批次名称", "协查批次"), source="list_title", search=True),
        Column("sender", Term("Sent by", "推送单位"), source="sender", imported=False),
        Column("received_at", Term("Received", "接收时间"), CellKind.DATETIME, source="received_at", filter=True,
               sort=True, imported=False),
    ),
    order=("area_id", "received_at", "id"),
    imports=ImportSpec(receive_clue, build=_clue, as_written=True),
)  # fmt: skip

CLUE_ANSWERS = Ledger(
    "screening.clue_answers",
    Term("Answers to the sender", "协查反馈表"),
    Permission.CLUE_SPLIT,
    queries.clues,
    (
        Column("batch", Term("List", "批次"), source="list_title", filter=True, search=True),
        _NAME,
        *_FOUND,
        Column("area", Term("Verified by unit", "核查单位"), CellKind.AREA, source="area_id", filter=True),
    ),
    order=("received_at", "batch_id", "id"),
    carried="original",
)

VERIFICATIONS = Ledger(
    "screening.verifications",
    Term("Verifications", "核查记录"),
    Permission.CLUE_READ,
    queries.verifications,
    (
        _UNIT,
        Column("name", Term("Name", "姓名"), CellKind.NAME, source="clue__name", readers=Registry.PERSON_READ),
        Column("outcome", Term("Found", "核查结果"), CellKind.CHOICE, vocabulary=ClueOutcome, source="outcome",
               filter=True),
        Column("verified_at", Term("Verified at", "核查时间"), CellKind.DATETIME, source="verified_at", filter=True,
               sort=True),
        Column("made_by", Term("Verified by", "核查人"), source="made_by"),
        Column("note", Term("Note", "备注"), source="note"),
        Column("superseded_at", Term("Corrected at", "更正时间"), CellKind.DATETIME, source="superseded_at"),
    ),
    order=("area_id", "counts_from", "id"),
)  # fmt: skip

LEDGERS = (CLUE_BATCHES, CLUE_SHARES, CLUES, CLUE_ANSWERS, VERIFICATIONS)
