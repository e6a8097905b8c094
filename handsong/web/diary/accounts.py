"""The account of one child: its latest session is told whenever it is read, all are told anew when another one counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Extract

from handsong.core import progress
from handsong.core import session as craft
from handsong.web.accounts import clock, epoch
from handsong.web.accounts.prepared import Prepared
from handsong.web.diary import stories
from handsong.web.diary.models import Account, Event, Session, Untold
from handsong.web.families.models import Child, Family

MOST_APART = 10
"""How many of a young person's own sessions protect; those of a day, and some room."""


def of(children: Iterable[UUID]) -> dict[UUID, progress.Progress]:
    """Return the account of each of these children that has one, by the child's id; one query."""
    return {row.child_id: _value(row) for row in _told(Account.objects.filter(child__in=children))}


def before(session: Session) -> progress.Progress | None:
    """Return the child's account without this session, while it is the latest; None where there is none yet."""
    account = _told(Account.objects.filter(child=session.child_id)).first()
    if account is None:
        return None
    return progress.from_data(account.before) if account.latest_id == session.pk else _value(account)


def count(session: Session) -> None:
    """Let the child's account know of this session.

    The latest is told on top of the account whenever that is read, so only another one changes it: a later one
    becomes the latest, and after an older one, which came late, all are told again.
    """
    if (waiting := _waiting.get()) is not None:
        waiting[session.child_id] = session
        return
    account = _of(session)
    if account.latest_id == session.pk:
        return
    if _is_later(session, account):
        (so_far,) = _whole(session.child_id)
        latest = _latest(so_far)
        account.before = progress.data_after(so_far.before, latest) if latest else so_far.before
        account.latest_id = session.pk
        account.save(update_fields=["before", "latest"])
    elif account.latest_id is None:
        make_anew(session)
    else:
        apart = account.before.get(APART, [])
        account.before = {**_all_but(session.child_id, account.latest_id), APART: apart}
        account.save(update_fields=["before"])


def keep_apart(session: Session) -> None:
    """Note of a young person's own session what protects the child, and nothing else."""
    if (waiting := _waiting.get()) is not None:
        waiting.setdefault(session.child_id, session)
        return
    account = _of(session)
    _set_apart(account)
    account.save(update_fields=["before"])


