"""Who is there: the machine itself, a phone that was paired, or nobody we know."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest

from handsong.web.accounts.models import Device, PairingCode, Person

DEVICE_COOKIE = "handsong_device"

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
    peer = _read(request.META.get("REMOTE_ADDR", ""))
    if peer is not None and str(peer) == settings.TRUSTED_PROXY:
        return _behind_the_proxy(request, peer)
    is_passed_on = any(header in request.META for header in PASSED_ON)
    return None if is_passed_on or request.META.get("SERVER_PROTOCOL") == NO_BROWSERS else peer


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
