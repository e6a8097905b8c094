"""Who may go on with a check: whoever massages the child; a young person's own check is theirs alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.families import door as families
from handsong.web.families.rights import Deed
from handsong.web.player.models import Check


def check_or_404(person: Person, check_id: Any, now: datetime) -> Check:
    """Return a check, its child with all that the rules look at; raise 404, or NotForThisRole."""
    check = Check.objects.filter(pk=check_id).first()
    if check is None:
        raise Http404
    check.child = families.whole_child_or_404(person, check.child_id, now, Deed.CARE)
    if check.is_private and not check.child.is_self:
        raise Http404
    return check
