"""Who may come in: this machine, and devices that were paired or signed in; others see how to, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from handsong.web.accounts import actions, clock, door, pins, tokens
from handsong.web.accounts.models import Device
from handsong.web.accounts.request import Request

Answer = Callable[[HttpRequest], HttpResponse]

FOR_A_LONG_TIME = 400 * 24 * 60 * 60
"""Seconds a phone stays paired without being seen: the most that browsers keep a cookie."""

PAIRING = "/pair/"
SIGNING_IN = "/sign-in/"
UNLOCKING = "/unlock/"
SIGNING_OUT = "/sign-out/"
INVITED = "/invitation/"
CALENDAR = "/calendar/"
"""What a calendar reads by itself: it has no cookie to show, and its address is the secret."""

LOCKED = 423
"""What a locked phone is told that asks by itself, in the word of WebDAV: it is known, and its PIN comes first."""

ASKED_BY_PAGES = re.compile(r"/offline/.*|/.+/(live|bundle|events)/|/sw\.js|/app\.webmanifest")
"""What a page asks for by itself, again and again: nobody need be there."""

HELP = "/care/"
"""What also a locked phone shows: whom to call does not wait for a PIN."""


def who_is_there(answer: Answer) -> Answer:
    """Return the middleware that gives each request its person, or answers with the way in."""

    def let_in(request: HttpRequest) -> HttpResponse:
        asking, now = cast("Request", request), clock.now()
        if tokens.is_for_programs(request):
            tokens.let_in(request, now)
            return answer(request)
        asking.is_local, asking.is_locked = door.is_local(request), False
        asking.device = device = door.device_of(request, now)
        if device is None and not asking.is_local:
            return answer(request) if _is_way_in(request) else unknown(request)
        if device is None:
            asking.person = door.local_person()
            return answer(request)
        if device.pin and door.quiet_for(request, device, now) is None:
            return _locked(asking, device, answer)
        asking.person = device.person
        response = answer(request)
        _see_again(request, response, device, now)
        return response

    return let_in


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer somebody who is not known: how to pair, and how to sign in."""
    page = {"is_near": door.is_near(request), "may_sign_in": door.may_sign_in(request)}
    return render(request, "accounts/unpaired.html", page, status=403)


def remember(request: HttpRequest, response: HttpResponse, secret: str, *, lasts: bool = True) -> None:
    """Give the phone its secret to keep; one that does not last goes with the browser."""
    _give(request, response, door.DEVICE_COOKIE, secret, max_age=FOR_A_LONG_TIME if lasts else None)


def keep_open(request: HttpRequest, response: HttpResponse, device: Device, now: datetime) -> None:
    """Let a phone with a PIN stay open for its quiet time; the cookie goes with the browser."""
    _give(request, response, door.UNLOCKED_COOKIE, door.unlocked(device, now))


def note_pin(request: HttpRequest, response: HttpResponse, device: Device, now: datetime) -> None:
    """Let a phone show for a while that its PIN was given to confirm; the cookie goes with the browser."""
    _give(request, response, pins.COOKIE, pins.pin_given(device, now))


def _give(
    request: HttpRequest, response: HttpResponse, name: str, value: str, max_age: int | None = None
) -> None:
    """Give a cookie that no script reads, and no other site has sent along."""
    secure = request.is_secure()
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="Lax", secure=secure)


def _is_way_in(request: HttpRequest) -> bool:
    path = request.path_info
    if path.startswith((PAIRING, INVITED)):
        return door.is_near(request)
    return path.startswith((SIGNING_IN, CALENDAR)) and door.may_sign_in(request)


def _locked(asking: Request, device: Device, answer: Answer) -> HttpResponse:
    """Ask for the PIN. What is sent meanwhile is refused, and stays on the phone until it is open."""
    path = asking.path_info
    if path.startswith((UNLOCKING, SIGNING_IN)):
        return answer(asking)
    if path.startswith((HELP, SIGNING_OUT)):
        asking.person, asking.is_locked = device.person, True
        return answer(asking)
    if asking.method == "GET" and _is_page(asking):
        return redirect(f"{reverse('unlock')}?{urlencode({'next': asking.get_full_path()})}")
    return render(asking, "accounts/unpaired.html", {"is_locked": True}, status=LOCKED)


def _see_again(request: HttpRequest, response: HttpResponse, device: Device, now: datetime) -> None:
    """Note that a device was used; data that a page asks for by itself do not keep a phone with a PIN open."""
    if actions.see_again(device=device, now=now) and door.DEVICE_COOKIE not in response.cookies:
        remember(request, response, request.COOKIES[door.DEVICE_COOKIE])
    if device.pin and (request.method == "POST" or _is_page(request)):
        quiet = door.quiet_for(request, device, now)
        if quiet is not None and quiet >= door.NOTED_EVERY:
            keep_open(request, response, device, now)


def _is_page(request: HttpRequest) -> bool:
    """Whether somebody opens a page. Without encryption no browser says so; then the address tells."""
    mode = request.headers.get("Sec-Fetch-Mode")
    return ASKED_BY_PAGES.fullmatch(request.path_info) is None if mode is None else mode == "navigate"
