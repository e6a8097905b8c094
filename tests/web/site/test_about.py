"""About: what Handsong is, what it keeps, and who has looked at it."""

from __future__ import annotations

from django.test import Client

from tests.web.player import moments


def test_it_says_what_is_kept_and_names_nothing_that_is(at_home: Client) -> None:
    said = moments.text(at_home.get("/about/"))
    assert "your country and time zone" in said
    assert "no account, no e-mail, no photo, no address" in said
    assert "no place" not in said


def test_it_says_that_no_clinician_has_looked_at_it_yet(at_home: Client) -> None:
    assert "No clinician has reviewed them yet." in moments.text(at_home.get("/about/"))
