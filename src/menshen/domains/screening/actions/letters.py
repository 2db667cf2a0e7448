"""Letters of commitment: texts in versions, signed on paper, on screen or by a name typed in the signer's presence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Q
from pydantic import Field

from menshen.domains.registry import interface as registry
from menshen.domains.screening.documents.certificate import COMMITMENT_LETTER
from menshen.domains.screening.models import Letter, LetterText
from menshen.domains.screening.vocabulary import Kind, LetterSigner, Permission, Problem
from menshen.kernel.actions.declaration import Command, Label, Outcome, action, area_of_record
from menshen.kernel.actions.types import AreaCode, Drawing, LongText, PersonName, Photo, RecordId, ShortText
from menshen.kernel.base.bulk import insert_rows
from menshen.kernel.base.clock import day_of
from menshen.kernel.base.pictures import drawn
from menshen.kernel.base.problems import Refused, not_found
from menshen.kernel.base.terms import Term
from menshen.kernel.documents.issuing import NewDocument, issue, withdraw
from menshen.kernel.documents.models import Document
from menshen.kernel.journal.entries import subject_type
from menshen.kernel.scope.codes import Level, ancestors_of, at_level
from menshen.kernel.scope.models import Area
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

_LINES = Term("One paragraph a line.", "每行一段。")
_LATEST = Term("Leave empty where only one letter is in use.", "只有一种承诺书时可不填。")
_SIGN = Term(
    "The signer signs here with a finger or the mouse. Who cannot: choose “name typed” and read it out to them.",
    "请签订人用手指或鼠标在框内签名；不便签名的，签订方式选“当面录入姓名确认”，并当面宣读。",
)
_PAPER = Term("If it was signed on paper. It need not show a face.", "纸质签字时可拍照上传，无需拍摄人脸。")
_COLUMNS = (
    "area", "household", "text", "title", "version", "signer", "signed_on", "way", "kept_at", "signature", "photo",
    "recorded_at",
)  # fmt: skip


class PublishLetterText(Command):
    """The text of a letter; a changed one is the next version, and what was signed stays as it was signed."""

    area: Annotated[AreaCode, Label("Published by", "发布单位")]
    title: Annotated[ShortText, Field(min_length=1), Label("Title", "标题")]
    body: Annotated[list[LongText], Field(min_length=1, max_length=40), Label("Text", "正文", _LINES)]


@action(
    "screening.publish_letter_text",
    kind=Kind.LETTER_TEXT_PUBLISHED,
    permission=Permission.LETTER_PUBLISH,
    command=PublishLetterText,
    title=Term("Publish the text of a letter", "发布承诺书文本"),
)
def publish_letter_text(commands: list[PublishLetterText], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Publish texts; the same text again is known."""
    rows = LetterText.objects.filter(
        area_id__in={command.area for command in commands}, title__in={command.title for command in commands}
    )
    latest = {(row.area_id, row.title): row for row in rows.order_by("version")}
    answers: list[tuple[LetterText, bool]] = []
    for command in commands:
        before = latest.get((command.area, command.title))
        body = "\n".join(command.body)
        if before is not None and before.body == body:
            answers.append((before, False))
            continue
        text = LetterText(area_id=command.area, title=command.title, body=body, published_on=day_of(at))
        text.version = before.version + 1 if before else 1
        latest[command.area, command.title] = text
        answers.append((text, True))
    LetterText.objects.bulk_create([text for text, fresh in answers if fresh])
    return [
        Outcome.done(LetterText, text.pk, text.area_id, version=text.version)
        if fresh
        else Outcome.known(LetterText, text.pk)
        for text, fresh in answers
    ]


