"""The home course: five weeks that lean on the plan and never push it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from handsong.content import load
from handsong.core.age import Stage
from handsong.core.child import Fact, Happening
from handsong.web.diary import course
from handsong.web.diary.models import Course, Ticked
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

DAY = timedelta(days=1)
LEGS = (("leg-hip-to-ankle", "legs", 120, ("enjoying",)), ("closing-hold", "whole", 20, ()))


def page(browser: Client, child: Child, week: int | None = None) -> str:
    where = f"/course/{child.pk}/" + (f"?week={week}" if week else "")
    return re.sub("</?bdi>|[\u2068\u2069]", "", browser.get(where).content.decode())


def begun(child: Child, *, week: int = 1) -> Course:
    row = course.begin(child=child, now=people.NOW)
    course.go_to(course=row, week=week, now=people.NOW)
    return row


@pytest.fixture
def pip(mia: Child) -> Child:
    """Mia's cousin, five months old, so that strokes fit."""
    child = people.add(people.alba(), "Pip", born=people.TODAY - timedelta(days=150))
    families.heal_navel(child=child)
    return child


def test_the_course_is_offered_and_begins_when_it_is_asked_for(at_home: Client, mia: Child) -> None:
    cover = page(at_home, mia)
    assert "Begin with week 1" in cover
    assert not Course.objects.exists()
    answer = at_home.post(f"/course/{mia.pk}/begin/", follow=True).content.decode()
    assert "Week 1 of 5" in answer
    at_home.post(f"/course/{mia.pk}/begin/")
    assert Course.objects.get().child == mia


def test_without_a_child_the_child_comes_first(at_home: Client) -> None:
    assert at_home.get("/course/").headers["Location"] == "/children/new/"


def test_a_week_shows_the_lesson_of_the_corrected_age(at_home: Client, mia: Child) -> None:
    born = people.TODAY - timedelta(days=70)
    early = people.add(people.alba(), "Kim", born=born, days_early=people.MIA_EARLY.days)
    begun(early)
    said = page(at_home, early)
    assert "This is the week for: newborn. Born eight weeks early" in said
    lessons = {stage: load.once().course[0].lesson(stage) for stage in (Stage.NEWBORN, Stage.YOUNG_INFANT)}
    for name in lessons[Stage.NEWBORN].techniques:
        assert f"/library/techniques/{name}/" in said
    assert f"/library/techniques/{lessons[Stage.YOUNG_INFANT].techniques[1]}/" not in said


def test_every_week_can_be_looked_at_and_none_pretends_to_be_reviewed_by_a_clinician(
    at_home: Client, mia: Child
) -> None:
    begun(mia)
    for week in load.once().course:
        said = page(at_home, mia, week.number)
        assert f"Week {week.number} of 5" in said
        assert "No clinician has reviewed it yet" in said
    assert "Week 1 of 5" in page(at_home, mia, 9)


def test_a_part_that_is_ticked_twice_is_ticked_once_and_can_be_taken_back(
    at_home: Client, mia: Child
) -> None:
    begun(mia)
    for _ in range(2):
        at_home.post(f"/course/{mia.pk}/tick/", {"week": "1", "part": "practice", "done": "yes"})
    assert Ticked.objects.get().part == "practice"
    assert "this week is done" in page(at_home, mia)
    at_home.post(f"/course/{mia.pk}/tick/", {"week": "1", "part": "practice", "done": "no"})
    assert not Ticked.objects.exists()


@pytest.mark.parametrize("sent", [{"week": "6", "part": "read"}, {"week": "1", "part": "sing"}, {}])
def test_a_part_that_the_course_does_not_have_changes_nothing(
    at_home: Client, mia: Child, sent: dict[str, str]
) -> None:
    begun(mia)
    assert at_home.post(f"/course/{mia.pk}/tick/", sent | {"done": "yes"}).status_code == 422
    assert not Ticked.objects.exists()


def test_a_week_is_left_when_the_family_goes_on_and_at_no_other_time(at_home: Client, mia: Child) -> None:
    row = begun(mia)
    course.tick(course=row, week=1, part="practice", is_done=True, now=people.NOW)
    assert "Week 1 of 5" in page(at_home, mia)
    at_home.post(f"/course/{mia.pk}/go/", {"week": "2"})
    assert "Week 2 of 5" in page(at_home, mia)
    at_home.post(f"/course/{mia.pk}/go/", {"week": "1"})
    assert "Week 1 of 5" in page(at_home, mia)
    assert at_home.post(f"/course/{mia.pk}/go/", {"week": "7"}).status_code == 422


