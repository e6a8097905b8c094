"""The API of the craft's public words: techniques, routines, rules, products."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import metadata
from typing import Any

from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition
from ninja import Field, Query, Schema
from ninja.decorators import decorate_view

from handsong.content import load
from handsong.content.values import Routine
from handsong.core.age import Stage
from handsong.core.body import Region
from handsong.core.findings import Certainty
from handsong.core.score import notation
from handsong.core.score.model import Touch
from handsong.core.technique import Goal, ReviewState, Technique
from handsong.render.speech import filled
from handsong.web.accounts.api import Bearer, answers, refuse_unknown, router
from handsong.web.library import shelf

LANGUAGE = "en"
SOMEBODY = "your child"

library = router("library")


class SourceOut(Schema):
    """Where something comes from."""

    key: str
    title: str
    address: str


class TechniqueBriefOut(Schema):
    """A technique in a list."""

    id: str
    name: str
    summary: str
    region: Region
    touch: Touch
    stages: list[Stage]
    seconds: float = Field(description="How long it is as written, both sides.")


class TechniqueOut(TechniqueBriefOut):
    """A technique with its words, its score and where it comes from."""

    how: list[str] = Field(description="The steps, in words.")
    watch: str = Field(description="What to look for.")
    cautions: list[str]
    goals: list[Goal]
    score: str = Field(description="In the notation of docs/score.md.")
    evidence: str = Field(description="How sure anybody is, in words.")
    review: ReviewState
    reviewed: str = Field(description="How far it was looked at, in words.")
    left_out_by: list[str] = Field(description="The rules that would leave it out, in part or whole.")
    sources: list[SourceOut]


class RoutineOut(Schema):
    """A named order of techniques."""

    id: str
    name: str
    summary: str
    when: str
    stages: list[Stage]
    techniques: list[str]
    review: ReviewState
    reviewed: str


class RuleOut(Schema):
    """A rule of the rule book."""

    id: str
    level: str = Field(description="How grave: fine, adapt, avoid, ask, wait, today, emergency.")
    heading: str = Field(description="What the level means, in words.")
    reason: str
    whom: str = Field(description="Whom to ask; empty when nobody is asked.")
    certainty: Certainty
    sources: list[SourceOut]


class ProductOut(Schema):
    """Something that might go on skin, and what is thought of it."""

    id: str
    name: str
    stance: str = Field(description="prefer, ok, caution, avoid.")
    min_age_days: int
    allergens: list[str]
    why: str
    sources: list[SourceOut]


class Wanted(Schema):
    """Which techniques are asked for; what is not given does not matter."""

    stage: Stage | None = Field(None, description="Fit for this stage.")
    region: Region | None = Field(None, description="Of this region.")
    touch: Touch | None = Field(None, description="Of this kind of touch.")


@cache
def edition() -> str:
    """Return what changes whenever the words do, so that a program asks for them once."""
    return f'"{load.digest()}-{metadata.version("handsong")}"'


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let programs keep what a view sends, and ask whether it has changed (If-None-Match)."""
    kept = condition(etag_func=lambda *_, **__: edition())
    return decorate_view(kept, cache_control(private=True, no_cache=True))(view)


@library.get(
    "/techniques/",
    response=answers(list[TechniqueBriefOut]),
    auth=Bearer("read"),
    operation_id="list_techniques",
    summary="Techniques",
)
@public
def list_techniques(request: HttpRequest, wanted: Query[Wanted]) -> list[TechniqueBriefOut]:
    """Every technique that fits, in the order they are taught. Public words: they carry an ETag."""
    refuse_unknown(request, wanted)
    wish = shelf.Wish(wanted.stage or "", wanted.region or "", wanted.touch or "")
    return [TechniqueBriefOut(**_brief(row)) for row in shelf.techniques(wish)]


