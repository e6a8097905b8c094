"""How often a secret may be tried: of one person or device, and from one place, over all processes alike."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from handsong.web.accounts.models import Try

KEPT = timedelta(days=1)
"""How long a try is remembered."""


@dataclass(frozen=True)
class Limit:
    """So many tries within such a time."""

    most: int
    within: timedelta


OF_ONE = (Limit(5, timedelta(minutes=15)), Limit(30, KEPT))
"""Wrong ones for one name or one device: a family that forgot has five, and a patient thief thirty a day."""

FROM_ONE = (Limit(20, timedelta(minutes=15)), Limit(200, KEPT))
"""Tries from one address, whatever they name: a household behind one router shares them."""

NEIGHBOURS = 64
"""Bits of an address of version 6 that one connection to the network cannot change."""

WAIT = (
    "This was tried too often in a short time. Wait a quarter of an hour, then try once more. "
    "Whatever this device has not sent yet stays on it."
)


class TooManyTries(ValueError):
    """Nothing was looked at, because it was tried too often; the message says what to do."""

    def __init__(self, message: str = WAIT) -> None:
        super().__init__(message)


def take(kind: str, *, address: str, now: datetime, of: str = "") -> None:
    """Note a try, or raise TooManyTries; `of` is the name or device that it is about, if it is about one.

    It is written before it is counted, so that of many at once none slips through. One that is refused
    is not kept: it neither makes the wait longer nor fills the disk.
    """
    Try.objects.filter(at__lte=now - KEPT).delete()
    limits = {_key(kind, "from", _place(address)): FROM_ONE} | ({_key(kind, "of", of): OF_ONE} if of else {})
    noted = Try.objects.bulk_create(Try(of=key, at=now) for key in limits)
    if any(_is_over(key, limit, now) for key, each in limits.items() for limit in each):
        Try.objects.filter(pk__in=[row.pk for row in noted]).delete()
        raise TooManyTries


def forgive(kind: str, *, of: str) -> None:
    """Forget the wrong tries of somebody who then knew it; those of the address stay."""
    Try.objects.filter(of=_key(kind, "of", of)).delete()


def _is_over(key: str, limit: Limit, now: datetime) -> bool:
    return Try.objects.filter(of=key, at__gt=now - limit.within).count() > limit.most


def _key(kind: str, how: str, what: str) -> str:
    """Return what is kept of a name or an address: nothing that can be read back."""
    return salted_hmac(f"handsong.tries.{kind}.{how}", what, algorithm="sha256").hexdigest()


def _place(address: str) -> str:
    """Return the network that one connection has."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, NEIGHBOURS), strict=False)) if known.version == 6 else str(known)
