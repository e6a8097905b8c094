"""What phones tell by clocks that are wrong, for the tests of what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.test import Client

from handsong.web.accounts import clock
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import untold
from handsong.web.diary.models import Session
from handsong.web.families.models import Child, Happened
from handsong.web.player import asked
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

ZONE = ZoneInfo(people.HOME.time_zone)
BEHIND = timedelta(days=3)
JUST_NOW = people.NOW - timedelta(minutes=30)
GOOD = {name: answer for name, answer in moments.GOOD.items() if name not in {"navel", "unit"}}
ILL = {"answers": {**GOOD, "well": "not-quite"}, "signs": ["temperature-38"]}
Set = Callable[[timedelta], None]
Phone = Callable[[Person], Client]


def here_for_a_month(parent: Person) -> Child:
    """Return Noah, who is no newborn any more and has been here for a month."""
    born = people.TODAY - timedelta(days=200)
    return people.add(parent, "Noah", born=born, now=people.NOW - timedelta(days=30))


def answer(at: datetime, **told: Any) -> dict[str, Any]:
    """Return the event of a good moment without a plan, unless said otherwise."""
    usual = {"answers": GOOD, "signs": [], "found": [], "steps": [], "goal": "", "practice": False}
    body = usual | {"shelf": "1", "day": f"{at.astimezone(ZONE):%Y-%m-%d}"} | told
    row = {"id": str(new_id()), "session": str(uuid4()), "number": 0, "at": at.isoformat()}
    return row | {"kind": "asked", "body": body}


def cried(at: datetime) -> list[dict[str, Any]]:
    """Return the events of a massage of two minutes that ended in tears."""
    session = str(uuid4())
    told = [
        ("started", {"practice": False}),
        *(("cue", {"cue": cue}) for cue in ("enjoying", "crying", "end")),
    ]
    return [
        {
            "id": str(new_id()),
            "session": session,
            "number": number,
            "at": (at + timedelta(seconds=40 * number)).isoformat(),
            "kind": kind,
            "body": body,
        }
        for number, (kind, body) in enumerate(told)
    ]


def tell(
    browser: Client,
    child: Child,
    *events: dict[str, Any],
    sent_at: datetime = people.NOW,
    phone: UUID | None = None,
) -> None:
    """Tell it at a time by the phone's clock, and have it told on, as by whoever asks next."""
    begun = {event["session"]: {"child": str(child.pk), "practice": False} for event in events}
    sent = {"sessions": begun, "events": list(events), "sent_at": sent_at.isoformat()}
    sent |= {"device": str(phone)} if phone else {}
    answered = moments.tell(browser, sent).json()
    assert {row["state"] for row in answered["events"]} == {"stored"}
    untold.tell_everything()


def starts(at: datetime) -> None:
    """Let Handsong start at a time by its own clock."""
    asked.put_right(clock.Jump(at))


def all_times() -> list[Any]:
    stories = Session.objects.order_by("pk").values_list("started_at", "ended_at", "story")
    checks = Check.objects.values_list("begun_at", "signs_at")
    return [*stories, *checks, *Happened.objects.order_by("pk").values_list("at", "told_at")]
