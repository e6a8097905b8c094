"""Who may get what: the only place where a child and its rows are fetched for a person.

Whoever has no role for a child finds nothing (404); whoever has one that does not reach far enough is
told so (403). A child that comes from here knows the role of the person who asked, and their home.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.accounts.prepared import Prepared
from handsong.web.families import rights
from handsong.web.families.models import (
    Child,
    ChildQuerySet,
    Erased,
    Family,
    Happened,
    Invitation,
    Role,
    TriedProduct,
)
from handsong.web.families.rights import Deed, Kind

ELSEWHERE = (
    "Where you live is decided by those who look after the children there. "
    "Ask one of them to change it, or to make you an owner: on their device, More, then People."
)

_HOME = "roles__person__member__family"
SEEN_AS: Mapping[str, F] = {
    "role": F("roles__kind"),
    "asker_id": F("roles__person_id"),
    "here_id": F(f"{_HOME}_id"),
    "here_country": F(f"{_HOME}__country"),
    "here_day_starts": F(f"{_HOME}__day_starts"),
}
"""What a child knows of who asked: joined to the role that lets them see it, so that it costs no query."""

_homes_of = Prepared(lambda person: Family.objects.filter(people=person).order_by("id")[:1], 1)


def family_of(person: Person) -> Family | None:
    """Return the home that the person lives in; None until there is a first child, or an invitation."""
    return next(_homes_of(person.pk), None)


def home_to_decide_about(person: Person) -> Family | None:
    """Return the home of somebody who may change it and add children; None when there is none yet.

    Whoever lives there and owns a child may, wherever that was added; where none of them owns one, all may.
    Raises NotForThisRole for everybody else who lives there.
    """
    home = family_of(person)
    if home is None:
        return None
    owners = Role.objects.filter(person__member__family=home, kind=Kind.OWNER, ended_at=None)
    if owners.exists() and not owners.filter(person=person).exists():
        raise rights.NotForThisRole(ELSEWHERE)
    return home


def decides_at_home(person: Person) -> bool:
    """Whether the person may change where they live and add children there."""
    try:
        home_to_decide_about(person)
    except rights.NotForThisRole:
        return False
    return True


def children_of(person: Person, to: Deed = Deed.SEE) -> ChildQuerySet:
    """Return the children whom the person may see, or do something to, in the order they were added."""
    mine = Q(roles__person=person, roles__ended_at=None, roles__kind__in=rights.that_may(to))
    return Child.objects.filter(mine).annotate(**SEEN_AS).order_by("made_at", "id")


def child_or_404(person: Person, child_id: Any, to: Deed = Deed.SEE) -> Child:
    """Return a child for whom the person may do this; raise 404, or NotForThisRole."""
    return _allowed(children_of(person).filter(pk=child_id), to)


def whole_child_or_404(person: Person, child_id: Any, now: datetime, to: Deed = Deed.SEE) -> Child:
    """Return the child with all that the rules look at, fetched beforehand; raise 404, or NotForThisRole."""
    return _allowed(children_of(person).filter(pk=child_id).whole(now), to)


def erased_of(children: Collection[UUID]) -> set[UUID]:
    """Return which of these were children and have been erased.

    Whoever can name one has known it, so that the phone of somebody who has left forgets it too.
    """
    return set(Erased.objects.filter(pk__in=children).values_list("pk", flat=True))


def known_of(children: Collection[UUID]) -> set[UUID]:
    """Return which of these are children here, whoever's; never to be told."""
    return set(Child.objects.filter(pk__in=children).values_list("pk", flat=True)) if children else set()


def wait_for_others(families: Iterable[UUID]) -> None:
    """Wait until nobody else writes into these families; others then wait for us. Within a transaction.

    In one file there is nothing to wait for: its transactions begin one after the other (site/database.py).
    """
    if not connection.features.has_select_for_update:
        return
    rows = Family.objects.filter(pk__in=list(families)).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))


