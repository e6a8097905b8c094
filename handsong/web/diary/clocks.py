"""By whose clocks something is told: by those of whoever asks, and never by another home's.

A time with its offset says in which zone somebody was, and a phone's name which phone it was. What a phone
told, and what was made from it, is kept with both; to the people of another home neither is told.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from uuid import UUID

from handsong.web.accounts.models import Person
from handsong.web.diary.models import SetAside
from handsong.web.families import door as families
from handsong.web.families.models import Member, Role

_MAY_BE_A_TIME = re.compile(r'"(\d{4}[^"\\]{9,36})"')


_MOST_MINUTES = 24 * 60 - 1
"""An offset of a whole day is none; earlier versions of Handsong rounded one down to it."""


def of_phone(offset_minutes: int) -> timezone:
    """Return the zone in which a phone told something."""
    return timezone(timedelta(minutes=max(-_MOST_MINUTES, min(offset_minutes, _MOST_MINUTES))))


@dataclass(frozen=True)
class Clocks:
    """The zone of whoever asks, who lives with them, and the children whom somebody elsewhere knows or knew."""

    zone: tzinfo
    home: frozenset[UUID]
    shared: frozenset[UUID]

    def are_told(self, child: UUID | None) -> bool:
        """Whether of this child's rows the clocks and phones are told: all were of one home."""
        return child not in self.shared

    def aside(self, row: SetAside) -> str:
        """Return what was set aside, as JSON in one text: as it came, if it came from one's own home."""
        return self.raw(row.row, told_by=row.told_by_id, child=row.child_id)

    def raw(self, text: str, *, told_by: UUID | None, child: UUID | None) -> str:
        """The same of its columns; whoever told it and is not known any more may have been anybody."""
        if told_by in self.home or (told_by is None and self.are_told(child)):
            return text
        told = json.loads(text)
        if isinstance(told, dict):
            told = {name: value for name, value in told.items() if name not in {"device", "sequence"}}
        return self._by_mine(json.dumps(told))

    def plain(self, told: Any) -> Any:
        """Return plain data with every time in it by the clocks of whoever asks."""
        return json.loads(self._by_mine(json.dumps(told)))

    def _by_mine(self, text: str) -> str:
        # The text, not what it says: however deep a phone has nested something, it is not climbed into.
        return _MAY_BE_A_TIME.sub(lambda found: f'"{self._time(found[1])}"', text)

    def _time(self, told: str) -> str:
        try:
            at = datetime.fromisoformat(told)
            return at.astimezone(self.zone).isoformat() if at.tzinfo else told
        except (ValueError, OverflowError):
            return told


def of(person: Person, zone: tzinfo) -> Clocks:
    """Return by which clocks things are told to a person."""
    home = {person.pk, *Member.objects.filter(family__people=person).values_list("person", flat=True)}
    known = families.children_of(person).values("pk")
    elsewhere = Role.objects.filter(child__in=known).exclude(person__in=home)
    return Clocks(zone, frozenset(home), frozenset(elsewhere.values_list("child", flat=True)))
