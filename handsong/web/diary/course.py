"""The home course of one child: where a family is in it, and what it does about it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from handsong.content import load
from handsong.core import course as craft
from handsong.core.age import Stage
from handsong.core.course import WEEKS, Part, Taken
from handsong.web.diary.models import Course, Ticked
from handsong.web.families.models import Child


class UnableToGoOn(ValueError):
    """The course has no such week or part; the message says which there are."""


def of(child: Child) -> Course | None:
    """Return the course of a child that came from the door; None before it was begun."""
    return Course.objects.filter(child=child).first()


def ticked(course: Course) -> dict[int, frozenset[Part]]:
    """Return which parts of each week were ticked; one query."""
    found: dict[int, set[Part]] = {}
    for row in Ticked.objects.filter(course=course):
        found.setdefault(row.week, set()).add(Part(row.part))
    return {week: frozenset(parts) for week, parts in found.items()}


def hoped(course: Course | None, stage: Stage) -> tuple[str, ...]:
    """Return the techniques that plans lean on while the course is on; nothing otherwise."""
    if course is None or not course.is_on:
        return ()
    return craft.wish(load.once().course, Taken(course.week), stage)


def begin(*, child: Child, now: datetime) -> Course:
    """Begin the course, or take it up again where it was left; after its end, from the first week."""
    with transaction.atomic():
        course, is_new = Course.objects.select_for_update().get_or_create(
            child=child, defaults={"family_id": child.family_id, "begun_at": now}
        )
        if not is_new and not course.is_on:
            course.week = 1 if course.finished_at else course.week
            course.left_at = course.finished_at = None
            course.save(update_fields=["week", "left_at", "finished_at"])
    return course


def tick(*, course: Course, week: int, part: str, is_done: bool, now: datetime) -> None:
    """Write down that a part of a week was done, or that it was not; told twice, it is once.

    Raises UnableToGoOn when the course has no such part.
    """
    if week not in range(1, WEEKS + 1) or part not in set(Part):
        raise UnableToGoOn(
            "This part of the course is not known. Open the course anew and choose a part there."
        )
    if is_done:
        defaults = {"family_id": course.family_id, "at": now}
        Ticked.objects.get_or_create(course=course, week=week, part=part, defaults=defaults)
    else:
        Ticked.objects.filter(course=course, week=week, part=part).delete()


def go_to(*, course: Course, week: int, now: datetime) -> None:
    """Be in another week from now on, earlier or later; past the last one the course is finished.

    Raises UnableToGoOn when the course has no such week.
    """
    if week not in range(1, WEEKS + 2):
        raise UnableToGoOn(f"The course has the weeks 1 to {WEEKS}. Choose one of them.")
    course.finished_at = now if week > WEEKS else None
    course.week = min(week, WEEKS)
    course.left_at = None
    course.save(update_fields=["week", "left_at", "finished_at"])


def leave(*, course: Course, now: datetime) -> None:
    """Leave the course for now; nothing of it is lost."""
    course.left_at = course.left_at or now
    course.save(update_fields=["left_at"])
