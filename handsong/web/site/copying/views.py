"""The pages of copies: say what goes in, and give it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.families import door as families
from handsong.web.site.confirming import asked_first
from handsong.web.site.copying import archive, contents
from handsong.web.site.copying.contents import Whose


@require_http_methods(["GET", "POST"])
def child(request: Request, child_id: UUID) -> HttpResponseBase:
    """Give a copy of all that is written of one child."""
    found = families.child_or_404(request.person, child_id)
    return _answer(request, contents.of_child(request.person, found, timezone.get_current_timezone()))


@require_http_methods(["GET", "POST"])
def household(request: Request) -> HttpResponseBase:
    """Give a copy of all that a person may see."""
    return _answer(request, contents.of_household(request.person, timezone.get_current_timezone()))


def _answer(request: Request, whose: Whose) -> HttpResponseBase:
    """Say what a copy holds, or give it: its name says whose it is to nobody."""
    if asks := asked_first(request):
        return asks
    if request.method == "GET":
        page = {
            "room": "settings",
            "child": None if whose.is_whole else whose.children[0],
            "kinds": contents.kinds(whose),
        }
        return render(request, "site/copy.html", page)
    now = clock.now()
    response = FileResponse(
        archive.make(whose, Path(settings.DATA), now=now),
        as_attachment=True,
        filename=f"handsong-copy-{now:%Y-%m-%d}.zip",
    )
    response.holds_secret = True  # type: ignore[attr-defined]
    return response
