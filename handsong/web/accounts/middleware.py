"""Who may come in: this machine, and phones that were paired; others see how to pair and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handsong.web.accounts import actions, clock, door
from handsong.web.accounts.request import Request

Answer = Callable[[HttpRequest], HttpResponse]

FOR_A_LONG_TIME = 400 * 24 * 60 * 60
"""Seconds a phone stays paired without being seen: the most that browsers keep a cookie."""

PAIRING = "/pair/"


def who_is_there(answer: Answer) -> Answer:
    """Return the middleware that gives each request its person, or answers with the way to pair."""

    def let_in(request: HttpRequest) -> HttpResponse:
        asking = cast("Request", request)
        asking.is_local = door.is_local(request)
        if asking.is_local:
            asking.person = door.local_person()
            return answer(request)
        device = door.device_of(request) if door.is_near(request) else None
        if device is None:
            if door.is_near(request) and request.path_info.startswith(PAIRING):
                return answer(request)
            return render(request, "accounts/unpaired.html", status=403)
        asking.person = device.person
        response = answer(request)
        if actions.see_again(device=device, now=clock.now()):
            remember(request, response, request.COOKIES[door.DEVICE_COOKIE])
        return response

    return let_in


def remember(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    """Give the phone its secret to keep."""
    response.set_cookie(
        door.DEVICE_COOKIE,
        secret,
        max_age=FOR_A_LONG_TIME,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
