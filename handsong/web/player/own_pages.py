"""What was told on our own pages while this machine's clock was behind, put right once the clock is.

Nothing but our clock says when that was: it is moved where this process saw by how much the clock was set, and wrote
it itself. A machine that stood still with its own count of seconds, such as a virtual one, looks as if its clock had
been behind. So nothing may become less careful by it: facts only become younger, answers are asked again, and a patch
test only takes longer.
"""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from handsong.core import outlook
from handsong.core.product import Status
from handsong.core.session import Kind
from handsong.web.diary.behind import Late
from handsong.web.diary.models import Event
from handsong.web.families import zone
from handsong.web.families.models import Family, Happened, TriedProduct
from handsong.web.player.models import COUNTS_FOR, Check


def latest() -> datetime | None:
    """Return the latest time at which anything that is there was written, by the clock of then; None before all."""
    times = (
        Check.objects.aggregate(begun=Max("begun_at"), signs=Max("signs_at")),
        Happened.objects.aggregate(told=Max("told_at")),
        TriedProduct.objects.aggregate(begun=Max("started_at")),
        Event.objects.aggregate(came=Max("came_at")),
    )
    return max((at for row in times for at in row.values() if at), default=None)


def put_right(family: UUID, late: Late) -> None:
    """Move what was told on our pages since the clock is known to have been behind; nothing becomes older by it.

    What phones told is moved by what they said. Runs within a transaction, once nobody else writes into this family.
    """
    if late.since is None:
        return
    by_phones = Event.objects.filter(family=family, kind=Kind.ASKED).values("pk")
    told = Check.objects.filter(family=family, pk__in=by_phones).values_list("told", flat=True)
    facts = Happened.objects.filter(family=family, **_written("told_at", late))
    for fact in facts.exclude(pk__in=[pk for row in told for pks in row.values() for pk in pks]):
        _move_fact(fact, late)
    begun, ticked = (Q(**_written(name, late)) for name in ("begun_at", "signs_at"))
    for check in Check.objects.filter(begun | ticked, family=family).exclude(pk__in=by_phones):
        check.begun_at = no_fresher(check.begun_at, check.begun_at + late.by, late.now)
        check.signs_at = check.signs_at and _later(check.signs_at, late)
        check.save(update_fields=["begun_at", "signs_at"])
    for test in TriedProduct.objects.filter(family=family, **_written("started_at", late)):
        # One that is done stays: it would last longer by it.
        if test.test().status(late.now) is Status.PENDING:
            test.started_at = _later(test.started_at, late)
            test.save(update_fields=["started_at"])


def no_fresher(begun_at: datetime, moved_to: datetime, now: datetime) -> datetime:
    """Return when a check was begun that is moved: as late as that, but its answers do not count once more by it."""
    return max(begun_at, min(moved_to, now - COUNTS_FOR))


def _written(name: str, late: Late) -> dict[str, Any]:
    """Return by what is found what was written while our clock was behind."""
    return {f"{name}__gt": late.since, f"{name}__lte": late.until}


def _later(at: datetime, late: Late) -> datetime:
    return max(at, min(at + late.by, late.now))


def _move_fact(fact: Happened, late: Late) -> None:
    """Move what has happened; what was so many days before it was told is so many days before that as well."""
    home = _zone(fact.family)
    days = (fact.told_at.astimezone(home).date() - fact.at.astimezone(home).date()).days
    told_at = _later(fact.told_at, late)
    fact.at += told_at - fact.told_at
    if days > 0:
        fact.at = outlook.so_long_ago(told_at.astimezone(home), days)
    fact.told_at = told_at
    fact.save(update_fields=["at", "told_at"])


def _zone(family: Family) -> zoneinfo.ZoneInfo:
    name = family.time_zone
    return zoneinfo.ZoneInfo(name if zone.known(name) else zone.of_this_machine())
