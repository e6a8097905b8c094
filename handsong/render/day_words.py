"""Days, times and lengths of time in words, as one person says them to another."""

from __future__ import annotations

from datetime import date, datetime

from handsong.render.age_words import number, span

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(day: date, today: date) -> str:
    """Return a day as it is said today: today, tomorrow, Thursday, 2 January, 2 January 2027."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    if 1 < distance < 7:
        return WEEKDAYS[day.weekday()]
    if -7 < distance < -1:
        return f"last {WEEKDAYS[day.weekday()]}"
    return date_in_words(day, with_year=day.year != today.year)


def date_in_words(day: date, *, with_year: bool = True) -> str:
    """Return a day by its date, such as 2 January 2027."""
    said = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{said} {day.year}" if with_year else said


def time_in_words(moment: datetime, now: datetime) -> str:
    """Return a moment as it is said now: 14:35, tomorrow at 09:00, Thursday at 08:15.

    `moment` is shown with the offset of `now`.
    """
    local = moment.astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.date() else f"{day_in_words(local.date(), now.date())} at {clock}"


def wait_in_words(start: date, end: date) -> str:
    """Return how far off a day is, such as "in five weeks" or "in about seven months"."""
    days = (end - start).days
    if days in {0, 1}:
        return "tomorrow" if days else "today"
    if days < 14:
        return f"in {span(days, 'day')}"
    if days < 100:
        return f"in {'' if days % 7 == 0 else 'about '}{span(round(days / 7), 'week')}"
    if days < 700:
        return f"in about {span(round(days / 30.4), 'month')}"
    return f"in about {span(round(days / 365.25), 'year')}"


def minutes_in_words(minutes: float) -> str:
    """Return a length as it is said: under a minute, four minutes, about twenty minutes."""
    whole = round(minutes)
    return "under a minute" if minutes < 0.75 else span(max(whole, 1), "minute")


def times_in_words(times: int) -> str:
    """Return how often: once, twice, five times."""
    return {0: "not yet", 1: "once", 2: "twice"}.get(times, f"{number(times)} times")
