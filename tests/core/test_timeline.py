"""A score in time: how long everything lasts, what waits for what, and how sides and hands change."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from handsong.core.body import Side, View
from handsong.core.score import notation
from handsong.core.score.model import Arc, Circle, Hand, Line, Score, Sense, Still, each_hand, on_other_side
from handsong.core.score.timeline import (
    RETURN_SHARE,
    SETTLE_SECONDS,
    Act,
    seconds_of,
    speaking_seconds,
    timeline,
    voices_on,
)
from tests.core.scores import scores

SAID = {"hello": "One two three four five six seven eight nine ten eleven"}


class Anything(dict[str, str]):
    """Words for every key."""

    def __missing__(self, key: str) -> str:
        return f"Some words for {key}."


def laid_out(text: str, side: Side | None = None, said: dict[str, str] | None = None):  # type: ignore[no-untyped-def] # noqa: ANN201
    return timeline(notation.parse(text), View.FRONT, said or {}, side)


def test_hands_settle_for_three_seconds_and_silence_takes_no_time() -> None:
    assert SETTLE_SECONDS == 3
    assert speaking_seconds("") == 0
    assert speaking_seconds("Slow.") == pytest.approx(1 / 2.2 + 0.6)


def test_only_repetitions_are_counted() -> None:
    time = laid_out("stroke, slow, gentle-firm, 1 time\n  right palm: line from hip.left to ankle.left")
    assert [(event.act, event.time_of) for event in time.events] == [
        (Act.SETTLE, 0),
        (Act.GLIDE, 1),
        (Act.RETURN, 1),
    ]


def test_a_hold_lasts_its_seconds_after_the_hands_have_settled() -> None:
    time = laid_out("hold, resting, 20 s\n  right palm: still on navel")
    assert time.seconds == SETTLE_SECONDS + 20
    assert [(event.act, event.at, event.seconds) for event in time.events] == [
        (Act.SETTLE, 0, SETTLE_SECONDS),
        (Act.REST, SETTLE_SECONDS, 20),
    ]


def test_a_stroke_lasts_as_often_as_it_is_done_with_the_way_back() -> None:
    time = laid_out("stroke, slow, gentle-firm, 4 times\n  right palm: line from hip.left to ankle.left")
    assert time.seconds == SETTLE_SECONDS + 4 * (4.0 + 4.0 * RETURN_SHARE)
    glides = [event for event in time.events if event.act is Act.GLIDE]
    assert [event.time_of for event in glides] == [1, 2, 3, 4]
    assert {event.seconds for event in glides} == {4.0}


@pytest.mark.parametrize(("tempo", "seconds"), [("slow", 4.0), ("steady", 2.0), ("playful", 1.0)])
def test_tempo_is_the_time_of_one_stroke(tempo: str, seconds: float) -> None:
    time = laid_out(f"stroke, {tempo}, gentle-firm, 1 time\n  right palm: line from hip.left to ankle.left")
    assert [event.seconds for event in time.events if event.act is Act.GLIDE] == [seconds]


def test_a_movement_stays_at_its_end_before_it_comes_back() -> None:
    time = laid_out("movement, slow, gentle-firm, 1 time, stay 5 s\n  both cups: carry ankle to belly-low")
    acts = [event.act for event in time.events if event.hand is Hand.RIGHT]
    assert acts == [Act.SETTLE, Act.GLIDE, Act.STAY, Act.RETURN]
    assert time.seconds == SETTLE_SECONDS + 4.0 + 5 + 1.0


def test_hands_that_alternate_take_turns() -> None:
    time = laid_out("stroke, slow, gentle-firm, 2 times, alternating\n  both palms: line from hip to ankle")
    turns = [event.hand for event in time.events if event.act is Act.GLIDE]
    assert turns == [Hand.RIGHT, Hand.LEFT, Hand.RIGHT, Hand.LEFT]
    glides = [event for event in time.events if event.act is Act.GLIDE]
    assert all(after.at >= before.at + before.seconds for before, after in itertools.pairwise(glides))


def test_hands_that_do_not_alternate_glide_together() -> None:
    time = laid_out("stroke, slow, gentle-firm, 2 times\n  both palms: line from hip to ankle")
    starts = {event.at for event in time.events if event.act is Act.GLIDE}
    assert len(starts) == 2
    assert time.seconds == SETTLE_SECONDS + 2 * 5.0


def test_a_resting_hand_rests_while_the_other_glides() -> None:
    time = laid_out(
        "stroke, slow, gentle-firm, 2 times\n"
        "  right palm: line from hip.left to ankle.left\n  left palm: still on ankle.left"
    )
    acts = {event.act for event in time.events if event.hand is Hand.LEFT}
    assert acts == {Act.SETTLE, Act.REST}


def test_a_move_waits_until_its_line_has_been_said() -> None:
    text = "hold, resting, 20 s\n  right palm: still on navel\n  say: hello"
    spoken = speaking_seconds(SAID["hello"])
    assert spoken == pytest.approx(11 / 2.2 + 0.6)
    assert laid_out(text, said=SAID).seconds == pytest.approx(spoken + 20)


def test_a_short_line_never_shortens_the_settling() -> None:
    text = "hold, resting, 20 s\n  right palm: still on navel\n  say: hello"
    assert laid_out(text, said={"hello": "Now."}).seconds == SETTLE_SECONDS + 20


def test_a_line_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        laid_out("hold, resting, 20 s\n  right palm: still on navel\n  say: hello")


def test_both_sides_last_twice_as_long_as_one() -> None:
    score = notation.parse(
        "stroke, slow, gentle-firm, 4 times\n  right palm: line from hip.left to ankle.left\n\nthen the other side"
    )
    both = seconds_of(score, View.FRONT, {}, score.sides)
    assert both == 2 * seconds_of(score, View.FRONT, {}, (Side.LEFT,))


def test_on_the_right_the_path_and_the_hand_change_together() -> None:
    score = notation.parse(
        "stroke, slow, gentle-firm, 4 times\n  right palm: line from hip.left to ankle.left\n\nthen the other side"
    )
    (left,) = voices_on(score.moves[0], View.FRONT, Side.LEFT)
    (right,) = voices_on(score.moves[0], View.FRONT, Side.RIGHT)
    assert (left.hand, left.path) == (Hand.RIGHT, Line(("hip.left", "ankle.left")))
    assert (right.hand, right.path) == (Hand.LEFT, Line(("hip.right", "ankle.right")))


def test_on_the_other_side_a_circle_turns_the_other_way() -> None:
    circle = Circle(Sense.CLOCKWISE, "knee.left", "shin.left")
    assert on_other_side(circle) == Circle(Sense.ANTICLOCKWISE, "knee.right", "shin.right")
    arc = Arc(Sense.ANTICLOCKWISE, "hip.right", "knee.right", "thigh.right")
    assert on_other_side(on_other_side(arc)) == arc


def test_from_the_front_the_right_hand_lies_at_the_childs_left() -> None:
    voice = notation.parse("hold, resting, 5 s\n  both palms: still on hip").moves[0].voices[0]
    assert [(one.hand, one.path) for one in each_hand(voice, View.FRONT)] == [
        (Hand.RIGHT, Still("hip.left")),
        (Hand.LEFT, Still("hip.right")),
    ]
    assert [(one.hand, one.path) for one in each_hand(voice, View.BACK)] == [
        (Hand.RIGHT, Still("hip.right")),
        (Hand.LEFT, Still("hip.left")),
    ]


def test_two_hands_circling_turn_as_mirrors_of_each_other() -> None:
    voice = (
        notation.parse("stroke, slow, firm, 2 times\n  both thumbs: circle clockwise from ankle around heel")
        .moves[0]
        .voices[0]
    )
    senses = {one.path.start: one.path.sense for one in each_hand(voice, View.FRONT)}  # type: ignore[union-attr]
    assert senses == {"ankle.left": Sense.CLOCKWISE, "ankle.right": Sense.ANTICLOCKWISE}


def test_two_hands_in_arcs_turn_as_mirrors_of_each_other() -> None:
    text = "stroke, slow, firm, 2 times\n  both palms: arc clockwise from ankle to shin around heel"
    voice = notation.parse(text).moves[0].voices[0]
    assert [one.path for one in each_hand(voice, View.FRONT)] == [
        Arc(Sense.CLOCKWISE, "ankle.left", "shin.left", "heel.left"),
        Arc(Sense.ANTICLOCKWISE, "ankle.right", "shin.right", "heel.right"),
    ]


@given(score=scores(View.FRONT))
def test_nothing_happens_before_the_beginning_or_after_the_end(score: Score) -> None:
    for side in score.sides or (None,):
        time = timeline(score, View.FRONT, Anything(), side)
        assert all(event.at >= 0 and event.seconds >= 0 for event in time.events)
        assert max(event.at + event.seconds for event in time.events) == pytest.approx(time.seconds)
        assert [event.at for event in time.events] == sorted(event.at for event in time.events)


@given(score=scores(View.FRONT))
def test_moves_follow_each_other_without_a_gap(score: Score) -> None:
    time = timeline(score, View.FRONT, Anything(), (score.sides or (None,))[0])
    at = 0.0
    for phrase in time.phrases:
        assert phrase.at == pytest.approx(at)
        at += phrase.seconds
    assert at == pytest.approx(time.seconds)


@given(score=scores(View.BACK))
def test_no_hand_is_in_two_places_at_once(score: Score) -> None:
    time = timeline(score, View.BACK, Anything(), (score.sides or (None,))[0])
    for hand in (Hand.LEFT, Hand.RIGHT):
        busy = [event for event in time.events if event.hand is hand and event.seconds]
        for before, after in itertools.pairwise(busy):
            assert after.at >= before.at + before.seconds - 1e-6
