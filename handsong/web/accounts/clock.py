"""The one place where pages read the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

SET_FORWARD = timedelta(minutes=5)
"""By so much a clock does not run fast: it was set, and stood behind until then."""


def now() -> datetime:
    """Return this moment in the family's time zone, as a fixed offset.

    Two times of one named zone are subtracted by their wall clocks, an hour wrong across a clock
    change; with an offset they are not.
    """
    return datetime.fromisoformat(timezone.localtime().isoformat())


@dataclass(frozen=True)
class Jump:
    """That this machine's clock was set forward: what it shows since, and by how much; None where nothing ran and saw it.

    `since`: what was written here by it later than this, this process wrote while it was behind by so much; None
    where nobody knows. `done`: for whom it is put right already, should it be tried again.
    """

    now: datetime
    by: timedelta | None = None
    since: datetime | None = None
    done: set[object] = field(default_factory=set)


class Watch:
    """Notices when this machine's clock is set forward, as that of a small computer without a battery is after a power cut.

    A clock that went on while the machine slept was not set.
    """

    def __init__(self) -> None:
        """Know nothing before it is looked at for the first time."""
        self.times = 0
        """How often something was put right here: what was made of it before is to be made anew."""

        self._stood: datetime | None = None
        self._since: datetime | None = None
        self._done: set[object] = set()
        self._one_at_a_time = threading.Lock()

    def writes_alone(self, there: datetime | None) -> None:
        """Know that from now on this process alone writes, and the latest time of what is there.

        A clock that goes on where it was saved last can be earlier than what was written right before the power cut.
        """
        self._since = max(there or now(), now())

    def look(self, put_right: Callable[[Jump], object]) -> None:
        """Put right what was written by a clock that was behind, when it was set forward since the first look.

        Others wait meanwhile; where it fails it is tried again the next time.
        """
        if self._set_forward_by(_stands()) <= SET_FORWARD:
            return
        with self._one_at_a_time:
            shows, stands = now(), _stands()
            by = self._set_forward_by(stands)
            if by > SET_FORWARD:
                try:
                    put_right(Jump(shows, by, self._since, self._done))
                finally:
                    self.times += 1
                # As it stood before: it may have been set once more meanwhile.
                self._stood, self._since, self._done = stands, self._since and shows, set()

    def _set_forward_by(self, stands: datetime) -> timedelta:
        stood = self._stood
        if stood is None or stands < stood:
            if stood and self._since and stood - stands > SET_FORWARD:
                # It shows once more what it showed before: what was written then cannot be told from what comes.
                self._since = max(self._since, stood + timedelta(seconds=_seconds()))
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
