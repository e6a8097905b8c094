"""Pages through which somebody comes in and goes out: sign in, recover, unlock, confirm, sign out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from handsong.web.accounts import actions, at_machine, clock, door, passkeys, pins, signing_in, tries, typed
from handsong.web.accounts.forms import ConfirmForm, PinForm, RecoveryForm, SignInForm
from handsong.web.accounts.middleware import keep_open, note_pin, remember
from handsong.web.accounts.models import Device, How, Person
from handsong.web.accounts.request import Request
from handsong.web.accounts.signing_in import Browser
from handsong.web.accounts.views import TOO_OFTEN, kind

REFUSED = 403
"""A wrong password, code or PIN."""

BY_PIN = "pin"
"""What the page that confirms is told when a PIN is enough for the deed."""

View = Callable[..., HttpResponse]
Keep = Callable[[HttpRequest, HttpResponse, Device, datetime], None]
"""What is given to a phone for its PIN."""


def to_confirm(then: str, *, by_pin: bool = False) -> str:
    """Return the address of the page that confirms, which leads on to another one."""
    return f"{reverse('confirm')}?{urlencode({'next': then} | ({BY_PIN: ''} if by_pin else {}))}"


@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Let somebody in by name and password."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            person = signing_in.by_password(
                name=told["name"],
                password=told["password"],
                address=door.address_of(request),
                now=clock.now(),
            )
        except (signing_in.UnableToSignIn, tries.TooManyTries) as error:
            return _again(request, "accounts/sign_in.html", form, error)
        return _come_in(request, person, How.PASSWORD, _next(request), is_remembered=told["remembered"])
    return _page(request, "accounts/sign_in.html", form)


@require_http_methods(["GET", "POST"])
def recover(request: Request) -> HttpResponse:
    """Let somebody in by a recovery code, and on to a new password."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            person = signing_in.by_recovery(code=code, address=door.address_of(request), now=clock.now())
        except (signing_in.UnableToSignIn, tries.TooManyTries) as error:
            return _again(request, "accounts/recover.html", form, error)
        return _come_in(request, person, How.RECOVERY, "account-sign-in")
    return _page(request, "accounts/recover.html", form)


def in_json(view: View) -> View:
    """Let a view take what a script sends, where a passkey can be, and answer refusals in words."""

    @wraps(view)
    def taking(request: Request, *args: Any) -> HttpResponse:
        where = passkeys.place(request)
        if where is None:
            return JsonResponse({"fault": passkeys.why_not(request)}, status=409)
        try:
            told = json.loads(request.body or b"{}")
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            return JsonResponse({"fault": passkeys.NOT_RIGHT}, status=400)
        try:
            return view(request, where, told, *args)
        except tries.TooManyTries as error:
            return JsonResponse({"fault": str(error)}, status=TOO_OFTEN)
        except passkeys.UnableToUsePasskey as error:
            return JsonResponse({"fault": str(error)}, status=REFUSED)

    return taking


@require_POST
@in_json
def ask_for_passkey(request: Request, where: passkeys.Place, told: dict[str, Any]) -> HttpResponse:
    """Say what a passkey is to sign, to sign in or to confirm."""
    now = clock.now()
    tries.take("passkey", address=door.address_of(request), now=now)
    return JsonResponse(passkeys.ask_to_use(place=where, now=now))


@require_POST
@in_json
def sign_in_by_passkey(request: Request, where: passkeys.Place, told: dict[str, Any]) -> HttpResponse:
    """Let somebody in by a passkey."""
    person = passkeys.use(place=where, told=told, now=clock.now())
    is_remembered = told.get("remembered") is True
    where_to = _safe(request, told.get("next"))
    return _as_json(_come_in(request, person, How.PASSKEY, where_to, is_remembered=is_remembered))


@require_http_methods(["GET", "POST"])
def confirm(request: Request) -> HttpResponse:
    """Ask for the password or the passkey once more, before a grave deed; a phone that lies about, for its PIN."""
    if request.device is not None and BY_PIN in request.GET and pins.is_known_by_pin(request):
        return _by_pin(request, request.device, "accounts/confirm_pin.html", note_pin)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signing_in.check(
                person=request.person,
                password=form.cleaned_data["password"],
                address=door.address_of(request),
                now=clock.now(),
            )
        except (signing_in.UnableToSignIn, tries.TooManyTries) as error:
            return _again(request, "accounts/confirm.html", form, error)
        return _confirmed(request, _next(request))
    if door.has_just_confirmed(request):
        return redirect(_next(request))
    return _page(request, "accounts/confirm.html", form)


