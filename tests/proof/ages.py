"""Ages counted once more, from the reference alone and without a line of the program."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

TERM = 280
"""Days of a full pregnancy: forty weeks (domain reference 7, weeks early)."""

CORRECTED_BELOW = 37 * 7
EXTREMELY_EARLY_BELOW = 28 * 7
UNKNOWN_COUNTS_AS = 22 * 7
GROWN_UP_MONTHS = 216

STAGE_FROM_MONTHS = (
    ("adolescent", 144),
    ("school", 60),
    ("preschool", 36),
    ("toddler", 12),
    ("older-infant", 6),
)
NEWBORN_DAYS = 28

BUILDS = {
    "before-term": "newborn",
    "newborn": "newborn",
    "young-infant": "infant",
    "older-infant": "infant",
    "toddler": "infant",
    "preschool": "child",
    "school": "child",
    "adolescent": "child",
}
"""The body each stage is measured with."""

STAGES = tuple(BUILDS)

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Ages(NamedTuple):
    """One child's ages on one day, as day numbers: `due` is None once correction is over or was never due."""

    today: int
    born: int
    due: int | None

    @property
    def youngest_days(self) -> int:
        """Days since the later of birth and, while it counts, the due date."""
        return self.today - (self.born if self.due is None else max(self.born, self.due))

    def is_under_months(self, months: int) -> bool:
        """Whether the child is younger than this by birth or by the corrected age."""
        youngest = self.today < months_after(self.born, months)
        return youngest or (self.due is not None and self.today < months_after(self.due, months))

    @property
    def stage(self) -> str:
        """The stage by the age that counts: from the due date while corrected, else from birth."""
        start = self.born if self.due is None else self.due
        if self.today < start:
            return "before-term"
        if self.today - start < NEWBORN_DAYS:
            return "newborn"
        for stage, months in STAGE_FROM_MONTHS:
            if self.today >= months_after(start, months):
                return stage
        return "young-infant"


def counted(gestation: int | None) -> int:
    """Return the days of pregnancy that rules count with; an unknown length counts as 22 weeks."""
    return UNKNOWN_COUNTS_AS if gestation is None else gestation


@lru_cache(maxsize=100_000)
def ages(born: date, gestation: int | None, today: date) -> Ages:
    """Return the ages of a child on a day."""
    birth, now, weeks = born.toordinal(), today.toordinal(), counted(gestation)
    if weeks >= CORRECTED_BELOW:
        return Ages(now, birth, None)
    due = birth + TERM - weeks
    ends = months_after(due, 36 if weeks < EXTREMELY_EARLY_BELOW else 24)
    return Ages(now, birth, due if now < ends else None)


@lru_cache(maxsize=100_000)
def months_after(day: int, months: int) -> int:
    """Return the day number some calendar months later; a day the month lacks is the 1st of the next."""
    start = date.fromordinal(day)
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    leap = month == 1 and years % 4 == 0 and (years % 100 != 0 or years % 400 == 0)
    if start.day <= _LENGTHS[month] + leap:
        return date(years, month + 1, start.day).toordinal()
    return date(years, month + 2, 1).toordinal()
