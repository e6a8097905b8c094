"""The API of events: what a device tells of massages, what is known of one, what could not be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import get_current_timezone
from ninja import Field, Query, Schema
from pydantic import AwareDatetime

from handsong.web.accounts import clock, epoch
from handsong.web.accounts.api import (
    Bearer,
    Paging,
    Told,
    answers,
    local,
    only_child,
    page_of,
    refuse_unknown,
    router,
)
from handsong.web.accounts.door import is_local
from handsong.web.accounts.problems import refusal
from handsong.web.accounts.tokens import ApiRequest
from handsong.web.diary import actions as diary
from handsong.web.diary import api as diary_api
from handsong.web.diary import clocks, door, rows
from handsong.web.diary.actions import Begun, UnableToRecord
from handsong.web.diary.taking import Receipt
from handsong.web.families import door as families
from handsong.web.player import asked

NOT_OF_THIS_CHILD = "session: this token is for one child, and it is not known that this was theirs. Keep it, or name the child."
Became = Literal["stored", "duplicate", "aside", "gone", "later"]

events = router("massages")


class BegunTold(Told):
    """How a session was begun that is not known here: of whom, and whether it was practice."""

    child: UUID
    practice: bool


class EventsTold(Told):
    """What a device tells at once, of any sessions and in any order."""

    events: list[Any] = Field(
        description="Events as docs/player.md has them, 500 at most. One that cannot be read is set aside as it "
        "came, and is never in the way of the rest."
    )
    device: UUID | None = Field(None, description="Which device tells, made by it, once.")
    sent_at: AwareDatetime | None = Field(
        None,
        description="What the device's clock says now. One that is wrong by more than five minutes is put right.",
    )
    sessions: dict[UUID, BegunTold] = Field(
        {}, description="How sessions were begun that may not be known here."
    )


class ReceiptOut(Schema):
    """What became of one event."""

    id: str = Field(description="As it was told; empty when it had none.")
    state: Became = Field(
        description="stored; duplicate of one that is; aside with why; gone with a child who was erased; later: "
        "it was not kept here, so keep it."
    )
    why: str


class ReceiptsOut(Schema):
    """What became of each event, in order."""

    epoch: UUID = Field(description="When it is another one than before, tell once more what you keep.")
    events: list[ReceiptOut]


class EventOut(Schema):
    """One event of a session."""

    id: UUID
    session: UUID
    number: int
    at: datetime
    kind: str
    body: dict[str, Any]


class AsideOut(Schema):
    """Something that was told and could not be taken."""

    id: UUID
    came_at: datetime
    why: str
    row: str = Field(
        description="As it came, as JSON in one text; told in another home, without its device and by the clocks here."
    )


class AsidesOut(Schema):
    """A page of what was set aside, the latest first."""

    set_aside: list[AsideOut]
    next: str | None = Field(description="Give it as `after` for the next page; null at the end.")


@events.post(
    "/events/",
    response=answers(ReceiptsOut, 400, 413),
    auth=Bearer("tell"),
    operation_id="tell",
    summary="Tell what happened",
)
def tell(request: HttpRequest, told: EventsTold) -> ReceiptsOut:
    """Take events. Each is stored once, however often it comes, from however many devices."""
    begun = {pk: Begun(row.child, is_practice=row.practice) for pk, row in told.sessions.items()}
    only = only_child(request)
    within = _within(told.events, begun, only) if only else [True] * len(told.events)
    mine = [row for row, is_within in zip(told.events, within, strict=True) if is_within]
    sessions, is_here = _of(begun, only) if only else begun, is_local(request)
    try:
        taken = iter(
            diary.take_events(
                person=cast("ApiRequest", request).person,
                told=diary.Told(mine, told.device, sessions, told.sent_at, is_here),
                now=clock.now(),
            )
        )
    except UnableToRecord as error:
        raise refusal(422, str(error)) from error
    asked.catch_up(told=mine)
    receipts = [
        next(taken) if is_within else Receipt(rows.id_of(row), "later", NOT_OF_THIS_CHILD)
        for row, is_within in zip(told.events, within, strict=True)
    ]
    return ReceiptsOut(
        epoch=UUID(epoch.current()), events=[ReceiptOut(**receipt._asdict()) for receipt in receipts]
    )


def _of(begun: Mapping[UUID, Begun], child: UUID) -> dict[UUID, Begun]:
    return {pk: row for pk, row in begun.items() if row.child == child}


def _within(told: Sequence[object], begun: Mapping[UUID, Begun], child: UUID) -> list[bool]:
    """Say of each row whether it is known to be of this child."""
    named = [rows.session_of(row) for row in told]
    known = door.children_of(filter(None, named))
    new = _of(begun, child)
    return [bool(pk) and (known[pk] == child if pk in known else pk in new) for pk in named]


@events.get(
    "/sessions/{uuid:session_id}/events/",
    response=answers(list[EventOut], 404),
    auth=Bearer("read"),
    operation_id="events_of_a_session",
    summary="Events of a session",
)
def events_of_a_session(request: HttpRequest, session_id: UUID) -> list[EventOut]:
    """Every event of one session, in its order."""
    found = diary_api.session_or_404(request, session_id)
    is_shared = families.is_in_two_homes(found.child)
    return [
        EventOut(
            id=event.pk,
            session=event.session_id,
            number=event.number,
            at=local(event.at) if is_shared else event.at.astimezone(clocks.of_phone(event.offset_minutes)),
            kind=event.kind,
            body=event.body,
        )
        for event in found.events.order_by("number", "at")
    ]


@events.get(
    "/set-aside/",
    response=answers(AsidesOut),
    auth=Bearer("read"),
    operation_id="set_aside",
    summary="What was set aside",
)
def set_aside(request: HttpRequest, paging: Query[Paging]) -> AsidesOut:
    """What devices told that could not be taken, and why. It is tried again by itself after an update."""
    refuse_unknown(request, paging)
    person = cast("ApiRequest", request).person
    aside, ours = door.aside_of(person), clocks.of(person, get_current_timezone())
    only = only_child(request)
    page = page_of(aside.filter(child=only) if only else aside, paging, by="came_at")
    return AsidesOut(
        set_aside=[
            AsideOut(id=row.pk, came_at=local(row.came_at), why=row.why, row=ours.aside(row))
            for row in page.rows
        ],
        next=page.next,
    )
