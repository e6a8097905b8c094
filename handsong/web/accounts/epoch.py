"""The epoch of the data: a name that changes whenever a backup is put back, or a child is erased.

A phone that hears of a new epoch offers again what it told before: a database that was put back may
lack what came after the backup was made, and a phone may keep what has been erased.
"""

from __future__ import annotations

from django.db import transaction

from handsong.web.accounts.models import Epoch
from handsong.web.accounts.prepared import Prepared

_latest = Prepared(lambda: Epoch.objects.order_by("-pk")[:1])


def current() -> str:
    """Return the name of the epoch."""
    return str((next(_latest(), None) or Epoch.objects.create()).pk)


def renew() -> str:
    """Begin a new epoch and return its name."""
    with transaction.atomic():
        Epoch.objects.all().delete()
        return str(Epoch.objects.create().pk)
