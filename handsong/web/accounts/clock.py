"""The one place where pages read the clock."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return this moment in the family's time zone, as a fixed offset.

    Two times of one named zone are subtracted by their wall clocks, an hour wrong across a clock
    change; with an offset they are not.
    """
    return datetime.fromisoformat(timezone.localtime().isoformat())
