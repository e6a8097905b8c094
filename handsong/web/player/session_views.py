"""The session itself: the player's page, what it plays, what it tells, and how it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.content import load
from handsong.core.findings import Finding, Level
from handsong.core.situation import Situation
from handsong.render.bundle import length_in_words
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import actions as diary
from handsong.web.diary import door, here
from handsong.web.diary import live as living
from handsong.web.diary import queries as diary_queries
from handsong.web.diary.models import Session
from handsong.web.families import door as families_door
from handsong.web.families import queries as families
from handsong.web.families.rights import Deed
from handsong.web.player import actions, bundles, forms, queries, shelf_pages, telling
from handsong.web.player.asking import Standing
from handsong.web.player.models import COUNTS_FOR

LANGUAGE = "en"
THEME_COOKIE = "handsong_theme"
DUSK, DAWN = 19, 7
"""The player is dark from this hour to that one, unless this device chose otherwise."""


@require_GET
def session(request: Request, session_id: UUID) -> HttpResponse:
    """Show the player; a session that is over shows how it was instead."""
    now = clock.now()
    found = door.session_or_404(request.person, session_id)
    if found.is_over and not _is_planned(found):
        return redirect("player-after" if found.child.may_care else "diary-session", session_id)
    if not found.is_practice and found.story and found.pk not in here.sessions(request):
        return _elsewhere(request, found, now)
    found.child = families_door.whole_child_or_404(request.person, found.child_id, now, Deed.CARE)
    if not found.is_practice:
        lately, steps = _lately(found, now), found.bundle.get("steps", ())
        if _is_left_open(found, now) or not queries.may_go_on(lately, steps):
            return _left_open(request, found, now, queries.against(lately, steps))
    if not found.bundle:
        return _left_open(request, found, now, [])
    page: dict[str, Any] = {
        "session": found,
        "child": found.child,
        "beside": _beside(request, found),
        **shelf_pages.of_player(found.child, _situation(found, now)),
    }
    if THEME_COOKIE not in request.COOKIES and not DAWN <= now.hour < DUSK:
        page["theme"] = "night"
    return render(request, "player/session.html", page)


def _is_planned(session: Session) -> bool:
    """Whether it was planned without a network, told, and has not begun: it is no massage yet, nor is it over."""
    return bool(session.bundle) and session.events.exists() and not diary_queries.has_begun(session)


def _beside(request: Request, session: Session) -> Session | None:
    """Return the session that this one takes turns with, if there is one."""
    if session.beside is None:
        return None
    return door.sessions_of(request.person, Deed.CARE).filter(pk=session.beside).first()


def _elsewhere(request: Request, session: Session, now: datetime) -> HttpResponse:
    """Show what another phone does; looking takes nothing from it."""
    page = {"child": session.child, "session": session, "live": living.of_session(session, now)}
    return render(request, "player/elsewhere.html", page)


@require_POST
def take_up(request: Request, session_id: UUID) -> HttpResponse:
    """Go on here with a session that another phone began."""
    found = door.session_or_404(request.person, session_id, Deed.CARE)
    response = redirect("player-session", found.pk)
    here.remember(request, response, [found.pk])
    return response


def _lately(session: Session, now: datetime) -> Standing:
    """Return what the session would be gone on with: its own tears and care do not count against it."""
    checks = queries.checks_of(session.child, now)
    return queries.lately(session.child, checks, now, diary_queries.progress_before(session))


def _left_open(request: Request, session: Session, now: datetime, against: list[Finding]) -> HttpResponse:
    """Show that it is over for now and why, or that the child must be asked about again."""
    stopping = [finding for finding in against if finding.level.stops]
    level = max((finding.level for finding in stopping), default=Level.FINE)
    page = {
        "child": session.child,
        "session": session,
        "reasons": telling.reasons(stopping, at_least=level if level >= Level.TODAY else Level.WAIT),
        "left_out": [] if stopping else telling.reasons(against, at_least=Level.FINE),
        "is_emergency": level is Level.EMERGENCY,
        "is_grave": level >= Level.TODAY,
        "aid": queries.aid(_situation(session, now), queries.country(session.child)),
        "elsewhere": load.once().elsewhere[LANGUAGE],
    }
    return render(request, "player/left_open.html", page)


def _is_left_open(session: Session, now: datetime) -> bool:
    """Whether so much time has passed that the child must be asked about again."""
    return now - (session.ended_at or session.started_at) >= COUNTS_FOR


@require_GET
def bundle(request: Request, session_id: UUID) -> JsonResponse:
    """Send all that the player needs, in one piece."""
    found = door.session_or_404(request.person, session_id, Deed.CARE)
    if not found.bundle:
        raise Http404
    whole = bundles.whole(found, _situation(found, clock.now()), request.person)
    return JsonResponse(whole, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_http_methods(["GET", "POST"])
def after(request: Request, session_id: UUID) -> HttpResponse:
    """Ask how it was, in three taps at most; then leave in peace."""
    found = door.session_or_404(request.person, session_id, Deed.CARE)
    beside = _to_be_turned_to(request, found)
    form = forms.AfterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.told() and not found.is_practice:
            diary.note_afterwards(session=found, answers=form.told(), now=clock.now())
        return redirect("player-session", beside.pk) if beside else redirect("today")
    script = load.once().scripts[LANGUAGE]
    ended = script.ended[found.ended_by or "parent"]
    not_now = script.lines["not-now"][0] if found.ended_by == "baby" and not found.minutes else ""
    page = {
        "session": found,
        "child": found.child,
        "form": form,
        "title": ended.title if found.ended_by else "",
        "say": not_now or ended.say.replace("{minutes}", length_in_words(found.minutes)),
        "todo": ended.do,
        "is_told": bool(found.afterwards),
        "beside": beside,
    }
    return render(request, "player/after.html", page, status=422 if form.errors else 200)


def _to_be_turned_to(request: Request, session: Session) -> Session | None:
    """Return the other child's session while it has not ended, or nobody has said how it was."""
    beside = _beside(request, session)
    return None if beside is None or (beside.is_over and beside.afterwards) else beside


@require_POST
def close(request: Request, session_id: UUID) -> HttpResponse:
    """End a session that was left open, as of its last moment."""
    found = door.session_or_404(request.person, session_id, Deed.CARE)
    actions.close_session(session=found, now=clock.now())
    return redirect("player-after", session_id) if found.events.exists() else redirect("today")


def _situation(session: Session, now: datetime) -> Situation:
    return families.situation(session.child, now)
