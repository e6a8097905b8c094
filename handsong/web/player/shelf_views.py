"""What a phone fetches of a child to go on without a network."""

from __future__ import annotations

from uuid import UUID

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import here
from handsong.web.families import door
from handsong.web.families.rights import Deed
from handsong.web.player import shelves


@require_GET
def shelf(request: Request, child_id: UUID) -> JsonResponse:
    """Send the shelf of a child: all that a phone needs for the days ahead."""
    now = clock.now()
    child = door.whole_child_or_404(request.person, child_id, now, Deed.CARE)
    found = shelves.of_child(child, request.person, now, here=here.sessions(request))
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
