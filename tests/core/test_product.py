"""Oil: the patch test as a machine of states, and every reason against using a product today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from handsong.core import product, progress, session
from handsong.core.body import Region
from handsong.core.child import Fact, Happening
from handsong.core.cues import Cue
from handsong.core.findings import RuleBook
from handsong.core.product import OilWish, PatchTest, Status, UnableToTest
from handsong.core.progress import Progress
from handsong.core.technique import Tag
from tests.core import making
from tests.core.making import NOON, Told, ago, child, good, now

ARM = product.PLACES[0]
DAY = timedelta(days=1)
LAPSES_AFTER, CLEAR_FOR = 91 * DAY, 365 * DAY


def begun(*, family: bool = False) -> PatchTest:
    return product.start("sunflower", ARM, now(), allergy_in_family=family)


def looked(*after: timedelta, family: bool = False, is_clear: bool = True) -> PatchTest:
    """Return a test that was looked at so long after its beginning."""
    test = begun(family=family)
    for wait in after:
        test = product.look(test, NOON + wait, is_clear=is_clear)
    return test


def test_a_test_is_pending_until_its_last_look() -> None:
    assert begun().status(NOON + 2 * DAY) is Status.PENDING
    assert looked(timedelta(hours=23, minutes=59)).status(NOON + 2 * DAY) is Status.PENDING
    assert looked(DAY).status(NOON + DAY) is Status.CLEAR


def test_with_allergy_in_the_family_the_last_look_is_a_day_later() -> None:
    assert looked(DAY, family=True).status(NOON + DAY) is Status.PENDING
    assert looked(2 * DAY, family=True).status(NOON + 2 * DAY) is Status.CLEAR


def test_the_looks_come_at_ten_minutes_half_an_hour_an_hour_and_a_day() -> None:
    test = begun()
    assert [look - NOON for look in test.looks] == [
        timedelta(minutes=10),
        timedelta(minutes=30),
        timedelta(hours=1),
        DAY,
    ]
    assert test.next_look(NOON) == NOON + timedelta(minutes=10)
    assert test.next_look(NOON + timedelta(minutes=45)) == NOON + timedelta(hours=1)


def test_a_last_look_that_was_missed_is_still_due() -> None:
    assert begun().next_look(NOON + 3 * DAY) == NOON + DAY
    assert looked(DAY).next_look(NOON + DAY) is None
    assert looked(timedelta(hours=1)).next_look(NOON + timedelta(hours=1)) == NOON + DAY


def test_a_reaction_ends_it_for_good() -> None:
    test = looked(timedelta(minutes=10), is_clear=False)
    assert test.status(NOON + DAY) is Status.REACTED
    assert test.status(NOON + 10 * CLEAR_FOR) is Status.REACTED
    assert test.next_look(NOON + DAY) is None
    with pytest.raises(UnableToTest, match="stays off this child"):
        product.look(test, NOON + DAY, is_clear=True)


def test_a_clear_test_lapses_after_three_months_without_use() -> None:
    clear = looked(DAY)
    last_day = NOON + DAY + LAPSES_AFTER
    assert clear.status(last_day - timedelta(minutes=1)) is Status.CLEAR
    assert clear.status(last_day) is Status.UNTESTED
    used = replace(clear, last_used_at=last_day - DAY)
    assert used.status(last_day) is Status.CLEAR


def test_a_clear_test_lapses_after_a_year_whatever_was_used() -> None:
    clear = looked(DAY)
    year = NOON + DAY + CLEAR_FOR
    assert replace(clear, last_used_at=year - DAY).status(year - DAY) is Status.CLEAR
    assert replace(clear, last_used_at=year - DAY).status(year) is Status.UNTESTED


@pytest.mark.parametrize(
    "fact",
    [
        ago(Happening.INJECTION, 23),
        ago(Happening.FEVER, 23),
        ago(Happening.RASH, 100, "back", is_open=True),
        ago(Happening.BROKEN_SKIN, 100, "hand.left", is_open=True),
    ],
)
def test_no_test_begins_on_a_day_when_skin_cannot_be_judged(fact: Fact) -> None:
    with pytest.raises(UnableToTest, match=r"cannot be judged .* Begin it "):
        product.start("sunflower", ARM, now(child(facts=[fact])), allergy_in_family=False)


def test_a_test_begins_again_once_the_reason_is_over() -> None:
    over = [ago(Happening.INJECTION, 24), ago(Happening.FEVER, 24), ago(Happening.RASH, 1, "back")]
    assert product.start("sunflower", ARM, now(child(facts=over)), allergy_in_family=False)


def test_the_place_is_the_inner_forearm() -> None:
    with pytest.raises(UnableToTest, match="place: test on the inner forearm"):
        product.start("sunflower", "face", now(), allergy_in_family=False)


class PatchTesting(RuleBasedStateMachine):
    """Looks, uses and waiting in any order: what a patch test may never say."""

    def __init__(self) -> None:
        """Begin with no test."""
        super().__init__()
        self.at: datetime = NOON
        self.test: PatchTest | None = None
        self.has_reacted = False

    @rule(family=st.booleans())
    @precondition(lambda self: self.test is None)
    def begin(self, *, family: bool) -> None:
        """Put a drop on the arm."""
        self.test = product.start("sunflower", ARM, replace(now(), now=self.at), allergy_in_family=family)

    @rule(hours=st.sampled_from([0.1, 0.5, 1, 23, 24, 25, 48, 500, 2200, 9000]))
    def wait(self, hours: float) -> None:
        """Let time pass."""
        self.at += timedelta(hours=hours)

    @rule(is_clear=st.booleans())
    @precondition(lambda self: self.test is not None and not self.has_reacted)
    def look(self, *, is_clear: bool) -> None:
        """Look at the spot."""
        assert self.test is not None
        self.test = product.look(self.test, self.at, is_clear=is_clear)
        self.has_reacted = not is_clear

    @rule()
    @precondition(lambda self: self.test is not None and self.test.status(self.at) is Status.CLEAR)
    def use(self) -> None:
        """Use the product."""
        assert self.test is not None
        self.test = replace(self.test, last_used_at=self.at)

    @invariant()
    def a_product_is_clear_only_after_its_last_look_and_never_after_a_reaction(self) -> None:
        """Hold the promise of the machine."""
        if self.test is None:
            return
        status = self.test.status(self.at)
        if self.has_reacted:
            assert status is Status.REACTED
        if status is Status.CLEAR:
            wait = 2 * DAY if self.test.allergy_in_family else DAY
            assert self.test.looked_at[-1] - self.test.started_at >= wait
            assert self.test.next_look(self.at) is None


TestPatchTesting = PatchTesting.TestCase


# Whether a product may be used today

OIL = RuleBook(
    [
        making.rule("oil-newborn", numbers={"days": 28}),
        making.rule("oil-hospital"),
        making.rule("oil-not-tested"),
        making.rule("oil-first-plans", numbers={"sessions": 3}),
        making.rule("oil-budget", numbers={"under_months": 6, "a_week": 2}),
        making.rule("oil-skin", conditions={"eczema", "severe-skin"}),
        making.rule("oil-allergy-in-family", conditions={"eczema-or-allergy-in-family"}),
        making.rule("oil-dressed"),
    ]
)
PRACTISED = progress.of(
    session.fold(event for day in (-30, -20, -10) for event in good("before").on(day).events)
)


def against(
    of: making.Child | None = None,
    *,
    so_far: Progress = PRACTISED,
    status: Status = Status.CLEAR,
    min_age_days: int = 28,
    family: bool = False,
) -> list[str]:
    """Return the ids of the rules that are against a product today."""
    wish = OilWish(now(of), so_far, status, min_age_days, allergy_in_family=family)
    return [finding.rule.id for finding in product.check(OIL, wish).findings]


def oiled(*days: float) -> Progress:
    told: Iterable[Told] = [
        Told("oil", oil=True).cue(Cue.ENJOYING).does("leg").cue(Cue.END).on(day) for day in days
    ]
    return progress.of(session.fold(event for one in told for event in one.events))


def test_a_tested_product_on_a_child_with_some_practice_may_be_used() -> None:
    assert against() == []


@pytest.mark.parametrize(
    ("days", "early", "speaks"), [(27, 0, True), (28, 0, False), (60, 40, True), (70, 42, False)]
)
def test_no_oil_before_28_days_by_birth_and_by_corrected_age(days: int, early: int, *, speaks: bool) -> None:
    assert ("oil-newborn" in against(child(days, early=early))) is speaks


def test_a_product_with_a_higher_age_waits_for_it() -> None:
    assert against(child(80), min_age_days=90) == ["oil-newborn"]
    assert against(child(90), min_age_days=90) == []


def test_no_oil_before_term_or_in_hospital() -> None:
    assert "oil-hospital" in against(child(60, conditions={"neonatal-unit"}))
    assert "oil-hospital" in against(child(20, early=60))


@pytest.mark.parametrize("status", [Status.UNTESTED, Status.PENDING, Status.REACTED])
def test_no_oil_without_a_clear_test(status: Status) -> None:
    assert against(status=status) == ["oil-not-tested"]


def test_the_first_three_plans_are_dry() -> None:
    assert against(so_far=Progress()) == ["oil-first-plans"]
    assert against(so_far=replace(PRACTISED, sessions=2)) == ["oil-first-plans"]


def test_under_six_months_oil_is_for_two_sessions_a_week() -> None:
    assert against(so_far=oiled(-20, -3, -1)) == ["oil-budget"]
    assert against(so_far=oiled(-20, -8, -1)) == []
    assert against(child(200), so_far=oiled(-3, -2, -1)) == []


def test_no_oil_on_sore_or_sensitive_skin() -> None:
    assert against(child(conditions={"eczema"})) == ["oil-skin"]
    assert against(child(facts=[ago(Happening.RASH, 10, "back", is_open=True)])) == ["oil-skin"]
    assert against(child(facts=[ago(Happening.RASH, 10, "back")])) == []


def test_no_oil_where_allergy_runs_in_the_family() -> None:
    assert against(family=True) == ["oil-allergy-in-family"]
    assert against(child(conditions={"eczema-or-allergy-in-family"})) == ["oil-allergy-in-family"]


def test_no_oil_on_a_child_who_stays_dressed() -> None:
    assert against(child(1095)) == []
    assert against(child(1096)) == ["oil-dressed"]


@pytest.mark.parametrize("region", [Region.FACE, Region.HEAD, Region.HANDS])
def test_no_oil_on_face_head_or_hands_whatever_a_file_says(region: Region) -> None:
    assert not product.may_take_oil(making.technique("face", region=region, tags={Tag.OIL_OK}))
    assert product.may_take_oil(making.technique("leg", tags={Tag.OIL_OK}))
    assert not product.may_take_oil(making.technique("leg"))


def test_every_oil_rule_is_tried_here() -> None:
    assert set(OIL.rules) == set(product.OIL_RULES)
