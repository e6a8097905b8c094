"""The home course: a sentence of docs/algorithms/course.md at a time."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from handsong.core import course
from handsong.core.age import Stage
from handsong.core.body import Region
from handsong.core.child import Child, Happening
from handsong.core.course import Lesson, Page, Part, Reading, Standing, Taken, Week
from handsong.core.cues import Cue
from handsong.core.plan import Craft
from handsong.core.progress import Progress
from handsong.core.score.model import Touch
from tests.core import making
from tests.core.making import NOON, Told, ago, child, now, rule, technique
from tests.core.planning import BELLY, CRAFT, FOOT, HOLDING, LEG, RULES, account, practised

BABY = technique("baby", region=Region.LEGS, stages=[Stage.NEWBORN])
YOUNG = frozenset({Stage.BEFORE_TERM, Stage.NEWBORN})
REST = frozenset(Stage) - YOUNG
WORDS = {"en": "words"}


def lesson(*techniques: str, stages: frozenset[Stage] = REST, practise: str = "belly") -> Lesson:
    return Lesson(stages, techniques, ("leg",), practise, WORDS, WORDS, ("a-source",))


def week(number: int, *lessons: Lesson) -> Week:
    reading = Reading(frozenset(Stage), WORDS, {"en": ("words",)}, ("a-source",))
    return Week(number, WORDS, WORDS, lessons, (reading,), making.REVIEW)


WEEKS = (
    week(1, lesson("leg", "foot", practise="leg"), lesson("holding", stages=YOUNG, practise="holding")),
    week(2, lesson("foot", "belly"), lesson("holding", "baby", stages=YOUNG, practise="baby")),
)


def shown(  # noqa: PLR0913 - a test names only what it is about
    number: int = 1,
    *,
    of: Child | None = None,
    so_far: Progress | None = None,
    ticked: Iterable[Part] = (),
    craft: Craft = CRAFT,
    weeks: tuple[Week, ...] = WEEKS,
) -> Page:
    """Return the page for a child of five months who was asked nothing, unless said otherwise."""
    taken = Taken(number, frozenset(ticked))
    return course.page(craft, weeks, taken, now(of, None), so_far or Progress())


def hoped(page: Page) -> list[str]:
    return [row.technique.id for row in page.hoped]


def resting(page: Page) -> dict[str, str]:
    return {row.technique.id: row.finding.rule.id for row in page.left_out}


def stopped(times: int) -> Progress:
    stop = Told("stop", NOON).cue(Cue.ENJOYING).does("leg", Cue.CRYING).cue(Cue.END)
    return account(*(stop.on(day - 9) for day in range(times)))


def test_the_corrected_age_decides_which_lesson_it_is() -> None:
    craft = making.craft(LEG, FOOT, BELLY, HOLDING, BABY, rules=RULES)
    assert hoped(shown(craft=craft, of=child(80, early=60))) == ["holding"]
    assert hoped(shown(craft=craft, of=child(80))) == ["leg", "foot"]


def test_what_a_rule_leaves_out_is_never_hoped_for() -> None:
    no_feet = rule("reflux", conditions={"reflux"}, regions={Region.FEET})
    craft = making.craft(LEG, FOOT, BELLY, HOLDING, rules=(*(r for r in RULES if r.id != "reflux"), no_feet))
    page = shown(craft=craft, of=child(conditions=["reflux"]))
    assert hoped(page) == ["leg"]
    assert resting(page) == {"foot": "reflux"}


def test_what_was_refused_twice_rests_in_the_course_as_well() -> None:
    said_no = (
        Told("no", NOON).cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY).cue(Cue.PLAN_OVER, Cue.PLAN_OVER)
    )
    page = shown(so_far=account(said_no.on(-3), said_no.on(-2)))
    assert hoped(page) == ["foot"]
    assert resting(page) == {"leg": "refused-twice"}
    assert page.practise.id == "foot"


def test_a_new_part_of_the_body_waits_for_two_good_sessions_with_the_last() -> None:
    assert resting(shown(2)) == {"belly": "one-region-first"}
    assert hoped(shown(2, so_far=practised("leg", "foot"))) == ["foot", "belly"]


def test_what_waits_its_turn_may_be_practised_on_a_doll_meanwhile() -> None:
    assert shown(2).practise.id == "belly"


def test_after_two_stops_the_course_is_for_holds() -> None:
    page = shown(so_far=stopped(2))
    assert resting(page)["foot"] == "holds-after-two-stops"
    assert page.is_instead
    assert page.hoped
    assert {row.technique.touch for row in page.hoped} == {Touch.HOLD}
    assert not shown(so_far=stopped(1)).is_instead


def test_while_a_child_is_unwell_nothing_is_hoped_for_and_it_says_why() -> None:
    page = shown(of=child(facts=[ago(Happening.UNWELL, 2)]))
    assert page.waits is not None
    assert page.waits.rule.id == "no-unwell"
    assert (page.hoped, page.left_out, page.is_instead) == ((), (), False)
    assert page.practise.id == "leg"


def test_a_week_is_done_when_its_practice_was_done() -> None:
    assert not shown(ticked=set(Part) - {Part.PRACTICE}).is_done
    assert shown(ticked=[Part.PRACTICE]).is_done


def test_what_is_known_and_liked_is_said() -> None:
    page = shown(so_far=practised("leg"))
    assert [row.standing for row in page.hoped] == [Standing.LIKED, Standing.NEW]
    assert not page.is_known
    assert shown(so_far=practised("leg", "foot")).is_known


@pytest.mark.parametrize("number", [1, 2])
def test_the_wish_of_a_week_is_the_lesson_in_its_order(number: int) -> None:
    planned = course.wish(WEEKS, Taken(number), Stage.TODDLER)
    assert planned == WEEKS[number - 1].lesson(Stage.TODDLER).techniques
