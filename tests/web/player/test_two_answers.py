"""Two phones answer one check at once: each writes down its own answer, and none takes back what it could not see."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.families import actions as families
from handsong.web.families import door
from handsong.web.families.models import Child
from handsong.web.player import actions, queries, twins
from handsong.web.player.actions import Wished
from handsong.web.player.asking import Standing
from handsong.web.player.models import Check
from tests import people

FLAG = "hard-breathing"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def check(noah: Child) -> Check:
    """A check of Noah, of which nothing is answered yet."""
    return actions.begin_check(child=noah, now=people.NOW)


def as_read(check: Check) -> Check:
    """Return the check as a phone reads it now."""
    read = Check.objects.get(pk=check.pk)
    read.child = door.whole_child_or_404(people.alba(), check.child_id, people.NOW)
    return read


def tick(check: Check) -> None:
    """Say on another phone that the child breathes hard."""
    other = as_read(check)
    actions.answer(check=other, question="well", given="not-quite", now=people.NOW)
    actions.tick_signs(check=other, signs=[FLAG], now=people.NOW)


def find(check: Check, what: Happening) -> None:
    """Say what was found on the skin."""
    actions.tell_happenings(check=check, facts=[Fact(what, people.NOW, "leg.left")], now=people.NOW)


def flags_of(check: Check) -> list[str]:
    """Return the red flags that stand now."""
    return [flag.name for flag in queries.flags_of(as_read(check).child, people.NOW)]


def place(check: Check) -> None:
    actions.answer(check=check, question="place", given="ready", now=people.NOW)


def well(check: Check) -> None:
    actions.answer(check=check, question="well", given="yes", now=people.NOW)


def no_sign(check: Check) -> None:
    actions.tick_signs(check=check, signs=[], now=people.NOW)


def scratch(check: Check) -> None:
    find(check, Happening.BROKEN_SKIN)


def still_there(check: Check) -> None:
    fact = check.child.happenings.get(what=Happening.PLASTER)
    actions.answer_open(check=check, fact=fact, given=actions.HERE)


def navel(check: Check) -> None:
    actions.answer_navel(check=check, has_healed=True)


def dry(check: Check) -> None:
    actions.choose_product(check=check, product="")


def five_minutes(check: Check) -> None:
    actions.wish(check=check, wished=Wished(minutes=5))


def swapped(check: Check) -> None:
    actions.swap(check=check, technique="leg-hip-to-ankle")


def brought_back(check: Check) -> None:
    actions.bring_back(check=check, technique="leg-hip-to-ankle")


@pytest.mark.parametrize(
    "deed",
    [place, well, no_sign, scratch, still_there, navel, dry, five_minutes, swapped, brought_back],
)
def test_no_answer_loses_a_red_flag_that_was_ticked_since_its_page_was_read(
    check: Check, deed: Callable[[Check], None]
) -> None:
    plaster = [Fact(Happening.PLASTER, people.NOW, "arm.left", is_open=True)]
    families.remember_facts(child=check.child, facts=plaster, now=people.NOW)
    mine = as_read(check)
    tick(check)
    deed(mine)
    assert flags_of(check) == [FLAG]
    assert as_read(check).signs_at == people.NOW


def test_two_answers_at_once_are_both_written_down(check: Check) -> None:
    one, other = as_read(check), as_read(check)
    place(one)
    five_minutes(other)
    swapped(one)
    brought_back(other)
    dry(other)
    now = as_read(check)
    assert now.answers == {"place": "ready", "product": "asked"}
    assert (now.minutes, now.without) == (5, [])


def test_what_two_phones_found_is_both_remembered(check: Check) -> None:
    mine, theirs = as_read(check), as_read(check)
    find(theirs, Happening.INJECTION)
    find(mine, Happening.BROKEN_SKIN)
    now = as_read(check)
    assert {row.what for row in now.child.happenings.all()} == {Happening.INJECTION, Happening.BROKEN_SKIN}
    assert {str(row.pk) for row in now.child.happenings.all()} == {*now.told["happenings"]}


def test_nothing_on_the_skin_takes_back_what_its_own_phone_knew_and_no_more(check: Check) -> None:
    find(as_read(check), Happening.BROKEN_SKIN)
    mine, theirs = as_read(check), as_read(check)
    actions.tell_happenings(
        check=theirs,
        facts=[Fact(Happening.INJECTION, people.NOW, "leg.left")],
        kept=[*theirs.child.happenings.all()],
        now=people.NOW,
    )
    actions.answer(check=mine, question="skin", given="nothing", now=people.NOW)
    assert [row.what for row in as_read(check).child.happenings.all()] == [Happening.INJECTION]


def test_a_mistake_that_is_taken_back_leaves_what_was_answered_meanwhile(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(check)
    checks_of = queries.checks_of

    def then_answered(*of: object) -> list[Check]:
        """Return the checks, and let another phone answer right after they were read."""
        found = checks_of(*of)  # type: ignore[arg-type]  # what it is given is handed on
        place(as_read(check))
        return found

    monkeypatch.setattr(queries, "checks_of", then_answered)
    actions.take_back(child=as_read(check).child, flag=FLAG, now=people.NOW)
    now = as_read(check)
    assert (now.answers["place"], now.signs) == ("ready", [])
    assert [row["what"] for row in now.mistaken] == [FLAG]


def test_what_is_shared_with_a_twin_never_replaces_a_newer_answer_of_the_adult(alba: Person) -> None:
    born = date(2026, 7, 1)
    both = [people.add(alba, name, born=born) for name in ("Ida", "Leo")]
    one, other = (as_read(row) for row in twins.begin_checks(children=both, now=people.NOW))
    place(one)
    actions.answer(check=one, question="feed", given="over-45", now=people.NOW)
    read = as_read(other)
    actions.answer(check=as_read(other), question="place", given="not-me", now=people.NOW)
    tick(other)
    twins.share(of=_standing(one), other=_standing(read), question="feed")
    now = as_read(other)
    assert (now.answers["place"], now.signs) == ("not-me", [FLAG])


def _standing(check: Check) -> Standing:
    return queries.standing(check, people.NOW)


@pytest.mark.django_db(transaction=True)
def test_whoever_answers_waits_for_an_answer_that_is_being_written() -> None:
    """In one file writers queue by themselves, and a test's own file lets nobody wait: this is PostgreSQL's."""
    if not connection.features.has_select_for_update:
        return
    check = actions.begin_check(child=people.noah(people.alba()), now=people.NOW)
    mine = as_read(check)

    def answer() -> None:
        try:
            place(mine)
        finally:
            connection.close()

    with transaction.atomic():
        tick(check)
        answering = threading.Thread(target=answer)
        answering.start()
        answering.join(0.5)
        assert answering.is_alive(), "it waits"
    answering.join(20)
    assert flags_of(check) == [FLAG]
    assert as_read(check).answers["place"] == "ready"
