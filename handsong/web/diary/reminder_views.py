"""Reminders: the page where they are asked for, and the calendar that other programs read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from handsong.web.accounts import clock, lan
from handsong.web.accounts.request import Request, is_on_plain_lan
from handsong.web.diary import reminding
from handsong.web.diary.reminder_forms import ReminderForm, as_told
from handsong.web.families import door as families


@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    """Show what the person asked to be reminded of, or take it."""
    family = families.family_of(request.person)
    if family is None:
        return redirect("child-new")
    if request.method == "GET":
        return _page(request)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    reminding.remind(person=request.person, family=family, asked=form.asked(), now=clock.now())
    return redirect(f"{reverse('reminders')}#calendar")


@require_POST
def stop(request: Request) -> HttpResponse:
    """Remind of nothing any more."""
    reminding.stop(person=request.person)
    return redirect("reminders")


@require_POST
def make_address(request: Request) -> HttpResponse:
    """Make the calendar an address and show it, once; an older one ends."""
    secret = reminding.make_address(person=request.person, now=clock.now())
    if not secret:
        return redirect("reminders")
    response = _page(request, address=_whole(request, reverse("calendar", args=[secret])))
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_POST
def end_address(request: Request) -> HttpResponse:
    """End the address of the calendar."""
    reminding.end_address(person=request.person)
    return redirect(f"{reverse('reminders')}#calendar")


@require_GET
def file(request: Request) -> HttpResponse:
    """Send the reminders as a file for a calendar."""
    row = reminding.of(request.person)
    if row is None:
        return redirect("reminders")
    response = HttpResponse(reminding.calendar(row, clock.now()), content_type=reminding.KIND)
    response.headers["Content-Disposition"] = f'attachment; filename="{reminding.FILE}"'
    return response


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Send the reminders to a calendar that knows their address, and has no cookie to show."""
    row = reminding.at_address(secret)
    if row is None:
        return HttpResponse(
            "There is no calendar here.", status=404, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(reminding.calendar(row, clock.now()), content_type=reminding.KIND)


def _whole(request: Request, path: str) -> str:
    """Return an address as other programs need it: as a phone at home would ask, where the machine may be asked."""
    way = lan.secure()
    home = (way.addresses[0] if way else lan.listening_at()) if request.is_local else ""
    return f"{home.rstrip('/')}{path}" if home else request.build_absolute_uri(path)


def _page(request: Request, form: ReminderForm | None = None, address: str = "") -> HttpResponse:
    row = reminding.of(request.person)
    made_at = row.secret_made_at if row else None
    page = {
        "room": "settings",
        "row": row,
        "form": form or ReminderForm(initial=as_told(row)),
        "address": address,
        "made_on": made_at.astimezone(clock.now().tzinfo).date() if made_at else None,
        "opens": f"webcal:{address.partition(':')[2]}",
        "is_reached_here_alone": request.is_local and not lan.listening_at() and not lan.secure(),
        "is_plain": is_on_plain_lan(request) or address.startswith("http:"),
    }
    return render(request, "diary/reminders.html", page, status=422 if form else 200)
