"""The page of a person's programs: make a token for one, see them, end one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from handsong.web.accounts import clock, door, tokens
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person, Token
from handsong.web.accounts.request import Request
from handsong.web.families import door as families
from handsong.web.site import token_form
from handsong.web.site.token_form import TokenForm


@dataclass(frozen=True)
class Shown:
    """A token as the page shows it; `child` is empty when it is for all, or for one who is not seen any more."""

    token: Token
    child: str
    last_day: date
    is_over: bool


@require_http_methods(["GET", "POST"])
def programs(request: Request) -> HttpResponse:
    """Show the tokens; make one for somebody who has just shown to be there, and show it this once."""
    now, may_make = clock.now(), door.has_just_confirmed(request)
    if request.method == "POST" and not may_make:
        return redirect(f"{reverse('confirm')}?{urlencode({'next': reverse('programs')})}")
    children = list(families.children_of(request.person))
    fresh = {"id": new_id(), "scopes": ["read"], "child": "", "last_day": token_form.usually(now)}
    sent = request.POST if request.method == "POST" else None
    form = TokenForm(sent, children=children, now=now, initial=fresh)
    if sent and form.is_valid():
        try:
            secret = tokens.make_token(
                person=request.person, token_id=form.cleaned_data["id"], asked=form.asked(), now=now
            )
        except tokens.UnableToMakeToken as error:
            form.add_error(None, str(error))
        else:
            return _shown_once(request, form.cleaned_data["name"], secret)
    page = {
        "room": "settings",
        "tokens": _shown(request.person, {child.pk: child.name for child in children}, now),
        "form": form,
        "may_make": may_make,
        "now": now,
    }
    return render(request, "site/programs.html", page, status=422 if form.errors else 200)


@require_POST
def end_token(request: Request, token_id: UUID) -> HttpResponse:
    """End a token."""
    tokens.end_token(token=tokens.token_or_404(request.person, token_id))
    return redirect("programs")


def _shown(person: Person, names: dict[UUID, str], now: datetime) -> list[Shown]:
    """Return the person's tokens as the page shows them."""
    zone = timezone.get_current_timezone()
    return [
        Shown(
            token=row,
            child=names.get(row.only_child, "") if row.only_child else "",
            last_day=(row.ends_at - datetime.resolution).astimezone(zone).date(),
            is_over=row.ends_at <= now,
        )
        for row in tokens.tokens_of(person)
    ]


def _shown_once(request: Request, name: str, secret: str) -> HttpResponse:
    page = {"room": "settings", "name": name, "secret": secret}
    response = render(request, "site/token.html", page)
    response.holds_secret = True  # type: ignore[attr-defined]
    return response
