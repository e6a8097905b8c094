"""Dates, times, weights and lengths as people type them; each fault is one sentence with a remedy."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from handsong.cli.names import NotUnderstoodError

GRAMS_IN_POUND = 453.59237
GRAMS_IN_OUNCE = GRAMS_IN_POUND / 16
OUNCES_IN_POUND = 16

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_METRIC = re.compile(rf"{_NUMBER}\s*(kg|g)", re.IGNORECASE)
_IMPERIAL = re.compile(rf"(?:{_NUMBER}\s*lbs?)?\s*(?:{_NUMBER}\s*oz)?", re.IGNORECASE)
_EARLY = re.compile(r"(\d+)\s*(?:w(?:eeks?)?)?\s*(?:\+?\s*(\d+)\s*(?:d(?:ays?)?)?)?", re.IGNORECASE)

UNKNOWN = "unknown"

FIRST_YEAR, LAST_YEAR = 1980, 2199


def day(option: str, typed: str) -> date:
    """Return the day that was typed as year, month, day; the year is one that a child can live in."""
    try:
        found = date.fromisoformat(typed.strip())
    except ValueError:
        raise NotUnderstoodError(
            f"{option}: “{typed}” is no day. Give year, month and day, such as 2026-11-23."
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotUnderstoodError(f"{option}: the year {found.year} is too far away. Check the year.")
    return found


def clock(option: str, typed: str) -> time:
    """Return the time of day that was typed."""
    try:
        found = time.fromisoformat(typed.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise NotUnderstoodError(
            f"{option}: “{typed}” is no time of day. Give hours and minutes, such as 09:30."
        )
    return found


def moment(option: str, typed: str) -> tuple[date, time | None]:
    """Return the day, and the time when one was typed after it, such as 2026-11-22T16:00."""
    on, _, at = typed.strip().replace(" ", "T", 1).partition("T")
    return day(option, on), clock(option, at) if at else None


def minutes(option: str, typed: str) -> float:
    """Return a number of minutes; at least one, since asking alone takes half of it."""
    try:
        found = float(typed.replace(",", "."))
    except ValueError:
        found = 0.0
    if not 1 <= found <= 120:
        raise NotUnderstoodError(f"{option}: “{typed}” is no length. Give minutes from 1 to 120, such as 6.")
    return found


def grams(option: str, typed: str) -> int:
    """Return a weight in grams, from kilograms, grams, or pounds and ounces."""
    metric = _METRIC.fullmatch(typed.strip())
    if metric:
        value = _decimal(metric[1])
        return round(value * 1000 if metric[2].lower() == "kg" else value)
    imperial = _IMPERIAL.fullmatch(typed.strip())
    if imperial and (imperial[1] or imperial[2]):
        pounds, ounces = _decimal(imperial[1]), _decimal(imperial[2])
        if imperial[1] and ounces >= OUNCES_IN_POUND:
            raise NotUnderstoodError(f"{option}: “{typed}” has 16 ounces or more. Give 0 to 15 after pounds.")
        return round(pounds * GRAMS_IN_POUND + ounces * GRAMS_IN_OUNCE)
    raise NotUnderstoodError(
        f"{option}: “{typed}” is no weight. Give it with its unit, such as 1.9kg, 1900g or 4lb3oz."
    )


def _decimal(typed: str | None) -> float:
    return float(typed.replace(",", ".")) if typed else 0.0


def days_early(option: str, typed: str) -> int | None:
    """Return by how many days a child was born early, from weeks, or weeks and days; None for “unknown”."""
    if typed.strip().lower() == UNKNOWN:
        return None
    found = _EARLY.fullmatch(typed.strip())
    if not found:
        raise NotUnderstoodError(
            f"{option}: “{typed}” is no number of weeks. Give 5, or 5+3 for five weeks and three days, "
            "or unknown."
        )
    weeks, days = int(found[1]), int(found[2] or 0)
    if days >= 7:
        raise NotUnderstoodError(f"{option}: “{typed}” has a week or more of days. Give 0 to 6 after the +.")
    return weeks * 7 + days


def local(on: date, at: time) -> datetime:
    """Return a moment of this machine's own time, with its offset."""
    return datetime.combine(on, at).astimezone()


def in_words(seconds: float) -> str:
    """Return a length such as "1 min 12 s" or "45 s"."""
    whole = round(seconds)
    parts = [f"{whole // 60} min"] * (whole >= 60) + [f"{whole % 60} s"] * (whole % 60 > 0 or whole < 60)
    return " ".join(parts)
