"""All that Handsong keeps, table by table: whose it is, what it is called in a copy and on a receipt.

A table that stands neither here as a kind nor among those that no copy holds turns a test red: nobody
can add one that a copy forgets, or that outlives those it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from handsong.web.accounts.models import Person
from handsong.web.diary import accounts
from handsong.web.diary import door as diary
from handsong.web.diary.models import Event
from handsong.web.families import door as families
from handsong.web.families.models import InvitedTo, Role
from handsong.web.families.rights import Deed
from handsong.web.player.models import Check

Rows = models.QuerySet[Any]


def _moments(person: Person) -> Rows:
    """Return the events of the sessions that this person may see."""
    return Event.objects.filter(session__in=diary.sessions_of(person).values("pk"))


def _checks(person: Person) -> Rows:
    """Return the checks that this person may see: a young person's private ones are their own."""
    own = families.selves_of(person).values("pk")
    return Check.objects.filter(models.Q(is_private=False) | models.Q(child__in=own))


def _invited_to(person: Person) -> Rows:
    """Return the children of this person's own invitations."""
    return InvitedTo.objects.filter(invitation__by=person)


def roles_seen(person: Person) -> models.QuerySet[Role]:
    """Return the roles that this person may see: of those who have left, an owner's and one's own."""
    owned = families.children_of(person, Deed.OWN).values("pk")
    return Role.objects.filter(models.Q(ended_at=None) | models.Q(person=person) | models.Q(child__in=owned))


@dataclass(frozen=True)
class Kind:
    """One table: its model, its file in a copy, its words on a receipt, and what a parent may want to know of it.

    `child`, `person` and `family` are the ways from a row to those it is about, empty where there is none;
    `seen` is the door that says which rows somebody may see, where not all that is about a child may be.
    """

    label: str
    file: str
    words: str
    says: str
    child: str = ""
    person: str = ""
    family: str = ""
    seen: Callable[[Person], Rows] | None = None

    @property
    def model(self) -> type[models.Model]:
        """The model of the table."""
        return apps.get_model(self.label)

    def of_children(self, person: Person, children: Collection[UUID]) -> Rows:
        """Return the rows about these children that this person may see, in an order that stays."""
        rows = self.seen(person) if self.seen else self.model._default_manager.all()  # noqa: SLF001 - Django's own way to ask a model
        return rows.filter(**{f"{self.child}__in": list(children)}).order_by("pk")

    def of_person(self, person: Person) -> Rows:
        """Return the rows that are this person's own."""
        return self.model._default_manager.filter(**{self.person: person.pk}).order_by("pk")  # noqa: SLF001 - the same

    def named(self, keys: Collection[UUID]) -> Rows:
        """Return the rows with these keys."""
        return self.model._default_manager.filter(pk__in=keys).order_by("pk")  # noqa: SLF001 - the same

    def of_families(self, families: Collection[UUID]) -> Rows:
        """Return the rows of these families."""
        return self.model._default_manager.filter(**{f"{self.family}__in": list(families)}).order_by("pk")  # noqa: SLF001 - the same


