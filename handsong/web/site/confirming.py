"""Grave deeds ask first whether it is the person who is at the device."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from handsong.web.accounts import door
from handsong.web.accounts.request import Request


def asked_first(request: Request, *, always: bool = False) -> HttpResponse | None:
    """Return the way to the page that asks, which leads back; nothing when the deed may be done.

    Somebody with neither a password nor a passkey was let in by the machine and has nothing to show: they
    are asked `always` alone, and then told to do it at the machine.
    """
    if door.has_just_confirmed(request) or not (always or request.person.can_sign_in()):
        return None
    return redirect(f"{reverse('confirm')}?{urlencode({'next': request.path})}")
