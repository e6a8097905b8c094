"""What a plan tells a parent to know: what concerns this child at this age, and nothing that is never offered."""

from __future__ import annotations

from tests.cli.running import handsong, planned, rules

IN_THE_UNIT = "--born 2026-11-01 --weeks-early 12 --on 2026-11-23 --condition neonatal-unit --yes neonatal-unit=ward,2026-11-22"
AT_HOME = "--born 2026-10-01 --on 2026-11-23"


def test_in_a_unit_nothing_is_told_of_tummy_strokes_and_hips_that_are_never_offered_there() -> None:
    said = handsong(f"plan {IN_THE_UNIT}").out.split("To know")[1].split("Not today")[0]
    for never in ("area-navel", "young-hips", "early-birth-tummy"):
        assert never not in said
        assert never in rules(planned(IN_THE_UNIT)), "the data names every rule that speaks"
    assert "before-term-holds" in said


def test_why_it_is_not_now_is_told_though_it_leaves_nothing_out_that_is_offered_there() -> None:
    ran = handsong(f"plan {IN_THE_UNIT} --answer feed=hungry")
    assert ran.status == 3
    assert "no-hungry" in ran.out.split("To know")[1]


def test_at_home_the_same_rules_are_told() -> None:
    said = handsong(f"plan {AT_HOME}").out.split("To know")[1].split("Not today")[0]
    assert "area-navel" in said
    assert "young-hips" in said


def test_what_waits_for_a_professional_is_told_whatever_is_offered() -> None:
    said = handsong(f"plan {IN_THE_UNIT} --condition heart-disease").out
    assert "ask-heart" in said
