"""Is now a good moment? One question a screen, and back at any time."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.families import choice
from handsong.web.families import door as families
from handsong.web.player import actions, asking, door, queries, steps
from handsong.web.player.asking import Standing

AFTER_SAFETY = ("product", "wish")


@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin to ask about the child that was chosen, or the one this device looks at."""
    now = clock.now()
    wanted = request.POST.get("child", "")
    child = (
        families.child_or_404(request.person, _uuid_or_none(wanted)) if wanted else choice.current(request)
    )
    if child is None:
        return redirect("child-new")
    check = actions.begin_check(child=child, now=now)
    response = _go_to(queries.standing(door.check_or_404(request.person, check.pk, now), now), "", "")
    choice.remember(request, response, child)
    return response


@require_http_methods(["GET", "POST"])
def ready(request: Request, check_id: UUID, question: str) -> HttpResponse:
    """Ask one question, or take its answer and go on to the next."""
    now = clock.now()
    check = door.check_or_404(request.person, check_id, now)
    if check.is_old(now):
        return render(request, "player/old.html", {"child": check.child})
    standing = queries.standing(check, now)
    if question not in {*asking.steps(standing), *AFTER_SAFETY}:
        return _go_to(standing, "", "")
    if request.method == "GET":
        return _screen(request, standing, question)
    stopped = asking.stops_at(standing)
    fault = steps.take(standing, question, request.POST)
    if fault:
        return _screen(request, standing, question, fault=fault)
    fresh = queries.standing(door.check_or_404(request.person, check_id, now), now)
    if asking.stops_at(fresh) > stopped:
        return redirect("player-plan", check_id)
    return _go_to(fresh, question, request.POST.get("about", ""))


def _go_to(standing: Standing, question: str, about: str) -> HttpResponse:
    """Go to the next question, or to the plan when there is none; an open one is never passed."""
    check = standing.check
    if question == "wish" or (not question and asking.stops_at(standing).stops):
        return redirect("player-plan", check.pk)
    if question == "open" and about and not asking.is_answered(standing, "open"):
        return redirect("player-ready", check.pk, "open")
    following = asking.after(standing, question) if question not in AFTER_SAFETY else ""
    following = following or asking.first_open(standing)
    if following:
        return redirect("player-ready", check.pk, following)
    if asking.stops_at(standing).stops:
        return redirect("player-plan", check.pk)
    if question != "product" and queries.usable_products(standing):
        return redirect("player-ready", check.pk, "product")
    return redirect("player-ready", check.pk, "wish")


def _screen(request: Request, standing: Standing, question: str, *, fault: str = "") -> HttpResponse:
    screen = steps.show(standing, question)
    order = asking.steps(standing)
    page = {
        "child": standing.child,
        "check": standing.check,
        "question": question,
        "screen": screen,
        "fault": fault,
        "back": _back(standing, question),
        "place": order.index(question) + 1 if question in order else len(order) + 1,
        "places": range(1, len(order) + 2),
        "more": screen.more or {},
        "words": queries.words(),
    }
    return render(request, screen.template, page, status=422 if fault else 200)


def _back(standing: Standing, question: str) -> str:
    """Return the address of the screen before this one."""
    order = asking.steps(standing)
    earlier = asking.before(standing, question) if question in order else order[-1]
    if question == "wish" and standing.check.answers.get("product"):
        earlier = "product"
    return reverse("player-ready", args=[standing.check.pk, earlier]) if earlier else reverse("today")


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
