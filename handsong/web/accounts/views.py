"""Pages about devices: let a phone in with a code, see them, send one away."""

from __future__ import annotations

from uuid import UUID

import segno
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.web.accounts import actions, clock, door, lan
from handsong.web.accounts.middleware import remember
from handsong.web.accounts.request import Request

KINDS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android phone"), ("Macintosh", "Mac"))


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, code: str) -> HttpResponse:
    """Let a phone in. Looking at the page uses nothing up: link previews look too."""
    if getattr(request, "person", None) is not None:
        return redirect("today")
    now = clock.now()
    if request.method == "POST":
        try:
            secret = actions.pair(
                person=door.local_person(), code=code, name=request.POST.get("name", ""), now=now
            )
        except actions.UnableToPair as error:
            return render(request, "accounts/pair.html", {"fault": str(error)}, status=403)
        response: HttpResponse = redirect("today")
        remember(request, response, secret)
        return response
    if not door.is_open(code, now):
        return render(request, "accounts/pair.html", {"fault": actions.USED_UP}, status=404)
    return render(request, "accounts/pair.html", {"name": _kind(request)})


@require_GET
def devices(request: Request) -> HttpResponse:
    """List the phones; on the machine itself alone."""
    _needs_the_machine(request)
    page = {
        "devices": request.person.devices.order_by("paired_at"),
        "now": clock.now(),
        "listens": bool(lan.listening_at()),
    }
    return render(request, "accounts/devices.html", page)


@require_POST
def add_device(request: Request) -> HttpResponse:
    """Show a fresh code as a picture for the phone's camera."""
    _needs_the_machine(request)
    if not lan.listening_at():
        return redirect("devices")
    address = lan.pairing_link(actions.make_code(now=clock.now()))
    picture = segno.make(address, error="m").svg_inline(border=2, omitsize=True, dark="#17120F")
    page = {"address": address, "picture": picture, "secure": lan.secure()}
    response = render(request, "accounts/add_device.html", page)
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_POST
def remove_device(request: Request, device_id: UUID) -> HttpResponse:
    """Send a phone away."""
    _needs_the_machine(request)
    actions.remove_device(device=door.device_or_404(request.person, device_id))
    return redirect("devices")


def _needs_the_machine(request: Request) -> None:
    if not request.is_local:
        raise PermissionDenied


def _kind(request: HttpRequest) -> str:
    """Return what to call a device until somebody names it."""
    agent = request.headers.get("User-Agent", "")
    return next((name for sign, name in KINDS if sign in agent), "Phone")
