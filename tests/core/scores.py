"""Scores made up by hypothesis: everything that the notation can say, and nothing else."""

from __future__ import annotations

from hypothesis import strategies as st

from handsong.core import body
from handsong.core.body import Side, View
from handsong.core.score.model import (
    Arc,
    Breath,
    Carry,
    Circle,
    Contact,
    Hand,
    Line,
    Move,
    OpenBook,
    Path,
    Pressure,
    Score,
    Sense,
    Still,
    Tempo,
    Touch,
    Voice,
    landmarks_of,
)

_NUMBER = st.integers(1, 600)
_KEY = st.one_of(st.just(""), st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True))


def landmarks(view: View, hand: Hand) -> st.SearchStrategy[str]:
    """Names that this hand can go to; both hands may leave out the side."""
    known = set(body.landmarks(view))
    if hand is Hand.BOTH:
        known |= body.SIDED_LANDMARKS[view]
    return st.sampled_from(sorted(known))


def paths(view: View, hand: Hand, touch: Touch) -> st.SearchStrategy[Path]:
    """Paths that a touch of this kind can take."""
    at, sense = landmarks(view, hand), st.sampled_from(Sense)
    several = st.lists(at, min_size=2, max_size=5).map(tuple)
    still: st.SearchStrategy[Path] = st.builds(Still, at, st.booleans())
    if touch is Touch.HOLD:
        return still
    kinds: list[st.SearchStrategy[Path]] = [
        still,
        st.builds(Line, several),
        st.builds(Arc, sense, at, at, at),
        st.builds(Circle, sense, at, at),
    ]
    if hand is Hand.BOTH:
        kinds.append(st.builds(OpenBook, several))
    if touch is Touch.MOVEMENT:
        kinds.append(st.builds(Carry, at, st.lists(at, min_size=1, max_size=4).map(tuple)))
    return st.one_of(kinds)


@st.composite
def moves(draw: st.DrawFn, view: View) -> Move:
    """Return one move."""
    touch = draw(st.sampled_from(Touch))
    hands = draw(st.sampled_from([(Hand.LEFT,), (Hand.RIGHT,), (Hand.BOTH,), (Hand.RIGHT, Hand.LEFT)]))
    voices = tuple(
        Voice(hand, draw(st.sampled_from(Contact)), draw(paths(view, hand, touch))) for hand in hands
    )
    breath = draw(st.one_of(st.none(), st.sampled_from(Breath)))
    if touch is Touch.HOLD:
        pressure = draw(st.sampled_from(Pressure))
        seconds = draw(_NUMBER)
        return Move(touch, Tempo.STILL, pressure, voices, seconds=seconds, breath=breath, say=draw(_KEY))
    return Move(
        touch=touch,
        tempo=draw(st.sampled_from([tempo for tempo in Tempo if tempo is not Tempo.STILL])),
        pressure=draw(st.sampled_from([one for one in Pressure if one is not Pressure.RESTING])),
        voices=voices,
        times=draw(_NUMBER),
        stay=draw(st.one_of(st.just(0), _NUMBER)),
        alternating=hands not in {(Hand.LEFT,), (Hand.RIGHT,)} and draw(st.booleans()),
        breath=breath,
        say=draw(_KEY),
    )


@st.composite
def scores(draw: st.DrawFn, view: View) -> Score:
    """Return a score; it has another side only where one is possible."""
    of = tuple(draw(st.lists(moves(view), min_size=1, max_size=4)))
    return Score(of, draw(st.booleans()) and _may_have_another_side(of))


def _may_have_another_side(of: tuple[Move, ...]) -> bool:
    names = [name for move in of for voice in move.voices for name in landmarks_of(voice.path)]
    strokes = [
        name
        for move in of
        if move.touch is Touch.STROKE
        for voice in move.voices
        if not isinstance(voice.path, Still)
        for name in landmarks_of(voice.path)
    ]
    over_tummy = any(body.base_of(name) in body.TUMMY_LANDMARKS for name in strokes)
    return not over_tummy and any(body.side_of(name) in set(Side) for name in names)
