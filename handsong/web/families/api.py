"""The API of children: who they are, what is known of them, and how their skin bore which product."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Schema

from handsong.core.age import Age, Stage
from handsong.core.child import Happening
from handsong.core.product import Status
from handsong.core.technique import Milestone
from handsong.render.age_words import age_in_words, counted_in_words
from handsong.web.accounts import clock
from handsong.web.accounts.api import Bearer, answers, local, only_child, router
from handsong.web.accounts.ids import without_its_time
from handsong.web.accounts.tokens import ApiRequest
from handsong.web.families import door, products, queries
from handsong.web.families.models import Child, ChildQuerySet, Happened
from handsong.web.families.rights import Deed, Kind

LANGUAGE = "en"

children = router("children")


class ChildBriefOut(Schema):
    """A child in a list."""

    id: UUID
    name: str
    born_date: date
    stage: Stage = Field(description="By the corrected age.")
    age: str = Field(description="The age in words.")
    role: Kind = Field(description="What the person is for this child.")


class ConditionOut(Schema):
    """Something to know about the child."""

    id: str
    name: str


class MilestoneOut(Schema):
    """Something that was seen."""

    id: Milestone
    seen_date: date


class YesOut(Schema):
    """What a professional said yes to."""

    condition: str
    who: str
    said_date: date


class HappenedOut(Schema):
    """Something that happened, and was still there when it was last asked about."""

    id: UUID
    what: Happening
    at: datetime = Field(
        description="Of a young person with a sign-in of their own, others are told the day alone."
    )
    part: str = Field(description="Where on the body; empty when it is nowhere.")


class AskedOut(Schema):
    """What a professional is asked about before more than holds."""

    id: str
    name: str
    reason: str
    whom: str


class ChildOut(ChildBriefOut):
    """A child with all that the rules look at."""

    counted: str = Field(
        description="How the age is counted after an early birth; empty when there is nothing to say."
    )
    gestation_days: int | None = Field(description="Null: nobody knows.")
    weight_grams: int | None = Field(description="At birth.")
    navel_healed: bool
    milestones: list[MilestoneOut]
    conditions: list[ConditionOut]
    something_else: str = Field(description="What else is to know, in the family's words.")
    yeses: list[YesOut]
    still_there: list[HappenedOut]
    asked: list[AskedOut]


class TestOut(Schema):
    """The latest patch test of one product."""

    id: UUID
    place: str
    started_at: datetime
    next_look_at: datetime | None
    is_late: bool = Field(description="Whether a time to look has come that nobody has looked since.")
    reacted_at: datetime | None
    last_used_at: datetime | None


class ProductStandingOut(Schema):
    """One product for one child."""

    product: str
    name: str
    status: Status = Field(description="clear: it may be used.")
    test: TestOut | None


@children.get(
    "/",
    response=answers(list[ChildBriefOut]),
    auth=Bearer("read"),
    operation_id="list_children",
    summary="All children",
)
def list_children(request: HttpRequest) -> list[ChildBriefOut]:
    """Every child that this token may see, in the order they were added."""
    return [ChildBriefOut(**_brief(child)) for child in seen_by(request)]


@children.get(
    "/{uuid:child_id}/",
    response=answers(ChildOut, 404),
    auth=Bearer("read"),
    operation_id="child",
    summary="One child",
)
def one_child(request: HttpRequest, child_id: UUID) -> ChildOut:
    """All that is known of a child, and what a professional is asked about now."""
    now = clock.now()
    child = whole_child_or_404(request, child_id, now)
    names = queries.condition_names(LANGUAGE)
    age = Age(child.birth(), now.date())
    findings = queries.verdict(queries.situation(child, now)).findings
    is_anothers_own = not child.is_self and door.self_of(child.pk) is not None
    return ChildOut(
        **_brief(child),
        counted=counted_in_words(age),
        gestation_days=child.gestation_days,
        weight_grams=child.weight_grams,
        navel_healed=child.navel_healed,
        milestones=[
            MilestoneOut(id=Milestone(row.milestone), seen_date=row.seen_date)
            for row in child.milestones.all()
        ],
        conditions=[
            ConditionOut(id=row.condition, name=names.get(row.condition, row.condition))
            for row in child.conditions.all()
        ],
        something_else=child.something_else,
        yeses=[
            YesOut(condition=row.condition, who=row.who, said_date=row.said_date) for row in child.yeses.all()
        ],
        still_there=[
            _still_there(row, by_its_day=is_anothers_own) for row in child.happenings.all() if row.is_open
        ],
        asked=[AskedOut(**vars(row)) for row in queries.asked(findings, LANGUAGE)],
    )


def _still_there(row: Happened, *, by_its_day: bool) -> HappenedOut:
    """Tell what happened, at its moment or on its day: when a massage was is a young person's own to tell."""
    pk, at = row.pk, local(row.at)
    if by_its_day:
        pk, at = without_its_time(pk), at.replace(hour=0, minute=0, second=0, microsecond=0)
    return HappenedOut(id=pk, what=Happening(row.what), at=at, part=row.part)


@children.get(
    "/{uuid:child_id}/products/",
    response=answers(list[ProductStandingOut], 404),
    auth=Bearer("read"),
    operation_id="products_of_a_child",
    summary="Products and their patch tests",
)
def products_of_a_child(request: HttpRequest, child_id: UUID) -> list[ProductStandingOut]:
    """Where each product stands for this child, the best thought of first."""
    child, now = child_or_404(request, child_id), clock.now()
    return [
        ProductStandingOut(
            product=row.product.id, name=row.product.name[LANGUAGE], status=row.status, test=_test(row)
        )
        for row in products.standings(child, now)
    ]


def seen_by(request: HttpRequest) -> ChildQuerySet:
    """Return the children of the person that the token may see."""
    only = only_child(request)
    mine = door.children_of(cast("ApiRequest", request).person)
    return mine.filter(pk=only) if only else mine


def child_or_404(request: HttpRequest, child_id: UUID, to: Deed = Deed.SEE) -> Child:
    """Return a child whom the token may see and the person may do this for; raise 404, or NotForThisRole."""
    _is_within(request, child_id)
    return door.child_or_404(cast("ApiRequest", request).person, child_id, to)


def whole_child_or_404(request: HttpRequest, child_id: UUID, now: datetime, to: Deed = Deed.SEE) -> Child:
    """Return the child with all that the rules look at, fetched beforehand; raise 404, or NotForThisRole."""
    _is_within(request, child_id)
    return door.whole_child_or_404(cast("ApiRequest", request).person, child_id, now, to)


def _is_within(request: HttpRequest, child_id: UUID) -> None:
    if only_child(request) not in {None, child_id}:
        raise Http404


def _brief(child: Child) -> dict[str, Any]:
    age = Age(child.birth(), clock.now().date())
    return {
        "id": child.pk,
        "name": child.name,
        "born_date": child.born_date,
        "stage": age.stage,
        "age": age_in_words(age),
        "role": child.role,
    }


def _test(of: products.Standing) -> TestOut | None:
    row = of.row
    if row is None:
        return None
    return TestOut(
        id=row.pk,
        place=row.place,
        started_at=local(row.started_at),
        next_look_at=of.next_look and local(of.next_look),
        is_late=of.is_late,
        reacted_at=row.reacted_at and local(row.reacted_at),
        last_used_at=row.last_used_at and local(row.last_used_at),
    )
