"""The second factor of a person: a code that a phone shows, and ten recovery codes on paper for when it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
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
        return len(RecoveryCodes(held).get_unused_codes()) if held else 0
    except InvalidToken:
        return 0


def shown_by(actor: Actor, code: str) -> SignInEvent | None:
    """What it was that a right code proves: the phone (SIGNED_IN) or the paper; None for a wrong one.

    No code is taken twice. Codes made under another secret key are not known any more.
    """
    held = _held(actor)
    code = "".join(code.split())
    try:
        if (phone := held.get(Authenticator.Type.TOTP)) and TOTP(phone).validate_code(code):
            return SignInEvent.SIGNED_IN if _first_use(actor, code) else None
        if (paper := held.get(Authenticator.Type.RECOVERY_CODES)) and RecoveryCodes(paper).validate_code(code):
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
        secret = generate_totp_secret()
        request.session[_SECRET] = get_adapter().encrypt(secret)
    return secret


def set_up(request: HttpRequest, actor: Actor, code: str) -> list[str] | None:
    """Take the waiting secret into use if the code fits it: the new recovery codes, or None."""
    secret, code = waiting_secret(request), "".join(code.split())
    if not validate_totp_code(secret, code) or not _first_use(actor, code):
        return None
    with transaction.atomic():
        remove(actor)
        TOTP.activate(actor, secret)
        codes: list[str] = RecoveryCodes.activate(actor).generate_codes()
    del request.session[_SECRET]
    request.session[SHOWN] = True
    return codes


def renew_codes(actor: Actor) -> list[str]:
    """New recovery codes; the old ones hold no longer."""
    with transaction.atomic():
        Authenticator.objects.filter(user=actor, type=Authenticator.Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(actor).generate_codes()
    return codes


def remove(actor: Actor) -> None:
    Authenticator.objects.filter(user=actor).delete()


def picture(actor: Actor, secret: str) -> str:
    """The secret as a QR code for the phone, as a `data:` address."""
    url = get_adapter().build_totp_url(actor, secret)
    drawn: str = segno.make(url, error="m", micro=False).svg_data_uri(scale=5, border=4)
    return drawn
