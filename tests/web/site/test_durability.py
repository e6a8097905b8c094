"""The database: one that could lose what it says it has kept is refused, whichever it is."""

from __future__ import annotations

import pytest
from django.db import connection

from handsong.web.site import database


@pytest.mark.django_db(transaction=True)
def test_a_database_that_could_lose_data_is_refused() -> None:
    assert database.durability_fault(connection) == "" or "memory" in database.durability_fault(connection)
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            fault = database.durability_fault(connection)
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
    assert "synchronous is 0, not 2" in fault
    assert "disk of this machine" in fault
