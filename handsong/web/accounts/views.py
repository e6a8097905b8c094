"""Pages about devices: let a phone in with a code, see them, send one away."""

from __future__ import annotations

from uuid import UUID

import segno
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.web.accounts import actions, at_machine, clock, door, lan, tries
from handsong.web.accounts.forms import GuestForm
from handsong.web.accounts.middleware import remember
from handsong.web.accounts.request import Request

KINDS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android phone"),
    ("Macintosh", "Mac"),
    ("Windows", "Windows computer"),
)
TOO_OFTEN = 429


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, code: str) -> HttpResponse:
    """Let a phone in. Looking at the page uses nothing up: link previews look too."""
    if getattr(request, "person", None) is not None:
        return redirect("today")
    now = clock.now()
    found = door.code_of(code, now)
    page = {"name": kind(request), "asks_pin": found is not None and found.asks_pin}
    if request.method == "POST":
        name, pin = request.POST.get("name", ""), request.POST.get("pin", "")
        try:
            tries.take("pair", address=door.address_of(request), now=now)
            secret = actions.pair(code=code, name=name, pin=pin, now=now)
        except tries.TooManyTries as error:
            return render(request, "accounts/pair.html", {"fault": str(error)}, status=TOO_OFTEN)
        except actions.UnableToPair as error:
            told = {"pin_fault": str(error), "name": name} if found else {"fault": str(error)}
            return render(request, "accounts/pair.html", page | told, status=422 if found else 403)
        response: HttpResponse = redirect("today")
        remember(request, response, secret)
        return response
    if found is None:
        return render(request, "accounts/pair.html", {"fault": actions.USED_UP}, status=404)
    return render(request, "accounts/pair.html", page)


@require_GET
def devices(request: Request) -> HttpResponse:
    """List the devices of the home; on the machine itself alone."""
    _needs_the_machine(request)
    people = at_machine.let_in_here()
    page = {
        "devices": [
            (device, door.is_closed(device), at_machine.may_end(device))
            for device in at_machine.every_device()
        ],
        "people": people,
        "form": GuestForm(people=people),
        "now": clock.now(),
        "listens": bool(lan.listening_at()),
        "has_sign_in": request.person.can_sign_in(),
    }
    return render(request, "accounts/devices.html", page)


@require_POST
def add_device(request: Request) -> HttpResponse:
    """Show a fresh code as a picture for the phone's camera."""
    _needs_the_machine(request)
    form, now = GuestForm(request.POST, people=at_machine.let_in_here()), clock.now()
    if not lan.listening_at() or not form.is_valid():
        return redirect("devices")
    guest = form.guest(now)
    address = lan.pairing_link(actions.make_code(now=now, guest=guest))
    picture = segno.make(address, error="m").svg_inline(border=2, omitsize=True, dark="#17120F")
    page = {"address": address, "picture": picture, "secure": lan.secure(), "guest": guest}
    response = render(request, "accounts/add_device.html", page)
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_POST
def remove_device(request: Request, device_id: UUID) -> HttpResponse:
    """Send a phone of the home away."""
    _needs_the_machine(request)
    actions.remove_device(device=at_machine.device_to_end_or_404(device_id))
    return redirect("devices")


@require_POST
def let_in_again(request: Request, device_id: UUID) -> HttpResponse:
    """Open a phone that too many wrong PINs have closed."""
    _needs_the_machine(request)
    actions.let_in_again(device=at_machine.device_here_or_404(device_id))
    return redirect("devices")


def kind(request: HttpRequest) -> str:
    """Return what to call a device until somebody names it."""
    agent = request.headers.get("User-Agent", "")
    return next((name for sign, name in KINDS if sign in agent), "Phone")


def _needs_the_machine(request: Request) -> None:
    if not request.is_local:
        raise PermissionDenied
