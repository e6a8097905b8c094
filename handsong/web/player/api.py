"""The API of plans: one looked at beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import StrictInt

from handsong.content import load
from handsong.core.body import Side
from handsong.core.findings import Level
from handsong.core.plan import Plan
from handsong.core.readiness import Feed, Place, Skin, State, Unit, Well
from handsong.core.technique import Goal
from handsong.web.accounts import clock
from handsong.web.accounts.api import (
    Bearer,
    Told,
    answers,
    local,
    router,
)
from handsong.web.accounts.problems import Problem, Refused
from handsong.web.families import api as families
from handsong.web.families.models import Child
from handsong.web.families.rights import Deed
from handsong.web.player import asking, queries, telling
from handsong.web.player.asking import Standing
from handsong.web.player.models import KINDS, Check

LANGUAGE = "en"
plans = router("massages")


class AnswersTold(Told):
    """The readiness questions, as far as they are answered, and what the family would like."""

    unit: Unit | None = Field(None, description="Before term alone: whether the unit or midwife said yes.")
    state: State | None = Field(None, description="How the child is.")
    feed: Feed | None = Field(None, description="How long ago the last feed was.")
    well: Well | None = None
    signs: list[str] = Field([], max_length=60, description="Red flags that are seen, by their ids.")
    skin: Skin | None = None
    place: Place | None = Field(None, description="Whether room and hands are ready.")
    goal: Goal | None = None
    minutes: StrictInt | None = Field(None, ge=1, le=30, description="At most so long.")
    product: str | None = Field(
        None, max_length=40, description="One that may be used; dry hands when there is none."
    )
    without: list[str] = Field([], max_length=200, description="Techniques that are not wanted today.")


class ReasonOut(Schema):
    """Why: a finding in words."""

    level: str = Field(description="How grave: fine, adapt, avoid, ask, wait, today, emergency.")
    text: str
    whom: str = Field(description="Whom to ask; may be empty.")
    certainty: str = Field(description="Empty when it is sourced.")
    sources: list[str] = Field(description="Titles.")


class ItemOut(Schema):
    """One technique of a plan."""

    technique: str
    name: str
    region: str
    sides: list[Side]
    seconds: float
    is_new: bool
    with_oil: bool
    why: list[ReasonOut]


class NotTodayOut(Schema):
    """Techniques that are left out for one reason."""

    reason: ReasonOut
    techniques: list[str]


class LineOut(Schema):
    """A telephone line."""

    name: str
    number: str
    what: str


class CallOut(Schema):
    """Whom to call."""

    emergency: str = Field(description="The number, or words where the country is not known.")
    lines: list[LineOut]


class PlanOut(Schema):
    """A plan, or why there is none now: then `items` is empty."""

    level: str | None = Field(description="The gravest thing found; null while questions are open.")
    open_questions: list[str] = Field(description="What must be answered before there is a plan.")
    call: CallOut | None = Field(description="Whom to call, when somebody is to be called today.")
    seconds: float
    items: list[ItemOut]
    reasons: list[ReasonOut] = Field(description="What stops, or is different today, the gravest first.")
    until: datetime | None = Field(description="When a wait ends, if that is known.")
    meanwhile: str | None = Field(description="A hold that is fine meanwhile.")
    not_today: list[NotTodayOut] = Field(description="Every other technique, with the reason.")


@plans.post(
    "/{uuid:child_id}/plan/",
    response=answers(PlanOut, 400, 404, 413),
    auth=Bearer("read"),
    operation_id="preview_plan",
    summary="Look at a plan",
)
def preview_plan(request: HttpRequest, child_id: UUID, told: AnswersTold) -> PlanOut:
    """Return the plan that these answers would give now. Nothing is kept, a red flag neither.

    A flag that was ticked on the pages counts here for its day. What was still there when it was last
    asked about counts as still there.
    """
    now = clock.now()
    child = families.whole_child_or_404(request, child_id, now, Deed.CARE)
    of = queries.standing(_check(child, told, now), now)
    unanswered = [step for step in asking.steps(of) if not asking.is_answered(of, step)]
    if unanswered and not asking.stops_at(of).stops:
        return PlanOut(
            level=None,
            open_questions=unanswered,
            call=None,
            seconds=0,
            items=[],
            reasons=[],
            until=None,
            meanwhile=None,
            not_today=[],
        )
    return _plan(queries.plan(of), of, unanswered)


def _check(child: Child, told: AnswersTold, now: datetime) -> Check:
    """Return a check that is never kept, answered as told; raises Refused for a name that is not known."""
    _known("signs", told.signs, {row.id for row in load.once().signs})
    _known("without", told.without, load.once().craft.library.by_id)
    given = {name: str(answer) for name in KINDS if (answer := getattr(told, name)) is not None}
    check = Check(
        family_id=child.family_id,
        child=child,
        begun_at=now,
        answers=given | {"signs": "looked", "navel": "as known"},
        signs=sorted(set(told.signs)),
        signs_at=now if told.signs else None,
        goal=told.goal or "",
        minutes=told.minutes,
        without=sorted(set(told.without)),
    )
    still_there = queries.standing(check, now).open_facts()
    check.answers["open"] = {str(fact.pk): "there" for fact in still_there}
    if told.product:
        usable = [row.product.id for row in queries.usable_products(queries.standing(check, now))]
        _known("product", [told.product], usable)
        check.product = told.product
    return check


def _known(field: str, given: Sequence[str], known: Any) -> None:
    if any(name not in known for name in given):
        remedy = f"Give of these: {', '.join(sorted(known))}." if known else "Leave it out."
        raise Refused(422, Problem(field, "It is not known, or not for today.", remedy))


def _plan(made: Plan, of: Standing, unanswered: list[str]) -> PlanOut:
    findings = asking.known(of).findings if unanswered else made.findings
    level = max((finding.level for finding in findings), default=Level.FINE)
    return PlanOut(
        level=level.word,
        open_questions=unanswered,
        call=_call(of.child) if level >= Level.TODAY else None,
        seconds=round(made.seconds, 1) if made.items else 0,
        items=[
            ItemOut(
                technique=item.technique.id,
                name=item.technique.words[LANGUAGE].name,
                region=item.technique.region,
                sides=list(item.sides),
                seconds=round(item.seconds, 1),
                is_new=item.is_new,
                with_oil=item.with_oil,
                why=[_reason(telling.reason(finding)) for finding in item.why],
            )
            for item in made.items
        ],
        reasons=[_reason(row) for row in telling.reasons(findings, at_least=Level.ADAPT)],
        until=made.until and local(made.until),
        meanwhile=made.meanwhile.id if made.meanwhile else None,
        not_today=[
            NotTodayOut(reason=_reason(reason), techniques=[row.id for row in techniques])
            for reason, techniques in telling.not_today(made.left_out)
        ],
    )


def _reason(of: telling.Reason) -> ReasonOut:
    return ReasonOut(
        level=of.word,
        text=of.text,
        whom=of.whom,
        certainty=of.certainty,
        sources=[source.title for source in of.sources],
    )


def _call(child: Child) -> CallOut:
    country = queries.country(child)
    if country is None:
        return CallOut(emergency=load.once().elsewhere[LANGUAGE], lines=[])
    return CallOut(emergency=country.emergency, lines=[LineOut(**vars(line)) for line in country.lines])
