"""Which child a device is looking at: a cookie that opens nothing by itself."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from handsong.core.age import Age
from handsong.web.accounts import clock
from handsong.web.accounts.request import Glimpse, Request
from handsong.web.families import door, rights
from handsong.web.families.models import Child
from handsong.web.families.rights import Deed

COOKIE = "handsong_child"
A_YEAR = 365 * 24 * 60 * 60


def current(request: Request) -> Child | None:
    """Return the child this device looks at, the first one unless another was chosen; None when none is."""
    return door.chosen_child(request.person, request.COOKIES.get(COOKIE, ""))


def named(request: Request, to: Deed = Deed.CARE) -> Child | None:
    """Return the child that a form names, or else the one this device looks at.

    A stranger's is a 404; one for whom the person may not do this is refused with a sentence.
    """
    wanted = request.POST.get("child", "")
    if wanted:
        return door.child_or_404(request.person, _uuid_or_none(wanted), to)
    child = current(request)
    if child is not None and not rights.may(child.role, to):
        raise rights.refuse(to)
    return child


def glimpse(request: Request) -> Glimpse | None:
    """Return what public pages may know of that child."""
    child = current(request)
    if child is None:
        return None
    stage = Age(child.birth(), clock.now().date()).stage
    return Glimpse(child.name, child.tone, stage, may_practise=child.may_care)


def remember(request: HttpRequest, response: HttpResponse, child: Child) -> None:
    """Look at this child from now on, on this device."""
    response.set_cookie(
        COOKIE, str(child.pk), max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
