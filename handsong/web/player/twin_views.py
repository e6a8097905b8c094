"""Both children: the questions in turn, the plans side by side, and the sessions that take turns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handsong.core.findings import Level
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import here
from handsong.web.diary import live as living
from handsong.web.families import door as families
from handsong.web.families.models import Child
from handsong.web.families.rights import Deed
from handsong.web.player import asking, door, queries, telling, twins
from handsong.web.player.actions import UnableToBegin
from handsong.web.player.asking import Standing
from handsong.web.player.twins import Turn


@require_POST
def begin_both(request: Request) -> HttpResponse:
    """Begin to ask about two children, one after the other."""
    now, children = clock.now(), _children(request)
    for child in children:
        live = None if request.POST.get("anyway") else living.of_child(child, here.sessions(request), now)
        if live and live.stand != "over":
            page = {"child": child, "live": live, "both": children}
            return render(request, "player/already.html", page)
    first, _ = twins.begin_checks(children=children, now=now)
    of = queries.standing(door.check_or_404(request.person, first.pk, now), now)
    question = asking.first_open(of) if twins.is_to_be_asked(of) else "state"
    return redirect("player-ready", first.pk, question)


@require_GET
def both(request: Request, check_id: UUID) -> HttpResponse:
    """Show both plans side by side, or what is still to be asked, or why one of the two has to wait."""
    found = _both(request, check_id)
    if isinstance(found, HttpResponse):
        return found
    alike = bool(request.GET.get("alike"))
    turns = twins.turns(found, alike=alike)
    in_both = twins.shared(turns)
    page = {
        "child": found[0].child,
        "check": found[0].check,
        "columns": [_column(turn, in_both) for turn in turns],
        "can_begin": all(turn.plan.items for turn in turns),
        "alike": alike,
        "may_be_alike": any(technique.id not in in_both for turn in turns for technique in turn.techniques),
        "safely": [telling.reason(finding) for finding in twins.safely()],
    }
    return render(request, "player/both.html", page)


@require_POST
def start_both(request: Request, check_id: UUID) -> HttpResponse:
    """Begin both sessions, and open the first."""
    found = _both(request, check_id)
    if isinstance(found, HttpResponse):
        return found
    turns = twins.turns(found, alike=bool(request.POST.get("alike")))
    try:
        sessions = twins.begin_sessions(turns=turns, by=request.person)
    except UnableToBegin:
        return redirect("player-both", check_id)
    response = redirect("player-session", sessions[0].pk)
    here.remember(request, response, [session.pk for session in sessions])
    return response


@require_POST
def alone(request: Request, check_id: UUID) -> HttpResponse:
    """Go on with this child alone; the other can be asked about later."""
    now = clock.now()
    check = door.check_or_404(request.person, check_id, now)
    if check.beside:
        twins.part(check=check, other=door.check_or_404(request.person, check.beside, now))
    return redirect("player-plan", check_id)


def _children(request: Request) -> list[Child]:
    """Return the two children that the form names; raises 404 when it does not name two of the person's."""
    named = list(dict.fromkeys(request.POST.getlist("child")))
    found = {str(child.pk): child for child in families.children_of(request.person, Deed.CARE)}
    if len(named) != 2 or not found.keys() >= set(named):
        raise Http404
    return [found[name] for name in named]


def _both(request: Request, check_id: UUID) -> list[Standing] | HttpResponse:
    """Return how both checks stand, or where to go first: to a plan of one, or to an open question."""
    now = clock.now()
    check = door.check_or_404(request.person, check_id, now)
    if check.is_old(now):
        return render(request, "player/old.html", {"child": check.child})
    of = queries.standing(check, now)
    other = twins.other_of(of, request.person)
    if other is None:
        return redirect("player-plan", check_id)
    pair = sorted((of, other), key=lambda one: (one.child.made_at, one.child.pk))
    for one in pair:
        if twins.is_to_be_asked(one):
            return redirect("player-ready", one.check.pk, asking.first_open(one))
    return pair


def _column(turn: Turn, in_both: frozenset[str]) -> dict[str, Any]:
    """Return one child's half of the page: its plan, or what stops it."""
    stopping = [finding for finding in turn.plan.findings if finding.level.stops]
    return {
        "child": turn.of.child,
        "check": turn.of.check,
        "minutes": turn.plan.seconds / 60,
        "rows": [(technique, technique.id in in_both) for technique in turn.techniques],
        "reasons": [] if turn.plan.items else telling.reasons(stopping, at_least=Level.WAIT),
    }
