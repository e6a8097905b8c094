"""Who may go on with a check: the people of the child's family."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.families import door as families
from handsong.web.player.models import Check


def check_or_404(person: Person, check_id: Any, now: datetime) -> Check:
    """Return a check of the person's family, its child with all that the rules look at; or raise 404."""
    check = Check.objects.filter(child__family__people=person, pk=check_id).first()
    if check is None:
        raise Http404
    check.child = families.whole_child_or_404(person, check.child_id, now)
    return check
