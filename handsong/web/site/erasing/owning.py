"""Who owns which child, and so decides what goes with whom."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import models

from handsong.web.accounts.models import Person
from handsong.web.families import rights
from handsong.web.families.models import Child, Family, Role


def owners(child: Child) -> models.QuerySet[Role]:
    """Return the roles of those who own a child now."""
    return Role.objects.filter(child=child, kind=rights.Kind.OWNER, ended_at=None)


def home_of(person: Person) -> list[UUID]:
    """Return the people of the person's home, who decide together."""
    home = Family.objects.filter(people=person).first()
    return [person.pk, *(home.people.values_list("pk", flat=True) if home else ())]


def doomed(people: Collection[UUID]) -> list[Child]:
    """Return the children whose every owner is among these people."""
    others = (
        Role.objects.filter(kind=rights.Kind.OWNER, ended_at=None).exclude(person__in=people).values("child")
    )
    return list(owned(people).exclude(pk__in=others).order_by("made_at", "pk"))


def owned(people: Collection[UUID]) -> models.QuerySet[Child]:
    """Return the children whom one of these people owns."""
    roles = Role.objects.filter(person__in=people, kind=rights.Kind.OWNER, ended_at=None)
    return Child.objects.filter(pk__in=roles.values("child"))


def needed_elsewhere(
    people: Collection[Person], doomed: Collection[Child], actor: Person
) -> frozenset[Person]:
    """Return those who own a child that stays, or are it: another one’s home is no reason to take their sign-in."""
    stays = Role.objects.filter(kind__in=[rights.Kind.OWNER, rights.Kind.SELF], ended_at=None)
    stays = stays.exclude(child__in=doomed).exclude(person=actor)
    return frozenset(Person.objects.filter(pk__in=stays.filter(person__in=people).values("person")))
