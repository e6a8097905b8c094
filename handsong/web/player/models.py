"""A check: the readiness answers of one moment, from which a plan is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from handsong.core.readiness import Answers, Feed, Place, Skin, State, Unit, Well
from handsong.web.families.models import Child, Row

COUNTS_FOR = timedelta(minutes=30)
"""A child is not the same half an hour later, so then it is asked again."""

KINDS = {"unit": Unit, "state": State, "feed": Feed, "well": Well, "skin": Skin, "place": Place}
"""The safety questions, in the order they are asked, and what their answers are."""


class Check(Row):
    """The readiness questions of one moment, with what was answered so far.

    `answers` maps questions to answers; `signs` are ticked signs; `told` the things that these
    answers wrote down of the child, so that an answer that is changed takes them back. `goal`,
    `minutes`, `product` and `without` are what the family would like. It counts for half an hour.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="checks")
    begun_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    signs = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    goal = models.CharField(max_length=20, blank=True)
    minutes = models.FloatField(null=True, blank=True)
    product = models.CharField(max_length=40, blank=True)
    without = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.begun_at:%d %b %H:%M}"

    def is_old(self, now: datetime) -> bool:
        """Whether it no longer counts."""
        return now - self.begun_at >= COUNTS_FOR

    def value(self) -> Answers:
        """Return the answers as the craft knows them."""
        given: dict[str, Any] = {
            name: kind(self.answers[name])
            for name, kind in KINDS.items()
            if self.answers.get(name) in set(kind)
        }
        return Answers(signs=frozenset(self.signs), **given)
