"""What is done about people and their devices: let one in, see it again, send it away, close it with a PIN."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from handsong.web.accounts import door, tries, typed
from handsong.web.accounts.models import Device, How, PairingCode, Person

CODE_COUNTS_FOR = timedelta(minutes=10)
SEEN_AT_MOST_EVERY = timedelta(days=1)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What a code is made of: nothing that is mistaken for something else when it is typed by hand.

Twelve of them are 59 bits: in ten minutes nobody on a home network guesses one.
"""

SHORTEST_PIN, LONGEST_PIN = 4, 8

USED_UP = (
    "This code was used already, or is older than ten minutes. Make a fresh one on the machine that "
    "runs Handsong: More, then Devices, then Add a phone."
)
NO_PIN = f"A PIN is {SHORTEST_PIN} to {LONGEST_PIN} digits. Choose one that you do not use elsewhere."
EASY_PIN = "This PIN is among the first that anybody tries. Choose another one."
WRONG_PIN = "This is not the PIN of this phone."
CLOSED = (
    "The PIN was wrong five times, so this phone stays closed. Open it on the machine that runs Handsong: "
    "More, then Devices, then Let in again. Or sign in with your password. What this phone has not sent yet stays on it."
)


class UnableToPair(ValueError):
    """The phone cannot be let in with this code; the message says why and what to do."""


class UnableToUnlock(ValueError):
    """The phone stays closed; the message says why and what to do."""


def code(groups: int) -> str:
    """Return a fresh code to be typed by hand, in groups of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))


@dataclass(frozen=True)
class Guest:
    """Whom a pairing code lets in: whose phone it will be, whether it asks for a PIN, when it is out again."""

    person: Person | None = None
    asks_pin: bool = False
    ends_at: datetime | None = None


def make_code(*, now: datetime, guest: Guest = Guest()) -> str:
    """Return a fresh pairing code, the local person's unless told otherwise; only its digest is kept.

    Codes that are over are forgotten.
    """
    fresh = code(3)
    with transaction.atomic():
        PairingCode.objects.filter(expires_at__lt=now).delete()
        PairingCode.objects.create(
            code_digest=door.digest(fresh),
            person=guest.person,
            asks_pin=guest.asks_pin,
            device_ends_at=guest.ends_at,
            expires_at=now + CODE_COUNTS_FOR,
        )
    return fresh


def pair(*, code: str, name: str, now: datetime, pin: str = "") -> str:
    """Let a phone in and return the secret for its cookie; raises UnableToPair.

    The code is taken in one statement, so that of two phones with the same code one is let in. A PIN
    that is none leaves the code as it was.
    """
    found = door.code_of(code, now)
    if found is None:
        raise UnableToPair(USED_UP)
    fault = _fault_of_pin(pin) if found.asks_pin else ""
    if fault:
        raise UnableToPair(fault)
    with transaction.atomic():
        if not PairingCode.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
            raise UnableToPair(USED_UP)
        device = Device(
            person=found.person or door.local_person(),
            name=name,
            how=How.PAIRED,
            ends_at=found.device_ends_at,
            pin=make_password(pin) if found.asks_pin else "",
        )
        return let_in(device=device, now=now)


def let_in(*, device: Device, now: datetime, instead_of: Device | None = None) -> str:
    """Let a browser in as a device of its person and return the fresh secret for its cookie.

    What it was known by before (`instead_of`) opens nothing any more.
    """
    secret = secrets.token_urlsafe(32)
    device.name = typed.fit_to_keep(device.name).strip()[:80] or "Phone"
    device.secret_digest = door.digest(secret)
    device.paired_at = device.seen_at = now
    with transaction.atomic():
        device.save(force_insert=True)
        if instead_of is not None:
            Device.objects.filter(pk=instead_of.pk).delete()
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


def unlock(*, device: Device, pin: str, address: str, now: datetime) -> None:
    """Open a phone with its PIN; raises UnableToUnlock, or TooManyTries from one address.

    The try is counted before it is looked at, so that of many at once five are looked at.
    """
    tries.take("pin", address=address, now=now)
    may_try = Device.objects.filter(pk=device.pk, wrong_pins__lt=door.MOST_WRONG_PINS)
    if not may_try.update(wrong_pins=F("wrong_pins") + 1):
        raise UnableToUnlock(CLOSED)
    if not check_password(pin, device.pin):
        device.refresh_from_db(fields=["wrong_pins"])
        raise UnableToUnlock(CLOSED if door.is_closed(device) else WRONG_PIN)
    let_in_again(device=device)


def let_in_again(*, device: Device) -> None:
    """Forget the wrong PINs of a phone: it asks for its PIN as before."""
    Device.objects.filter(pk=device.pk).update(wrong_pins=0)


def add_person(*, name: str) -> Person:
    """Add somebody, who has no sign-in yet; return the person."""
    return Person.objects.create(name=name.strip()[:80])


def set_left_handed(*, person: Person, is_left_handed: bool) -> None:
    """Remember which hand leads."""
    person.is_left_handed = is_left_handed
    person.save(update_fields=["is_left_handed"])


def _fault_of_pin(pin: str) -> str:
    if not (pin.isascii() and pin.isdecimal() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        return NO_PIN
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return EASY_PIN if len(steps) == 1 and steps <= {-1, 0, 1} else ""
