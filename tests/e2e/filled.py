"""A family that has everything a page can show, written before its server starts.

Run as a program with HANDSONG_DATA set; it prints the ids that addresses are made of, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import demo

if TYPE_CHECKING:
    from handsong.web.diary.models import Session
    from handsong.web.families.models import Child

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEPS = (("leg-hip-to-ankle", "legs", 110.0), ("closing-hold", "whole", 20.0))
WELL = {"state": "quiet-alert", "feed": "over-45", "well": "yes", "skin": "nothing", "place": "ready"}


def main() -> int:
    """Write the family and print its ids."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    demo.fill()
    from django.utils import timezone

    now = timezone.now()
    mia, ada = _mia(now), _ada(now)
    _twins(now)
    print(json.dumps(_ids(mia, ada, now)))  # noqa: T201 - what it is run for
    return 0


def _mia(now: datetime) -> Child:
    """Give the demo's Mia a rash that is still there and a patch test that is running."""
    from handsong.core.child import Fact, Happening
    from handsong.web.families import actions
    from handsong.web.families.models import Child, TriedProduct

    mia = Child.objects.get(name="Mia")
    rash = Fact(Happening.RASH, now - DAY, "arm.left", is_open=True)
    actions.remember_facts(child=mia, facts=[rash], now=now)
    TriedProduct.objects.create(
        family=mia.family, child=mia, product="coconut", place="inner-forearm.right", started_at=now - HOUR
    )
    return mia


def _ada(now: datetime) -> Child:
    """Add Ada, eight months old: she has had massages enough for a little oil, which she has been tested for."""
    from handsong.web.families.models import FormerBirth, TriedProduct
    from tests import people

    ada = people.add(demo._person(), "Ada", born=(now - 240 * DAY).date(), tone=5, colour="dusk", now=now)
    for days in range(12, 2, -1):
        demo._massage(ada, now - days * DAY, STEPS, ("plan-over", "plan-over"), {"child": "Calm"})
    times = {"family": ada.family, "child": ada, "place": "inner-forearm.left", "started_at": now - 5 * DAY}
    TriedProduct.objects.create(**times, product="sunflower-linoleic", looks=[2 * DAY.total_seconds()])
    TriedProduct.objects.create(**times, product="coconut", looks=[60.0], reacted_at=now - 4 * DAY)
    FormerBirth.objects.create(
        family=ada.family,
        child=ada,
        born_date=ada.born_date,
        gestation_days=266,
        counted_until_at=now - 9 * DAY,
    )
    return ada


def _twins(now: datetime) -> None:
    """Add Pip and Pia, born six weeks early ten days ago, with things that are asked about first."""
    from handsong.web.families import actions
    from tests import people

    told: dict[str, Any] = {"born": (now - 10 * DAY).date(), "days_early": 42, "grams": 1850, "now": now}
    pip = people.add(
        demo._person(), "Pip", **told, conditions=("hip-harness", "reflux"), something_else="A <rare> thing"
    )
    people.add(demo._person(), "Pia", **told, colour="sage", tone=6)
    actions.record_yes(
        child=pip,
        condition="hip-harness",
        who="Dr Chen, hip clinic",
        said_date=(now - 2 * DAY).date(),
        now=now,
    )


def _held(child: Child, now: datetime) -> Session:
    """Hold a massage by a plan that was made for it."""
    from handsong.web.diary import actions as diary
    from handsong.web.player import actions, queries
    from handsong.web.player.models import Check
    from tests import people

    begun_at = now - 2 * HOUR
    check = Check.objects.create(family=child.family, child=child, begun_at=begun_at, answers=WELL)
    of = queries.standing(check, begun_at)
    session = actions.begin_session(standing=of, plan=queries.plan(of))
    diary.record_events(session=session, sent=people.story(session), now=begun_at + HOUR)
    return session


