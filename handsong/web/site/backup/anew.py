"""The accounts of children with private massages, told anew in a backup that is put back: in a process of its own.

The folder of that backup becomes the one that the settings speak of; what is private is then in no account.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def tell(folder: Path) -> bool:
    """Tell them anew in the household of this folder, and return whether that could be done."""
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings |= {"HANDSONG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "handsong.web.site.settings"}
    done = subprocess.run([sys.executable, "-m", __name__], env=settings, check=False)
    return done.returncode == 0


def main() -> int:
    """Tell them anew, each child's once."""
    import django  # noqa: PLC0415 - settings are read on import

    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415 - the same

    from handsong.web.diary import accounts  # noqa: PLC0415 - the same
    from handsong.web.diary.models import Session  # noqa: PLC0415 - the same

    private = Session.objects.filter(is_private=True, is_practice=False).exclude(story={}).defer("bundle")
    with transaction.atomic():
        for session in {row.child_id: row for row in private.order_by("started_at", "pk")}.values():
            accounts.make_anew(session)
    connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
