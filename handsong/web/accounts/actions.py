"""What is done about devices: let a phone in, see it again, send it away."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from handsong.web.accounts import door
from handsong.web.accounts.models import Device, PairingCode, Person

CODE_COUNTS_FOR = timedelta(minutes=10)
SEEN_AT_MOST_EVERY = timedelta(days=1)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What a code is made of: nothing that is mistaken for something else when it is typed by hand.

Twelve of them are 59 bits: in ten minutes nobody on a home network guesses one.
"""

USED_UP = (
    "This code was used already, or is older than ten minutes. Make a fresh one on the machine that "
    "runs Handsong: More, then Devices, then Add a phone."
)


class UnableToPair(ValueError):
    """The phone cannot be let in with this code; the message says why and what to do."""


def make_code(*, now: datetime) -> str:
    """Return a fresh pairing code and forget the old ones; only its digest is kept."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    with transaction.atomic():
        PairingCode.objects.filter(expires_at__lt=now).delete()
        PairingCode.objects.create(code_digest=door.digest(code), expires_at=now + CODE_COUNTS_FOR)
    return code


def pair(*, person: Person, code: str, name: str, now: datetime) -> str:
    """Let a phone in and return the secret for its cookie; raises UnableToPair.

    The code is taken in one statement, so that of two phones with the same code one is let in.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        taken = PairingCode.objects.filter(
            code_digest=door.digest(code), used_at=None, expires_at__gt=now
        ).update(used_at=now)
        if not taken:
            raise UnableToPair(USED_UP)
        Device.objects.create(
            person=person,
            name=name.strip()[:80] or "Phone",
            secret_digest=door.digest(secret),
            paired_at=now,
            seen_at=now,
        )
    return secret


def see_again(*, device: Device, now: datetime) -> bool:
    """Note that a phone was here, once a day at most; return whether it was noted."""
    if now - device.seen_at < SEEN_AT_MOST_EVERY:
        return False
    Device.objects.filter(pk=device.pk).update(seen_at=now)
    return True


def remove_device(*, device: Device) -> None:
    """Send a phone away: its cookie opens nothing any more."""
    device.delete()


def set_left_handed(*, person: Person, is_left_handed: bool) -> None:
    """Remember which hand leads."""
    person.is_left_handed = is_left_handed
    person.save(update_fields=["is_left_handed"])
