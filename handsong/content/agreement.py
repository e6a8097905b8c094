"""Whether content files agree: nothing twice, nothing missing, nothing uncited, every word and number there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from handsong.content.values import ByLanguage, Content
from handsong.core import body, planner, product, safety
from handsong.core.age import Birth, Stage
from handsong.core.child import Child, Fact, Happening
from handsong.core.findings import Level, Rule
from handsong.core.product import OilWish, Status
from handsong.core.progress import Progress
from handsong.core.readiness import Answers, Feed, Place, Skin, State, Unit, Well
from handsong.core.situation import Situation
from handsong.core.technique import Goal

ANSWERS: Mapping[str, Iterable[str]] = {
    "state": State,
    "feed": Feed,
    "well": Well,
    "skin": Skin,
    "place": Place,
    "unit": Unit,
}
"""What each readiness question can be answered with."""

LISTS = {
    "safety": ("rule",),
    "products": ("rule", "product"),
    "planner": ("rule", "goal", "not_a_goal"),
    "conditions": ("condition",),
    "signs": ("sign",),
    "readiness": ("question", "happening"),
    "words": ("stage",),
}
"""Where a second entry with the same id would silently replace the first."""

HAVE_A_LENGTH = planner.STILL_HANDS_FIRST | {planner.SMALL_OR_EARLY}
"""Rules that promise a short massage."""

_MOMENT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def faults(content: Content, files: Mapping[str, Any]) -> list[str]:
    """Return what does not agree, each with file, place and remedy; `files` are the models as read."""
    return [
        *_twice(files),
        *_bands(content),
        *_lists(content),
        *_uncited(content, files),
        *_unsaid(content),
        *_numbers(content),
    ]


def _twice(files: Mapping[str, Any]) -> Iterator[str]:
    for name, lists in LISTS.items():
        for entries in lists:
            for entry, times in Counter(row.id for row in getattr(files[name], entries)).items():
                if times > 1:
                    yield f"{name}.toml: {entries} {entry}: stands there {times} times. Keep one."
    for code, times in Counter(row.code for row in files["help"].country).items():
        if times > 1:
            yield f"help.toml: country {code}: stands there {times} times. Keep one."


def _bands(content: Content) -> Iterator[str]:
    """Yield each stage without a length of its own that holds at all its ages."""
    whole = Counter(band.stage for band in content.craft.bands if band.under_months is None)
    for stage in Stage:
        if whole[stage] != 1:
            yield (
                f"planner.toml: band {stage}: has {whole[stage]} entries without under_months. Give it one."
            )


def _lists(content: Content) -> Iterator[str]:
    """Yield what a list of names lacks, or has too much."""
    yield from _compared("planner.toml: goal", (row.id for row in content.goals), Goal)
    yield from _compared("readiness.toml: part", content.words.part, body.PARTS)
    for question in content.questions:
        place = f"readiness.toml: question {question.id}: answer"
        yield from _compared(place, (answer.id for answer in question.answers), ANSWERS[question.id])


def _compared(place: str, found: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    names, known = set(map(str, found)), set(map(str, wanted))
    yield from (f"{place}: {name} is missing. Add it." for name in sorted(known - names))
    yield from (f"{place}: {name} is not known. Take it out." for name in sorted(names - known))


def _uncited(content: Content, files: Mapping[str, Any]) -> Iterator[str]:
    """Yield each key of a source that the bibliography does not have."""
    cited: list[tuple[str, Iterable[str]]] = [
        *((f"planner.toml: {rule.id}", rule.sources) for rule in content.craft.planning.rules.values()),
        *((f"planner.toml: band {row.stage}", row.sources) for row in files["planner"].band),
        *((f"planner.toml: goal {row.id}", row.sources) for row in content.goals),
        *((f"planner.toml: not_a_goal {row.id}", row.sources) for row in content.not_goals),
        *((f"products.toml: product {row.id}", row.sources) for row in content.products),
        *((f"words.toml: stage {row.id}", row.sources) for row in files["words"].stage),
        *((f"routines/{row.id}.toml", row.sources) for row in content.routines),
        *(
            (f"professionals.toml: {row.id}", row.sources)
            for part in content.professionals
            for row in part.points
        ),
        ("cues.toml", files["cues"].sources),
    ]
    for place, keys in cited:
        for key in sorted(set(keys) - content.sources.keys()):
            yield f"{place}: source {key} is not known. Check its spelling."


def _unsaid(content: Content) -> Iterator[str]:
    """Yield each text that lacks a language; a safety text is never shown in half a language."""
    for place, text in _texts(content):
        for language in content.languages:
            if language not in text:
                yield f"{place}.{language} is missing. Add it."


def _texts(content: Content) -> Iterator[tuple[str, ByLanguage]]:
    """Yield each place that a parent reads, and its text by language."""
    craft = content.craft
    for file, book in (("safety", craft.safety), ("products", craft.oil), ("planner", craft.planning)):
        for rule in book.rules.values():
            yield f"{file}.toml: {rule.id}: reason", rule.reason
            if rule.level is Level.ASK:
                yield f"{file}.toml: {rule.id}: whom", rule.whom
    answers = [answer for question in content.questions for answer in question.answers]
    tables: tuple[tuple[str, Iterable[Any], tuple[str, ...]], ...] = (
        ("conditions", content.conditions, ("name",)),
        ("signs", content.signs, ("text", "say")),
        ("readiness", content.questions, ("ask", "help")),
        ("readiness", answers, ("text", "means")),
        ("readiness", content.happenings, ("text",)),
        ("planner", content.goals, ("name", "honestly")),
        ("planner", content.not_goals, ("why",)),
        ("products", content.products, ("name", "why")),
        ("professionals", content.professionals, ("title", "lead")),
        ("professionals", [row for part in content.professionals for row in part.points], ("text", "why")),
    )
    for file, rows, fields in tables:
        yield from (
            (f"{file}.toml: {row.id}: {field}", getattr(row, field)) for row in rows for field in fields
        )
    for question in content.questions:
        yield from (
            (f"readiness.toml: {question.id}: help_at.{at}", text) for at, text in question.help_at.items()
        )
    yield from ((f"help.toml: {code}: name", row.name) for code, row in content.countries.items())
    yield "help.toml: elsewhere", content.elsewhere
    for table, named in vars(content.words).items():
        yield from ((f"words.toml: {table}.{name}", text) for name, text in named.items())


def _numbers(content: Content) -> Iterator[str]:
    """Yield each number that a rule needs and does not have, by trying every rule on children it speaks of."""
    now = _everything(content)
    for rule in content.craft.safety.rules.values():
        if rule.id in safety.RULES:
            yield from _missing("safety.toml", rule, lambda rule: list(safety.RULES[rule.id](rule, now)))
        if rule.id in HAVE_A_LENGTH and "longest" not in rule.numbers:
            yield f"safety.toml: {rule.id}: numbers.longest is missing. Add it."
    wish = OilWish(now, Progress(), Status.UNTESTED, 0)
    for rule in content.craft.oil.rules.values():
        if rule.id in product.OIL_RULES:
            yield from _missing(
                "products.toml", rule, lambda rule: list(product.OIL_RULES[rule.id](rule, wish))
            )


def _missing(file: str, rule: Rule, speak: Any) -> Iterator[str]:
    try:
        speak(rule)
    except KeyError as error:
        yield f"{file}: {rule.id}: numbers.{error.args[0]} is missing. Add it."


def _everything(content: Content) -> Situation:
    """Return a child with every condition, to whom all has happened, with every sign and no answer."""
    child = Child(
        birth=Birth(date(2025, 12, 20), 250, 1400),
        conditions=frozenset(row.id for row in content.conditions),
        facts=tuple(Fact(what, _MOMENT, is_open=True) for what in Happening),
    )
    answers = Answers(signs=frozenset(row.id for row in content.signs))
    return Situation(child, _MOMENT, answers, (_MOMENT, _MOMENT))
