"""Pages of the diary: the sessions of a child, one session, what has grown, and one told afterwards."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.content import load
from handsong.core import diary as craft
from handsong.web.accounts import clock
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.request import Request
from handsong.web.diary import actions, afterwards, door, forms, growth, queries, stories
from handsong.web.diary import live as living
from handsong.web.diary.actions import UnableToRecord
from handsong.web.families import choice
from handsong.web.families import door as families
from handsong.web.families.rights import Deed

LANGUAGE = "en"


@require_GET
def diary(request: Request, child_id: UUID | None = None) -> HttpResponse:
    """Show the sessions of the child looked at, or of one that is named."""
    child = families.child_or_404(request.person, child_id) if child_id else choice.current(request)
    if child is None:
        return redirect("child-new")
    now = clock.now()
    page = queries.history(child, request.GET.get("page", "1"))
    sessions = [queries.told(row, child, LANGUAGE, now) for row in page]
    return render(
        request,
        "diary/diary.html",
        {
            "room": "diary",
            "child": child,
            "others": [other for other in families.children_of(request.person) if other.pk != child.pk],
            "page": page,
            "sessions": sessions,
            "days": queries.days(sessions, now, child.here_day_starts or 0),
            "now": now,
        },
    )


@require_GET
def session(request: Request, session_id: UUID) -> HttpResponse:
    """Show what happened in one session."""
    row, now = door.session_or_404(request.person, session_id), clock.now()
    script = load.once().scripts[LANGUAGE]
    page = {"room": "diary", "row": row, "child": row.child, "now": now, "script": script}
    if row.story:
        told = queries.told(row, row.child, LANGUAGE, now)
        page |= {
            "told": told,
            "ended": script.ended[told.story.ended_by],
            "notes": queries.notes(told.story),
            "done": [
                (done, queries.technique_name(done.technique, LANGUAGE), dict.fromkeys(done.cues))
                for done in stories.from_data(row.story).done
                if done.technique != craft.UNNAMED
            ],
        }
    return render(request, "diary/session.html", page)


@require_GET
def live(request: Request, session_id: UUID) -> JsonResponse:
    """Send how a session stands on another phone, in words."""
    told = living.of_session(door.session_or_404(request.person, session_id), clock.now())
    return JsonResponse({"title": told.title, "lines": told.lines, "stand": told.stand})


@require_POST
def keep_private(request: Request, session_id: UUID) -> HttpResponse:
    """Open a young person's own massage to the others, or close it again."""
    row = door.own_session_or_404(request.person, session_id)
    actions.open_session(session=row, is_private=request.POST.get("private") == "yes")
    return redirect("diary-session", row.pk)


@require_GET
def grow(request: Request, child_id: UUID) -> HttpResponse:
    """Show how long is enjoyed, what is known and liked, and how the question is learnt."""
    child = families.child_or_404(request.person, child_id)
    found = growth.of(child, clock.now(), LANGUAGE)
    return render(request, "diary/grow.html", {"room": "diary", "child": child, "growth": found})


@require_http_methods(["GET", "POST"])
def add(request: Request, child_id: UUID) -> HttpResponse:
    """Add a massage afterwards: when it was, and with one tap what it was."""
    child, now = families.child_or_404(request.person, child_id, Deed.CARE), clock.now()
    of = forms.Moment(child, now, timezone.get_current_timezone(), child.here_day_starts or 0)
    sent = request.POST if request.method == "POST" else None
    form = forms.AddForm(sent, of=of, initial={"id": new_id(), "when": craft.When.JUST_NOW})
    if sent and form.is_valid():
        try:
            row = afterwards.add_massage(
                child=child,
                session_id=form.cleaned_data["id"],
                told=form.massage(),
                remember=form.cleaned_data["remember"],
                now=now,
            )
        except UnableToRecord as error:
            form.add_error(None, str(error))
        else:
            return redirect("diary-session", row.pk)
    page = {"room": "diary", "child": child, "form": form, "fresh_id": new_id()}
    return render(request, "diary/add.html", page, status=422 if form.errors else 200)
