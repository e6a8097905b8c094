"""What a score says, as values: moves, the hands that make them, and the paths they take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handsong.core import body
from handsong.core.body import Side, View


class Touch(StrEnum):
    """The three kinds of touch (bm-seed): each serves another purpose."""

    STROKE = "stroke"
    HOLD = "hold"
    MOVEMENT = "movement"


class Tempo(StrEnum):
    """How fast one repetition goes; the seconds are our careful default (domain reference 3.0)."""

    STILL = "still"
    SLOW = "slow"
    STEADY = "steady"
    PLAYFUL = "playful"

    @property
    def seconds(self) -> float:
        """Seconds of one repetition: a slow stroke lasts about one adult breath."""
        return {Tempo.STILL: 0.0, Tempo.SLOW: 4.0, Tempo.STEADY: 2.0, Tempo.PLAYFUL: 1.0}[self]


class Pressure(StrEnum):
    """How firm, lightest first: P0 to P3 of the domain reference."""

    RESTING = "resting"
    GENTLE_FIRM = "gentle-firm"
    MODERATE = "moderate"
    FIRM = "firm"

    @property
    def degree(self) -> int:
        """The degree, from 0 (the still weight of a relaxed hand) to 3 (firm, set by the child)."""
        return list(Pressure).index(self)


class Hand(StrEnum):
    """Which of the adult's hands."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Contact(StrEnum):
    """What of the hand touches."""

    PALM = "palm"
    CUP = "cup"
    THUMB = "thumb"
    FINGERTIPS = "fingertips"
    FINGER = "finger"

    @property
    def half_width(self) -> float:
        """Half the width, in millimetres, of what presses: pads and palm, not the resting edges."""
        return {
            Contact.PALM: 22.0,
            Contact.CUP: 18.0,
            Contact.THUMB: 8.0,
            Contact.FINGERTIPS: 12.0,
            Contact.FINGER: 8.0,
        }[self]


class Sense(StrEnum):
    """Which way round, as the adult sees the child."""

    CLOCKWISE = "clockwise"
    ANTICLOCKWISE = "anticlockwise"


class Breath(StrEnum):
    """How the adult breathes meanwhile."""

    SLOWLY = "slowly"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Still:
    """The hand rests on a landmark, or underneath it."""

    at: str
    under: bool = False


@dataclass(frozen=True)
class Line:
    """The hand glides from the first landmark over the others to the last."""

    over: tuple[str, ...]


@dataclass(frozen=True)
class Arc:
    """The hand goes part of the way round a centre, from one landmark to another."""

    sense: Sense
    start: str
    end: str
    centre: str


@dataclass(frozen=True)
class Circle:
    """The hand goes once round a centre and comes back to the landmark it began at."""

    sense: Sense
    start: str
    centre: str


@dataclass(frozen=True)
class OpenBook:
    """Each hand glides from the middle out to its own side, as pages are smoothed."""

    over: tuple[str, ...]


@dataclass(frozen=True)
class Carry:
    """The hand holds a joint and takes it along a path, then lets it come back by itself."""

    held: str
    over: tuple[str, ...]


Path = Still | Line | Arc | Circle | OpenBook | Carry


def landmarks_of(path: Path) -> tuple[str, ...]:
    """Return the landmarks a path names, in the order in which it meets them."""
    match path:
        case Still(at=at):
            return (at,)
        case Line(over=over) | OpenBook(over=over):
            return over
        case Arc(start=start, end=end, centre=centre):
            return (start, end, centre)
        case Circle(start=start, centre=centre):
            return (start, centre)
        case Carry(held=held, over=over):
            return (held, *over)


@dataclass(frozen=True)
class Voice:
    """One hand's part in a move; `both` hands do the same, each on its own side."""

    hand: Hand
    contact: Contact
    path: Path


@dataclass(frozen=True)
class Move:
    """What the hands do together: as often, as fast and as firm as it says.

    A hold lasts `seconds`; anything else is done `times` times and may `stay` at its end.
    """

    touch: Touch
    tempo: Tempo
    pressure: Pressure
    voices: tuple[Voice, ...]
    times: int = 1
    seconds: int = 0
    stay: int = 0
    alternating: bool = False
    breath: Breath | None = None
    say: str = ""


@dataclass(frozen=True)
class Score:
    """The moves of one technique in order, and whether all of it is done on the other side too.

    A score that is done on both sides is written for the child's left.
    """

    moves: tuple[Move, ...]
    other_side: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides it is done on, in order; empty when it has no sides."""
        return (Side.LEFT, Side.RIGHT) if self.other_side else ()

    @property
    def touches(self) -> frozenset[Touch]:
        """Every kind of touch in it."""
        return frozenset(move.touch for move in self.moves)

    @property
    def pressure(self) -> Pressure:
        """The firmest pressure in it."""
        return max((move.pressure for move in self.moves), key=lambda pressure: pressure.degree)


def on_other_side(path: Path) -> Path:
    """Return a path on the child's other side: every sided landmark changes its side."""

    def swap(name: str) -> str:
        side = body.side_of(name)
        return body.on_side(name, side.other) if side else name

    match path:
        case Still(at=at, under=under):
            return Still(swap(at), under)
        case Line(over=over):
            return Line(tuple(map(swap, over)))
        case OpenBook(over=over):
            return OpenBook(tuple(map(swap, over)))
        case Carry(held=held, over=over):
            return Carry(swap(held), tuple(map(swap, over)))
        case Arc(sense=sense, start=start, end=end, centre=centre):
            return Arc(_reverse(sense), swap(start), swap(end), swap(centre))
        case Circle(sense=sense, start=start, centre=centre):
            return Circle(_reverse(sense), swap(start), swap(centre))


def each_hand(voice: Voice, view: View) -> tuple[Voice, ...]:
    """Return one voice a hand: a part for both hands becomes two.

    Landmarks without a side lie on the side of the hand that reaches them; from the front the
    adult's right hand lies at the child's left.
    """
    if voice.hand is not Hand.BOTH:
        return (voice,)
    right_reaches = Side.LEFT if view is View.FRONT else Side.RIGHT
    return (
        Voice(Hand.RIGHT, voice.contact, _sided(voice.path, right_reaches, view)),
        Voice(Hand.LEFT, voice.contact, _sided(voice.path, right_reaches.other, view)),
    )


def _sided(path: Path, side: Side, view: View) -> Path:
    """Return the path with a side given to every landmark that has sides and names none."""

    def give(name: str) -> str:
        return f"{name}.{side}" if name in body.SIDED_LANDMARKS[view] else name

    match path:
        case Still(at=at, under=under):
            return Still(give(at), under)
        case Line(over=over) | OpenBook(over=over):
            return Line(tuple(map(give, over)))
        case Carry(held=held, over=over):
            return Carry(give(held), tuple(map(give, over)))
        case Arc(sense=sense, start=start, end=end, centre=centre):
            turned = sense if side is Side.LEFT else _reverse(sense)
            return Arc(turned, give(start), give(end), give(centre))
        case Circle(sense=sense, start=start, centre=centre):
            turned = sense if side is Side.LEFT else _reverse(sense)
            return Circle(turned, give(start), give(centre))


def _reverse(sense: Sense) -> Sense:
    return Sense.ANTICLOCKWISE if sense is Sense.CLOCKWISE else Sense.CLOCKWISE
