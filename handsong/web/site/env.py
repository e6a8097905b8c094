"""Settings from the environment: typed readers that fail with a sentence on a wrong value.

docs/settings.md is written from SETTINGS and checked for freshness.
"""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path


class SettingError(ValueError):
    """A setting in the environment cannot be used; the message names it and the remedy."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name, what it is when not given, and what it does."""

    name: str
    default: str
    what: str


SETTINGS = (
    Setting("PORT", "8000", "The port that is served."),
    Setting(
        "HANDSONG_DATA",
        "the data folder of the person who runs it",
        "The folder that holds the household's one file, its key, and for the home network a yes and certificates.",
    ),
    Setting("LAN", "0", "1 listens on the home network too, without encryption, after asking once."),
    Setting(
        "HOME_NETWORK",
        "0",
        "1 does the same with a certificate of its own, as handsong serve --home: phones trust it once, and "
        "then the screen stays on. It goes before LAN.",
    ),
    Setting(
        "DATABASE_URL",
        "the household's own file",
        "postgresql://user:password@host:5432/name for a service on PostgreSQL.",
    ),
    Setting(
        "HANDSONG_HOSTS",
        "this machine",
        "Names and addresses that pages may be asked for under, with commas between. What a proxy or a tunnel "
        "passes on is refused all the same: who is behind it is not known.",
    ),
    Setting(
        "HANDSONG_BACKUPS",
        "the folder backups in the data folder",
        "Where weekly backups and those made by hand lie: a folder on another disk, or one that is synchronised. "
        "They are closed; see docs/backup.md.",
    ),
    Setting(
        "HANDSONG_PROXY",
        "nobody",
        "The one reverse proxy whose word counts for who is asking, by its address, such as 127.0.0.1. It names "
        "one client in X-Forwarded-For: docs/hosting.md.",
    ),
    Setting(
        "HANDSONG_ADDRESS",
        "none",
        "Where phones find Handsong behind that proxy, such as https://handsong.example.",
    ),
    Setting("HANDSONG_DEBUG", "0", "1 shows errors in the browser; for developers only."),
)


def text(name: str, default: str = "") -> str:
    """Return a setting as text; an empty one counts as not given."""
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """Return a setting that is on or off; raises SettingError for anything else."""
    given = text(name, "0").lower()
    if given not in {"0", "1", "no", "yes", "off", "on"}:
        raise SettingError(f"{name} is “{given}”. Give 1 for on or 0 for off.")
    return given in {"1", "yes", "on"}


def port(name: str, default: int) -> int:
    """Return a port; raises SettingError when it is none."""
    given = text(name, str(default))
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise SettingError(f"{name} is “{given}”. Give a port from 1 to 65535, such as 8123.")
    return int(given)


def ip_address(name: str) -> str:
    """Return an IP address, or nothing when none is given; raises SettingError when it is none."""
    given = text(name)
    try:
        return str(ipaddress.ip_address(given)) if given else ""
    except ValueError as error:
        raise SettingError(f"{name} is “{given}”. Give an address such as 127.0.0.1.") from error


def web_address(name: str) -> str:
    """Return the address of a site, or nothing when none is given; raises SettingError when it is none."""
    given = text(name).rstrip("/")
    if given and not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", given, re.IGNORECASE):
        raise SettingError(f"{name} is “{given}”. Give an address such as https://handsong.example.")
    return given


def names(name: str) -> list[str]:
    """Return a list that is written with commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def data_folder() -> Path:
    """Return the folder for the household's data: HANDSONG_DATA, or the person's own data folder."""
    given = text("HANDSONG_DATA")
    if given:
        return Path(given).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Handsong"
    if os.name == "nt":
        return Path(text("LOCALAPPDATA", str(Path.home()))) / "Handsong"
    return Path(text("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "handsong"
