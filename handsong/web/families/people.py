"""What is done about people: invite, accept, change what somebody is, remove, leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from handsong.core.age import add_months
from handsong.web.accounts import actions as accounts
from handsong.web.accounts import door as devices
from handsong.web.accounts import ways_in
from handsong.web.accounts.models import Device, How, Person
from handsong.web.families import actions, door, zone
from handsong.web.families.actions import Home
from handsong.web.families.models import Child, Invitation, InvitedTo, Member, Role
from handsong.web.families.rights import Deed, Kind

SELF_FROM = 13
"""Years: from this birthday a young person may have a sign-in of their own."""

AGREED_TO = "2026-11"
"""The edition of the words that a young person agrees to; another one whenever those words change."""

DAYS, LONGEST = 7, 14
GROUPS_OF_A_CODE = 5
"""Twenty letters: 99 bits, enough for a code that counts for days."""

OVER = (
    "This invitation was used already, was taken back, or is too old. "
    "Ask whoever sent it for a fresh one: More, then People."
)
OWN_INVITATION = "This is your own invitation. Send the link to the person you invite."
AGREE_FIRST = "Tick that you agree, or leave the page: nothing begins without you."
NAME_FIRST = "Give the name by which the others see you, such as your first name."
NO_CHILD = "Choose at least one child."
ONE_CHILD = "A young person is invited for one child: themselves. Choose that child alone."
TOO_YOUNG = "A sign-in of their own is for young people from 13 years on, by the date of birth."
ANOTHERS = (
    "Before you, somebody else has been this child here, and what they kept private is theirs. Whoever that was "
    "opens the link on their own device, or signs in first; or they erase themselves first: More, then Erase."
)
DECIDES = "You decide about this child, so you cannot be the child. Open the link on the device of the young person."
IS_THERE = "There is somebody who is this child already. They end that themselves, under People."
LAST_OWNER = "Nobody else decides about this child. Make somebody else an owner first and then leave, or erase the child."
EQUALS = "Owners are equal: none can change or remove another one. Each of them can leave."
THEIRS = "A young person’s sign-in is theirs: they end it themselves, under People."
CHANGED = "Somebody changed just now what this person is. Look at People once more."
OTHER_SIDE = "This person was invited from the other home. An owner there can change it."

ORDER = (Kind.VIEWER, Kind.CARER, Kind.OWNER)
"""What may be less than what; whoever has more already loses nothing by an invitation."""


class UnableToInvite(ValueError):
    """This invitation cannot be made; the message says why and what to do."""


class UnableToAccept(ValueError):
    """The invitation cannot be accepted; the message says why and what to do."""


class UnableToChange(ValueError):
    """What this person is cannot be changed by whoever asks; the message says why."""


class UnableToLeave(ValueError):
    """The person cannot leave yet; the message says what comes first."""


@dataclass(frozen=True)
class Wanted:
    """Whom somebody would like to invite: as what, for which children, into which home, for how many days."""

    kind: Kind
    children: Sequence[Child]
    joins_home: bool = False
    days: int = DAYS


@dataclass(frozen=True)
class Guest:
    """Whoever accepts: new here with a name and a device, or known already; where they live, if elsewhere.

    `in_hand` is the device by which they are known; None at the machine itself.
    """

    name: str = ""
    device: str = ""
    home: Home | None = None
    agrees: bool = False
    in_hand: Device | None = None


def invite(*, by: Person, wanted: Wanted, now: datetime) -> str:
    """Make an invitation and return its code; only a digest is kept. Raises UnableToInvite.

    The children come from the door, for somebody who decides about them.
    """
    fault = _fault(wanted, now.date())
    if fault:
        raise UnableToInvite(fault)
    code = accounts.code(GROUPS_OF_A_CODE)
    family_id = wanted.children[0].family_id
    with transaction.atomic():
        invitation = Invitation.objects.create(
            family_id=family_id,
            code_digest=devices.digest(code),
            kind=wanted.kind,
            joins_home=wanted.joins_home,
            by=by,
            made_at=now,
            expires_at=now + timedelta(days=min(max(wanted.days, 1), LONGEST)),
        )
        InvitedTo.objects.bulk_create(
            InvitedTo(family_id=child.family_id, invitation=invitation, child=child)
            for child in wanted.children
        )
    return code


def _fault(wanted: Wanted, today: date) -> str:
    if not wanted.children:
        return NO_CHILD
    if wanted.kind is not Kind.SELF:
        return ""
    if len(wanted.children) > 1:
        return ONE_CHILD
    child = wanted.children[0]
    if not is_old_enough(child, today):
        return TOO_YOUNG
    is_taken = child.roles.filter(kind=Kind.SELF, ended_at=None).exists()
    return IS_THERE if is_taken else ""


def is_old_enough(child: Child, today: date) -> bool:
    """Whether a child may have a sign-in of their own, by the date of birth."""
    return add_months(child.born_date, 12 * SELF_FROM) <= today


def take_back(*, invitation: Invitation, now: datetime) -> None:
    """End an invitation that nobody has accepted."""
    Invitation.objects.filter(pk=invitation.pk, used_at=None, ended_at=None).update(ended_at=now)


def open_invitation(code: str, now: datetime) -> Invitation | None:
    """Return an invitation that can be accepted: whoever made it must still decide about a child of it."""
    rows = Invitation.objects.select_related("by").filter(
        code_digest=devices.digest(code), used_at=None, ended_at=None, expires_at__gt=now
    )
    found = rows.first()
    return found if found is not None and _children(found) else None


def _children(invitation: Invitation) -> list[Child]:
    """Return the children of an invitation that its maker still decides about."""
    wanted = invitation.invited_to.values("child")
    return list(door.children_of(invitation.by, Deed.OWN).filter(pk__in=wanted))


def accept(*, person: Person, code: str, guest: Guest, now: datetime) -> list[Child]:
    """Make somebody who is known here what the invitation says; return for whom. Raises UnableToAccept."""
    with transaction.atomic():
        return _accept(person, code, guest, now)


def come_in(*, code: str, guest: Guest, now: datetime) -> str:
    """Make somebody new what the invitation says, and let their device in; return the secret for its cookie.

    Raises UnableToAccept; then nobody is made.
    """
    if not guest.name.strip():
        raise UnableToAccept(NAME_FIRST)
    with transaction.atomic():
        person = accounts.add_person(name=guest.name)
        _accept(person, code, guest, now)
        return accounts.let_in(device=Device(person=person, name=guest.device, how=How.PAIRED), now=now)


def _accept(person: Person, code: str, guest: Guest, now: datetime) -> list[Child]:
    """The invitation is taken in one statement, so that of two who have the link one is let in."""
    found = open_invitation(code, now)
    if found is None:
        raise UnableToAccept(OVER)
    door.wait_for_others(found.invited_to.values_list("family", flat=True))
    if found.by_id == person.pk:
        raise UnableToAccept(OWN_INVITATION)
    is_self = found.kind == Kind.SELF
    if is_self and not guest.agrees:
        raise UnableToAccept(AGREE_FIRST)
    children = _children(found)
    fault = _fault(Wanted(Kind(found.kind), children), now.date())
    if is_self:
        fault = fault or _why_not_self(children[0], person)
    if fault:
        raise UnableToAccept(fault)
    still_open = Invitation.objects.filter(pk=found.pk, used_at=None, ended_at=None)
    if not still_open.update(used_at=now, used_by=person):
        raise UnableToAccept(OVER)
    _house(person, found, guest.home)
    for child in children:
        _give(child, person, Kind(found.kind), found.by, now)
    if is_self:
        # What was paired for them before may lie in anybody's hands, and would read what is private from now on.
        ways_in.end_others(person=person, kept=guest.in_hand)
    return children


def _why_not_self(child: Child, person: Person) -> str:
    """Return why somebody cannot become this young person: whoever was it before keeps what is private."""
    if door.self_of(child.pk) not in {None, person.pk}:
        return ANOTHERS
    owns = child.roles.filter(person=person, kind=Kind.OWNER, ended_at=None)
    return DECIDES if owns.exists() else ""


def _house(person: Person, invitation: Invitation, home: Home | None) -> None:
    """Let somebody who lives nowhere yet live with whoever invited them, or in a home of their own."""
    if door.family_of(person) is not None:
        return
    theirs = door.family_of(invitation.by) if invitation.joins_home else None
    if theirs is not None:
        Member.objects.create(family=theirs, person=person)
    else:
        actions.settle(person=person, home=home or Home("", zone.of_this_machine()))


def _give(child: Child, person: Person, kind: Kind, by: Person, now: datetime) -> None:
    """Make a person something for a child; whoever is as much or more already stays what they are.

    A young person who looked on or cared until now is themselves from now on.
    """
    has = Role.objects.filter(child=child, person=person, ended_at=None).first()
    if has is not None:
        if has.kind == Kind.SELF or (kind in ORDER and ORDER.index(Kind(has.kind)) >= ORDER.index(kind)):
            return
        _end(has, now)
    agreed = {"agreed_at": now, "agreed_to": AGREED_TO} if kind is Kind.SELF else {}
    Role.objects.create(
        family_id=child.family_id, child=child, person=person, kind=kind, since_at=now, by=by, **agreed
    )


def why_not(*, role: Role, person: Person) -> str:
    """Return why an owner cannot change or end somebody's role; nothing when they can."""
    if role.kind == Kind.OWNER:
        return EQUALS
    if role.kind == Kind.SELF:
        return THEIRS
    if role.by_id in {None, person.pk} or not _still_decides(role):
        return ""
    with_me = Member.objects.filter(family__people=person, person=role.by_id)
    return "" if with_me.exists() else OTHER_SIDE


