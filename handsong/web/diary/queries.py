"""Questions about sessions: what a child's account says, what is unfinished, what a session tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator

from handsong.content import load
from handsong.core import names, progress
from handsong.core import session as craft
from handsong.core.cues import EndedBy
from handsong.render.day_words import minutes_in_words
from handsong.render.speech import filled
from handsong.web.diary import stories
from handsong.web.diary.models import Account, Session
from handsong.web.families.models import Child

CAN_BE_GONE_ON_FOR = timedelta(hours=1)
A_PAGE = 20

SHORTLY = {
    EndedBy.PLAN: "to the end",
    EndedBy.PARENT: "you ended it",
    EndedBy.BABY: "{name} had enough",
    EndedBy.SLEEP: "{name} fell asleep",
    EndedBy.CARE: "you looked after {name}",
}
"""How a session ended, in few words; each is as good as the others."""

NOT_FINISHED = "not finished"


@dataclass(frozen=True)
class Told:
    """A session as a page tells it."""

    row: Session
    story: craft.Session
    minutes: str
    ended: str
    enjoyed: tuple[str, ...]


def progress_of(child: Child) -> progress.Progress:
    """Return the child's account; an empty one before the first session."""
    account = Account.objects.filter(child=child).first()
    return account.value() if account else progress.Progress()


def progress_before(session: Session) -> progress.Progress:
    """Return the child's account without this session, while it is the latest: what it came upon."""
    account = Account.objects.filter(child=session.child_id).first()
    if account is None:
        return progress.Progress()
    return progress.from_data(account.before if account.latest_id == session.pk else account.data)


def accounts_of(children: Iterable[Child]) -> dict[object, progress.Progress]:
    """Return the account of each of these children that has one, by the child's id; one query."""
    return {
        row.child_id: row.value() for row in Account.objects.defer("before").filter(child__in=list(children))
    }


def unfinished(children: Iterable[Child], now: datetime) -> dict[object, Session]:
    """Return the latest session of each child that was left in the middle lately; one query."""
    rows = Session.objects.filter(
        child__in=list(children), is_over=False, started_at__gt=now - CAN_BE_GONE_ON_FOR
    )
    return {row.child_id: row for row in rows.defer("bundle").order_by("started_at", "pk")}


def history(child: Child, page: str) -> Page[Session]:
    """Return one page of the child's sessions, latest first."""
    rows = Session.objects.filter(child=child).exclude(story={}).defer("bundle")
    return Paginator(rows.order_by("-started_at", "-pk"), A_PAGE).get_page(page)


def told(row: Session, name: str, language: str) -> Told:
    """Return a session as a page tells it."""
    story = stories.from_data(row.story)
    enjoyed = dict.fromkeys(done.technique for done in story.done if done.was_enjoyed)
    return Told(
        row=row,
        story=story,
        minutes=minutes_in_words(story.minutes),
        ended=shortly(story.ended_by, name) if story.is_over else NOT_FINISHED,
        enjoyed=tuple(technique_name(technique, language) for technique in enjoyed),
    )


def shortly(ended_by: EndedBy, name: str) -> str:
    """Return in few words how a session ended."""
    return filled(SHORTLY[ended_by], name=names.isolated(name))


def technique_name(technique: str, language: str) -> str:
    """Return what a technique is called; its id when the library no longer has it."""
    known = load.once().craft.library.by_id.get(technique)
    return known.words[language].name if known else technique.replace("-", " ")
