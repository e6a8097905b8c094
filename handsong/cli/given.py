"""What was typed becomes a child, a moment and a wish; whatever had to be assumed is said."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from handsong.cli import history, quantities
from handsong.cli.names import NotUnderstoodError, called, one_of, tidy
from handsong.content.values import Content, Country
from handsong.core import body
from handsong.core.age import GROWN_UP_MONTHS, AgeError, Birth, Stage, add_months, birth_from
from handsong.core.child import SOMETHING_ELSE, Child, Fact, Happening, Yes
from handsong.core.plan import Wish
from handsong.core.progress import Progress
from handsong.core.readiness import QUESTIONS, Answers, Feed, Place, Skin, State, Unit, Well
from handsong.core.rules import BEFORE_TERM, BORN_EARLY, OPERATION
from handsong.core.situation import Situation
from handsong.core.technique import Goal, Milestone
from handsong.render.day_words import date_in_words

LANGUAGE = "en"
"""The one language in which every safety text is complete so far."""

USUAL_TIME = time(10)
"""The time of day that a plan for another day is made for when none is given."""

STAYS_OPEN = frozenset(
    {
        Happening.PLASTER,
        Happening.LINE,
        Happening.BROKEN_SKIN,
        Happening.RASH,
        Happening.CONTAGIOUS,
        Happening.BRUISE,
        Happening.LUMP,
        Happening.REACTION,
    }
)
"""What counts as still there when it is named at all: once it is over it need not be given."""

_OPTION_OF = {
    "early": "--weeks-early",
    "due_date": "--due-date",
    "birth_weight": "--birth-weight",
    "born_date": "--born",
}

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True)
class Given:
    """All that a plan is made from, and every sentence about what was assumed."""

    situation: Situation
    wish: Wish
    so_far: Progress
    country: Country | None
    name: str
    notes: str
    assumed: tuple[str, ...]


class NotAGoalError(NotUnderstoodError):
    """A goal was asked for that there is none of, on purpose; the message says why."""


def understand(args: Namespace, content: Content, clock: datetime) -> Given:
    """Return what the words of a plan mean; `clock` is the time now with its offset.

    Raises NotUnderstoodError with one sentence (a history: one a line) when they cannot be used.
    """
    now = _now(args, clock)
    birth = _birth(args, now)
    conditions, notes = _conditions(args.condition, content)
    facts = [_fact("--happened", typed, now) for typed in args.happened]
    facts += [_fact("--still", typed, now) for typed in args.still]
    child = Child(
        birth=birth,
        seen=frozenset(Milestone(one_of("--seen", typed, Milestone)) for typed in args.seen),
        conditions=conditions,
        yeses=frozenset(_yes(typed, content, birth, now.date()) for typed in args.yes),
        facts=tuple(fact for fact, _ in facts),
        navel_healed=args.navel_healed,
    )
    events = history.read(Path(args.history)) if args.history else ()
    so_far, left_out = history.account(events, now)
    answers = _answers(args, content)
    situation = Situation(child, now, answers, so_far.crying_stops(now), so_far.care_endings(now))
    wished, too_early = (None, "") if args.goal is None else _goal_at(args.goal, situation.stage, content)
    return Given(
        situation=situation,
        wish=Wish(
            goal=wished,
            minutes=None if args.minutes is None else quantities.minutes("--minutes", args.minutes),
        ),
        so_far=so_far,
        country=_country(args.country, content),
        name=called(args.name),
        notes=notes,
        assumed=(
            *_assumed(args, situation),
            *([too_early] if too_early else []),
            *dict.fromkeys(note for _, note in facts if note),
            *left_out,
        ),
    )


def _now(args: Namespace, clock: datetime) -> datetime:
    """Return the moment of the plan: as given, now, or ten o'clock of another day."""
    if args.on is None and args.at is None:
        return clock
    on = clock.date() if args.on is None else quantities.day("--on", args.on)
    return quantities.local(on, USUAL_TIME if args.at is None else quantities.clock("--at", args.at))


