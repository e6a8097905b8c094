"""Families and children. Every row carries its family, so that nothing is ever asked across families."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self
from urllib.parse import urlsplit
from uuid import UUID

from django.db import models
from django.utils import timezone

from handsong.core import child as core
from handsong.core.age import TERM_DAYS, Birth, in_weeks
from handsong.core.product import PatchTest
from handsong.core.technique import Milestone
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.families import rights
from handsong.web.families.rights import Deed, Kind

FACTS_MATTER_FOR = timedelta(days=90)
"""No rule looks further back than six weeks (after an operation); this leaves room."""

COLOURS = [(name, name) for name in ("clay", "sage", "honey", "dusk", "berry")]
TONES = [(tone, str(tone)) for tone in range(1, 7)]
ROLES = [(str(kind), str(kind)) for kind in Kind]


class Family(models.Model):
    """One household: its country decides whom to call, its zone what day it is.

    `day_starts` is the hour that a day of the diary begins at, so that the small hours can belong to
    the evening before. `service` is the web address of a service the family trusts, empty for none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    day_starts = models.PositiveSmallIntegerField(default=0)
    service = models.CharField(max_length=200, blank=True, default="")
    people = models.ManyToManyField(Person, through="Member", related_name="families")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def service_host(self) -> str:
        """The machine that the trusted service's address leads to."""
        return urlsplit(self.service).hostname or ""


class Member(models.Model):
    """A person who lives in a home: they share its country, zone and days. What they may see, roles say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["family", "person"], name="a_member_once"),
            models.UniqueConstraint(fields=["person"], name="one_home_for_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.family_id}"


class Row(models.Model):
    """What every private row has: an id made where the deed was done, and its family."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class ChildQuerySet(models.QuerySet["Child"]):
    """How children are fetched."""

    def whole(self, now: datetime) -> Self:
        """Fetch all that the rules look at beforehand: four queries, however long the history."""
        may_matter = models.Q(is_open=True) | models.Q(at__gt=now - FACTS_MATTER_FOR)
        return self.select_related("family").prefetch_related(
            "milestones",
            "conditions",
            models.Prefetch("yeses", queryset=ProfessionalYes.objects.filter(withdrawn_at=None)),
            models.Prefetch("happenings", queryset=Happened.objects.filter(may_matter).order_by("at", "id")),
        )


class Child(Row):
    """A child; its family is the home it was added in, which its rows stay with.

    `gestation_days` is empty when nobody knows; `days_early` and `due_date` keep what was typed.
    `role` is what the person who asked (`asker_id`) is for this child, `here_…` are of the home they ask from: whom to
    call and what day it is follow from where somebody is, not from where the child was added. The door gives them.
    """

    role: str = ""
    asker_id: UUID | None = None
    here_id: UUID | None = None
    here_country: str | None = ""
    here_day_starts: int | None = 0

    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=10, choices=COLOURS, default="clay")
    tone = models.PositiveSmallIntegerField(choices=TONES, default=2)
    born_date = models.DateField()
    gestation_days = models.PositiveSmallIntegerField(null=True, blank=True, default=TERM_DAYS)
    due_date = models.DateField(null=True, blank=True)
    days_early = models.PositiveSmallIntegerField(null=True, blank=True)
    weight_grams = models.PositiveSmallIntegerField(null=True, blank=True)
    navel_healed = models.BooleanField(default=False)
    something_else = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()

    objects = ChildQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def may_care(self) -> bool:
        """Whether the person who asked may massage, answer and note."""
        return rights.may(self.role, Deed.CARE)

    @property
    def may_own(self) -> bool:
        """Whether the person who asked decides about the child."""
        return rights.may(self.role, Deed.OWN)

    @property
    def is_self(self) -> bool:
        """Whether the person who asked is this child: a young person with a sign-in of their own."""
        return self.role == Kind.SELF

    def seen_from_here(self, at: datetime) -> datetime:
        """Return a time by the clocks of whoever asks; the zone of another home is nobody's business."""
        if self.here_id in {None, self.family_id}:
            return at
        return datetime.fromisoformat(at.astimezone(timezone.get_current_timezone()).isoformat())

    @property
    def weight_in_words(self) -> str:
        """The weight at birth as both halves of the world weigh."""
        ounces = round((self.weight_grams or 0) / 28.349523125)
        return f"{(self.weight_grams or 0) / 1000:g} kg ({ounces // 16} lb {ounces % 16} oz)"

    def birth(self) -> Birth:
        """Return the birth as the craft knows it."""
        return Birth(self.born_date, self.gestation_days, self.weight_grams)

    def value(self) -> core.Child:
        """Return the child as the craft knows it; fetch it `whole`, or each kind of row is a query more."""
        return core.Child(
            birth=self.birth(),
            seen=frozenset(Milestone(row.milestone) for row in self.milestones.all()),
            conditions=frozenset(row.condition for row in self.conditions.all()),
            yeses=frozenset(
                core.Yes(row.condition, row.who, row.said_date)
                for row in self.yeses.all()
                if not row.withdrawn_at
            ),
            facts=tuple(row.fact() for row in self.happenings.all()),
            navel_healed=self.navel_healed,
        )


