"""The screens of a check, one a question: what each shows, and what becomes of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from handsong.content import load, red_flags
from handsong.content.values import HappeningWords
from handsong.core import outlook, readiness
from handsong.core.body import PARTS
from handsong.core.child import Fact, Happening
from handsong.web.families.models import Happened
from handsong.web.player import actions, asking, flags, queries
from handsong.web.player.actions import Wished
from handsong.web.player.asking import Standing
from handsong.web.player.models import KINDS

LANGUAGE = "en"
MOST_MINUTES = 30.0
MINUTES = (2, 3, 5, 8, 10, 15)

WHEN = (
    *(("Today", 0), ("Yesterday", 1)),
    *(
        (f"{word} days ago", days)
        for days, word in enumerate(("Two", "Three", "Four", "Five", "Six"), start=2)
    ),
    *((f"{word} ago", 7 * weeks) for weeks, word in ((1, "One week"), (2, "Two weeks"), (3, "Three weeks"))),
    *((f"{word} ago", 7 * weeks) for weeks, word in ((4, "Four weeks"), (5, "Five weeks"), (6, "Six weeks"))),
)
"""When something happened, with the days since; what is not known is today, the careful reading."""

SIGNS_ASK = "Which of these do you see?"
SIGNS_HELP = (
    "Tick what is so, then go on. With none of these, massage still waits for a full day of being well."
)
FOUND_ASK = "What is there?"
FOUND_HELP = "Tick each thing, and say where. Left and right are your child’s own. That place is left alone."

WISH_ASK = "What would you like today?"
ANY_GOAL = ("Surprise me", "A little of what suits {name} today.")


@dataclass(frozen=True)
class Target:
    """One answer as a target for the thumb: what it says, and what it leads to."""

    value: str
    text: str
    means: str = ""


@dataclass(frozen=True)
class Screen:
    """What a question shows."""

    template: str
    ask: str
    help: str = ""
    targets: tuple[Target, ...] = ()
    chosen: str = ""
    more: Mapping[str, Any] | None = None


Taking = Callable[[Standing, str, QueryDict], str]
"""Takes an answer, and returns a sentence when it cannot be one."""


def show(of: Standing, step: str) -> Screen:
    """Return the screen of a question."""
    if step in KINDS:
        return _question(of, step)
    return {
        "signs": _signs,
        "happenings": _happenings,
        "open": _open,
        "navel": _navel,
        "product": _product,
        "wish": _wish,
    }[step](of)


def take(of: Standing, step: str, given: QueryDict) -> str:
    """Write down an answer, or return a sentence that says what is needed."""
    if step in KINDS:
        return _take_answer(of, step, given)
    return {
        "signs": _take_signs,
        "happenings": _take_happenings,
        "open": _take_open,
        "navel": _take_navel,
        "product": _take_product,
        "wish": _take_wish,
    }[step](of, given)


def _question(of: Standing, step: str) -> Screen:
    row = next(row for row in load.once().questions if row.id == step)
    targets = tuple(
        Target(answer.id, answer.text[LANGUAGE], means(step, answer.id, answer.means[LANGUAGE]))
        for answer in row.answers
    )
    return Screen(
        "player/question.html",
        row.ask[LANGUAGE],
        row.help_at.get(of.situation.stage, row.help)[LANGUAGE],
        targets,
        str(of.check.answers.get(step, "")),
    )


def means(step: str, answer: str, means: str) -> str:
    """Return what an answer leads to; an answer that leads on says so by leading on."""
    return "" if answer == readiness.BEST[step] and step != "state" else means


def _take_answer(of: Standing, step: str, given: QueryDict) -> str:
    answer = given.get("answer", "")
    if answer not in set(KINDS[step]):
        return "Tap one of the answers."
    actions.answer(check=of.check, question=step, given=answer, now=of.now)
    return ""


def _signs(of: Standing) -> Screen:
    return Screen(
        "player/signs.html",
        SIGNS_ASK,
        SIGNS_HELP,
        more={
            "signs": red_flags.concerning(load.once(), of.situation),
            "ticked": set(of.check.signs),
        },
    )


def _take_signs(of: Standing, given: QueryDict) -> str:
    known = {row.id for row in load.once().signs}
    stays, _ = flags.standing_in(of)
    actions.tick_signs(check=of.check, signs=known & {*given.getlist("sign"), *stays}, now=of.now)
    return ""


def happening_words(of: Standing) -> list[HappeningWords]:
    """Return what may have happened to a child of this age, in words."""
    kinds = set(asking.happenings(of))
    return [row for row in load.once().happenings if row.id in kinds]


def _happenings(of: Standing) -> Screen:
    return Screen(
        "player/happenings.html",
        FOUND_ASK,
        FOUND_HELP,
        more={"rows": happening_words(of), "parts": parts(), "when": WHEN},
    )


def parts() -> list[tuple[str, str]]:
    """Return the parts of the body in words, as the content orders them."""
    return [(part, words[LANGUAGE]) for part, words in load.once().words.part.items() if part in PARTS]


def _take_happenings(of: Standing, given: QueryDict) -> str:
    facts = [*_facts(of, given)]
    if not facts:
        return "Tick what you saw, or go back and tap “Looked: nothing new”."
    _, grave = flags.standing_in(of)
    stays = [row for row in grave if row.what not in given.getlist("what")]
    actions.tell_happenings(check=of.check, facts=facts, kept=stays, now=of.now)
    return ""


def _facts(of: Standing, given: QueryDict) -> Iterator[Fact]:
    """Go through what was ticked; each place that was named is a fact of its own."""
    for row in happening_words(of):
        if row.id not in given.getlist("what"):
            continue
        at = _moment(of.now, given.get(f"when-{row.id}", "")) if row.asks_when else of.now
        named = [part for part in given.getlist(f"part-{row.id}") if part in PARTS] if row.asks_part else []
        for part in named or [""]:
            yield Fact(Happening(row.id), at, part, is_open=row.stays_open)


def _moment(now: datetime, days: str) -> datetime:
    return outlook.so_long_ago(now, int(days) if _is_small(days) and int(days) <= WHEN[-1][1] else 0)


def _is_small(text: str) -> bool:
    """Whether a text is a number that is worth reading: Python refuses to read one of thousands of digits."""
    return text.isdecimal() and len(text) <= 4


def _next_open(of: Standing) -> Happened | None:
    """Return the fact to ask about: the first without an answer, or the last when all have one."""
    said, facts = of.check.answers.get("open", {}), of.open_facts()
    return next((row for row in facts if str(row.pk) not in said), facts[-1] if facts else None)


def _open(of: Standing) -> Screen:
    fact = _next_open(of)
    words = {row.id: row.text[LANGUAGE] for row in load.once().happenings}
    part = load.once().words.part.get(fact.part, {}).get(LANGUAGE, "") if fact else ""
    told = f"{words.get(fact.what, fact.what)}{f', {part}' if part else ''}" if fact else ""
    return Screen(
        "player/question.html",
        "Is it still there?",
        f"You told us before: {told[:1].lower()}{told[1:]}.",
        (
            Target(actions.HERE, "Still there", "That place stays left alone."),
            Target(actions.GONE, "Gone, healed", "It can take part again when its waiting time is over."),
        ),
        str(of.check.answers.get("open", {}).get(str(fact.pk), "")) if fact else "",
        more={"about": str(fact.pk) if fact else ""},
    )


def _take_open(of: Standing, given: QueryDict) -> str:
    fact = next((row for row in of.open_facts() if str(row.pk) == given.get("about")), None)
    if fact is None or given.get("answer") not in {actions.HERE, actions.GONE}:
        return "Tap one of the answers."
    actions.answer_open(check=of.check, fact=fact, given=str(given["answer"]))
    return ""


def _navel(of: Standing) -> Screen:
    return Screen(
        "player/question.html",
        "Has the navel healed?",
        "Healed means: the cord has come off, and the navel is dry and closed, with no redness and no smell.",
        (
            Target("open", "Not yet, or not sure", "The tummy rests, and nothing moves the legs."),
            Target("healed", "Yes: dry and closed", "We will not ask again."),
        ),
        str(of.check.answers.get("navel", "")),
    )


def _take_navel(of: Standing, given: QueryDict) -> str:
    if given.get("answer") not in {"open", "healed"}:
        return "Tap one of the answers."
    actions.answer_navel(check=of.check, has_healed=given["answer"] == "healed")
    return ""


def _product(of: Standing) -> Screen:
    usable = queries.usable_products(of)
    dry = Target("", "Dry hands", "Always fine. Clothed is fine too.")
    return Screen(
        "player/question.html",
        "Dry hands, or a little oil?",
        "Face, head and hands stay dry either way.",
        (
            dry,
            *(
                Target(row.product.id, row.product.name[LANGUAGE], "Its patch test was clear.")
                for row in usable
            ),
        ),
        of.check.product if of.check.answers.get("product") else "-",
    )


def _take_product(of: Standing, given: QueryDict) -> str:
    wanted = given.get("answer", "")
    usable = {row.product.id for row in queries.usable_products(of)}
    actions.choose_product(check=of.check, product=wanted if wanted in usable else "")
    return ""


def _wish(of: Standing) -> Screen:
    return Screen(
        "player/wish.html",
        WISH_ASK,
        "Leave both as they are, and we choose.",
        more={
            "any_goal": ANY_GOAL,
            "goals": queries.goals(of.situation),
            "goal": of.check.goal,
            "minutes": MINUTES,
            "chosen_minutes": of.check.minutes,
        },
    )


def _take_wish(of: Standing, given: QueryDict) -> str:
    goal = given.get("goal", "")
    known = {row.id for row in queries.goals(of.situation)}
    minutes = given.get("minutes", "")
    named = float(minutes) if _is_small(minutes) and 0 < int(minutes) <= MOST_MINUTES else None
    actions.wish(check=of.check, wished=Wished(goal if goal in known else "", named))
    return ""
