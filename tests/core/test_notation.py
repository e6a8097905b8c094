"""The notation: whatever can be written can be read back, and every fault says where and what was expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core.body import View
from handsong.core.score import notation
from handsong.core.score.model import (
    Breath,
    Carry,
    Contact,
    Hand,
    Line,
    Pressure,
    Score,
    Sense,
    Still,
    Tempo,
    Touch,
)
from handsong.core.score.notation import ScoreError
from tests.core.scores import scores

LEG = """
stroke, slow, gentle-firm, 4 times
  right cup: line from hip.left over knee.left to ankle.left
  left cup: still on ankle.left
  breathe: out
  say: outside

then the other side
"""


@given(score=scores(View.FRONT))
def test_a_written_score_of_the_front_reads_back_the_same(score: Score) -> None:
    assert notation.parse(notation.write(score), view=View.FRONT) == score


@given(score=scores(View.BACK))
def test_a_written_score_of_the_back_reads_back_the_same(score: Score) -> None:
    assert notation.parse(notation.write(score), view=View.BACK) == score


@given(score=scores(View.FRONT))
def test_writing_twice_changes_nothing(score: Score) -> None:
    once = notation.write(score)
    assert notation.write(notation.parse(once)) == once


@given(text=st.text(max_size=200))
def test_any_text_is_either_a_score_or_a_fault_with_its_place(text: str) -> None:
    fault: ScoreError | None = None
    try:
        notation.parse(text)
    except ScoreError as error:
        fault = error
    assert fault is None or (fault.line >= 1 and fault.column >= 1)


def test_a_stroke_says_hands_path_tempo_pressure_and_times() -> None:
    (move,) = notation.parse(LEG).moves
    assert (move.touch, move.tempo, move.pressure, move.times) == (
        Touch.STROKE,
        Tempo.SLOW,
        Pressure.GENTLE_FIRM,
        4,
    )
    glides, rests = move.voices
    assert (glides.hand, glides.contact) == (Hand.RIGHT, Contact.CUP)
    assert glides.path == Line(("hip.left", "knee.left", "ankle.left"))
    assert rests.path == Still("ankle.left")
    assert (move.breath, move.say) == (Breath.OUT, "outside")


def test_a_score_for_both_sides_is_done_left_and_then_right() -> None:
    assert [str(side) for side in notation.parse(LEG).sides] == ["left", "right"]
    assert notation.parse("hold, resting, 5 s\n  both palms: still on navel").sides == ()


def test_once_is_written_in_the_singular() -> None:
    text = "stroke, slow, firm, 1 time\n  right palm: line from hip.left to knee.left\n"
    assert notation.write(notation.parse(text)) == text
    twice = text.replace("1 time", "2 times")
    assert notation.write(notation.parse(twice)) == twice
    assert notation.parse(text.replace("1 time", "1 times")) == notation.parse(text)


def test_both_hands_speak_of_their_contacts_in_the_plural() -> None:
    score = notation.parse("hold, resting, 5 s\n  both fingertips: still under crown")
    assert score.moves[0].voices[0].path == Still("crown", under=True)
    with pytest.raises(ScoreError, match="what of the hand touches"):
        notation.parse("hold, resting, 5 s\n  both palm: still on navel")


def test_a_movement_carries_a_joint_and_may_stay_at_the_end() -> None:
    score = notation.parse(
        "movement, slow, gentle-firm, 3 times, alternating, stay 5 s\n  both cups: carry ankle over shin to belly-low"
    )
    (move,) = score.moves
    assert move.alternating
    assert move.stay == 5
    assert move.voices[0].path == Carry("ankle", ("shin", "belly-low"))


def test_circles_and_arcs_say_which_way_round() -> None:
    score = notation.parse(
        "stroke, slow, moderate, 6 times\n  right palm: circle clockwise from belly-low.right around navel"
    )
    assert score.moves[0].voices[0].path.sense is Sense.CLOCKWISE  # type: ignore[union-attr]


FAULTS = {
    "nothing at all": ("", 1, 1, "expected a move"),
    "a misspelt kind of touch": ("strok, slow, firm, 2 times\n", 1, 1, "did you mean “stroke”?"),
    "a hand at the beginning": ("  right palm: still on navel\n", 1, 3, "at the start of the line"),
    "an unknown tempo": ("stroke, fast, firm, 2 times\n", 1, 9, "one of playful, slow, steady"),
    "a stroke that rests": ("stroke, slow, resting, 2 times\n", 1, 15, "expected a pressure"),
    "a hold in a hurry": ("hold, slow, 5 s\n  both palms: still on navel\n", 1, 7, "expected a pressure"),
    "no number": ("stroke, slow, firm, many times\n", 1, 21, "a whole number from 1 to 600"),
    "nought times": ("stroke, slow, firm, 0 times\n", 1, 21, "a whole number from 1 to 600"),
    "too often": ("stroke, slow, firm, 601 times\n", 1, 21, "a whole number from 1 to 600"),
    "the unit is missing": ("hold, resting, 5\n", 1, 17, "expected “s”, but the line ends here"),
    "no hands": ("stroke, slow, firm, 2 times\n", 1, 28, "expected at least one hand"),
    "an unknown hand": ("hold, resting, 5 s\n  foot palm: still on navel\n", 2, 3, "expected a hand"),
    "an unknown landmark": (
        "hold, resting, 5 s\n  right palm: still on nabel\n",
        2,
        24,
        "did you mean “navel”?",
    ),
    "a landmark of the other view": (
        "hold, resting, 5 s\n  right palm: still on nape\n",
        2,
        24,
        "a landmark of the front",
    ),
    "a side is missing": (
        "hold, resting, 5 s\n  right palm: still on knee\n",
        2,
        24,
        "needs a side: knee.left or knee.right",
    ),
    "an unknown path": ("hold, resting, 5 s\n  right palm: spiral on navel\n", 2, 15, "expected a path"),
    "a hold that glides": (
        "hold, resting, 5 s\n  right palm: line from hip.left to knee.left\n",
        2,
        46,
        "a hold keeps still",
    ),
    "a stroke that carries": (
        "stroke, slow, firm, 2 times\n  right palm: carry ankle.left to hip.left\n",
        2,
        43,
        "only a movement carries",
    ),
    "one hand opening a book": (
        "stroke, slow, firm, 2 times\n  right palm: open-book from sternum to side.left\n",
        2,
        25,
        "smoothed by both hands",
    ),
    "the same hand twice": (
        "hold, resting, 5 s\n  right palm: still on navel\n  right palm: still on navel\n",
        3,
        3,
        "the right hand has a part in this move already",
    ),
    "both hands and one more": (
        "hold, resting, 5 s\n  both palms: still on navel\n  left palm: still on navel\n",
        3,
        3,
        "has a part in this move already",
    ),
    "alternating with one hand": (
        "stroke, slow, firm, 2 times, alternating\n  right palm: still on navel\n",
        1,
        41,
        "expected two hands",
    ),
    "words after the end": ("hold, resting, 5 s now\n", 1, 20, "expected the end of the line, found “now”"),
    "an unreadable key": (
        "hold, resting, 5 s\n  right palm: still on navel\n  say: Hello\n",
        3,
        8,
        "expected the key of a spoken line",
    ),
    "an unknown breath": (
        "hold, resting, 5 s\n  right palm: still on navel\n  breathe: deeply\n",
        3,
        12,
        "expected how to breathe",
    ),
    "another side without any side": (
        "hold, resting, 5 s\n  both palms: still on navel\n\nthen the other side\n",
        4,
        1,
        "expected a landmark with a side",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_says_line_column_and_what_was_expected(what: str) -> None:
    text, line, column, words = FAULTS[what]
    with pytest.raises(ScoreError) as fault:
        notation.parse(text)
    assert (fault.value.line, fault.value.column) == (line, column), str(fault.value)
    assert words in str(fault.value)
    assert str(fault.value).startswith(f"line {line}, column {column}: ")


@pytest.mark.parametrize(
    "path",
    [
        "circle clockwise from belly-low.right around navel",
        "arc clockwise from belly-low.right to belly-low.left around navel",
        "line from under-ribs over navel to above-nappy",
    ],
)
def test_a_stroke_over_the_tummy_has_no_other_side(path: str) -> None:
    text = f"stroke, slow, moderate, 3 times\n  right palm: {path}\n"
    assert notation.parse(text).sides == ()
    with pytest.raises(ScoreError, match="run against the colon") as fault:
        notation.parse(f"{text}\nthen the other side\n")
    assert fault.value.line == 4


def test_a_still_hand_on_the_tummy_may_change_sides() -> None:
    text = "hold, resting, 9 s\n  right palm: still on navel\n  left palm: still on shin.left\n\nthen the other side"
    assert len(notation.parse(text).sides) == 2
