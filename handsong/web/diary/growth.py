"""Questions about how a child and a family grow: how long is enjoyed, what is known, how the question is learnt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handsong.core import diary, names, progress
from handsong.core.age import Age, Stage
from handsong.core.diary import Week
from handsong.core.progress import Learning, Progress
from handsong.render import age_words, chart
from handsong.render.chart import Dot
from handsong.render.day_words import date_in_words, minutes_in_words
from handsong.web.diary import door, queries
from handsong.web.families.models import Child
from handsong.web.library import shelf

WORDLESS = frozenset({Stage.BEFORE_TERM, Stage.NEWBORN, Stage.YOUNG_INFANT, Stage.OLDER_INFANT})
"""Children who learn the question as a cue; older ones are asked in words."""

A_WEEK = 7
LATELY = 3
WEEKS_SHOWN = 8
MARKS_SHOWN = 14
"""Two questions a day for a week are drawn one by one; of more only the number is said."""


@dataclass(frozen=True)
class Answers:
    """The answers to the first question in one week: since when, which were a clear yes, and in words."""

    when: str
    marks: tuple[bool, ...]
    said: str


@dataclass(frozen=True)
class Technique:
    """A technique by its id and name."""

    id: str
    name: str


@dataclass(frozen=True)
class Growth:
    """What a page of growth shows; an empty chart means that there are too few dots to see anything."""

    massages: int
    chart: str
    length: str
    dots: tuple[Dot, ...]
    liked: tuple[Technique, ...]
    known: tuple[Technique, ...]
    resting: tuple[Technique, ...]
    learning: str
    answers: tuple[Answers, ...]


def of(child: Child, now: datetime, language: str) -> Growth:
    """Return how this child and its family have grown together; two queries."""
    so_far = queries.progress_of(child)
    rows = door.seen_of(child).filter(is_practice=False).exclude(story={}).defer("bundle")
    weeks = diary.weeks(queries.story_of(row, child) for row in rows)
    dots = tuple(_dot(week, now) for week in weeks if week.enjoyed)
    asks_by_cue = Age(child.birth(), now.date()).stage in WORDLESS
    return Growth(
        massages=sum(week.massages for week in weeks),
        chart=chart.drawn("enjoyed", dots, "minutes enjoyed, week by week") if chart.has_enough(dots) else "",
        length=_length(dots),
        dots=dots,
        liked=_named(so_far.liked - so_far.refused, language),
        known=_named(so_far.known - so_far.liked - so_far.refused, language),
        resting=_named(so_far.refused, language),
        learning=learning(names.isolated(child.name), so_far, now) if asks_by_cue and so_far.sessions else "",
        answers=_answers(weeks, now) if asks_by_cue else (),
    )


def learning(name: str, so_far: Progress, now: datetime) -> str:
    """Return how far the child knows the question that begins each massage (bm-perm: 2 to 8 weeks)."""
    known, weeks = progress.permission(so_far, now)
    if known is Learning.KNOWN:
        return f"{name} knows it. Wait for the answer"
    if weeks < 1:
        return f"New for {name}. It takes about two to eight weeks of daily massage"
    return f"{name} has been hearing it for {age_words.span(weeks, 'week')}. It takes about two to eight"


def _dot(week: Week, now: datetime) -> Dot:
    so_far = (now.date() - week.begins_date).days < A_WEEK
    return Dot(
        along=week.begins_date.toordinal() / A_WEEK,
        much=week.enjoyed,
        when=date_in_words(week.begins_date, with_year=week.begins_date.year != now.year),
        said=f"{minutes_in_words(week.enjoyed)}{' so far' if so_far else ''}",
        so_far=so_far,
    )


def _length(dots: tuple[Dot, ...]) -> str:
    """Return the one message of the chart; a week alone would say too much by chance."""
    if not chart.has_enough(dots):
        return ""
    first, lately = dots[0].much, max(dot.much for dot in dots[-LATELY:])
    if round(first) == round(lately):
        return f"The longest enjoyed is about {minutes_in_words(lately)}, as at the beginning"
    return (
        f"The longest enjoyed was {minutes_in_words(first)} in the first week, "
        f"and {minutes_in_words(lately)} in the latest {age_words.number(LATELY)}"
    )


def _named(ids: Iterable[str], language: str) -> tuple[Technique, ...]:
    """Return techniques that the library still has, in the order they are taught."""
    wanted = set(ids)
    return tuple(
        Technique(row.id, row.words[language].name)
        for row in shelf.techniques(shelf.Wish())
        if row.id in wanted
    )


def _answers(weeks: tuple[Week, ...], now: datetime) -> tuple[Answers, ...]:
    """Return the latest weeks in which the question was heard, the latest first."""
    heard = [week for week in weeks if week.asked][-WEEKS_SHOWN:]
    return tuple(
        Answers(
            when=date_in_words(week.begins_date, with_year=week.begins_date.year != now.year),
            marks=_marks(week),
            said=f"{age_words.number(week.clear)} of {age_words.number(week.asked)}",
        )
        for week in reversed(heard)
    )


def _marks(week: Week) -> tuple[bool, ...]:
    if week.asked > MARKS_SHOWN:
        return ()
    return (True,) * week.clear + (False,) * (week.asked - week.clear)
