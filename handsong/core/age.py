"""How old a child is: by birth, by due date, and in which stage.

A child born before 37 completed weeks is counted from the due date until two years old
(three when born before 28 weeks), and every choice of technique uses that corrected age.
Sources: toukey, dash and vw-corr for the formula and its limits, who-lbw for the cut-offs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

TERM_DAYS = 280
"""Forty weeks: the length of pregnancy that a due date counts."""

CORRECTED_BELOW_DAYS = 259
"""Thirty-seven completed weeks: a birth before this is preterm, and its age is corrected."""

VERY_PRETERM_BELOW_DAYS = 224
EXTREMELY_PRETERM_BELOW_DAYS = 196

EARLIEST_DAYS = 147
LATEST_DAYS = 308
"""What is believed of a pregnancy: twenty-one to forty-four weeks. Outside it is a slip of the pen."""

YOUNGEST_PLAUSIBLE_DAYS = 154
"""Twenty-two weeks: what an unknown length of pregnancy counts as, the careful reading."""

GROWN_UP_MONTHS = 216


class AgeError(ValueError):
    """The dates or weights of a birth cannot be true; the message names the field and the remedy."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field beside the sentence, so that a page can show it there."""
        super().__init__(message)
        self.field = field


class Stage(StrEnum):
    """The stages of childhood that techniques are made for, youngest first."""

    BEFORE_TERM = "before-term"
    NEWBORN = "newborn"
    YOUNG_INFANT = "young-infant"
    OLDER_INFANT = "older-infant"
    TODDLER = "toddler"
    PRESCHOOL = "preschool"
    SCHOOL = "school"
    ADOLESCENT = "adolescent"


class BirthWeight(StrEnum):
    """Classes of birth weight (who-lbw; massaro for the very low class)."""

    UNKNOWN = "unknown"
    USUAL = "2500 g or more"
    LOW = "under 2500 g"
    VERY_LOW = "under 1500 g"
    EXTREMELY_LOW = "under 1000 g"


@dataclass(frozen=True)
class Birth:
    """A birth: the day, the length of the pregnancy in days (None: not known), the weight in grams."""

    born_date: date
    gestation_days: int | None = TERM_DAYS
    weight_grams: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no birth can have been."""
        if self.gestation_days is not None and self.gestation_days < EARLIEST_DAYS:
            raise AgeError(
                "early",
                f"{in_weeks(TERM_DAYS - self.gestation_days)} early is too early to be true. "
                f"Give {in_weeks(TERM_DAYS - EARLIEST_DAYS)} or fewer, or the due date.",
            )
        if self.gestation_days is not None and self.gestation_days > LATEST_DAYS:
            raise AgeError(
                "due_date",
                f"The due date is {in_weeks(self.gestation_days - TERM_DAYS)} before the birth. "
                f"Give a due date at most {in_weeks(LATEST_DAYS - TERM_DAYS)} before it.",
            )
        if self.weight_grams is not None and not 200 <= self.weight_grams <= 8000:
            raise AgeError(
                "birth_weight",
                f"A birth weight of {self.weight_grams / 1000:g} kg cannot be right. "
                "Give a weight between 0.2 and 8 kg, such as 3.4 kg, or leave it empty.",
            )

    @property
    def is_corrected(self) -> bool:
        """Whether this child's age is counted from the due date at first."""
        return self.counted_gestation < CORRECTED_BELOW_DAYS

    @property
    def counted_gestation(self) -> int:
        """The length of the pregnancy in days that rules count with; an unknown one counts as 22 weeks."""
        return YOUNGEST_PLAUSIBLE_DAYS if self.gestation_days is None else self.gestation_days

    @property
    def due_date(self) -> date:
        """The day that forty weeks were complete."""
        return self.born_date + timedelta(days=TERM_DAYS - self.counted_gestation)

    @property
    def corrected_until(self) -> date:
        """The first day on which the age is counted from birth again (vw-corr; three years: pootcalc)."""
        years = 3 if self.counted_gestation < EXTREMELY_PRETERM_BELOW_DAYS else 2
        return add_months(self.due_date, 12 * years)

    @property
    def weight_class(self) -> BirthWeight:
        """The class of the birth weight."""
        if self.weight_grams is None:
            return BirthWeight.UNKNOWN
        if self.weight_grams < 1000:
            return BirthWeight.EXTREMELY_LOW
        if self.weight_grams < 1500:
            return BirthWeight.VERY_LOW
        return BirthWeight.LOW if self.weight_grams < 2500 else BirthWeight.USUAL


