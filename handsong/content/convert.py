"""Content files become values of the core, one kind after the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from handsong.content import models, values
from handsong.content.professional_models import ProfessionalsFile
from handsong.core import body
from handsong.core.body import Build, Chain, Figure, Gesture, Hands, Point, Shape, Side, View
from handsong.core.findings import Level, Rule, RuleBook
from handsong.core.plan import Band
from handsong.core.progress import Limits
from handsong.core.score import notation
from handsong.core.script import Named, Script, Spoken
from handsong.core.technique import Review, Scope, Technique, Words

_V = TypeVar("_V")


def review(file: models.ReviewFile) -> Review:
    """Return how far a file was looked at."""
    return Review(file.state, file.who, file.when)


def scope(file: models.ScopeFile) -> Scope:
    """Return what a rule leaves out."""
    return Scope(
        everything=file.everything,
        touches=frozenset(file.touches),
        tags=frozenset(file.tags),
        regions=frozenset(file.regions),
        zones=frozenset(file.zones),
        firmer_than=file.firmer_than,
        strokes_without=file.strokes_without,
        drafts=file.drafts,
        only_by=file.only_by,
        keeps=frozenset(file.keeps),
    )


def book(rules: list[models.RuleFile], reviewed: models.ReviewFile) -> RuleBook:
    """Return the rules of one file."""
    return RuleBook(
        Rule(
            id=rule.id,
            level=Level[rule.level.upper()],
            scope=scope(rule.leaves_out),
            reason=rule.reason,
            sources=tuple(rule.sources),
            certainty=rule.certainty,
            review=review(reviewed),
            conditions=frozenset(rule.conditions),
            signs=frozenset(rule.signs),
            together=tuple(map(frozenset, rule.together)),
            numbers=rule.numbers,
            whom=rule.whom,
        )
        for rule in rules
    )


def technique(
    name: str, file: models.TechniqueFile, zones: Mapping[Build, Mapping[str, frozenset[str]]]
) -> Technique:
    """Return one technique; raises ScoreError when its score cannot be read."""
    return Technique(
        id=name,
        touch=file.touch,
        region=file.region,
        position=file.position,
        view=file.view,
        giver=file.giver,
        stages=frozenset(file.stages),
        goals=frozenset(file.goals),
        companion=file.companion,
        needs=frozenset(file.needs),
        tags=frozenset(file.tags),
        lesson=file.lesson,
        closes=file.closes,
        score=notation.parse(file.score, view=file.view),
        words={
            language: Words(
                name=text.name,
                summary=text.summary,
                how=tuple(text.how),
                watch=text.watch,
                cautions=tuple(text.cautions),
                said=text.say,
            )
            for language, text in file.text.items()
        },
        sources=tuple(file.sources),
        evidence=file.evidence,
        review=review(file.review),
        zones=zones,
    )


def bands(file: models.PlannerFile) -> tuple[Band, ...]:
    """Return the lengths of each age, those under some months before the rest of their stage."""
    rows = [
        Band(row.stage, row.under_months, Limits(row.first, row.most, row.a_day), row.new)
        for row in file.band
    ]
    return tuple(sorted(rows, key=lambda band: (band.under_months is None, band.under_months or 0)))


def figure(file: models.FigureFile) -> Figure:
    """Return a figure with its right half mirrored from the left, as each view shows it."""
    return Figure(
        build=file.build,
        height=file.height,
        landmarks={view: _landmarks(file, view) for view in View},
        shapes={view: tuple(shape for row in file.shape for shape in _shapes(row, view)) for view in View},
        zones={
            view: dict(zone for row in file.zone if row.view is view for zone in _zones(row)) for view in View
        },
        dressed=frozenset(file.dressed),
    )


def hands(file: models.HandsFile) -> Hands:
    """Return the adult's hands."""

    def chain(row: models.ChainFile) -> Chain:
        return Chain(tuple(row.points), tuple(row.radii))

    return Hands(
        gestures={
            contact: Gesture(row.anchor, tuple(row.palm), tuple(map(chain, row.fingers)), chain(row.thumb))
            for contact, row in file.gesture.items()
        },
        forearm=chain(file.arm.forearm),
        cuff=tuple(file.arm.cuff),
    )


