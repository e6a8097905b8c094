"""The one place where pages read the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

SET_FORWARD = timedelta(minutes=5)
"""By so much a clock does not run fast: it was set, and stood behind until then."""


def now() -> datetime:
    """Return this moment in the family's time zone, as a fixed offset.

    Two times of one named zone are subtracted by their wall clocks, an hour wrong across a clock
    change; with an offset they are not.
    """
    return datetime.fromisoformat(timezone.localtime().isoformat())


class Jump(NamedTuple):
    """That this machine's clock was set forward: what it shows since, and by how much; None where nothing ran and saw it."""

    now: datetime
    by: timedelta | None = None


class Watch:
    """Notices when this machine's clock is set forward, as that of a small computer without a battery is after a power cut.

    A clock that went on while the machine slept was not set.
    """

    def __init__(self) -> None:
        """Know nothing before it is looked at for the first time."""
        self._stood: datetime | None = None
        self._one_at_a_time = threading.Lock()

    def look(self, put_right: Callable[[Jump], object]) -> None:
        """Put right what was written by a clock that was behind, when it was set forward since the first look.

        Others wait meanwhile; where it fails it is tried again the next time.
        """
        if self._set_forward_by() <= SET_FORWARD:
            return
        with self._one_at_a_time:
            by = self._set_forward_by()
            if by > SET_FORWARD:
                put_right(Jump(now(), by))
                self._stood = _stands()

    def _set_forward_by(self) -> timedelta:
        stood, stands = self._stood, _stands()
        if stood is None or stands < stood:
            self._stood = stands
            return timedelta()
        return stands - stood


def _stands() -> datetime:
    """Return what the clock showed, as it stands now, when the machine's own count of seconds began."""
    return now() - timedelta(seconds=_seconds())


def _seconds() -> float:
    """Return the machine's own count of seconds, with those it slept, as far as the system counts these."""
    count = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if count is None else time.clock_gettime(count)


WATCH = Watch()
