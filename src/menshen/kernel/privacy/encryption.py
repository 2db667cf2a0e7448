"""Encrypting numbers, and finding one without decrypting them all.

A value is stored as `<key id>.<base64 of nonce, text and tag>` (AES-256-GCM, a random nonce each). Beside it stands a
blind index: the id of the index key and 28 hexadecimal digits of an HMAC-SHA256 of the text, 32 characters in all. The
same number always has the same index, so that it can be looked up and kept unique; who has no key cannot tell which
number it is. `what` keeps the indexes of different things apart: `id_number`, `phone`.

Unknown is the empty text, and stays so. A process notices within a second that the key file was changed.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import os
import time
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from menshen.kernel.privacy import keys
from menshen.kernel.privacy.keys import KeysUnusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from menshen.kernel.privacy.keys import Ring

INDEX_LENGTH = 32
KEY_ID_LENGTH = 4
_DIGITS = INDEX_LENGTH - KEY_ID_LENGTH
_NONCE = 12
_LOOK_AGAIN = 1.0  # seconds


class _Ciphers:
    """One cipher for each key, ready for use, made from the key file as it was when last looked at."""

    def __init__(self, ring: Ring, stamp: tuple[int, int]) -> None:
        self.stamp = stamp
        self.look_at = time.monotonic() + _LOOK_AGAIN
        self.ciphers = {key.id: AESGCM(key.bytes) for key in ring.encryption}
        self.writes = ring.encryption[-1].id
        self.indexes = [(key.id, key.bytes) for key in ring.index]
        self.log = ring.log[-1].bytes
        self._started: dict[tuple[str, str], hmac.HMAC] = {}

    def blind(self, text: str, what: str, index: tuple[str, bytes]) -> str:
        number, secret = index
        started = self._started.get((what, number))
        if started is None:
            started = self._started[what, number] = hmac.new(secret, f"{what}\0".encode(), "sha256")
        digest = started.copy()
        digest.update(text.encode())
        return number + digest.hexdigest()[:_DIGITS]


class _Holder:
    """The ciphers in use; replaced as a whole, so that threads need no lock."""

    def __init__(self) -> None:
        self._ciphers: _Ciphers | None = None

    def current(self) -> _Ciphers:
        held = self._ciphers
        if held is None or time.monotonic() >= held.look_at:
            held = self.look(held)
        return held

    def look(self, held: _Ciphers | None = None) -> _Ciphers:
        """Look at the file, and read it where it is not the one that was read."""
        stamp = _stamp()
        if held is not None and held.stamp == stamp:
            held.look_at = time.monotonic() + _LOOK_AGAIN
            return held
        self._ciphers = found = _Ciphers(keys.read(), stamp)
        return found


_holder = _Holder()


def _stamp() -> tuple[int, int]:
    try:
        seen = keys.path().stat()
    except FileNotFoundError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_ino


def refresh() -> None:
    """Read the key file now: for the process that has just changed it."""
    _holder.look()


def log_secret() -> bytes:
    """The key of the look-up log's digests."""
    return _holder.current().log


def fingerprint(text: str) -> str:
    """A digest of 32 characters, from which nobody without our keys can find the text by trying."""
    return hashlib.blake2b(text.encode(), digest_size=16, key=_holder.current().log).hexdigest()


def encrypt(text: str) -> str:
    """The text as it is stored; an empty one stays empty."""
    return encrypt_all([text])[0]


def encrypt_all(texts: Sequence[str]) -> list[str]:
    """Many at once: one look at the keys, one draw of random bytes."""
    held = _holder.current()
    seal, prefix = held.ciphers[held.writes].encrypt, held.writes + "."
    nonces = os.urandom(_NONCE * len(texts))
    stored = []
    for place, text in enumerate(texts):
        if not text:
            stored.append("")
            continue
        nonce = nonces[place * _NONCE : (place + 1) * _NONCE]
        sealed = nonce + seal(nonce, text.encode(), None)
        stored.append(prefix + binascii.b2a_base64(sealed, newline=False).decode("ascii"))
    return stored


def decrypt(stored: str) -> str:
    """The text behind a stored value. KeysUnusable where its key is missing or the value was tampered with."""
    if not stored:
        return ""
    number, body = stored[:KEY_ID_LENGTH], stored[KEY_ID_LENGTH + 1 :]
    cipher = _holder.current().ciphers.get(number) or _holder.look().ciphers.get(number)
    if cipher is None:
        raise KeysUnusable(
            f"A number is encrypted with the key {number!r}, which {keys.path()} lacks. Put back the copy of the key "
            "file that belongs to this database."
        )
    try:
        sealed = binascii.a2b_base64(body)
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        raise KeysUnusable(
            f"A number encrypted with the key {number!r} cannot be read: it was changed in the database, or the key "
            "file belongs to another one."
        ) from None


def decrypt_all(stored: Iterable[str]) -> list[str]:
    return [decrypt(value) for value in stored]


def blind(text: str, what: str) -> str:
    """The index under which a number is stored from now on; "" for an unknown one."""
    held = _holder.current()
    return held.blind(text, what, held.indexes[-1]) if text else ""


def blind_all(texts: Iterable[str], what: str) -> list[str]:
    held = _holder.current()
    make, index = held.blind, held.indexes[-1]
    return [make(text, what, index) if text else "" for text in texts]


def blinds(texts: Iterable[str], what: str) -> list[str]:
    """Every index under which one of these numbers may be stored: one each, two while the index key is rotated.

    Conditions ask for these. Unknown numbers are nobody's and left out.
    """
    held = _holder.current()
    return [held.blind(text, what, index) for text in texts if text for index in held.indexes]


def key_of(stored: str) -> str:
    """The id of the key that a stored value or a blind index was made with."""
    return stored[:KEY_ID_LENGTH]
