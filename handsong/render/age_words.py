"""An age in words, as a parent says it: "seven weeks old, counts as two"."""

from __future__ import annotations

from datetime import date, timedelta

from handsong.core.age import GROWN_UP_MONTHS, Age, Stage, add_months

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
"""Numbers that are written as words; larger ones stay figures."""

DAYS_UP_TO = 14
WEEKS_UP_TO = 112
MONTHS_UP_TO = 24
"""Days are said in the first two weeks, weeks up to sixteen weeks, months up to two years, then years."""


def number(value: int) -> str:
    """Return a number as a word up to twelve, as a figure beyond."""
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)


def span(value: int, unit: str) -> str:
    """Return a number with its unit in the right form, such as "one week" or "three days"."""
    return f"{number(value)} {unit}" if value == 1 else f"{number(value)} {unit}s"


def age_in_words(age: Age) -> str:
    """Return the age in words and, while it is corrected, what it counts as.

    The unit is said once where both ages share it: "seven weeks old, counts as two".
    """
    value, unit = _in_largest_unit(age.days, age.months)
    said = "born today" if age.days == 0 else f"{span(value, unit)} old"
    if not age.is_corrected:
        return said
    if age.corrected_days < 0:
        early, early_unit = _in_largest_unit(-age.corrected_days, 0)
        return f"{said}, {span(early, early_unit)} before the due date"
    counted, counted_unit = _in_largest_unit(age.corrected_days, age.corrected_months)
    if age.corrected_days == 0:
        return f"{said}, counts as born today"
    if counted_unit == unit:
        return f"{said}, counts as {number(counted)}"
    return f"{said}, counts as {span(counted, counted_unit)}"


def _in_largest_unit(days: int, months: int) -> tuple[int, str]:
    """Return an age in the unit that parents use at that age."""
    if days < DAYS_UP_TO:
        return days, "day"
    if days < WEEKS_UP_TO:
        return days // 7, "week"
    return (months, "month") if months < MONTHS_UP_TO else (months // 12, "year")


def counted_in_words(age: Age) -> str:
    """Return in one line why an age counts as it does, or nothing when there is no more to say."""
    birth = age.birth
    if birth.gestation_days is None:
        return "Nobody knows how early: Handsong counts with the earliest it could be."
    early = (birth.due_date - birth.born_date).days
    if early <= 0:
        return ""
    born = f"Born {_early(early)} early"
    if age.is_corrected:
        years = "two" if birth.corrected_until == add_months(birth.due_date, 24) else "three"
        return f"{born}: counted from the due date until {years} years old."
    if birth.is_corrected:
        return f"{born}: by now it counts from birth, like everybody."
    return f"{born}: from 37 weeks on that changes nothing."


def _early(days: int) -> str:
    """Return how early as parents say it: "eight weeks", "two weeks and three days"."""
    weeks, rest = divmod(days, 7)
    parts = [span(value, unit) for value, unit in ((weeks, "week"), (rest, "day")) if value]
    return " and ".join(parts)


def next_stage(age: Age) -> tuple[Stage, date] | None:
    """Return the stage that comes next and the day it begins, or None when there is no later one.

    Stages never go back, so the day is found by halving.
    """
    here = age.stage
    low, high = 0, GROWN_UP_MONTHS * 32
    if Age(age.birth, age.day + timedelta(days=high)).stage is here:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if Age(age.birth, age.day + timedelta(days=middle)).stage is here:
            low = middle
        else:
            high = middle
    day = age.day + timedelta(days=high)
    return Age(age.birth, day).stage, day
