"""The second factor of a person: a code that a phone shows, and ten recovery codes on paper for when it is lost."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Any

import segno
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from menshen.kernel.administration.vocabulary import SignInEvent
from menshen.kernel.scope.roles import is_guarded

if TYPE_CHECKING:
    from django.http import HttpRequest

    from menshen.kernel.scope.models import Actor
    from menshen.kernel.scope.viewers import Viewer

SHOWN = "second_factor_shown"  # in a session that was begun with one
_SECRET = "second_factor_secret"  # noqa: S105  the name of the place in the session where one waits for its first code
_USABLE = 120  # seconds; a code holds for ninety at most


def owes(request: HttpRequest, viewer: Viewer) -> bool:
    """Whether this session lacks the second factor that a role of the viewer asks for."""
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(SHOWN):
        return False
    return any(is_guarded(held.role) for held in viewer.held)


def has_factor(actor: Actor) -> bool:
    return bool(Authenticator.objects.filter(user=actor, type=Authenticator.Type.TOTP).exists())


def codes_left(actor: Actor) -> int:
    """How many of the recovery codes were not used yet."""
    held = _held(actor).get(Authenticator.Type.RECOVERY_CODES)
    try:
        return len(held.wrap().get_unused_codes()) if held else 0
    except InvalidToken:
        return 0


def shown_by(actor: Actor, code: str) -> SignInEvent | None:
    """What it was that a right code proves: the phone (SIGNED_IN) or the paper; None for a wrong one.

    No code is taken twice. Codes made under another secret key are not known any more.
    """
    held = _held(actor)
    code = "".join(code.split())
    try:
        if (phone := held.get(Authenticator.Type.TOTP)) and phone.wrap().validate_code(code):
            return SignInEvent.SIGNED_IN if _first_use(actor, code) else None
        if (paper := held.get(Authenticator.Type.RECOVERY_CODES)) and paper.wrap().validate_code(code):
            return SignInEvent.RECOVERY_CODE_USED
    except InvalidToken:
        pass
    return None


def _held(actor: Actor) -> dict[str, Any]:
    return {each.type: each for each in Authenticator.objects.filter(user=actor)}


def _first_use(actor: Actor, code: str) -> bool:
    # The library remembers a used code for half a minute, and takes one for longer where clocks may differ.
    return bool(cache.add(f"second_factor.{actor.pk}.{code}", 1, timeout=_USABLE))


def waiting_secret(request: HttpRequest) -> str:
    """The secret that the page shows until its first code is typed; the same one when the page is opened again."""
    try:
        secret: str = get_adapter().decrypt(request.session[_SECRET])
    except (KeyError, InvalidToken):
        secret = base64.b32encode(secrets.token_bytes(20)).decode()  # as RFC 4226 advises, 160 bits
        request.session[_SECRET] = get_adapter().encrypt(secret)
    return secret


def set_up(request: HttpRequest, actor: Actor, code: str) -> list[str] | None:
    """Take the waiting secret into use if the code fits it: the new recovery codes, or None."""
    secret, code = waiting_secret(request), "".join(code.split())
    phone = Authenticator(user=actor, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)})
    if not phone.wrap().validate_code(code) or not _first_use(actor, code):
        return None
    with transaction.atomic():
        remove(actor)
        phone.save()
        codes = renew_codes(actor)
    del request.session[_SECRET]
    request.session[SHOWN] = True
    return codes


def renew_codes(actor: Actor) -> list[str]:
    """New recovery codes; the old ones hold no longer.

    They are kept as the library keeps codes that were made elsewhere: its own way of making them is private to it.
    """
    digits = app_settings.RECOVERY_CODE_DIGITS
    codes = [f"{secrets.randbelow(10**digits):0{digits}}" for _ in range(app_settings.RECOVERY_CODE_COUNT)]
    encrypted = [get_adapter().encrypt(code) for code in codes]
    Authenticator.objects.update_or_create(
        user=actor, type=Authenticator.Type.RECOVERY_CODES, defaults={"data": {"migrated_codes": encrypted}}
    )
    return codes


def remove(actor: Actor) -> None:
    Authenticator.objects.filter(user=actor).delete()


def picture(actor: Actor, secret: str) -> str:
    """The secret as a QR code for the phone, as a `data:` address."""
    url = get_adapter().build_totp_url(actor, secret)
    drawn: str = segno.make(url, error="m", micro=False).svg_data_uri(scale=5, border=4)
    return drawn
