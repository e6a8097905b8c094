"""Findings: what a rule says, and which of several leads."""

from __future__ import annotations

from dataclasses import replace

from handsong.core.findings import Level, RuleBook, Verdict
from tests.core.making import NOON, rule


def test_levels_grow_graver_and_nothing_is_planned_from_wait_upwards() -> None:
    assert [level.word for level in sorted(Level)] == [
        "fine",
        "adapt",
        "avoid",
        "ask",
        "wait",
        "today",
        "emergency",
    ]
    assert {level for level in Level if level.stops} == {Level.WAIT, Level.TODAY, Level.EMERGENCY}


def test_the_gravest_finding_leads() -> None:
    mild, grave = rule("mild", Level.ADAPT).finding(), rule("grave", Level.TODAY).finding()
    assert Verdict((mild, grave)).level is Level.TODAY
    assert Verdict(()).level is Level.FINE


def test_a_reason_speaks_its_own_numbers() -> None:
    said = replace(rule("rest", numbers={"hours": 72.0}), reason={"en": "Rest for {hours} hours."})
    assert said.finding().reason("en") == "Rest for 72 hours."


def test_a_finding_carries_where_until_and_whom_to_ask() -> None:
    found = rule("ask-hip", Level.ASK).finding(where="hip-harness", until=NOON)
    assert (found.where, found.until, found.whom("en")) == ("hip-harness", NOON, "Ask the clinic.")
    assert rule("other").finding().whom("en") == ""


def test_a_rule_torn_out_of_the_book_is_missed_and_the_others_stay() -> None:
    book = RuleBook([rule("one"), rule("two")])
    assert set(book.without("one").rules) == {"two"}
    assert set(book.rules) == {"one", "two"}


def test_a_number_changed_in_the_book_changes_only_that_rule() -> None:
    book = RuleBook([rule("one", numbers={"hours": 24}), rule("two", numbers={"hours": 24})])
    changed = book.with_number("one", "hours", 48)
    assert changed["one"].numbers["hours"] == 48
    assert changed["two"].numbers["hours"] == 24
    assert book["one"].numbers["hours"] == 24
