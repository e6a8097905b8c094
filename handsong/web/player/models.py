"""A check: the readiness answers of one moment, from which a plan is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models

from handsong.core import readiness
from handsong.core.readiness import Answers
from handsong.web.accounts import clock
from handsong.web.families.models import Child, Row

COUNTS_FOR = timedelta(minutes=30)
"""A child is not the same half an hour later, so then it is asked again."""

KINDS = readiness.QUESTIONS
"""The safety questions, in the order they are asked, and what their answers are."""


class Check(Row):
    """The readiness questions of one moment, with what was answered so far.

    `answers` maps questions to answers; `signs` are ticked signs, and `signs_at` when they were;
    `told` the things that these answers wrote down of the child, so that an answer that is changed
    takes them back; `mistaken` what was a red flag and is said to have been ticked by mistake.
    `goal`, `minutes`, `product` and `without` are what the family would like. It counts for half an hour.
    `beside` is the check of a twin or sibling that is asked about in the same go. `is_private`: a young
    person's own; what was ticked in it counts for safety, and nobody else sees the check.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="checks")
    begun_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    signs = models.JSONField(default=list)
    signs_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=dict)
    mistaken = models.JSONField(default=list)
    goal = models.CharField(max_length=20, blank=True)
    minutes = models.FloatField(null=True, blank=True)
    product = models.CharField(max_length=40, blank=True)
    without = models.JSONField(default=list)
    is_private = models.BooleanField(default=False)
    beside = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["child", "-begun_at"], name="checks_of_a_child")
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%d %b %H:%M}"

    def is_open_to(self, child: Child) -> bool:
        """Whether whoever asked for the child may look into it: a young person's own is theirs alone."""
        return child.is_self or not self.is_private

    def is_old(self, now: datetime) -> bool:
        """Whether it no longer counts; nor does what lies ahead, since nobody knows how old that is."""
        return not -clock.SET_FORWARD < now - self.begun_at < COUNTS_FOR

    def value(self) -> Answers:
        """Return the answers as the craft knows them."""
        given: dict[str, Any] = {
            name: kind(self.answers[name])
            for name, kind in KINDS.items()
            if self.answers.get(name) in set(kind)
        }
        return Answers(signs=frozenset(self.signs), **given)
