"""What a phone carries along of a child, for days without a network."""

from __future__ import annotations

import hashlib
import zoneinfo
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from importlib import metadata
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from handsong.content import load, told
from handsong.content.values import Question
from handsong.core import names, outlook
from handsong.core.age import Stage
from handsong.core.body import Side
from handsong.core.outlook import Day, Known
from handsong.core.progress import Progress
from handsong.core.readiness import Skin, Well
from handsong.core.session import Session
from handsong.core.situation import Situation
from handsong.core.technique import Technique
from handsong.render import shelf, speech, svg
from handsong.render.bundle import Order
from handsong.render.shelf import About
from handsong.web.accounts import epoch
from handsong.web.accounts.models import Person
from handsong.web.diary import course, door, models, stories
from handsong.web.diary import queries as diary
from handsong.web.families import queries as families
from handsong.web.families.models import Child
from handsong.web.library import drawings
from handsong.web.player import bundles, flags, queries, shelf_pages, steps

LANGUAGE = "en"
REMEMBERED = timedelta(days=2)
"""Sessions so old are no concern of the limits of a day any more."""


def of_child(
    child: Child, person: Person, now: datetime, *, here: Collection[UUID] = frozenset()
) -> dict[str, Any]:
    """Return the shelf of a child: all that a phone needs for the days ahead.

    Of the massage that goes on in this very phone, one of those `here`, the phone itself knows all, unless another
    one told of it too: its tears and its minutes are not on the shelf, or they would stand against going on with it.
    """
    content = load.once()
    going_on = _latest(child, now)
    is_here = going_on is not None and going_on.pk in here and _is_of_one_phone(going_on)
    before = diary.progress_before(going_on) if going_on else None
    so_far = before if before and is_here else diary.progress_of(child)
    known = _known(child, so_far, now)
    zone = timezone.get_current_timezone_name()
    ahead = outlook.days(content.craft, known, now, zoneinfo.ZoneInfo(zone))
    about = About(
        version=version(),
        epoch=epoch.current(),
        made_at=now,
        zone=zone,
        day_starts=child.here_day_starts or 0,
        child={"id": str(child.pk), "name": child.name, "colour": child.colour, "own": child.is_self},
        order=_order(child, ahead[0].now.stage),
        questions=_questions(ahead, child),
        so_far=so_far,
        counted=_counted(child, now),
        still_open=_still_open(child, now, but=going_on.pk if going_on and is_here else None),
        free=queries.free(queries.lately(child, queries.checks_of(child, now), now, before or so_far)),
        pages=shelf_pages.of_child(child, ahead[0].now),
    )

    def draw(technique: Technique, side: Side | None, stage: Stage) -> str:
        return bundles.drawing(technique, side, stage, child, person)

    return shelf.shelf(ahead, about, content.craft, content.scripts[LANGUAGE], draw)


@cache
def version() -> str:
    """Return a name for what a shelf would say of the same child: the program's version and its content."""
    summary = hashlib.sha256(f"{load.digest()} {drawings.edition()}".encode())
    return f"{metadata.version('handsong')}-{summary.hexdigest()[:10]}"


def _known(child: Child, so_far: Progress, now: datetime) -> Known:
    """Return what is known of the child now, and which red flags still stand later."""
    checks, week = queries.checks_of(child, now), course.of(child)

    def still(moment: datetime) -> frozenset[str]:
        return flags.red(families.situation(child, moment, so_far), flags.ticked(checks, moment))

    def hoped(here: Situation) -> tuple[str, ...]:
        return course.hoped(week, here.stage)

    return Known(child.value(), so_far, still, partial(told.asking, load.once()), hoped)


def _latest(child: Child, now: datetime) -> models.Session | None:
    """Return the latest massage of these days while it is not over."""
    rows = door.seen_of(child).filter(_of_these_days(now), is_practice=False).exclude(story={})
    latest = rows.order_by("started_at", "pk").last()
    if latest is None or latest.is_over:
        return None
    latest.child = child
    return latest


def _of_these_days(now: datetime) -> Q:
    """Begun lately, or told of lately."""
    since = now - REMEMBERED
    return diary.begun_since(since) & (Q(started_at__gt=since) | Q(ended_at__gt=since))


def _is_of_one_phone(session: models.Session) -> bool:
    return session.events.order_by().values("device").distinct().count() <= 1


