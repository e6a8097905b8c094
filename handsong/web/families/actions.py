"""What families do: add a child, put it right, note what was seen and what happened, erase."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import OperationalError, connection, transaction

from handsong.core import rules
from handsong.core.age import Birth, birth_from
from handsong.core.child import SOMETHING_ELSE, Fact, Happening
from handsong.web.accounts import epoch, tokens
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.families import door, zone
from handsong.web.families.models import (
    Child,
    Erased,
    Family,
    FormerBirth,
    Happened,
    KnownCondition,
    Member,
    ProfessionalYes,
    Role,
    SeenMilestone,
)
from handsong.web.families.rights import Kind


@dataclass(frozen=True)
class BirthTold:
    """What was said of a birth: the due date, the days early, or both; neither and not `is_known`: unknown."""

    born_date: date
    due_date: date | None = None
    days_early: int | None = None
    weight_grams: int | None = None
    is_known: bool = True

    def value(self) -> Birth:
        """Return the birth; raises AgeError for what no birth can have been."""
        if not self.is_known:
            return Birth(self.born_date, None, self.weight_grams)
        return birth_from(
            self.born_date,
            due_date=self.due_date,
            days_early=self.days_early,
            weight_grams=self.weight_grams,
        )


@dataclass(frozen=True)
class ChildTold:
    """All that a form says of a child."""

    name: str
    birth: BirthTold
    milestones: frozenset[str]
    conditions: frozenset[str]
    something_else: str
    tone: int
    colour: str
    navel_healed: bool = False

    @property
    def all_conditions(self) -> frozenset[str]:
        """The ticked conditions, and the one in own words when there are any."""
        return self.conditions | ({SOMETHING_ELSE} if self.something_else else frozenset())


@dataclass(frozen=True)
class Home:
    """Where a family lives: whom to call, and what day it is."""

    country: str
    time_zone: str


def add_child(*, person: Person, child_id: UUID, told: ChildTold, home: Home | None, now: datetime) -> Child:
    """Add a child, with its home when there is none yet; a form that comes twice adds one child.

    Whoever adds it owns it, and so do the other owners who live there. Raises NotForThisRole.
    """
    with transaction.atomic():
        family = door.home_to_decide_about(person) or settle(
            person=person, home=home or Home("", zone.of_this_machine())
        )
        known = door.children_of(person).filter(pk=child_id).first()
        if known is not None:
            return known
        child = Child(pk=new_id() if _is_taken(child_id) else child_id, family=family, made_at=now)
        owners = {person.pk, *_owners_at(family)}
        _write(child, told)
        _note_milestones(child, told.milestones, now.date())
        _note_conditions(child, told, now)
        Role.objects.bulk_create(
            Role(family=family, child=child, person_id=owner, kind=Kind.OWNER, since_at=now, by=person)
            for owner in sorted(owners)
        )
    return child


def edit_child(*, child: Child, told: ChildTold, now: datetime) -> Child:
    """Put a child right; what was written of the birth before is kept."""
    with transaction.atomic():
        if child.birth() != told.birth.value():
            FormerBirth.objects.create(
                family_id=child.family_id,
                child=child,
                born_date=child.born_date,
                gestation_days=child.gestation_days,
                due_date=child.due_date,
                days_early=child.days_early,
                weight_grams=child.weight_grams,
                counted_until_at=now,
            )
        if child.something_else != told.something_else:
            _withdraw(child, {SOMETHING_ELSE}, now)
        _write(child, told)
        _note_milestones(child, told.milestones, now.date())
        _note_conditions(child, told, now)
    return child


def settle_in(*, family: Family, home: Home) -> None:
    """Remember where a family lives."""
    family.country, family.time_zone = home.country, home.time_zone
    family.save(update_fields=["country", "time_zone"])


def start_day_at(*, family: Family, hour: int) -> None:
    """Remember at which hour a day of the diary begins."""
    family.day_starts = hour
    family.save(update_fields=["day_starts"])


def trust_service(*, family: Family, address: str) -> None:
    """Remember the web address of a service that the family trusts; an empty one forgets it."""
    family.service = address
    family.save(update_fields=["service"])


def record_yes(*, child: Child, condition: str, who: str, said_date: date, now: datetime) -> ProfessionalYes:
    """Write down a professional's yes."""
    return ProfessionalYes.objects.create(
        family_id=child.family_id,
        child=child,
        condition=condition,
        who=who,
        said_date=said_date,
        told_at=now,
    )


