"""The pages that erase: a child, oneself, a household. Each offers a copy first and ends with a receipt.

And one thing that a phone told, of which nobody knows whose it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.views.decorators.http import require_http_methods

from handsong.web.accounts import clock
from handsong.web.accounts import door as accounts
from handsong.web.accounts.request import Request
from handsong.web.diary import clocks
from handsong.web.diary import door as diary
from handsong.web.families import choice
from handsong.web.families import door as families
from handsong.web.families.rights import Deed
from handsong.web.site.confirming import asked_first
from handsong.web.site.erasing import actions
from handsong.web.site.erasing import aside as unplaced
from handsong.web.site.erasing.actions import UnableToErase, Where
from handsong.web.site.erasing.receipts import Receipt

ALL_OF_IT = "erase everything"
ME = "erase me"
"""What is typed before a person or a household goes: words, so that no slip of a thumb says them."""


@require_http_methods(["GET", "POST"])
def child(request: Request, child_id: UUID) -> HttpResponse:
    """Erase a child, after the name was typed."""
    found = families.child_or_404(request.person, child_id, Deed.OWN)
    if asks := asked_first(request):
        return asks
    page = {"child": found, "is_elsewhere": actions.elsewhere(found, request.person)}
    if not _is_typed(request, "name", found.name):
        return _ask(request, "site/erase_child.html", page)
    try:
        receipt = actions.erase_child(child=found, actor=request.person, where=_where())
    except UnableToErase as error:
        return _ask(request, "site/erase_child.html", page | {"refused": str(error)}, status=409)
    return _receipt(request, receipt)


@require_http_methods(["GET", "POST"])
def person(request: Request) -> HttpResponse:
    """Erase the person who asks; with children, as a household is erased: by somebody who has just shown to be there."""
    children, with_children = actions.only_owned(request.person), request.POST.get("children") == "erase"
    if asks := asked_first(request, always=bool(children) and with_children):
        return asks
    page = {"children": children, "words": ME}
    if not _is_typed(request, "words", ME):
        return _ask(request, "site/erase_person.html", page)
    try:
        receipt = actions.erase_person(person=request.person, with_children=with_children, where=_where())
    except UnableToErase as error:
        return _ask(request, "site/erase_person.html", page | {"refused": str(error)}, status=409)
    return _receipt(request, receipt, is_out=not request.is_local)


@require_http_methods(["GET", "POST"])
def household(request: Request) -> HttpResponse:
    """Erase the home of the person who asks; at the machine, or by somebody who has just shown to be there."""
    home = families.home_to_decide_about(request.person)
    if asks := asked_first(request, always=True):
        return asks
    if home is None:
        return redirect("settings")
    children = families.children_of(request.person).filter(family=home)
    page = {"children": children, "words": ALL_OF_IT}
    if not _is_typed(request, "words", ALL_OF_IT):
        return _ask(request, "site/erase_household.html", page)
    try:
        receipt = actions.erase_household(home=home, actor=request.person, where=_where())
    except UnableToErase as error:
        return _ask(request, "site/erase_household.html", page | {"refused": str(error)}, status=409)
    return _receipt(request, receipt, is_out=not request.is_local)


@require_http_methods(["GET", "POST"])
def aside(request: Request, row_id: UUID) -> HttpResponse:
    """Erase something that a phone told and nobody could place, after it was looked at."""
    found = diary.unplaced_or_404(request.person, row_id)
    if asks := asked_first(request):
        return asks
    if request.method == "POST":
        unplaced.erase(aside=found, now=clock.now())
        return redirect("player-told")
    told = clocks.of(request.person, get_current_timezone()).aside(found)
    return render(request, "site/erase_aside.html", {"room": "settings", "aside": found, "told": told})


def _is_typed(request: Request, field: str, wanted: str) -> bool:
    typed = " ".join(request.POST.get(field, "").split())
    return request.method == "POST" and typed.casefold() == wanted.casefold()


def _ask(request: Request, template: str, page: dict[str, Any], status: int = 0) -> HttpResponse:
    """Ask once more: the page before, with what was typed and what is wrong with it."""
    is_wrong = request.method == "POST" and not status
    typed = request.POST.get("name", request.POST.get("words", ""))
    told = page | {"room": "settings", "typed": typed, "fault": is_wrong}
    return render(request, template, told, status=status or (400 if is_wrong else 200))


def _receipt(request: Request, receipt: Receipt, *, is_out: bool = False) -> HttpResponse:
    response = render(request, "site/receipt.html", {"receipt": receipt, "is_out": is_out})
    response.delete_cookie(choice.COOKIE)
    if is_out:
        response.delete_cookie(accounts.DEVICE_COOKIE)
    return response


def _where() -> Where:
    return Where(Path(settings.DATA), clock.now())
