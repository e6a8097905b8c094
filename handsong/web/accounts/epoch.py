"""The epoch of the data: a name that changes whenever a backup is put back, or a child is erased.

A phone that hears of a new epoch offers again what it told before: a database that was put back may
lack what came after the backup was made, and a phone may keep what has been erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Epoch
from handsong.web.accounts.prepared import Prepared

REST = 80
"""So many bits of an id come after its time."""

_latest = Prepared(lambda: Epoch.objects.order_by("-pk")[:1])


def current() -> str:
    """Return the name of the epoch."""
    return str((next(_latest(), None) or Epoch.objects.create()).pk)


def renew() -> str:
    """Begin a new epoch and return its name: it sorts after the one of before, whatever the clock says."""
    with transaction.atomic():
        known = list(Epoch.objects.values_list("pk", flat=True))
        Epoch.objects.all().delete()
        return str(Epoch.objects.create(pk=_after(known)).pk)


def _after(known: Iterable[UUID]) -> UUID:
    """Return a fresh id, as of a millisecond after all of these at the earliest."""
    fresh = new_id().int
    earliest = max((name.int >> REST for name in known), default=0) + 1
    return UUID(int=max(fresh >> REST, earliest) << REST | fresh & (1 << REST) - 1)
