"""The API of the diary: sessions, days, growth; and a massage that is added afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from handsong.core.body import Region
from handsong.core.diary import UNNAMED, When, begins, day_of
from handsong.web.accounts import clock, problems
from handsong.web.accounts.api import (
    Bearer,
    Page,
    Paging,
    answers,
    only_child,
    page_of,
    refuse_unknown,
    router,
)
from handsong.web.accounts.problems import Problem, Refused
from handsong.web.accounts.tokens import ApiRequest
from handsong.web.diary import afterwards, door, forms, growth, queries
from handsong.web.diary.actions import UnableToRecord
from handsong.web.diary.api_shapes import (
    DayOut,
    DiaryOut,
    DoneOut,
    EntryOut,
    GrowthOut,
    MassageTold,
    SessionOut,
    SessionsOut,
    WeekOut,
)
from handsong.web.diary.models import Session
from handsong.web.families import api as families
from handsong.web.families.models import Child
from handsong.web.families.rights import Deed

LANGUAGE = "en"

of_children: Router = router("diary")
sessions: Router = router("diary")


@of_children.get(
    "/{uuid:child_id}/sessions/",
    response=answers(SessionsOut, 404),
    auth=Bearer("read"),
    operation_id="sessions_of_a_child",
    summary="Sessions of a child",
)
def sessions_of_a_child(request: HttpRequest, child_id: UUID, paging: Query[Paging]) -> SessionsOut:
    """The sessions of a child, the latest first."""
    child, now = families.child_or_404(request, child_id), clock.now()
    refuse_unknown(request, paging)
    page = page_of(_seen(child), paging, by="started_at")
    closed = [queries.told(row, child, LANGUAGE, now) for row in _closed(child, page)]
    return SessionsOut(
        sessions=[_session(row, child, now) for row in page.rows],
        private_days=sorted({row.story.started_at.date() for row in closed}, reverse=True),
        next=page.next,
    )


@of_children.get(
    "/{uuid:child_id}/diary/",
    response=answers(DiaryOut, 404),
    auth=Bearer("read"),
    operation_id="diary_of_a_child",
    summary="The diary of a child",
)
def diary_of_a_child(request: HttpRequest, child_id: UUID, paging: Query[Paging]) -> DiaryOut:
    """The sessions of a child under every day they touch; `limit` counts sessions."""
    child, now = families.child_or_404(request, child_id), clock.now()
    refuse_unknown(request, paging)
    page = page_of(_seen(child), paging, by="started_at")
    rows = sorted([*page.rows, *_closed(child, page)], key=lambda row: row.started_at, reverse=True)
    told = [queries.told(row, child, LANGUAGE, now) for row in rows]
    days = queries.days(told, now, child.here_day_starts or 0)
    return DiaryOut(days=[_day(day) for day in days], next=page.next)


@of_children.get(
    "/{uuid:child_id}/growth/",
    response=answers(GrowthOut, 404),
    auth=Bearer("read"),
    operation_id="growth_of_a_child",
    summary="How a child has grown with it",
)
def growth_of_a_child(request: HttpRequest, child_id: UUID) -> GrowthOut:
    """How long is enjoyed, what is known and liked, and how the question is learnt."""
    child = families.child_or_404(request, child_id)
    found = growth.of(child, clock.now(), LANGUAGE)
    return GrowthOut(
        massages=found.massages,
        length=found.length,
        weeks=[WeekOut(week=dot.when, minutes=round(dot.much, 1)) for dot in found.dots],
        liked=[row.id for row in found.liked],
        known=[row.id for row in found.known],
        resting=[row.id for row in found.resting],
        question=found.learning,
    )


@of_children.post(
    "/{uuid:child_id}/sessions/",
    response=answers(SessionOut, 400, 404, 409, 413),
    auth=Bearer("write"),
    operation_id="add_massage",
    summary="Add a massage afterwards",
)
def add_massage(request: HttpRequest, child_id: UUID, told: MassageTold) -> SessionOut:
    """Add a massage that nobody had a phone for. It is held, but nothing grows by it."""
    child, now = families.child_or_404(request, child_id, Deed.CARE), clock.now()
    form = _form(child, told, now)
    try:
        row = afterwards.add_massage(
            child=child, session_id=told.id, told=form.massage(), remember=told.remember, now=now
        )
    except UnableToRecord as error:
        raise Refused(409, Problem("id", str(error), "Make a fresh id for each massage.")) from error
    return _session(row, child, now)


@sessions.get(
    "/{uuid:session_id}/",
    response=answers(SessionOut, 404),
    auth=Bearer("read"),
    operation_id="session",
    summary="One session",
)
def session(request: HttpRequest, session_id: UUID) -> SessionOut:
    """What happened in one session."""
    row = session_or_404(request, session_id)
    if not row.story:
        raise Http404
    return _session(row, row.child, clock.now())


def session_or_404(request: HttpRequest, session_id: UUID) -> Session:
    """Return a session that the token may see, or raise 404."""
    row = door.session_or_404(cast("ApiRequest", request).person, session_id)
    if only_child(request) not in {None, row.child_id}:
        raise Http404
    return row


def _seen(child: Child) -> QuerySet[Session]:
    return door.seen_of(child).exclude(story={}).defer("bundle")


def _closed(child: Child, page: Page[Session]) -> QuerySet[Session]:
    """Return the young person's own sessions of a page's days, of which others hear the day alone.

    Whole days: a page may be asked for from any moment on, and many of them would tell the second.
    """
    rows = door.closed_of(child).exclude(story={})
    if page.since:
        rows = rows.filter(started_at__gte=_day_begins(page.since, child))
    if page.until:
        rows = rows.filter(started_at__lt=_day_begins(page.until, child))
    return rows.defer("bundle")


def _day_begins(at: datetime, child: Child) -> datetime:
    zone, starts = timezone.get_current_timezone(), child.here_day_starts or 0
    return begins(day_of(at, zone, starts), zone, starts)


def _session(row: Session, child: Child, now: datetime) -> SessionOut:
    told = queries.told(row, child, LANGUAGE, now)
    story = told.story
    return SessionOut(
        id=row.pk,
        child=child.pk,
        started_at=story.started_at,
        ended_at=story.ended_at if story.is_over else None,
        is_over=story.is_over,
        is_practice=story.is_practice,
        is_added=told.is_added,
        minutes=round(story.minutes, 2),
        goal=story.goal,
        with_oil=story.with_oil,
        permission=story.permission,
        ended_by=story.ended_by if story.is_over else None,
        when=told.when,
        ended=told.ended,
        praise=told.praise,
        done=[
            DoneOut(
                technique=None if done.technique == UNNAMED else done.technique,
                name=queries.technique_name(done.technique, LANGUAGE),
                region=Region(done.region),
                seconds=done.seconds,
                cues=list(done.cues),
            )
            for done in story.done
        ],
        notes=queries.notes(story),
        is_private=row.is_private,
    )


def _day(day: queries.Day) -> DayOut:
    return DayOut(
        day=day.day,
        words=day.words,
        entries=[
            EntryOut(
                session=None if entry.told.is_closed else entry.told.row.pk,
                clock="" if entry.told.is_closed else entry.clock,
                began_before=entry.began_before,
                minutes=entry.told.minutes,
                ended=entry.told.ended,
            )
            for entry in day.entries
        ],
    )


def _form(child: Child, told: MassageTold, now: datetime) -> forms.AddForm:
    """Return the page's own form, filled and found right; raises Refused with every fault."""
    if (told.routine is None) == (told.minutes is None):
        raise Refused(
            422, Problem("routine", "Say what it was in one way.", "Give either a routine or minutes.")
        )
    if told.at and told.when is not When.AT:
        raise Refused(422, Problem("at", "A time came with another when.", "Give “at” as when, or no time."))
    zone = (told.at and told.at.tzinfo) or timezone.get_current_timezone()
    form = forms.AddForm(
        {
            "id": told.id,
            "when": told.when,
            "at": told.at.replace(tzinfo=None).isoformat() if told.at else "",
            "how": told.how or "",
            "with_oil": told.with_oil,
            "remember": told.remember,
            "what": f"{forms.A_ROUTINE}{told.routine}" if told.routine else f"{forms.A_LENGTH}{told.minutes}",
        },
        of=forms.Moment(child, now, zone, child.here_day_starts or 0),
    )
    if not form.is_valid():
        raise Refused(422, *_faults(form))
    return form


def _faults(form: forms.AddForm) -> Iterator[Problem]:
    for field, sentences in form.errors.items():
        if field == "what":
            fault = "It is no routine of this child’s stage."
            yield Problem("routine", fault, "Give one that /api/v1/library/routines/ names for it.")
            continue
        for sentence in sentences:
            said = problems.of_sentence(str(sentence))
            yield Problem(field, said.fault, said.remedy)
