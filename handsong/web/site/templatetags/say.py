"""How values are said on a page: names, days, ages, and words by their id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from handsong.core.age import Age
from handsong.render import age_words, day_words
from handsong.render.speech import filled

register = template.Library()
LONGEST_TITLE = 60


@register.filter
def bdi(name: str) -> SafeString:
    """Return a name that keeps its own writing direction inside any sentence."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def named(text: str, name: str) -> SafeString:
    """Return a sentence of the content with the child's name in its place."""
    return mark_safe(filled(escape(text), name=bdi(name)))  # noqa: S308 - both parts are escaped just here


@register.filter
def of(key: Any, table: Mapping[str, Any]) -> Any:
    """Return what a table says of a key; a table of languages gives its English."""
    value = table.get(str(key), key)
    return value.get("en", key) if isinstance(value, Mapping) else value


@register.filter
def age(value: Age) -> str:
    """Return an age in words."""
    return age_words.age_in_words(value)


@register.filter
def counted(value: Age) -> str:
    """Return why an age counts as it does."""
    return age_words.counted_in_words(value)


@register.filter
def moment(value: datetime, now: datetime) -> str:
    """Return a moment as it is said now."""
    return day_words.time_in_words(value, now)


@register.filter
def day(value: date, today: date) -> str:
    """Return a day as it is said today."""
    return day_words.day_in_words(value, today)


@register.filter
def fulldate(value: date) -> str:
    """Return a day by its date."""
    return day_words.date_in_words(value)


@register.filter
def minutes(value: float) -> str:
    """Return minutes in words."""
    return day_words.minutes_in_words(value)


@register.filter
def upper_first(text: str) -> str:
    """Return a sentence with its first letter large; SafeString stays what it is."""
    grown = text[:1].upper() + text[1:]
    return mark_safe(grown) if isinstance(text, SafeString) else grown  # noqa: S308 - it was safe before


@register.filter
def with_minutes(text: SafeString, length: str) -> SafeString:
    """Return a safe sentence with the length in its place."""
    return mark_safe(filled(text, minutes=escape(length)))  # noqa: S308 - both parts are safe


@register.filter
def item(table: Mapping[str, Any], key: str) -> str:
    """Return the name of what a script says of a key."""
    row = table.get(str(key))
    return row.name if row else str(key)


@register.filter
def seconds(value: float) -> str:
    """Return a short length."""
    return f"{round(value)} s" if value < 90 else day_words.minutes_in_words(value / 60)


@register.filter
def dialled(number: str) -> str:
    """Return a number as a telephone wants it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def source(key: str, bibliography: Mapping[str, Any]) -> str:
    """Return the short title of a source."""
    title = bibliography[key].title if key in bibliography else key
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
