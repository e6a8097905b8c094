"""Ages: by birth and by due date, against vectors that other people worked out."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import age
from handsong.core.age import Age, AgeError, Birth, BirthWeight, Stage, add_months, birth_from, months_between

VECTORS = Path(__file__).parent.parent / "vectors"
BORN = date(2026, 10, 2)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def stage_on(day: date, birth: Birth) -> Stage:
    return Age(birth, day).stage


def test_corrected_age_agrees_with_the_college_of_paediatrics() -> None:
    rows = json.loads((VECTORS / "corrected_age.json").read_text(encoding="utf-8"))["rows"]
    assert len(rows) > 200
    for born, weeks, days, on, due, age_days, corrected in rows:
        birth = Birth(date.fromisoformat(born), weeks * 7 + days)
        on_the_day = Age(birth, date.fromisoformat(on))
        assert birth.due_date.isoformat() == due
        assert (on_the_day.days, on_the_day.corrected_days) == (age_days, corrected), (born, weeks, days, on)


def test_completed_months_agree_with_postgresql() -> None:
    rows = json.loads((VECTORS / "completed_months.json").read_text(encoding="utf-8"))["rows"]
    assert len(rows) > 900
    for start, end, months in rows:
        assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == months, (start, end)


def test_the_reference_example_twelve_weeks_old_and_eight_weeks_early_counts_as_four_weeks() -> None:
    # vw-corr and toukey: 12 weeks old, born at 32 weeks, counts as 4 weeks.
    mia = Age(Birth(BORN, 32 * 7), BORN + timedelta(weeks=12))
    assert mia.corrected_days == 4 * 7
    assert mia.stage is Stage.YOUNG_INFANT
    assert Age(mia.birth, mia.day - timedelta(days=1)).stage is Stage.NEWBORN


def test_the_issues_example_counts_as_two_weeks() -> None:
    on = Age(birth_from(BORN, days_early=35, weight_grams=1900), date(2026, 11, 23))
    assert (on.days, on.corrected_days, on.counted_from) == (52, 17, date(2026, 11, 6))
    assert on.stage is Stage.NEWBORN


@pytest.mark.parametrize("weeks", [0, 1, 2, 3])
def test_a_birth_up_to_three_weeks_early_is_not_corrected(weeks: int) -> None:
    on = Age(birth_from(BORN, days_early=weeks * 7), BORN + timedelta(days=30))
    assert not on.is_corrected
    assert on.corrected_days == on.days == 30


def test_correction_begins_one_day_below_37_weeks() -> None:
    assert not Birth(BORN, 37 * 7).is_corrected
    assert Birth(BORN, 37 * 7 - 1).is_corrected


def test_correction_ends_two_years_after_the_due_date() -> None:
    birth = Birth(BORN, 36 * 7)
    last = date(2028, 10, 29)
    assert birth.due_date == date(2026, 10, 30)
    assert Age(birth, last).is_corrected
    assert not Age(birth, last + timedelta(days=1)).is_corrected


def test_correction_lasts_three_years_below_28_weeks() -> None:
    assert Birth(BORN, 28 * 7).corrected_until == date(2028, 12, 25)
    assert Birth(BORN, 28 * 7 - 1).corrected_until == date(2029, 12, 26)


def test_an_unknown_length_of_pregnancy_counts_as_22_weeks() -> None:
    unknown, earliest = Birth(BORN, None), Birth(BORN, 22 * 7)
    assert unknown.due_date == earliest.due_date
    assert unknown.corrected_until == earliest.corrected_until


@pytest.mark.parametrize(
    ("months", "days", "stage"),
    [
        (0, 0, Stage.NEWBORN),
        (0, 27, Stage.NEWBORN),
        (0, 28, Stage.YOUNG_INFANT),
        (6, -1, Stage.YOUNG_INFANT),
        (6, 0, Stage.OLDER_INFANT),
        (12, -1, Stage.OLDER_INFANT),
        (12, 0, Stage.TODDLER),
        (36, -1, Stage.TODDLER),
        (36, 0, Stage.PRESCHOOL),
        (60, -1, Stage.PRESCHOOL),
        (60, 0, Stage.SCHOOL),
        (144, -1, Stage.SCHOOL),
        (144, 0, Stage.ADOLESCENT),
        (216, 0, Stage.ADOLESCENT),
    ],
)
def test_each_stage_begins_on_its_day(months: int, days: int, stage: Stage) -> None:
    assert stage_on(add_months(BORN, months) + timedelta(days=days), Birth(BORN)) is stage


def test_before_the_due_date_a_child_is_before_term_and_on_it_newborn() -> None:
    birth = Birth(BORN, 30 * 7)
    assert stage_on(birth.due_date - timedelta(days=1), birth) is Stage.BEFORE_TERM
    assert stage_on(birth.due_date, birth) is Stage.NEWBORN


def test_a_child_born_late_is_counted_from_birth() -> None:
    assert Age(birth_from(BORN, due_date=BORN - timedelta(days=10)), BORN).stage is Stage.NEWBORN


def test_a_leap_day_birthday_falls_on_the_first_of_march_in_common_years() -> None:
    leap = date(2024, 2, 29)
    assert months_between(leap, date(2025, 2, 28)) == 11
    assert months_between(leap, date(2025, 3, 1)) == 12
    assert months_between(leap, date(2028, 2, 29)) == 48


def test_a_day_the_month_does_not_have_becomes_the_first_of_the_next() -> None:
    assert add_months(date(2025, 8, 31), 6) == date(2026, 3, 1)
    assert add_months(date(2025, 10, 31), 1) == date(2025, 12, 1)
    assert add_months(date(2025, 12, 31), 2) == date(2026, 3, 1)


def test_twins_across_midnight_have_each_their_own_age() -> None:
    on = date(2026, 10, 30)
    first, second = Birth(date(2026, 10, 2)), Birth(date(2026, 10, 3))
    assert (stage_on(on, first), stage_on(on, second)) == (Stage.YOUNG_INFANT, Stage.NEWBORN)


def test_under_some_months_takes_the_younger_of_both_ages() -> None:
    early = Birth(BORN, 32 * 7)
    assert Age(early, add_months(BORN, 3)).is_under_months(3)
    assert not Age(early, add_months(early.due_date, 3)).is_under_months(3)


@pytest.mark.parametrize(
    ("grams", "kind"),
    [
        (None, BirthWeight.UNKNOWN),
        (999, BirthWeight.EXTREMELY_LOW),
        (1000, BirthWeight.VERY_LOW),
        (1499, BirthWeight.VERY_LOW),
        (1500, BirthWeight.LOW),
        (2499, BirthWeight.LOW),
        (2500, BirthWeight.USUAL),
    ],
)
def test_birth_weight_falls_into_its_class(grams: int | None, kind: BirthWeight) -> None:
    assert Birth(BORN, weight_grams=grams).weight_class is kind


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("early", lambda: birth_from(BORN, days_early=60 * 7)),
        ("due_date", lambda: birth_from(BORN, due_date=BORN - timedelta(days=40))),
        ("birth_weight", lambda: Birth(BORN, weight_grams=35_000)),
        ("birth_weight", lambda: Birth(BORN, weight_grams=19)),
        ("born_date", lambda: Age(Birth(BORN), BORN - timedelta(days=1))),
        ("due_date", lambda: birth_from(BORN, due_date=BORN + timedelta(days=35), days_early=20)),
    ],
)
def test_what_no_birth_can_be_is_refused_with_field_and_remedy(field: str, make: object) -> None:
    with pytest.raises(AgeError) as fault:
        make()  # type: ignore[operator]
    assert fault.value.field == field
    assert str(fault.value).endswith(".")
    assert any(remedy in str(fault.value) for remedy in ("Give", "Check"))


def test_the_earliest_and_latest_births_that_are_believed() -> None:
    assert Birth(BORN, 21 * 7).gestation_days == 147
    assert Birth(BORN, 44 * 7).gestation_days == 308
    for outside in (21 * 7 - 1, 44 * 7 + 1):
        with pytest.raises(AgeError):
            Birth(BORN, outside)


def test_the_lightest_and_heaviest_births_that_are_believed() -> None:
    assert (Birth(BORN, weight_grams=200).weight_grams, Birth(BORN, weight_grams=8000).weight_grams) == (
        200,
        8000,
    )
    for outside in (199, 8001):
        with pytest.raises(AgeError, match=r"between 0\.2 and 8 kg"):
            Birth(BORN, weight_grams=outside)


def test_a_fault_repeats_what_was_given_as_it_was_given() -> None:
    with pytest.raises(AgeError, match=r"^60 weeks early is too early to be true\. Give 19 weeks or fewer"):
        birth_from(BORN, days_early=420)
    with pytest.raises(
        AgeError, match=r"^The due date is 5 weeks and 5 days before the birth\. .* at most 4 weeks"
    ):
        birth_from(BORN, due_date=BORN - timedelta(days=40))


def test_due_date_and_weeks_that_differ_by_a_week_count_as_the_earlier_birth() -> None:
    birth = birth_from(BORN, due_date=BORN + timedelta(days=28), days_early=35)
    assert birth.gestation_days == 245
    with pytest.raises(AgeError):
        birth_from(BORN, due_date=BORN + timedelta(days=27), days_early=35)


@given(start=DAYS, months=st.integers(0, 300))
def test_adding_months_and_counting_them_are_each_others_mirror(start: date, months: int) -> None:
    there = add_months(start, months)
    assert months_between(start, there) == months
    assert months_between(start, there - timedelta(days=1)) == months - 1


@given(born=DAYS, gestation=st.one_of(st.none(), st.integers(147, 308)), days=st.integers(0, 7000))
def test_no_child_is_ever_counted_older_than_it_is(born: date, gestation: int | None, days: int) -> None:
    on = Age(Birth(born, gestation), born + timedelta(days=days))
    assert on.corrected_days <= on.days
    assert on.corrected_months <= on.months


@given(born=DAYS, gestation=st.integers(147, 308), days=st.integers(0, 6999))
def test_a_day_later_no_child_is_in_a_younger_stage(born: date, gestation: int, days: int) -> None:
    stages = list(Stage)
    today, tomorrow = (Age(Birth(born, gestation), born + timedelta(days=on)) for on in (days, days + 1))
    assert stages.index(tomorrow.stage) >= stages.index(today.stage)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (7, "1 week"), (17, "2 weeks and 3 days"), (-8, "minus 1 week and 1 day")],
)
def test_lengths_are_said_as_parents_say_them(days: int, words: str) -> None:
    assert age.in_weeks(days) == words
