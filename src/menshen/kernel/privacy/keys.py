"""The keys of encrypted columns: a file beside the database and never in it, readable by us alone.

Without this file the numbers in the database are lost, and so is every backup made while its keys were in use. It is
made once, by `menshen migrate`; a process that misses it says so and makes none, because a second set of keys beside
numbers written with a first one is how both get lost.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from menshen.kernel.base.terms import Vocabulary

if TYPE_CHECKING:
    from datetime import datetime

_BYTES = 32
_ID_BYTES = 2  # four hexadecimal digits


class Use(Vocabulary):
    """What a key is for."""

    ENCRYPTION = "encryption", "numbers", "号码加密"
    INDEX = "index", "search by number", "号码检索"
    LOG = "log", "look-up log", "查阅日志"


class KeysUnusable(Exception):  # noqa: N818  said to a person, like a refusal
    """The key file is missing, damaged or lacks a key; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Key:
    """`id` is written before every value that the key made; `secret` is base64 of 32 bytes."""

    id: str
    made_at: str
    secret: str

    @classmethod
    def new(cls, at: datetime, *, beside: tuple[Key, ...] = ()) -> Key:
        taken = {key.id for key in beside}
        number = next(found for found in iter(lambda: secrets.token_hex(_ID_BYTES), "") if found not in taken)
        return cls(number, at.isoformat(timespec="seconds"), base64.b64encode(secrets.token_bytes(_BYTES)).decode())

    def __repr__(self) -> str:
        """Never the secret: a key may stand in a traceback."""
        return f"Key({self.id}, made {self.made_at})"

    @property
    def bytes(self) -> bytes:
        return base64.b64decode(self.secret, validate=True)


@dataclass(frozen=True, slots=True)
class Ring:
    """All keys, oldest first: the last one of each use writes, those before it are still read."""

    encryption: tuple[Key, ...]
    index: tuple[Key, ...]
    log: tuple[Key, ...]

    def of(self, use: Use) -> tuple[Key, ...]:
        keys: tuple[Key, ...] = getattr(self, use.value)
        return keys


def path() -> Path:
    """Where the keys are: `MENSHEN_KEYS`, else `keys.json` in the data folder."""
    from django.conf import settings  # here, because the command line names KeysUnusable before Django is wanted

    return Path(settings.KEYS)


def read() -> Ring:
    """The keys in the file; KeysUnusable where there are none."""
    place = path()
    try:
        written = json.loads(place.read_text())
        ring = Ring(**{use.value: tuple(Key(**key) for key in written[use.value]) for use in Use})
        if not all(ring.of(use) and all(len(key.bytes) == _BYTES for key in ring.of(use)) for use in Use):
            raise ValueError("a key is missing or too short")
    except FileNotFoundError:
        raise KeysUnusable(
            f"The key file {place} is missing: without it no ID number and no phone can be read. Put your copy of it "
            "back. On a new installation `menshen migrate` makes it."
        ) from None
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise KeysUnusable(f"The key file {place} is damaged ({error}). Put your copy of it back.") from None
    return ring


def create(at: datetime) -> bool:
    """Make the file with a first key for each use; False where it is there already."""
    place = path()
    if place.exists():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(Ring(*((Key.new(at),) for _ in Use)))
    try:
        # A link fails where the file exists: of two processes starting at once, both use the first one's keys.
        place.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def add(use: Use, at: datetime) -> Key:
    """A new key that writes from now on."""
    ring = read()
    key = Key.new(at, beside=ring.of(use))
    _write(replace(ring, **{use.value: (*ring.of(use), key)}))
    return key


def replace_all(at: datetime) -> None:
    """Forget every key for good: what was encrypted with them, in backups too, can never be read again."""
    _write(Ring(*((Key.new(at),) for _ in Use)))


def drop(use: Use, number: str) -> None:
    """Forget a key for good. The one that writes cannot be dropped."""
    ring = read()
    keys = ring.of(use)
    if keys[-1].id == number:
        raise ValueError("the key that writes is needed")
    _write(replace(ring, **{use.value: tuple(key for key in keys if key.id != number)}))


def _write(ring: Ring) -> None:
    """All or nothing: a machine that stops in the middle must not leave half of the keys."""
    draft = _draft(ring)
    draft.replace(path())
    folder = os.open(path().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(ring: Ring) -> Path:
    draft = path().with_name(f"{path().name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(ring), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return draft