def _by_pin(request: Request, device: Device, page: str, keep: Keep) -> HttpResponse:
    """Ask on this page for the PIN, and let its cookie be given for it; tries are counted wherever it is asked."""
    form, now = PinForm(request.POST or None), clock.now()
    if request.method == "POST" and form.is_valid():
        try:
            pin = form.cleaned_data["pin"]
            actions.unlock(device=device, pin=pin, address=door.address_of(request), now=now)
        except (actions.UnableToUnlock, tries.TooManyTries) as error:
            return _again(request, page, form, error)
        response = redirect(_next(request))
        keep(request, response, device, now)
        return response
    return _page(request, page, form)


@require_POST
@in_json
def confirm_by_passkey(request: Request, where: passkeys.Place, told: dict[str, Any]) -> HttpResponse:
    """Take a passkey of the same person for the password."""
    if passkeys.use(place=where, told=told, now=clock.now()) != request.person:
        raise passkeys.UnableToUsePasskey("This passkey is somebody else’s. Take one of yours.")
    return _as_json(_confirmed(request, _safe(request, told.get("next"))))


@require_http_methods(["GET", "POST"])
def unlock(request: Request) -> HttpResponse:
    """Ask for the PIN of this phone."""
    device = request.device
    if device is None or not device.pin:
        return redirect(_next(request))
    return _by_pin(request, device, "accounts/unlock.html", keep_open)


@require_http_methods(["GET", "POST"])
def sign_out(request: Request) -> HttpResponse:
    """Go out. The page before it counts what this device has not sent; none of that is touched."""
    if request.method == "GET":
        return render(request, "accounts/sign_out.html", _leaving(request))
    if request.device is not None:
        actions.remove_device(device=request.device)
    response = redirect("today" if request.is_local else "sign-in")
    response.delete_cookie(door.DEVICE_COOKIE, samesite="Lax")
    response.delete_cookie(door.UNLOCKED_COOKIE, samesite="Lax")
    response.delete_cookie(pins.COOKIE, samesite="Lax")
    return response


def _leaving(request: Request) -> dict[str, Any]:
    """Return what the page before signing out knows; a locked phone does not say of whom."""
    person = getattr(request, "person", None)
    return {
        "device": request.device,
        "can_return": person is not None and person.can_sign_in(),
        "hangs_on_devices": person is not None and at_machine.hangs_on_devices(person),
        "room": "settings",
    }


def _come_in(
    request: Request, person: Person, how: How, where: str, *, is_remembered: bool = False
) -> HttpResponse:
    """Make the browser a device of this person, with a fresh secret, and go on."""
    browser = _browser(request, is_remembered=is_remembered)
    secret = signing_in.sign_in(person=person, how=how, browser=browser, now=clock.now())
    response = redirect(where)
    remember(request, response, secret, lasts=is_remembered)
    return response


def _confirmed(request: Request, where: str) -> HttpResponse:
    secret = signing_in.confirm(person=request.person, browser=_browser(request), now=clock.now())
    response = redirect(where)
    if secret:
        remember(request, response, secret, lasts=False)
    return response


def _browser(request: Request, *, is_remembered: bool = False) -> Browser:
    return Browser(
        name=kind(request) if not request.is_local else "This machine",
        address=door.address_of(request),
        is_remembered=is_remembered,
        device=request.device,
    )


def _next(request: HttpRequest) -> str:
    """Return where to go on to: a page of ours, or Today."""
    return _safe(request, request.POST.get("next") or request.GET.get("next"))


def _safe(request: HttpRequest, wanted: Any) -> str:
    is_ours = isinstance(wanted, str) and wanted.startswith("/") and typed.can_be_kept(wanted)
    if is_ours and url_has_allowed_host_and_scheme(wanted, None, require_https=request.is_secure()):
        return str(wanted)
    return "/"


def _page(request: Request, template: str, form: forms.Form, status: int = 0) -> HttpResponse:
    """Show a form of these pages, with what all of them know."""
    device, person = request.device, getattr(request, "person", None)
    page = {
        "form": form,
        "next": _next(request),
        "why_no_passkey": passkeys.why_not(request),
        "is_encrypted": request.is_secure() or request.is_local,
        "is_closed": device is not None and door.is_closed(device),
        "closed": actions.CLOSED,
        "may_confirm": person is not None and person.can_sign_in(),
        "has_passkey": person is not None and person.passkeys.exists(),
        "has_care": device is not None,
    }
    return render(request, template, page, status=status or (422 if form.errors else 200))


def _again(request: Request, template: str, form: forms.Form, error: Exception) -> HttpResponse:
    """Show a form once more, with what was refused."""
    form.add_error(None, str(error))
    if request.device is not None:
        request.device.refresh_from_db(fields=["wrong_pins"])
    status = TOO_OFTEN if isinstance(error, tries.TooManyTries) else REFUSED
    return _page(request, template, form, status=status)


def _as_json(response: HttpResponse) -> HttpResponse:
    """Return a redirect with its cookies as something that a script can follow."""
    told = JsonResponse({"go": cast("Any", response).url})
    told.cookies = response.cookies
    return told
