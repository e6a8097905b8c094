"""The accounts of children with private massages, told anew in a backup that is put back: in a process of its own.

The folder of that backup becomes the one that the settings speak of; what is private is then in no account.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Collection
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from handsong.core import progress
from handsong.web.site.backup import archive, forgetting, keys

IN_VAIN = "told-in-vain"
"""What is written beside the backup when it could not be done once."""

PATIENT = (
    "The accounts of massages that are private now could not be counted anew. Start again: it goes on where it "
    "stopped, and nothing is lost. If it fails once more, these accounts begin from nothing, but for what protects."
)


def is_settled(folder: Path) -> bool:
    """Tell them anew and return whether that is settled; the second time it fails, what they learnt is let go.

    Raises sqlite3.DatabaseError.
    """
    if tell(folder):
        return True
    if not (folder / IN_VAIN).exists():
        keys.write(folder / IN_VAIN, "")
        return False
    _let_go(folder / archive.DATABASE)
    return True


def tell(folder: Path) -> bool:
    """Tell them anew in the household of this folder, and return whether that could be done."""
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings |= {"HANDSONG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "handsong.web.site.settings"}
    done = subprocess.run([sys.executable, "-m", __name__], env=settings, check=False)
    return done.returncode == 0


def _let_go(restored: Path) -> None:
    """Let the accounts of children with private massages begin from nothing, but for what protects.

    No account loses when a child last cried, or needed care.
    """
    with closing(sqlite3.connect(restored, timeout=forgetting.PATIENCE)) as database, database:
        database.execute("PRAGMA secure_delete=ON")
        private: dict[str, list[dict[str, Any]]] = {}
        asked = "SELECT child_id, story FROM diary_session WHERE is_private AND NOT is_practice ORDER BY started_at"
        for child, told in database.execute(asked):
            if story := json.loads(told):
                private.setdefault(child, []).append(story)
        for column in forgetting.ACCOUNTS & forgetting.columns(database, "diary_account"):
            asked = f'SELECT id, child_id, "{column}" FROM diary_account'  # noqa: S608 - our own names
            for name, child, account in database.execute(asked).fetchall():
                if child in private:
                    kept = json.dumps(_what_protects(json.loads(account), private[child]))
                    let_go = f'UPDATE diary_account SET "{column}" = ? WHERE id = ?'  # noqa: S608 - the same
                    database.execute(let_go, (kept, name))
        closed = "SELECT id FROM diary_session WHERE is_private"
        database.execute(f"UPDATE diary_account SET latest_id = NULL WHERE latest_id IN ({closed})")  # noqa: S608 - the same


def _what_protects(account: dict[str, Any], private: Collection[dict[str, Any]]) -> dict[str, Any]:
    """Return an empty account with what protects of this one; of private massages nothing but that."""
    began = {datetime.fromisoformat(story["started_at"]) for story in private}
    told = {
        "recent": [
            row for row in account["recent"] if datetime.fromisoformat(row["started_at"]) not in began
        ],
        "apart": [
            {
                "session": story["id"],
                "ended_at": story["ended_at"],
                "cried": story["cried"],
                "needed_care": story.get("needed_care", False),
            }
            for story in private
            if story["cried"] or story.get("needed_care")
        ],
    }
    return progress.as_data(progress.Progress()) | told


def main() -> int:
    """Tell them anew, each child's once."""
    import django  # noqa: PLC0415 - settings are read on import

    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415 - the same

    from handsong.web.diary import accounts, untold  # noqa: PLC0415 - the same
    from handsong.web.diary.models import Session  # noqa: PLC0415 - the same
    from handsong.web.site import tables  # noqa: PLC0415 - the same

    # It may have been decided before an update of Handsong: in another column its accounts would stay as they were.
    tables.bring_up_to_date()
    untold.tell_everything()
    private = Session.objects.filter(is_private=True, is_practice=False).exclude(story={}).defer("bundle")
    with transaction.atomic():
        for session in {row.child_id: row for row in private.order_by("started_at", "pk")}.values():
            accounts.make_anew(session)
    connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
