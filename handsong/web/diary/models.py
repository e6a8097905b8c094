"""Sessions and their events, which are only ever added to; the home course; reminders."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from handsong.core import reminders
from handsong.core.course import WEEKS, Part
from handsong.core.cues import EndedBy
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, Family, Row

QUIET_FROM, QUIET_TO = models.F("quiet_from"), models.F("quiet_to")
LOUD = models.Q(
    models.Q(quiet_from__lt=QUIET_TO) & (models.Q(at__lt=QUIET_FROM) | models.Q(at__gte=QUIET_TO)),
    models.Q(quiet_from__gt=QUIET_TO) & models.Q(at__lt=QUIET_FROM) & models.Q(at__gte=QUIET_TO),
    _connector=models.Q.OR,
)
"""That a time is outside quiet hours, also when these go past midnight."""


class Session(Row):
    """One session as it was begun, and a summary made from its events, which can be made anew.

    `bundle` is what the player was given: a session keeps its plan whatever changes later. `story`
    is what its events tell (diary/stories.py), empty until the first of them has come. `by` is who began
    it, as far as that is known; `beside` the session of a twin or sibling that it takes turns with;
    `moment` how it stands while it goes on, and when it was last heard of.
    `is_private`: a young person's own; others see that it was, and its day, and nothing in it.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="sessions")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    beside = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    is_practice = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)
    bundle = models.JSONField()
    is_over = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, blank=True, choices=[(value, value) for value in EndedBy])
    minutes = models.FloatField(default=0.0)
    afterwards = models.JSONField(default=dict)
    story = models.JSONField(default=dict)
    moment = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["child", "-started_at"], name="sessions_of_a_child")
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%d %b %H:%M}"


class Event(Row):
    """One event of a session; its id was made on the phone, so a second arrival is known as the first.

    `at` and `offset_minutes` are what the phone's clock said, `clock_behind` the seconds by which it stood
    behind ours when it told this, if it said so and they are many; `device` and `sequence` which phone, and
    the how-manieth it told; `place` is the order of arrival among the events of this family.
    Every index below begins with what it is asked by; one more for the same would be written with each event.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    offset_minutes = models.SmallIntegerField(default=0)
    clock_behind = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20)
    body = models.JSONField(default=dict)
    device = models.UUIDField(null=True)
    sequence = models.PositiveBigIntegerField(null=True)
    place = models.PositiveBigIntegerField()
    came_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["session", "number"], name="events_of_a_session")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["family", "place"], name="a_place_once")
        ]

    def __str__(self) -> str:
        return self.kind


class Untold(models.Model):
    """A session of which more has come than its summary says; it is told before anybody asks (diary/untold.py)."""

    session = models.OneToOneField(
        Session, primary_key=True, db_column="id", on_delete=models.CASCADE, related_name="untold"
    )
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.session_id)


class SetAside(Row):
    """Something a phone told that could not be taken, kept as it came: what, from which phone, and why.

    `session` and `claimed` are what it says it is, if it says so; `child` is whose it is, as far as that
    is known, and with the child it is erased. It is tried again when its session is made again and when
    Handsong starts, so that what a newer version wrote is read after an update. What is held waits for
    an owner's yes first: `told_by` had no right to tell it any more. `is_private` is a young person's own.
    """

    child = models.ForeignKey(Child, null=True, on_delete=models.CASCADE, related_name="+")
    row = models.TextField()
    digest = models.CharField(max_length=64)
    session = models.UUIDField(null=True)
    claimed = models.CharField(max_length=40, blank=True)
    device = models.UUIDField(null=True)
    why = models.CharField(max_length=300)
    told_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    is_private = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
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

    `before` is the account without the latest session. That one is told on top of it whenever the account is
    read (diary/accounts.py), so nothing is written here while its events are still coming.
    """

    child = models.OneToOneField(Child, on_delete=models.CASCADE, related_name="account")
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    latest = models.ForeignKey(Session, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.child_id)


class Course(Row):
    """The home course of one child: in which week it is, and since when.

    `left_at`: when the family left it; `finished_at`: when it went past the last week. Either can be taken
    back; what was ticked stays.
    """

    child = models.OneToOneField(Child, on_delete=models.CASCADE, related_name="course")
    week = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(week__range=(1, WEEKS)), name="a_week_of_the_course")
        ]

    def __str__(self) -> str:
        return f"week {self.week}"

    @property
    def is_on(self) -> bool:
        """Whether plans lean on its week."""
        return self.left_at is None and self.finished_at is None


class Ticked(Row):
    """A part of a week of the course that a family did."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="ticked")
    week = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=[(value, value) for value in Part])
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "week", "part"], name="a_part_once"),
            models.CheckConstraint(condition=models.Q(week__range=(1, WEEKS)), name="a_part_of_a_week"),
            models.CheckConstraint(condition=models.Q(part__in=list(Part)), name="a_part_of_the_course"),
        ]

    def __str__(self) -> str:
        return f"week {self.week}, {self.part}"


class Reminder(Row):
    """What one person asked to be reminded of, and when; times are those of the clocks at home.

    `days` has one bit for each day of the week, Monday the lowest. `secret_digest` is what is kept of the
    address of the person's calendar, None where there is none.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="reminder")
    days = models.PositiveSmallIntegerField()
    at = models.TimeField()
    quiet_from = models.TimeField(default=reminders.QUIET_FROM)
    quiet_to = models.TimeField(default=reminders.QUIET_TO)
    since_date = models.DateField()
    with_looks = models.BooleanField(default=False)
    with_course = models.BooleanField(default=False)
    secret_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    secret_made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(days__range=(1, 127)), name="a_day_at_least"),
            models.CheckConstraint(condition=LOUD, name="never_in_quiet_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"

    def value(self) -> reminders.Reminder:
        """Return the reminder as the craft knows it."""
        days = frozenset(day for day in range(7) if self.days >> day & 1)
        return reminders.Reminder(days, self.at, reminders.Quiet(self.quiet_from, self.quiet_to))
