"""The page that says what this Handsong believes about itself, with a remedy where something is amiss."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsong.web.accounts import clock, lan
from handsong.web.accounts.request import Request
from handsong.web.site import checks


@require_GET
def check(request: Request) -> HttpResponse:
    """Show each thing with an ok or a remedy; the page itself compares the clocks."""
    now = clock.now()
    rows = [checks.way_in(request), *checks.rows(now, with_folder=request.is_local)]
    page = {
        "room": "settings",
        "rows": rows,
        "faults": sum(1 for row in rows if row.remedy),
        "now": int(now.timestamp() * 1000),
        "way": lan.secure(),
    }
    return render(request, "site/check.html", page)
