"""A plan as text for a terminal: what, how long, why, and why not each of the others."""

from __future__ import annotations

from collections.abc import Iterator

from handsong.cli import paper, quantities
from handsong.cli.given import LANGUAGE, Given
from handsong.content.values import Content
from handsong.core import rules, safety
from handsong.core.findings import Finding, Level
from handsong.core.plan import Item, LeftOut, Plan
from handsong.core.planner import OPENING_SECONDS
from handsong.core.technique import Technique
from handsong.render.age_words import age_in_words, counted_in_words
from handsong.render.day_words import date_in_words, time_in_words

SAID_BELOW = frozenset({"age-stage", "milestone-not-seen"})
"""Rules whose findings are told with the techniques they leave out."""


def text(plan: Plan, given: Given, content: Content) -> str:
    """Return the plan as text; in an emergency the number comes first and nothing else is offered."""
    if plan.level is Level.EMERGENCY:
        return paper.joined(_emergency(plan, given, content))
    body = _waiting if plan.level.stops else _massage
    return paper.joined(
        [
            child(given, content),
            *body(plan, given, content),
            _to_know(plan, given, content),
            *([] if plan.level.stops else not_today(plan, content)),
            assumed(given),
        ]
    )


def child(given: Given, content: Content) -> str:
    """Return who the plan is for: the age in words, how it is counted, what kind of massage suits."""
    now = given.situation
    age, words = now.age, content.words
    said = age_in_words(age)
    rows = [paper.paragraph(f"{said[:1].upper()}{said[1:]}.")]
    counted = counted_in_words(age)
    rows += [paper.paragraph(counted)] * bool(counted)
    stage = words.stage[now.stage][LANGUAGE]
    rows.append(paper.paragraph(f"{stage[:1].upper()}{stage[1:]}: {words.suits[now.stage][LANGUAGE]}"))
    if given.notes:
        rows.append(paper.paragraph(f"In your own words, kept as they are: “{given.notes}”"))
    return "\n".join(rows)


def _massage(plan: Plan, given: Given, content: Content) -> Iterator[str]:
    now = given.situation.now
    yield paper.heading(
        f"A massage of {quantities.in_words(plan.seconds)} on {date_in_words(now.date())}, {now:%H:%M}"
    )
    opening = content.scripts[LANGUAGE].opening(given.situation.stage)
    rows = [paper.paragraph(f"{opening.title} · {quantities.in_words(OPENING_SECONDS)}", first="0. ")]
    rows.append(paper.paragraph(paper.named(opening.say, given.name), indent=3))
    yield "\n".join(rows)
    for number, item in enumerate(plan.items, start=1):
        yield _item(number, item, given.name)


def _item(number: int, item: Item, name: str) -> str:
    technique = item.technique
    words = technique.words[LANGUAGE]
    first = f"{number}. "
    sides = f" · {' and '.join(item.sides)}" if item.sides else ""
    rows = [
        paper.paragraph(
            f"{words.name} · {technique.touch}{sides} · {quantities.in_words(item.seconds)} [{technique.id}]",
            first=first,
        ),
        paper.paragraph(paper.named(words.summary, name), indent=len(first)),
    ]
    rows += [paper.paragraph(f"why: {why.reason(LANGUAGE)}", indent=len(first)) for why in item.why]
    rows.append(paper.paragraph(f"sources: {', '.join(technique.sources)}", indent=len(first)))
    return "\n".join(rows)


def _waiting(plan: Plan, given: Given, content: Content) -> Iterator[str]:
    """Yield why there is no massage now, until when, and what is fine meanwhile."""
    now = given.situation.now
    if plan.level is Level.TODAY:
        yield paper.heading("No massage now: see a doctor today")
        yield _numbers(given, content)
    elif plan.until is not None:
        yield paper.heading(f"No massage now: wait until {time_in_words(plan.until, now)}")
    else:
        yield paper.heading("No massage now")
    if plan.meanwhile is not None:
        yield _meanwhile(plan.meanwhile, given.name)


def _meanwhile(hold: Technique, name: str) -> str:
    words = hold.words[LANGUAGE]
    return paper.paragraph(f"Fine meanwhile: {words.name}. {paper.named(words.summary, name)} [{hold.id}]")


def _emergency(plan: Plan, given: Given, content: Content) -> Iterator[str]:
    """Yield the number first, then why, and what to say."""
    yield paper.paragraph(f"Call {_emergency_number(given, content)} now.")
    gravest = [one for one in plan.findings if one.level is Level.EMERGENCY]
    say = {sign.id: sign.say[LANGUAGE] for sign in content.signs}
    for one in gravest:
        rows = [paper.finding(one, content, given.situation.now)]
        if one.where in say:
            rows.append(paper.paragraph(f"Say: “{say[one.where]}”", indent=2))
        yield "\n".join(rows)
    yield _lines(given, content)
    yield assumed(given)


def _emergency_number(given: Given, content: Content) -> str:
    return content.elsewhere[LANGUAGE] if given.country is None else given.country.emergency


def _numbers(given: Given, content: Content) -> str:
    """Return whom to call: the number for danger, then every line of the country."""
    danger = paper.paragraph(f"In danger call {_emergency_number(given, content)}.")
    return f"{danger}\n{_lines(given, content)}"


def _lines(given: Given, content: Content) -> str:
    """Return the lines of the country, or how to give one."""
    if given.country is None:
        return paper.paragraph("Numbers depend on the country. Give it, such as --country AU.")
    country = given.country
    rows = [paper.line(line) for line in (*country.lines, *country.crisis)]
    rows.append(paper.paragraph(f"Numbers last checked on {date_in_words(country.checked)}."))
    return "\n".join(rows)


def _to_know(plan: Plan, given: Given, content: Content) -> str:
    now, library = given.situation, content.craft.library
    told = [
        one for one in plan.findings if not _goes_without_saying(one) and safety.matters(library, now, one)
    ]
    if not told:
        return ""
    blocks = [paper.finding(one, content, now.now) for one in told]
    return "\n".join([paper.heading("To know"), *blocks])


def _goes_without_saying(one: Finding) -> bool:
    """Whether a finding holds for every child alike, or is told with what it leaves out."""
    return one.rule.id in SAID_BELOW or safety.RULES.get(one.rule.id) is rules.always


def not_today(plan: Plan, content: Content) -> Iterator[str]:
    """Yield every technique that is not in the plan, under the reason that leads."""
    groups: dict[tuple[str, str], list[LeftOut]] = {}
    for out in plan.left_out:
        groups.setdefault((out.finding.rule.id, out.finding.where), []).append(out)
    if groups:
        yield paper.heading(f"Not today ({len(plan.left_out)})")
    for group in sorted(groups.values(), key=lambda group: (-group[0].finding.level, -len(group))):
        leads = group[0].finding
        names = ", ".join(out.technique.words[LANGUAGE].name for out in group)
        yield "\n".join(
            [
                paper.paragraph(leads.reason(LANGUAGE)),
                paper.paragraph(names, indent=2),
                paper.paragraph(paper.basis(leads), indent=2),
            ]
        )


def assumed(given: Given) -> str:
    """Return what was not given and counts as something."""
    if not given.assumed:
        return ""
    rows = [paper.paragraph(sentence, first="- ") for sentence in given.assumed]
    return "\n".join([paper.heading("Assumed"), *rows])