class SignLetter(Command):
    """A household signed. The text is the newest one that was published by the day of signing."""

    area: Annotated[AreaCode, Label("Grid", "所属网格")]
    household: Annotated[RecordId | None, Label("Household", "所在户")] = None
    household_number: Annotated[ShortText, Label("Household number", "户编号")] = ""
    address: Annotated[ShortText, Label("Address", "住址")] = ""
    title: Annotated[ShortText, Label("Letter", "承诺书名称", _LATEST)] = ""
    signer: Annotated[PersonName, Label("Signed by", "签订人")]
    signed_on: Annotated[date, Label("Signed on", "签订日期")]
    way: Annotated[LetterSigner, Label("How", "签订方式")] = LetterSigner.PAPER
    kept_at: Annotated[ShortText, Field(max_length=120), Label("Paper copy kept at", "纸质件存放处")] = ""
    signature: Annotated[Drawing, Label("Signature", "签名", _SIGN)] = ""
    photo: Annotated[Photo, Label("Photo of the signed paper", "纸质件照片", _PAPER)] = ""

    @property
    def signed_by(self) -> LetterSigner:
        """Who signed in the box signed on screen, whatever else was chosen."""
        return LetterSigner.DRAWN if self.signature else self.way


@action(
    "screening.sign_letter",
    kind=Kind.LETTER_SIGNED,
    permission=Permission.LETTER_WRITE,
    command=SignLetter,
    title=Term("Record a signed letter", "登记承诺书"),
)
def sign_letter(commands: list[SignLetter], *, by: Viewer, at: datetime) -> list[Outcome]:
    """Record signatures and issue the household's copy. Who does not sign is not recorded at all."""
    texts = _texts({command.area for command in commands})
    homes = _households(commands, by)
    held = _held([home for home in homes if isinstance(home, tuple)])
    answers: list[Outcome | tuple[int, int]] = []
    fresh: dict[tuple[int, int], tuple[Any, ...]] = {}
    for command, home in zip(commands, homes, strict=True):
        text = _text_of(command, texts)
        if command.signed_on > day_of(at):
            answers.append(Outcome.refused(Problem.LETTER_IN_THE_FUTURE, on="signed_on"))
        elif command.way is LetterSigner.DRAWN and not command.signature:
            answers.append(Outcome.refused(Problem.LETTER_NOT_DRAWN, on="signature"))
        elif isinstance(text, Problem):
            answers.append(Outcome.refused(text, on="signed_on" if text is Problem.LETTER_BEFORE_TEXT else "title"))
        elif isinstance(home, Refused):
            answers.append(Outcome.refusal(home))
        else:
            number, area = home
            key = (number, text.pk)
            if key not in held and key not in fresh:
                told = (command.signer, command.signed_on, command.signed_by.value, command.kept_at, command.signature,
                        command.photo)  # fmt: skip
                fresh[key] = (area, number, text.pk, text.title, text.version, *told, at)
            answers.append(key)
    ids = dict(zip(fresh, insert_rows(Letter, _COLUMNS, list(fresh.values())), strict=True))
    papers = _issue(ids, by=by, at=at)
    return [answer if isinstance(answer, Outcome) else _signed(answer, held, ids, fresh, papers) for answer in answers]


def _signed(
    key: tuple[int, int],
    held: dict[tuple[int, int], int],
    ids: dict[tuple[int, int], int],
    fresh: dict[tuple[int, int], tuple[Any, ...]],
    papers: dict[int, int],
) -> Outcome:
    if key in held:
        return Outcome.known(Letter, held[key])
    row = fresh.pop(key, None)  # told again in the same batch it is known
    if row is None:
        return Outcome.known(Letter, ids[key])
    return Outcome.done(Letter, ids[key], row[0], document=papers[ids[key]])


def _texts(areas: set[str]) -> list[LetterText]:
    """Published texts are for everybody below the area that published them, who need not see that area."""
    codes = {code for area in areas for code in (area, *ancestors_of(area))}
    with acting(PLATFORM):
        return list(LetterText.objects.filter(area_id__in=codes).order_by("published_on", "version"))


def _text_of(command: SignLetter, texts: Sequence[LetterText]) -> LetterText | Problem:
    """The newest text of that title by the day of signing, of the nearest area that published one."""
    above = [text for text in texts if command.area.startswith(text.area_id)]
    called = [text for text in above if command.title in ("", text.title)]
    if not called or len({text.title for text in called}) > 1:
        return Problem.LETTER_TEXT_MISSING
    nearest = max(len(text.area_id) for text in called)
    stood = [text for text in called if len(text.area_id) == nearest and text.published_on <= command.signed_on]
    return stood[-1] if stood else Problem.LETTER_BEFORE_TEXT


