"""Who is there: the machine itself, a device that was paired or signed in, or nobody we know."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest

from handsong.web.accounts import clock
from handsong.web.accounts.models import Device, How, PairingCode, Passkey, Person
from handsong.web.accounts.request import Request

DEVICE_COOKIE = "handsong_device"
UNLOCKED_COOKIE = "handsong_unlocked"

UNSEEN_AT_MOST = {How.PAIRED: timedelta(days=400)}
SIGNED_IN_UNSEEN_AT_MOST = timedelta(days=90)
"""After so long without being here a device is out: a paired phone, and one that signed in, maybe far away."""

QUIET_AT_MOST = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)
"""After so quiet a time a phone with a PIN asks for it; that it was used is noted once a minute."""

MOST_WRONG_PINS = 5

JUST_NOW = timedelta(minutes=10)
"""How long a password or a passkey that was given stands for the person, where a deed is grave."""

PASSED_ON = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
"""What a proxy or a tunnel adds to a request that it passes on."""

NO_BROWSERS = "HTTP/1.0"
"""How nginx passes requests on when it is told nothing, and adds nothing: no browser asks that way."""

OWN_NAME = "localhost"

PLAIN_ADDRESS = re.compile(r"[0-9a-fA-F:.]+")

Row = TypeVar("Row", Device, Passkey)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from the machine that Handsong runs on."""
    address = _address(request)
    return address is not None and address.is_loopback


def is_near(request: HttpRequest) -> bool:
    """Whether the request comes from this machine or the home network, not from the wide world."""
    address = _address(request)
    return address is not None and (address.is_private or address.is_link_local)


def _address(request: HttpRequest) -> Address | None:
    """Return who is at the other end of the connection, or None when that is not known.

    Who is behind a proxy or a tunnel is not known: on this machine, the whole world would come from
    its loopback address. The one proxy that a setting names is believed.
    """
    peer = _peer(request)
    if peer is not None and _is_the_proxy(peer):
        return _behind_the_proxy(request, peer)
    is_passed_on = any(header in request.META for header in PASSED_ON)
    return None if is_passed_on or request.META.get("SERVER_PROTOCOL") == NO_BROWSERS else peer


def _peer(request: HttpRequest) -> Address | None:
    """Return who is at this end of the connection: whoever asks, or what passes it on."""
    return _read(request.META.get("REMOTE_ADDR", ""))


def _is_the_proxy(peer: Address | None) -> bool:
    return str(peer) == settings.TRUSTED_PROXY


def _behind_the_proxy(request: HttpRequest, proxy: Address) -> Address | None:
    """Return who asked the proxy that is believed; it names one address, or we know nobody.

    The machine itself goes past the proxy, as localhost: behind the proxy, a tunnel on this machine
    would look the same. A proxy that says nothing asks for the address it was given, or by HTTP/1.0.
    """
    named = request.META.get("HTTP_X_FORWARDED_FOR")
    if named is not None:
        behind = _read(named) if PLAIN_ADDRESS.fullmatch(named) else None
        return None if behind is None or behind.is_loopback else behind
    is_passed_on = any(header in request.META for header in PASSED_ON)
    host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    is_browser = request.META.get("SERVER_PROTOCOL") != NO_BROWSERS
    return proxy if is_browser and not is_passed_on and host == OWN_NAME else None


def _read(address: str) -> Address | None:
    """Return an address, or None when it is none; one of version 4 in the clothes of version 6 is unclothed."""
    try:
        known = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known


def address_of(request: HttpRequest) -> str:
    """Return the address that asks, or nothing when it is not known."""
    return str(_address(request) or "")


def may_sign_in(request: HttpRequest) -> bool:
    """Whether somebody may sign in here: at home, or anywhere, encrypted, through the proxy that is believed."""
    return is_near(request) or (
        _is_the_proxy(_peer(request)) and _address(request) is not None and request.is_secure()
    )


