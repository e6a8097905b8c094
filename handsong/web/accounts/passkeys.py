"""Passkeys: what a browser is asked to sign, and whether the answer is right. The library is loaded with the first."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from handsong.web.accounts import door, typed, ways_in
from handsong.web.accounts.models import Challenge, Device, Passkey, Person

if TYPE_CHECKING:
    from fido2.server import Fido2Server

COUNTS_FOR = timedelta(minutes=5)
OWN_NAME = "localhost"
NAMELESS = "Handsong"
"""What a phone's list of passkeys calls somebody who has no name here."""

MOST = 20
"""Passkeys of one person: more than that many devices nobody has."""

NOT_RIGHT = "This passkey was not accepted. Try once more, or use your password."
NO_NAME = (
    "A passkey belongs to a name, and this page was opened by a number. Open Handsong by its name, such as "
    "handsong.local, or use a password."
)
NOT_ENCRYPTED = "Browsers keep passkeys for encrypted pages, and this one is not. Use a password, or start Handsong with HOME_NETWORK=1."
ENOUGH = "There are twenty passkeys already. Remove one that you do not use any more, then add this one."


class UnableToUsePasskey(ValueError):
    """The passkey is not accepted; the message says what to do instead."""


@dataclass(frozen=True)
class Place:
    """Where a passkey counts: the host name, which WebAuthn calls the rp id, and the exact address of its pages."""

    rp_id: str
    origin: str


def place(request: HttpRequest) -> Place | None:
    """Return where a passkey of this page would count; None when it can have none (why_not says why)."""
    return None if why_not(request) else Place(_host(request), f"{request.scheme}://{request.get_host()}")


def why_not(request: HttpRequest) -> str:
    """Return why this page can have no passkey, or nothing when it can."""
    try:
        ipaddress.ip_address(_host(request).strip("[]"))
    except ValueError:
        return "" if request.is_secure() or _host(request) == OWN_NAME else NOT_ENCRYPTED
    return NO_NAME


def ask_to_make(*, person: Person, place: Place, now: datetime) -> dict[str, Any]:
    """Return what the browser needs to make a passkey, with the name of the challenge."""
    from fido2 import webauthn  # noqa: PLC0415 - loaded with the first passkey, see decision 14

    known = [
        webauthn.AttestedCredentialData(bytes(row.credential))
        for row in person.passkeys.filter(rp_id=place.rp_id)
    ]
    options, state = _server(place).register_begin(
        webauthn.PublicKeyCredentialUserEntity(
            id=person.pk.bytes,
            name=person.sign_in_name or person.name or NAMELESS,
            display_name=person.name or NAMELESS,
        ),
        credentials=known,
        resident_key_requirement=webauthn.ResidentKeyRequirement.REQUIRED,
        user_verification=webauthn.UserVerificationRequirement.REQUIRED,
    )
    return _asked(dict(options), state, person=person, place=place, now=now)


def ask_to_use(*, place: Place, now: datetime) -> dict[str, Any]:
    """Return what the browser needs to sign in with any passkey of this place, with the name of the challenge.

    No passkey is named: the answer is the same whoever asks.
    """
    from fido2 import webauthn  # noqa: PLC0415 - loaded with the first passkey, see decision 14

    options, state = _server(place).authenticate_begin(
        user_verification=webauthn.UserVerificationRequirement.REQUIRED
    )
    return _asked(dict(options), state, person=None, place=place, now=now)


