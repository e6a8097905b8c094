"""What a drawing shows, in words that need no drawing."""

from __future__ import annotations

import pytest

from handsong.core.body import Side, View
from handsong.core.score import notation
from handsong.core.score.timeline import timeline
from handsong.render import words
from tests.render.drawings import SCRIPT


def told(score: str, side: Side | None = None, view: View = View.FRONT) -> str:
    parsed = notation.parse(score, view=view)
    return words.describe(timeline(parsed, view, {}, side), SCRIPT)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("still on navel", "rests on the navel"),
        ("still under crown", "rests underneath, level with the top of the head"),
        (
            "line from hip.left over knee.left to ankle.left",
            "glides from the left hip, over the left knee to the left ankle",
        ),
        (
            "circle clockwise from above-nappy around navel",
            "circles clockwise round the navel, starting at the lower tummy above the nappy",
        ),
        (
            "arc anticlockwise from shoulder.left to elbow.left around chest-side.left",
            "curves anticlockwise round the left side of the chest, from the left shoulder to the left elbow",
        ),
    ],
)
def test_every_path_has_its_sentence(path: str, said: str) -> None:
    found = told(f"stroke, slow, gentle-firm, 4 times\n  right palm: {path}\n")
    assert said in found
    assert found.startswith("1. Right hand, whole palm: ")


def test_a_carried_joint_is_told_with_the_way_it_is_taken() -> None:
    found = told(
        "movement, steady, gentle-firm, 3 times\n  right cup: carry ankle.left over knee.left to hip.left\n"
    )
    assert "takes the left ankle, over the left knee towards the left hip" in found


def test_a_book_is_opened_by_each_hand_to_its_own_side() -> None:
    found = told("stroke, slow, gentle-firm, 2 times\n  both cups: open-book from sternum-low to ribs\n")
    assert "Right hand, curved palm: glides from the lower end of the breastbone to the left ribs." in found
    assert "Left hand, curved palm: glides from the lower end of the breastbone to the right ribs." in found


def test_on_the_other_side_hand_side_and_sense_change() -> None:
    score = (
        "stroke, slow, gentle-firm, 2 times\n"
        "  right thumb: circle clockwise from heel.left around ankle.left\n\nthen the other side\n"
    )
    left, right = told(score, Side.LEFT), told(score, Side.RIGHT)
    assert "Right hand, thumb: circles clockwise round the left ankle, starting at the left heel." in left
    assert (
        "Left hand, thumb: circles anticlockwise round the right ankle, starting at the right heel." in right
    )


def test_a_hold_says_how_long_and_anything_else_how_often() -> None:
    assert "Stay for about 23 seconds." in told("hold, resting, 20 s\n  both palms: still on shin\n")
    moved = told("stroke, playful, moderate, 16 times\n  right palm: line from hip.left to ankle.left\n")
    assert "Number of times: 16." in moved
    assert SCRIPT.words["playful"] in moved
    assert SCRIPT.words["moderate"] in moved


def test_moves_are_numbered_in_order() -> None:
    hold = "hold, resting, 5 s\n  right palm: still on navel\n"
    stroke = "stroke, slow, gentle-firm, 1 time\n  right palm: line from hip.left to ankle.left\n"
    found = told(f"{hold}\n{stroke}\n{hold}")
    assert [found.index(f"{n}. Right hand") for n in (1, 2, 3)] == sorted(
        found.index(f"{n}. Right hand") for n in (1, 2, 3)
    )
