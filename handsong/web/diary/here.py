"""Which sessions go on in this very browser: a cookie that opens nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "handsong_here"
A_DAY = 24 * 60 * 60
MOST = 6
"""A phone has few sessions in hand at once; of more, the latest are known."""


def sessions(request: HttpRequest) -> list[UUID]:
    """Return the sessions that were begun or taken up here, the latest last."""
    said = request.COOKIES.get(COOKIE, "").split(".")
    return [found for name in said[-MOST:] if (found := _uuid_or_none(name))]


def remember(request: HttpRequest, response: HttpResponseBase, taken_up: Iterable[UUID]) -> None:
    """Know from now on that these sessions go on here."""
    fresh = list(taken_up)
    known = [*(name for name in sessions(request) if name not in fresh), *fresh]
    if not fresh or known == sessions(request):
        return
    response.set_cookie(
        COOKIE,
        ".".join(map(str, known[-MOST:])),
        max_age=A_DAY,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