KINDS = (
    Kind(
        "families.Child",
        "children",
        "child, with name, birth and choices",
        "Each child: name, birth, your own words, what you chose for drawings.",
        child="pk",
    ),
    Kind(
        "families.KnownCondition",
        "things-to-know",
        "things to know",
        "What is to be known of a child.",
        child="child",
    ),
    Kind(
        "families.SeenMilestone",
        "milestones",
        "milestones",
        "What was seen, and when it was told.",
        child="child",
    ),
    Kind(
        "families.ProfessionalYes",
        "yeses",
        "yeses of professionals",
        "What a professional said yes to: who, when, and whether it was withdrawn.",
        child="child",
    ),
    Kind(
        "families.Happened",
        "things-that-happened",
        "things that happened",
        "Fever, injections, rashes and the like: when, where, and whether it still is.",
        child="child",
    ),
    Kind(
        "families.FormerBirth",
        "former-births",
        "earlier versions of the birth",
        "What was written down of a birth before it was put right.",
        child="child",
    ),
    Kind(
        "families.TriedProduct",
        "patch-tests",
        "patch tests",
        "Products that were tried, and each look.",
        child="child",
    ),
    Kind(
        "player.Check",
        "readiness-checks",
        "readiness checks",
        "The questions before a massage, and your answers.",
        child="child",
        seen=_checks,
    ),
    Kind(
        "diary.Session",
        "sessions",
        "sessions",
        "Each session: its plan as the phone had it, and what it came to.",
        child="child",
        seen=diary.sessions_of,
    ),
    Kind(
        "diary.Event",
        "moments",
        "moments in sessions",
        "Every moment of each session, as the phone told it, with the phone's own time.",
        child="session__child",
        seen=_moments,
    ),
    Kind(
        "diary.Account",
        "accounts",
        "account of what is liked and known",
        "What was learnt so far, in short, without the latest session, which it names.",
        child="child",
    ),
    Kind(
        "diary.SetAside",
        "set-aside",
        "things set aside",
        "What a phone told that could not be read or placed, as it came, and why.",
        child="child",
        family="family",
        seen=diary.aside_of,
    ),
    Kind(
        "diary.Course",
        "course",
        "home course",
        "The five-week course: in which week you are, and since when.",
        child="child",
    ),
    Kind(
        "diary.Ticked",
        "course-ticks",
        "parts of the home course that were done",
        "What you ticked in each week of the course.",
        child="course__child",
    ),
    Kind(
        "families.Role",
        "roles",
        "who was what for the child",
        "Who is or was an owner, a carer, a viewer, or the young person themselves, and since when.",
        child="child",
        person="person",
        seen=roles_seen,
    ),
    Kind(
        "families.InvitedTo",
        "invited-to",
        "children in invitations",
        "Which children your invitations are for.",
        child="child",
        seen=_invited_to,
    ),
    Kind(
        "families.Family",
        "home",
        "home, with country and time zone",
        "Where you live, and when your day begins.",
        family="pk",
    ),
    Kind("families.Member", "members", "people at home", "Who belongs to your home.", family="family"),
    Kind(
        "accounts.Person", "me", "person, with name and sign-in", "You, as Handsong knows you.", person="pk"
    ),
    Kind(
        "accounts.Device",
        "my-devices",
        "devices",
        "The phones and browsers that are let in for you.",
        person="person",
    ),
    Kind(
        "accounts.Passkey",
        "my-passkeys",
        "passkeys",
        "Your passkeys, by the names you gave them.",
        person="person",
    ),
    Kind(
        "accounts.RecoveryCode",
        "my-recovery-codes",
        "recovery codes",
        "When your recovery codes were made and used.",
        person="person",
    ),
    Kind(
        "accounts.Token",
        "my-tokens",
        "tokens of programs",
        "The programs that you let in, until when, and for what.",
        person="person",
    ),
    Kind(
        "diary.Reminder",
        "my-reminders",
        "reminders",
        "The reminders that you asked for.",
        person="person",
    ),
    Kind(
        "families.Invitation",
        "my-invitations",
        "invitations",
        "The invitations you made: to be what, until when, and by whom one was accepted.",
        person="by",
    ),
)
"""Every table of which something goes into a copy."""

LEFT_OUT = {
    "families.Erased": "The ids of those who were erased, and traces of sessions: they stay, so that a phone cannot bring anything back.",
    "diary.Untold": "Of which massages a phone told more than is counted yet; before anybody looks, it is counted.",
    "accounts.PairingCode": "A digest that counts for ten minutes.",
    "accounts.Challenge": "What a browser is asked to sign, within five minutes.",
    "accounts.Try": "A digest of what was tried at a sign-in, for a day at most.",
    "accounts.Epoch": "A name that tells phones whether to offer again what they hold; it names nobody.",
}
"""Every other table, and why no copy holds it."""

SECRETS = {
    "families.Invitation.code_digest": "What is kept of an invitation's code.",
    "accounts.Person.password": "What is kept of a password.",
    "accounts.Device.secret_digest": "What is kept of a phone's secret.",
    "accounts.Device.pin": "What is kept of a PIN.",
    "accounts.Passkey.credential": "What a passkey is checked by.",
    "accounts.Passkey.credential_digest": "The same, in short.",
    "accounts.RecoveryCode.code_digest": "What is kept of a recovery code.",
    "diary.Reminder.secret_digest": "What is kept of the address of your calendar.",
    "accounts.Token.secret_digest": "What is kept of a token.",
}
"""What is left out of a row, and what it is: whoever finds a copy must not be able to come in with it."""

HUSHED = {"diary.Account.before": accounts.APART}
"""What is left out of a column: when a young person's own massages ended, and what in them protects."""


def kind(label: str) -> Kind:
    """Return the kind of a table."""
    return next(row for row in KINDS if row.label == label)
