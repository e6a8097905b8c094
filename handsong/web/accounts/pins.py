"""Before what is grave a phone that lies about asks for its PIN, where its person has nothing else to show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.core import signing
from django.http import HttpRequest

from handsong.web.accounts import clock, door
from handsong.web.accounts.models import Device
from handsong.web.accounts.request import Request

COOKIE = "handsong_pin"


def asks_first(request: HttpRequest) -> bool:
    """Whether a grave deed asks first who it is: for the password or the passkey, where there is neither for a PIN.

    A phone without a PIN, of somebody who has nothing to show, is theirs alone, and is asked nothing.
    """
    asking = cast("Request", request)
    if door.has_just_confirmed(request):
        return False
    if asking.person.can_sign_in():
        return True
    return is_known_by_pin(request) and not _has_just_given_pin(request)


def is_known_by_pin(request: HttpRequest) -> bool:
    """Whether all that this phone can ask for is its PIN: it lies about, and its person has nothing else to show."""
    asking = cast("Request", request)
    return asking.device is not None and bool(asking.device.pin) and not asking.person.can_sign_in()


def pin_given(device: Device, now: datetime) -> str:
    """Return what a phone carries from the moment its PIN was given to confirm."""
    return _confirming(device).sign(str(int(now.timestamp())))


def _has_just_given_pin(request: HttpRequest) -> bool:
    """Whether the PIN was given to confirm, and none that was wrong has closed the phone since."""
    device = cast("Request", request).device
    if device is None or door.is_closed(device):
        return False
    try:
        told = _confirming(device).unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return False
    return timedelta(0) <= timedelta(seconds=int(clock.now().timestamp()) - int(told)) < door.JUST_NOW


def _confirming(device: Device) -> signing.Signer:
    """Return what signs that the PIN was given once more: to be unlocked is no yes to a grave deed."""
    return signing.Signer(salt=f"handsong.confirmed.{device.pk}.{door.digest(device.pin)}")