def _on_page(point: models.Number, view: View, side: Side = Side.LEFT) -> Point:
    """Return where a point of the child's left half, or its mirror, lies on the page."""
    to_the_right = (side is Side.LEFT) == (view is View.FRONT)
    return (point[0] if to_the_right else -point[0], point[1])


def _landmarks(file: models.FigureFile, view: View) -> dict[str, Point]:
    written = file.landmarks["both"] | file.landmarks[view.value]
    points: dict[str, Point] = {}
    for name, point in written.items():
        if name in body.SIDED_LANDMARKS[view]:
            points |= {f"{name}.{side}": _on_page(point, view, side) for side in Side}
        else:
            points[name] = point
    return points


def _whole(half: list[models.Number]) -> tuple[Point, ...]:
    """Return an outline from its left half, which begins and ends in the middle."""
    return (*half, *((-x, y) for x, y in reversed(half[1:-1])))


def _oval(ellipse: tuple[float, float, float, float]) -> list[models.Number]:
    x, y, across, along = ellipse
    corner = 0.7071
    return [
        (x + across * dx, y + along * dy)
        for dx, dy in (
            (0, -1), (corner, -corner), (1, 0), (corner, corner), (0, 1), (-corner, corner), (-1, 0), (-corner, -corner)
        )
    ]  # fmt: skip


def _shapes(row: models.ShapeFile, view: View) -> list[Shape]:
    """Return a shape on the page of a view: once in the middle, or once a side."""
    if row.view not in {None, view}:
        return []
    closed = row.fill != "line"
    if row.half or row.middle:
        outline = _whole(row.half) if row.half else tuple(row.middle)
        return [Shape(row.name, row.group, row.fill, outline, closed)]
    shapes = []
    for side in Side:
        points = _oval(row.ellipse) if row.ellipse else row.outline
        outline = tuple(_on_page(point, view, side) for point in points)
        through = tuple(f"{name}.{side}" for name in row.through)
        shapes.append(
            Shape(f"{row.name}.{side}", row.group, row.fill, outline, closed, through, tuple(row.radii))
        )
    return shapes


def _zones(row: models.ZoneFile) -> list[tuple[str, tuple[Point, ...]]]:
    """Return a zone on the page of its view: one polygon in the middle, or one a side."""
    if row.half:
        return [(row.name, _whole(row.half))]
    points = (
        _oval((row.circle[0], row.circle[1], row.circle[2], row.circle[2])) if row.circle else row.outline
    )
    if row.circle and row.circle[0] == 0:
        return [(row.name, tuple(points))]
    return [
        (f"{row.name}.{side}", tuple(_on_page(point, row.view, side) for point in points)) for side in Side
    ]


