"""What a phone answered without a network, made a check here: its red flags and facts count as if it had been asked."""

from __future__ import annotations

import logging
import uuid
import zoneinfo
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from handsong.content import load
from handsong.core import outlook
from handsong.core.body import PARTS
from handsong.core.child import Fact, Happening
from handsong.core.findings import Level
from handsong.core.plan import Item, Plan
from handsong.core.planner import OPENING_SECONDS
from handsong.core.readiness import QUESTIONS, Skin, Well
from handsong.core.session import Kind
from handsong.core.technique import Goal
from handsong.render import bundle, svg
from handsong.render.bundle import Order
from handsong.web.accounts.clock import Jump
from handsong.web.diary import accounts, behind, stories
from handsong.web.diary.models import Event, Session
from handsong.web.diary.untold import NOT_UNDERSTOOD
from handsong.web.families import door, zone
from handsong.web.families import queries as families
from handsong.web.families.models import Child, Happened
from handsong.web.player import actions, own_pages
from handsong.web.player.models import Check

LANGUAGE = "en"
LOG = logging.getLogger(__name__)


def catch_up(*, told: Collection[object] | None = None) -> None:
    """Make a check of every answer that phones told and that has none yet; of these rows, or of all there are.

    A check has its event's id, so that whatever comes twice is one check.
    """
    ids = None if told is None else [pk for row in told if (pk := _asked(row))]
    if ids == []:
        return
    events = Event.objects.filter(kind=Kind.ASKED)
    if ids is not None:
        events = events.filter(pk__in=ids)
    for event in events.exclude(pk__in=Check.objects.values("pk")).select_related("session__child__family"):
        try:
            _take(event)
        except NOT_UNDERSTOOD as error:
            # One that cannot be understood is never in the way of the rest; it is tried again at the next start.
            LOG.warning("What a phone asked could not be made a check: %s", type(error).__name__)


def _asked(row: object) -> uuid.UUID | None:
    """Return the id of a row that says it is an answer."""
    if not isinstance(row, Mapping) or row.get("kind") != Kind.ASKED or not isinstance(row.get("id"), str):
        return None
    try:
        return uuid.UUID(row["id"])
    except ValueError:
        return None


def _take(event: Event) -> None:
    """Make the check of an answer, and give its session the plan that was shown."""
    session, body = event.session, event.body
    at = _at(event)
    with transaction.atomic():
        door.wait_for_others([session.family_id])
        is_practice = session.is_practice or body.get("practice") is True
        if not is_practice and not Check.objects.filter(pk=event.pk).exists():
            _check(event, at)
        # Until its beginning is told it is no massage, and nothing that could be gone on with.
        Session.objects.filter(pk=session.pk, story={}).update(is_over=True, ended_at=at)
        if body["steps"] and not session.bundle:
            session.bundle = _bundle(session, body, at)
            session.save(update_fields=["bundle"])


def _at(event: Event) -> datetime:
    """Return when it was answered, by a clock that is right, in the family's own time."""
    rows = list(event.session.events.order_by("number", "at", "pk"))
    at = stories.put_right(event.session, event, stories.clock_was_wrong_by(event.session, rows))
    return datetime.fromisoformat(at.astimezone(_zone(event.session.child)).isoformat())


def put_right(jump: Jump) -> None:
    """Put right what was told while this machine's clock was behind: sessions, checks, and what these told."""
    for family, late, sessions in behind.homes(jump):
        try:
            with transaction.atomic():
                door.wait_for_others([family])
                own_pages.put_right(family, late)
                with accounts.each_once():
                    for pk in sessions:
                        _put_right(pk, late)
            jump.done.add(family)
        except NOT_UNDERSTOOD as error:
            LOG.warning("What phones told of a family could not be put right: %s", type(error).__name__)


def _put_right(pk: uuid.UUID, late: behind.Late) -> None:
    session = Session.objects.select_related("child__family", "family").defer("bundle").filter(pk=pk).first()
    if session is None:
        return
    try:
        with transaction.atomic():
            for event in behind.put_right(session, late):
                check = Check.objects.filter(pk=event.pk).first() if event.kind == Kind.ASKED else None
                if check is not None:
                    event.session = session
                    _move(check, event.body, _at(event), late.now)
    except NOT_UNDERSTOOD as error:
        LOG.warning("What a phone told could not be put right: %s", type(error).__name__)


