"""Is now a good moment? One question a screen, and back at any time."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from handsong.core.findings import Level
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import here
from handsong.web.diary import live as living
from handsong.web.families import choice
from handsong.web.families import door as families
from handsong.web.families.rights import Deed
from handsong.web.player import actions, asking, door, flags, queries, steps, twins
from handsong.web.player.asking import Standing
from handsong.web.player.models import KINDS

AFTER_SAFETY = ("product", "wish")


@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin to ask about the child that was chosen, or the one this device looks at."""
    now = clock.now()
    child = choice.named(request)
    if child is None:
        return redirect("child-new")
    live = None if request.POST.get("anyway") else living.of_child(child, here.sessions(request), now)
    if live and live.stand != "over":
        return render(request, "player/already.html", {"child": child, "live": live})
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
    return (
        _screen(request, standing, question)
        if request.method == "GET"
        else _take(request, standing, question)
    )


def _take(request: Request, standing: Standing, question: str) -> HttpResponse:
    """Take an answer and go on; whether a red flag was a mistake is asked before any is taken back."""
    check, now = standing.check, standing.now
    stopped = asking.stops_at(standing)
    forgets = flags.would_be_forgotten(standing, question, request.POST)
    fault = "" if forgets and question in KINDS else steps.take(standing, question, request.POST)
    if fault:
        return _screen(request, standing, question, fault=fault)
    if forgets:
        return redirect("player-mistake", check.child_id)
    fresh = queries.standing(door.check_or_404(request.person, check.pk, now), now)
    # What was said of the adult holds for both children, also where it stops this one.
    other = twins.told(fresh, question, request.person)
    level = asking.stops_at(fresh)
    if level > stopped or level >= Level.TODAY:
        return redirect("player-plan", check.pk)
    return _go_to(fresh, question, request.POST.get("about", ""), other)


@require_http_methods(["GET", "POST"])
def mistake(request: Request, child_id: UUID) -> HttpResponse:
    """Ask whether a red flag was ticked by mistake, or write down that it was; else it stays for a day."""
    now = clock.now()
    child = families.whole_child_or_404(request.person, child_id, now, Deed.CARE)
    if request.method == "POST":
        actions.take_back(child=child, flag=request.POST.get("flag", ""), now=now)
        child = families.whole_child_or_404(request.person, child_id, now, Deed.CARE)
    standing = queries.flags_of(child, now)
    if standing:
        return render(request, "player/mistake.html", {"child": child, "flags": standing})
    checks = (check for check in queries.checks_of(child, now) if check.is_open_to(child))
    asked = [check for check in checks if not check.is_old(now)]
    return redirect("player-ready", asked[-1].pk, "well") if asked else redirect("today")


def _go_to(standing: Standing, question: str, about: str, other: Standing | None = None) -> HttpResponse:
    """Go to the next question, or to the plan when there is none; an open one is never passed.

    Of two children, the other one is asked about before the wish, which holds for both.
    """
    check = standing.check
    if question == "wish" or (not question and asking.stops_at(standing).stops):
        return redirect("player-plan", check.pk)
    if question == "open" and about and not asking.is_answered(standing, "open"):
        return redirect("player-ready", check.pk, "open")
    following = asking.after(standing, question) if question not in AFTER_SAFETY else ""
    if other and following == twins.OF_THE_ADULT and asking.is_answered(standing, following):
        following = ""
    following = following or asking.first_open(standing)
    if following:
        return redirect("player-ready", check.pk, following)
    if asking.stops_at(standing).stops:
        return redirect("player-plan", check.pk)
    if question != "product" and queries.usable_products(standing):
        return redirect("player-ready", check.pk, "product")
    if other and twins.is_to_be_asked(other):
        check, following = other.check, asking.first_open(other)
    return redirect("player-ready", check.pk, following or "wish")


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
