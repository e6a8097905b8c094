"""Why, and by which source: a whole plan explained, or one word of the craft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from handsong.cli import paper, plan_text
from handsong.cli.given import LANGUAGE, Given
from handsong.cli.names import one_of, tidy
from handsong.content.values import Content, Country, GoalWords, Line, NotAGoal, Sign
from handsong.core.age import Stage
from handsong.core.findings import Level, Rule
from handsong.core.plan import Plan
from handsong.core.technique import Review, ReviewState, Technique
from handsong.render.day_words import date_in_words


def whole_plan(plan: Plan, given: Given, content: Content) -> str:
    """Return why each technique is in the plan or is not, every finding, and where it all comes from.

    In an emergency there is nothing to explain: the number comes first, as in a plan.
    """
    if plan.level is Level.EMERGENCY:
        return plan_text.text(plan, given, content)
    now = given.situation.now
    findings = [paper.finding(one, content, now) for one in plan.findings]
    keys = [key for one in plan.findings for key in one.rule.sources]
    keys += [key for out in plan.left_out for key in (*out.finding.rule.sources, *out.technique.sources)]
    keys += [key for item in plan.items for key in item.technique.sources]
    return paper.joined(
        [
            plan_text.child(given, content),
            "\n".join([paper.heading(f"Findings ({len(findings)})"), *findings]),
            *_chosen(plan),
            *_left_out(plan, given, content),
            plan_text.assumed(given),
            "\n".join([paper.heading("Sources"), paper.bibliography(keys, content)]),
        ]
    )


def _chosen(plan: Plan) -> Iterator[str]:
    yield paper.heading(f"In the plan ({len(plan.items)})")
    for item in plan.items:
        rows = [_named(item.technique)]
        rows += [paper.paragraph(f"{one.reason(LANGUAGE)} {paper.basis(one)}", indent=2) for one in item.why]
        rows.append(paper.paragraph(f"sources: {', '.join(item.technique.sources)}", indent=2))
        yield "\n".join(rows)


def _left_out(plan: Plan, given: Given, content: Content) -> Iterator[str]:
    """Yield each technique that is left out, with the finding that leads and every other that covers it."""
    yield paper.heading(f"Left out ({len(plan.left_out)})")
    library, build = content.craft.library, given.situation.build
    for out in plan.left_out:
        rows = [_named(out.technique)]
        covering = [
            one for one in plan.findings if library.holds(library.covered(one.scope, build), out.technique)
        ]
        leads = out.finding
        others = [one for one in covering if (one.rule.id, one.where) != (leads.rule.id, leads.where)]
        for one in (leads, *others):
            said = f"{paper.LEVELS[one.level]}: {one.reason(LANGUAGE)} {paper.basis(one)}"
            rows.append(paper.paragraph(said, indent=2))
        yield "\n".join(rows)


def _named(technique: Technique) -> str:
    return paper.paragraph(f"{technique.words[LANGUAGE].name} [{technique.id}]")


Teller = Callable[[], Iterable[str]]
"""What tells about one word, when it is asked."""


def word(typed: str, content: Content) -> str:
    """Return what is known about a rule, condition, goal, sign or technique, or a list of names.

    Raises NotUnderstoodError with the nearest name.
    """
    lists = {
        "rules": _rules(content),
        "conditions": _conditions(content),
        "goals": _goals(content) | _not_goals(content),
        "signs": _signs(content),
        "techniques": _techniques(content),
        "countries": _countries(content),
    }
    if tidy(typed) in lists:
        names = sorted(lists[tidy(typed)])
        return paper.joined([paper.paragraph(", ".join(names))])
    also = {row.name[LANGUAGE]: row.id for row in content.conditions}
    also |= {called: row.id for row in content.conditions for called in row.search.get(LANGUAGE, ())}
    name = one_of(
        "explain", typed, {*lists, *(name for tellers in lists.values() for name in tellers)}, also=also
    )
    return paper.joined(block for tellers in lists.values() if name in tellers for block in tellers[name]())


def _rules(content: Content) -> dict[str, Teller]:
    books = (content.craft.safety, content.craft.oil, content.craft.planning)
    return {rule.id: partial(_rule, rule, content) for book in books for rule in book.rules.values()}


def _rule(rule: Rule, content: Content) -> Iterator[str]:
    yield paper.heading(f"{rule.id} ({paper.LEVELS[rule.level]})")
    yield paper.paragraph(rule.finding().reason(LANGUAGE))
    yield paper.paragraph(rule.whom.get(LANGUAGE, ""))
    speaks_of = {"Conditions": rule.conditions, "Signs": rule.signs}
    for what, names in speaks_of.items():
        if names:
            yield paper.paragraph(f"{what}: {', '.join(sorted(names))}.")
    if rule.together:
        groups = (" or ".join(sorted(group)) for group in rule.together)
        yield paper.paragraph(f"Speaks of {', together with '.join(groups)}.")
    covered = [
        technique.id
        for technique in content.craft.library
        if any(
            rule.scope.covers(technique, side, build)
            for build in technique.zones
            for side in technique.zones[build]
        )
    ]
    if covered:
        yield paper.paragraph(f"Leaves out: {', '.join(covered)}.")
    numbers = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in sorted(rule.numbers.items()))
    yield paper.paragraph(f"Numbers: {numbers}." if numbers else "")
    yield paper.paragraph(f"How sure: {rule.certainty}. Review: {reviewed(rule.review)}.")
    yield paper.bibliography(rule.sources, content)


def reviewed(review: Review) -> str:
    """Return how far somebody looked, in words: nobody calls a check against sources a clinician's."""
    states = {
        ReviewState.DRAFT: "a draft, checked by nobody yet",
        ReviewState.CHECKED: "checked against its sources; no clinician has reviewed it",
        ReviewState.INSTRUCTOR: "reviewed by an instructor; no clinician has reviewed it",
        ReviewState.CLINICIAN: "reviewed by a clinician",
    }
    return f"{states[review.state]} ({review.who}, {date_in_words(review.day)})"


