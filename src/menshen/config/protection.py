"""Whether personal data are protected as they should be: the keys of encrypted numbers, the look-up log."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from menshen.config.findings import Finding, Level
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.keys import KeysUnusable, Use
from menshen.kernel.privacy.lookups import log_end, verify
from menshen.kernel.privacy.rotation import used_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 16  # characters of a digest: enough to compare with a note on paper


def check_protection() -> Iterator[Finding]:
    """Asks the database; the tables must be those of the code."""
    try:
        ring = keys.read()
    except KeysUnusable as error:
        yield Finding("keys", Level.FAIL, str(error))
        return
    yield _keys(ring)
    yield _log()


def _keys(ring: keys.Ring) -> Finding:
    place = keys.path()
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        return Finding("keys", Level.FAIL, f"others can read {place}", f"chmod 600 {place}")
    lost = {
        number: values
        for use in (Use.ENCRYPTION, Use.INDEX)
        for number, values in used_keys(use).items()
        if number not in {key.id for key in ring.of(use)}
    }
    if lost:
        named = ", ".join(f"{number} ({values} values)" for number, values in sorted(lost.items()))
        remedy = "Put back the copy of the key file that belongs to this database."
        return Finding("keys", Level.FAIL, f"{place} lacks {named}", remedy)
    if unfinished := [use for use in (Use.ENCRYPTION, Use.INDEX) if len(ring.of(use)) > 1]:
        remedy = "`menshen keys rotate --index`" if Use.INDEX in unfinished else "`menshen keys rotate`"
        return Finding("keys", Level.WARN, "a rotation was not finished", remedy)
    return Finding("keys", Level.OK, f"in {place}: keep a copy elsewhere")


def _log() -> Finding:
    broken = verify()
    if broken:
        remedy = "Keep the database as it is and find out who changed it; compare with the last backup."
        return Finding("look-up log", Level.FAIL, f"line {broken.line}: {broken.what}", remedy)
    end = log_end()
    return Finding(
        "look-up log", Level.OK, f"{end.line} lines, unbroken; the last one is {end.digest[:_SHOWN] or 'none'}"
    )
