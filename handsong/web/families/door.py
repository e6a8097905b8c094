"""Who may get what: the only place where a family's rows are fetched for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, ChildQuerySet, Erased, Family, Happened, TriedProduct


def family_of(person: Person) -> Family | None:
    """Return the person's family; None until there is a first child."""
    return Family.objects.filter(people=person).order_by("id").first()


def children_of(person: Person) -> ChildQuerySet:
    """Return the children of the person's family, in the order they were added."""
    return Child.objects.filter(family__people=person).order_by("made_at", "id")


def child_or_404(person: Person, child_id: Any) -> Child:
    """Return a child of the person's family, or raise 404."""
    return _or_404(children_of(person).filter(pk=child_id))


def whole_child_or_404(person: Person, child_id: Any, now: datetime) -> Child:
    """Return the child with all that the rules look at, fetched beforehand; or raise 404."""
    return _or_404(children_of(person).filter(pk=child_id).whole(now))


def erased_of(person: Person, children: Collection[UUID]) -> set[UUID]:
    """Return which of these were children of the person's family and have been erased."""
    gone = Erased.objects.filter(family__people=person, pk__in=children)
    return set(gone.values_list("pk", flat=True))


def wait_for_others(families: Iterable[UUID]) -> None:
    """Wait until nobody else writes into these families; others then wait for us. Within a transaction."""
    rows = Family.objects.filter(pk__in=list(families)).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))


def families_of(person: Person) -> list[UUID]:
    """Return the ids of the person's families, the first one first."""
    return list(Family.objects.filter(people=person).order_by("id").values_list("pk", flat=True))


def fact_or_404(person: Person, fact_id: Any) -> Happened:
    """Return something that happened to a child of the person's family, or raise 404."""
    facts = Happened.objects.select_related("child").filter(child__family__people=person, pk=fact_id)
    fact = facts.first()
    if fact is None:
        raise Http404
    return fact


def tried_product_or_404(person: Person, test_id: Any) -> TriedProduct:
    """Return a patch test of a child of the person's family, or raise 404."""
    tests = TriedProduct.objects.select_related("child").filter(child__family__people=person, pk=test_id)
    test = tests.first()
    if test is None:
        raise Http404
    return test


def chosen_child(person: Person, wanted: str) -> Child | None:
    """Return the child that was switched to, else the first; None when there is none yet."""
    children = list(children_of(person))
    return next((child for child in children if str(child.pk) == wanted), children[0] if children else None)


def _or_404(children: ChildQuerySet) -> Child:
    child = children.first()
    if child is None:
        raise Http404
    return child