def _move(check: Check, body: Mapping[str, Any], at: datetime, now: datetime) -> None:
    """Move a check to when it was answered, with what it told; nothing becomes older by it, and no answer fresh again."""
    check.begun_at = own_pages.no_fresher(check.begun_at, at, now)
    check.signs_at = check.signs_at and max(check.signs_at, at)
    check.save(update_fields=["begun_at", "signs_at"])
    moments: dict[tuple[str, str], datetime] = {}
    for fact in _facts(body, at):
        moments[fact.what, fact.part] = max(fact.at, moments.get((fact.what, fact.part), fact.at))
    for about, told in check.told.items():
        for row in Happened.objects.filter(pk__in=told, child=check.child_id):
            moment = moments.get((row.what, row.part), at) if about == "happenings" else at
            row.at, row.told_at = max(row.at, moment), max(row.told_at, at)
            row.save(update_fields=["at", "told_at"])


def _zone(child: Child) -> zoneinfo.ZoneInfo:
    name = child.family.time_zone
    return zoneinfo.ZoneInfo(name if zone.known(name) else zone.of_this_machine())


def _check(event: Event, at: datetime) -> None:
    """Make the check by the deeds of the pages, as of the moment it was answered."""
    session, body = event.session, event.body
    check = Check.objects.create(
        pk=event.pk,
        family_id=session.family_id,
        child=session.child,
        begun_at=at,
        is_private=session.is_private,
    )
    for question, kind in QUESTIONS.items():
        if body["answers"].get(question) in set(kind):
            actions.answer(check=check, question=question, given=body["answers"][question], now=at)
    if check.answers.get("well") == Well.NOT_QUITE:
        known = {row.id for row in load.once().signs}
        actions.tick_signs(check=check, signs=known & {*body["signs"]}, now=at)
    facts = list(_facts(body, at))
    if facts and check.answers.get("skin") == Skin.SOMETHING:
        actions.tell_happenings(check=check, facts=facts, now=at)
    if body.get("goal") in set(Goal):
        actions.wish(check=check, wished=actions.Wished(body["goal"]))


def _facts(body: Mapping[str, Any], at: datetime) -> Iterator[Fact]:
    """Go through what was found; what this version does not know is left to the event itself."""
    known = {row.id: row for row in load.once().happenings if row.id in set(Happening)}
    for found in body["found"]:
        row = known.get(found["what"])
        if row is not None:
            part = found["part"] if found["part"] in PARTS else ""
            moment = outlook.so_long_ago(at, found["days_ago"] if row.asks_when else 0)
            yield Fact(Happening(row.id), moment, part, is_open=row.stays_open)


def _bundle(session: Session, body: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return what the session keeps of its plan: the steps that were shown, as far as the library has them."""
    items = tuple(_items(body["steps"]))
    if not items:
        return {}
    seconds = sum((item.seconds for item in items), OPENING_SECONDS)
    now = families.situation(session.child, at)
    order = Order(
        session=str(session.pk),
        child_name=session.child.name,
        child_colour=session.child.colour,
        stage=now.stage,
        is_practice=session.is_practice,
        cried_today=False,
        goal=str(body.get("goal", "")),
        look=svg.Look(),
    )
    plan = Plan(Level.FINE, items, seconds, findings=(), left_out=())
    return bundle.kept(plan, order, load.once().scripts[LANGUAGE])


def _items(shown: list[list[str]]) -> Iterator[Item]:
    """Go through the techniques that were shown, each with the sides that stood together."""
    known = load.once().craft.library.by_id
    for name, rows in groupby(shown, key=lambda row: row[0]):
        technique = known.get(name)
        told = [side for _, side in rows]
        if technique is not None:
            sides = tuple(side for side in technique.score.sides if side in told) or technique.score.sides
            yield Item(technique, sides, technique.seconds(sides), (), is_new=False, with_oil=False)
