"""What phones tell of sessions, and what is known of one for another phone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.core import session as craft
from handsong.core.session import EventError, Kind
from handsong.web.accounts import clock, epoch
from handsong.web.accounts.request import Request
from handsong.web.diary import actions, clocks, door, here
from handsong.web.diary.actions import Begun, Told, UnableToRecord
from handsong.web.diary.models import Event
from handsong.web.families import door as families
from handsong.web.families.rights import Deed
from handsong.web.player import asked

MOST_SHOWN = 50
"""How much of what was set aside is listed; the file holds all of it."""


@require_POST
def tell(request: Request) -> JsonResponse:
    """Take what a phone tells, and name what became of each event; the rest the phone keeps."""
    try:
        sent = _read(request.body)
    except RequestDataTooBig:
        return _refused("events: too much came at once. Send fewer at a time.", status=413)
    except (ValueError, RecursionError):
        return _refused("events: this is no JSON. Send an object with a list of events.")
    try:
        told = replace(_told(sent), is_here=request.is_local)
        receipts = actions.take_events(person=request.person, told=told, now=clock.now())
        asked.catch_up(told=told.rows)
    except UnableToRecord as error:
        return _refused(str(error))
    response = JsonResponse({"epoch": epoch.current(), "events": [receipt._asdict() for receipt in receipts]})
    here.remember(request, response, _begun_here(told.rows))
    return response


def _begun_here(rows: Sequence[object]) -> list[UUID]:
    """Return the sessions whose beginning this phone told: one that was begun offline is known by it."""
    begun = (row for row in rows if isinstance(row, Mapping) and row.get("kind") == Kind.STARTED)
    return [found for row in begun if (found := _uuid(row.get("session")))]


@require_GET
def log(request: Request, session_id: UUID) -> JsonResponse:
    """Send the events of a session that are known; in whose zone and by which phone stays with its own home."""
    found = door.session_or_404(request.person, session_id)
    is_shared = families.is_in_two_homes(found.child)
    events = found.events.order_by("number", "at")
    return JsonResponse({"events": [row(event, is_ours=not is_shared) for event in events]})


@require_http_methods(["GET", "POST"])
def told(request: Request) -> HttpResponse:
    """Show what could not be taken and why, and take the file that a phone saved."""
    page: dict[str, Any] = {"room": "settings"}
    if request.method == "POST":
        page |= _brought(request)
    aside = door.aside_of(request.person).select_related("told_by")
    page |= {"aside": aside[:MOST_SHOWN], "aside_count": aside.count()}
    page["decides_at_home"] = families.decides_at_home(request.person)
    page["decides_about"] = {child.pk for child in families.children_of(request.person, Deed.OWN)}
    return render(request, "player/told.html", page, status=422 if "fault" in page else 200)


@require_POST
def let_count(request: Request, aside_id: UUID) -> HttpResponse:
    """Let count what somebody told who might not any more."""
    actions.let_count(aside=door.held_or_404(request.person, aside_id), now=clock.now())
    asked.catch_up()
    return redirect("player-told")


@require_GET
def aside(request: Request) -> JsonResponse:
    """Send what was set aside as a file, each as it came; from another home, by the clocks here and of no phone.

    What is no number of JSON, such as NaN, is written as text: other programs could not read the file.
    """
    ours = clocks.of(request.person, get_current_timezone())
    rows = [
        {
            "came_at": row.came_at.isoformat(),
            "why": row.why,
            "row": json.loads(ours.aside(row), parse_constant=str),
        }
        for row in door.aside_of(request.person)
    ]
    response = JsonResponse({"set_aside": rows})
    response["Content-Disposition"] = 'attachment; filename="handsong-set-aside.json"'
    return response


def _brought(request: Request) -> dict[str, Any]:
    """Take a file; return what became of its events, or what is wrong with it."""
    file = request.FILES.get("file")
    if file is None:
        return {
            "fault": "Choose the file that the phone saved. It is called handsong-unsent.json or handsong-kept.json."
        }
    try:
        saved = _told(_read(file.read()))
    except (UnableToRecord, ValueError, RecursionError):
        return {
            "fault": "This is no file that a phone saved with Handsong. It is called handsong-unsent.json or handsong-kept.json."
        }
    receipts = actions.bring(person=request.person, told=saved, now=clock.now())
    asked.catch_up(told=saved.rows)
    return {"brought": len(receipts), "states": Counter(receipt.state for receipt in receipts)}


def _read(text: bytes) -> object:
    """Return what JSON says; raises ValueError or RecursionError."""
    sent: object = json.loads(text)
    return sent


def _told(sent: object) -> Told:
    """Return what a message says; raises UnableToRecord when it has no list of events."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("events"), list):
        raise UnableToRecord('events: send an object with a list, such as {"events": []}.')
    begun = sent.get("sessions")
    sessions = begun.items() if isinstance(begun, Mapping) else ()
    return Told(
        sent["events"],
        _uuid(sent.get("device")),
        {pk: row for name, told in sessions if (pk := _uuid(name)) and (row := _begun(told))},
        _time(sent.get("sent_at")),
    )


def _begun(told: object) -> Begun | None:
    if not isinstance(told, Mapping):
        return None
    child, practice = _uuid(told.get("child")), told.get("practice")
    if not child or not isinstance(practice, bool):
        return None
    return Begun(child, is_practice=practice, is_own=told.get("own") is True)


def _time(text: object) -> datetime | None:
    """Return what a clock says that can be counted with; one that says anything else says nothing."""
    try:
        return craft.time_of(text) if isinstance(text, str) else None
    except EventError:
        return None


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _refused(why: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"fault": why}, status=status)


def row(event: Event, *, is_ours: bool = True) -> dict[str, Any]:
    """Return an event as the phone that told it wrote it; where it may be another home's, in UTC and of no phone."""
    zone = clocks.of_phone(event.offset_minutes if is_ours else 0)
    return {
        "id": str(event.pk),
        "session": str(event.session_id),
        "number": event.number,
        "at": event.at.astimezone(zone).isoformat(),
        "kind": event.kind,
        "body": event.body,
        **({"device": str(event.device)} if is_ours and event.device else {}),
        **({"sequence": event.sequence} if is_ours and event.sequence else {}),
    }