def zones_digest(file: models.TechniqueFile, figures: Mapping[Build, Figure]) -> str:
    """Return a name for all that the zones of a technique depend on."""
    parts = [
        file.score,
        file.view,
        *(repr((figure.landmarks, figure.shapes, figure.zones)) for figure in figures.values()),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def routine(name: str, file: models.RoutineFile) -> values.Routine:
    """Return one routine."""
    return values.Routine(
        id=name,
        stages=frozenset(file.stages),
        techniques=tuple(file.techniques),
        sources=tuple(file.sources),
        text={language: _plain(text) for language, text in file.text.items()},
        review=review(file.review),
    )


def conditions(file: models.ConditionsFile) -> Iterable[values.Condition]:
    """Return what to know about a child."""
    for row in file.condition:
        search = {language: tuple(words) for language, words in row.search.items()}
        yield values.Condition(row.id, row.name, search, row.group)


def signs(file: models.SignsFile, book: RuleBook) -> Iterable[values.Sign]:
    """Return the signs with the gravest level that any rule gives them."""
    for row in file.sign:
        levels = [rule.level for rule in book.rules.values() if row.id in rule.signs]
        yield values.Sign(
            row.id, row.text, row.look, row.say, row.from_months, row.under_months, row.in_session,
            max(levels, default=book["no-unwell"].level),
        )  # fmt: skip


def questions(file: models.ReadinessFile) -> Iterable[values.Question]:
    """Return the readiness questions."""
    for row in file.question:
        answers = tuple(values.Answer(answer.id, answer.text, answer.means) for answer in row.answers)
        yield values.Question(row.id, row.ask, row.help, row.help_at, answers)


def happenings(file: models.ReadinessFile) -> Iterable[values.HappeningWords]:
    """Return what may have happened, in words."""
    for row in file.happening:
        yield values.HappeningWords(
            row.id, row.text, row.asks_part, row.asks_when, row.stays_open, row.under_months
        )


def script(cues: models.CuesFile, words: models.WordsFile, language: str) -> Script:
    """Return the words of one language; raises KeyError where a word is missing in it."""

    def spoken(table: Mapping[str, Mapping[str, models.SpokenFile]]) -> dict[str, Spoken]:
        rows = {key: texts[language] for key, texts in table.items()}
        return {key: Spoken(row.title, row.say, tuple(row.do)) for key, row in rows.items()}

    def plain(table: Mapping[Any, Mapping[str, str]]) -> dict[str, str]:
        return {str(key): texts[language] for key, texts in table.items()}

    return Script(
        language=language,
        targets={
            key: Named(row[language]["name"], row[language]["help"]) for key, row in cues.target.items()
        },
        responses={
            key: Named(row[language]["name"], row[language]["say"]) for key, row in cues.response.items()
        },
        states=spoken(cues.state),
        openings=spoken(cues.opening),
        ended=spoken(cues.ended),
        lines={key: tuple(texts[language]) for key, texts in cues.line.items()},
        regions=plain(words.region),
        landmarks=plain(words.landmark),
        words=plain(words.word),
        positions=plain(words.position),
    )


def country(row: models.CountryFile) -> values.Country:
    """Return whom to call in one country."""

    def lines(rows: list[Any]) -> tuple[values.Line, ...]:
        return tuple(values.Line(line["name"], line["number"], line.get("what", "")) for line in rows)

    return values.Country(
        row.code, row.name, row.emergency, lines(row.line), lines(row.crisis), row.checked, row.source,
        tuple(row.also),
    )  # fmt: skip


def products(file: models.ProductsFile) -> Iterable[values.Product]:
    """Return the products."""
    for row in file.product:
        yield values.Product(
            row.id, row.name, row.stance, row.min_age_days, tuple(row.allergens), row.why, tuple(row.sources)
        )


def goals(file: models.PlannerFile) -> Iterable[values.GoalWords]:
    """Return the goals in words."""
    for row in file.goal:
        yield values.GoalWords(
            row.id, frozenset(row.stages), row.name, row.honestly, row.grade, tuple(row.sources)
        )


def professionals(file: ProfessionalsFile) -> Iterable[values.Part]:
    """Return what is said of professionals, heading by heading."""
    for part in file.part:
        points = tuple(values.Point(row.id, row.text, row.why, tuple(row.sources)) for row in part.point)
        yield values.Part(part.id, part.title, part.lead, points)


def vocabulary(file: models.WordsFile, readiness: models.ReadinessFile) -> values.Vocabulary:
    """Return what everything is called."""
    return values.Vocabulary(
        stage={row.id: row.name for row in file.stage},
        suits={row.id: row.suits for row in file.stage},
        region=_plain(file.region),
        position=_plain(file.position),
        milestone=_plain(file.milestone),
        touch=_plain(file.touch),
        part=readiness.part,
    )


def _plain(table: Mapping[Any, _V]) -> dict[str, _V]:
    """Return a table with its keys as plain text."""
    return {str(key): value for key, value in table.items()}