def _birth(args: Namespace, now: datetime) -> Birth:
    if args.born is None:
        raise NotUnderstoodError("--born: give the day of birth, such as --born 2026-10-02.")
    born = quantities.day("--born", args.born)
    grams = None if args.birth_weight is None else quantities.grams("--birth-weight", args.birth_weight)
    early = None if args.weeks_early is None else quantities.days_early("--weeks-early", args.weeks_early)
    due = None if args.due_date is None else quantities.day("--due-date", args.due_date)
    if born > now.date():
        raise NotUnderstoodError(
            f"--born: {born} lies after the day of the plan, {now.date()}. Give a day that has already been."
        )
    if add_months(born, GROWN_UP_MONTHS) <= now.date():
        raise NotUnderstoodError(
            f"--born: {born} is more than 18 years ago. Handsong is for children until their 18th birthday."
        )
    try:
        if args.weeks_early is not None and early is None and due is None:
            return Birth(born, None, grams)
        return birth_from(born, due_date=due, days_early=early, weight_grams=grams)
    except AgeError as error:
        raise NotUnderstoodError(f"{_OPTION_OF[error.field]}: {error}") from None
    except OverflowError:
        raise NotUnderstoodError(f"--born: {born} is too far away to count from. Check the year.") from None


def _conditions(typed: list[str], content: Content) -> tuple[frozenset[str], str]:
    """Return the conditions, and a parent's own words about something else, kept and never interpreted."""
    known = {row.id: row for row in content.conditions}
    called = {word: row.id for row in content.conditions for word in _also_called(row.name, row.search)}
    found, notes = set(), []
    for word in typed:
        name, _, own_words = word.partition("=")
        found.add(one_of("--condition", name, known, also=called))
        if own_words and tidy(name) != SOMETHING_ELSE:
            raise NotUnderstoodError(
                f"--condition: “{name}” takes no words of your own. Give those to {SOMETHING_ELSE}."
            )
        notes += [own_words.strip()] * bool(own_words.strip())
    return frozenset(found), "; ".join(notes)


