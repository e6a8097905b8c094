"""Ids for rows: UUIDs ordered by time (version 7 of RFC 9562), made where the deed is done."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from datetime import UTC, datetime


def made_at(name: uuid.UUID) -> datetime | None:
    """Return when an id was made, if it says so: version 7 does, though somebody may have made up the time."""
    if name.version != 7:
        return None
    try:
        return datetime.fromtimestamp((name.int >> 80) / 1000, UTC)
    except (ValueError, OverflowError):
        return None


def new_id() -> uuid.UUID:
    """Return a fresh id; later ones sort after earlier ones, to the millisecond."""
    return _of(time.time_ns() // 1_000_000, secrets.randbits(80))


def another(name: uuid.UUID, text: str) -> uuid.UUID:
    """Return a further id for what has this one: as old, and always the same for the same text."""
    summary = hashlib.sha256(name.bytes + text.encode()).digest()
    return _of(name.int >> 80, int.from_bytes(summary[:10], "big"))


def without_its_time(name: uuid.UUID) -> uuid.UUID:
    """Return an id that stands for this one and does not say when it was made, always the same."""
    return uuid.uuid5(name, "copied")


def _of(milliseconds: int, rest: int) -> uuid.UUID:
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | rest
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