def _households(commands: Sequence[SignLetter], by: Viewer) -> list[tuple[int, str] | Refused]:
    """The household of each command with its area."""
    hints = [registry.HouseholdHint(one.area, one.household_number, one.address, one.signer) for one in commands]
    found = registry.find_households(hints)
    numbers = [one.household or home for one, home in zip(commands, found, strict=True)]
    areas = registry.household_areas(number for number in numbers if isinstance(number, int))
    answers: list[tuple[int, str] | Refused] = []
    for number in numbers:
        if isinstance(number, Refused):
            answers.append(number)
        elif number not in areas or not by.may(Permission.LETTER_WRITE, areas[number]):
            answers.append(not_found())
        else:
            answers.append((number, areas[number]))
    return answers


def _held(homes: Sequence[tuple[int, str]]) -> dict[tuple[int, int], int]:
    rows = Letter.objects.filter(household_id__in={number for number, _ in homes}, withdrawn_at__isnull=True)
    return {(row.household_id, row.text_id): row.pk for row in rows}


def _issue(ids: dict[tuple[int, int], int], *, by: Viewer, at: datetime) -> dict[int, int]:
    letters = Letter.objects.filter(pk__in=ids.values()).select_related("household__dwelling").order_by("pk")
    with acting(PLATFORM):
        bodies = dict(LetterText.objects.filter(pk__in={text for _, text in ids}).values_list("pk", "body"))
    rows = list(letters)
    codes = {at_level(row.area_id, Level.COMMUNITY) or row.area_id for row in rows}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    items = [
        NewDocument(row.area_id, subject_type(Letter), row.pk, _data(row, bodies[row.text_id], areas)) for row in rows
    ]
    return {paper.subject_id: paper.pk for paper in issue(COMMITMENT_LETTER, items, by=by, at=at)}


def _data(letter: Letter, body: str, areas: dict[str, Area]) -> dict[str, Any]:
    community = areas[at_level(letter.area_id, Level.COMMUNITY) or letter.area_id]
    dwelling = letter.household.dwelling
    return {
        "issuer": community.name,
        "title": letter.title,
        "version": letter.version,
        "body": body.splitlines(),
        "address": str(dwelling) if dwelling else letter.household.number,
        "signer": letter.signer,
        "signed_on": letter.signed_on,
        "way": LetterSigner(letter.way).term,
        "kept_at": letter.kept_at,
        "signature": drawn(letter.signature) if letter.signature else "",
        "community": {"name": community.name, "phone": community.phone},
    }


class WithdrawLetter(Command):
    """The household takes it back, or it was recorded by mistake. Nothing follows from it."""

    letter: Annotated[RecordId, Label("Letter", "承诺书")]


@action(
    "screening.withdraw_letter",
    kind=Kind.LETTER_WITHDRAWN,
    permission=Permission.LETTER_WRITE,
    command=WithdrawLetter,
    title=Term("Take the letter back", "撤回承诺书"),
    areas_of=area_of_record(Letter, "letter", Q(withdrawn_at__isnull=True)),
)
def withdraw_letter(commands: list[WithdrawLetter], *, by: Viewer, at: datetime) -> list[Outcome]:  # noqa: ARG001
    """Take letters back with their papers."""
    letters = Letter.objects.in_bulk([command.letter for command in commands])
    standing = {number for number, letter in letters.items() if letter.withdrawn_at is None}
    Letter.objects.filter(pk__in=standing).update(withdrawn_at=at)
    papers = Document.objects.filter(
        kind=COMMITMENT_LETTER.code, subject_type=subject_type(Letter), subject_id__in=standing
    )
    withdraw(papers.values_list("pk", flat=True), at=at)
    outcomes = []
    for command in commands:
        if command.letter in standing:
            standing.discard(command.letter)
            outcomes.append(Outcome.done(Letter, command.letter, letters[command.letter].area_id))
        else:
            outcomes.append(Outcome.known(Letter, command.letter))
    return outcomes