def wait_for_homes_of(person: Person) -> None:
    """Wait until nobody else writes into the families that the person's phones may tell of."""
    if connection.features.has_select_for_update:
        wait_for_others(families_of(person))


def families_of(person: Person) -> list[UUID]:
    """Return whose rows the person's phones may tell of, their own home first: also where a role has ended."""
    home = Family.objects.filter(people=person).values_list("pk", flat=True)
    of_children = Role.objects.filter(person=person).order_by("family").values_list("family", flat=True)
    return list(dict.fromkeys([*home, *of_children]))


def roles_ever(person: Person, children: Collection[UUID]) -> dict[UUID, Role]:
    """Return what the person is, or was last, for each of these children, with the child."""
    rows = Role.objects.filter(person=person, child__in=children).select_related("child")
    latest = rows.order_by(F("ended_at").asc(nulls_last=True), "since_at", "pk")
    return {row.child_id: row for row in latest}


def is_in_two_homes(child: Child) -> bool:
    """Whether people of more than one home have a role for the child, or had one: what they told stays."""
    homes = Role.objects.filter(child=child).values("person__member__family").distinct()
    return homes.count() > 1


def selves_of(person: Person) -> ChildQuerySet:
    """Return the child that this person is, where they are one: a young person with a sign-in of their own.

    Asking `children_of` for a kind once more would ask for anybody's role of that kind.
    """
    return Child.objects.filter(roles__person=person, roles__ended_at=None, roles__kind=Kind.SELF)


def self_of(child: UUID) -> UUID | None:
    """Return who is this child, as a young person, or was last: what is private of it is theirs, also when they left."""
    roles = Role.objects.filter(child=child, kind=Kind.SELF).order_by(F("ended_at").desc(nulls_first=True))
    return roles.values_list("person", flat=True).first()


def last_selves_of(person: Person) -> list[UUID]:
    """Return which children this person is, as a young person, or was last."""
    ever = Role.objects.filter(person=person, kind=Kind.SELF).values_list("child", flat=True).distinct()
    return [child for child in ever if self_of(child) == person.pk]


def is_a_young_person(person: Person) -> bool:
    """Whether the person has a sign-in of their own as a child of this household."""
    return selves_of(person).exists()


def fact_or_404(person: Person, fact_id: Any, to: Deed = Deed.SEE) -> Happened:
    """Return something that happened to a child of the person's, for whom they may do this; or raise 404."""
    fact = Happened.objects.filter(pk=fact_id).first()
    if fact is None:
        raise Http404
    fact.child = child_or_404(person, fact.child_id, to)
    return fact


def tried_product_or_404(person: Person, test_id: Any, to: Deed = Deed.SEE) -> TriedProduct:
    """Return a patch test of a child of the person's, for whom they may do this; or raise 404."""
    test = TriedProduct.objects.filter(pk=test_id).first()
    if test is None:
        raise Http404
    test.child = child_or_404(person, test.child_id, to)
    return test


def chosen_child(person: Person, wanted: str) -> Child | None:
    """Return the child that was switched to, else the first; None when there is none yet."""
    children = list(children_of(person))
    return next((child for child in children if str(child.pk) == wanted), children[0] if children else None)


def role_or_404(person: Person, role_id: Any, to: Deed = Deed.SEE) -> Role:
    """Return somebody's role for a child for whom the person may do this; or raise 404."""
    role = Role.objects.filter(pk=role_id, ended_at=None).select_related("person", "by").first()
    if role is None:
        raise Http404
    role.child = child_or_404(person, role.child_id, to)
    return role


def invitation_or_404(person: Person, invitation_id: Any) -> Invitation:
    """Return an invitation that this person made; nobody else hears of it."""
    invitation = Invitation.objects.filter(by=person, pk=invitation_id).first()
    if invitation is None:
        raise Http404
    return invitation


def _allowed(children: ChildQuerySet, to: Deed) -> Child:
    child = children.first()
    if child is None:
        raise Http404
    if not rights.may(child.role, to):
        raise rights.refuse(to)
    return child