@library.get(
    "/techniques/{slug:technique_id}/",
    response=answers(TechniqueOut, 404),
    auth=Bearer("read"),
    operation_id="technique",
    summary="One technique",
)
@public
def technique(request: HttpRequest, technique_id: str) -> TechniqueOut:
    """One technique with its words, its score and its sources."""
    found = load.once().craft.library.by_id.get(technique_id)
    if found is None:
        raise Http404
    words = found.words[LANGUAGE]
    return TechniqueOut(
        **_brief(found),
        how=[_said(text) for text in words.how],
        watch=_said(words.watch),
        cautions=[_said(text) for text in words.cautions],
        goals=[goal for goal in Goal if goal in found.goals],
        score=notation.write(found.score),
        evidence=shelf.GRADES[found.evidence],
        review=found.review.state,
        reviewed=shelf.REVIEWS[found.review.state],
        left_out_by=[rule.id for rule in shelf.leaving_out(found, LANGUAGE)],
        sources=_sources(found.sources),
    )


@library.get(
    "/routines/",
    response=answers(list[RoutineOut]),
    auth=Bearer("read"),
    operation_id="list_routines",
    summary="Routines",
)
@public
def list_routines(request: HttpRequest) -> list[RoutineOut]:
    """Every routine: a named order of techniques."""
    return [_routine(row) for row in load.once().routines]


@library.get(
    "/routines/{slug:routine_id}/",
    response=answers(RoutineOut, 404),
    auth=Bearer("read"),
    operation_id="routine",
    summary="One routine",
)
@public
def routine(request: HttpRequest, routine_id: str) -> RoutineOut:
    """One routine and its techniques in order."""
    found = next((row for row in load.once().routines if row.id == routine_id), None)
    if found is None:
        raise Http404
    return _routine(found)


@library.get(
    "/rules/",
    response=answers(list[RuleOut]),
    auth=Bearer("read"),
    operation_id="list_rules",
    summary="The rule book",
)
@public
def list_rules(request: HttpRequest) -> list[RuleOut]:
    """Every safety rule with its reason, source and certainty, the gravest first."""
    return [
        RuleOut(
            id=row.id,
            level=row.word,
            heading=heading,
            reason=row.reason,
            whom=row.whom,
            certainty=Certainty(row.certainty),
            sources=_sources(row.sources),
        )
        for heading, rows in shelf.rules(LANGUAGE)
        for row in rows
    ]


@library.get(
    "/products/",
    response=answers(list[ProductOut]),
    auth=Bearer("read"),
    operation_id="list_products",
    summary="Products",
)
@public
def list_products(request: HttpRequest) -> list[ProductOut]:
    """What is thought of each oil and cream; how a child bore it is asked of the child."""
    return [
        ProductOut(
            id=row.id,
            name=row.name[LANGUAGE],
            stance=row.stance,
            min_age_days=row.min_age_days,
            allergens=list(row.allergens),
            why=row.why[LANGUAGE],
            sources=_sources(row.sources),
        )
        for row in load.once().products
    ]


def _brief(of: Technique) -> dict[str, Any]:
    words = of.words[LANGUAGE]
    return {
        "id": of.id,
        "name": words.name,
        "summary": _said(words.summary),
        "region": of.region,
        "touch": of.touch,
        "stages": [stage for stage in Stage if stage in of.stages],
        "seconds": round(of.seconds(of.score.sides), 1),
    }


def _routine(of: Routine) -> RoutineOut:
    text = of.text[LANGUAGE]
    return RoutineOut(
        id=of.id,
        name=text["name"],
        summary=_said(text["summary"]),
        when=_said(text["when"]),
        stages=[stage for stage in Stage if stage in of.stages],
        techniques=list(of.techniques),
        review=of.review.state,
        reviewed=shelf.REVIEWS[of.review.state],
    )


def _said(text: str) -> str:
    """Return public words, which name no child."""
    return filled(text, name=SOMEBODY)


def _sources(keys: Iterable[str]) -> list[SourceOut]:
    known = load.once().sources
    return [
        SourceOut(key=key, title=known[key].title, address=known[key].address) for key in keys if key in known
    ]
