"""What the pages of backups become; one function a state."""

from __future__ import annotations

from playwright.sync_api import FilePayload, expect

from handsong.web.site.backup import restore
from tests.e2e.walk import Walk, collect

PAGE = "/settings/backup/"


def _check(walk: Walk, file: FilePayload) -> None:
    walk.page.goto(PAGE)
    walk.page.locator("#id_file").set_input_files(file)
    walk.page.get_by_role("button", name="Check it").click()


def _kept(walk: Walk) -> FilePayload:
    name = walk.place.ids["backup"]
    taken = walk.page.request.get(f"{PAGE}files/{name}/")
    return {"name": name, "mimeType": "application/octet-stream", "buffer": taken.body()}


def backup_made(walk: Walk) -> None:
    """One that was just made."""
    walk.page.goto(PAGE)
    walk.page.get_by_role("button", name="Make one now").click()
    expect(walk.page.get_by_text("Last made:")).to_be_visible()


def backup_without_a_file(walk: Walk) -> None:
    """Nothing was chosen."""
    walk.page.goto(PAGE)
    walk.page.locator("#id_file").evaluate("(box) => box.removeAttribute('required')")
    walk.page.get_by_role("button", name="Check it").click()
    expect(walk.page.get_by_text("Choose the file first.")).to_be_visible()


def backup_that_is_none(walk: Walk) -> None:
    """A file that is no backup."""
    _check(walk, {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear grandmother"})
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("It cannot be put back")


def backup_checked(walk: Walk) -> None:
    """What a backup holds."""
    _check(walk, _kept(walk))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("What it holds")


def backup_decided(walk: Walk) -> None:
    """A backup that is put in place at the next start."""
    backup_checked(walk)
    walk.page.get_by_role("button", name="Put it in place at the next start").click()
    expect(walk.page.get_by_text("A backup is ready to be put in place.")).to_be_visible()


def backup_given_up(walk: Walk) -> None:
    """One that was damaged before it was in its place, until that was read."""
    (walk.place.folder / restore.GIVEN_UP).write_text("database disk image is malformed", encoding="ascii")
    walk.page.goto(PAGE)
    expect(walk.page.get_by_role("button", name="I have read this")).to_be_visible()


def backup_key_mistyped(walk: Walk) -> None:
    """Other letters than those on the paper."""
    walk.page.goto(f"{PAGE}key/")
    walk.page.get_by_text("As a picture").click()
    walk.page.locator("#id_last").fill("AAAAAA")
    walk.page.get_by_role("button", name="It is on paper").click()
    expect(walk.page.get_by_text("the key stays here until they are right")).to_be_visible()


STATES = collect(__name__)
"""Every state above, by its name."""
