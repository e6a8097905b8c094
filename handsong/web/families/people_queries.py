"""Questions about people: who is what for each child, and which invitations wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handsong.web.accounts.models import Person
from handsong.web.families import door, people
from handsong.web.families.models import Child, Invitation, Member, Role
from handsong.web.families.rights import Kind

YOU, NOBODY = "You", "Somebody who has given no name yet"
CALLED = {Kind.OWNER: "owner", Kind.CARER: "carer", Kind.VIEWER: "onlooker", Kind.SELF: "the young person"}


@dataclass(frozen=True)
class Known:
    """Somebody as another one sees them: a name they gave themselves, what they are, and no more.

    `why_not`: why the person who asks cannot change it; `others` are what they could be made.
    """

    role: Role
    name: str
    called: str
    is_you: bool
    lives_elsewhere: bool
    can_be_changed: bool
    why_not: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Circle:
    """The people around one child; `gone` are those who left or were removed, with the day, for owners."""

    child: Child
    people: tuple[Known, ...]
    gone: tuple[Known, ...]

    @property
    def is_in_two_homes(self) -> bool:
        """Whether an owner lives in another home than the person who asks."""
        return any(row.lives_elsewhere and row.role.kind == Kind.OWNER for row in self.people)


def circles(person: Person, now: datetime) -> list[Circle]:
    """Return the children of a person with the people around each."""
    children = list(door.children_of(person))
    rows = Role.objects.filter(child__in=children).select_related("person").order_by("since_at", "pk")
    homes = dict(Member.objects.filter(person__roles__child__in=children).values_list("person", "family"))
    by_child: dict[UUID, list[Role]] = {}
    for row in rows:
        by_child.setdefault(row.child_id, []).append(row)
    return [_circle(child, person, by_child.get(child.pk, []), homes) for child in children]


def _circle(child: Child, person: Person, rows: Iterable[Role], homes: dict[UUID, UUID]) -> Circle:
    told = [_known(row, child, person, homes) for row in rows]
    there = tuple(row for row in told if row.role.ended_at is None)
    names = {row.role.person_id for row in there}
    gone = tuple(row for row in told if row.role.ended_at is not None and row.role.person_id not in names)
    return Circle(child, there, gone if child.may_own else ())


def _known(row: Role, child: Child, person: Person, homes: dict[UUID, UUID]) -> Known:
    refused = people.why_not(role=row, person=person) if child.may_own else ""
    is_you = row.person_id == person.pk
    can_be_changed = child.may_own and not refused and not is_you
    return Known(
        role=row,
        name=YOU if is_you else row.person.name or NOBODY,
        called=CALLED[Kind(row.kind)],
        is_you=is_you,
        lives_elsewhere=homes.get(row.person_id) != homes.get(person.pk),
        can_be_changed=can_be_changed,
        why_not=refused if not is_you and row.kind != Kind.OWNER else "",
        others=tuple((kind, CALLED[kind]) for kind in people.ORDER if kind != row.kind)
        if can_be_changed
        else (),
    )


def open_invitations(person: Person, now: datetime) -> list[Invitation]:
    """Return the invitations of a person that nobody has accepted yet; nobody else sees them."""
    rows = Invitation.objects.filter(by=person, used_at=None, ended_at=None, expires_at__gt=now)
    found = rows.prefetch_related("children").order_by("made_at", "pk")
    return [row for row in found if row.children.all()]