def remember_facts(*, child: Child, facts: Iterable[Fact], now: datetime) -> list[Happened]:
    """Write down what happened. A new operation is a new question: an earlier yes to one ends."""
    with transaction.atomic():
        rows = [
            Happened(
                family_id=child.family_id,
                child=child,
                what=fact.what,
                at=fact.at,
                part=fact.part,
                is_open=fact.is_open,
                told_at=now,
            )
            for fact in facts
        ]
        if any(row.what == Happening.OPERATION for row in rows):
            _withdraw(child, {rules.OPERATION}, now)
        return Happened.objects.bulk_create(rows)


def settle_fact(*, fact: Happened) -> None:
    """Write down that something is no longer there."""
    fact.is_open = False
    fact.save(update_fields=["is_open"])


def heal_navel(*, child: Child) -> None:
    """Write down that the navel has healed."""
    child.navel_healed = True
    child.save(update_fields=["navel_healed"])


def erase_child(*, child: Child, now: datetime) -> dict[str, int]:
    """Erase a child and all that was ever written of it; return how many rows of each kind went.

    What was freed is overwritten (secure_delete, see site/database.py), and the file is written anew. Its id
    stays behind, and a new epoch begins: every phone offers once more what it keeps, hears that there is
    nothing to tell of this child any more, and forgets it too.
    """
    with transaction.atomic():
        door.wait_for_others([child.family_id])
        Erased.objects.create(pk=child.pk, family_id=child.family_id, at=now)
        tokens.end_tokens_for(child.pk)
        _, counts = child.delete()
        epoch.renew()
        transaction.on_commit(overwrite_what_was_freed)
    return counts


def overwrite_what_was_freed() -> None:
    """Leave nothing of what was erased in freed pages or in the log; outside of a transaction.

    Freed pages are overwritten as they are freed (secure_delete); a page that was split may still hold
    what has moved on, until the file is written anew. While somebody else reads, that waits for the next time.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor, suppress(OperationalError):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def settle(*, person: Person, home: Home) -> Family:
    """Make a home for a person who has none."""
    family = Family.objects.create(country=home.country, time_zone=home.time_zone)
    Member.objects.create(family=family, person=person)
    return family


def _owners_at(home: Family) -> set[UUID]:
    """Return the people who live in a home and own a child that was added there."""
    owners = Role.objects.filter(family=home, kind=Kind.OWNER, ended_at=None, person__member__family=home)
    return set(owners.values_list("person_id", flat=True))


def _is_taken(child_id: UUID) -> bool:
    """Whether an id is another child's, or was one's.

    A form from before an erasure makes a child of its own: what is erased does not come back. Who names the
    child of somebody else does not hear that there is one.
    """
    return Child.objects.filter(pk=child_id).exists() or Erased.objects.filter(pk=child_id).exists()


def _write(child: Child, told: ChildTold) -> None:
    birth = told.birth.value()
    child.name = told.name
    child.tone, child.colour = told.tone, told.colour
    child.born_date = birth.born_date
    child.gestation_days = birth.gestation_days
    child.due_date, child.days_early = told.birth.due_date, told.birth.days_early
    child.weight_grams = birth.weight_grams
    child.navel_healed = told.navel_healed
    child.something_else = told.something_else
    child.save(force_insert=child._state.adding)  # noqa: SLF001 - an id of another family must never be overwritten


def _note_milestones(child: Child, seen: frozenset[str], today: date) -> None:
    had = {row.milestone for row in child.milestones.all()}
    child.milestones.exclude(milestone__in=seen).delete()
    SeenMilestone.objects.bulk_create(
        SeenMilestone(family_id=child.family_id, child=child, milestone=milestone, seen_date=today)
        for milestone in sorted(seen - had)
    )


def _note_conditions(child: Child, told: ChildTold, now: datetime) -> None:
    had = {row.condition for row in child.conditions.all()}
    gone = had - told.all_conditions
    child.conditions.filter(condition__in=gone).delete()
    _withdraw(child, gone, now)
    KnownCondition.objects.bulk_create(
        KnownCondition(family_id=child.family_id, child=child, condition=condition)
        for condition in sorted(told.all_conditions - had)
    )


def _withdraw(child: Child, conditions: set[str] | frozenset[str], now: datetime) -> None:
    """End the yeses to these: they were about something that is no longer so."""
    child.yeses.filter(condition__in=conditions, withdrawn_at=None).update(withdrawn_at=now)