_waiting: ContextVar[dict[UUID, Session] | None] = ContextVar("waiting", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """Make the account of each child anew once, at the end, however many of its sessions are told anew meanwhile.

    Runs within one transaction: what is told has its account with it, or nothing of it is told.
    """
    waiting: dict[UUID, Session] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for session in waiting.values():
        if session.is_private:
            keep_apart(session)
        else:
            make_anew(session)


def set_apart_anew(*, children: QuerySet[Any]) -> None:
    """Let the accounts of these children keep apart what is still there, as after an erasure."""
    for account in Account.objects.filter(child__in=children).select_for_update():
        _set_apart(account)
        account.save(update_fields=["before"])


def make_anew(session: Session) -> None:
    """Make the account anew, after a session of the child was opened to others or closed again."""
    account = _of(session)
    account.latest_id = _counted(session.child_id).values_list("pk", flat=True).last()
    account.before = _all_but(session.child_id, account.latest_id)
    _set_apart(account)
    account.save(update_fields=["before", "latest"])


def of_its_own(child: Child, but: Session | None = None) -> progress.Progress:
    """Return what a young person's sessions have shown, their own included: for nobody but them.

    All of them are told again only after something more was told in the family, or when it came was put right,
    or something was erased, which begins a new epoch.
    """
    waits, *told = _until(child.family_id)
    left_out = but.pk if but else None
    if waits:
        return _all_told(child.pk, left_out)
    return _all_told_until(child.pk, left_out, child.asker_id, (*told, clock.WATCH.times, epoch.current()))


def _until(family: UUID) -> Any:
    """Return whether something that a family's phones told waits to be told on just now, and up to where they told."""
    told = Event.objects.filter(family=OuterRef("pk")).order_by().values("family")
    asked: list[Any] = [
        Exists(Untold.objects.filter(family=OuterRef("pk"))),
        Subquery(told.annotate(last=Max("place")).values("last")),
    ]
    if connection.vendor != "sqlite":
        # Of several servers with one database another one may have put right when it came.
        asked.append(Subquery(told.annotate(came=Sum(Extract("came_at", "epoch"))).values("came")))
    return Family.objects.filter(pk=family).values_list(*asked).get()


@lru_cache(maxsize=8)
def _all_told_until(
    child: UUID, but: UUID | None, _asker: UUID | None, _until: tuple[Any, ...]
) -> progress.Progress:
    return _all_told(child, but)


def _all_told(child: UUID, but: UUID | None) -> progress.Progress:
    rows = Session.objects.filter(child=child, is_practice=False).exclude(story={})
    if but is not None:
        rows = rows.exclude(pk=but)
    told = rows.order_by("started_at", "pk").values_list("story", flat=True)
    return progress.of(stories.from_data(story) for story in told)


APART = "apart"


def _is_later(session: Session, account: Any) -> bool:
    """Whether a session began after all that the account knows.

    One that ends with none knows nothing yet, or was let go when a backup was put back (site/backup/anew.py).
    """
    if account.latest_id is None:
        known = (datetime.fromisoformat(row["started_at"]) for row in account.before["recent"])
        return all(began_at < session.started_at for began_at in known)
    return bool((account.latest_at, account.latest_id) < (session.started_at, session.pk))


def _slim(child: UUID) -> QuerySet[Account]:
    """Ask which session a child's account ends with, and lock it."""
    accounts = Account.objects.filter(child=child).annotate(latest_at=F("latest__started_at"))
    return accounts.defer("before").select_for_update(of=("self",))


def _told(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Ask for accounts with what their latest session tells."""
    return accounts.annotate(latest_story=F("latest__story"), latest_is_private=F("latest__is_private"))


_locked = Prepared(_slim, 1)
_whole = Prepared(lambda child: _told(Account.objects.filter(child=child)), 1)


def _value(account: Account) -> progress.Progress:
    """Return an account as the craft knows it, with its latest session."""
    so_far, latest = progress.from_data(account.before), _latest(account)
    return progress.after(so_far, latest) if latest else so_far


def _latest(account: Any) -> craft.Session | None:
    """Return the session that an account ends with, if there is one that is not private by now."""
    if not account.latest_story or account.latest_is_private:
        return None
    return stories.from_data(account.latest_story)


def _of(session: Session) -> Account:
    """Return the account of the session's child, locked, with `latest_at`, making it the first time."""
    found = next(_locked(session.child_id), None)
    if found is None:
        Account.objects.get_or_create(
            child_id=session.child_id,
            defaults={"family_id": session.family_id, "before": progress.as_data(progress.Progress())},
        )
        found = next(_locked(session.child_id))
    return found


def _counted(child: UUID) -> Any:
    """Return the sessions that count for everybody, oldest first."""
    rows = Session.objects.filter(child=child, is_practice=False, is_private=False).exclude(story={})
    return rows.order_by("started_at", "pk")


def _all_but(child: UUID, latest: UUID | None) -> dict[str, Any]:
    """Return the account of every session of the child but the latest."""
    told = _counted(child).exclude(pk=latest).values_list("story", flat=True)
    return progress.as_data(progress.of(stories.from_data(story) for story in told))


def _set_apart(account: Account) -> None:
    own = Session.objects.filter(child=account.child_id, is_practice=False, is_private=True)
    rows = [
        stories.from_data(row.story) for row in own.exclude(story={}).order_by("-started_at")[:MOST_APART]
    ]
    apart = [
        {
            "session": row.id,
            "ended_at": row.ended_at.isoformat(),
            "cried": row.cried,
            "needed_care": row.needed_care,
        }
        for row in rows
        if row.cried or row.needed_care
    ]
    account.before = {**account.before, APART: apart}
