"""The plan that a check gives, or why there is none now; swapping, practising, beginning."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from handsong.content import load
from handsong.core import readiness, safety
from handsong.core.findings import Level
from handsong.core.plan import Plan
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import here
from handsong.web.families import choice
from handsong.web.player import actions, asking, door, queries, telling, twins
from handsong.web.player.actions import UnableToBegin
from handsong.web.player.asking import Standing
from handsong.web.player.models import Check


@require_GET
def plan(request: Request, check_id: UUID) -> HttpResponse:
    """Show the plan; or when to try again and why; or whom to call."""
    found = _standing(request, check_id)
    if isinstance(found, HttpResponse):
        return found
    open_question = asking.first_open(found)
    if open_question and not asking.stops_at(found).stops:
        return redirect("player-ready", check_id, open_question)
    made = queries.plan(found)
    other = twins.other_of(found, request.person)
    if made.items:
        return redirect("player-both", check_id) if other else _plan_page(request, found, made)
    return _stop_page(request, found, made, open_question, other)


@require_POST
def start(request: Request, check_id: UUID) -> HttpResponse:
    """Begin the session of this plan; begun twice, it is one session."""
    found = _standing(request, check_id)
    if isinstance(found, HttpResponse):
        return found
    try:
        session = actions.begin_session(standing=found, plan=queries.plan(found), by=request.person)
    except UnableToBegin:
        return redirect("player-plan", check_id)
    response = redirect("player-session", session.pk)
    here.remember(request, response, [session.pk])
    return response


@require_POST
def swap(request: Request, check_id: UUID) -> HttpResponse:
    """Put another technique in the place of one, or bring one back."""
    found = _standing(request, check_id)
    if isinstance(found, HttpResponse):
        return found
    back, out = request.POST.get("back", ""), request.POST.get("technique", "")
    if back:
        actions.bring_back(check=found.check, technique=back)
    elif any(item.technique.id == out for item in queries.plan(found).items[:-1]):
        actions.swap(check=found.check, technique=out)
    return redirect(f"{reverse('player-plan', args=[check_id])}#plan")


@require_POST
def practise_plan(request: Request, check_id: UUID) -> HttpResponse:
    """Practise today's plan on a doll or a cushion."""
    found = _standing(request, check_id)
    if isinstance(found, HttpResponse):
        return found
    return _practise(found, queries.plan(found))


@require_POST
def practise(request: Request, name: str) -> HttpResponse:
    """Practise a technique or a routine on a doll or a cushion."""
    now, child = clock.now(), choice.named(request)
    techniques = queries.named_techniques(name)
    if not techniques:
        raise Http404
    if child is None:
        return redirect("child-new")
    unasked = Check(family_id=child.family_id, child=child, begun_at=now)
    return _practise(queries.standing(unasked, now), queries.practice_plan(techniques))


def _practise(standing: Standing, made: Plan) -> HttpResponse:
    try:
        session = actions.begin_practice(standing=standing, plan=made)
    except UnableToBegin:
        return redirect("player-plan", standing.check.pk)
    return redirect("player-session", session.pk)


def _standing(request: Request, check_id: UUID) -> Standing | HttpResponse:
    """Return the check as it stands, or the page that says it must be asked again."""
    now = clock.now()
    check = door.check_or_404(request.person, check_id, now)
    if check.is_old(now):
        return render(request, "player/old.html", {"child": check.child})
    return queries.standing(check, now)


def _plan_page(request: Request, of: Standing, made: Plan) -> HttpResponse:
    library = load.once().craft.library
    notes = [one for one in made.findings if safety.matters(library, of.situation, one)]
    page = {
        **_page(of),
        "plan": made,
        "minutes": made.seconds / 60,
        "rows": telling.rows(made, of, request.person),
        "different": telling.reasons(notes, at_least=Level.ADAPT),
        "not_today": telling.not_today(made.left_out),
        "swapped": queries.techniques(of.check.without),
        "length": telling.reason(made.findings[_length_at(made)]),
        "with_oil": any(item.with_oil for item in made.items),
        "back": reverse("player-ready", args=[of.check.pk, "wish"]),
    }
    return render(request, "player/plan.html", page)


def _length_at(made: Plan) -> int:
    """Return where among the findings the plan says why it is this long."""
    return next(place for place, finding in enumerate(made.findings) if finding.rule.id.startswith("length-"))


def _stop_page(
    request: Request, of: Standing, made: Plan, open_question: str, other: Standing | None
) -> HttpResponse:
    """Say why not now. While questions are open, only what is certain already is given as a reason.

    Where it can wait, a twin or sibling who was to have a massage as well may have it.
    """
    findings = asking.known(of).findings if open_question else made.findings
    stopping = [finding for finding in findings if finding.level.stops]
    level = max(finding.level for finding in stopping)
    ends = [finding.until for finding in stopping if finding.until]
    page = {
        **_page(of),
        "level": level.word,
        "reasons": telling.reasons(stopping, at_least=Level.WAIT),
        "back": _last_answered(of),
    }
    if level >= Level.TODAY:
        page |= {
            "ticked": queries.ticked(of),
            "is_emergency": level is Level.EMERGENCY,
            "is_about_a_parent": bool((of.flags | frozenset(of.check.signs)) & readiness.PARENTS_SIGNS),
            "is_a_baby": of.situation.age.is_under_months(12),
            "may_be_mistaken": bool(queries.flags_of(of.child, of.now)),
        }
        return render(request, "player/care.html", page)
    page |= {
        "other": other,
        "until": max(ends) if len(ends) == len(stopping) else None,
        "meanwhile": made.meanwhile,
        "drawing": telling.still(made.meanwhile, of, request.person) if made.meanwhile else "",
        "open_question": open_question if _may_hold(of) else "",
    }
    return render(request, "player/wait.html", page)


def _may_hold(of: Standing) -> bool:
    """Whether a hold could be fine meanwhile, if the open questions are answered well."""
    at_best = of.with_answers(asking.at_best(of.check.value()))
    return queries.plan_for(at_best, of).meanwhile is not None


def _page(of: Standing) -> dict[str, Any]:
    return {
        "child": of.child,
        "check": of.check,
        "now": of.now,
        "place": queries.country(of.child),
        "words": queries.words(),
    }


def _last_answered(of: Standing) -> str:
    """Return the address of the last question that has an answer, or of Today."""
    done = [step for step in asking.steps(of) if asking.is_answered(of, step)]
    return reverse("player-ready", args=[of.check.pk, done[-1]]) if done else reverse("today")
