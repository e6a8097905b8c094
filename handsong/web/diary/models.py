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
    """One event of a session; its id was made on the phone, so a second arrival is known as the first."""

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    body = models.JSONField(default=dict)
    came_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["session", "number"], name="events_of_a_session")
        ]

    def __str__(self) -> str:
        return self.kind


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