def _still_decides(role: Role) -> bool:
    """Whether whoever gave this role is an owner of the child still."""
    return Role.objects.filter(
        child=role.child_id, person=role.by_id, kind=Kind.OWNER, ended_at=None
    ).exists()


def change_role(*, role: Role, kind: Kind, by: Person, now: datetime) -> None:
    """Make a carer or viewer something else; raises UnableToChange. What they were stays written down."""
    refused = why_not(role=role, person=by)
    if refused:
        raise UnableToChange(refused)
    if kind not in ORDER:
        raise UnableToChange(f"{kind}: a role is owner, carer or viewer.")
    if role.kind == kind:
        return
    with transaction.atomic():
        _end_still(role, now)
        Role.objects.create(
            family_id=role.family_id,
            child_id=role.child_id,
            person_id=role.person_id,
            kind=kind,
            since_at=now,
            by=by,
        )


def remove(*, role: Role, by: Person, now: datetime) -> None:
    """End what a carer or viewer is; their devices see nothing at their next request. Raises UnableToChange."""
    refused = why_not(role=role, person=by)
    if refused:
        raise UnableToChange(refused)
    with transaction.atomic():
        _end_still(role, now)
        _unhouse(role.person)


def why_not_leave(*, child: Child, person: Person) -> str:
    """Return why a person cannot leave a child yet; nothing when they can."""
    owners = Role.objects.filter(child=child, kind=Kind.OWNER, ended_at=None)
    is_last = child.role == Kind.OWNER and not owners.exclude(person=person).exists()
    return LAST_OWNER if is_last else ""


