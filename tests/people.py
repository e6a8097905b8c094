"""The cast of every story: Alba and Bruno are the parents, Carla is a stranger who must never see.

Mia is twelve weeks old and was born eight weeks early: what fits twelve weeks is wrong for her,
so whatever forgets the correction turns red. Noah is her brother, three and a half years old.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handsong.core.progress import Progress
from handsong.web.accounts import door, tokens
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Device, Passkey, Person, Token
from handsong.web.diary import accounts
from handsong.web.diary import actions as diary
from handsong.web.diary.models import Account, Session
from handsong.web.families import actions as families
from handsong.web.families import door as families_door
from handsong.web.families import people as circle
from handsong.web.families.actions import BirthTold, ChildTold, Home
from handsong.web.families.models import Child, Member, Role
from handsong.web.families.people import Guest, Wanted
from handsong.web.families.rights import Deed, Kind

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOME = Home(country="AU", time_zone="Australia/Melbourne")

MIA_BORN = date(2026, 9, 1)
MIA_EARLY = timedelta(weeks=8)
NOAH_BORN = date(2023, 5, 1)


def alba() -> Person:
    """Return the local person: the parent at the machine itself."""
    return Person.objects.local()


def bruno(family_of: Child) -> Person:
    """Return a parent who shares the family of this child."""
    person = Person.objects.create(name="Bruno")
    Member.objects.create(family=family_of.family, person=person)
    for child in Child.objects.filter(family=family_of.family):
        Role.objects.create(family=child.family, child=child, person=person, kind=Kind.OWNER, since_at=NOW)
    return person


def invited(by: Person, *children: Child, kind: Kind = Kind.CARER, joins_home: bool = False) -> str:
    """Return the code of an invitation that somebody made who decides about these children."""
    mine = families_door.children_of(by, Deed.OWN).in_bulk([child.pk for child in children])
    wanted = Wanted(kind, [mine[child.pk] for child in children], joins_home=joins_home)
    return circle.invite(by=by, wanted=wanted, now=NOW)


def guest(child: Child, kind: Kind, name: str = "Gita", home: Home | None = HOME) -> Person:
    """Return somebody whom Alba invited: from a home elsewhere, or into her own when none is given."""
    person = Person.objects.create(name=name)
    code = invited(alba(), child, kind=kind, joins_home=home is None)
    circle.accept(person=person, code=code, guest=Guest(home=home, agrees=True), now=NOW)
    return person


def carla() -> Person:
    """Return a stranger, with a family of her own."""
    person = Person.objects.create(name="Carla")
    add(person, "Cleo", born=date(2026, 6, 1))
    return person


def mia(person: Person, **told: Any) -> Child:
    """Add Mia: twelve weeks old, born eight weeks early, 1.9 kg."""
    return add(person, "Mia", born=MIA_BORN, days_early=MIA_EARLY.days, grams=1900, **told)


def noah(person: Person, **told: Any) -> Child:
    """Add Noah: three and a half, born on time."""
    return add(person, "Noah", born=NOAH_BORN, colour="dusk", **told)


def add(person: Person, name: str, *, born: date, **told: Any) -> Child:
    """Add a child; what is not told is ordinary."""
    return families.add_child(
        person=person,
        child_id=new_id(),
        told=ChildTold(
            name=name,
            birth=BirthTold(born, days_early=told.get("days_early"), weight_grams=told.get("grams")),
            milestones=frozenset(told.get("seen", ())),
            conditions=frozenset(told.get("conditions", ())),
            something_else=told.get("something_else", ""),
            tone=told.get("tone", 2),
            colour=told.get("colour", "clay"),
        ),
        home=HOME,
        now=told.get("now", NOW),
    )


def phone_of(person: Person, name: str = "Phone") -> str:
    """Pair a phone for this person and return its secret."""
    secret = f"secret-of-{person.pk}-{name}"
    Device.objects.create(
        person=person, name=name, secret_digest=door.digest(secret), paired_at=NOW, seen_at=NOW
    )
    return secret


def passkey_of(person: Person) -> Passkey:
    """Give this person a passkey that nobody holds."""
    return Passkey.objects.create(
        person=person,
        name="Phone",
        rp_id="localhost",
        credential_digest=door.digest(f"passkey-of-{person.pk}"),
        credential=b"none",
        sign_count=0,
        made_at=NOW,
    )


def token_of(person: Person, *scopes: str, only_child: Child | None = None, **told: Any) -> tuple[Token, str]:
    """Make a token for a program of this person; return it and its secret. It may do everything unless told."""
    asked = tokens.Asked(
        told.get("name", "Program"),
        scopes or tokens.SCOPES,
        told.get("ends_at", NOW + timedelta(days=90)),
        only_child.pk if only_child else None,
    )
    token_id = new_id()
    secret = tokens.make_token(person=person, token_id=token_id, asked=asked, now=told.get("now", NOW))
    return Token.objects.get(pk=token_id), secret


def begun(child: Child, at: datetime, *, practice: bool = False) -> Session:
    """Begin a session with an empty plan."""
    bundle = {"session": str(new_id()), "practice": practice}
    return diary.begin_session(child=child, bundle=bundle, now=at)


def event(session: Session, number: int, at: datetime, kind: str, **body: Any) -> dict[str, Any]:
    """Return one event as a phone sends it."""
    return {
        "id": str(uuid.uuid5(session.pk, f"{number} {kind}")),
        "session": str(session.pk),
        "number": number,
        "at": at.isoformat(),
        "kind": kind,
        "body": body,
    }


def story(
    session: Session,
    steps: Sequence[tuple[str, str, float, Sequence[str]]] = (
        ("leg-hip-to-ankle", "legs", 120, ("enjoying",)),
        ("closing-hold", "whole", 20, ()),
    ),
    *,
    ends: Sequence[str] = ("plan-over", "plan-over"),
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """Return the events of a session: yes to the question, these steps with what the child said, the end."""
    time = at or session.started_at
    told: list[tuple[str, Mapping[str, Any]]] = [
        ("started", {"practice": session.is_practice}),
        ("cue", {"cue": "enjoying"}),
    ]
    for technique, region, seconds, cues in steps:
        told.append(("step-begun", {"technique": technique, "region": region}))
        told += [("cue", {"cue": cue}) for cue in cues]
        told.append(("step-done", {"technique": technique, "region": region, "seconds": seconds}))
    told += [("cue", {"cue": cue}) for cue in ends]
    return [
        event(session, number, time + timedelta(seconds=10 * number), kind, **body)
        for number, (kind, body) in enumerate(told)
    ]


def only_account() -> Progress:
    """Return the account of the only child that has one."""
    (child,) = Account.objects.values_list("child", flat=True)
    return accounts.of([child])[child]


def held(child: Child, at: datetime, **told: Any) -> Session:
    """Return a session that was held and remembered."""
    session = begun(child, at, practice=told.pop("practice", False))
    sent = story(session, **told)
    diary.record_events(session=session, sent=sent, now=at + timedelta(hours=1))
    session.refresh_from_db()
    return session
