"""What every request carries once the middleware has let it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from handsong.core.age import Stage
from handsong.web.accounts.models import Device, Person


@dataclass(frozen=True)
class Glimpse:
    """What public pages may know of the child that a device looks at: enough to draw and to address."""

    name: str
    tone: int
    stage: Stage
    may_practise: bool = True


class Request(HttpRequest):
    """A request of somebody who is known.

    `is_local`: it comes from the machine itself. `device`: by what the person is known here; None is the
    local person at the machine, who needs nothing. `is_locked`: its PIN comes first, and whoever holds it
    may be anybody. `glimpse` asks for the child the device looks at.
    """

    person: Person
    device: Device | None
    is_local: bool
    is_locked: bool
    glimpse: Callable[[], Glimpse | None]


def is_on_plain_lan(request: HttpRequest) -> bool:
    """Whether a phone asks over the home network without encryption, where browsers hold back features."""
    return not getattr(request, "is_local", True) and not request.is_secure()
