"""A request lives in its family's time zone, and leaves none behind for the next one."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import partial
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from handsong.web.accounts.request import Request
from handsong.web.families import choice, door, zone

Answer = Callable[[HttpRequest], HttpResponse]


def in_the_familys_zone(answer: Answer) -> Answer:
    """Return the middleware that sets the zone for one request and resets it afterwards."""

    def in_zone(request: HttpRequest) -> HttpResponse:
        person = getattr(request, "person", None)
        family = door.family_of(person) if person else None
        name = family.time_zone if family and zone.known(family.time_zone) else zone.of_this_machine()
        if person:
            cast("Request", request).glimpse = partial(choice.glimpse, cast("Request", request))
        with timezone.override(zoneinfo.ZoneInfo(name)):
            return answer(request)

    return in_zone
