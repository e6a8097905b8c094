"""What is done to erase: a child, a person, a household; each completely, and each with a receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Q
from django.http import Http404

from handsong.web.accounts import epoch
from handsong.web.accounts.models import Person
from handsong.web.diary import accounts
from handsong.web.diary import door as diary
from handsong.web.diary.models import Session, SetAside
from handsong.web.families import actions as families
from handsong.web.families import door as families_door
from handsong.web.families import rights
from handsong.web.families.actions import Home
from handsong.web.families.models import Child, Erased, Family, Member, Role
from handsong.web.player.models import Check
from handsong.web.site.backup import kept
from handsong.web.site.erasing import aside, owning, receipts, traces
from handsong.web.site.erasing.receipts import Receipt

OWNED_ELSEWHERE = (
    "An owner who lives in another home decides about this child too, so neither of you can erase it alone. "
    "You can leave: More, then People. Once one of you has left, the other one can erase."
)
LAST_OWNER = (
    "You are the only owner of a child. Make somebody else an owner first (More, then People), or tick that "
    "the child is erased with you."
)
NOT_YOURS = (
    "A child of this household has other owners, and you are none of them. Ask one of them to erase the "
    "household, or to make you an owner: More, then People."
)
OTHERS_LIVE_HERE = (
    "Others live here too, and you are the owner of no child, so their sign-ins are not yours to erase. "
    "You can erase yourself, and each of them can: More, then Erase."
)

A_HOME = "A home, with its country, and what was told there that is of no child."


class UnableToErase(ValueError):
    """This cannot be erased; the message says why and what to do."""


@dataclass(frozen=True)
class Where:
    """Where a household lies, and when it is asked about."""

    data: Path
    now: datetime


def erase_child(*, child: Child, actor: Person, where: Where) -> Receipt:
    """Erase a child and all that was ever written of it; raises UnableToErase, or what the door says by then."""
    with transaction.atomic():
        families_door.wait_for_others([child.family_id])
        found = families_door.child_or_404(actor, child.pk, rights.Deed.OWN)
        if elsewhere(found, actor):
            raise UnableToErase(OWNED_ELSEWHERE)
        gone = _gone([found], [])
        counts = _erase_children([found], where.now)
        left = aside.unplaced(Family.objects.filter(people=actor).first())
    return _receipt("A child was erased", gone, counts, where, left)


def elsewhere(child: Child, actor: Person) -> bool:
    """Whether somebody who lives in another home than this person owns the child too."""
    return owning.owners(child).exclude(person__in=owning.home_of(actor)).exists()


def only_owned(person: Person) -> list[Child]:
    """Return the children that have no other owner: with this person they would be nobody's."""
    return owning.doomed([person.pk])


def erase_person(*, person: Person, with_children: bool, where: Where) -> Receipt:
    """Erase a person: sign-in, devices, roles. What they told of a child stays with it.

    Children who have no other owner are erased too, when that was chosen; raises UnableToErase, or Http404
    when the person is gone by then. What a young person kept private goes with them: nobody else could ever see it.
    """
    with transaction.atomic():
        _wait_for_homes_of([person])
        if Person.objects.select_for_update().filter(pk=person.pk).first() is None:
            raise Http404
        doomed = owning.doomed([person.pk])
        if doomed and not with_children:
            raise UnableToErase(LAST_OWNER)
        home, gone = Family.objects.filter(people=person).first(), _gone(doomed, [person])
        counts = _erase_children(doomed, where.now)
        counts += _erase_people([person], where.now, home)
        if home is not None and not home.people.exists():
            gone |= {home.pk: A_HOME}
            counts += _empty(home, where.now)
        left = aside.unplaced(home)
    return _receipt("A person was erased", gone, counts, where, left)


def erase_household(*, home: Family, actor: Person, where: Where) -> Receipt:
    """Erase a home: its children, its people with their sign-ins, and guests who have nothing else here.

    A child who has an owner in another home stays with that owner, and so do the sign-ins of the others here
    who own it or are it: they only leave this home. Raises UnableToErase when the actor does not own every
    child that would go, or owns none and does not live alone; Http404 when the actor does not live there by then.
    """
    with transaction.atomic():
        _wait_for_homes_of(home.people.all())
        everybody = list(home.people.order_by("pk"))
        if actor not in everybody:
            raise Http404
        doomed = owning.doomed([person.pk for person in everybody])
        if not all(owning.owners(child).filter(person=actor).exists() for child in doomed):
            raise UnableToErase(NOT_YOURS)
        if everybody != [actor] and not owning.owned([actor.pk]).exists():
            raise UnableToErase(OTHERS_LIVE_HERE)
        staying = owning.needed_elsewhere(everybody, doomed, actor)
        people = [person for person in everybody if person not in staying]
        guests, gone = _guests(doomed, everybody), _gone(doomed, people)
        counts = _erase_children(doomed, where.now)
        leaving = _with_nothing_left(guests)
        gone |= _gone([], leaving)
        counts += _erase_people([*people, *leaving], where.now, home)
        _move_out(staying, home)
        gone |= {home.pk: A_HOME}
        counts += _empty(home, where.now)
    return _receipt("A household was erased", gone, counts, where)


def _wait_for_homes_of(people: Iterable[Person]) -> None:
    """Wait until nobody else changes who is what for the children of these people."""
    families_door.wait_for_others(pk for person in people for pk in families_door.families_of(person))


