"""Who is there: the machine itself, a phone that was paired, or nobody we know."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from handsong.web.accounts.models import Device, PairingCode, Person

DEVICE_COOKIE = "handsong_device"

PASSED_ON = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
)
"""What a proxy or a tunnel adds to a request that it passes on."""


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


def _address(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return who is at the other end of the connection, or None when that is not known.

    Who is behind a proxy or a tunnel is not known: on this machine, the whole world would come from
    its loopback address.
    """
    if any(header in request.META for header in PASSED_ON):
        return None
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def device_of(request: HttpRequest) -> Device | None:
    """Return the paired phone whose secret the request carries, if there is one."""
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    if not secret:
        return None
    return Device.objects.select_related("person").filter(secret_digest=digest(secret)).first()


def local_person() -> Person:
    """Return the person of this household, who needs no account."""
    return Person.objects.local()


def device_or_404(person: Person, device_id: Any) -> Device:
    """Return a phone of this person, or raise 404."""
    device = Device.objects.filter(person=person, pk=device_id).first()
    if device is None:
        raise Http404
    return device


def is_open(code: str, now: datetime) -> bool:
    """Whether a pairing code can still be used."""
    return PairingCode.objects.filter(code_digest=digest(code), used_at=None, expires_at__gt=now).exists()
