"""Pages of the diary: the sessions of a child, and one session."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from handsong.content import load
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import door, queries, stories
from handsong.web.families import choice
from handsong.web.families import door as families

LANGUAGE = "en"


@require_GET
def diary(request: Request, child_id: UUID | None = None) -> HttpResponse:
    """Show the sessions of the child looked at, or of one that is named."""
    child = families.child_or_404(request.person, child_id) if child_id else choice.current(request)
    if child is None:
        return redirect("child-new")
    page = queries.history(child, request.GET.get("page", "1"))
    return render(
        request,
        "diary/diary.html",
        {
            "room": "diary",
            "child": child,
            "others": [other for other in families.children_of(request.person) if other.pk != child.pk],
            "page": page,
            "sessions": [queries.told(row, child.name, LANGUAGE) for row in page],
            "now": clock.now(),
        },
    )


@require_GET
def session(request: Request, session_id: UUID) -> HttpResponse:
    """Show what happened in one session."""
    row = door.session_or_404(request.person, session_id)
    script = load.once().scripts[LANGUAGE]
    page = {"room": "diary", "row": row, "child": row.child, "now": clock.now(), "script": script}
    if row.story:
        told = queries.told(row, row.child.name, LANGUAGE)
        page |= {
            "told": told,
            "ended": script.ended[told.story.ended_by],
            "done": [
                (done, queries.technique_name(done.technique, LANGUAGE), dict.fromkeys(done.cues))
                for done in stories.from_data(row.story).done
            ],
        }
    return render(request, "diary/session.html", page)