def _erase_children(children: Iterable[Child], now: datetime) -> Counter[str]:
    """Erase children, and what phones told of their sessions before it was known whose they were."""
    counts: Counter[str] = Counter()
    for child in children:
        counts += _leave_traces(Session.objects.filter(child=child), now)
        counts.update(families.erase_child(child=child, now=now))
    return counts


def _leave_traces(sessions: models.QuerySet[Session], now: datetime) -> Counter[str]:
    """Before sessions go: leave a trace of each, so that no phone brings it back, and erase what was set aside of them."""
    left = [
        Erased(pk=diary.trace_of(pk), family_id=home, at=now)
        for pk, home in sessions.values_list("pk", "family_id")
    ]
    Erased.objects.bulk_create(left, ignore_conflicts=True)
    return Counter(SetAside.objects.filter(session__in=sessions.values("pk")).delete()[1])


def _erase_people(people: Iterable[Person], now: datetime, home: Family | None) -> Counter[str]:
    counts: Counter[str] = Counter()
    for person in people:
        counts += _erase_private(person, now)
        _remember(person, now, home)
        counts.update(person.delete()[1])
    epoch.renew()
    transaction.on_commit(families.overwrite_what_was_freed)
    return counts


def _erase_private(person: Person, now: datetime) -> Counter[str]:
    """Erase what a young person kept private; what names nobody is of whoever was the child last.

    That they went stays at the child, so that no phone brings back what they told in private until then.
    """
    own, counts = families_door.last_selves_of(person), Counter[str]()
    sessions = Session.objects.filter(Q(by=person) | Q(by=None, child__in=own), is_private=True)
    counts += _leave_traces(sessions, now)
    counts.update(sessions.delete()[1])
    counts.update(Check.objects.filter(child__in=own, is_private=True).delete()[1])
    for child in Child.objects.filter(pk__in=own):
        told_at = {"family_id": child.family_id, "at": now}
        Erased.objects.update_or_create(pk=diary.trace_of_self(child.pk), defaults=told_at)
    told = Q(told_by=person) | Q(told_by=None, child__in=own)
    counts.update(SetAside.objects.filter(told, is_private=True).delete()[1])
    accounts.set_apart_anew(
        children=Role.objects.filter(person=person, kind=rights.Kind.SELF).values("child")
    )
    return counts


def _remember(person: Person, now: datetime, home: Family | None) -> None:
    """Keep the person's number, with a home that knew them; without one nothing of them is anywhere."""
    roles = Role.objects.filter(person=person).values_list("family", flat=True)
    known = home.pk if home else roles.order_by("pk").first()
    if known is not None:
        Erased.objects.get_or_create(pk=person.pk, defaults={"family_id": known, "at": now})


def _empty(home: Family, now: datetime) -> Counter[str]:
    """Erase all that is left of a home where nobody lives: the numbers of who was erased stay with its own.

    It is remembered too, so that an older backup does not bring back what was of no child and of no person.

    What is of a child or of a person goes with them alone, also of somebody who lived here once.
    The rows of a child who lives on in another home stay with the number of this one, and with the zone
    that their days were counted in.
    """
    counts: Counter[str] = Counter(SetAside.objects.filter(family=home, child=None).delete()[1])
    stays = Child.objects.filter(family=home).exists()
    plain = Family(time_zone=home.time_zone if stays else "UTC")
    for name in ("country", "time_zone", "day_starts", "service"):
        setattr(home, name, getattr(plain, name))
    home.save()
    Erased.objects.get_or_create(pk=home.pk, defaults={"family_id": home.pk, "at": now})
    counts["families.Family"] += 1
    return counts


def _move_out(people: Iterable[Person], home: Family) -> None:
    """Let people live in a home of their own, which knows the same country, as whoever leaves does."""
    for person in people:
        Member.objects.filter(person=person, family=home).delete()
        families.settle(person=person, home=Home(home.country, home.time_zone))


def _guests(children: Iterable[Child], people: Iterable[Person]) -> list[Person]:
    """Return those who were let in for these children, and live elsewhere or nowhere here."""
    roles = Role.objects.filter(child__in=list(children)).values("person")
    return list(Person.objects.filter(pk__in=roles).exclude(pk__in=[person.pk for person in people]))


def _with_nothing_left(people: Iterable[Person]) -> list[Person]:
    """Return those who have no home here and no child any more."""
    return [
        person
        for person in people
        if not person.is_local
        and not Member.objects.filter(person=person).exists()
        and not Role.objects.filter(person=person).exists()
    ]


def _gone(children: Iterable[Child], people: Iterable[Person]) -> dict[UUID, str]:
    """Return who will be gone: the number that stays behind, and what a receipt says of them."""
    told = {child.pk: f"A child whose name begins with {receipts.letter(child.name)}." for child in children}
    return told | {person.pk: "A person, with sign-in, devices and roles." for person in people}


def _receipt(
    title: str,
    gone: Mapping[UUID, str],
    counts: Mapping[str, int],
    where: Where,
    unplaced: Collection[str] = (),
) -> Receipt:
    """Erase what lies elsewhere in the data folder too, and say what went and what stays."""
    rows = Erased.objects.values_list("id", "family_id", "at")
    noted = (traces.note(where.data, rows),) if connection.vendor == "sqlite" else ()
    left = traces.forget(where.data, gone)
    return Receipt(
        title=title,
        what=tuple(gone.values()),
        numbers=tuple(map(str, gone)),
        counts=receipts.named(counts),
        stays=(
            receipts.IDS,
            *noted,
            *unplaced,
            *receipts.backups_in_words(kept.everybodys(where.data), where.now),
            receipts.PHONES,
            receipts.TAKEN_ALONG,
            *left,
        ),
        at=where.now,
    )