def device_of(request: HttpRequest, now: datetime) -> Device | None:
    """Return the device whose secret the request carries, if there is one that may be where it is.

    One that was paired belongs to the home; one that signed in may be anywhere, encrypted.
    """
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    if not secret or not may_sign_in(request):
        return None
    device = Device.objects.select_related("person").filter(secret_digest=digest(secret)).first()
    if device is None or is_over(device, now):
        return None
    return device if device.how != How.PAIRED or is_near(request) else None


def person_of(secret: str) -> Person:
    """Return whose device has this secret, which was just given out."""
    return Device.objects.select_related("person").get(secret_digest=digest(secret)).person


def is_over(device: Device, now: datetime) -> bool:
    """Whether a device is out: its end has come, or it was not here for too long."""
    longest = UNSEEN_AT_MOST.get(How(device.how), SIGNED_IN_UNSEEN_AT_MOST)
    return (device.ends_at is not None and device.ends_at <= now) or now - device.seen_at >= longest


def is_closed(device: Device) -> bool:
    """Whether too many wrong PINs have closed a phone until the machine lets it in again."""
    return device.wrong_pins >= MOST_WRONG_PINS


def unlocked(device: Device, now: datetime) -> str:
    """Return what a phone carries from the moment its PIN was given, or it was last used."""
    return _unlocking(device).sign(str(int(now.timestamp())))


def quiet_for(request: HttpRequest, device: Device, now: datetime) -> timedelta | None:
    """Return for how long a phone with a PIN was not used; None when it is locked."""
    try:
        told = _unlocking(device).unsign(request.COOKIES.get(UNLOCKED_COOKIE, ""))
    except signing.BadSignature:
        return None
    quiet = timedelta(seconds=int(now.timestamp()) - int(told))
    return None if is_closed(device) or not timedelta(0) <= quiet < QUIET_AT_MOST else quiet


def _unlocking(device: Device) -> signing.Signer:
    """Return what signs for one phone and one PIN."""
    return signing.Signer(salt=f"handsong.unlocked.{device.pk}.{digest(device.pin)}")


def has_just_confirmed(request: HttpRequest) -> bool:
    """Whether the person has just shown to be there, as a grave deed asks.

    At the machine itself somebody without a password or a passkey is taken at their seat. Others are
    sent to the page `confirm`, which leads back.
    """
    asking = cast("Request", request)
    if asking.device is None:
        return asking.is_local and not asking.person.can_sign_in()
    at = asking.device.confirmed_at
    return at is not None and timedelta(0) <= clock.now() - at < JUST_NOW


def may_set_up(request: HttpRequest) -> bool:
    """Whether somebody may give themselves a password or a passkey here.

    With one already, it is confirmed first. The first one is made at the machine; by somebody who was
    invited, on their own phone, unless it asks for a PIN: that one lies about.
    """
    asking = cast("Request", request)
    if asking.person.can_sign_in():
        return has_just_confirmed(request)
    if asking.is_local:
        return True
    return not asking.person.is_local and asking.device is not None and not asking.device.pin


def local_person() -> Person:
    """Return the person of this household, who needs no account."""
    return Person.objects.local()


def device_or_404(person: Person, device_id: Any) -> Device:
    """Return a device of this person, or raise 404."""
    return _one_or_404(Device.objects.filter(person=person, pk=device_id).first())


def everybody() -> list[Person]:
    """Return everybody, for the machine itself, the local person first."""
    return list(Person.objects.order_by("-is_local", "made_at", "pk"))


def passkey_or_404(person: Person, passkey_id: Any) -> Passkey:
    """Return a passkey of this person, or raise 404."""
    return _one_or_404(Passkey.objects.filter(person=person, pk=passkey_id).first())


def code_of(code: str, now: datetime) -> PairingCode | None:
    """Return a pairing code that can still be used."""
    codes = PairingCode.objects.select_related("person")
    return codes.filter(code_digest=digest(code), used_at=None, expires_at__gt=now).first()


def uuid_or_none(told: Any) -> UUID | None:
    """Return an id that somebody sent, or None when it is none."""
    try:
        return UUID(str(told))
    except ValueError:
        return None


def _one_or_404(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row
