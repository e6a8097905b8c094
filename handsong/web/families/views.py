"""Pages about children: add, look, put right, record a yes."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.content import load
from handsong.core.age import Age
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.families import actions, child_form, choice, country, door, forms, queries, zone
from handsong.web.families.models import Child, Family
from handsong.web.families.rights import Deed

LANGUAGE = "en"
NAVEL_IS_ASKED_FOR = 3
"""Months: later it has healed, or is a matter for a doctor and stands among the things to know."""


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a child; the first one brings the family's country and time zone with it."""
    family = door.home_to_decide_about(request.person)
    now = _now(request, family)
    if request.method == "GET":
        guessed = country.guess(request.headers.get("Accept-Language", ""), frozenset(load.once().countries))
        form = child_form.ChildForm(
            initial=child_form.fresh(family.country if family else guessed), today=now.date()
        )
        return _form(request, form, None if family else forms.HomeForm(initial={"country": guessed}))
    form = child_form.ChildForm(request.POST, today=now.date())
    home = None if family else forms.HomeForm(request.POST)
    if not form.is_valid() or (home and not home.is_valid()):
        return _form(request, form, home)
    child = actions.add_child(
        person=request.person,
        child_id=form.cleaned_data["id"],
        told=form.told(),
        home=home.home() if home else None,
        now=now,
    )
    response = redirect("today")
    choice.remember(request, response, child)
    return response


@require_POST
def read_back(request: Request) -> JsonResponse:
    """Say what a half-filled form tells of the birth; nothing is kept."""
    now = _now(request, door.family_of(request.person))
    form = child_form.ChildForm(request.POST, today=now.date())
    form.is_valid()
    return JsonResponse({"sentence": _said(form)})


@require_GET
def child(request: Request, child_id: UUID) -> HttpResponse:
    """Show what is known of a child, and what follows from it."""
    now = clock.now()
    found = door.whole_child_or_404(request.person, child_id, now)
    findings = queries.verdict(queries.situation(found, now)).findings
    return render(
        request,
        "families/child.html",
        {
            "child": found,
            "age": Age(found.birth(), now.date()),
            "asked": queries.asked(findings, LANGUAGE),
            "conditions": queries.condition_names(LANGUAGE),
            "former_births": found.former_births.order_by("counted_until_at"),
            "yes_names": queries.condition_names(LANGUAGE) | queries.NO_CONDITIONS,
            "words": load.once().words,
            "now": now,
        },
    )


@require_http_methods(["GET", "POST"])
def edit(request: Request, child_id: UUID) -> HttpResponse:
    """Put a child right; what safety leans on asks once more."""
    now = clock.now()
    found = door.whole_child_or_404(request.person, child_id, now, Deed.OWN)
    if request.method == "GET":
        return _form(
            request, child_form.ChildForm(initial=child_form.initial(found), today=now.date()), child=found
        )
    form = child_form.ChildForm(request.POST, today=now.date())
    if not form.is_valid():
        return _form(request, form, child=found)
    told = form.told()
    changes = queries.changes(found, told, now.date(), LANGUAGE)
    if changes and request.POST.get("confirm") != queries.key_of(changes):
        return _form(request, form, child=found, changes=changes)
    actions.edit_child(child=found, told=told, now=now)
    return redirect("child", found.pk)


@require_POST
def switch(request: Request, child_id: UUID) -> HttpResponse:
    """Look at another child."""
    found = door.child_or_404(request.person, child_id)
    response = redirect("today")
    choice.remember(request, response, found)
    return response


@require_http_methods(["GET", "POST"])
def record_yes(request: Request, child_id: UUID) -> HttpResponse:
    """Write down what a professional said yes to."""
    now = clock.now()
    found = door.whole_child_or_404(request.person, child_id, now, Deed.OWN)
    asked = queries.asked(queries.verdict(queries.situation(found, now)).findings, LANGUAGE)
    form = forms.YesForm(
        request.POST or None,
        asked=[(row.id, row.name) for row in asked],
        child=found,
        today=now.date(),
        initial={"condition": asked[0].id} if asked else None,
    )
    if request.method == "POST" and form.is_valid():
        actions.record_yes(child=found, now=now, **form.cleaned_data)
        return redirect("child", found.pk)
    return render(request, "families/record_yes.html", {"child": found, "form": form, "asked": asked})


@require_POST
def settle_fact(request: Request, fact_id: UUID) -> HttpResponse:
    """Note that a rash, a plaster or the like is gone."""
    fact = door.fact_or_404(request.person, fact_id, Deed.CARE)
    actions.settle_fact(fact=fact)
    return redirect("today")


def _form(
    request: Request,
    form: child_form.ChildForm,
    home: forms.HomeForm | None = None,
    *,
    child: Child | None = None,
    changes: list[str] | None = None,
) -> HttpResponse:
    """Show the form about a child, with whatever was typed and what is wrong with it."""
    ticked = set(form["conditions"].value() or [])
    page = {
        "form": form,
        "home": home,
        "child": child,
        "changes": changes or [],
        "is_first": child is None and not door.children_of(request.person).exists(),
        "asks_navel": child and Age(child.birth(), form.today).is_under_months(NAVEL_IS_ASKED_FOR),
        "changes_key": queries.key_of(changes or []),
        "said": _said(form),
        "ticked": ticked,
        "open_groups": [
            title for title, rows in form.conditions_by_group.items() if ticked & {row.id for row in rows}
        ],
    }
    has_faults = bool(form.is_bound and (form.errors or changes or (home and home.errors)))
    return render(request, "families/child_form.html", page, status=422 if has_faults else 200)


def _said(form: child_form.ChildForm) -> str:
    """Return the birth read back, once the form tells enough of it."""
    if form.birth is None:
        return ""
    return queries.said_back(form.cleaned_data.get("name") or "Your child", form.birth, form.today)


def _now(request: Request, family: Family | None) -> datetime:
    """Return this moment where the family is; until there is one, where the browser is."""
    if family is not None:
        return clock.now()
    with timezone.override(zoneinfo.ZoneInfo(zone.guess(request.POST.get("time_zone", "")))):
        return clock.now()
