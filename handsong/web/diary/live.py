"""Sessions that go on elsewhere, as another phone may tell of them: who, what just now, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from handsong.content import load
from handsong.core import names
from handsong.core.cues import EndedBy, State
from handsong.render.day_words import minutes_in_words, time_in_words
from handsong.render.speech import filled
from handsong.web.diary import queries
from handsong.web.diary.models import Session
from handsong.web.families.models import Child

LANGUAGE = "en"
SILENT_AFTER = timedelta(minutes=5)
"""A phone with a signal tells of every step; the longest take about this long."""

SAID_FOR = timedelta(minutes=10)
"""For this long after a session it is said how it ended."""

DOING = {
    State.ASKING: "{name} is being asked, before anything begins.",
    State.WAITING: "Hands rest, and {name} is watched.",
    State.ASKING_ON: "{name} is being asked before it goes on.",
    State.HOLDING: "Hands rest on {name}.",
    State.CHANGING: "Hands rest, and one thing is being changed for {name}.",
    State.COMFORT: "{name} is being comforted.",
    State.HOLD_ONLY: "{name} is being held, close and still.",
    State.MOMENT: "Somebody is taking a moment. It would be kind to look in.",
    State.SLEEPING: "{name} has fallen asleep.",
    State.SETTLED: "{name} has fallen asleep.",
    State.CLOSING: "It comes to its end, with still hands.",
    State.CARE: "Something is wrong. Go and look.",
}
"""What goes on in each state; while hands massage, the technique says it."""

WAITS = "Everything waits just now."
GOES_ON = "The massage goes on."
SLOWER = "Slower, as {name} asked."

ENDED = {
    EndedBy.PLAN: "{name} had {minutes} of it, to the end.",
    EndedBy.PARENT: "It was ended after {minutes}: somebody knew when.",
    EndedBy.BABY: "{name} had enough after {minutes}. That was seen, and it is the massage.",
    EndedBy.SLEEP: "{name} fell asleep after {minutes}, and may sleep.",
    EndedBy.CARE: "Something was wrong, and it was stopped. Ask how {name} is.",
}
NOT_NOW = "{name} said not now, and was heard."


@dataclass(frozen=True)
class Live:
    """A session elsewhere, in words.

    `stand` is live, silent when nothing was heard for a while, or over.
    """

    session: Session
    title: str
    lines: tuple[str, ...]
    stand: str


def lately(children: Iterable[Child], now: datetime) -> list[Session]:
    """Return the sessions of these children that may go on or have ended just now, the oldest first; one query."""
    children = list(children)
    just_now = Q(ended_at__gt=now - SAID_FOR)
    may_matter = Q(is_over=False) | just_now
    of_these_hours = Q(started_at__gt=now - queries.CAN_BE_GONE_ON_FOR) | just_now
    may_be_told = Q(is_private=False) | Q(child__in=[child for child in children if child.is_self])
    begun = queries.begun_since(now - queries.CAN_BE_GONE_ON_FOR)
    rows = Session.objects.filter(may_matter, of_these_hours, may_be_told, begun, child__in=children)
    return list(rows.select_related("by").order_by("started_at", "pk"))


def unfinished_here(rows: Iterable[Session], here: Collection[UUID]) -> dict[object, Session]:
    """Return by child the latest of these sessions that was begun here and not ended."""
    return {row.child_id: row for row in rows if not row.is_over and _is_own(row, here)}


def elsewhere(
    rows: Iterable[Session], children: Iterable[Child], here: Collection[UUID], now: datetime
) -> dict[object, Live]:
    """Return by child what another phone does just now, or did."""
    by_id = {child.pk: child for child in children}
    found = {row.child_id: row for row in rows if _is_told(row, here)}
    return {key: _told(row, by_id[key], now) for key, row in found.items()}


def of_child(child: Child, here: Collection[UUID], now: datetime) -> Live | None:
    """Return what another phone does with this child just now, or did; one query."""
    return elsewhere(lately([child], now), [child], here, now).get(child.pk)


def of_session(session: Session, now: datetime) -> Live:
    """Return how one session stands."""
    return _told(session, session.child, now)


def _is_own(row: Session, here: Collection[UUID]) -> bool:
    """Whether it is this browser's to go on with: begun here, or nothing of it is known anywhere else."""
    return row.pk in here or row.is_practice


def _is_told(row: Session, here: Collection[UUID]) -> bool:
    """Whether it is told of: a massage elsewhere, and not one that was put away unheard."""
    return not _is_own(row, here) and not (row.is_over and not row.story)


def _told(row: Session, child: Child, now: datetime) -> Live:
    name = names.isolated(child.name)
    by = names.isolated(row.by.name) if row.by and row.by.name else ""
    began_at = datetime.fromisoformat(row.story["started_at"]) if row.story else row.started_at
    since = time_in_words(began_at, now)
    if row.is_over and row.story:
        return Live(row, f"{name}’s massage is over.", (_ended(row, name),), "over")
    heard_at = datetime.fromisoformat(row.moment["heard_at"]) if row.moment else row.started_at
    if row.moment and now - heard_at < SILENT_AFTER:
        who = f"{by} is massaging {name} now" if by else f"{name} is being massaged now, on another phone"
        return Live(row, f"{who}, since {since}.", _doing(row, name), "live")
    began = (
        f"{by} began to massage {name} at {since}." if by else f"Another phone began with {name} at {since}."
    )
    said = f"Last heard of at {time_in_words(heard_at, now)}. It may be going on without signal."
    return Live(row, began, (said,), "silent")


def _doing(row: Session, name: str) -> tuple[str, ...]:
    """Return what goes on after the latest event."""
    if row.moment["is_paused"]:
        return (WAITS,)
    state = State(row.moment["state"])
    if state in DOING:
        return (filled(DOING[state], name=name),)
    known = load.once().craft.library.by_id.get(row.moment["technique"])
    step = f"Now: {known.words[LANGUAGE].name}." if known else GOES_ON
    slower = (filled(SLOWER, name=name),) if state is State.SOFTENED else ()
    return (step, *slower)


def _ended(row: Session, name: str) -> str:
    """Return how it ended, as something done well."""
    ended_by = EndedBy(row.ended_by or EndedBy.PARENT)
    if ended_by is EndedBy.BABY and not row.minutes:
        return filled(NOT_NOW, name=name)
    return filled(ENDED[ended_by], name=name, minutes=minutes_in_words(row.minutes))