@dataclass(frozen=True)
class Age:
    """A child's age on one day; days are whole, months are completed calendar months."""

    birth: Birth
    day: date

    def __post_init__(self) -> None:
        """Refuse a child who is not born yet."""
        if self.day < self.birth.born_date:
            raise AgeError(
                "born_date",
                f"The date of birth, {self.birth.born_date}, lies after {self.day}. "
                "Give a day that has already been.",
            )

    @cached_property
    def days(self) -> int:
        """Days since birth."""
        return (self.day - self.birth.born_date).days

    @cached_property
    def is_corrected(self) -> bool:
        """Whether the age is counted from the due date today."""
        return self.birth.is_corrected and self.day < self.birth.corrected_until

    @cached_property
    def counted_from(self) -> date:
        """The day from which the corrected age counts: the due date, or the birth when not corrected."""
        return self.birth.due_date if self.is_corrected else self.birth.born_date

    @cached_property
    def corrected_days(self) -> int:
        """Days since the due date while corrected (negative before it), else days since birth."""
        return (self.day - self.counted_from).days

    @cached_property
    def corrected_months(self) -> int:
        """Completed months of the corrected age; negative before the due date."""
        return months_between(self.counted_from, self.day)

    @cached_property
    def months(self) -> int:
        """Completed months since birth."""
        return months_between(self.birth.born_date, self.day)

    def is_under_months(self, months: int) -> bool:
        """Whether the child is younger than this by birth or by corrected age: the stricter reading."""
        return min(self.months, self.corrected_months) < months

    @cached_property
    def stage(self) -> Stage:
        """The stage by corrected age; before the due date a child is before term."""
        if self.corrected_days < 0:
            return Stage.BEFORE_TERM
        if self.corrected_days < 28:
            return Stage.NEWBORN
        stage = Stage.YOUNG_INFANT
        for candidate, months in STAGE_MONTHS:
            if self.corrected_months >= months:
                stage = candidate
        return stage


STAGE_MONTHS = (
    (Stage.OLDER_INFANT, 6),
    (Stage.TODDLER, 12),
    (Stage.PRESCHOOL, 36),
    (Stage.SCHOOL, 60),
    (Stage.ADOLESCENT, 144),
)
"""Where each later stage begins, in completed months (domain reference, section 3.0)."""


def birth_from(
    born_date: date,
    *,
    due_date: date | None = None,
    days_early: int | None = None,
    weight_grams: int | None = None,
) -> Birth:
    """Return a birth from what parents know: a due date, or weeks and days early, or neither (on time).

    Given both, the two may differ by a week and the earlier birth counts; beyond that AgeError
    asks which is right. Raises AgeError also for what no birth can have been.
    """
    by_due_date = None if due_date is None else TERM_DAYS - (due_date - born_date).days
    by_weeks = None if days_early is None else TERM_DAYS - days_early
    if by_due_date is not None and by_weeks is not None and abs(by_due_date - by_weeks) > 7:
        raise AgeError(
            "due_date",
            f"The due date says {in_weeks(TERM_DAYS - by_due_date)} early, the weeks say "
            f"{in_weeks(TERM_DAYS - by_weeks)}. Check both, or give one and leave the other empty.",
        )
    if by_due_date is not None and by_due_date < EARLIEST_DAYS:
        raise AgeError(
            "due_date",
            f"The due date is {in_weeks(TERM_DAYS - by_due_date)} after the birth. "
            f"Give a due date at most {in_weeks(TERM_DAYS - EARLIEST_DAYS)} after it.",
        )
    known = [days for days in (by_due_date, by_weeks) if days is not None]
    return Birth(born_date, min(known, default=TERM_DAYS), weight_grams)


@lru_cache(maxsize=1024)
def add_months(day: date, months: int) -> date:
    """Return the day this many calendar months later.

    A day that the month does not have becomes the first of the next one, as a leap-day birthday
    does in common years: a child is never counted older than it is.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


@lru_cache(maxsize=1024)
def months_between(start: date, end: date) -> int:
    """Return the completed calendar months from start to end, negative when end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def in_weeks(days: int) -> str:
    """Return a length of time as parents say it, such as "5 weeks" or "2 weeks and 3 days"."""
    sign, days = ("minus " if days < 0 else ""), abs(days)
    weeks, rest = divmod(days, 7)
    parts = [count(number, word) for number, word in ((weeks, "week"), (rest, "day")) if number]
    return sign + (" and ".join(parts) or "0 days")


def count(number: int, word: str) -> str:
    """Return a number with its word in the right form, such as "1 day" or "3 days"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
