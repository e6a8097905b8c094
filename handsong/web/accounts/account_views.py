"""Pages about one's own sign-in: name and password, passkeys, recovery codes, and one's devices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.web.accounts import actions, at_machine, clock, door, passkeys, signing_in
from handsong.web.accounts.forms import SetUpForm
from handsong.web.accounts.request import Request
from handsong.web.accounts.sign_in_views import in_json, to_confirm

ALONE = "alone"
"""What the page is told when every other way in has ended just now, so that it says so."""


@require_GET
def account(request: Request) -> HttpResponse:
    """Show how one signs in, and where one is signed in."""
    person, now = request.person, clock.now()
    devices = list(person.devices.order_by("paired_at"))
    page = {
        "room": "settings",
        "now": now,
        "has_password": bool(person.password),
        "passkeys": list(person.passkeys.order_by("made_at")),
        "codes_left": person.recovery_codes.filter(used_at=None).count(),
        "devices": devices,
        "why_no_passkey": passkeys.why_not(request),
        "may_set_up": door.may_set_up(request),
        "can_sign_in": person.can_sign_in(),
        "hangs_on_devices": at_machine.hangs_on_devices(person),
        # An address can be made up: the page says so only while it is true.
        "is_alone": ALONE in request.GET and all(device == request.device for device in devices),
    }
    return render(request, "accounts/account.html", page)


@require_http_methods(["GET", "POST"])
def set_up(request: Request) -> HttpResponse:
    """Give oneself a name and a password, or another one."""
    if not door.may_set_up(request):
        return _confirm_first(request, "account-sign-in")
    person, ends_others = request.person, signing_in.ends_others(request.person)
    form = SetUpForm(request.POST or None, initial={"name": person.sign_in_name or person.name})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            signing_in.set_up(
                person=person, name=told["name"], password=told["password"], kept=request.device
            )
        except signing_in.UnableToSetUp as error:
            form.add_error(error.field, str(error))
        else:
            return redirect(f"{reverse('account')}?{ALONE}" if ends_others else "account")
    page = {
        "form": form,
        "room": "settings",
        "has_password": bool(person.password),
        "ends_others": ends_others,
    }
    return render(request, "accounts/set_up.html", page, status=422 if form.errors else 200)


@require_POST
@in_json
def ask_to_make_passkey(request: Request, where: passkeys.Place, told: dict[str, Any]) -> HttpResponse:
    """Say what a new passkey is to sign."""
    _may_set_up(request)
    return JsonResponse(passkeys.ask_to_make(person=request.person, place=where, now=clock.now()))


@require_POST
@in_json
def add_passkey(request: Request, where: passkeys.Place, told: dict[str, Any]) -> HttpResponse:
    """Keep a passkey that the browser made."""
    _may_set_up(request)
    passkeys.make(person=request.person, place=where, told=told, now=clock.now(), kept=request.device)
    return JsonResponse({"go": reverse("account")})


@require_POST
def remove_passkey(request: Request, passkey_id: UUID) -> HttpResponse:
    """Forget one of one's passkeys."""
    found = door.passkey_or_404(request.person, passkey_id)
    if not door.has_just_confirmed(request):
        return _confirm_first(request, "account")
    passkeys.remove(passkey=found)
    return redirect("account")


@require_POST
def make_codes(request: Request) -> HttpResponse:
    """Show ten fresh recovery codes, this once."""
    if not request.person.can_sign_in():
        return redirect("account")
    if not door.has_just_confirmed(request):
        return _confirm_first(request, "account")
    codes = signing_in.make_recovery_codes(person=request.person, now=clock.now())
    page = {"codes": codes, "room": "settings"}
    response = render(request, "accounts/codes.html", page)
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_POST
def end_device(request: Request, own_device_id: UUID) -> HttpResponse:
    """Send one of one's own devices away, from anywhere; this one signs out by its own page."""
    device = door.device_or_404(request.person, own_device_id)
    if request.device is not None and device.pk == request.device.pk:
        return redirect("sign-out")
    actions.remove_device(device=device)
    return redirect("account")


def _may_set_up(request: Request) -> None:
    if not door.may_set_up(request):
        raise PermissionDenied


def _confirm_first(request: Request, route: str) -> HttpResponse:
    """Ask for the password or the passkey once more, then lead to a page."""
    return redirect(to_confirm(reverse(route)))
