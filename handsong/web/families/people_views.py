"""Pages about people: who may do what for whom; invite, accept, change, remove, leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.content import load
from handsong.web.accounts import at_machine, clock, lan, pins, tries
from handsong.web.accounts import door as accounts
from handsong.web.accounts.middleware import remember
from handsong.web.accounts.request import Request
from handsong.web.accounts.sign_in_views import to_confirm
from handsong.web.accounts.views import kind as kind_of_device
from handsong.web.families import country, door, forms, people, people_forms, people_queries
from handsong.web.families.models import Invitation
from handsong.web.families.people import Guest
from handsong.web.families.rights import Deed, Kind

TOO_OFTEN = 429


@require_GET
def everybody(request: Request) -> HttpResponse:
    """Show who may do what for each child, as far as the person who asks may know."""
    return _page(request)


@require_POST
def be_called(request: Request) -> HttpResponse:
    """Set the name by which the others see the person who asks."""
    form = people_forms.NameForm(request.POST)
    if not form.is_valid():
        return _page(request, name=form)
    people.be_called(person=request.person, name=form.cleaned_data["name"])
    return redirect("people")


@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Make an invitation, and show its link once."""
    children = list(door.children_of(request.person, Deed.OWN))
    if not children:
        return redirect("people")
    if asks := _asks_who_it_is(request):
        return asks
    only = [str(child.pk) for child in children] if len(children) == 1 else []
    first = {"children": only, "kind": Kind.CARER, "days": people.DAYS}
    form = people_forms.InviteForm(request.POST or None, of=children, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            code = people.invite(by=request.person, wanted=form.wanted(), now=clock.now())
        except people.UnableToInvite as error:
            form.add_error("kind", str(error))
        else:
            return _invited(request, code, form.cleaned_data["kind"])
    page = {"room": "settings", "form": form, "is_named": bool(request.person.name)}
    return render(request, "families/invite.html", page, status=422 if form.errors else 200)


def _invited(request: Request, code: str, kind: str) -> HttpResponse:
    """Show the link and its picture; who comes in from elsewhere gives out the address they came by."""
    path = reverse("invitation", args=[code])
    is_near = request.is_local or accounts.is_near(request)
    link = lan.invitation_link(path, code) if is_near else request.build_absolute_uri(path)
    picture = segno.make(link, error="m").svg_inline(border=2, omitsize=True, dark="#17120F") if link else ""
    page = {
        "room": "settings",
        "link": link,
        "picture": picture,
        "is_near": is_near,
        "secure": lan.secure(),
        "is_self": kind == Kind.SELF,
        "is_named": bool(request.person.name),
    }
    response = render(request, "families/invited.html", page)
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_POST
def take_back(request: Request, invitation_id: UUID) -> HttpResponse:
    """End an invitation that nobody has accepted."""
    people.take_back(invitation=door.invitation_or_404(request.person, invitation_id), now=clock.now())
    return redirect("people")


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Show who invites, and take the answer. Looking uses nothing up: link previews look too.

    Whoever has the link reads a name and no more; for which child is said once the invitation is accepted.
    """
    now, person = clock.now(), getattr(request, "person", None)
    found = people.open_invitation(code, now)
    if found is None:
        return _refused(request, people.OVER, 404)
    if person is not None and person.pk == found.by_id:
        return _refused(request, people.OWN_INVITATION, 409)
    form = people_forms.GuestForm(request.POST or None, initial={"device": kind_of_device(request)})
    home = _home_form(request, found)
    if request.method == "POST" and (person or form.is_valid()) and (home is None or home.is_valid()):
        guest = Guest(in_hand=getattr(request, "device", None)) if person else form.guest()
        return _accepted(request, code, replace(guest, home=home.home() if home else None))
    return _invitation(request, Shown(found, form, home))


def _accepted(request: HttpRequest, code: str, guest: Guest) -> HttpResponse:
    """Take the answer: let somebody new in, or make somebody who is known what the invitation says."""
    now, person = clock.now(), getattr(request, "person", None)
    guest = replace(guest, agrees="agrees" in request.POST)
    secret = ""
    try:
        tries.take("pair", address=accounts.address_of(request), now=now)
        if person is None:
            secret = people.come_in(code=code, guest=guest, now=now)
            person = accounts.person_of(secret)
        else:
            people.accept(person=person, code=code, guest=guest, now=now)
    except tries.TooManyTries as error:
        return _refused(request, str(error), TOO_OFTEN)
    except people.UnableToAccept as error:
        return _refused(request, str(error), 409)
    # Whom nobody could let in again is asked for a password before anything else.
    response: HttpResponse = redirect("account" if at_machine.hangs_on_devices(person) else "today")
    if secret:
        remember(request, response, secret)
    return response


def _home_form(request: HttpRequest, invitation: Invitation) -> forms.HomeForm | None:
    """Return the question where somebody lives, for those who live nowhere yet and not with whoever invites."""
    person = getattr(request, "person", None)
    if invitation.joins_home or (person is not None and door.family_of(person) is not None):
        return None
    guessed = country.guess(request.headers.get("Accept-Language", ""), frozenset(load.once().countries))
    return forms.HomeForm(request.POST or None, initial={"country": guessed})


@dataclass(frozen=True)
class Shown:
    """What the page of an invitation shows: the invitation, who accepts, and where they live."""

    invitation: Invitation
    form: people_forms.GuestForm
    home: forms.HomeForm | None


def _invitation(request: HttpRequest, shown: Shown) -> HttpResponse:
    page = {
        "by": shown.invitation.by.name,
        "kind": shown.invitation.kind,
        "form": None if getattr(request, "person", None) else shown.form,
        "home": shown.home,
        "joins_home": shown.invitation.joins_home,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "families/invitation.html", page, status=status)


def _refused(request: HttpRequest, fault: str, status: int) -> HttpResponse:
    return render(request, "families/invitation.html", {"refused": fault}, status=status)


@require_POST
def change_role(request: Request, role_id: UUID) -> HttpResponse:
    """Make a carer or onlooker something else."""
    role = door.role_or_404(request.person, role_id, Deed.OWN)
    if asks := _asks_who_it_is(request):
        return asks
    try:
        people.change_role(
            role=role, kind=_kind(request.POST.get("kind", "")), by=request.person, now=clock.now()
        )
    except people.UnableToChange as error:
        return _page(request, fault=str(error))
    return redirect("people")


@require_POST
def remove(request: Request, role_id: UUID) -> HttpResponse:
    """End what a carer or onlooker is for a child."""
    role = door.role_or_404(request.person, role_id, Deed.OWN)
    if asks := _asks_who_it_is(request):
        return asks
    try:
        people.remove(role=role, by=request.person, now=clock.now())
    except people.UnableToChange as error:
        return _page(request, fault=str(error))
    return redirect("people")


@require_http_methods(["GET", "POST"])
def leave(request: Request, child_id: UUID) -> HttpResponse:
    """Leave a child, with a copy first; a young person ends their own sign-in for it."""
    child = door.child_or_404(request.person, child_id)
    page = {
        "room": "settings",
        "child": child,
        "refused": people.why_not_leave(child=child, person=request.person),
    }
    if request.method == "POST" and not page["refused"]:
        if asks := _asks_who_it_is(request):
            return asks
        try:
            people.leave(child=child, person=request.person, now=clock.now())
        except people.UnableToLeave as error:
            return render(request, "families/leave.html", page | {"refused": str(error)}, status=409)
        return redirect("people")
    return render(request, "families/leave.html", page, status=409 if request.method == "POST" else 200)


def _page(request: Request, *, name: people_forms.NameForm | None = None, fault: str = "") -> HttpResponse:
    now = clock.now()
    circles = people_queries.circles(request.person, now)
    page: dict[str, Any] = {
        "room": "settings",
        "circles": circles,
        "decides": any(circle.child.may_own for circle in circles),
        "is_shared": any(circle.is_in_two_homes for circle in circles),
        "invitations": people_queries.open_invitations(request.person, now),
        "name": name or people_forms.NameForm(initial={"name": request.person.name}),
        "fault": fault,
        "now": now,
    }
    return render(request, "families/people.html", page, status=409 if fault else 422 if name else 200)


def _kind(told: str) -> Kind:
    """Return the role that a form names; one that is none is the least."""
    return Kind(told) if told in set(Kind) else Kind.VIEWER


def _asks_who_it_is(request: Request) -> HttpResponse | None:
    """Return the way to confirm for somebody who can and has not just done so; None when it may be done."""
    if not pins.asks_first(request):
        return None
    return redirect(to_confirm(reverse("people"), by_pin=pins.is_known_by_pin(request)))
