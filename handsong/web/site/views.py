"""Today, the care and moment pages, settings, about: the pages that know all rooms."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handsong.content import load
from handsong.core import readiness
from handsong.core.child import Child
from handsong.core.situation import Situation
from handsong.core.technique import ReviewState
from handsong.web.accounts import actions as accounts
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.diary import here
from handsong.web.families import actions as families
from handsong.web.families import choice, door, forms, service_form
from handsong.web.library import shelf
from handsong.web.site import care as caring
from handsong.web.site import today as todays
from handsong.web.site.context import THEME_COOKIE, THEMES

LANGUAGE = "en"


@require_GET
def today(request: Request) -> HttpResponse:
    """Show the child looked at, and one large Start; before the first child, the form."""
    now = clock.now()
    children = list(door.children_of(request.person).whole(now))
    if not children:
        return redirect("child-new")
    wanted = request.COOKIES.get(choice.COOKIE, "")
    current = next((child for child in children if str(child.pk) == wanted), children[0])
    panels, others = todays.panels(
        children, current, now, left_handed=request.person.is_left_handed, here=here.sessions(request)
    )
    free = [panel.child for panel in panels if panel.may_begin]
    page = {"room": "today", "panels": panels, "others": others, "now": now}
    page |= {
        "both": free if len(free) == 2 else [],
        "first_of_both": free[0] if len(panels) == 1 and free else None,
    }
    return render(request, "site/today.html", page)


@require_GET
def care(request: Request) -> HttpResponse:
    """Show whom to call, and the signs for the child looked at; nothing here leads into a massage.

    A locked phone says nothing of a child: then they are the signs of any age.
    """
    child = None if request.is_locked else choice.current(request)
    home = door.family_of(request.person)
    now = Situation(Child(child.birth()), clock.now()) if child else None
    page = {
        "child": child,
        "help": caring.help_for(home.country if home else "", LANGUAGE),
        "groups": caring.signs_for(now),
        "age": now and now.age,
        "parents_signs": readiness.PARENTS_SIGNS,
    }
    return render(request, "site/care.html", page)


@require_GET
def moment(request: Request) -> HttpResponse:
    """Show what to do when a parent needs a moment."""
    child, home = choice.current(request), door.family_of(request.person)
    page = {
        "name": child.name if child else "your baby",
        "moment": load.once().scripts[LANGUAGE].states["moment"],
        "help": caring.help_for(home.country if home else "", LANGUAGE),
    }
    return render(request, "site/moment.html", page)


@require_GET
def settings(request: Request) -> HttpResponse:
    """Show everything that can be chosen, and the doors to the rest."""
    return _settings(request)


@require_POST
def set_theme(request: Request) -> HttpResponse:
    """Remember on this device whether it is day, night, or as the device says."""
    response = redirect("settings")
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        response.set_cookie(
            THEME_COOKIE, wanted, max_age=choice.A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_POST
def set_hand(request: Request) -> HttpResponse:
    """Remember which hand leads."""
    accounts.set_left_handed(person=request.person, is_left_handed=request.POST.get("hand") == "left")
    return redirect("settings")


@require_POST
def set_home(request: Request) -> HttpResponse:
    """Remember where the family lives."""
    family = door.home_to_decide_about(request.person)
    if family is None:
        return redirect("child-new")
    form = forms.HomeForm(request.POST, is_typed=True)
    if not form.is_valid():
        return _settings(request, form)
    families.settle_in(family=family, home=form.home())
    return redirect("settings")


@require_POST
def set_day(request: Request) -> HttpResponse:
    """Remember at which hour the family's day begins."""
    family = door.home_to_decide_about(request.person)
    if family is None:
        return redirect("child-new")
    form = forms.DayForm(request.POST)
    if not form.is_valid():
        return _settings(request, day=form)
    families.start_day_at(family=family, hour=form.cleaned_data["day_starts"])
    return redirect("settings")


@require_POST
def set_service(request: Request) -> HttpResponse:
    """Remember the web address of a service that the family trusts."""
    family = door.home_to_decide_about(request.person)
    if family is None:
        return redirect("child-new")
    form = service_form.ServiceForm(request.POST)
    if not form.is_valid():
        return _settings(request, service=form)
    families.trust_service(family=family, address=form.cleaned_data["service"])
    return redirect("settings")


@require_GET
def find(request: Request) -> HttpResponse:
    """Say how to find a person who shows a family how, and name the service that this family trusts."""
    content = load.once()
    page = {
        "room": "settings",
        "parts": content.professionals,
        "family": door.family_of(request.person),
        "bibliography": content.sources,
        "review": shelf.REVIEWS[content.reviews["professionals.toml"].state],
    }
    return render(request, "site/find.html", page)


@require_GET
def about(request: Request) -> HttpResponse:
    """Say what Handsong is, who has looked at it, and under which licences it stands."""
    content = load.once()
    states = Counter(row.review.state for row in content.craft.library)
    page = {
        "room": "settings",
        "techniques": len(content.craft.library),
        "rules": len(content.craft.safety.rules),
        "sources": len(content.sources),
        "states": [(shelf.REVIEWS[state], states[state]) for state in ReviewState if states[state]],
        "countries": sorted(
            (row.name[LANGUAGE], row.emergency, row.checked, row.source) for row in content.countries.values()
        ),
    }
    return render(request, "site/about.html", page)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was not sent from our own page, or whose cookie is gone."""
    return render(request, "site/not_from_here.html", status=403)


def _settings(
    request: Request,
    home: forms.HomeForm | None = None,
    day: forms.DayForm | None = None,
    service: service_form.ServiceForm | None = None,
) -> HttpResponse:
    family = door.family_of(request.person)
    known = {"country": family.country, "time_zone": family.time_zone} if family else {}
    page: dict[str, Any] = {
        "room": "settings",
        "children": list(door.children_of(request.person)),
        "home": home or forms.HomeForm(initial=known, is_typed=True),
        "day": day or forms.DayForm(initial={"day_starts": family.day_starts if family else 0}),
        "service": service or service_form.ServiceForm(initial={"service": family.service if family else ""}),
        "family": family,
        "decides": door.decides_at_home(request.person),
    }
    return render(request, "site/settings.html", page, status=422 if home or day or service else 200)
