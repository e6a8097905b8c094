"""What every answer carries: headers that keep a page to itself, and compression; by which clock, and knowing what."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import partial
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone

from handsong.web.accounts import clock, tokens
from handsong.web.accounts.models import Person
from handsong.web.accounts.request import Request
from handsong.web.diary import untold
from handsong.web.families import choice, zone
from handsong.web.families import door as families
from handsong.web.families.models import Family
from handsong.web.player import asked

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
PAGE_HEADERS = HEADERS | {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
        "display-capture=(), browsing-topics=(), screen-wake-lock=(self), autoplay=(self)"
    ),
}
"""Each is set unless the answer brings its own: static files and public words may be kept."""

ASK_NOTHING = {"/events/", f"{tokens.API}events/"} | {"/care/", "/moment/", "/settings/check/"}
"""Where phones and programs tell what happened, and where help is that waits for nothing, even on a full disk."""

DATA = ("application/json", "application/manifest+json")
PARTS = ("text/css", "text/javascript", "font/", "image/")
ASKING_AGAIN = ("ETag", "Last-Modified")
"""What a browser asks by whether a file has changed; of one that is kept for good it never asks."""


def headers(answer: Answer) -> Answer:
    """Return the middleware that puts the headers on every answer, errors and files included.

    None of them is Strict-Transport-Security: in another home the same name or address is another machine.
    """

    def with_headers(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        for name, value in (HEADERS if _is_a_part(request, response) else PAGE_HEADERS).items():
            response.headers.setdefault(name, value)
        if "immutable" in response.headers["Cache-Control"]:
            for name in ASKING_AGAIN:
                response.headers.pop(name, None)
        return response

    return with_headers


def by_the_right_clock(answer: Answer) -> Answer:
    """Return the middleware that lets nobody ask before what came while our clock was behind is put right."""

    def once_it_is_right(request: HttpRequest) -> HttpResponseBase:
        clock.WATCH.look(asked.put_right)
        return answer(request)

    return once_it_is_right


def at_home(answer: Answer) -> Answer:
    """Return the middleware that lets a request live in its family's zone, and ask nothing before what came is told."""

    def in_its_home(request: HttpRequest) -> HttpResponseBase:
        person = getattr(request, "person", None)
        family = _home_of(person, request) if person else None
        name = family.time_zone if family and zone.known(family.time_zone) else zone.of_this_machine()
        if person:
            cast("Request", request).glimpse = partial(choice.glimpse, cast("Request", request))
        with timezone.override(zoneinfo.ZoneInfo(name)):
            return answer(request)

    return in_its_home


def _home_of(person: Person, request: HttpRequest) -> Family | None:
    asks = request.path_info not in ASK_NOTHING
    return untold.home_of(person) if asks else families.family_of(person)


def _is_a_part(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this is only ever part of a page, whose own headers rule it: data, or a file of ours that is no page.

    The player's page loads twenty scripts; with rules for pages on each, these would weigh as much again.
    A script from elsewhere than our files could be a worker, which is ruled by its own headers; a
    picture from elsewhere was drawn for somebody.
    """
    kind = response.headers.get("Content-Type", "")
    is_static = request.path_info.startswith(settings.STATIC_URL)
    return kind.startswith(DATA) or (is_static and kind.startswith(PARTS))


class Zip(GZipMiddleware):
    """Compression for everything but answers that hold a secret, which a length could give away."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, compressed unless it says that it holds a secret."""
        if getattr(response, "holds_secret", False):
            return response
        if isinstance(response, HttpResponse) or response.streaming:
            return super().process_response(request, response)
        return response