def make(
    *, person: Person, place: Place, told: Mapping[str, Any], now: datetime, kept: Device | None = None
) -> Passkey:
    """Keep a passkey that the browser made; raises UnableToUsePasskey.

    The first thing that somebody signs in with ends every other way in, but for the local person: somebody
    else may have paired those devices.
    """
    state = _taken(told, place, person, now)
    try:
        made = _server(place).register_complete(state, told["credential"])
        credential = made.credential_data
    except Exception as error:
        raise UnableToUsePasskey(NOT_RIGHT) from error
    if credential is None or person.passkeys.count() >= MOST:
        raise UnableToUsePasskey(ENOUGH if credential else NOT_RIGHT)
    try:
        with transaction.atomic():
            if not (person.is_local or person.can_sign_in()):
                ways_in.end_others(person=person, kept=kept)
            return Passkey.objects.create(
                person=person,
                name=typed.fit_to_keep(str(told.get("name") or "")).strip()[:80]
                or f"Passkey for {place.rp_id}",
                rp_id=place.rp_id,
                credential_digest=_digest(credential.credential_id),
                credential=bytes(credential),
                sign_count=made.counter,
                made_at=now,
            )
    except IntegrityError as error:
        raise UnableToUsePasskey(NOT_RIGHT) from error


def use(*, place: Place, told: Mapping[str, Any], now: datetime) -> Person:
    """Return whose passkey has signed the challenge; raises UnableToUsePasskey.

    A passkey that counts must have counted on: a copy of it would show an old number.
    """
    from fido2 import webauthn  # noqa: PLC0415 - loaded with the first passkey, see decision 14

    state = _taken(told, place, None, now)
    try:
        answer = webauthn.AuthenticationResponse.from_dict(told["credential"])
        row = Passkey.objects.select_related("person").get(
            credential_digest=_digest(answer.raw_id), rp_id=place.rp_id
        )
        known = webauthn.AttestedCredentialData(bytes(row.credential))
        _server(place).authenticate_complete(state, [known], answer)
        count = answer.response.authenticator_data.counter
    except Exception as error:
        raise UnableToUsePasskey(NOT_RIGHT) from error
    same = Passkey.objects.filter(pk=row.pk)
    counted_on = same.filter(sign_count__lt=count) if count else same.filter(sign_count=0)
    if not counted_on.update(sign_count=count, used_at=now):
        raise UnableToUsePasskey(NOT_RIGHT)
    return row.person


def remove(*, passkey: Passkey) -> None:
    """Forget a passkey: it opens nothing any more."""
    passkey.delete()


def _server(place: Place) -> Fido2Server:
    """Return the library's half, for one place and exactly its address."""
    from fido2.server import Fido2Server  # noqa: PLC0415 - loaded with the first passkey, see decision 14
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415 - the same

    rp = PublicKeyCredentialRpEntity(id=place.rp_id, name="Handsong")
    return Fido2Server(rp, verify_origin=lambda origin: origin == place.origin)


def _asked(
    options: dict[str, Any], state: Any, *, person: Person | None, place: Place, now: datetime
) -> dict[str, Any]:
    """Remember a challenge, forget those that are over, and return what the browser gets."""
    with transaction.atomic():
        Challenge.objects.filter(expires_at__lte=now).delete()
        kept = {"challenge": state["challenge"], "user_verification": str(state["user_verification"])}
        row = Challenge.objects.create(
            person=person, rp_id=place.rp_id, state=kept, expires_at=now + COUNTS_FOR
        )
    return {"challenge": str(row.pk), **options}


def _taken(told: Mapping[str, Any], place: Place, person: Person | None, now: datetime) -> Any:
    """Use a challenge up and return what was remembered with it; raises UnableToUsePasskey.

    It is taken away before anything is looked at: an answer counts once, right or wrong.
    """
    rows = Challenge.objects.filter(rp_id=place.rp_id, person=person, expires_at__gt=now)
    name = door.uuid_or_none(told.get("challenge"))
    row = rows.filter(pk=name).first() if name else None
    if row is None or not Challenge.objects.filter(pk=row.pk).delete()[0]:
        raise UnableToUsePasskey(NOT_RIGHT)
    return row.state


def _digest(credential_id: bytes) -> str:
    return door.digest(credential_id.hex())


def _host(request: HttpRequest) -> str:
    """Return the name that the page was asked for under, without the port."""
    host = request.get_host()
    return host if host.endswith("]") else host.rpartition(":")[0] or host
