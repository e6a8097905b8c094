"""The home course: this week for this child, and what a family does about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from handsong.content import load
from handsong.core import course as craft
from handsong.core.course import WEEKS, Part, Taken
from handsong.core.plan import LeftOut
from handsong.core.technique import Technique
from handsong.web.accounts import clock
from handsong.web.accounts.request import Glimpse, Request
from handsong.web.diary import course as diary
from handsong.web.diary import queries as memory
from handsong.web.diary.course import UnableToGoOn
from handsong.web.diary.models import Course
from handsong.web.families import choice
from handsong.web.families import door as families
from handsong.web.families.models import Child
from handsong.web.families.rights import Deed
from handsong.web.library import drawings, shelf
from handsong.web.player import asking, queries
from handsong.web.player.asking import Standing

LANGUAGE = "en"


@require_GET
def course(request: Request, child_id: UUID | None = None) -> HttpResponse:
    """Show the week of the course that the child is in, or another one to look at."""
    now = clock.now()
    found = child_id or getattr(choice.current(request), "pk", None)
    if found is None:
        return redirect("child-new")
    child = families.whole_child_or_404(request.person, found, now)
    row = diary.of(child)
    if row is None or (not row.is_on and "week" not in request.GET):
        return _cover(request, child, row)
    so_far = memory.progress_of(child)
    of = queries.lately(child, queries.checks_of(child, now), now, so_far)
    week = _week(row, of, _asked(request, row))
    return render(request, "player/course.html", _page(child, row) | week | {"now": now})


@require_POST
def begin(request: Request, child_id: UUID) -> HttpResponse:
    """Begin the course, or take it up again."""
    child = families.child_or_404(request.person, child_id, Deed.CARE)
    diary.begin(child=child, now=clock.now())
    return redirect("course-child", child_id)


@require_POST
def tick(request: Request, child_id: UUID) -> HttpResponse:
    """Write down that a part of a week was done, or take that back."""
    week, part = _number(request.POST.get("week", "")), request.POST.get("part", "")
    row, is_done = _course_or_404(request, child_id), request.POST.get("done") == "yes"
    try:
        diary.tick(course=row, week=week, part=part, is_done=is_done, now=clock.now())
    except UnableToGoOn as error:
        return _cover(request, row.child, row, fault=str(error))
    return redirect(f"{reverse('course-child', args=[child_id])}?week={week}#{part}")


@require_POST
def go(request: Request, child_id: UUID) -> HttpResponse:
    """Be in another week from now on."""
    row = _course_or_404(request, child_id)
    try:
        diary.go_to(course=row, week=_number(request.POST.get("week", "")), now=clock.now())
    except UnableToGoOn as error:
        return _cover(request, row.child, row, fault=str(error))
    return redirect("course-child", child_id)


@require_POST
def leave(request: Request, child_id: UUID) -> HttpResponse:
    """Leave the course for now."""
    diary.leave(course=_course_or_404(request, child_id), now=clock.now())
    return redirect("course-child", child_id)


def _course_or_404(request: Request, child_id: UUID) -> Course:
    child = families.child_or_404(request.person, child_id, Deed.CARE)
    row = diary.of(child)
    if row is None:
        raise Http404
    row.child = child
    return row


def _cover(request: Request, child: Child, row: Course | None, fault: str = "") -> HttpResponse:
    page = _page(child, row) | {"review": _review(1), "fault": fault}
    return render(request, "player/course_cover.html", page, status=422 if fault else 200)


def _page(child: Child, row: Course | None) -> dict[str, Any]:
    return {"room": "library", "child": child, "course": row, "weeks": load.once().course, "last": WEEKS}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < WEEKS else 0


def _asked(request: Request, row: Course) -> int:
    """Return the week to look at: one that is named, else the one the child is in."""
    week = _number(request.GET.get("week", ""))
    return week if week in range(1, WEEKS + 1) else row.week


def _week(row: Course, of: Standing, number: int) -> dict[str, Any]:
    """Return what a week's page shows."""
    content, ticked = load.once(), diary.ticked(row)
    taken = Taken(number, ticked.get(number, frozenset()))
    # What nobody asked stops nothing here: readiness asks before each massage.
    situation = of.with_answers(asking.at_best(of.check.value())) if of.flags else of.unasked
    made = craft.page(content.craft, content.course, taken, situation, of.so_far)
    glimpse = Glimpse(of.child.name, of.child.tone, situation.stage)
    return {
        "page": made,
        "waits_why": made.waits.reason(LANGUAGE) if made.waits else "",
        "resting": _resting(made.left_out),
        "is_now": row.is_on and number == row.week,
        "practised": [week for week, parts in ticked.items() if Part.PRACTICE in parts],
        "next": number + 1,
        "stage": content.words.stage[situation.stage][LANGUAGE],
        "age": situation.age,
        "thumbs": [_thumb(technique, glimpse) for technique in made.watch],
        "text": made.reading.text[LANGUAGE],
        "bibliography": content.sources,
        "cited": list(dict.fromkeys((*made.reading.sources, *made.lesson.sources))),
        "review": _review(number),
        "name": of.child.name,
    }


def _thumb(technique: Technique, glimpse: Glimpse) -> tuple[Technique, str]:
    """Return a technique with the name of its picture."""
    which = drawings.wanted(technique, glimpse)
    return technique, f"{technique.id}.{which.stage}.{which.tone}"


def _resting(rows: Iterable[LeftOut]) -> list[tuple[str, list[Technique]]]:
    """Return what rests, by the reason."""
    found: dict[str, list[Technique]] = {}
    for row in rows:
        found.setdefault(row.finding.reason(LANGUAGE), []).append(row.technique)
    return list(found.items())


def _review(number: int) -> str:
    return shelf.REVIEWS[load.once().course[number - 1].review.state]
