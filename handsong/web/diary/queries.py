"""Questions about sessions: what a child's account says, what is unfinished, what a session tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q

from handsong.content import load
from handsong.core import diary, names, progress
from handsong.core import session as craft
from handsong.core.cues import EndedBy, Response
from handsong.core.diary import How, When
from handsong.render.day_words import WEEKDAYS, date_in_words, day_in_words, minutes_in_words
from handsong.render.speech import filled
from handsong.web.diary import accounts, door, stories
from handsong.web.diary.models import Session
from handsong.web.families.models import Child

CAN_BE_GONE_ON_FOR = timedelta(hours=1)
A_PAGE = 20

CLOCK_WAS_BEHIND_BY = timedelta(days=14)
"""How far our clock may have been behind when a session was begun that still goes on: further than a machine lies idle."""

SHORTLY = {
    EndedBy.PLAN: "to the end",
    EndedBy.PARENT: "you ended it",
    EndedBy.BABY: "{name} had enough",
    EndedBy.SLEEP: "{name} fell asleep",
    EndedBy.CARE: "you looked after {name}",
}
"""How a session ended, in few words; each is as good as the others."""

NOT_FINISHED = "not finished"

PRAISE = {
    EndedBy.PARENT: "You knew when to end.",
    EndedBy.BABY: "You saw it. That is the massage.",
    EndedBy.SLEEP: "You saw it, and let {name} sleep.",
    EndedBy.CARE: "You saw it. That is what matters.",
}
CRIED = "{name} cried, and you stopped. That is listening."
NOT_NOW = "{name} said not now, and you listened."
"""Why it ended, as something done well: an early end is the massage, as much as a long one."""

AS_TOLD = {
    How.ENJOYED: "{name} enjoyed it",
    How.ENOUGH: "{name} had enough",
    How.CRIED: "then it was enough",
    How.SLEPT: "{name} fell asleep",
}
"""How a massage was that was told afterwards, in the parent's own words."""


@dataclass(frozen=True)
class Told:
    """A session as a page tells it; `is_added` when it was told afterwards, `ended` empty if nobody said how.

    `is_closed`: a young person's own, of which others hear its day and nothing else.
    """

    row: Session
    story: craft.Session
    when: str
    minutes: str
    ended: str
    praise: str
    enjoyed: tuple[str, ...]
    is_added: bool
    is_closed: bool = False


@dataclass(frozen=True)
class Entry:
    """A session on one day: the clock times, when they are known, and whether it began the day before."""

    told: Told
    clock: str
    began_before: bool


@dataclass(frozen=True)
class Day:
    """One day of the diary, in words, with what touches it, the latest first."""

    day: date
    words: str
    entries: tuple[Entry, ...]


def begun_since(moment: datetime) -> Q:
    """Return which sessions can have been begun after this, whatever our clock said when they were.

    What phones tell of a session is put right when our clock was behind, and when it was begun is not. The sessions
    before need not be read for it.
    """
    return Q(started_at__gt=moment - CLOCK_WAS_BEHIND_BY)


def has_begun(session: Session) -> bool:
    """Whether anything of a session has happened, told on already or not: what was asked before it is no beginning."""
    return bool(session.story) or session.events.exclude(kind=craft.Kind.ASKED).exists()


def progress_of(child: Child) -> progress.Progress:
    """Return the child's account; an empty one before the first session.

    Whoever is this child is told by their own sessions too, which count for nobody else.
    """
    if child.is_self:
        return accounts.of_its_own(child)
    return accounts.of([child.pk]).get(child.pk, progress.Progress())


def progress_before(session: Session) -> progress.Progress:
    """Return the child's account without this session, while it is the latest: what it came upon."""
    if session.child.is_self:
        return accounts.of_its_own(session.child, but=session)
    return accounts.before(session) or progress.Progress()


def accounts_of(children: Iterable[Child]) -> dict[UUID, progress.Progress]:
    """Return the account of each of these children that has one, by the child's id; one query.

    One query more where somebody asks who is one of them: a young person.
    """
    children = list(children)
    found = accounts.of(child.pk for child in children)
    return found | {child.pk: accounts.of_its_own(child) for child in children if child.is_self}


def history(child: Child, page: str) -> Page[Session]:
    """Return one page of the child's sessions, latest first; of others' private ones, that they were."""
    rows = Session.objects.filter(child=child).exclude(story={}).defer("bundle")
    if not child.is_self:
        rows = rows.exclude(is_private=True, is_practice=True)
    return Paginator(rows.order_by("-started_at", "-pk"), A_PAGE).get_page(page)


def told(row: Session, child: Child, language: str, now: datetime) -> Told:
    """Return a session of this child as a page tells it to whoever asks."""
    if not door.is_open_to(row, child):
        return _closed(row, child)
    story, name = story_of(row, child), child.name
    when = diary.told_when(story)
    enjoyed = dict.fromkeys(
        done.technique for done in story.done if done.was_enjoyed and done.technique != diary.UNNAMED
    )
    return Told(
        row=row,
        story=story,
        when=when_in_words(story.started_at, when, now, child.here_day_starts or 0),
        minutes=f"{'about ' if when else ''}{minutes_in_words(story.minutes)}",
        ended=_ended(story, name),
        praise=_praise(story, name),
        enjoyed=tuple(technique_name(technique, language) for technique in enjoyed),
        is_added=when is not None,
    )


