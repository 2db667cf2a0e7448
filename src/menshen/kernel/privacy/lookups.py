"""Writing the look-up log, and checking that nobody changed it.

A line's digest is an HMAC-SHA256, under a key that is not in the database, of the line's content and of the digest of
the line before. Who changes, removes or inserts a line would have to compute all later ones anew, and cannot without
the key. Lines whose time of keeping is over are cut off at the beginning; the number and digest of the last of them
stay, under a seal made with the same key, and the rest is verified from there. What it does not show: that the last
lines were cut off together with the mark of the end set back. Whoever keeps the number and digest of the last line
elsewhere (`menshen doctor` prints both) sees that too.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import connection

from menshen.kernel.base.terms import Term, Vocabulary
from menshen.kernel.privacy.encryption import log_secret
from menshen.kernel.privacy.models import LookUp
from menshen.kernel.scope.viewers import PLATFORM, acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from menshen.kernel.scope.viewers import Viewer

Subject = tuple[str, int, str]
"""Type (`registry.person`), number and area of a record."""
_CHUNK = 5_000


class LookUpKind(Vocabulary):
    """What somebody did with personal data short of changing them."""

    OPENED = "opened", "Record opened", "打开档案"
    UNMASKED = "unmasked", "Number shown in full", "查看完整号码"
    EXPORTED = "exported", "List exported", "导出台账"
    SEARCHED = "searched", "Searched", "检索"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line at which the log is not as it was written, and what differs."""

    line: int
    what: Term


@dataclass(frozen=True, slots=True)
class End:
    """The last line, as a sound log has it."""

    line: int
    digest: str


def look_up(
    viewer: Viewer,
    kind: LookUpKind,
    *,
    at: datetime,
    subjects: Sequence[Subject],
    fields: Sequence[str] = (),
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> list[int]:
    """Append a line for each subject and give their numbers; three statements, however many.

    Call it last in the transaction and inside `acting(viewer)`: whoever appends next waits until it is committed.
    """
    if not subjects:
        return []
    assert viewer.actor_id is not None  # nobody looks without having signed in
    secret = log_secret()
    facts = json.loads(json.dumps(dict(detail or {})), parse_float=str)
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, digest FROM privacy_log_end FOR UPDATE")
        last, digest = cursor.fetchone() or (0, "")
        lines = []
        for number, (subject_type, subject_id, area) in enumerate(subjects, start=last + 1):
            line = LookUp(
                line=number, kind=kind.value, actor_id=viewer.actor_id, at=at, subject_type=subject_type,
                subject_id=subject_id, area_id=area, fields=list(fields), reason=reason, detail=facts,
            )  # fmt: skip
            digest = line.digest = _digest(secret, digest, line)
            lines.append(line)
        LookUp.objects.bulk_create(lines)
        cursor.execute("UPDATE privacy_log_end SET line = %s, digest = %s", [lines[-1].line, digest])
    return [line.line for line in lines]


def shorten(upto: int) -> None:
    """Let the first lines go, up to that one. Call it inside `acting(PLATFORM)`: what the viewer does not see stays."""
    digest = LookUp.objects.get(line=upto).digest
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE privacy_log_end SET cut = %s, cut_digest = %s, seal = %s",
            [upto, digest, _seal(log_secret(), upto, digest)],
        )
        cursor.execute("SELECT privacy_shorten_log(%s)", [upto])


def verify() -> Broken | None:
    """Read the whole log and compare; None where every line is as it was written. Call it outside `acting`."""
    secret = log_secret()
    with acting(PLATFORM):
        expected, digest, seal = _cut()
        if expected and not hmac.compare_digest(seal, _seal(secret, expected, digest)):
            return Broken(expected, _CUT_CHANGED)
        for line in _lines():
            expected += 1
            if line.line != expected:
                return Broken(expected, _MISSING)
            if not hmac.compare_digest(line.digest, _digest(secret, digest, line)):
                return Broken(expected, _CHANGED)
            digest = line.digest
        end = _end()
    if end.line > expected:
        return Broken(expected + 1, _MISSING)
    if end != End(expected, digest):
        return Broken(expected, _END_CHANGED)
    return None


_MISSING = Term("the line is missing", "该行缺失")
_CHANGED = Term(
    "the line, or the digest of the line before, is not as it was written, or the key file is another one",
    "该行或上一行的校验值与写入时不符，或密钥文件不是原来的",
)
_CUT_CHANGED = Term("the mark of where the log was cut off is not as it was written", "截断标记与写入时不符")
_END_CHANGED = Term("the mark of the end does not fit the last line", "末行标记与最后一行不符")


def log_end() -> End:
    """The last line's number and digest, to be kept elsewhere by whoever watches the log."""
    return _end()


def _end() -> End:
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, digest FROM privacy_log_end")
        return End(*(cursor.fetchone() or (0, "")))


def _cut() -> tuple[int, str, str]:
    """The last of the lines that are gone, its digest and the seal over both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cut, cut_digest, seal FROM privacy_log_end")
        return cursor.fetchone() or (0, "", "")


def _seal(secret: bytes, line: int, digest: str) -> str:
    return hmac.digest(secret, f"cut off up to {line} {digest}".encode(), "sha256").hex()


def _lines() -> Iterator[LookUp]:
    """All of them in order, some thousand at a time."""
    last = -1
    while found := list(LookUp.objects.filter(line__gt=last).order_by("line")[:_CHUNK]):
        yield from found
        last = found[-1].line


def _digest(secret: bytes, before: str, line: LookUp) -> str:
    """Over a text in which each value has its place, so that nothing can be shifted from one to the next."""
    content = [
        before, line.line, line.kind, line.actor_id, line.at.astimezone(UTC).isoformat(), line.subject_type,
        line.subject_id, line.area_id, line.fields, line.reason, line.detail,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(secret, text.encode(), "sha256").hex()
