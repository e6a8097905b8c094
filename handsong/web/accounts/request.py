"""What every request carries once the middleware has let it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from handsong.core.age import Stage
from handsong.web.accounts.models import Person


@dataclass(frozen=True)
class Glimpse:
    """What public pages may know of the child that a device looks at: enough to draw and to address."""

    name: str
    tone: int
    stage: Stage


class Request(HttpRequest):
    """A request of somebody who is known.

    `is_local`: it comes from the machine itself. `glimpse` asks for the child the device looks at.
    """

    person: Person
    is_local: bool
    glimpse: Callable[[], Glimpse | None]


def is_on_plain_lan(request: HttpRequest) -> bool:
    """Whether a phone asks over the home network without encryption, where browsers hold back features."""
    return not getattr(request, "is_local", True) and not request.is_secure()