def test_it_can_be_left_and_taken_up_where_it_was(at_home: Client, mia: Child) -> None:
    begun(mia, week=3)
    at_home.post(f"/course/{mia.pk}/leave/")
    assert "You left the course in week 3" in page(at_home, mia)
    assert at_home.post(f"/course/{mia.pk}/begin/", follow=True).status_code == 200
    assert "Week 3 of 5" in page(at_home, mia)


def test_after_its_end_it_can_begin_anew(at_home: Client, mia: Child) -> None:
    begun(mia, week=5)
    at_home.post(f"/course/{mia.pk}/go/", {"week": "6"})
    assert "You have been through all five" in page(at_home, mia)
    at_home.post(f"/course/{mia.pk}/begin/")
    assert "Week 1 of 5" in page(at_home, mia)


def test_a_plan_leans_on_the_week_and_says_so(at_home: Client, pip: Child) -> None:
    for day in range(4):
        people.held(pip, people.NOW - (5 - day) * DAY, steps=LEGS)
    check = moments.planned(at_home, pip)
    plain = moments.planned_techniques(at_home, check)
    begun(pip, week=2)
    leaning = moments.planned_techniques(at_home, check)
    assert "tummy-resting-hand" not in plain
    assert "tummy-resting-hand" in leaning
    assert "It belongs to this week of your course" in moments.plan(at_home, check).content.decode()
    course.leave(course=Course.objects.get(), now=people.NOW)
    assert moments.planned_techniques(at_home, check) == plain


def test_what_rests_has_its_reason_and_is_never_hoped_for(at_home: Client, pip: Child) -> None:
    begun(pip)
    for day in (3, 2):
        steps = (("leg-hip-to-ankle", "legs", 30, ("turning-away",)), ("closing-hold", "whole", 20, ()))
        people.held(pip, people.NOW - day * DAY, steps=steps)
    found = at_home.get(f"/course/{pip.pk}/").context["page"]
    assert "leg-hip-to-ankle" not in [row.technique.id for row in found.hoped]
    assert [row.finding.rule.id for row in found.left_out] == ["refused-twice"]
    assert "said no to this one" in page(at_home, pip)


def test_while_a_child_is_unwell_the_course_waits(at_home: Client, pip: Child) -> None:
    begun(pip)
    ill = Fact(Happening.UNWELL, people.NOW - timedelta(hours=2))
    families.remember_facts(child=pip, facts=[ill], now=people.NOW)
    said = page(at_home, pip)
    assert "Massage waits until" in said
    assert "An unwell child needs rest and your arms" in said
    assert 'action="/begin/"' not in said
    assert "We read it" in said


def test_a_red_flag_of_the_day_stops_the_course_and_says_whom_to_call(at_home: Client, pip: Child) -> None:
    begun(pip)
    check = moments.begin(at_home, pip)
    moments.answer(at_home, check, "state", "quiet-alert")
    moments.answer(at_home, check, "feed", "over-45")
    moments.answer(at_home, check, "well", "not-quite")
    at_home.post(f"/ready/{check.pk}/signs/", {"sign": ["hard-breathing"]})
    said = page(at_home, pip)
    assert "Whom to call" in said
    assert 'action="/begin/"' not in said


def test_nothing_counts_or_shames(at_home: Client, mia: Child) -> None:
    begun(mia)
    row = Course.objects.get()
    Course.objects.filter(pk=row.pk).update(begun_at=people.NOW - timedelta(days=300))
    said = page(at_home, mia).lower()
    for word in ("behind", "streak", "late", "missed", "overdue", "days ago"):
        assert not re.search(rf"\b{word}\b", said), word


def test_the_database_keeps_the_weeks_to_five(mia: Child) -> None:
    row = begun(mia)
    for change in ({"week": 0}, {"week": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Course.objects.filter(pk=row.pk).update(**change)


def test_a_strangers_course_is_not_there(carla: Client, mia: Child) -> None:
    begun(mia)
    assert carla.get(f"/course/{mia.pk}/").status_code == 404
    for deed in ("begin", "tick", "go", "leave"):
        assert carla.post(f"/course/{mia.pk}/{deed}/", {"week": "2"}).status_code == 404
    assert Course.objects.get().week == 1
