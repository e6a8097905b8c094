"""Grave deeds ask first whether it is the person who is at the device."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from handsong.web.accounts import door, pins
from handsong.web.accounts.request import Request
from handsong.web.accounts.sign_in_views import to_confirm


def asked_first(request: Request, *, always: bool = False) -> HttpResponse | None:
    """Return the way to the page that asks, which leads back; nothing when the deed may be done.

    Somebody with neither a password nor a passkey was let in by the machine: a phone that lies about asks for
    its PIN, another one has nothing to show. `always` no PIN is enough: they are told to do it at the machine.
    """
    if always and not door.has_just_confirmed(request):
        return redirect(to_confirm(request.path))
    if not pins.asks_first(request):
        return None
    return redirect(to_confirm(request.path, by_pin=pins.is_known_by_pin(request)))
