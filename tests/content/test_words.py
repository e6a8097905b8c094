"""The words parents read: no claims, no commands, no guilt, and easy at eleven."""

from __future__ import annotations

import re

import pytest

from tests.content.wording import grade, sentences, syllables, texts

ALL = list(texts())
EXCUSED = {"help.toml"}
"""Files of names only."""

CLAIMS = re.compile(
    r"\b(treat(s|ed|ing|ment|ments)?|cur(e|es|ed|ing)|heal(s|ed|ing)?|boost\w*|improv\w*|strengthen\w*"
    r"|promot\w*|ensur\w*|guarantee\w*|prevent\w*|detox\w*|proven|miracle\w*|immunity)\b",
    re.IGNORECASE,
)
"""What nobody may say of massage (domain reference 11 and 12)."""

COMMANDS = re.compile(
    r"\b(should|must|fail(s|ed|ing|ure)?|only|just|users?|bad parent|naughty|never mind)\b",
    re.IGNORECASE,
)
"""What Handsong does not say to a tired parent (design: Words)."""


def found(pattern: re.Pattern[str]) -> list[str]:
    """Return each place where the pattern stands in what parents read."""
    return [
        f"{place}: “{match.group()}” in “{text}”" for place, text in ALL for match in pattern.finditer(text)
    ]


def test_there_is_much_to_read() -> None:
    assert len(ALL) > 1000


def test_nothing_claims_what_nobody_can_promise() -> None:
    assert [row for row in found(CLAIMS) if "not_a_goal" not in row] == []


def test_nothing_commands_or_blames() -> None:
    assert found(COMMANDS) == []


def test_nothing_shouts() -> None:
    assert [place for place, text in ALL if "!" in text] == []


def test_nobody_is_called_anything_but_parent_or_carer_or_you() -> None:
    assert (
        found(re.compile(r"\b(mums?|mummy|moms?|dads?|daddy|patients?|clients?|guardians?)\b", re.IGNORECASE))
        == []
    )


def test_a_child_is_never_it_nor_a_boy_or_girl_by_default() -> None:
    assert found(re.compile(r"\b(he|him|his|she|her|hers|boys?|girls?)\b", re.IGNORECASE)) == []


def test_quotes_and_apostrophes_are_curly() -> None:
    assert [f"{place}: {text}" for place, text in ALL if "'" in text or '"' in text] == []


def test_no_text_holds_markup_or_a_stray_placeholder() -> None:
    known = {"{name}", "{minutes}", "{region}", "{technique}", "{time}", "{}"}
    numbers = re.compile(r"\{[a-z_]+\}")
    for place, text in ALL:
        assert "<" not in text, place
        holes = set(re.findall(r"\{[^}]*\}", text))
        if "reason" not in place and "words.toml" not in place:
            assert holes <= known, (place, holes)
        assert all(numbers.fullmatch(hole) or hole == "{}" for hole in holes), (place, holes)


@pytest.mark.parametrize("file", sorted({place.split(":")[0] for place, _ in ALL} - EXCUSED))
def test_a_file_is_easy_at_eleven(file: str) -> None:
    whole = "\n".join(text for place, text in ALL if place.startswith(f"{file}:"))
    assert grade(whole) <= 6, f"{file}: grade {grade(whole):.1f}"


def test_no_sentence_is_longer_than_thirty_words() -> None:
    long = [f"{place}: {text}" for place, text in ALL if any(len(one) > 30 for one in sentences(text))]
    assert long == []


def test_the_measure_of_reading_knows_easy_from_hard() -> None:
    easy = "Look at the face. The hand rests. Breathe out, and wait."
    hard = (
        "Contraindications notwithstanding, physiological responsiveness necessitates individualised "
        "modification of tactile stimulation parameters throughout implementation."
    )
    assert grade(easy) < 3
    assert grade(hard) > 20
    assert [syllables(word) for word in ("touch", "massage", "baby", "little", "stroked", "wanted")] == [
        1,
        2,
        2,
        2,
        1,
        2,
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "It boosts immunity.",
        "Massage treats colic.",
        "It improves sleep.",
        "This promotes growth and circulation.",
        "It heals the bond.",
        "Proven to ensure better digestion.",
    ],
)
def test_the_benefits_that_others_promise_are_caught(claim: str) -> None:
    assert CLAIMS.search(claim)
