"""Write down an invented household as this version keeps it, before the version in CHANGELOG.md goes up.

`python scripts/released.py` writes tests/vectors/released/<version>.sql. Every later version is tested
with it: nothing of the household may be lost by the update (tests/web/site/test_upgrade.py).
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import demo

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "released"


def main() -> int:
    """Write the household and return 0; a version that was written down stays as it was, and gives 1."""
    file = FOLDER / f"{metadata.version('handsong')}.sql"
    if file.exists():
        print(f"{file.name} is there already. A household of a released version is never written anew.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HANDSONG_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "handsong.web.site.settings"
        demo.fill()
        _add_a_phone()
        with sqlite3.connect(Path(folder) / "handsong.sqlite3") as database:
            file.write_text("\n".join(database.iterdump()) + "\n", encoding="utf-8")
    return 0


def _add_a_phone() -> None:
    """Let a phone in, and let it tell something that only a newer version could read."""
    from django.db import connection  # noqa: PLC0415 - the folder must be chosen first

    from handsong.web.accounts import actions, door  # noqa: PLC0415 - the same
    from handsong.web.diary import actions as diary  # noqa: PLC0415 - the same

    now = datetime.now(UTC)
    person = door.local_person()
    actions.pair(person=person, code=actions.make_code(now=now), name="Kitchen phone", now=now)
    of_a_newer_version = {
        "id": "0193a5e0-0000-7000-8000-000000000001",
        "session": "0193a5e0-0000-7000-8000-000000000002",
        "number": 0,
        "at": now.isoformat(),
        "kind": "sung",
        "body": {},
    }
    diary.take_events(person=person, told=diary.Told([of_a_newer_version]), now=now)
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
