"""Sessions and their events: what happened is only ever added to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from handsong.core import progress
from handsong.core.cues import EndedBy
from handsong.web.families.models import Child, Row


class Session(Row):
    """One session as it was begun, and a summary made from its events, which can be made anew.

    `bundle` is what the player was given: a session keeps its plan whatever changes later. `story`
    is what its events tell (diary/stories.py), empty until the first of them has come.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    is_practice = models.BooleanField(default=False)
    bundle = models.JSONField()
    is_over = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, blank=True, choices=[(value, value) for value in EndedBy])
    minutes = models.FloatField(default=0.0)
    afterwards = models.JSONField(default=dict)
    story = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["child", "-started_at"], name="sessions_of_a_child")
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%d %b %H:%M}"


class Event(Row):
    """One event of a session; its id was made on the phone, so a second arrival is known as the first.

    `at` and `offset_minutes` are what the phone's clock said; `device` and `sequence` which phone, and
    the how-manieth it told; `place` is the order of arrival among the events of this family.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    offset_minutes = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=20)
    body = models.JSONField(default=dict)
    device = models.UUIDField(null=True)
    sequence = models.PositiveBigIntegerField(null=True)
    place = models.PositiveBigIntegerField()
    came_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["session", "number"], name="events_of_a_session"),
            models.Index(fields=["device", "sequence"], name="events_of_a_phone"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["family", "place"], name="a_place_once")
        ]

    def __str__(self) -> str:
        return self.kind


class SetAside(Row):
    """Something a phone told that could not be taken, kept as it came: what, from which phone, and why.

    `session` and `claimed` are what it says it is, if it says so; `child` is whose it is, as far as that
    is known, and with the child it is erased. It is tried again when its session is made again and when
    Handsong starts, so that what a newer version wrote is read after an update.
    """

    child = models.ForeignKey(Child, null=True, on_delete=models.CASCADE, related_name="+")
    row = models.TextField()
    digest = models.CharField(max_length=64)
    session = models.UUIDField(null=True)
    claimed = models.CharField(max_length=40, blank=True)
    device = models.UUIDField(null=True)
    why = models.CharField(max_length=300)
    came_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["session"], name="aside_of_a_session")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["family", "digest"], name="set_aside_once")
        ]

    def __str__(self) -> str:
        return self.why


class Account(Row):
    """What one child's sessions have shown so far, kept short (core/progress.py).

    `before` is the account without the latest session, so that this one can be told anew while
    its events are still coming.
    """

    child = models.OneToOneField(Child, on_delete=models.CASCADE, related_name="account")
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    latest = models.ForeignKey(Session, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.child_id)

    def value(self) -> progress.Progress:
        """Return the account as the craft knows it."""
        return progress.from_data(self.data)
