"""What a start does with what is there, before anybody asks for a page."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from handsong.web.accounts import clock
from handsong.web.accounts.models import Person
from handsong.web.diary import taking
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families.models import Child, Happened
from handsong.web.site import serve
from tests import people
from tests.web.diary.by_clocks import BEHIND, ILL, JUST_NOW, Set, answer, cried, here_for_a_month, tell


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, who has been here for a month."""
    return here_for_a_month(alba)


def test_what_is_taken_again_does_not_hide_that_the_clock_was_set_while_nothing_ran(
    at_home: Client, noah: Child, set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), *cried(JUST_NOW), phone=uuid4())
    session = Session.objects.exclude(story={}).get()
    row = cried(JUST_NOW)[-1] | {"session": str(session.pk), "number": 9}
    SetAside.objects.create(
        family_id=noah.family_id,
        child=noah,
        row=json.dumps(row),
        digest=taking.digest_of(row),
        session=session.pk,
        why="kind: a newer one",
        came_at=people.NOW - BEHIND,
    )
    set_clock(timedelta(hours=1))
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    serve._take_up()
    assert Event.objects.filter(session=session).count() == 5
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


@pytest.mark.parametrize("is_service", [False, True])
def test_only_a_household_knows_since_when_it_writes_alone(
    alba: Person, monkeypatch: pytest.MonkeyPatch, set_clock: Set, *, is_service: bool
) -> None:
    if is_service:
        monkeypatch.setenv("DATABASE_URL", "postgres://handsong@localhost/handsong")
    else:
        monkeypatch.delenv("DATABASE_URL", raising=False)
    set_clock(-BEHIND)
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    serve._take_up()
    jumps: list[clock.Jump] = []
    set_clock(timedelta())
    clock.WATCH.look(jumps.append)
    assert [jump.since for jump in jumps] == [None if is_service else people.NOW - BEHIND]
