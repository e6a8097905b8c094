"""Public pages of the craft: techniques, routines, goals, rules, sources."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsong.content import load
from handsong.core.age import Stage
from handsong.core.body import Side
from handsong.core.planner import REGION_ORDER
from handsong.core.score.model import Touch
from handsong.core.technique import Technique
from handsong.render import speech
from handsong.web.accounts.request import Glimpse, Request
from handsong.web.library import drawings, shelf

LANGUAGE = "en"
SOMEBODY = "your child"
FOR_A_YEAR = "private, max-age=31536000, immutable"
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_GET
def library(request: Request) -> HttpResponse:
    """Show techniques by region; the stage of the child looked at is chosen until another is."""
    glimpse = request.glimpse()
    asked = request.GET
    stage = asked.get("stage", str(glimpse.stage) if glimpse else "")
    wanted = shelf.wish(stage, asked.get("region", ""), asked.get("touch", ""))
    rows = shelf.techniques(wanted)
    return _page(
        request,
        "library/library.html",
        wanted=wanted,
        groups=[
            (region, [_thumb(row, glimpse) for row in group])
            for region, group in shelf.by_region(rows).items()
        ],
        count=len(rows),
        stages=list(Stage),
        regions=REGION_ORDER,
        touches=list(Touch),
    )


@require_GET
def technique(request: Request, technique_id: str) -> HttpResponse:
    """Show one technique: drawing, steps, what to look for, where it comes from."""
    content, glimpse = load.once(), request.glimpse()
    found = content.craft.library.by_id.get(technique_id)
    if found is None:
        raise Http404
    which = drawings.wanted(found, glimpse, left_handed=request.person.is_left_handed)
    words = found.words[LANGUAGE]
    return _page(
        request,
        "library/technique.html",
        technique=found,
        said=words,
        drawing=drawings.drawn(which),
        lines=speech.lines(found, content.scripts[LANGUAGE], which.side),
        sources=[(key, content.sources.get(key)) for key in found.sources],
        review=shelf.REVIEWS[found.review.state],
        evidence=shelf.GRADES[found.evidence],
        leaving_out=shelf.leaving_out(found, LANGUAGE),
        stages=[stage for stage in Stage if stage in found.stages],
    )


@require_GET
def picture(request: Request, edition: str, name: str, theme: str) -> HttpResponse:
    """Send a technique as a still picture; its address changes with its looks, so it may be kept."""
    technique_id, _, rest = name.partition(".")
    stage, _, tone = rest.partition(".")
    found = load.once().craft.library.by_id.get(technique_id)
    if found is None or stage not in found.stages or tone not in set("123456"):
        raise Http404
    side: Side | None = found.score.sides[0] if found.score.sides else None
    which = drawings.Wanted(found.id, Stage(stage), int(tone), side)
    response = HttpResponse(drawings.picture(which, theme), content_type="image/svg+xml")
    response.headers["Cache-Control"] = FOR_A_YEAR
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


@require_GET
def routines(request: Request) -> HttpResponse:
    """List the routines."""
    return _page(request, "library/routines.html", routines=load.once().routines)


@require_GET
def routine(request: Request, routine_id: str) -> HttpResponse:
    """Show one routine and its techniques in order."""
    content, glimpse = load.once(), request.glimpse()
    found = next((row for row in content.routines if row.id == routine_id), None)
    if found is None:
        raise Http404
    thumbs = [_thumb(content.craft.library.by_id[name], glimpse) for name in found.techniques]
    return _page(
        request,
        "library/routine.html",
        routine=found,
        text=found.text[LANGUAGE],
        thumbs=thumbs,
        review=shelf.REVIEWS[found.review.state],
    )


@require_GET
def goals(request: Request) -> HttpResponse:
    """Say what each goal may honestly promise, and why some wishes are no goals."""
    content = load.once()
    return _page(
        request, "library/goals.html", goals=content.goals, not_goals=content.not_goals, grades=shelf.GRADES
    )


@require_GET
def rules(request: Request) -> HttpResponse:
    """Show every safety rule with its reason, source and certainty."""
    return _page(
        request,
        "library/rules.html",
        groups=shelf.rules(LANGUAGE),
        conditions=shelf.about_conditions(LANGUAGE),
    )


@require_GET
def sources(request: Request) -> HttpResponse:
    """List everything that Handsong leans on."""
    rows = sorted(load.once().sources.values(), key=lambda row: (not row.is_authority, row.title.casefold()))
    return _page(request, "library/sources.html", sources=rows)


def _thumb(technique: Technique, glimpse: Glimpse | None) -> tuple[Technique, str]:
    """Return a technique with the name of its picture."""
    which = drawings.wanted(technique, glimpse)
    return technique, f"{technique.id}.{which.stage}.{which.tone}"


def _page(request: Request, template: str, **page: object) -> HttpResponse:
    glimpse = request.glimpse()
    common = {
        "room": "library",
        "words": load.once().words,
        "name": glimpse.name if glimpse else SOMEBODY,
        "may_practise": glimpse is None or glimpse.may_practise,
        "bibliography": load.once().sources,
    }
    return render(request, template, common | page)