def story_of(row: Session, child: Child) -> craft.Session:
    """Return what a session tells, by the clocks of whoever asks."""
    story = stories.from_data(row.story)
    return replace(
        story,
        started_at=child.seen_from_here(story.started_at),
        ended_at=child.seen_from_here(story.ended_at),
    )


def _closed(row: Session, child: Child) -> Told:
    """Return of a young person's own session that it was, on its day: nothing else leaves this function."""
    starts = child.here_day_starts or 0
    began_at = child.seen_from_here(stories.from_data(row.story).started_at)
    zone = began_at.tzinfo or UTC
    day = diary.begins(diary.day_of(began_at, zone, starts), zone, starts).astimezone(zone)
    nothing = craft.Session(
        id="",
        started_at=day,
        ended_at=day,
        is_over=True,
        ended_by=EndedBy.PLAN,
        is_practice=False,
        goal="",
        with_oil=False,
        permission=None,
        done=(),
        worst=Response.GO_ON,
        cried=False,
        needed_care=False,
        afterwards={},
    )
    empty = Session(child=child, started_at=day, bundle={}, is_private=True)
    return Told(empty, nothing, "", "", "", "", (), is_added=False, is_closed=True)


def days(rows: Iterable[Told], now: datetime, starts: int) -> list[Day]:
    """Return sessions under every day they touch, the latest day first."""
    by_day: dict[date, list[Entry]] = {}
    for row in rows:
        touched = diary.days_of(row.story.started_at, row.story.ended_at, starts)
        for day in touched:
            by_day.setdefault(day, []).append(Entry(row, _clock(row), day != touched[0]))
    for entries in by_day.values():
        entries.sort(key=lambda entry: entry.told.is_closed)
    today = diary.day_of(now, now.tzinfo or UTC, starts)
    return [Day(day, _day_in_words(day, today), tuple(by_day[day])) for day in sorted(by_day, reverse=True)]


def when_in_words(started_at: datetime, told: When | None, now: datetime, starts: int) -> str:
    """Return when a session was, by the clocks of where it was; without a time where none was told."""
    if told in {When.EARLIER, When.YESTERDAY}:
        own, today = (diary.day_of(at, at.tzinfo or UTC, starts) for at in (started_at, now))
        return "earlier today" if own == today else day_in_words(own, today)
    clock, day = f"{started_at:%H:%M}", day_in_words(started_at.date(), now.date())
    return clock if day == "today" else f"{day} at {clock}"


def _day_in_words(day: date, today: date) -> str:
    """Return a day as a heading: by its name while it is near, and always by its date."""
    near, full = day_in_words(day, today), date_in_words(day, with_year=day.year != today.year)
    if near == full:
        return f"{WEEKDAYS[day.weekday()]} {full}"
    return near if near in {"today", "yesterday", "tomorrow"} else f"{near}, {full}"


def _clock(row: Told) -> str:
    """Return from when to when a session was; one time is enough where it stays within a day."""
    story = row.story
    if row.is_closed or diary.told_when(story) in {When.EARLIER, When.YESTERDAY}:
        return ""
    if story.started_at.date() == story.ended_at.date():
        return f"{story.started_at:%H:%M}"
    return f"{story.started_at:%H:%M} to {story.ended_at:%H:%M}"


def _ended(story: craft.Session, name: str) -> str:
    if not story.is_over:
        return NOT_FINISHED
    if diary.told_when(story):
        how = diary.told_how(story)
        return filled(AS_TOLD[how], name=names.isolated(name)) if how else ""
    return shortly(story.ended_by, name)


def _praise(story: craft.Session, name: str) -> str:
    """Return why it ended, as something done well; nothing where nobody was there to see."""
    if not story.is_over or (diary.told_when(story) and diary.told_how(story) in {None, How.ENJOYED}):
        return ""
    said = PRAISE.get(story.ended_by, "")
    if story.ended_by is EndedBy.BABY:
        said = CRIED if story.cried else said if story.done else NOT_NOW
    return filled(said, name=names.isolated(name))


def shortly(ended_by: EndedBy, name: str) -> str:
    """Return in few words how a session ended."""
    return filled(SHORTLY[ended_by], name=names.isolated(name))


def technique_name(technique: str, language: str) -> str:
    """Return what a technique is called; its id when the library no longer has it."""
    if technique == diary.UNNAMED:
        return "A massage"
    known = load.once().craft.library.by_id.get(technique)
    return known.words[language].name if known else technique.replace("-", " ")


def notes(story: craft.Session) -> dict[str, str]:
    """Return what was noted after a session, by what it is about."""
    own = {diary.WHEN, diary.HOW}
    return {key: said for key, said in story.afterwards.items() if said and key not in own}
