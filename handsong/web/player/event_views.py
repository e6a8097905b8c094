"""What phones tell of sessions, and what is known of one for another phone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.web.accounts import clock, epoch
from handsong.web.accounts.request import Request
from handsong.web.diary import actions, door
from handsong.web.diary.actions import Begun, Told, UnableToRecord
from handsong.web.diary.models import Event

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
        receipts = actions.take_events(person=request.person, told=_told(sent), now=clock.now())
    except UnableToRecord as error:
        return _refused(str(error))
    return JsonResponse({"epoch": epoch.current(), "events": [vars(receipt) for receipt in receipts]})


@require_GET
def log(request: Request, session_id: UUID) -> JsonResponse:
    """Send the events of a session that are known."""
    found = door.session_or_404(request.person, session_id)
    return JsonResponse({"events": [row(event) for event in found.events.order_by("number", "at")]})


@require_http_methods(["GET", "POST"])
def told(request: Request) -> HttpResponse:
    """Show what could not be taken and why, and take the file that a phone saved."""
    page: dict[str, Any] = {"room": "settings"}
    if request.method == "POST":
        page |= _brought(request)
    aside = door.aside_of(request.person)
    page |= {"aside": aside[:MOST_SHOWN], "aside_count": aside.count()}
    return render(request, "player/told.html", page, status=422 if "fault" in page else 200)


@require_GET
def aside(request: Request) -> JsonResponse:
    """Send what was set aside as a file, each as it came."""
    rows = [
        {"came_at": row.came_at.isoformat(), "why": row.why, "row": json.loads(row.row)}
        for row in door.aside_of(request.person)
    ]
    response = JsonResponse({"set_aside": rows})
    response["Content-Disposition"] = 'attachment; filename="handsong-set-aside.json"'
    return response


def _brought(request: Request) -> dict[str, Any]:
    """Take a file; return what became of its events, or what is wrong with it."""
    file = request.FILES.get("file")
    if file is None:
        return {"fault": "Choose the file that the phone saved. It is called handsong-unsent.json."}
    try:
        saved = _told(_read(file.read()))
    except (UnableToRecord, ValueError, RecursionError):
        return {
            "fault": "This is no file that a phone saved with Handsong. It is called handsong-unsent.json."
        }
    receipts = actions.bring(person=request.person, told=saved, now=clock.now())
    return {"brought": len(receipts), "states": Counter(receipt.state for receipt in receipts)}


def _read(text: bytes) -> object:
    """Return what JSON says; raises ValueError or RecursionError, also for what could not be written again."""
    sent: object = json.loads(text)
    json.dumps(sent)
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
    )


def _begun(told: object) -> Begun | None:
    if not isinstance(told, Mapping):
        return None
    child, practice = _uuid(told.get("child")), told.get("practice")
    return Begun(child, is_practice=practice) if child and isinstance(practice, bool) else None


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _refused(why: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"fault": why}, status=status)


def row(event: Event) -> dict[str, Any]:
    """Return an event as the phone that told it wrote it."""
    zone = timezone(timedelta(minutes=event.offset_minutes))
    return {
        "id": str(event.pk),
        "session": str(event.session_id),
        "number": event.number,
        "at": event.at.astimezone(zone).isoformat(),
        "kind": event.kind,
        "body": event.body,
        **({"device": str(event.device)} if event.device else {}),
        **({"sequence": event.sequence} if event.sequence else {}),
    }
