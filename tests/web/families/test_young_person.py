"""A young person: a sign-in of their own, and massages that are theirs alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import accounts
from handsong.web.diary.models import Session, SetAside
from handsong.web.families import door, people, products
from handsong.web.families.models import Child, Role, TriedProduct
from handsong.web.families.people import Guest, UnableToAccept, UnableToInvite, Wanted
from handsong.web.families.rights import Deed, Kind
from handsong.web.player.models import Check
from tests import people as cast
from tests.web.conftest import PHONE
from tests.web.player import moments
from tests.web.site.test_today import MOST_QUERIES

DAY = timedelta(days=1)
WRITTEN = "Xylographic"
"""What only the young person wrote."""


@pytest.fixture
def ada(alba: Person) -> Child:
    """Alba's daughter of fourteen."""
    return cast.add(alba, "Ada", born=date(2012, 5, 1))


@pytest.fixture
def herself(ada: Child) -> Person:
    """Ada, with a sign-in of her own."""
    person = Person.objects.create(name="Ada")
    people.accept(person=person, code=invited(ada), guest=Guest(agrees=True), now=cast.NOW)
    return person


@pytest.fixture
def own(herself: Person, phone: Callable[[Person], Client]) -> Client:
    """Ada's own phone."""
    return phone(herself)


def invited(child: Child) -> str:
    """Return the code of an invitation for the young person herself."""
    return cast.invited(cast.alba(), child, kind=Kind.SELF, joins_home=True)


def held(person: Person, child: Child, **told: object) -> Session:
    """Return a session that the young person held and remembered, with something noted."""
    session = cast.held(door.child_or_404(person, child.pk), cast.NOW - timedelta(hours=2), **told)
    Session.objects.filter(pk=session.pk).update(by=person)
    session.refresh_from_db()
    session.story["afterwards"] = {"remember": WRITTEN}
    session.save()
    return session


# The invitation


def test_a_child_of_twelve_is_not_invited(alba: Person) -> None:
    young = cast.add(alba, "Bo", born=cast.TODAY.replace(year=cast.TODAY.year - 13) + DAY)
    mine = door.children_of(alba, Deed.OWN).get(pk=young.pk)
    with pytest.raises(UnableToInvite, match="from 13 years on"):
        people.invite(by=alba, wanted=Wanted(Kind.SELF, [mine]), now=cast.NOW)
    old = cast.add(alba, "Cy", born=cast.TODAY.replace(year=cast.TODAY.year - 13))
    assert invited(old)


def test_nothing_begins_before_the_young_person_agrees(ada: Child) -> None:
    code = invited(ada)
    with pytest.raises(UnableToAccept, match="Tick that you agree"):
        people.accept(person=Person.objects.create(), code=code, guest=Guest(), now=cast.NOW)
    shown = Client(REMOTE_ADDR=PHONE).get(reverse("invitation", args=[code])).content.decode()
    assert "They are <strong>private</strong>" in shown
    answer = Client(REMOTE_ADDR=PHONE).post(
        reverse("invitation", args=[code]), {"name": "Ada", "agrees": "yes"}
    )
    assert answer.status_code == 302
    role = Role.objects.get(kind=Kind.SELF)
    assert role.agreed_at == cast.NOW
    assert role.agreed_to == people.AGREED_TO


def test_there_is_one_of_each_young_person(ada: Child, herself: Person) -> None:
    with pytest.raises(UnableToInvite, match="already"):
        invited(ada)