class Role(Row):
    """What one person is for one child, since when and by whom; ended roles stay, so that late news finds its child.

    A young person's role says when they agreed, and to which edition of the words.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=6, choices=ROLES)
    since_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_to = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["child", "person"], condition=models.Q(ended_at=None), name="one_role_for_a_child"
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=models.Q(kind=str(Kind.SELF), ended_at=None),
                name="one_self_of_a_child",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[name for name, _ in ROLES]), name="a_role_is_one_of_four"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=str(Kind.SELF)) | models.Q(agreed_at__isnull=False),
                name="nobody_is_signed_in_as_themselves_unasked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.child_id}"


class Invitation(Row):
    """An invitation to be something for children: opened by a link, once, until it expires or is taken back.

    Only the digest of its code is kept. `joins_home`: whoever accepts lives in the home of `by`.
    """

    code_digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=6, choices=ROLES)
    joins_home = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    children = models.ManyToManyField(Child, through="InvitedTo", related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[name for name, _ in ROLES]),
                name="an_invitation_is_for_one_of_four",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="an_invitation_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation until {self.expires_at:%d %b}"


class InvitedTo(Row):
    """One child that an invitation is for."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="invited_to")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "child"], name="invited_to_a_child_once")
        ]

    def __str__(self) -> str:
        return str(self.child_id)


class FormerBirth(Row):
    """What was written down of a birth before somebody put it right."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="former_births")
    born_date = models.DateField()
    gestation_days = models.PositiveSmallIntegerField(null=True)
    due_date = models.DateField(null=True)
    days_early = models.PositiveSmallIntegerField(null=True)
    weight_grams = models.PositiveSmallIntegerField(null=True)
    counted_until_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.counted_until_at:%d %b %Y}"

    @property
    def weeks(self) -> str:
        """The length of the pregnancy, as far as it was known."""
        return "" if self.gestation_days is None else in_weeks(self.gestation_days)


class SeenMilestone(Row):
    """A milestone that somebody has seen."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.CharField(max_length=20, choices=[(value, value) for value in Milestone])
    seen_date = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["child", "milestone"], name="a_milestone_once")
        ]

    def __str__(self) -> str:
        return self.milestone


class KnownCondition(Row):
    """Something to know about a child."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="conditions")
    condition = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["child", "condition"], name="a_condition_once")
        ]

    def __str__(self) -> str:
        return self.condition


class ProfessionalYes(Row):
    """A professional's yes to one condition: who said it and when.

    Kept for good; it counts until it is withdrawn, as when what it was about has changed.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="yeses")
    condition = models.CharField(max_length=40)
    who = models.CharField(max_length=120)
    said_date = models.DateField()
    told_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.who}, {self.said_date}"


class Erased(Row):
    """That a child, a person or a home was erased: the id alone, so that no phone which was away brings anything back.

    Of a session that was erased it is a trace of the id, which does not tell when it was.
    """

    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Happened(Row):
    """Something that happened to a child, as the readiness questions heard it."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="happenings")
    what = models.CharField(max_length=20, choices=[(value, value) for value in core.Happening])
    at = models.DateTimeField()
    part = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=False)
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.what

    def fact(self) -> core.Fact:
        """Return it as the craft knows it."""
        return core.Fact(core.Happening(self.what), self.at, self.part, self.is_open)


class TriedProduct(Row):
    """A patch test of one product on one child."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="products")
    product = models.CharField(max_length=40)
    place = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    allergy_in_family = models.BooleanField(default=False)
    looks = models.JSONField(default=list)
    reacted_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.product

    def test(self) -> PatchTest:
        """Return the patch test as the craft knows it; looks are kept as seconds after its start."""
        return PatchTest(
            product=self.product,
            place=self.place,
            started_at=self.started_at,
            allergy_in_family=self.allergy_in_family,
            looked_at=tuple(self.started_at + timedelta(seconds=seconds) for seconds in self.looks),
            reacted_at=self.reacted_at,
            last_used_at=self.last_used_at,
        )