def _also_called(name: Mapping[str, str], search: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield name[LANGUAGE]
    yield from search.get(LANGUAGE, ())


def _yes(typed: str, content: Content, birth: Birth, today: date) -> Yes:
    """Return a professional's yes from CONDITION=WHO,DAY."""
    name, _, rest = typed.partition("=")
    who, _, day = rest.rpartition(",")
    known = [row.id for row in content.conditions] + [BEFORE_TERM, BORN_EARLY, OPERATION]
    condition = one_of("--yes", name, known)
    if not who.strip() or not day.strip():
        raise NotUnderstoodError(
            f"--yes: “{typed}” does not say who and when. "
            f"Give it as --yes {condition}=“hip clinic,2026-11-01”."
        )
    given = quantities.day("--yes", day)
    if given > today:
        raise NotUnderstoodError(
            f"--yes: {given} lies after the day of the plan. Give the day of the answer."
        )
    if given < birth.born_date:
        raise NotUnderstoodError(f"--yes: {given} lies before the birth. Give the day of the answer.")
    return Yes(condition, who.strip(), given)


def _fact(option: str, typed: str, now: datetime) -> tuple[Fact, str]:
    """Return what happened from WHAT[=PART][@DAY[THH:MM]], and what had to be assumed about when."""
    told, _, when = typed.partition("@")
    what, _, part = told.partition("=")
    kind = Happening(one_of(option, what, Happening))
    place = one_of(option, part, body.PARTS) if part.strip() else ""
    at, note = _when(option, when.strip(), now)
    is_open = option == "--still" or kind in STAYS_OPEN
    return Fact(kind, at, place, is_open), "" if is_open else note


def _when(option: str, typed: str, now: datetime) -> tuple[datetime, str]:
    """Return when it happened: of a day the end, without a day this moment, since later is more careful."""
    if not typed:
        return now, "What happened without a day counts from this moment."
    day, clock = quantities.moment(option, typed)
    at = quantities.local(day, clock or time(23, 59))
    if day > now.date() or (clock is not None and at > now):
        raise NotUnderstoodError(f"{option}: {typed} lies after the moment of the plan. Give when it was.")
    note = "" if clock else "What happened on a day without a time counts from the end of that day."
    return min(at, now), note


def _answers(args: Namespace, content: Content) -> Answers | None:
    """Return what was answered, or None when readiness was not asked at all."""
    if not args.answer and not args.sign:
        return None
    given: dict[str, str] = {}
    for typed in args.answer:
        question, _, answered = typed.partition("=")
        name = one_of("--answer", question, QUESTIONS)
        if name in given:
            raise NotUnderstoodError(f"--answer: {name} is answered twice. Give one answer.")
        given[name] = one_of(f"--answer {name}", answered, QUESTIONS[name])

    def answer(question: str, kind: type[_E]) -> _E | None:
        return kind(given[question]) if question in given else None

    return Answers(
        state=answer("state", State),
        feed=answer("feed", Feed),
        well=answer("well", Well),
        signs=frozenset(one_of("--sign", typed, (row.id for row in content.signs)) for typed in args.sign),
        skin=answer("skin", Skin),
        place=answer("place", Place),
        unit=answer("unit", Unit),
    )


def goal(typed: str, content: Content) -> Goal:
    """Return the goal; one that there is none of, on purpose, raises NotAGoalError with the reason."""
    for row in content.not_goals:
        if tidy(typed) in {row.id, *map(tidy, row.words)}:
            raise NotAGoalError(f"--goal: there is no goal “{row.id}”. {row.why[LANGUAGE]}")
    called = {word: str(row.id) for row in content.goals for word in (row.name[LANGUAGE],)}
    called |= {word: row.id for row in content.not_goals for word in (row.id, *row.words)}
    known = [*Goal, *(row.id for row in content.not_goals)]
    return Goal(one_of("--goal", typed, known, also=called))


def _goal_at(typed: str, stage: Stage, content: Content) -> tuple[Goal | None, str]:
    """Return the goal; or none, and a sentence, where it is no goal of this age."""
    wished = goal(typed, content)
    row = next(row for row in content.goals if row.id is wished)
    if stage in row.stages:
        return wished, ""
    names = ", ".join(content.words.stage[one][LANGUAGE].lower() for one in Stage if one in row.stages)
    return None, f"“{wished}” is a goal for other ages ({names}), so the plan is made without it."


def _country(typed: str | None, content: Content) -> Country | None:
    if typed is None:
        return None
    also = {word.lower(): code for code, row in content.countries.items() for word in row.also}
    if typed.strip().lower() in also:
        return content.countries[also[typed.strip().lower()]]
    names = {row.name[LANGUAGE]: code.lower() for code, row in content.countries.items()}
    code = one_of("--country", typed, (code.lower() for code in content.countries), also=names)
    return content.countries[code.upper()]


def _assumed(args: Namespace, situation: Situation) -> Iterator[str]:
    """Yield a sentence for everything that was not given and counts as something."""
    now, birth = situation.now, situation.child.birth
    no_birth = args.weeks_early is None and args.due_date is None
    both = args.weeks_early is not None and args.due_date is not None
    young = situation.age.is_under_months(3)
    assumed = {
        f"The day is today, {date_in_words(now.date())}, since --on was not given.": args.on is None,
        f"The time is {now:%H:%M}, since --at was not given.": args.at is None,
        "Born on time, since neither --weeks-early nor --due-date was given.": no_birth,
        "How early is not known: it counts as 22 weeks of pregnancy, the careful reading.": (
            birth.gestation_days is None
        ),
        "The due date and the weeks were both given: where they differ, the earlier birth counts.": both,
        "The birth weight is not known, since --birth-weight was not given.": args.birth_weight is None,
        "No milestone counts as seen, since --seen was not given.": not args.seen,
        "The navel counts as not healed, since --navel-healed was not given.": (
            young and not args.navel_healed
        ),
        "There is nothing else to know about the child, since --condition was not given.": not args.condition,
        "There was no session before, since --history was not given.": not args.history,
    }
    yield from (sentence for sentence, counts in assumed.items() if counts)
