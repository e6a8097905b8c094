"""What somebody gets who erased: what went, how many rows of each kind, when, and what stays, where and why.

A receipt is kept nowhere, and names nobody: of a child it says the first letter, and the number that
stays behind, so that a family with several children knows which receipt is whose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from handsong.render.age_words import number
from handsong.render.day_words import date_in_words
from handsong.web.site import holdings
from handsong.web.site.backup import kept

IDS = (
    "A number for each child, person and home that was erased, which tells when it was added here and nothing else, "
    "and one for each massage, which tells nothing. They stay so that a phone which was away cannot bring anything back, "
    "nor an older backup that is put back here."
)
PHONES = (
    "Phones that have not been here since keep what they hold until they open a page of Handsong again; then "
    "they hear of it and forget. Of a phone that never comes again, delete the data of this site in its browser."
)
PRIVATE = "What a young person’s phone told so, which they alone see and erase: More, then What phones told."
TAKEN_ALONG = (
    "Copies and backups that somebody took along are theirs to delete. On another machine such a backup brings "
    "everything back."
)


@dataclass(frozen=True)
class Receipt:
    """A receipt: what was erased in words, its numbers, the rows that went, what is left, and what stays and why."""

    title: str
    what: tuple[str, ...]
    numbers: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    stays: tuple[str, ...]
    at: datetime

    @property
    def when(self) -> str:
        """The day and the time."""
        return f"{date_in_words(self.at.date())} at {self.at:%H:%M}"

    def text(self) -> str:
        """Return it as plain text, to be kept."""
        wide = max((len(str(count)) for _, count in self.counts), default=1)
        lines = [
            "HANDSONG: RECEIPT",
            "",
            f"{self.title}, on {self.when}.",
            *self.what,
            "",
            *(f"Number that stays behind: {name}" for name in self.numbers),
            "",
            "What went, in rows:",
            *(f"  {count:>{wide}}  {words}" for words, count in self.counts),
            "",
            "What stays, and why:",
            *(f"  * {sentence}" for sentence in self.stays),
            "",
        ]
        return "\n".join(lines)

    def as_link(self) -> str:
        """Return the text as an address that holds all of it, so that it need be kept nowhere."""
        return f"data:text/plain;charset=utf-8,{quote(self.text())}"


def named(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return what went in words, with how many rows."""
    return tuple((kind.words, counts[kind.label]) for kind in holdings.KINDS if counts.get(kind.label))


def letter(name: str) -> str:
    """Return the first letter of a name: all that a receipt says of it."""
    return name.strip()[:1].upper()


def unplaced_in_words(count: int, *, has_private: bool) -> tuple[str, ...]:
    """Return what phones told and nobody could place, and where it is looked at and erased."""
    many = f"{number(count).capitalize()} moments" if count > 1 else "One moment"
    said = (
        f"{many} that phones told and nobody could place, so that nobody knows of which child: an owner in this "
        "home looks and erases under More, then What phones told. Another home may keep such too."
    )
    return (said,) * (count > 0) + (PRIVATE,) * has_private


def backups_in_words(backups: Sequence[kept.Backup], at: datetime) -> tuple[str, ...]:
    """Return which backups hold what was erased still, and until when."""
    older = [backup for backup in backups if backup.made_at <= at]
    if not older:
        return ()
    names = ", ".join(
        f"{backup.file.name} ({date_in_words(backup.made_at.astimezone(at.tzinfo).date())})"
        for backup in older
    )
    many = f"{number(len(older))} backups" if len(older) > 1 else "one backup"
    said = (
        f"In {many} made before, closed: {names}. They are let go one by one, each {kept.LONGEST.days} days "
        "after it was made at the latest, while Handsong runs. Put back here, they do not bring it back."
    )
    return (said,)