def _order(child: Child, stage: Stage) -> Order:
    return Order(
        session="",
        child_name=child.name,
        child_colour=child.colour,
        stage=stage,
        is_practice=False,
        cried_today=False,
        goal="",
        look=svg.Look(),
    )


def _counted(child: Child, now: datetime) -> list[str]:
    """Return the sessions of these days that the shelf knows to the end."""
    rows = door.seen_of(child).filter(is_over=True, ended_at__gt=now - REMEMBERED)
    return [str(pk) for pk in rows.order_by("started_at", "pk").values_list("pk", flat=True)]


def _still_open(child: Child, now: datetime, but: UUID | None) -> list[Session]:
    """Return the sessions of these days of which the shelf knows the beginning alone, but for one."""
    rows = door.seen_of(child).filter(_of_these_days(now), is_over=False, is_practice=False)
    rows = rows.exclude(pk=but) if but else rows
    told = rows.exclude(story={}).order_by("started_at", "pk").values_list("story", flat=True)
    return [stories.from_data(story) for story in told]


def _questions(days: Sequence[Day], child: Child) -> list[dict[str, Any]]:
    """Return every question that any of the days may ask, in the order and the words of the pages."""
    asks = {question for day in days for question in day.asks}
    rows: list[dict[str, Any]] = []
    for row in load.once().questions:
        if row.id in asks:
            rows.append(_question(row, days[0].now.stage, child))
            rows += [_signs(days, child)] if row.id == "well" else []
            rows += [_found(days, child)] if row.id == "skin" else []
    return [*rows, _goals(days, child)]


def _question(row: Question, stage: Stage, child: Child) -> dict[str, Any]:
    choices = [
        {
            "value": answer.id,
            "name": answer.text[LANGUAGE],
            "help": steps.means(row.id, answer.id, answer.means[LANGUAGE]),
        }
        for answer in row.answers
    ]
    return {
        "id": row.id,
        "title": _filled(row.ask[LANGUAGE], child),
        "help": _filled(row.help_at.get(stage, row.help)[LANGUAGE], child),
        "many": False,
        "choices": choices,
    }


def _signs(days: Sequence[Day], child: Child) -> dict[str, Any]:
    asked = {sign for day in days for sign in day.signs}
    choices = [
        {
            "value": row.id,
            "name": _filled(row.text[LANGUAGE], child),
            "help": _filled(row.look.get(LANGUAGE, ""), child),
            "say": _filled(row.say[LANGUAGE], child),
        }
        for row in load.once().signs
        if row.id in asked
    ]
    return {
        "id": "signs",
        "title": steps.SIGNS_ASK,
        "help": steps.SIGNS_HELP,
        "many": True,
        "only_if": {"well": str(Well.NOT_QUITE)},
        "choices": choices,
    }


def _found(days: Sequence[Day], child: Child) -> dict[str, Any]:
    kinds = {kind.what for day in days for kind in day.kinds}
    choices = [
        {
            "value": row.id,
            "name": _filled(row.text[LANGUAGE], child),
            "help": "",
            "asks_part": row.asks_part,
            "asks_when": row.asks_when,
        }
        for row in load.once().happenings
        if row.id in kinds
    ]
    return {
        "id": "found",
        "title": steps.FOUND_ASK,
        "help": steps.FOUND_HELP,
        "many": True,
        "only_if": {"skin": str(Skin.SOMETHING)},
        "choices": choices,
        "parts": [{"value": part, "name": name} for part, name in steps.parts()],
        "when": [{"days": days_ago, "name": name} for name, days_ago in steps.WHEN],
    }


def _goals(days: Sequence[Day], child: Child) -> dict[str, Any]:
    hoped = {row.goal for day in days for row in day.plans}
    choices = [
        {"value": row.id, "name": row.name[LANGUAGE], "help": _filled(row.honestly[LANGUAGE], child)}
        for row in load.once().goals
        if row.id in hoped
    ]
    name, say = steps.ANY_GOAL
    return {
        "id": "goal",
        "title": steps.WISH_ASK,
        "help": "",
        "many": False,
        "choices": [{"value": "", "name": name, "help": _filled(say, child)}, *choices],
    }


def _filled(text: str, child: Child) -> str:
    return speech.filled(text, name=names.isolated(child.name))