def _conditions(content: Content) -> dict[str, Teller]:
    return {
        row.id: partial(_named_in_rules, row.name[LANGUAGE], "conditions", row.id, content)
        for row in content.conditions
    }


def _signs(content: Content) -> dict[str, Teller]:
    return {row.id: partial(_sign, row, content) for row in content.signs}


def _sign(sign: Sign, content: Content) -> Iterator[str]:
    yield from _named_in_rules(sign.text[LANGUAGE], "signs", sign.id, content)
    yield paper.paragraph(sign.look.get(LANGUAGE, ""))
    yield paper.paragraph(f"Say: “{sign.say[LANGUAGE]}”")


def _named_in_rules(title: str, kind: str, name: str, content: Content) -> Iterator[str]:
    """Yield a condition or sign with what every rule about it says."""
    yield paper.heading(title)
    for book in (content.craft.safety, content.craft.oil):
        for rule in book.rules.values():
            if name in getattr(rule, kind):
                said = f"{paper.LEVELS[rule.level]}: {rule.finding().reason(LANGUAGE)}"
                rows = [paper.paragraph(said, first="- ")]
                if rule.whom:
                    rows.append(paper.paragraph(rule.whom[LANGUAGE], indent=2))
                rows.append(paper.paragraph(paper.basis(rule.finding()), indent=2))
                yield "\n".join(rows)


def _goals(content: Content) -> dict[str, Teller]:
    return {str(row.id): partial(_goal, row, content) for row in content.goals}


def _goal(goal: GoalWords, content: Content) -> Iterator[str]:
    yield paper.heading(goal.name[LANGUAGE])
    yield paper.paragraph(goal.honestly[LANGUAGE])
    stages = ", ".join(content.words.stage[stage][LANGUAGE] for stage in Stage if stage in goal.stages)
    yield paper.paragraph(f"How sure: {goal.grade}. For: {stages}.")
    yield paper.bibliography(goal.sources, content)


def _not_goals(content: Content) -> dict[str, Teller]:
    return {
        tidy(name): partial(_not_a_goal, row, content)
        for row in content.not_goals
        for name in (row.id, *row.words)
    }


def _not_a_goal(row: NotAGoal, content: Content) -> Iterator[str]:
    yield paper.heading(f"{row.id}: there is no such goal")
    yield paper.paragraph(row.why[LANGUAGE])
    yield paper.bibliography(row.sources, content)


def _techniques(content: Content) -> dict[str, Teller]:
    return {technique.id: partial(_technique, technique) for technique in content.craft.library}


def _technique(technique: Technique) -> Iterator[str]:
    yield paper.paragraph(f"{technique.words[LANGUAGE].name}: {technique.words[LANGUAGE].summary}")
    yield paper.paragraph(f"“handsong show {technique.id}” tells all about it.")


def _countries(content: Content) -> dict[str, Teller]:
    return {code.lower(): partial(_country, row) for code, row in content.countries.items()}


def _country(row: Country) -> Iterator[str]:
    yield paper.heading(f"{row.name[LANGUAGE]} [{row.code}]")
    lines = [Line("Emergency", row.emergency, ""), *row.lines, *row.crisis]
    yield "\n".join(paper.line(line) for line in lines)
    yield paper.paragraph(f"Last checked on {date_in_words(row.checked)}. {row.source}")