def leave(*, child: Child, person: Person, now: datetime) -> None:
    """Leave a child: from now on the person sees nothing of it; raises UnableToLeave.

    The child comes from the door. What a young person kept private stays closed to everybody.
    """
    with transaction.atomic():
        door.wait_for_others([child.family_id])
        refused = why_not_leave(child=child, person=person)
        if refused:
            raise UnableToLeave(refused)
        for role in Role.objects.filter(child=child, person=person, ended_at=None):
            _end(role, now)
        _unhouse(person)


def be_called(*, person: Person, name: str) -> None:
    """Set the name by which others see a person."""
    person.name = " ".join(name.split())[:80]
    person.save(update_fields=["name"])


def _end(role: Role, now: datetime) -> int:
    """End a role and return how many were ended: none when it was ended already."""
    return Role.objects.filter(pk=role.pk, ended_at=None).update(ended_at=now)


def _end_still(role: Role, now: datetime) -> None:
    """End a role that somebody looked at before; raises UnableToChange when it has ended meanwhile."""
    door.wait_for_others([role.family_id])
    if not _end(role, now):
        raise UnableToChange(CHANGED)


def _unhouse(person: Person) -> None:
    """Let somebody who has left every child of a home live there no longer: it is the others' now.

    Its children are those added there, and those of whoever else lives there. For children elsewhere
    they keep a home of their own, which knows the same country.
    """
    home = door.family_of(person)
    if home is None:
        return
    roles = Role.objects.filter(ended_at=None)
    others = roles.filter(Q(family=home) | Q(person__member__family=home)).exclude(person=person)
    of_home = Q(family=home) | Q(child__in=others.values("child"))
    if not others.exists() or roles.filter(of_home, person=person).exists():
        return
    Member.objects.filter(person=person).delete()
    if Role.objects.filter(person=person, ended_at=None).exists():
        actions.settle(person=person, home=Home(home.country, home.time_zone))