def _ids(mia: Child, ada: Child, now: datetime) -> dict[str, str]:
    """Return what addresses are made of."""
    from handsong.web.accounts import actions as accounts
    from handsong.web.accounts.models import Device
    from handsong.web.player.models import Check
    from tests import people

    asked = Check.objects.create(family=ada.family, child=ada, begun_at=now - HOUR)
    left_open = people.begun(type(ada).objects.get(name="Pip"), now - 2 * HOUR)
    people.phone_of(demo._person(), "Alba’s phone")
    return {str(child.name): str(child.pk) for child in type(ada).objects.all()} | {
        "child_id": str(ada.pk),
        "check_id": str(asked.pk),
        "left_open": str(left_open.pk),
        "session_id": str(_held(ada, now).pk),
        "device_id": str(Device.objects.get(person=demo._person()).pk),
        "tablet": _grandmother(now),
        "own_device_id": str(Device.objects.get(person=demo._person()).pk),
        "passkey_id": str(Device.objects.get(person=demo._person()).pk),
        "code": accounts.make_code(now=now),
        "backup": _backup(now),
        "test_id": str(mia.products.get().pk),
        "fact_id": str(mia.happenings.get(what="rash").pk),
        "question": "state",
        "technique_id": "leg-hip-to-ankle",
        "routine_id": "first-touch",
        "edition": "0" * 10,
        "name": "first-touch",
        "theme": "day",
        "secret": "made-up",
        "rest": "me/",
        **_circle(now),
        "token_id": str(people.token_of(demo._person(), now=now, ends_at=now + 90 * DAY)[0].pk),
    }


def _circle(now: datetime) -> dict[str, str]:
    """Let Pia be shared with an onlooker and with an owner in another home; return the ids of it."""
    from handsong.web.diary.models import SetAside
    from handsong.web.families.actions import Home
    from handsong.web.families.models import Child, Invitation, Role
    from handsong.web.families.rights import Kind
    from tests import people

    pia = Child.objects.get(name="Pia")
    onlooker = people.guest(pia, Kind.VIEWER, "Gita", None)
    people.guest(pia, Kind.OWNER, "Felix", Home("US", "America/New_York"))
    people.invited(demo._person(), pia)
    held = SetAside.objects.create(
        family=pia.family,
        child=pia,
        row="{}",
        digest="0" * 64,
        why="session: whoever told this may not note things for this child now.",
        told_by=onlooker,
        is_held=True,
        came_at=now,
    )
    unplaced = SetAside.objects.create(
        family=pia.family,
        row='{"kind": "afterwards", "body": {"remember": "a note of a massage that nobody knows"}}',
        digest="1" * 64,
        why="session: it is not known here, nor whose it was. It is kept as it came.",
        came_at=now,
    )
    return {
        "row_id": str(unplaced.pk),
        "role_id": str(Role.objects.get(person=onlooker).pk),
        "invitation_id": str(Invitation.objects.get(used_at=None).pk),
        "aside_id": str(held.pk),
    }


def _grandmother(now: datetime) -> str:
    """Let somebody be there who can sign in; return the secret of a tablet that she was let in with before."""
    from handsong.web.accounts import actions as accounts
    from handsong.web.accounts import signing_in
    from handsong.web.accounts.models import Device
    from tests.e2e import sign_in_states

    oma = accounts.add_person(name="Oma Ingrid")
    signing_in.set_up(person=oma, name="Ingrid", password=sign_in_states.PASSWORD)
    aunt = accounts.add_person(name="Aunt Jo")
    signing_in.set_up(person=aunt, name="Jo", password=sign_in_states.PASSWORD)
    return accounts.let_in(device=Device(person=oma, name="Tablet"), now=now)


def _backup(now: datetime) -> str:
    """Make the weekly backup, and return its name."""
    from handsong.web.site.backup import make

    made = make.weekly(Path(os.environ["HANDSONG_DATA"]), now=now)
    assert made
    return made.name


if __name__ == "__main__":
    sys.exit(main())
