"""What phones told and nobody could place: it goes with no child, is told of on receipts, and erased on its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from handsong.web.diary import door as diary
from handsong.web.diary.models import SetAside
from handsong.web.families import actions as families
from handsong.web.families import door as families_door
from handsong.web.families.models import Erased, Family
from handsong.web.site.erasing import receipts


def erase(*, aside: SetAside, now: datetime) -> None:
    """Erase something that a phone told and nobody knows of which child it is; no phone brings it back."""
    with transaction.atomic():
        families_door.wait_for_others([aside.family_id])
        trace = diary.trace_of_row(aside.family_id, aside.digest)
        Erased.objects.get_or_create(pk=trace, defaults={"family_id": aside.family_id, "at": now})
        SetAside.objects.filter(pk=aside.pk).delete()
        transaction.on_commit(families.overwrite_what_was_freed)


def unplaced(home: Family | None) -> tuple[str, ...]:
    """Say what stays in a home that is of no child, as far as anybody knows."""
    rows = list(SetAside.objects.filter(family=home, child=None).values_list("is_private", flat=True))
    return receipts.unplaced_in_words(rows.count(False), has_private=True in rows)