def test_a_young_person_ends_it_herself_and_what_she_kept_stays_closed(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    session = held(herself, ada)
    assert own.post(reverse("child-leave", args=[ada.pk])).status_code == 302
    assert own.get(reverse("diary-session", args=[session.pk])).status_code == 404
    assert at_home.get(reverse("diary-session", args=[session.pk])).status_code == 404
    own.post(reverse("invitation", args=[invited(ada)]), {"agrees": "yes"})
    assert own.get(reverse("diary-session", args=[session.pk])).status_code == 200


def test_nobody_else_becomes_who_she_was(ada: Child, herself: Person, own: Client, at_home: Client) -> None:
    """What was private to one young person would be the next one's to read, and to erase."""
    session = held(herself, ada)
    own.post(reverse("child-leave", args=[ada.pk]))
    code = invited(ada)
    where = reverse("invitation", args=[code])
    answer = Client(REMOTE_ADDR=PHONE).post(where, {"name": "Eve", "agrees": "yes"})
    assert answer.status_code == 409
    assert "somebody else has been this child" in answer.content.decode()
    with pytest.raises(UnableToAccept, match="they erase themselves first"):
        people.accept(person=cast.guest(ada, Kind.VIEWER), code=code, guest=Guest(agrees=True), now=cast.NOW)
    assert not Person.objects.filter(name="Eve").exists()
    assert own.post(where, {"agrees": "yes"}).status_code == 302
    assert own.get(reverse("diary-session", args=[session.pk])).status_code == 200


def test_an_invitation_that_was_sent_before_she_came_is_for_nobody_else_once_she_has_left(
    ada: Child, alba: Person
) -> None:
    early, hers = invited(ada), invited(ada)
    person = Person.objects.create(name="Ada")
    people.accept(person=person, code=hers, guest=Guest(agrees=True), now=cast.NOW)
    people.leave(child=door.child_or_404(person, ada.pk), person=person, now=cast.NOW)
    with pytest.raises(UnableToAccept, match="somebody else has been this child"):
        people.come_in(code=early, guest=Guest(name="Eve", agrees=True), now=cast.NOW)
    person.delete()
    assert people.come_in(code=early, guest=Guest(name="Eve", agrees=True), now=cast.NOW)


@pytest.mark.parametrize("kind", [Kind.VIEWER, Kind.CARER])
def test_whoever_looked_on_or_cared_becomes_the_young_person(ada: Child, kind: Kind) -> None:
    person = cast.guest(ada, kind, "Ada", None)
    people.accept(person=person, code=invited(ada), guest=Guest(agrees=True), now=cast.NOW)
    assert Role.objects.get(person=person, ended_at=None).kind == Kind.SELF
    assert door.child_or_404(person, ada.pk).is_self


def test_an_owner_does_not_become_the_young_person_and_the_invitation_stays_open(ada: Child) -> None:
    owner, code = cast.guest(ada, Kind.OWNER, "Bruno", None), invited(ada)
    with pytest.raises(UnableToAccept, match="You decide about this child"):
        people.accept(person=owner, code=code, guest=Guest(agrees=True), now=cast.NOW)
    assert Role.objects.get(person=owner, ended_at=None).kind == Kind.OWNER
    assert people.open_invitation(code, cast.NOW)


# What is private


def test_what_she_begins_is_private(ada: Child, herself: Person, own: Client, at_home: Client) -> None:
    own.post(reverse("player-begin"), {"child": str(ada.pk)})
    check = Check.objects.get()
    assert check.is_private
    where = reverse("player-ready", args=[check.pk, "state"])
    assert own.get(where).status_code == 200
    assert at_home.get(where).status_code == 404
    own.post(reverse("player-practise", args=["closing-hold"]), {"child": str(ada.pk)})
    own.post(
        reverse("diary-add", args=[ada.pk]),
        {"id": "01a218f2-6b08-76e1-b158-84b65fb16100", "when": "just-now", "what": "about-10"},
    )
    assert Session.objects.count() == 2
    assert all(Session.objects.values_list("is_private", flat=True))


def test_parents_see_that_one_was_and_on_which_day_and_nothing_in_it(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    session = held(herself, ada)
    said = moments.text(at_home.get(reverse("diary-child", args=[ada.pk])))
    assert "’s own. What was in it stays with Ada" in said
    entry = said.split("’s own")[0].rpartition("What has grown")[2]
    assert "Today" in entry
    nowhere = ("Hip to ankle", "enjoying", "minute", WRITTEN, "18:30", "20:30", str(session.pk))
    places = [
        "/",
        reverse("diary-child", args=[ada.pk]),
        reverse("diary-grow", args=[ada.pk]),
        reverse("child", args=[ada.pk]),
        reverse("player-told"),
        reverse("player-aside"),
    ]
    shelf = at_home.get(reverse("player-shelf", args=[ada.pk])).content.decode()
    assert WRITTEN not in shelf
    assert str(session.pk) not in shelf
    for place in places:
        shown = at_home.get(place).content.decode()
        for words in (WRITTEN, str(session.pk), "This week", "Last time"):
            assert words not in shown, (place, words)
    assert not any(words in said.split("What has grown")[1] for words in nowhere)
    for name in ("diary-session", "player-log", "player-session", "player-after", "player-bundle"):
        assert at_home.get(reverse(name, args=[session.pk])).status_code == 404, name
    mine = own.get(reverse("diary-child", args=[ada.pk])).content.decode()
    assert WRITTEN in mine
    assert "Private: nobody else sees what is in it" in mine


def test_what_one_young_person_kept_is_not_another_ones_to_see(
    ada: Child, herself: Person, own: Client, at_home: Client, phone: Callable[[Person], Client]
) -> None:
    """Two young persons of one child cannot be any more; where they were, each has what they began."""
    session = held(herself, ada)
    own.post(reverse("player-tell"), {"events": [{"odd": WRITTEN}]}, content_type="application/json")
    SetAside.objects.update(child=ada)
    Role.objects.filter(person=herself).update(ended_at=cast.NOW)
    eve = Person.objects.create(name="Eve")
    Role.objects.create(
        family=ada.family, child=ada, person=eve, kind=Kind.SELF, since_at=cast.NOW, agreed_at=cast.NOW
    )
    browser = phone(eve)
    assert browser.get(reverse("diary-session", args=[session.pk])).status_code == 404
    assert WRITTEN not in browser.get(reverse("player-aside")).content.decode()
    assert WRITTEN not in browser.get(reverse("diary-child", args=[ada.pk])).content.decode()


def test_it_counts_for_her_and_not_in_the_account_of_the_others(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    held(herself, ada)
    account = cast.only_account()
    assert not account.recent
    assert not account.techniques
    assert "Last time" in own.get("/").content.decode()
    assert "Last time" not in at_home.get("/").content.decode()


def test_she_opens_one_to_the_others_and_closes_it_again(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    session = held(herself, ada)
    where, page = reverse("diary-private", args=[session.pk]), reverse("diary-session", args=[session.pk])
    assert at_home.post(where, {"private": "no"}).status_code == 404
    own.post(where, {"private": "no"})
    assert at_home.get(page).status_code == 200
    assert len(cast.only_account().recent) == 1
    assert at_home.post(where, {"private": "yes"}).status_code == 403
    own.post(where, {"private": "yes"})
    assert at_home.get(page).status_code == 404
    assert not cast.only_account().recent


def test_a_massage_that_a_parent_gave_is_not_hers_to_close(ada: Child, herself: Person, own: Client) -> None:
    session = cast.held(ada, cast.NOW - DAY)
    assert own.get(reverse("diary-session", args=[session.pk])).status_code == 200
    assert own.post(reverse("diary-private", args=[session.pk]), {"private": "yes"}).status_code == 403


def test_of_a_product_that_she_used_the_others_hear_the_day(ada: Child, herself: Person) -> None:
    tried = cast.NOW - 3 * DAY
    row = TriedProduct.objects.create(
        family=ada.family,
        child=ada,
        product="sunflower-linoleic",
        place="inner-forearm.left",
        started_at=tried,
    )

    def used(by: Person, hours: int) -> datetime | None:
        child, at = door.child_or_404(by, ada.pk), cast.NOW + timedelta(hours=hours)
        products.use(child=child, product=row.product, now=at)
        row.refresh_from_db()
        return row.last_used_at

    assert used(herself, hours=0) == datetime(2026, 11, 24, tzinfo=UTC)
    assert used(cast.alba(), hours=1) == cast.NOW + timedelta(hours=1)
    assert used(herself, hours=2) == cast.NOW + timedelta(hours=1), "it was used later than the day began"


# What protects all the same


def test_a_sign_that_she_ticked_protects_and_its_source_is_not_told(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    own.post(reverse("player-begin"), {"child": str(ada.pk)})
    check = Check.objects.get()
    moments.answer(own, check, "well", "not-quite")
    own.post(
        reverse("player-ready", args=[check.pk, "signs"]), {"sign": ["hard-breathing", "thoughts-of-harm"]}
    )
    said = at_home.get("/").content.decode()
    assert "Call now" in said
    assert reverse("player-begin") not in said
    assert "ticked by mistake" not in said
    assert at_home.get(reverse("player-mistake", args=[ada.pk])).status_code == 302
    at_home.post(reverse("player-mistake", args=[ada.pk]), {"flag": "hard-breathing"})
    check.refresh_from_db()
    assert check.signs == ["hard-breathing", "thoughts-of-harm"]
    assert "ticked by mistake" in own.get("/").content.decode()


def test_what_she_ticked_about_her_own_mind_is_told_to_nobody(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    before = moments.text(at_home.get("/"))
    own.post(reverse("player-begin"), {"child": str(ada.pk)})
    moments.answer(own, Check.objects.get(), "well", "not-quite")
    own.post(reverse("player-ready", args=[Check.objects.get().pk, "signs"]), {"sign": ["thoughts-of-harm"]})
    assert "Call now" in own.get("/").content.decode()
    assert moments.text(at_home.get("/")) == before


def test_something_wrong_in_her_massage_is_minded_for_a_day_and_no_longer(
    ada: Child, herself: Person, at_home: Client
) -> None:
    held(herself, ada, ends=("something-wrong", "end"))
    account = cast.only_account()
    assert len(account.care_endings(cast.NOW)) == 1
    assert not account.care_endings(cast.NOW + DAY)
    cast.held(ada, cast.NOW - 3 * DAY)
    assert len(cast.only_account().care_endings(cast.NOW)) == 1


# What phones tell


def test_what_could_not_be_read_of_her_phone_is_hers_to_see(own: Client, at_home: Client, ada: Child) -> None:
    own.post(reverse("player-tell"), {"events": [{"odd": WRITTEN}]}, content_type="application/json")
    assert SetAside.objects.get().is_private
    assert WRITTEN in own.get(reverse("player-aside")).content.decode()
    assert WRITTEN not in at_home.get(reverse("player-aside")).content.decode()


def test_what_a_tablet_holds_of_hers_stays_hers_whoever_signs_in_there(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    began_at = cast.NOW - timedelta(hours=1)
    held_there = Session(pk=new_id(), child=ada, family=ada.family, started_at=began_at)
    begun = {"child": str(ada.pk), "practice": False, "own": True}
    told = {"events": cast.story(held_there), "sessions": {str(held_there.pk): begun}}

    def become_of(browser: Client) -> set[str]:
        answer = browser.post(reverse("player-tell"), told, content_type="application/json")
        return {row["state"] for row in answer.json()["events"]}

    assert become_of(at_home) == {"aside"}
    assert not Session.objects.exists()
    assert str(held_there.pk) not in at_home.get(reverse("player-aside")).content.decode()
    assert str(held_there.pk) in own.get(reverse("player-aside")).content.decode()
    one = SetAside.objects.all()[0]
    assert at_home.post(reverse("player-let-count", args=[one.pk])).status_code == 404
    assert own.post(reverse("player-let-count", args=[one.pk])).status_code == 302
    session = Session.objects.get()
    assert session.is_private
    assert session.by == herself
    assert session.story
    assert become_of(own) == {"duplicate"}


def test_her_phone_knows_that_what_it_begins_is_her_own(
    ada: Child, herself: Person, own: Client, at_home: Client
) -> None:
    shelf = reverse("player-shelf", args=[ada.pk])
    assert [browser.get(shelf).json()["child"]["own"] for browser in (own, at_home)] == [True, False]
    for is_self, browser in ((True, own), (False, at_home)):
        browser.post(reverse("player-practise", args=["closing-hold"]), {"child": str(ada.pk)})
        session = Session.objects.get(is_private=is_self)
        shown = browser.get(reverse("player-session", args=[session.pk])).content.decode()
        assert (" data-own " in shown) == is_self


def test_her_own_account_is_told_anew_only_after_something_was_told(ada: Child, herself: Person) -> None:
    held(herself, ada)
    child = door.child_or_404(herself, ada.pk)
    assert len(accounts.of_its_own(child).recent) == 1
    with CaptureQueriesContext(connection) as asked:
        assert len(accounts.of_its_own(child).recent) == 1
    assert not any("story" in query["sql"] for query in asked.captured_queries)
    cast.held(child, cast.NOW - timedelta(hours=1))
    assert len(accounts.of_its_own(child).recent) == 2


def test_today_of_a_young_person_asks_no_more_than_a_parents(
    own: Client, herself: Person, ada: Child
) -> None:
    held(herself, ada)
    own.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert "Last time" in own.get("/").content.decode()
    assert len(asked) <= MOST_QUERIES + 2, "one for her device, one for her own sessions"
