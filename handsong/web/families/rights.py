"""What each role lets a person do: one table, asked by doors, pages and the API alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from django.core.exceptions import PermissionDenied


class Kind(StrEnum):
    """What a person is for one child."""

    OWNER = "owner"
    CARER = "carer"
    VIEWER = "viewer"
    SELF = "self"


class Deed(StrEnum):
    """What somebody wants to do: look; massage, answer and note; or decide about the child and who sees it."""

    SEE = "see"
    CARE = "care"
    OWN = "own"


MAY: Mapping[str, Collection[Deed]] = {
    Kind.OWNER: frozenset(Deed),
    Kind.CARER: frozenset({Deed.SEE, Deed.CARE}),
    Kind.VIEWER: frozenset({Deed.SEE}),
    Kind.SELF: frozenset({Deed.SEE, Deed.CARE}),
}
"""A young person cares for nobody but themselves, so their role is a carer's, for one child: their own."""

REFUSED = {
    Deed.SEE: "This is not shared with you.",
    Deed.CARE: (
        "You can look on here. To massage, answer or note something, ask an owner to make you a carer: "
        "on their device, More, then People."
    ),
    Deed.OWN: (
        "An owner decides about this: about the birth, things to know, erasing, and who may see what. "
        "Ask one of them to do it, or to make you an owner: on their device, More, then People."
    ),
}
"""What is said to somebody who is let in, and wants more than the role allows."""


class NotForThisRole(PermissionDenied):
    """The person may see the child, and may not do this; the message says who can."""


def may(kind: str, deed: Deed) -> bool:
    """Whether a role lets a person do this; no role lets nobody do anything."""
    return deed in MAY.get(kind, ())


def that_may(deed: Deed) -> tuple[str, ...]:
    """Return the roles that let a person do this."""
    return tuple(kind for kind in Kind if may(kind, deed))


def refuse(deed: Deed) -> NotForThisRole:
    """Return what says kindly that the role does not reach that far."""
    return NotForThisRole(REFUSED[deed])
