"""The ways in to what is a person's: devices, codes that pair one, programs, and what rooms above have given out."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction
from django.db.models import Q

from handsong.web.accounts.models import Device, PairingCode, Person, Token


class End(Protocol):
    """How a room above ends what it has given out to whoever shows it, such as the address of a calendar."""

    def __call__(self, *, person: Person) -> None:
        """End it for this person."""


_above: list[End] = []


def end_also(end: End) -> None:
    """Let what a room above has given out end with the rest; it says so as its app begins."""
    _above.append(end)


def end_others(*, person: Person, kept: Device | None) -> int:
    """End every way in to what is this person's but the device in hand; return how many devices went.

    What the person knows or holds stays: password, passkeys, codes on paper. Codes that pair go first, so that
    whoever is pairing just now either finds none, or has a device that goes with the others.
    """
    devices = Device.objects.filter(person=person)
    with transaction.atomic():
        PairingCode.objects.filter(
            Q(person=person) | Q(person=None) if person.is_local else Q(person=person)
        ).delete()
        Token.objects.filter(person=person).delete()
        for end in _above:
            end(person=person)
        gone, _ = (devices.exclude(pk=kept.pk) if kept else devices).delete()
    return gone
