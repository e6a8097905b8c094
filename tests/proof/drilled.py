"""The home of the drill: how it is furnished, and a server for which some requests come from phones at home.

Run as a program it serves on the loopback address alone; whoever asks under an address of the home
counts as a phone there, and must have been let in.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.web.site.at_home import MACHINE, seen_from
from tests.web.site.serving import ROOT, environment

PASSWORD = "a lamp in the nursery"  # noqa: S105 - of an invented parent
NAMES = ("alba", "bruno")
DEED = "import django; django.setup(); from tests.proof import drilled; drilled.write()"


def furnish(folder: Path) -> dict[str, Any]:
    """Make a home of two parents, their phones and a child; return who the child is and what the phones carry."""
    done = subprocess.run(
        [sys.executable, "-c", DEED],
        cwd=ROOT,
        env=environment(folder, DJANGO_SETTINGS_MODULE="handsong.web.site.settings"),
        stdout=subprocess.PIPE,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def write() -> None:
    """Write the home, where Django is set up, and say what the phones need."""
    from handsong.web.accounts.models import Device
    from handsong.web.site import tables
    from tests import people

    tables.bring_up_to_date()
    alba = people.alba()
    mia = people.mia(alba)
    both = (alba, people.bruno(mia))
    for person, name in zip(both, NAMES, strict=True):
        person.sign_in_name = name
        person.set_password(PASSWORD)
        person.save()
    carried = [people.phone_of(person) for person in both]
    Device.objects.update(seen_at=datetime.now(UTC))
    sys.stdout.write(json.dumps({"child": str(mia.pk), "phones": carried}))


def main() -> int:
    """Serve until somebody stops it."""
    from handsong.web.site import serve, server

    class OnTheNetwork(server.Server):
        """The server, asked by phones too."""

        def __init__(self, where: tuple[str, int], application: Any) -> None:
            super().__init__(where, seen_from(application))

    server.Server = OnTheNetwork  # type: ignore[misc]
    return serve.main()


HOST = MACHINE

if __name__ == "__main__":
    sys.exit(main())
